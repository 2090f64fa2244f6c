#include "kernel/pages/Zones.h"

#include "kernel/pages/IcuText.h"
#include "kernel/pages/Languages.h"

#include <unicode/calendar.h>
#include <unicode/coll.h>
#include <unicode/strenum.h>
#include <unicode/timezone.h>
#include <unicode/tzfmt.h>
#include <unicode/tznames.h>

#include <algorithm>
#include <map>
#include <mutex>

namespace sx::pages {

namespace {

constexpr const char* kUtc = "UTC";
constexpr const char* kIcuUtc = "Etc/UTC";  // as ICU names it

/// Returns the name by which ICU lists a zone; empty if it is none that the time zone database names.
std::string canonicalOf(std::string_view zone)
{
	icu::UnicodeString canonical;
	UBool isSystem = false;
	UErrorCode status = U_ZERO_ERROR;
	icu::TimeZone::getCanonicalID(fromUtf8(zone), canonical, isSystem, status);
	if (U_FAILURE(status) || !isSystem) return {};
	auto out = toUtf8(canonical);
	return out == kIcuUtc ? kUtc : out;
}

/// Writes the names of zones in one language.
class Namer
{
public:
	explicit Namer(const icu::Locale& locale):
		_locale(locale), _names(icu::TimeZoneNames::createInstance(locale, _status)),
		_offsets(icu::TimeZoneFormat::createInstance(locale, _status)), _now(icu::Calendar::getNow())
	{
	}
	bool isReady() const noexcept { return U_SUCCESS(_status) && _names && _offsets; }

	ZoneName utc() const { return {kUtc, std::string(kUtc) + " (" + timeOf(kIcuUtc) + ")", {}}; }
	ZoneName of(const icu::UnicodeString& id) const
	{
		return {toUtf8(id), cityOf(id) + " (" + timeOf(id) + ")", countryOf(id)};
	}

private:
	std::string cityOf(const icu::UnicodeString& id) const
	{
		icu::UnicodeString city;
		_names->getExemplarLocationName(id, city);
		if (!city.isEmpty()) return toUtf8(city);
		auto name = toUtf8(id);
		name = name.substr(name.rfind('/') + 1);
		std::replace(name.begin(), name.end(), '_', ' ');
		return name;
	}

	/// Returns what the zone's time is called, "heure de l’Est"; its difference from UTC if it has no name.
	std::string timeOf(const icu::UnicodeString& id) const
	{
		icu::UnicodeString name;
		for (const auto type: {UTZNM_LONG_GENERIC, UTZNM_LONG_STANDARD})
			if (name.isEmpty()) _names->getDisplayName(id, type, _now, name);
		if (!name.isEmpty()) return toUtf8(name);
		const std::unique_ptr<icu::TimeZone> zone(icu::TimeZone::createTimeZone(id));
		UErrorCode status = U_ZERO_ERROR;
		_offsets->formatOffsetLocalizedGMT(zone->getRawOffset(), name, status);
		return toUtf8(name);
	}

	std::string countryOf(const icu::UnicodeString& id) const
	{
		char region[8]{};
		UErrorCode status = U_ZERO_ERROR;
		icu::TimeZone::getRegion(id, region, sizeof region, status);
		if (U_FAILURE(status) || region[0] < 'A') return {};  // "001" is the whole world
		icu::UnicodeString name;
		return toUtf8(icu::Locale("", region).getDisplayCountry(_locale, name));
	}

	const icu::Locale _locale;
	UErrorCode _status = U_ZERO_ERROR;
	std::unique_ptr<icu::TimeZoneNames> _names;
	std::unique_ptr<icu::TimeZoneFormat> _offsets;
	const UDate _now;
};

std::vector<ZoneName> listed(const Language& language)
{
	const auto locale = localeOf(language);
	const Namer namer(locale);
	UErrorCode status = U_ZERO_ERROR;
	const std::unique_ptr<icu::StringEnumeration> ids(
		icu::TimeZone::createTimeZoneIDEnumeration(UCAL_ZONE_TYPE_CANONICAL_LOCATION, nullptr, nullptr, status));
	const std::unique_ptr<icu::Collator> collator(icu::Collator::createInstance(locale, status));
	if (U_FAILURE(status) || !namer.isReady()) return {};
	std::vector<ZoneName> out{namer.utc()};
	while (const auto* id = ids->snext(status)) out.push_back(namer.of(*id));
	std::stable_sort(out.begin(), out.end(), [&](const ZoneName& left, const ZoneName& right) {
		UErrorCode compared = U_ZERO_ERROR;
		return collator->compareUTF8(left.label, right.label, compared) == UCOL_LESS;
	});
	return out;
}

}

struct Zones::State
{
	mutable std::mutex mutex;
	std::map<std::string, std::vector<ZoneName>, std::less<>> lists;  // by short tag; never changed once made
};

Zones::Zones(): _state(std::make_unique<State>()) {}
Zones::~Zones() = default;

const std::vector<ZoneName>& Zones::all(const Language& language) const
{
	const std::lock_guard lock(_state->mutex);
	auto& list = _state->lists[std::string(language.shortTag())];
	if (list.empty()) list = listed(language);
	return list;
}

std::optional<ZoneName> Zones::find(const Language& language, std::string_view zone) const
{
	const auto id = canonicalOf(zone);
	if (id.empty()) return std::nullopt;
	const auto& list = all(language);
	const auto found = std::find_if(list.begin(), list.end(), [&](const ZoneName& each) { return each.id == id; });
	return found == list.end() ? std::nullopt : std::optional(*found);
}

}
