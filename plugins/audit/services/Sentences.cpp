#include "services/Sentences.h"

#include <algorithm>
#include <set>

namespace sx::audit {

namespace {

constexpr std::string_view kPrefix = "audit.";
// How events say what was changed: one value, or an object of fields, on each side.
constexpr std::pair<const char*, const char*> kSides[] = {{"before", "after"}, {"from", "to"}};

std::string nameOf(const std::map<std::string, std::string>& names, const std::string& id)
{
	const auto found = names.find(id);
	return found == names.end() ? id : found->second;
}

/// Begins a sentence with a capital, which a name put in ("le serveur") may lack.
std::string begun(std::string sentence, const std::string& kind)
{
	if (sentence != kind && !sentence.empty() && sentence[0] >= 'a' && sentence[0] <= 'z')
		sentence[0] = static_cast<char>(sentence[0] - 'a' + 'A');
	return sentence;
}

bool isPlain(const Value& value) { return value.isText() || value.isNumber() || value.isFlag(); }

}

std::optional<std::string> Sentences::sentenceOf(
	const Language& language, const std::string& kind, const Value& arguments) const
{
	const auto dot = kind.find('.');
	const auto plugin = kind.substr(0, dot);
	const auto rest = dot == std::string::npos ? std::string() : kind.substr(dot + 1);
	if (auto own = _catalogues.find(language, plugin, std::string(kPrefix) + rest, arguments)) return own;
	// Kinds of the server itself.
	return _catalogues.find(language, "audit", std::string(kPrefix) + kind, arguments);
}

std::string Sentences::labelOf(const Language& language, const std::string& field) const
{
	return _pages.find(language, "field." + field).value_or(field);
}

std::string Sentences::shown(
	const Language& language, const Value& value, const std::map<std::string, std::string>& names) const
{
	if (value.isText()) return nameOf(names, value.text());
	if (value.isFlag()) return _pages.text(language, value.flag() ? "common.yes" : "common.no");
	if (value.isInteger()) return _pages.number(language, value.integer());
	std::string out;
	for (const auto& each: value.list()) out += (out.empty() ? "" : ", ") + shown(language, each, names);
	for (const auto& [name, each]: value.members())
		out += (out.empty() ? "" : ", ") + labelOf(language, name) + "\u00A0: " + shown(language, each, names);
	return out.empty() ? "—" : out;
}

Told Sentences::tell(
	const Language& language, const Entry& entry, const std::map<std::string, std::string>& names) const
{
	Told out;
	if (auto details = _json.parse(entry.details)) out.details = std::move(*details);
	const auto& details = out.details;
	out.actor = entry.actor.empty() ? _pages.text(language, "actor.server") : nameOf(names, entry.actor);
	out.subject = nameOf(names, entry.subject);
	// What no plugin names any more is named as it was then.
	for (const auto* each: {&details["name"], &details["after"]["name"], &details["before"]["name"]})
		if (out.subject == entry.subject && !each->text().empty()) out.subject = each->text();

	Value arguments = Value::Object{};
	for (const auto& [name, value]: details.members())
		if (isPlain(value)) arguments.set(name, value.isText() ? Value(nameOf(names, value.text())) : value);
	for (const auto* each: {"user", "person"})
		if (!details[each].text().empty()) arguments.set("person", nameOf(names, details[each].text()));
	arguments.set("actor", out.actor).set("subject", out.subject);
	out.sentence = begun(sentenceOf(language, entry.kind, arguments).value_or(entry.kind), entry.kind);

	const auto add = [&](const std::string& field, const Value& before, const Value& after, bool isChange) {
		out.lines.push_back({.label = labelOf(language, field),
			.before = isChange ? shown(language, before, names) : std::string(),
			.after = shown(language, after, names)});
	};
	std::set<std::string> told;
	for (const auto& [before, after]: kSides)
	{
		if (!details.has(before) || !details.has(after)) continue;
		told.insert({before, after});
		if (!details[before].isObject() && !details[after].isObject())
			add("value", details[before], details[after], true);
		std::set<std::string> fields;
		for (const auto* side: {before, after})
			for (const auto& [name, value]: details[side].members()) fields.insert(name);
		for (const auto& field: fields)
			if (!(details[before][field] == details[after][field]))
				add(field, details[before][field], details[after][field], true);
	}
	for (const auto& [name, value]: details.members())
		if (told.count(name) == 0 && !value.isNull()) add(name, {}, value, false);
	return out;
}

std::string Sentences::titleOf(const Language& language, const std::string& kind) const
{
	const auto arguments = Value::object({{"actor", _pages.text(language, "actor.somebody")}});
	return sentenceOf(language, kind, arguments).value_or(kind);
}

std::vector<std::pair<std::string, std::string>> Sentences::kinds(const Language& language) const
{
	std::vector<std::pair<std::string, std::string>> out;
	for (const auto& [plugin, key]: _catalogues.below("audit"))
	{
		auto rest = key.substr(kPrefix.size());
		const bool isOfServer = plugin == "audit" && rest.find('.') != std::string::npos;
		auto kind = isOfServer ? std::move(rest) : plugin + '.' + rest;
		auto title = titleOf(language, kind);
		out.emplace_back(std::move(kind), std::move(title));
	}
	std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
	return out;
}

}
