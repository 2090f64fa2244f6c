// Holds one request while it is read, handled and answered; plugins see it as sx::Request.
#pragma once
#include "kernel/http/ClientAddress.h"
#include "kernel/http/RequestHead.h"
#include "kernel/http/Router.h"
#include "kernel/http/Target.h"

#include <chrono>
#include <optional>

namespace sx::http {

/// Holds the bytes of a response: the head and a small body, then perhaps a section of a file, or the pieces of a
/// stream.
struct Output
{
	int status = 0;
	std::string bytes{};
	std::size_t headBytes = 0;  // how much of `bytes` is the head
	std::shared_ptr<Fd> file{};
	std::int64_t offset = 0;
	std::int64_t length = 0;  // of the file's section
	std::vector<std::shared_ptr<Authority>> authorities{};
	BlobEnded ended{};
	NextPiece next{};        // of a stream that has not ended; `bytes` holds the piece that leaves now
	bool isChunked = false;  // whether each piece says its length; else the end of the connection ends the stream
};

/// Returns the name under which the browser keeps a cookie of ours.
std::string cookieName(std::string_view name, bool isHttps);

/// Implements sx::Request. Its connection owns it, and only one thread at a time touches it.
class Exchange final: public Request
{
public:
	Exchange(RequestHead head, std::chrono::steady_clock::time_point started): _head(std::move(head)), _started(started)
	{
	}

	/// Decodes method, path and query. Returns false if they are malformed (BadRequest).
	bool decode();

	Method method() const noexcept override { return _method.value_or(Method::Get); }
	const std::string& path() const noexcept override { return _path; }
	std::string parameter(std::string_view name) const override;
	std::optional<std::string> query(std::string_view name) const override;
	std::optional<std::string> header(std::string_view name) const override;
	/// Returns a cookie under its plain name. Where the origin is https, only one of the name __Host-NAME counts, which
	/// no other host can set. Returns none if the browser sent two: another site's may be among them.
	std::optional<std::string> cookie(std::string_view name) const override;
	const Tenant& tenant() const noexcept override;
	const Principal* principal() const noexcept override { return _principal ? &*_principal : nullptr; }
	/// Returns the first language that is given by: what was chosen in this browser, the person's account, what the
	/// browser asks for, the tenant.
	const Language& language() const noexcept override;
	const std::string& clientAddress() const noexcept override { return _client; }
	const std::string& requestId() const noexcept override { return _requestId; }
	std::string_view body() const noexcept override { return _body; }
	Result<Value> json() const noexcept override;
	Result<Value> form() const noexcept override;
	std::int64_t contentLength() const noexcept override { return _head.contentLength; }
	void under(std::shared_ptr<Authority> authority) const override { _authorities.push_back(std::move(authority)); }

	// The members below are for kernel/http only.
	std::optional<Method> askedMethod() const noexcept { return _method; }
	const RequestHead& head() const noexcept { return _head; }
	std::string_view rawQuery() const noexcept { return _rawQuery; }
	bool isSafe() const noexcept { return _method && (*_method == Method::Get || *_method == Method::Head); }
	bool wantsHtml() const noexcept;
	bool hasForm() const noexcept;
	bool hasFiles() const noexcept;  // a form that may carry files
	bool isHttps() const noexcept;
	/// Holds the last of the cookies that cookie() would consider, and how many there are.
	struct FoundCookie
	{
		std::string_view value{};
		std::size_t count = 0;
	};
	FoundCookie findCookie(std::string_view name) const noexcept;
	const RouteEntry* entry() const noexcept { return _match.entry; }
	std::chrono::steady_clock::time_point started() const noexcept { return _started; }

	RouteMatch _match{};
	std::shared_ptr<const Tenant> _tenant{};
	std::optional<Principal> _principal{};
	mutable std::optional<Language> _language{};  // decided when it is first asked for; many answers have no words
	std::string _client{};
	Address _address{};
	std::string _requestId{};
	std::string _body{};
	std::string _sessionCookie{};  // as sent, whether or not it belongs to a session
	std::string _csrf{};           // set once a session is found
	std::string _refusedKey{};     // id of the API key that was refused, if a key has it
	std::string _host{};           // lower case, no port
	std::string _hostWithPort{};   // lower case, port included
	bool _owesFormToken = false;   // the CSRF token must stand in the form
	bool _isForwardedHttps = false;
	bool _isHidden = false;                    // forwarded by a proxy that is not believed
	std::optional<RequestRefusal> _refusal{};  // decided before the handler's thread, which only renders the page
	int _retryAfter = 0;
	bool _keepsAlive = false;  // decided when the response is made
	Output _output{};
	mutable std::vector<std::shared_ptr<Authority>> _authorities{};  // mutable: who finds a right sees a const Request

private:
	RequestHead _head;
	std::chrono::steady_clock::time_point _started;
	std::optional<Method> _method{};
	std::string _path{};
	std::string_view _rawQuery{};
	Pairs _query{};
};

}
