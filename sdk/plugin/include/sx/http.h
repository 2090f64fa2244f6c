// Declares what a handler gets and returns: requests, responses and routes.
#pragma once
#include "sx/authority.h"
#include "sx/base.h"
#include "sx/kit.h"
#include "sx/result.h"

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace sx {

enum class Method { Get, Head, Post, Put, Patch, Delete };

/// Describes a company that this deployment serves, found by the request's host name. Since: SDK 1.0
struct Tenant
{
	TenantId id;
	std::string name;
	std::string origin;    // "https://acme.example.com": scheme, host, port; no slash at the end
	Language language;     // for whoever has not chosen one
	std::string timeZone;  // IANA name
	Value brand{};         // what the layout shows; filled by the TenantSource
};

/// Describes who makes the request. Since: SDK 1.0
struct Principal
{
	TenantId tenant;
	UserId user;
	std::string name;
	std::string address;
	std::string timeZone;
	Language language;
	std::vector<std::string> permissions;
	bool isApiKey = false;
	std::string key{};      // the id of the API key, which is no secret; empty for a session
	std::string session{};  // the id of the browser's session (SessionInfo::id); empty for an API key
	std::string role{};     // the type of person that the directory knows: "member", "admin" or "super"
	Instant since{};        // when the session began, or the key was made
	bool may(std::string_view permission) const noexcept
	{
		for (const auto& each: permissions)
			if (each == permission) return true;
		return false;
	}
};

/// Names the cookie that keeps the language which somebody chose in this browser. It wins over the account's. Since:
/// SDK 1.0
inline constexpr const char* kLanguageCookie = "sx_lang";

/// Is a user's right to begin a session, as Context::sessionRight() saw it; over once the user's sessions were ended.
/// Since: SDK 1.0
struct SessionRight
{
	UserId user;
	std::int64_t generation = 0;  // how often the user's sessions had been ended
};

/// Gives a handler one request. Lives while its handler (and the `done` of the handler's Receive) runs. [handler's
/// thread] Since: SDK 1.0
class Request
{
public:
	virtual Method method() const noexcept = 0;
	virtual const std::string& path() const noexcept = 0;  // decoded, without the query
	/// Returns a parameter of the route's path, {id} or {id:token}. Empty if the route has none of that name.
	virtual std::string parameter(std::string_view name) const = 0;
	virtual std::optional<std::string> query(std::string_view name) const = 0;
	virtual std::optional<std::string> header(std::string_view name) const = 0;  // case-insensitive
	virtual std::optional<std::string> cookie(std::string_view name) const = 0;
	virtual const Tenant& tenant() const noexcept = 0;
	/// Returns who makes the request; nullptr if nobody is signed in.
	virtual const Principal* principal() const noexcept = 0;
	/// Returns the language of this request: what was chosen in this browser, else the person's, the browser's, the
	/// tenant's.
	virtual const Language& language() const noexcept = 0;
	virtual const std::string& clientAddress() const noexcept = 0;  // behind trusted proxies, the client's own
	virtual const std::string& requestId() const noexcept = 0;
	/// Returns the whole body of a buffered route; empty for a Receive.
	virtual std::string_view body() const noexcept = 0;
	/// Parses the body as JSON. Errors: Invalid (not JSON, or another Content-Type).
	virtual Result<Value> json() const noexcept = 0;
	/// Parses the body as application/x-www-form-urlencoded, into an object of texts. Errors: Invalid.
	virtual Result<Value> form() const noexcept = 0;
	/// Returns the body's length as its Content-Length says it.
	virtual std::int64_t contentLength() const noexcept = 0;
	/// Binds the transfer of this request, a Blob, a Stream or a Receive, to a right besides those of its response.
	/// Whatever finds a right for a request (a lease) calls it, so that no route can forget to.
	virtual void under(std::shared_ptr<Authority> authority) const = 0;
protected:
	~Request() = default;
};

/// Tells how receiving a body into a file ended. Since: SDK 1.0
struct Received
{
	std::int64_t bytes = 0;
	bool complete = false;  // false: the client left or was too slow; no response can reach it
	Bytes sha256;           // set if requested, once complete
	bool diskFull = false;
};

class Response;
using ReceiveDone = std::function<Result<Response>(Request&, const Received&)>;
/// Hears once how many bytes of a Blob's file were handed to the network, also when the answer was cut (0: none, as for
/// HEAD). Must not wait: it runs on a thread that serves sockets. Since: SDK 1.0
using BlobEnded = std::function<void(std::int64_t bytes)>;
/// Makes the next piece of a Stream; an empty one ends it. An error breaks the connection off, so that nobody takes
/// what came for the whole. May block, since it runs on a handler's thread; is called anew only when the client has
/// taken the former piece, and never at the same time as itself. Between two calls it may hold memory, but no
/// transaction and no lock: nobody knows when, or whether, the client reads on. Owns what it uses: it outlives the
/// Request. Since: SDK 1.0
using NextPiece = std::function<Result<std::string>()>;

/// Holds what a handler answers. The functions below make it; headers may be added. Since: SDK 1.0
class Response
{
public:
	struct Page
	{
		std::string name;
		Value view;
	};  // rendered from templates/pages/NAME.html.mustache, in the layout
	struct Text
	{
		std::string body;
	};
	struct Blob
	{
		std::shared_ptr<Fd> file;
		std::int64_t offset;
		std::int64_t length;
		BlobEnded ended{};
	};  // sent by sendfile; the kernel handles Range
	struct Receive
	{
		std::shared_ptr<Fd> file;
		std::int64_t offset;
		std::int64_t length;
		bool sha256;
		ReceiveDone done;
	};
	struct Stream
	{
		NextPiece next;
	};  // sent in pieces, as fast as the client takes them; neither compressed nor resumed
	using Body = std::variant<std::monostate, Page, Text, Blob, Receive, Value, Stream>;  // Value: JSON

	/// Answers with a page in the shared layout. view must have "title" (text).
	static Response page(std::string name, Value view, int status = 200)
	{
		Response r(status);
		r._body = Page{std::move(name), std::move(view)};
		return r;
	}
	static Response json(Value value, int status = 200)
	{
		Response r(status);
		r._body = std::move(value);
		return r;
	}
	static Response text(std::string body, std::string contentType, int status = 200)
	{
		Response r(status);
		r._body = Text{std::move(body)};
		r.header("Content-Type", std::move(contentType));
		return r;
	}
	static Response redirect(std::string location, int status = 303)
	{
		Response r(status);
		r.header("Location", std::move(location));
		return r;
	}
	static Response empty(int status = 204) { return Response(status); }
	/// Answers with bytes of an open file; the kernel handles If-Range, Range and HEAD and closes the file afterwards.
	/// authority: cuts the answer when it ends; Authority::lasting() for what everybody may have.
	static Response blob(Fd file,
		std::int64_t length,
		std::string contentType,
		std::shared_ptr<Authority> authority,
		std::int64_t offset = 0)
	{
		Response r(200);
		r._body = Blob{std::make_shared<Fd>(std::move(file)), offset, length};
		r.header("Content-Type", std::move(contentType));
		return std::move(r.under(std::move(authority)));
	}
	/// Answers with text or bytes whose length nobody knows yet, made while they leave (RFC 9112, section 7.1). Each
	/// piece waits in memory until the client has taken it: some 64 KiB are right. What can be refused is refused
	/// before: a failure in the middle can only break the connection off. Access is decided again while it runs, and
	/// Response::under() binds it to further rights.
	static Response stream(std::string contentType, NextPiece next)
	{
		Response r(200);
		r._body = Stream{std::move(next)};
		r.header("Content-Type", std::move(contentType));
		return r;
	}
	/// Receives the request's body into a file at an offset, then calls `done` for the response. Nothing of the body
	/// has been read yet, so that refusing it costs nothing. length must equal the Content-Length. `done` always runs,
	/// even if the body was cut short. authority: as for blob().
	static Response receive(Fd file,
		std::int64_t offset,
		std::int64_t length,
		bool sha256,
		std::shared_ptr<Authority> authority,
		ReceiveDone done)
	{
		Response r(200);
		r._body = Receive{std::make_shared<Fd>(std::move(file)), offset, length, sha256, std::move(done)};
		return std::move(r.under(std::move(authority)));
	}
	/// Binds a Blob, a Stream or a Receive to one more right: it is cut when the first of them ends.
	Response& under(std::shared_ptr<Authority> authority)
	{
		_authorities.push_back(std::move(authority));
		return *this;
	}

	Response& header(std::string name, std::string value)
	{
		_headers.emplace_back(std::move(name), std::move(value));
		return *this;
	}
	/// Sets a cookie: HttpOnly, SameSite=Lax, Path=/, and Secure if the origin is https.
	Response& cookie(std::string name, std::string value, std::chrono::seconds maxAge)
	{
		_cookies.push_back({std::move(name), std::move(value), maxAge});
		return *this;
	}
	/// Keeps the language that somebody chose, in their browser.
	Response& rememberLanguage(const Language& language)
	{
		return cookie(kLanguageCookie, std::string(language.shortTag()), std::chrono::days(365));
	}
	/// Starts a session and sets its cookie; ends any earlier session of the browser. Answers 401 instead if the right
	/// is over.
	Response& signIn(SessionRight right)
	{
		_signIn = std::move(right);
		return *this;
	}
	Response& signOut()
	{
		_signOut = true;
		return *this;
	}

	struct Cookie
	{
		std::string name, value;
		std::chrono::seconds maxAge;
	};
	int status() const noexcept { return _status; }
	Body& body() noexcept { return _body; }
	const Body& body() const noexcept { return _body; }
	const std::vector<std::pair<std::string, std::string>>& headers() const noexcept { return _headers; }
	const std::vector<Cookie>& cookies() const noexcept { return _cookies; }
	const std::optional<SessionRight>& signsIn() const noexcept { return _signIn; }
	bool signsOut() const noexcept { return _signOut; }
	const std::vector<std::shared_ptr<Authority>>& authorities() const noexcept { return _authorities; }

private:
	explicit Response(int status): _status(status) {}
	int _status;
	Body _body;
	std::vector<std::pair<std::string, std::string>> _headers;
	std::vector<Cookie> _cookies;
	std::vector<std::shared_ptr<Authority>> _authorities;
	std::optional<SessionRight> _signIn;
	bool _signOut = false;
};

using Handler = std::function<Result<Response>(Request&)>;
/// Lets a request pass, or says why not, before its body is read: request.body() is empty or incomplete. Since: SDK 1.0
using HeadCheck = std::function<Result<>(Request&)>;

/// Says who may call a route. An API key reaches only Member routes that name a permission among its scopes; on a
/// Public route it counts as nobody. Since: SDK 1.0
enum class Access {
	Public,    // anyone
	Member,    // a signed-in user or an API key, with the route's permission; keys are refused if it names none
	Session,   // a signed-in user, with the route's permission if it names one; never an API key
	Loopback,  // only from this machine, and never in production; for /dev pages
};

/// Declares a route. path: literal parts and parameters, `/m/{token:token}/files/{file:token}`. Types of parameters:
/// token (22 characters of base64url), word ([A-Za-z0-9_.-]{1,64}, the default), int (0 to 2^31-1), uuid, text
/// (anything, up to 1,024 bytes). A GET route answers HEAD too.
/// Unsafe methods: a session needs its CSRF token (form field `_csrf` or header `X-CSRF-Token`); a foreign Origin is
/// refused on every route. Since: SDK 1.0
struct Route
{
	Method method = Method::Get;
	std::string path;
	Access access = Access::Public;
	Handler handler;
	std::string permission{};            // for Member and Session routes
	std::int64_t maxBodyBytes = 65'536;  // for buffered bodies; a Receive states its own length
	bool receives = false;               // true: the handler runs before the body is read
	int perMinute = 0;                   // calls per minute and network address (IPv6: /64); 0: the kernel's default
	std::string contentSecurity{};  // extra CSP directives, e.g. "script-src 'self' 'wasm-unsafe-eval'"; each replaces
	                                // the default of its name
	/// Refuses a request from its head, before its body is read. A Public route that takes more than 64 KiB needs it:
	/// strangers may not make the server keep so much. [handler's thread]
	HeadCheck admits{};
	std::vector<std::string> spends{};  // names of the quotas that its handler takes from; shown by `sxserver routes`
};

}
