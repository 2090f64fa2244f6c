// Defines the driver that takes texts, and how deliveries are reported.
#pragma once
#include "sx/sms/Segments.h"
#include "sx/sms/Sms.h"

#include <optional>
#include <string>
#include <vector>

namespace sx::sms {

/// Holds a text on its way to a driver.
struct Outgoing
{
	TenantId tenant;
	std::string id;  // the row's id; the same for every attempt
	Text text;
	std::string reportUrl;  // holds a token that only the gateway learns
};

/// Takes texts, as a gateway or the postbox does. [a job thread]
class Driver
{
public:
	virtual ~Driver() = default;
	/// Delivers a text; success means that the gateway has accepted it. May be called again for the same text.
	/// Errors: Invalid (refused permanently), others (retry later).
	virtual Result<> deliver(const Outgoing& outgoing) noexcept = 0;
	/// Checks whether texts would leave now; takes at most 2 s.
	virtual Result<> check() noexcept = 0;
};

/// Converts between numbers as people type and read them and numbers in E.164. [any thread]
class Numbers
{
public:
	virtual ~Numbers() = default;
	/// Parses a number that can receive texts. Errors: Invalid.
	virtual Result<Number> parse(std::string_view typed, std::string_view country) const noexcept = 0;
	/// Returns the calling code of a country, e.g. 1; 0 if it has none.
	virtual int callingCode(std::string_view country) const noexcept = 0;
	/// Formats a number as "+1 514-555-0142".
	virtual std::string readable(std::string_view e164) const = 0;
};

/// Interprets a delivery report by the value of one field.
struct ReportRule
{
	std::string field;
	std::vector<std::string> delivered, failed;
	/// Returns nothing for an intermediate state or an unknown value.
	std::optional<Delivery> read(std::string_view value) const;
};

/// Returns the rule for Kannel's `%d`: 1 delivered, 2 not delivered, 16 refused by the network.
ReportRule kannelReports();

/// Masks all but the last four digits: "•••• 4567".
std::string masked(std::string_view e164);

/// Converts a text to the form that is sealed, with the token of its report.
Value toValue(const Text& text, const std::string& token);
Text toText(const Value& value);

/// Validates a text. Errors: Invalid, with the field.
Result<> check(const Text& text, int maxSegments);

}
