#include "handlers/DataView.h"

#include <algorithm>

namespace sx::privacy {

namespace {

class Layout
{
public:
	explicit Layout(const RequestWords& words): _words(words) {}

	Value sectionOf(const Section& section)
	{
		_facts.clear();
		_tables.clear();
		add("", section.data);
		const bool isEmpty = _facts.empty() && _tables.empty();
		return Value::object({{"title", section.title},
			{"isEmpty", isEmpty},
			{"hasFacts", !_facts.empty()},
			{"facts", std::move(_facts)},
			{"tables", std::move(_tables)}});
	}

private:
	std::string plain(const Value& value) const
	{
		if (value.isText()) return value.text();
		if (value.isInteger()) return std::to_string(value.integer());
		if (value.isFlag()) return _words(value.flag() ? "common.yes" : "common.no");
		std::string out;
		for (const auto& each: value.list()) out += (out.empty() ? "" : ", ") + plain(each);
		for (const auto& [name, each]: value.members()) out += (out.empty() ? "" : ", ") + name + ": " + plain(each);
		return out;
	}

	static bool isTable(const Value& value)
	{
		const auto& list = value.list();
		return !list.empty() &&
			std::all_of(list.begin(), list.end(), [](const Value& each) { return each.isObject(); });
	}

	void addTable(const std::string& name, const Value::List& list)
	{
		std::vector<std::string> columns;
		for (const auto& row: list)
			for (const auto& [column, value]: row.members())
				if (std::find(columns.begin(), columns.end(), column) == columns.end()) columns.push_back(column);
		Value::List heads, rows;
		for (const auto& column: columns) heads.push_back(Value::object({{"name", column}}));
		for (const auto& row: list)
		{
			Value::List cells;
			for (const auto& column: columns) cells.push_back(Value::object({{"text", plain(row[column])}}));
			rows.push_back(Value::object({{"cells", std::move(cells)}}));
		}
		_tables.push_back(Value::object({{"name", name}, {"columns", std::move(heads)}, {"rows", std::move(rows)}}));
	}

	void add(const std::string& name, const Value& value)
	{
		if (value.isNull()) return;
		if (isTable(value)) return addTable(name, value.list());
		if (value.isObject())
		{
			for (const auto& [member, each]: value.members()) add(name.empty() ? member : name + "." + member, each);
			return;
		}
		if (auto text = plain(value); !text.empty())
			_facts.push_back(Value::object({{"name", name}, {"text", std::move(text)}}));
	}

	const RequestWords& _words;
	Value::List _facts, _tables;
};

}

Value dataView(const RequestWords& words, const Tenant& tenant, const std::vector<Section>& sections)
{
	Layout layout(words);
	Value::List shown;
	for (const auto& each: sections) shown.push_back(layout.sectionOf(each));
	return Value::object({{"title", words("export.title")},
		{"lang", words.language.tag},
		{"company", words("export.company", Value::object({{"company", tenant.name}}))},
		{"none", words("export.none")},
		{"sections", std::move(shown)}});
}

}
