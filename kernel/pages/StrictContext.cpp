#include "kernel/pages/StrictContext.h"

#include "kernel/pages/Scan.h"

#include <charconv>

namespace sx::pages {

using kainjow::mustache::html_escape;
using kainjow::mustache::list;

namespace {

std::string plainNumber(double number)
{
	char digits[64];
	auto [end, error] = std::to_chars(digits, digits + sizeof digits, number);
	return error == std::errc() ? std::string(digits, end) : std::string("0");
}

}

void StrictContext::push(const Data* data)
{
	auto found = _origin.find(data);
	_scopes.push_back(found == _origin.end() ? nullptr : found->second);
}

const kainjow::mustache::data* StrictContext::get(const std::string& tagged) const
{
	auto asking = static_cast<Asking>(tagged.front());
	auto name = std::string_view(tagged).substr(2);
	if (asking == Asking::Words) return words(name);
	if (asking == Asking::Slot) return text(_roots.slot ? _roots.slot(name) : std::string());
	if (name.starts_with("t.")) return root(asking, name, _roots.word ? _roots.word(name.substr(2)) : std::nullopt);
	if (name.starts_with("asset."))
		return root(asking, name, _roots.asset ? _roots.asset(name.substr(6)) : std::nullopt);
	auto value = find(name);
	if (!value) return fail(name, "is missing from the view");
	return asking == Asking::Section ? section(name, *value) : printed(asking, name, *value);
}

const kainjow::mustache::data* StrictContext::root(
	Asking asking, std::string_view name, const std::optional<std::string>& found) const
{
	if (!found) return fail(name, "does not exist, or needs arguments (format it in the view)");
	if (asking != Asking::Text && asking != Asking::Url) return fail(name, "is text");
	return text(*found);
}

// Prints words for a script, which reads them by their keys.
const kainjow::mustache::data* StrictContext::words(std::string_view prefix) const
{
	auto list = _roots.list ? _roots.list(prefix) : std::nullopt;
	if (!list) return fail("words." + std::string(prefix), "has no words below it, or one that needs arguments");
	std::string html;
	for (const auto& [key, word]: *list)
		html += "<i data-word=\"" + html_escape(key) + "\">" + html_escape(word) + "</i>";
	return text(html);
}

const kainjow::mustache::data* StrictContext::text(const std::string& value) const
{
	_made.emplace_back(value);
	return &_made.back();
}

const kainjow::mustache::data* StrictContext::printed(Asking asking, std::string_view name, const Value& value) const
{
	if (asking == Asking::Html)
		return value.isSafeHtml() ? text(value.safeHtml()) : fail(name, "is printed raw but is no SafeHtml");
	if (value.isInteger()) return text(std::to_string(value.integer()));
	if (value.isNumber()) return text(plainNumber(value.number()));
	if (!value.isText())
		return fail(name, value.isSafeHtml() ? "is SafeHtml: print it with three braces" : "is printed but is no text");
	if (asking == Asking::Url && !isSafeUrl(value.text())) return fail(name, "is not a link that may be shown");
	return text(value.text());
}

const kainjow::mustache::data* StrictContext::section(std::string_view name, const Value& value) const
{
	if (value.isList())
	{
		const auto& items = value.list();
		_made.emplace_back(list(items.size(), Data(true)));
		const auto& copies = _made.back().list_value();
		for (std::size_t i = 0; i < items.size(); ++i) _origin.emplace(&copies[i], &items[i]);
		return &_made.back();
	}
	if (!value.isFlag() && !value.isObject() && !value.isNull())
		return fail(name, "opens a section but is no flag, list, object or null");
	_made.emplace_back(value.isObject() || value.flag());
	if (value.isObject()) _origin.emplace(&_made.back(), &value);
	return &_made.back();
}

const kainjow::mustache::data* StrictContext::fail(std::string_view name, std::string_view what) const
{
	if (_fault.empty()) _fault = "\"" + std::string(name) + "\" " + std::string(what);
	return nullptr;
}

const Value* StrictContext::find(std::string_view name) const
{
	if (name == ".") return _scopes.empty() ? nullptr : _scopes.back();
	auto dot = name.find('.');
	auto head = name.substr(0, dot);
	for (auto scope = _scopes.rbegin(); scope != _scopes.rend(); ++scope)
	{
		if (!*scope || !(*scope)->has(head)) continue;
		const Value* value = &(**scope)[head];
		while (dot != std::string_view::npos)
		{
			name.remove_prefix(dot + 1);
			dot = name.find('.');
			if (!value->has(name.substr(0, dot))) return nullptr;
			value = &(*value)[name.substr(0, dot)];
		}
		return value;
	}
	return nullptr;
}

}
