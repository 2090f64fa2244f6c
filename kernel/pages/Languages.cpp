#include "kernel/pages/Languages.h"

#include "kernel/pages/IcuText.h"
#include "sx/dates.h"

#include <unicode/dcfmtsym.h>
#include <unicode/decimfmt.h>
#include <unicode/uloc.h>

#include <algorithm>
#include <filesystem>
#include <memory>

namespace sx::pages {

namespace {

constexpr std::string_view kExtension = ".yaml";

bool isShortTag(std::string_view text)
{
	return (text.size() == 2 || text.size() == 3) &&
		std::all_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

/// Tells whether ICU knows the language of a locale: it calls one that it does not know by its tag.
bool isKnown(const icu::Locale& locale)
{
	icu::UnicodeString name;
	locale.getDisplayLanguage(icu::Locale::getEnglish(), name);
	return !locale.isBogus() && toUtf8(name) != locale.getLanguage();
}

std::string ownName(const icu::Locale& locale)
{
	icu::UnicodeString name;
	locale.getDisplayLanguage(locale, name);
	return toUtf8(name.toTitle(nullptr, locale, U_TITLECASE_NO_LOWERCASE | U_TITLECASE_NO_BREAK_ADJUSTMENT));
}

/// Returns the catalogues' short tags in a folder, sorted. Errors: Internal (a name that is no short tag).
Result<std::vector<std::string>> tagsIn(const std::string& folder)
{
	std::vector<std::string> out;
	std::error_code ignored;
	for (const auto& each: std::filesystem::directory_iterator(folder, ignored))
	{
		if (each.path().extension() != kExtension) continue;
		auto tag = each.path().stem().string();
		if (!isShortTag(tag))
			return Error{Code::Internal,
				each.path().string() +
					": a catalogue is named by two or three letters, such as es.yaml; its region "
					"stands in it, as language.tag"};
		out.push_back(std::move(tag));
	}
	std::sort(out.begin(), out.end());
	return out;
}

}

icu::Locale localeOf(const Language& language)
{
	UErrorCode status = U_ZERO_ERROR;
	auto locale = icu::Locale::forLanguageTag(withDates(language, false).tag, status);
	return U_FAILURE(status) ? icu::Locale("en", "CA") : locale;
}

SpokenLanguage describe(const std::string& tag, std::string name)
{
	SpokenLanguage out{.language = {tag}, .name = std::move(name), .decimal = ".", .group = ",", .percent = "%"};
	const auto locale = localeOf(out.language);
	if (out.name.empty()) out.name = ownName(locale);
	UErrorCode status = U_ZERO_ERROR;
	const icu::DecimalFormatSymbols symbols(locale, status);
	const std::unique_ptr<icu::NumberFormat> percent(icu::NumberFormat::createPercentInstance(locale, status));
	const std::unique_ptr<icu::NumberFormat> currency(icu::NumberFormat::createCurrencyInstance(locale, status));
	if (U_FAILURE(status)) return out;
	out.decimal = toUtf8(symbols.getConstSymbol(icu::DecimalFormatSymbols::kDecimalSeparatorSymbol));
	out.group = toUtf8(symbols.getConstSymbol(icu::DecimalFormatSymbols::kGroupingSeparatorSymbol));
	icu::UnicodeString written;
	if (const auto* form = dynamic_cast<const icu::DecimalFormat*>(percent.get()))
		out.percent = toUtf8(form->getPositiveSuffix(written));
	if (const auto* form = dynamic_cast<const icu::DecimalFormat*>(currency.get()))
		out.isCurrencyFirst = !form->getPositivePrefix(written).isEmpty();
	return out;
}

Result<std::vector<SpokenLanguage>> findLanguages(const std::string& folder, const CatalogueReader& read)
{
	std::vector<SpokenLanguage> out;
	for (const auto& each: spokenLanguages())
		if (isComplete(each.language.shortTag())) out.push_back(each);
	auto tags = tagsIn(folder);
	if (!tags) return tags.error();
	std::string faults;
	for (const auto& tag: *tags)
	{
		if (isComplete(tag) || !read) continue;
		const auto path = folder + "/" + tag + std::string(kExtension);
		auto words = read(path);
		const auto fault = [&](const std::string& what) {
			faults += (faults.empty() ? "" : "; ") + path + ": " + what;
		};
		if (!words)
		{
			fault(words.error().detail);
			continue;
		}
		const auto headed = [&](const char* name, std::string usual) {
			const auto found = words->find(std::string(kHead) + name);
			return found == words->end() ? usual : found->second;
		};
		const auto full = headed("tag", tag);
		if (Language{full}.shortTag() != tag)
			fault("language.tag is " + full + ", which does not begin with " + tag);
		else if (!isKnown(localeOf({full})) && !words->contains(std::string(kHead) + "name"))
			fault("language.tag " + full + " names no language that ICU knows: say its language.name");
		else
			out.push_back(describe(full, headed("name", "")));
	}
	if (!faults.empty()) return Error{Code::Internal, faults};
	return out;
}

}
