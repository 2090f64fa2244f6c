// Makes the view models of the shared partials (templates/README.md), so that every page fills them the same way.
#pragma once
#include "sx/http.h"
#include "sx/time.h"
#include "sx/url.h"

namespace sx {

/// Returns the first letters of the first two words of a name or an address, a to z in upper case: "CR" for "Camille
/// Roy" and "camille.roy@example.com". UTF-8. Since: SDK 1.0
inline std::string initialsOf(std::string_view name)
{
	name = name.substr(0, name.find('@'));
	std::string initials;
	bool isStart = true;
	int count = 0;
	for (std::size_t i = 0; i < name.size() && count < 2;)
	{
		auto byte = static_cast<unsigned char>(name[i]);
		std::size_t length = byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
		bool isGap = byte == ' ' || byte == '-' || byte == '.' || byte == '_';
		if (isStart && !isGap)
		{
			initials += name.substr(i, length);
			if (byte >= 'a' && byte <= 'z') initials.back() = static_cast<char>(byte - 'a' + 'A');
			++count;
		}
		isStart = isGap;
		i += length;
	}
	return initials;
}

/// Returns who makes a request, for a use case. Since: SDK 1.0
inline Caller callerOf(const Request& request)
{
	const auto* person = request.principal();
	return {request.tenant().id, person ? person->user : UserId{}, request.clientAddress()};
}

/// Returns the time zone of whoever makes a request: the person's, else the company's. Since: SDK 1.0
inline std::string zoneOf(const Request& request)
{
	const auto* person = request.principal();
	return person && !person->timeZone.empty() ? person->timeZone : request.tenant().timeZone;
}

/// Returns the language that somebody chose in this browser, now (`?lang=`) or earlier; nothing if they chose none.
/// Since: SDK 1.0
inline std::optional<Language> chosenLanguageOf(const Request& request)
{
	for (const auto& tag: {request.query("lang"), request.cookie(kLanguageCookie)})
		if (auto language = spokenLanguage(tag.value_or(""))) return language;
	return std::nullopt;
}

/// Lists the languages that the server speaks, each named as it calls itself, for the options of a select: `value`
/// ("fr"), `tag` ("fr-CA", for its lang attribute), `name`, `isChosen`. chosen: a tag or a short tag. Since: SDK 1.0
inline Value::List languageChoices(std::string_view chosen)
{
	Value::List out;
	for (const auto& each: spokenLanguages())
		out.push_back(Value::object({{"value", each.language.shortTag()},
			{"tag", each.language.tag},
			{"name", each.name},
			{"isChosen", each.language.shortTag() == chosen.substr(0, chosen.find('-'))}}));
	return out;
}

/// Holds the days that a list is limited to: at or after `from`, and before `to`. Since: SDK 1.0
struct Days
{
	std::optional<Instant> from{}, to{};
};

/// Reads `from` and `to` of the query: days in the time zone of whoever asks, both included. Errors: Invalid with
/// field. Since: SDK 1.0
inline Result<Days> daysOf(const Request& request, const Pages& pages)
{
	Days out;
	const auto read = [&](const char* name, std::chrono::days later, std::optional<Instant>& at) -> Result<> {
		const auto text = request.query(name).value_or("");
		if (text.empty()) return {};
		const auto day = dayOf(text);
		if (!day) return invalid(name, "not a day");
		at = pages.startOfDay(zoneOf(request), *day + later);
		return {};
	};
	if (auto done = read("from", std::chrono::days(0), out.from); !done) return done.error();
	if (auto done = read("to", std::chrono::days(1), out.to); !done) return done.error();
	return out;
}

/// Writes the plugin's words and dates in the language and time zone of one request. Valid while the request and the
/// plugin's Pages live. Since: SDK 1.0
class RequestWords
{
public:
	RequestWords(const Pages& pages, const Request& request):
		pages(pages), language(request.language()), zone(zoneOf(request))
	{
	}

	const Pages& pages;
	Language language;
	std::string zone;

	/// Returns a word of the plugin's catalogue, as Pages::text does.
	std::string operator()(std::string_view key, const Value& arguments = {}) const
	{
		return pages.text(language, key, arguments);
	}
	std::string date(Instant at, Pages::Style style) const { return pages.dateTime(language, at, zone, style); }
};

/// Makes `tenant` for a layout and for a mail's view. Since: SDK 1.0
inline Value tenantView(const Tenant& tenant)
{
	return Value::object({{"name", tenant.name},
		{"origin", tenant.origin},
		{"brand", tenant.brand},
		{"isEncrypted", tenant.origin.starts_with("https://")},
		{"host", hostAndPortOf(tenant.origin)}});
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

/// Names a field of a form, by the id of its element, and what is wrong with it; an empty text: nothing. Since: SDK 1.0
struct FieldError
{
	std::string field, text;
};

/// Makes the view of the partial `field-error`, whose element has the id FIELD-error; null if the text is empty.
/// Since: SDK 1.0
inline Value fieldErrorView(std::string_view field, std::string_view text)
{
	if (text.empty()) return {};
	return Value::object({{"id", std::string(field) + "-error"}, {"text", text}});
}

/// Makes the view of the partial `error-summary`, which leads to the fields that are wrong; null if none is.
/// Since: SDK 1.0
inline Value errorSummaryView(const RequestWords& words, const std::vector<FieldError>& errors)
{
	Value::List shown;
	for (const auto& each: errors)
		if (!each.text.empty()) shown.push_back(Value::object({{"link", "#" + each.field}, {"text", each.text}}));
	if (shown.empty()) return {};
	const auto count = static_cast<std::int64_t>(shown.size());
	return Value::object(
		{{"title", words("common.errors.fields", Value::object({{"count", count}}))}, {"errors", std::move(shown)}});
}

/// Makes the view of a moment for `<time datetime="{{iso}}">{{text}}</time>`. Since: SDK 1.0
inline Value timeView(
	const Pages& pages, const Language& language, Instant at, std::string_view zone, Pages::Style style)
{
	return Value::object({{"iso", isoTime(std::chrono::floor<std::chrono::seconds>(at))},
		{"text", pages.dateTime(language, at, zone, style)}});
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
