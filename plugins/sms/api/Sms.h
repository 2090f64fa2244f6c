// Text messages that leave once their transaction has committed, and what became of them.
#pragma once
#include "sx/plugin.h"

namespace sx::sms {

/// A mobile number in E.164 ("+15145551234"), valid by libphonenumber.
struct Number
{
	std::string e164;
	std::string country;  // ISO 3166-1 alpha-2, as the number's own prefix says
};

struct Country
{
	std::string code;     // ISO 3166-1 alpha-2
	int callingCode = 0;  // 1 of "+1"
};

/// What a page's list of countries is given: "code", "shown" ("CA +1", which becomes "Canada (+1)" where the
/// list has data-sx-countries) and "isChosen".
inline Value::List countryChoices(const std::vector<Country>& served, std::string_view chosen)
{
	Value::List out;
	for (const auto& each: served)
		out.push_back(Value::object({{"code", each.code},
			{"shown", each.code + " +" + std::to_string(each.callingCode)},
			{"isChosen", each.code == chosen}}));
	return out;
}

/// One text to one number; UTF-8. How many segments it takes is the plugin's to count (GSM-7 or UCS-2).
struct Text
{
	Number to;
	std::string text;
	Language language;
	std::string kind;     // "messages.sms_code": for metrics, limits and the delivery listener
	std::string about{};  // the caller's own id of what it is about, handed to the listener
};

/// [any thread; queue: the transaction's thread] Rows A4, A12, D1.
class Sender
{
public:
	static constexpr std::string_view kId = "sms.sender/1";
	/// false: no driver is configured; whoever offers SMS hides it then.
	virtual bool isOffered() const noexcept = 0;
	/// From what a person typed; country (alpha-2) is believed where the number has no international prefix.
	/// Errors: Invalid with field "mobile" and problem "mobile_invalid" or "mobile_country" (not served here).
	virtual Result<Number> parse(std::string_view typed, std::string_view country) const noexcept = 0;
	/// "•••• 4567": enough to know one's own number, too little to learn another's.
	virtual std::string masked(std::string_view e164) const = 0;
	/// Queues in the caller's transaction; sealed at rest, retried with backoff, erased once the gateway has taken it.
	/// Errors: Invalid (with field: to, text or kind), Unavailable (not offered); Limited with `retry_after` (seconds)
	/// in extra: a limit per number, tenant or country is reached.
	virtual Result<> queue(Sql& sql, const TenantId& tenant, const Text& text) noexcept = 0;
	/// The countries that this deployment serves, in the order of its setting; for a list to choose from.
	virtual std::vector<Country> countries() const = 0;
	/// "+1 514-555-0142", for the eyes of whoever may see all of it.
	virtual std::string readable(std::string_view e164) const = 0;
protected:
	~Sender() = default;
};

enum class Delivery { Taken, Delivered, Failed };

/// Extension point: is told what became of a text. Taken: by the gateway. [a job or a request's thread]
class DeliveryListener
{
public:
	static constexpr std::string_view kId = "sms.delivery/1";
	virtual void onText(
		const TenantId& tenant, std::string_view kind, std::string_view about, Delivery delivery) noexcept = 0;
protected:
	~DeliveryListener() = default;
};

}
