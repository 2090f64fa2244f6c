// Makes the view models of the shared partials (templates/README.md), so that every page fills them the same way.
#pragma once
#include "sx/http.h"

namespace sx {

/// Returns the first letters of the first two words: "CR" for "Camille Roy". UTF-8. Since: SDK 1.0
inline std::string initialsOf(std::string_view name)
{
	std::string initials;
	bool isStart = true;
	int count = 0;
	for (std::size_t i = 0; i < name.size() && count < 2;)
	{
		auto byte = static_cast<unsigned char>(name[i]);
		std::size_t length = byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
		bool isGap = byte == ' ' || byte == '-';
		if (isStart && !isGap)
		{
			initials += name.substr(i, length);
			++count;
		}
		isStart = isGap;
		i += length;
	}
	return initials;
}

/// Makes `tenant` for a layout and for a mail's view. Since: SDK 1.0
inline Value tenantView(const Tenant& tenant)
{
	auto at = tenant.origin.find("://");
	return Value::object({{"name", tenant.name},
		{"origin", tenant.origin},
		{"brand", tenant.brand},
		{"isEncrypted", tenant.origin.starts_with("https://")},
		{"host", at == std::string::npos ? tenant.origin : tenant.origin.substr(at + 3)}});
}

/// Makes the view of the partial `person`. Since: SDK 1.0
inline Value personView(std::string_view name, std::string_view address, bool isVerified)
{
	return Value::object(
		{{"name", name}, {"address", address}, {"initials", initialsOf(name)}, {"isVerified", isVerified}});
}

enum class NoteKind { Plain, Ok, Warn, Bad };

/// Makes the view of the partial `note`. heading: empty for none. Screen readers read a Bad note aloud at once.
/// Since: SDK 1.0
inline Value noteView(NoteKind kind, std::string_view text, std::string_view heading = {})
{
	static constexpr std::string_view kClasses[] = {"", "sx-note-ok", "sx-note-warn", "sx-note-bad"};
	return Value::object({{"class", kClasses[static_cast<int>(kind)]},
		{"isPlain", kind == NoteKind::Plain},
		{"isOk", kind == NoteKind::Ok},
		{"isWarn", kind == NoteKind::Warn},
		{"isBad", kind == NoteKind::Bad},
		{"isAlert", kind == NoteKind::Bad},
		{"text", text},
		{"heading", heading.empty() ? Value() : Value::object({{"text", heading}})}});
}

/// Makes the view of a moment for `<time datetime="{{iso}}">{{text}}</time>`. Since: SDK 1.0
inline Value timeView(
	const Pages& pages, const Language& language, Instant at, std::string_view zone, Pages::Style style)
{
	auto seconds = std::chrono::floor<std::chrono::seconds>(at);
	auto day = std::chrono::floor<std::chrono::days>(seconds);
	std::chrono::year_month_day date(day);
	std::chrono::hh_mm_ss clock(seconds - day);
	auto two = [](auto number) {
		auto text = std::to_string(number);
		return text.size() < 2 ? "0" + text : text;
	};
	auto iso = std::to_string(static_cast<int>(date.year())) + "-" + two(static_cast<unsigned>(date.month())) + "-" +
		two(static_cast<unsigned>(date.day())) + "T" + two(clock.hours().count()) + ":" + two(clock.minutes().count()) +
		":" + two(clock.seconds().count()) + "Z";
	return Value::object({{"iso", iso}, {"text", pages.dateTime(language, at, zone, style)}});
}

/// Makes the view of the partial `life`: opens as dots, used ones first, then the date. isGone: expired or destroyed,
/// all dots grey. Since: SDK 1.0
inline Value lifeLine(const Pages& pages,
	const Language& language,
	int left,
	int total,
	Instant expires,
	std::string_view zone,
	bool isGone = false,
	Pages::Style style = Pages::Style::LongWithZone)
{
	Value::List dots;
	for (int i = 0; i < total; ++i)
		dots.push_back(Value::object({{"isUsed", !isGone && i < total - left}, {"isGone", isGone}}));
	return Value::object({{"dots", std::move(dots)},
		{"left", pages.text(language, "common.life.left", Value::object({{"left", isGone ? 0 : left}}))},
		{"of", pages.text(language, "common.life.of", Value::object({{"total", total}}))},
		{"expires", timeView(pages, language, expires, zone, style)}});
}

}
