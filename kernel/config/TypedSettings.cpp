#include "kernel/config/Schema.h"
#include "kernel/config/YamlTree.h"
#include "sx/arguments.h"

#include <sys/stat.h>

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <filesystem>

extern "C" char** environ;  // POSIX.1

namespace sx::config {

namespace {

/// Returns a path that a configuration file names, relative to that file's folder; one of the environment stays as it
/// is.
std::string besideItsFile(const std::string& path, const SourcePosition& position)
{
	if (path.empty() || position.line == 0) return path;
	return (std::filesystem::absolute(position.file).parent_path() / path).lexically_normal().string();
}

std::string joined(const std::vector<std::string>& texts, const char* between)
{
	std::string out;
	for (const auto& each: texts) out += (out.empty() ? "" : between) + each;
	return out;
}

Result<std::int64_t> parseInteger(const std::string& text)
{
	std::int64_t number = 0;
	auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
	if (problem == std::errc::result_out_of_range) return Error{Code::Invalid, "is too large"};
	if (problem != std::errc() || end != text.data() + text.size())
		return Error{Code::Invalid, "expects a whole number"};
	return number;
}

Result<std::int64_t> parseFlag(const std::string& text)
{
	if (text == "true") return std::int64_t{1};
	if (text == "false") return std::int64_t{0};
	return Error{Code::Invalid, "expects true or false"};
}

/// Reads a secret from its file, without line feeds at the end. Refuses a file that every user may read.
Result<std::string> readSecret(const std::string& path)
{
	struct stat info
	{
	};
	if (::stat(path.c_str(), &info) != 0) return Error{Code::Invalid, "names a file that cannot be opened: " + path};
	if (info.st_mode & S_IROTH)
		return Error{Code::Invalid, "names a file that everybody may read: " + path + "; chmod o-r it"};
	auto text = readTextFile(path);
	if (!text) return Error{Code::Invalid, "names a file that cannot be read: " + path};
	while (!text->empty() && (text->back() == '\n' || text->back() == '\r')) text->pop_back();
	if (text->empty()) return Error{Code::Invalid, "names an empty file: " + path};
	return std::move(*text);
}

/// Returns " (8 to 64)", or an empty text when min or max is missing.
std::string rangeOf(const KeySpec& spec)
{
	return spec.min && spec.max ? " (" + inUnits(spec.type, *spec.min) + " to " + inUnits(spec.type, *spec.max) + ")"
								: "";
}

/// Checks min and max. Errors: Invalid; `detail` says what is wrong, worded to follow the key.
Result<> checkLimits(const KeySpec& spec, std::int64_t size)
{
	const bool counts = spec.type == Type::Text || spec.type == Type::Texts || spec.type == Type::File ||
		spec.type == Type::SecretFile;
	const std::string what = counts ? (spec.type == Type::Texts ? "has " : "is ") : "is ";
	const std::string unit = !counts ? "" : spec.type == Type::Texts ? " entries" : " characters";
	if (spec.min && size < *spec.min)
		return Error{Code::Invalid, what + "less than " + inUnits(spec.type, *spec.min) + unit + rangeOf(spec)};
	if (spec.max && size > *spec.max)
		return Error{Code::Invalid, what + "more than " + inUnits(spec.type, *spec.max) + unit + rangeOf(spec)};
	return {};
}

Result<> checkChoices(const KeySpec& spec, const std::string& text)
{
	if (spec.choices.empty() || std::find(spec.choices.begin(), spec.choices.end(), text) != spec.choices.end())
		return {};
	return Error{Code::Invalid, "expects " + joined(spec.choices, ", ") + didYouMean(text, spec.choices)};
}

Result<std::int64_t> parseNumber(Type type, const std::string& text)
{
	switch (type)
	{
	case Type::Integer: return parseInteger(text);
	case Type::Flag: return parseFlag(text);
	case Type::Duration: return parseDuration(text);
	default: return parseBytes(text);
	}
}

}

std::string inUnits(Type type, std::int64_t number)
{
	if (type == Type::Duration)
	{
		for (auto [unit, factor]: {std::pair{"d", 86'400}, {"h", 3600}, {"m", 60}})
			if (number && number % factor == 0) return std::to_string(number / factor) + unit;
		return std::to_string(number) + "s";
	}
	if (type != Type::Bytes) return std::to_string(number);
	for (auto [unit, factor]:
		{std::pair{"GB", 1'000'000'000LL}, {"MiB", 1LL << 20}, {"MB", 1'000'000LL}, {"KiB", 1LL << 10}, {"kB", 1000LL}})
		if (number && number % factor == 0) return std::to_string(number / factor) + unit;
	return std::to_string(number) + "B";
}

std::string variableName(std::string_view key)
{
	std::string name(key);
	for (auto& c: name) c = c == '.' || c == '-' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
	return name;
}

Variables processVariables()
{
	Variables out;
	for (char** each = environ; each && *each; ++each)
	{
		const std::string_view pair(*each);
		const auto equals = pair.find('=');
		if (equals != std::string_view::npos && pair.starts_with("SX_"))
			out.emplace(pair.substr(0, equals), pair.substr(equals + 1));
	}
	return out;
}

TypedSettings::TypedSettings(const Schema& schema,
	const RawValues& raw,
	const Variables& variables,
	const std::string& prefix,
	const std::string& shownPrefix,
	Problems& problems)
{
	for (const auto& spec: schema)
	{
		const std::string shown = shownPrefix + spec.key;
		RawValue value;
		Origin origin = Origin::Default;
		const auto written = raw.find(spec.key);
		if (written != raw.end()) value = written->second, origin = Origin::File;
		// Look up the derived name last, so that it overrides the second name.
		for (const auto& name: {spec.variable, prefix + variableName(spec.key)})
		{
			const auto set = variables.find(name);
			if (set == variables.end()) continue;
			value = {{set->second}, false, {name}};
			if (spec.type == Type::Texts) value.texts = splitList(set->second), value.isList = true;
			origin = Origin::Environment;
		}
		if (origin == Origin::Default)
		{
			if (spec.required)
				problems.push_back({{shown}, "must be set, in the file or as " + prefix + variableName(spec.key)});
			value.texts = spec.type == Type::Texts ? splitList(spec.fallback) : std::vector{spec.fallback};
			value.isList = spec.type == Type::Texts;
			value.position = {"default of " + shown};
		}
		const bool hides = spec.isSecret && !(value.texts.size() == 1 && value.texts.front() == spec.fallback);
		_entries.push_back({shown,
			hides ? "(set)" : joined(value.texts, ", "),
			origin,
			origin == Origin::Default ? "" : value.position.text()});
		// An empty default means "none", so there is nothing to check.
		const bool isNone = origin == Origin::Default && spec.fallback.empty();
		if (isNone)
			_values.emplace(spec.key,
				Typed{spec.type,
					0,
					spec.type == Type::Texts ? std::vector<std::string>{} : std::vector<std::string>{""}});
		else
			take(spec, value, shown, problems);
	}
}

Result<> TypedSettings::putTenantValue(const KeySpec& spec, const std::string& text, const std::string& shownPrefix)
{
	const bool isList = spec.type == Type::Texts;
	const RawValue raw{isList ? splitList(text) : std::vector{text}, isList, {"this company"}};
	Problems problems;
	TypedSettings one({spec}, {{spec.key, raw}}, {}, "", shownPrefix, problems);
	if (!problems.empty()) return toError(problems);
	const auto& own = one._entries.front();
	for (auto& entry: _entries)
	{
		if (!entry.key.ends_with(own.key)) continue;  // entry: "plugins.settings.messages.opens"; own: "messages.opens"
		entry.shown = own.shown;
		entry.origin = Origin::Tenant;
		entry.where.clear();
	}
	_values.insert_or_assign(spec.key, std::move(one._values.at(spec.key)));
	return {};
}

void TypedSettings::take(const KeySpec& spec, const RawValue& raw, const std::string& shown, Problems& problems)
{
	const auto wrong = [&](const std::string& text) { problems.push_back({raw.position, shown + " " + text}); };
	Typed typed{spec.type, 0, raw.texts};
	if (spec.type == Type::Texts)
	{
		if (!raw.isList) return wrong("expects a list: [one, two]");
		for (const auto& each: raw.texts)
			if (auto fits = checkChoices(spec, each); !fits) wrong(fits.error().detail);
		if (auto fits = checkLimits(spec, static_cast<std::int64_t>(raw.texts.size())); !fits)
			return wrong(fits.error().detail);
		_values.emplace(spec.key, std::move(typed));
		return;
	}
	if (raw.isList) return wrong("expects one value, not a list");
	if (spec.type == Type::File || spec.type == Type::SecretFile)
		typed.texts.front() = besideItsFile(raw.texts.front(), raw.position);
	const std::string text = typed.texts.front();
	if (spec.type == Type::Text || spec.type == Type::File || spec.type == Type::SecretFile)
	{
		if (spec.type == Type::File && !text.empty() && ::access(text.c_str(), R_OK) != 0)
			return wrong("names a file that cannot be read: " + text);
		if (spec.type == Type::SecretFile)
		{
			auto secret = readSecret(text);
			if (!secret) return wrong(secret.error().detail);
			typed.texts = {std::move(*secret)};
		}
		if (auto fits = checkChoices(spec, text); !fits) return wrong(fits.error().detail);
		if (auto fits = checkLimits(spec, static_cast<std::int64_t>(typed.texts.front().size())); !fits)
			return wrong(fits.error().detail);
	}
	else
	{
		auto number = parseNumber(spec.type, text);
		if (!number) return wrong(number.error().detail + rangeOf(spec));
		if (auto fits = checkLimits(spec, *number); !fits) return wrong(fits.error().detail);
		typed.number = *number;
	}
	_values.emplace(spec.key, std::move(typed));
}

const TypedSettings::Typed* TypedSettings::get(std::string_view key, std::initializer_list<Type> types) const noexcept
{
	const auto found = _values.find(key);
	if (found != _values.end() && std::find(types.begin(), types.end(), found->second.type) != types.end())
		return &found->second;
	if (_log)
		_log->error("settings.wrong_key",
			{{"setting", std::string(key)},
				{"problem", found == _values.end() ? "not in the schema" : "of another type"}});
	return nullptr;
}

std::string TypedSettings::text(std::string_view key) const
{
	const auto* value = get(key, {Type::Text, Type::File, Type::SecretFile});
	return value ? value->texts.front() : std::string();
}

std::int64_t TypedSettings::integer(std::string_view key) const noexcept
{
	const auto* value = get(key, {Type::Integer});
	return value ? value->number : 0;
}

bool TypedSettings::flag(std::string_view key) const noexcept
{
	const auto* value = get(key, {Type::Flag});
	return value && value->number != 0;
}

std::chrono::seconds TypedSettings::duration(std::string_view key) const noexcept
{
	const auto* value = get(key, {Type::Duration});
	return std::chrono::seconds(value ? value->number : 0);
}

std::int64_t TypedSettings::bytes(std::string_view key) const noexcept
{
	const auto* value = get(key, {Type::Bytes});
	return value ? value->number : 0;
}

std::vector<std::string> TypedSettings::texts(std::string_view key) const
{
	const auto* value = get(key, {Type::Texts});
	return value ? value->texts : std::vector<std::string>();
}

}
