// Opens items for readers: which gates there are, codes that are asked for, taking an open (protocol.md section 6).
#pragma once
#include "services/Gates.h"
#include "services/ItemQuotas.h"
#include "services/RegisterWriter.h"
#include "services/Shares.h"
#include "store/OpeningRows.h"

namespace sx::sealed {

/// Says who asks, through which link, and in which language their page is.
struct Reader
{
	TenantId tenant;
	Token token;
	Actor actor;
	Language language;
};

/// Returns the error that a stranger gets, whatever the cause.
Error refusedLink();
/// Returns the hash that names a lease in the database.
Bytes leaseHashOf(const Keys& keys, const Bytes& lease);

/// Decides and takes opens. Whatever is wrong with a link, the answer is the same, in bytes and in time. [any thread]
class Opening
{
public:
	Opening(const Services& services,
		const Gates& gates,
		RegisterWriter& events,
		const Shares& shares,
		const ItemQuotas& quotas);

	/// Returns what the gates' page shows. body: {"proof"}.
	Result<Value> gates(const Reader& reader, const Value& body) const;
	/// Sends the reader what a gate requires, such as a code by SMS. Returns when it may be asked for again.
	Result<std::chrono::seconds> ask(const Reader& reader, const Value& body, const std::string& gate) const;
	/// Takes an open, or repeats the one that this lease has. body:
	/// {"proof","lease","password_proof","code","answers"}.
	Result<Value> open(const Reader& reader, const Value& body) const;

private:
	/// Holds what a reader sends to open, decoded.
	struct Attempt
	{
		Bytes leaseHash;
		std::vector<GateAnswer> answers;  // to password and opening code, if the grant has them
		Value others;                     // to gates of plugins
	};
	/// Holds what the transaction decided.
	struct Outcome
	{
		OpenDecision decision;
		OpeningRow row;
		LeaseRow lease;
		std::vector<FileRow> files{};
		std::optional<Secret> share{};
	};

	/// Returns the grant behind the link if the reader proves to know the link's key; refuses all others alike.
	Result<OpeningRow> proven(const Reader& reader, const Value& body) const;
	/// Returns how a kind words the reading page, by kReaderWords; without those that it leaves as they are.
	Value wordsOf(const std::string& kind, const Language& language) const;
	Result<Attempt> attemptOf(const Value& body, const OpeningRow& row) const;
	/// Returns the answer to every gate of the grant. Errors: Invalid `bad_request` (one has no answer), Unavailable.
	Result<std::vector<GateAnswer>> answersOf(
		const TenantId& tenant, const OpeningRow& row, const std::vector<GateRow>& gates, const Attempt& attempt) const;
	Result<std::chrono::seconds> askIn(
		Sql& sql, const Reader& reader, const OpeningRow& seen, const std::string& name) const;
	Result<Outcome> decide(Sql& sql, const Reader& reader, const OpeningRow& seen, const Attempt& attempt) const;
	Result<> countWrong(
		Sql& sql, const Reader& reader, const Outcome& outcome, const std::vector<GateAnswer>& answers) const;
	Result<> take(Sql& sql, const Reader& reader, const Attempt& attempt, Outcome& outcome) const;
	Result<Value> answerTo(const Reader& reader, const Outcome& outcome) const;
	Result<Value> opened(const Reader& reader, const Outcome& outcome) const;

	Event eventOf(const Reader& reader, const OpeningRow& row, EventKind kind, std::string cause = {}) const;
	/// Records in the owner's register why nothing opened.
	void noteRefusal(const Reader& reader, const OpeningRow& row, std::string_view cause) const;
	/// Records a failure of the server's own (a gate whose plugin is missing). Returns the error.
	Error noted(const Reader& reader, const OpeningRow& row, Error error) const;

	const Services& _services;
	const Gates& _gates;
	RegisterWriter& _register;
	const Shares& _shares;
	const ItemQuotas& _quotas;
	Bytes _nobody;  // compared with the proof if the link is unknown
};

}
