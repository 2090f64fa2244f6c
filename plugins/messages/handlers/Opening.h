// Opens messages: /m/TOKEN/gates, open, files and finish (protocol.md section 6).
#pragma once
#include "handlers/Destroyer.h"
#include "handlers/Register.h"
#include "store/OpeningRows.h"

namespace sx::messages {

/// Serves readers. Whatever is wrong with a link, the response is the same, in bytes and in time. [any thread]
class Opening
{
public:
	Opening(const Services& services, Register& events, const Destroyer& destroyer);

	Result<Response> gates(Request& request) const;
	/// Sends the reader what a gate requires, such as a code by SMS.
	Result<Response> ask(Request& request, const std::string& gate) const;
	Result<Response> open(Request& request) const;
	Result<Response> file(Request& request) const;
	Result<Response> finish(Request& request) const;

	/// Returns the live lease that the request presents, and the requested file if the message has it. Errors: Expired
	/// `lease_over`.
	Result<LeasedFile> leased(Request& request, const FileId& file, Bytes& leaseHash) const;

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
		std::vector<FileRow> files;
	};

	/// Records in the sender's register why an open failed for a reason of the server's own (a gate whose plugin is
	/// missing). Returns the error.
	Error noted(Request& request, const OpeningRow& row, Error error) const;
	/// Returns the grant behind the link if the request proves to know the link's key; refuses all others alike.
	Result<OpeningRow> proven(Request& request, const Value& body) const;
	Result<Attempt> attemptOf(const Value& body, const OpeningRow& row) const;
	/// Returns the answer to every gate of the grant. Errors: Invalid `bad_request` (one has no answer), Unavailable.
	Result<std::vector<GateAnswer>> answersOf(
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
	Bytes _nobody;  // compared with the proof if the link is unknown
};

}
