// Opening: /m/TOKEN/gates, open, files and finish (protocol.md section 6).
#pragma once
#include "handlers/Destroyer.h"
#include "handlers/Register.h"
#include "store/OpeningRows.h"

namespace sx::messages {

/// Whatever is wrong with a link, the answer is the same, in bytes and in time. [any thread]
class Opening
{
public:
	Opening(const Services& services, Register& journal, const Destroyer& destroyer);

	Result<Response> gates(Request& request) const;
	/// The reader asks for what a gate sends him: a code by SMS.
	Result<Response> ask(Request& request, const std::string& gate) const;
	Result<Response> open(Request& request) const;
	Result<Response> file(Request& request) const;
	Result<Response> finish(Request& request) const;

	/// The live lease that the request shows, and the file that it asks for when the message has it. Errors: Expired
	/// `lease_over`.
	Result<LeasedFile> leased(Request& request, const FileId& file, Bytes& leaseHash) const;

private:
	/// What a reader sends to open, decoded.
	struct Attempt
	{
		Bytes leaseHash;
		Answers answers;
		std::string missing;  // the member of a built-in gate that is not there
		Value sms, others;    // to gates of plugins
	};
	/// All gates of a grant, each computed whatever the others said.
	struct Checked
	{
		Answers answers;
		std::string missing;
		std::string wrong;  // names, for the sender's register
	};
	/// What the transaction decided.
	struct Outcome
	{
		OpenDecision decision;
		OpeningRow row;
		LeaseRow lease;
		std::vector<FileRow> files;
	};

	/// The sender's register says why a message stays shut that no stranger and no limit shut.
	Error noted(Request& request, const OpeningRow& row, Error error) const;
	Result<OpeningRow> proven(Request& request, const Value& body) const;
	Result<Attempt> attemptOf(const Value& body, const OpeningRow& row) const;
	Result<Checked> check(
		const TenantId& tenant, const OpeningRow& row, const std::vector<GateRow>& gates, const Attempt& attempt) const;
	Result<std::chrono::seconds> askIn(
		Sql& sql, Request& request, const OpeningRow& seen, const std::string& name) const;
	Result<Outcome> decide(Sql& sql, Request& request, const OpeningRow& seen, const Attempt& attempt) const;
	Result<> take(Sql& sql, Request& request, const Attempt& attempt, Outcome& outcome) const;
	Result<Response> answer(Request& request, const Outcome& outcome) const;
	Result<Response> opened(const TenantId& tenant, const Outcome& outcome) const;

	const Services& _services;
	Register& _register;
	const Destroyer& _destroyer;
	Bytes _nobody;  // what a proof is compared with where there is no link
};

}
