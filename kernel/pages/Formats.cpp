#include "kernel/pages/Formats.h"

#include "kernel/pages/Calendar.h"
#include "kernel/pages/IcuText.h"
#include "kernel/pages/Languages.h"
#include "sx/dates.h"

#include <unicode/decimfmt.h>
#include <unicode/dtfmtsym.h>
#include <unicode/measfmt.h>
#include <unicode/measunit.h>
#include <unicode/measure.h>
#include <unicode/smpdtfmt.h>
#include <unicode/timezone.h>

#include <array>
#include <cmath>
#include <map>
#include <mutex>
#include <tuple>

namespace sx::pages {

namespace {

constexpr const char* kNoBreak = "\u00A0";

bool isFrench(const Language& language) { return language.shortTag() == "fr"; }
bool isEnglish(const Language& language) { return language.shortTag() == "en"; }

// Returns how ICU writes a date and a time in a language that nobody wrote a pattern for.
std::string usualPattern(const Language& language, Pages::Style style)
{
	const std::unique_ptr<icu::DateFormat> format(icu::DateFormat::createDateTimeInstance(
		style == Pages::Style::Short ? icu::DateFormat::kMedium : icu::DateFormat::kLong,
		icu::DateFormat::kShort,
		localeOf(language)));
	icu::UnicodeString written;
	if (const auto* dated = dynamic_cast<const icu::SimpleDateFormat*>(format.get())) dated->toPattern(written);
	return written.isEmpty() ? "y-MM-dd HH:mm" : toUtf8(written);
}

// Builds ICU's date pattern. isFirst: writes "1er", as French does for the first of the month and ICU cannot.
icu::UnicodeString pattern(const Language& language, Pages::Style style, bool namesZone, bool isFirst)
{
	std::string text;
	if (hasIsoDates(language))
		text = "y-MM-dd HH:mm";
	else if (isFrench(language))
	{
		text = isFirst ? "d'er' " : "d ";
		text += style == Pages::Style::Short ? "MMM y, H" : "MMMM y, H";
		text += std::string(kNoBreak) + "'h'" + kNoBreak + "mm";
	}
	else if (isEnglish(language))
	{
		text = style == Pages::Style::Short ? "MMM d, y, h:mm" : "MMMM d, y, h:mm";
		text += std::string(kNoBreak) + "a";
	}
	else
		text = usualPattern(language, style);
	if (namesZone) text += std::string(kNoBreak) + "(z)";
	return icu::UnicodeString::fromUTF8(text);
}

std::unique_ptr<icu::SimpleDateFormat> makeFormat(
	const Language& language, std::string_view zone, Pages::Style style, bool isFirst)
{
	auto id = fromUtf8(zone);
	std::unique_ptr<icu::TimeZone> known(icu::TimeZone::createTimeZone(id));
	bool isUnknown = zone.empty() || *known == icu::TimeZone::getUnknown();
	UErrorCode status = U_ZERO_ERROR;
	auto locale = localeOf(language);
	auto format = std::make_unique<icu::SimpleDateFormat>(
		pattern(language, style, isUnknown || style == Pages::Style::LongWithZone, isFirst), locale, status);
	if (U_FAILURE(status)) return nullptr;
	if (isEnglish(language))
	{
		// Set "a.m." and "p.m." ourselves, because ICU's locale data has changed them between releases.
		icu::DateFormatSymbols symbols(locale, status);
		icu::UnicodeString halves[] = {"a.m.", "p.m."};
		symbols.setAmPmStrings(halves, 2);
		format->setDateFormatSymbols(symbols);
	}
	if (isUnknown)
		format->adoptTimeZone(icu::TimeZone::createTimeZone("UTC"));
	else
		format->adoptTimeZone(known.release());
	return format;
}

// Returns what ICU calls a size in a language that nobody wrote units for: "2,5 MB".
std::string usualSize(const Language& language, double value, int places, std::size_t unit)
{
	static constexpr std::array kUnits{&icu::MeasureUnit::createByte,
		&icu::MeasureUnit::createKilobyte,
		&icu::MeasureUnit::createMegabyte,
		&icu::MeasureUnit::createGigabyte,
		&icu::MeasureUnit::createTerabyte,
		&icu::MeasureUnit::createPetabyte};
	UErrorCode status = U_ZERO_ERROR;
	const auto locale = localeOf(language);
	auto numbers = std::unique_ptr<icu::NumberFormat>(icu::NumberFormat::createInstance(locale, status));
	if (U_FAILURE(status)) return {};
	numbers->setMaximumFractionDigits(places);
	const icu::MeasureFormat format(
		locale, unit == 0 ? UMEASFMT_WIDTH_WIDE : UMEASFMT_WIDTH_SHORT, numbers.release(), status);
	const icu::Measure measure(icu::Formattable(value), kUnits[unit](status), status);
	icu::UnicodeString out;
	icu::FieldPosition nowhere(icu::FieldPosition::DONT_CARE);
	if (U_SUCCESS(status)) format.formatMeasures(&measure, 1, out, nowhere, status);
	out.findAndReplace(icu::UnicodeString(u" "), icu::UnicodeString(u"\u00a0"));
	return toUtf8(out);
}

bool isFirstOfMonth(Instant at, std::string_view zone)
{
	return std::chrono::year_month_day(dayAt(zone, at)).day() == std::chrono::day(1);
}

}

struct Formats::State
{
	using Key = std::tuple<std::string, std::string, Pages::Style, bool>;
	std::mutex mutex;
	std::map<Key, std::shared_ptr<const icu::SimpleDateFormat>> dates;  // bounded: unknown zones share one entry
	std::map<std::string, std::shared_ptr<const icu::NumberFormat>, std::less<>> numbers;

	std::shared_ptr<const icu::SimpleDateFormat> date(
		const Language& language, std::string_view zone, Pages::Style style, bool isFirst)
	{
		std::lock_guard lock(mutex);
		auto& slot = dates[Key(language.tag, zone, style, isFirst)];
		if (!slot) slot = makeFormat(language, zone, style, isFirst);
		return slot;
	}

	std::string number(const Language& language, double value, int places)
	{
		std::shared_ptr<const icu::NumberFormat> format;
		{
			std::lock_guard lock(mutex);
			auto& slot = numbers[std::string(language.shortTag()) + std::to_string(places)];
			UErrorCode status = U_ZERO_ERROR;
			if (!slot)
			{
				std::unique_ptr<icu::NumberFormat> made(icu::NumberFormat::createInstance(localeOf(language), status));
				if (!made || U_FAILURE(status)) return std::to_string(static_cast<std::int64_t>(value));
				made->setMaximumFractionDigits(places);
				slot = std::move(made);
			}
			format = slot;
		}
		icu::UnicodeString out;
		if (places == 0)
			format->format(static_cast<std::int64_t>(value), out);
		else
			format->format(value, out);
		return toUtf8(out);
	}
};

Formats::Formats(): _state(std::make_unique<State>()) {}
Formats::~Formats() = default;

std::string Formats::dateTime(const Language& language, Instant at, std::string_view zone, Pages::Style style) const
{
	// Zones come from people's settings: do not let zones that ICU does not know fill the cache.
	auto id = fromUtf8(zone);
	std::unique_ptr<icu::TimeZone> known(icu::TimeZone::createTimeZone(id));
	if (*known == icu::TimeZone::getUnknown()) zone = {};
	bool isFirst = isFrench(language) && isFirstOfMonth(at, zone.empty() ? "UTC" : zone);
	auto format = _state->date(language, zone, style, isFirst);
	if (!format) return {};
	icu::UnicodeString out;
	format->format(static_cast<UDate>(toMillis(at)), out);
	return toUtf8(out);
}

std::string Formats::byteSize(const Language& language, std::int64_t bytes) const
{
	static constexpr std::array kFrench{"octets", "Ko", "Mo", "Go", "To", "Po"};
	static constexpr std::array kEnglish{"bytes", "KB", "MB", "GB", "TB", "PB"};
	const auto& units = isFrench(language) ? kFrench : kEnglish;
	double value = static_cast<double>(bytes);
	std::size_t unit = 0;
	// Use the next unit from 999.5 on, because rounding would show 1000.
	while (unit + 1 < units.size() && value >= (unit == 0 ? 1000.0 : 999.5))
	{
		value /= 1000;
		++unit;
	}
	int places = unit > 0 && value < 99.95 ? 1 : 0;
	double rounded = places ? std::round(value * 10) / 10 : std::round(value);
	if (!isFrench(language) && !isEnglish(language)) return usualSize(language, rounded, places, unit);
	std::string word = units[unit];
	// French uses the singular for 0 and 1, English only for 1.
	if (unit == 0 && (bytes == 1 || (bytes == 0 && isFrench(language)))) word.pop_back();
	return _state->number(language, rounded, places) + kNoBreak + word;
}

std::string Formats::number(const Language& language, std::int64_t number) const
{
	return _state->number(language, static_cast<double>(number), 0);
}

}
