#include "gateway/PhoneNumbers.h"

#include <exception>

#include <phonenumbers/phonenumberutil.h>

namespace sx::sms {

namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

const PhoneNumberUtil& util() { return *PhoneNumberUtil::GetInstance(); }

/// Tells whether a number may receive texts: a mobile number, or one of a country where fixed and mobile numbers look
/// alike (North America).
bool takesTexts(const PhoneNumber& number)
{
	const auto type = util().GetNumberType(number);
	return type == PhoneNumberUtil::MOBILE || type == PhoneNumberUtil::FIXED_LINE_OR_MOBILE;
}

Error wrong(std::string detail) { return invalid("mobile", std::move(detail), "mobile_invalid"); }

}

Result<Number> PhoneNumbers::parse(std::string_view typed, std::string_view country) const noexcept
try
{
	if (typed.size() > 40) return wrong("sms: too long for a number");
	PhoneNumber number;
	if (util().ParseAndKeepRawInput(std::string(typed), std::string(country), &number) !=
		PhoneNumberUtil::NO_PARSING_ERROR)
		return wrong("sms: no number");
	if (!util().IsValidNumber(number) || number.has_extension()) return wrong("sms: no number that exists");
	if (!takesTexts(number)) return wrong("sms: no mobile number");
	Number out;
	util().Format(number, PhoneNumberUtil::E164, &out.e164);
	util().GetRegionCodeForNumber(number, &out.country);
	return out;
}
catch (const std::exception& e)
{
	return failed(Code::Internal, std::string("sms: ") + e.what());
}

int PhoneNumbers::callingCode(std::string_view country) const noexcept
try
{
	return util().GetCountryCodeForRegion(std::string(country));
}
catch (const std::exception&)
{
	return 0;
}

std::string PhoneNumbers::readable(std::string_view e164) const
{
	PhoneNumber number;
	std::string out(e164);
	if (util().Parse(out, "ZZ", &number) == PhoneNumberUtil::NO_PARSING_ERROR)
		util().Format(number, PhoneNumberUtil::INTERNATIONAL, &out);
	return out;
}

}
