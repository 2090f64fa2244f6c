// Turns responses and failures into bytes.
#pragma once
#include "kernel/http/Exchange.h"
#include "kernel/http/HeaderList.h"
#include "kernel/http/Problems.h"
#include "kernel/http/SecurityHeaders.h"
#include "kernel/http/Server.h"

namespace sx::http {

/// Turns what a handler returned into exchange._output. [any thread; pages and sessions may block]
class Answers
{
public:
	Answers(const ServerOptions& options, const ServerComponents& components):
		_options(options), _components(components)
	{
	}

	/// Writes a handler's response; exchange._keepsAlive must be decided before. A Receive cannot be written: it fails
	/// as Internal.
	void answer(Exchange& exchange, Response response) const;
	void fail(Exchange& exchange, const Error& error) const;
	/// Writes a refusal. isBare: does not ask the renderer for a page (before the tenant and the person are known).
	void refuse(Exchange& exchange, RequestRefusal refusal, bool isBare) const;
	/// Writes a file under /assets/. Blocks on nothing but the disk.
	void asset(Exchange& exchange, const Router& router) const;
	/// Makes the response for a request whose head could not even be read; it always closes the connection.
	Output refusalWithoutRequest(RequestRefusal refusal) const;

private:
	void problem(Exchange& exchange, const Problem& problem, bool isBare, HeaderList headers = {}) const;
	bool fillBody(Exchange& exchange, Response& response, HeaderList& headers, std::string& body, Output& output) const;
	Result<> applySession(Exchange& exchange, const Response& response, HeaderList& headers) const;
	void finish(Exchange& exchange, HeaderList& headers, std::string body, Output output) const;
	/// Prepares a file, or the range of it that was asked for; returns false if it has answered 416 instead.
	bool sendFile(Exchange& exchange, HeaderList& headers, Output& output, std::int64_t total) const;
	Hsts hstsOf(const Exchange& exchange) const noexcept;
	Hsts hsts(bool isHttps) const noexcept;
	void noteDenied(const Exchange& exchange, const Error& error) const;

	const ServerOptions& _options;
	const ServerComponents& _components;
};

}
