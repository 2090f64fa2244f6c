// Parses and formats numbers with libphonenumber, whose headers only the .cpp includes.
#pragma once
#include "domain/Driver.h"

namespace sx::sms {

/// Implements Numbers. [any thread]
class PhoneNumbers final: public Numbers
{
public:
	Result<Number> parse(std::string_view typed, std::string_view country) const noexcept override;
	int callingCode(std::string_view country) const noexcept override;
	std::string readable(std::string_view e164) const override;
};

}
