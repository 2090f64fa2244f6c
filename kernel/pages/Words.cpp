#include "kernel/pages/Words.h"

#include "kernel/pages/IcuText.h"
#include "kernel/pages/Languages.h"
#include "kernel/pages/Typography.h"

#include <unicode/messagepattern.h>
#include <unicode/msgfmt.h>

#include <algorithm>
#include <mutex>

namespace sx::pages {

namespace {

/// Holds a pattern with its idle formatters: a MessageFormat is costly to make, and threads must not share one.
struct Entry
{
	std::string text;  // the word as shown, when it takes no arguments
	icu::UnicodeString pattern;
	std::set<std::string> arguments;
	mutable std::mutex mutex;
	mutable std::vector<std::unique_ptr<icu::MessageFormat>> idle;
};

// Checks an entry's pattern and collects its arguments. Errors: Internal (ICU refuses it, numbered arguments).
Result<> readPattern(Entry& entry)
{
	UErrorCode status = U_ZERO_ERROR;
	icu::MessagePattern parsed(entry.pattern, nullptr, status);
	if (U_FAILURE(status)) return Error{Code::Internal, u_errorName(status)};
	for (int i = 0; i < parsed.countParts(); ++i)
	{
		const auto& part = parsed.getPart(i);
		if (part.getType() == UMSGPAT_PART_TYPE_ARG_NUMBER)
			return Error{Code::Internal, "arguments have names, not numbers"};
		if (part.getType() == UMSGPAT_PART_TYPE_ARG_NAME) entry.arguments.insert(toUtf8(parsed.getSubstring(part)));
	}
	return {};
}

// Formats an entry without arguments once, so that MessageFormat's quotation marks are resolved. Errors: Internal.
Result<> readPlain(Entry& entry, const icu::Locale& locale)
{
	UErrorCode status = U_ZERO_ERROR;
	icu::MessageFormat format(entry.pattern, locale, status);
	icu::UnicodeString out;
	icu::FieldPosition nowhere(icu::FieldPosition::DONT_CARE);
	format.format(nullptr, 0, out, nowhere, status);
	if (U_FAILURE(status)) return Error{Code::Internal, u_errorName(status)};
	entry.text = toUtf8(out);
	return {};
}

Result<icu::Formattable> toFormattable(const Value& value)
{
	if (value.isText()) return icu::Formattable(fromUtf8(value.text()));
	if (value.isInteger()) return icu::Formattable(static_cast<std::int64_t>(value.integer()));
	if (value.isNumber()) return icu::Formattable(value.number());
	if (value.isFlag()) return icu::Formattable(value.flag() ? "true" : "false");
	return Error{Code::Internal, "is no text, number or flag"};
}

std::unique_ptr<icu::MessageFormat> take(const Entry& entry, const icu::Locale& locale, UErrorCode& status)
{
	{
		std::lock_guard lock(entry.mutex);
		if (!entry.idle.empty())
		{
			auto format = std::move(entry.idle.back());
			entry.idle.pop_back();
			return format;
		}
	}
	return std::make_unique<icu::MessageFormat>(entry.pattern, locale, status);
}

}

struct Words::State
{
	icu::Locale locale;
	std::map<std::string, Entry, std::less<>> entries;
};

Words::Words(std::unique_ptr<State> state): _state(std::move(state)) {}
Words::~Words() = default;

std::shared_ptr<Words> Words::read(const Catalogue& catalogue, const Language& language, std::string& faults)
{
	auto state = std::make_unique<State>();
	state->locale = localeOf(language);
	for (const auto& [key, written]: catalogue)
	{
		auto& entry = state->entries[key];
		entry.pattern = fromUtf8(typeset(written, language.tag));
		auto read = readPattern(entry);
		if (read && entry.arguments.empty()) read = readPlain(entry, state->locale);
		if (read) continue;
		faults += (faults.empty() ? "" : "; ") + key + ": " + read.error().detail;
		state->entries.erase(key);
	}
	return std::shared_ptr<Words>(new Words(std::move(state)));
}

Result<std::shared_ptr<const Words>> Words::make(const Catalogue& catalogue, const Language& language)
{
	std::string faults;
	auto words = read(catalogue, language, faults);
	if (!faults.empty()) return Error{Code::Internal, faults};
	return std::shared_ptr<const Words>(std::move(words));
}

std::shared_ptr<const Words> Words::makePartial(
	const Catalogue& catalogue, const Language& language, const Words* english, std::string& faults)
{
	auto words = read(catalogue, language, faults);
	if (!english) return words;
	std::erase_if(words->_state->entries, [&](const auto& each) {
		const auto& [key, entry] = each;
		const auto known = english->argumentsOf(key);
		const bool fits = std::includes(known.begin(), known.end(), entry.arguments.begin(), entry.arguments.end());
		if (!fits) faults += (faults.empty() ? "" : "; ") + key + ": takes an argument that the English word does not";
		return !fits;
	});
	return words;
}

bool Words::has(std::string_view key) const noexcept { return _state->entries.find(key) != _state->entries.end(); }

std::optional<std::string> Words::plain(std::string_view key) const
{
	auto found = _state->entries.find(key);
	if (found == _state->entries.end() || !found->second.arguments.empty()) return std::nullopt;
	return found->second.text;
}

Result<std::string> Words::format(std::string_view key, const Value& arguments) const
{
	auto found = _state->entries.find(key);
	if (found == _state->entries.end()) return Error{Code::Missing, "word \"" + std::string(key) + "\""};
	const auto& entry = found->second;
	if (entry.arguments.empty()) return entry.text;
	std::vector<icu::UnicodeString> names;
	std::vector<icu::Formattable> values;
	for (const auto& name: entry.arguments)
	{
		auto value = toFormattable(arguments[name]);
		if (!value)
			return Error{
				Code::Internal, "word \"" + std::string(key) + "\": argument \"" + name + "\" " + value.error().detail};
		names.push_back(fromUtf8(name));
		values.push_back(std::move(*value));
	}
	UErrorCode status = U_ZERO_ERROR;
	auto format = take(entry, _state->locale, status);
	icu::UnicodeString out;
	if (U_SUCCESS(status))
		format->format(names.data(), values.data(), static_cast<std::int32_t>(names.size()), out, status);
	if (U_FAILURE(status)) return Error{Code::Internal, "word \"" + std::string(key) + "\": " + u_errorName(status)};
	std::lock_guard lock(entry.mutex);
	entry.idle.push_back(std::move(format));
	return toUtf8(out);
}

std::set<std::string> Words::argumentsOf(std::string_view key) const
{
	auto found = _state->entries.find(key);
	return found == _state->entries.end() ? std::set<std::string>() : found->second.arguments;
}

std::vector<std::string> Words::keysBelow(std::string_view prefix) const
{
	const auto start = std::string(prefix) + '.';
	std::vector<std::string> keys;
	for (auto at = _state->entries.lower_bound(start); at != _state->entries.end() && at->first.starts_with(start);
		 ++at)
		keys.push_back(at->first);
	return keys;
}

std::vector<std::string> Words::keys() const
{
	std::vector<std::string> keys;
	for (const auto& entry: _state->entries) keys.push_back(entry.first);
	return keys;
}

}
