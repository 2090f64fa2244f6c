// Keeps a company's rules for recipients' domains, enforces them, and says beforehand what they make of a message.
#pragma once
#include "domain/Rules.h"
#include "services/Thesaurus.h"
#include "sx/directory/Directory.h"
#include "sx/licensing/Entitlements.h"
#include "sx/settings.h"

#include <functional>

namespace sx::policy {

/// Names what somebody would send: the question of the dry run.
struct Question
{
	std::string user;  // id or address; empty: whoever asks
	std::vector<std::string> to;
	std::vector<std::string> gates;
	bool hasFiles = false;
	std::int64_t fileBytes = 0;  // of the largest file; 0: nobody says
	bool isInClear = false;
	std::optional<int> opens{};  // nothing: the author chooses none
};

/// Names something that decides: a rule's domain, or a setting, and the level at which it is set.
struct Decider
{
	std::string rule;   // "*.example.org", or "sealed.constant_protection"
	std::string level;  // system, company, group, user, rule or plan
	std::string to{};   // the recipient; empty: all
	std::optional<Rule> whole{};
	std::string refusal{};  // the code of the refusal; empty: it lets the message pass
	std::string said{};     // of a plan: why, and which would do, in words
};

/// Holds the answer of the dry run.
struct Answer
{
	bool isAllowed = true;
	std::vector<std::string> must{};       // gates that some recipient must answer
	std::vector<std::string> preferred{};  // gates that clients choose beforehand
	std::optional<int> opensMax{};         // the least of all recipients
	std::vector<Decider> by{};
};

/// Says what a recipient's rule asks of whoever writes to them. rule: nothing if none fits.
struct Ruling
{
	std::string address;
	std::optional<Rule> rule{};
};

/// Holds the use cases of the rules. [any thread]
class Rules
{
public:
	Rules(Context& context, const Thesaurus& thesaurus);

	/// Returns the company's rules, sorted by precedence.
	Result<std::vector<Rule>> all(const TenantId& tenant) const;
	/// Returns one rule. Errors: Missing.
	Result<Rule> one(const TenantId& tenant, const std::string& domain, const std::string& applies) const;
	/// Puts a list of rules in the place of all others, in one transaction. Domains may be written in any case and
	/// script. Errors: Invalid with field ("items[2].gates[0]").
	Result<std::vector<Rule>> replace(const Caller& caller, std::vector<Rule> rules) const;
	/// Adds a rule, or puts it in the place of `earlier`. Errors: Invalid with field, Missing (earlier), Conflict
	/// `too_many`.
	Result<> save(const Caller& caller, Rule rule, const std::optional<Rule>& earlier) const;
	/// Errors: Missing.
	Result<> remove(const Caller& caller, const Rule& rule) const;

	/// Returns a domain as people write it: "exämple.org" of "xn--exmple-cua.org".
	static std::string shown(const std::string& domain);
	/// Says what the rules ask of whoever writes to these addresses.
	Result<std::vector<Ruling>> rulings(
		const TenantId& tenant, const std::vector<std::string>& to, bool hasFiles) const;
	/// Says what would happen if somebody sent this, in a language; nothing is sent or kept. Errors: Invalid with
	/// field.
	Result<Answer> answer(const Caller& caller, const Question& question, const Language& language) const;
	/// Refuses what a rule is against (sealed::SendingRule). [the transaction's thread]
	Result<> enforce(Sql& sql, sealed::Sending& sending) const;

private:
	using Change = std::function<Result<>(std::vector<Rule>& rules)>;

	/// Changes the list in one transaction and records the rules that went and came.
	Result<std::vector<Rule>> change(const Caller& caller, const char* kind, const Change& change) const;
	/// Adds what the settings decide for a person, whoever the recipients are.
	Result<> addSettings(Answer& answer, const Caller& caller, const UserId& user, const Question& question) const;
	/// Adds what the person's plan forbids.
	Result<> addPlan(Answer& answer,
		const Caller& caller,
		const UserId& user,
		const Question& question,
		const Language& language) const;
	/// Adds why a person may not send at all; returns who it is. user: as in Question. Errors: Invalid with "user".
	Result<UserId> addPerson(Answer& answer, const Caller& caller, const std::string& user) const;

	Context& _context;
	const Thesaurus& _thesaurus;
	audit::Journal* const _journal;                 // may be null
	const sealed::Items* const _items;              // may be null
	const directory::Directory* const _people;      // may be null
	const PrincipalSource* const _principals;       // may be null
	const TenantSettingsBook* const _settingsBook;  // may be null
	const licensing::Entitlements* const _plans;    // may be null
};

}
