// Makes the driver that the settings choose.
#pragma once
#include "domain/Driver.h"

#include <memory>
#include <optional>

namespace sx::sms {

struct DriverChoice
{
	std::unique_ptr<Driver> driver{};  // null: this deployment sends no texts
	std::optional<ReportRule> rule{};  // of drivers whose gateways report
};

/// Makes the driver. Empty settings mean the postbox in the demonstration and no driver elsewhere. Errors: Invalid with
/// the setting at fault.
Result<DriverChoice> chooseDriver(const Context& context);

}
