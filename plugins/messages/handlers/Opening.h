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
	Result<Response> open(Request& request) const;
	Result<Response> file(Request& request) const;
	Result<Response> finish(Request& request) const;

	/// The live lease that the request shows, and the file that it asks for when the message has it. Errors: Expired `lease_over`.
	Result<LeasedFile> leased(Request& request, const FileId& file, Bytes& leaseHash) const;

private:
	/// What a reader sends to open, decoded.
	struct Attempt
	{
		Bytes leaseHash;
		Answers answers;
	};
	/// What the transaction decided.
	struct Outcome
	{
		OpenDecision decision;
		OpeningRow row;
		LeaseRow lease;
		std::vector<FileRow> files;
	};

	Result<OpeningRow> proven(Request& request, const Value& body) const;
	Result<Attempt> attemptOf(const Value& body, const OpeningRow& row) const;
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
