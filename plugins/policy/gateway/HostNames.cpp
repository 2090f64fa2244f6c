#include "gateway/HostNames.h"

#include "sx/address.h"

#include <unicode/idna.h>

#include <memory>

namespace sx::policy {
namespace {

/// Runs one of the two conversions; returns nothing if the text is no name. kNontransitional: as browsers do (UTS #46).
template <class F> std::string converted(std::string_view text, F&& convert)
{
	auto status = U_ZERO_ERROR;
	const std::unique_ptr<icu::IDNA> idna(icu::IDNA::createUTS46Instance(
		UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_NONTRANSITIONAL_TO_UNICODE | UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ,
		status));
	if (U_FAILURE(status)) return {};
	std::string out;
	icu::StringByteSink<std::string> sink(&out);
	icu::IDNAInfo info;
	convert(*idna, icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())), sink, info, status);
	return U_SUCCESS(status) && !info.hasErrors() ? out : std::string();
}

}

std::string asciiDomain(std::string_view written)
{
	auto clean = cleanAddress(written);
	if (clean.starts_with('@')) clean.erase(0, 1);
	const std::string below = clean.starts_with("*.") ? "*." : "";
	const auto name = std::string_view(clean).substr(below.size());
	const auto ascii = converted(name, [](const icu::IDNA& idna, auto text, auto& sink, auto& info, auto& status) {
		idna.nameToASCII_UTF8(text, sink, info, status);
	});
	return ascii.empty() ? clean : below + ascii;
}

std::string shownDomain(const std::string& domain)
{
	const std::string below = domain.starts_with("*.") ? "*." : "";
	const auto name = std::string_view(domain).substr(below.size());
	const auto shown = converted(name, [](const icu::IDNA& idna, auto text, auto& sink, auto& info, auto& status) {
		idna.nameToUnicodeUTF8(text, sink, info, status);
	});
	return shown.empty() ? domain : below + shown;
}

}
