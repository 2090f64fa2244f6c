// Who takes texts, and how their deliveries are reported.
#pragma once
#include "domain/Segments.h"
#include "sx/sms/Sms.h"

#include <optional>
#include <string>
#include <vector>

namespace sms {

/// A text on its way.
struct Outgoing
{
	sx::TenantId tenant;
	std::string id;  // of its row; the same for every try
	sx::sms::Text text;
	std::string reportUrl;  // holds a token that only the gateway learns
};

/// A gateway, or the postbox. [a job thread]
class Driver
{
public:
	virtual ~Driver() = default;
	/// Success: taken. Must bear to be asked again for the same text. Errors: Invalid (refused for good), others (try
	/// again later).
	virtual sx::Result<> deliver(const Outgoing& outgoing) noexcept = 0;
	/// Whether texts would leave now; at most 2 s.
	virtual sx::Result<> check() noexcept = 0;
};

/// Numbers as they are typed and as networks know them. [any thread]
class Numbers
{
public:
	virtual ~Numbers() = default;
	/// A number that can take texts. Errors: Invalid.
	virtual sx::Result<sx::sms::Number> parse(std::string_view typed, std::string_view country) const noexcept = 0;
	/// The prefix of a country, e.g. 1; 0 where there is none.
	virtual int callingCode(std::string_view country) const noexcept = 0;
	/// "+1 514-555-0142"
	virtual std::string readable(std::string_view e164) const = 0;
};

/// What a delivery report means: the value of one field.
struct ReportRule
{
	std::string field;
	std::vector<std::string> delivered, failed;
	/// Empty: an intermediate state, or nothing that is known.
	std::optional<sx::sms::Delivery> read(std::string_view value) const;
};

/// Kannel's `%d`: 1 delivered, 2 not, 16 refused by the network.
ReportRule kannelReports();

/// "•••• 4567"
std::string masked(std::string_view e164);

/// As it is sealed, with the token of its report.
sx::Value toValue(const sx::sms::Text& text, const std::string& token);
sx::sms::Text toText(const sx::Value& value);

/// Whether a text can be. Errors: Invalid, with the field.
sx::Result<> check(const sx::sms::Text& text, int maxSegments);

}
