// Queues text messages, which leave once their transaction has committed, and tells what became of them.
#pragma once
#include "sx/plugin.h"

#include <array>

namespace sx::sms {

/// Names the way of a text where it is one of several: of delivery, in the postbox.
inline constexpr std::string_view kMedium = "sms";

/// Holds a mobile number in E.164 ("+15145551234") that libphonenumber considers valid.
struct Number
{
	std::string e164;
	std::string country;  // ISO 3166-1 alpha-2, from the number's own prefix
};

/// Names a country whose numbers are served.
struct Country
{
	std::string code;     // ISO 3166-1 alpha-2
	int callingCode = 0;  // 1 of "+1"
};

/// Makes the entries for a page's list of countries: "code", "shown" ("CA +1", which becomes "Canada (+1)" if the list
/// has data-sx-countries) and "isChosen".
inline Value::List countryChoices(const std::vector<Country>& served, std::string_view chosen)
{
	Value::List out;
	for (const auto& each: served)
		out.push_back(Value::object({{"code", each.code},
			{"shown", each.code + " +" + std::to_string(each.callingCode)},
			{"isChosen", each.code == chosen}}));
	return out;
}

// Names the quotas of texts with links and with codes, for Route::spends: of a company, a country, a number and a
// person, in an hour and in a day.
inline constexpr std::array<std::string_view, 8> kTextQuotas{"sms.per_tenant_hour",
	"sms.per_tenant_day",
	"sms.per_country_hour",
	"sms.per_country_day",
	"sms.per_number_hour",
	"sms.per_number_day",
	"sms.per_person_hour",
	"sms.per_person_day"};
inline constexpr std::array<std::string_view, 8> kCodeQuotas{"sms.code_tenant_hour",
	"sms.code_tenant_day",
	"sms.code_country_hour",
	"sms.code_country_day",
	"sms.code_number_hour",
	"sms.code_number_day",
	"sms.code_person_hour",
	"sms.code_person_day"};

/// Says from which quotas a text is taken. Codes have their own, so that links and notices never exhaust what lets
/// people in. Reserved: reserve() took them before.
enum class Budget { Links, Codes, Reserved };

/// Holds one text to one number; UTF-8. The plugin counts how many segments it takes (GSM-7 or UCS-2).
struct Text
{
	Number to;
	std::string text;
	Language language;
	std::string kind;     // "sms_gate.code": for logs and the delivery listener
	std::string about{};  // the caller's own id of what the text is about, handed to the listener
	UserId cause{};       // who makes the server send it; empty: nobody who has an account
	Budget budget = Budget::Links;
};

/// Parses numbers and queues texts. Rows A4, A12, D1. [any thread; queue: the transaction's thread]
class Sender
{
public:
	static constexpr std::string_view kId = "sms.sender/1";
	/// Tells whether a driver is configured; if not, plugins must not offer SMS.
	virtual bool isOffered() const noexcept = 0;
	/// Parses a number that a person typed. country (alpha-2) applies if the number has no international prefix.
	/// Errors: Invalid with field "mobile" and problem "mobile_invalid" or "mobile_country" (not served here).
	virtual Result<Number> parse(std::string_view typed, std::string_view country) const noexcept = 0;
	/// Masks a number: "•••• 4567" is enough to recognize one's own number, and too little to learn someone else's.
	virtual std::string masked(std::string_view e164) const = 0;
	/// Queues a text in the caller's transaction. The text is sealed at rest, retried with backoff, and erased once the
	/// gateway has accepted it. Errors: Invalid (with field: to, text or kind), Unavailable (not offered), Limited
	/// `quota_texts` or `quota_codes` (per number, country, company or person; with `retry_after` in extra).
	virtual Result<> queue(Sql& sql, const TenantId& tenant, const Text& text) noexcept = 0;
	/// Takes the quotas of a text that will be queued with Budget::Reserved, so that somebody who has work to do before
	/// is refused first. Its words are not needed yet. Errors: Invalid (to), Unavailable, Limited as of queue().
	virtual Result<> reserve(Sql& sql, const Text& text) noexcept = 0;
	/// Returns the countries that this deployment serves, in the order of its setting, for a list to choose from.
	virtual std::vector<Country> countries() const = 0;
	/// Formats a number as "+1 514-555-0142", for people who may see all of it.
	virtual std::string readable(std::string_view e164) const = 0;
protected:
	~Sender() = default;
};

enum class Delivery { Taken, Delivered, Failed };

/// Extension point: learns what became of a text. [a job or a request's thread]
class DeliveryListener
{
public:
	static constexpr std::string_view kId = "sms.delivery/1";
	/// Handles a new state of a text; may be called again for the same one. Taken: the gateway accepted the text.
	virtual void onText(
		const TenantId& tenant, std::string_view kind, std::string_view about, Delivery delivery) noexcept = 0;
protected:
	~DeliveryListener() = default;
};

}
