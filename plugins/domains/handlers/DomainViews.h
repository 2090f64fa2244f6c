// Fills what the pages of domains show.
#pragma once
#include "domain/Claim.h"
#include "domain/MailRecords.h"
#include "domain/Sending.h"
#include "sx/views.h"

namespace sx::domains {

/// Is the view of a claim's state. lapse: when a failing one lapses.
Value stateView(const Claim& claim, Instant lapse, const RequestWords& words);
/// Is the view of one of SPF, DKIM, DMARC. key: "spf", "dkim", "dmarc".
Value explanationView(const std::string& key, const Explanation& from, const RequestWords& words);

/// Is the view of the keys that sign mails of a domain, and of whether mails leave from it.
Value sendingView(const Claim& claim, const std::vector<DomainKey>& keys, const RequestWords& words);

/// Is a row of templates/pages/domains.html.mustache.
struct DomainRow
{
	std::string name, url, checked;
	Value state;

	Value value() const
	{
		return Value::object({{"name", name},
			{"url", url},
			{"checked", checked.empty() ? Value() : Value::object({{"text", checked}})},
			{"state", state}});
	}
};

/// Is the view of templates/pages/domains.html.mustache.
struct DomainsView
{
	std::string title, typed;          // typed: a domain that was refused, as it was typed
	Value done{}, error{}, summary{};  // null: nothing
	Value::List rows{};

	Value value() const
	{
		return Value::object({{"title", title},
			{"layout", "portal"},
			{"done", done},
			{"typed", typed},
			{"error", error},
			{"summary", summary},
			{"hasRows", !rows.empty()},
			{"rows", rows}});
	}
};

/// Is the view of templates/pages/domain.html.mustache.
struct DomainView
{
	const Claim& claim;
	std::string shown, url;
	Value state;
	std::string losses;       // what deleting it loses
	Value note{}, checked{};  // null: none
	std::string finding{};    // empty: nobody has looked
	Value::List mail{};       // SPF, DKIM, DMARC; none before the first look
	Value sending{};          // null: the domain is not the company's

	Value value() const
	{
		const bool isRefused = claim.state == State::Refused;
		return Value::object({{"title", shown},
			{"layout", "portal"},
			{"shown", shown},
			{"ascii", shown == claim.name ? Value() : Value::object({{"text", claim.name}})},
			{"name", claim.name},
			{"txt", claim.txt},
			{"verifyUrl", url + "/verify"},
			{"keysUrl", url + "/keys"},
			{"sending", sending},
			{"deleteUrl", url + "/delete"},
			{"state", state},
			{"note", note},
			{"checked", checked},
			{"finding", finding.empty() ? Value() : Value::object({{"text", finding}})},
			{"reason", claim.reason.empty() ? Value() : Value::object({{"text", claim.reason}})},
			{"isRefused", isRefused},
			{"isProved", claim.state == State::Proved},
			{"isOperators", claim.proof == Proof::Operator},
			{"needsRecord", !isRefused && claim.proof != Proof::Operator},
			{"losses", losses},
			{"hasMail", !mail.empty()},
			{"mail", mail}});
	}
};

}
