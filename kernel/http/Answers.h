// Responses and failures as bytes.
#pragma once
#include "kernel/http/Exchange.h"
#include "kernel/http/HeaderList.h"
#include "kernel/http/Problems.h"
#include "kernel/http/Server.h"

namespace sx::http {

/// Turns what a handler said into exchange._output. [any thread; pages and sessions may block]
class Answers
{
public:
	explicit Answers(const ServerParts& parts): _parts(parts) {}

	/// keepsAlive of the exchange must be decided before. A Receive cannot be answered: Internal.
	void answer(Exchange& exchange, Response response) const;
	void fail(Exchange& exchange, const Error& error) const;
	/// isBare: never asks the renderer for a page (before anybody is identified).
	void refuse(Exchange& exchange, Refusal refusal, bool isBare) const;
	/// A file under /assets/. Never blocks but for the disk.
	void asset(Exchange& exchange, const Router& router) const;
	/// When not even the head could be read: always closes.
	static Output refusalWithoutRequest(Refusal refusal);

private:
	void problem(Exchange& exchange, const Problem& problem, bool isBare) const;
	bool fillBody(Exchange& exchange, Response& response, HeaderList& headers, std::string& body, Output& output) const;
	Result<> applySession(Exchange& exchange, const Response& response, HeaderList& headers) const;
	void finish(Exchange& exchange, HeaderList& headers, std::string body, Output output) const;
	void sendFile(const Exchange& exchange, HeaderList& headers, Output& output, std::int64_t total) const;

	const ServerParts& _parts;
};

}
