#include "gateway/DomainNames.h"

#include "sx/address.h"

#include <stdexcept>

namespace sx::domains {
namespace {

constexpr std::size_t kMostNameBytes = 255;

/// Takes off what people copy along with a domain: a scheme, a path, what stands before @, and dots at the end.
std::string bare(std::string_view typed)
{
	auto out = foldedText(typed.substr(0, 4 * kMostNameBytes));
	if (const auto scheme = out.find("://"); scheme != out.npos) out.erase(0, scheme + 3);
	out.erase(std::min(out.find('/'), out.size()));
	if (const auto at = out.rfind('@'); at != out.npos) out.erase(0, at + 1);
	const auto from = out.find_first_not_of(' '), to = out.find_last_not_of(" .");
	return from == out.npos || to == out.npos ? std::string() : out.substr(from, to - from + 1);
}

}

DomainNames::DomainNames(): _suffixes(psl_latest(nullptr))
{
	UErrorCode status = U_ZERO_ERROR;
	_rules.reset(uidna_openUTS46(
		UIDNA_USE_STD3_RULES | UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ | UIDNA_NONTRANSITIONAL_TO_ASCII, &status));
	if (!_suffixes || psl_suffix_count(_suffixes.get()) == 0) throw std::runtime_error("no list of public suffixes");
	if (U_FAILURE(status)) throw std::runtime_error("ICU has no rules for international domains");
}

Result<std::string> DomainNames::ascii(std::string_view typed) const
{
	const auto name = bare(typed);
	char out[kMostNameBytes + 1];
	UIDNAInfo info = UIDNA_INFO_INITIALIZER;
	UErrorCode status = U_ZERO_ERROR;
	const auto length = uidna_nameToASCII_UTF8(_rules.get(),
		name.data(),
		static_cast<std::int32_t>(name.size()),
		out,
		static_cast<std::int32_t>(kMostNameBytes),
		&info,
		&status);
	if (U_FAILURE(status) || info.errors != 0) return invalid("name", "not a domain");
	const std::string ascii(out, static_cast<std::size_t>(length));
	// The rule of addresses decides what a domain is.
	if (!mailAddress("a@" + ascii)) return invalid("name", "not a domain");
	if (psl_is_public_suffix(_suffixes.get(), ascii.c_str()))
		return invalid("name", "anybody may register names below it", "public_suffix");
	return ascii;
}

std::string DomainNames::shown(const std::string& ascii) const
{
	char out[4 * kMostNameBytes];
	UIDNAInfo info = UIDNA_INFO_INITIALIZER;
	UErrorCode status = U_ZERO_ERROR;
	const auto length = uidna_nameToUnicodeUTF8(_rules.get(),
		ascii.data(),
		static_cast<std::int32_t>(ascii.size()),
		out,
		static_cast<std::int32_t>(sizeof(out)),
		&info,
		&status);
	if (U_FAILURE(status) || info.errors != 0) return ascii;
	return {out, static_cast<std::size_t>(length)};
}

std::string DomainNames::registrable(const std::string& ascii) const
{
	const char* found = psl_registrable_domain(_suffixes.get(), ascii.c_str());
	return found ? std::string(found) : ascii;
}

}
