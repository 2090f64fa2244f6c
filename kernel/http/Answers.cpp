#include "kernel/http/Answers.h"
#include "kernel/base/JsonText.h"
#include "kernel/http/Compression.h"
#include "kernel/http/Gatekeeper.h"
#include "kernel/http/HeaderList.h"
#include "kernel/http/Ranges.h"
#include "kernel/http/SecurityHeaders.h"

#include <chrono>

namespace sx::http {

namespace {

/// Writes a problem below a path that has a form of its own; nullopt: it has none.
std::optional<ProblemWriter::Written> writtenBy(
	const std::vector<ProblemWriter*>& writers, std::string_view path, const Problem& problem)
{
	for (const auto* each: writers)
		if (path.starts_with(each->below()))
			return each->write({problem.status, problem.code, problem.text.empty() ? problem.title : problem.text});
	return std::nullopt;
}

constexpr std::size_t kMinCompressedBytes = 1024;

void addTwo(std::string& out, unsigned number)
{
	out += static_cast<char>('0' + number / 10 % 10);
	out += static_cast<char>('0' + number % 10);
}

/// Formats the current time ("Tue, 24 Nov 2026 05:00:00 GMT"). Done by hand because every response needs it.
std::string httpDate()
{
	static constexpr std::string_view kDays = "SunMonTueWedThuFriSat";
	static constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
	const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
	const auto today = std::chrono::floor<std::chrono::days>(now);
	const std::chrono::year_month_day date(today);
	const std::chrono::hh_mm_ss time(now - today);
	const auto year = static_cast<unsigned>(static_cast<int>(date.year()));
	std::string out(kDays.substr(std::chrono::weekday(today).c_encoding() * 3, 3));
	out += ", ";
	addTwo(out, static_cast<unsigned>(date.day()));
	out.append(" ").append(kMonths.substr((static_cast<unsigned>(date.month()) - 1) * 3, 3)).append(" ");
	addTwo(out, year / 100);
	addTwo(out, year % 100);
	out += ' ';
	addTwo(out, static_cast<unsigned>(time.hours().count()));
	out += ':';
	addTwo(out, static_cast<unsigned>(time.minutes().count()));
	out += ':';
	addTwo(out, static_cast<unsigned>(time.seconds().count()));
	return out + " GMT";
}

const std::string& strictPolicy()
{
	static const std::string kPolicy = std::move(contentSecurityPolicy({})).value();
	return kPolicy;
}

bool hasNoBody(int status) noexcept { return status == 204 || status == 304 || status < 200; }

/// Allows compression only for GET responses to strangers. Compressing a secret (the CSRF token) together with input
/// that an attacker chooses would reveal the secret through the length (BREACH).
bool mayCompress(const Exchange& exchange, int status, const HeaderList& headers, std::size_t bytes)
{
	if (status != 200 || bytes < kMinCompressedBytes || exchange.method() != Method::Get) return false;
	if (!exchange.entry() || exchange.entry()->route.access != Access::Public) return false;
	if (exchange.principal() || !exchange._sessionCookie.empty() || headers.find("Set-Cookie")) return false;
	const auto* type = headers.find("Content-Type");
	return type && (type->starts_with("text/") || type->starts_with("application/json"));
}

std::string cookieLine(const Response::Cookie& cookie, bool isSecure)
{
	std::string line = cookieName(cookie.name, isSecure) + "=" + cookie.value + "; Path=/; HttpOnly; SameSite=Lax";
	if (cookie.maxAge.count() >= 0) line += "; Max-Age=" + std::to_string(cookie.maxAge.count());
	if (isSecure) line += "; Secure";
	return line;
}

constexpr std::chrono::seconds kUntilBrowserCloses{-1};

}

void Answers::answer(Exchange& exchange, Response response) const
{
	HeaderList headers;
	Output output;
	output.status = response.status();
	for (const auto& [name, value]: response.headers())
	{
		if (!isSafeHeader(name, value))
			return fail(exchange, {Code::Internal, "a handler's header " + name + " would break the answer"});
		if (!isKernelHeader(name)) headers.set(name, value);
	}
	const bool isPage = std::holds_alternative<Response::Page>(response.body());
	std::string body;
	if (!fillBody(exchange, response, headers, body, output)) return;
	if (const auto applied = applySession(exchange, response, headers); !applied)
		return fail(exchange, applied.error());
	// A message shows itself in its own language (row A6), which is not the reader's choice for later: keep=0.
	if (isPage && exchange.query("lang") && exchange.query("keep").value_or("") != "0")
		response.rememberLanguage(exchange.language());
	for (const auto& cookie: response.cookies())
	{
		if (!isSafeCookie(cookie.name, cookie.value))
			return fail(exchange, {Code::Internal, "a handler's cookie would break the answer"});
		headers.add("Set-Cookie", cookieLine(cookie, exchange.isHttps()));
	}
	finish(exchange, headers, std::move(body), std::move(output));
}

bool Answers::fillBody(
	Exchange& exchange, Response& response, HeaderList& headers, std::string& body, Output& output) const
{
	if (auto* page = std::get_if<Response::Page>(&response.body()))
	{
		auto html = _components.pages.page(
			exchange.entry()->plugin, page->name, page->view, {exchange, exchange._csrf});
		if (!html)
		{
			fail(exchange, html.error());
			return false;
		}
		body = std::move(html).value();
		headers.set("Content-Type", "text/html; charset=utf-8");
	}
	else if (auto* text = std::get_if<Response::Text>(&response.body()))
		body = std::move(text->body);
	else if (const auto* value = std::get_if<Value>(&response.body()))
	{
		body = base::writeJson(*value);
		if (!headers.find("Content-Type")) headers.set("Content-Type", "application/json");
	}
	else if (const auto* blob = std::get_if<Response::Blob>(&response.body()))
	{
		output.file = blob->file;
		output.offset = blob->offset;
		output.ended = blob->ended;
		output.authorities = response.authorities();
		return sendFile(exchange, headers, output, blob->length);
	}
	else if (auto* stream = std::get_if<Response::Stream>(&response.body()))
	{
		output.next = std::move(stream->next);
		output.isChunked = !exchange.head().isOld;
		output.authorities = response.authorities();
		// Only the end of the connection tells an old client where the stream ends.
		if (!output.isChunked) exchange._keepsAlive = false;
	}
	else if (std::holds_alternative<Response::Receive>(response.body()))
	{
		fail(exchange, {Code::Internal, "a Receive from a route that does not receive, or a second one"});
		return false;
	}
	return true;
}

Result<> Answers::applySession(Exchange& exchange, const Response& response, HeaderList& headers) const
{
	if (!response.signsIn() && !response.signsOut()) return {};
	const auto& tenant = exchange.tenant().id;
	std::string cookie;
	if (response.signsIn())
	{
		auto created = _components.sessions.create(
			tenant, *response.signsIn(), {exchange.header("User-Agent").value_or(""), exchange.clientAddress()});
		if (!created) return created.error();
		cookie = std::move(created).value();
	}
	// A session known before signing in must not become the signed-in one (session fixation), so it ends.
	if (!exchange._sessionCookie.empty())
		if (auto ended = _components.sessions.end(tenant, exchange._sessionCookie); !ended) return ended.error();
	const auto age = cookie.empty() ? std::chrono::seconds(0) : kUntilBrowserCloses;
	headers.add("Set-Cookie", cookieLine({std::string(kSessionCookie), cookie, age}, exchange.isHttps()));
	return {};
}

bool Answers::sendFile(Exchange& exchange, HeaderList& headers, Output& output, std::int64_t total) const
{
	output.length = total;
	headers.set("Accept-Ranges", "bytes");
	const auto* range = exchange.head().field("Range");
	if (!range || exchange.method() != Method::Get || output.status != 200) return true;
	if (const auto* condition = exchange.head().field("If-Range"))
	{
		const auto* etag = headers.find("ETag");
		const auto* modified = headers.find("Last-Modified");
		const bool isSame = (etag && !etag->starts_with("W/") && *condition == *etag) ||
			(modified && *condition == *modified);
		if (!isSame) return true;
	}
	Range part{};
	const auto kind = parseRange(*range, total, part);
	if (kind == RangeKind::Whole) return true;
	if (kind == RangeKind::Unsatisfiable)
	{
		HeaderList own;
		own.set("Accept-Ranges", "bytes");
		own.set("Content-Range", "bytes */" + std::to_string(total));
		problem(exchange, problemOf(RequestRefusal::BadRange, exchange, _components.pages), false, std::move(own));
		return false;
	}
	output.status = 206;
	output.offset += part.first;
	output.length = part.length;
	headers.set("Content-Range",
		"bytes " + std::to_string(part.first) + "-" + std::to_string(part.first + part.length - 1) + "/" +
			std::to_string(total));
	return true;
}

void Answers::fail(Exchange& exchange, const Error& error) const
{
	const bool isOurs = error.code == Code::Internal || error.code == Code::Unavailable || error.code == Code::Full;
	_components.log.write(isOurs ? Log::Level::Error : Log::Level::Debug,
		"http.failed",
		{{"problem", std::string(kindOf(error.code).word)},
			{"detail", error.detail},
			{"route", exchange.entry() ? exchange.entry()->route.path : ""},
			{"request_id", exchange.requestId()}});
	noteDenied(exchange, error);
	problem(exchange, problemOf(error, exchange, _components.pages), false);
}

void Answers::noteDenied(const Exchange& exchange, const Error& error) const
{
	if (error.code != Code::Denied || !exchange.entry() || !_components.refusals) return;
	const bool isForeign = error.problem == "foreign_origin" || error.problem == "csrf";
	// What the handlers of Public routes refuse (a wrong code), they note themselves.
	if (!isForeign && exchange.entry()->route.access == Access::Public) return;
	_components.refusals->note(exchange,
		isForeign ? "origin.refused" : "access.denied",
		error.problem.empty() ? std::string_view("permission") : std::string_view(error.problem));
}

void Answers::refuse(Exchange& exchange, RequestRefusal refusal, bool isBare) const
{
	problem(exchange, problemOf(refusal, exchange, _components.pages), isBare);
}

void Answers::problem(Exchange& exchange, const Problem& problem, bool isBare, HeaderList headers) const
{
	Output output;
	output.status = problem.status;
	std::string body;
	if (auto written = writtenBy(_components.problemWriters, exchange.path(), problem))
	{
		headers.set("Content-Type", std::move(written->contentType));
		body = std::move(written->body);
		if (problem.status == 401) headers.set("WWW-Authenticate", "Bearer");
	}
	else if (exchange.wantsHtml())
	{
		headers.set("Content-Type", "text/html; charset=utf-8");
		if (!isBare && exchange._tenant)
			if (auto page = _components.pages.problem(
					problemView(problem, exchange.requestId()), {exchange, exchange._csrf}))
				body = std::move(page).value();
		if (body.empty()) body = bareProblemPage(problem, exchange.language());
	}
	else
	{
		headers.set("Content-Type", "application/problem+json");
		body = problemJson(problem, exchange.requestId());
		if (problem.status == 401) headers.set("WWW-Authenticate", "Bearer");
	}
	if (problem.retryAfter > 0) headers.set("Retry-After", std::to_string(problem.retryAfter));
	if (problem.status == 429 && problem.extra["limit"].isInteger() && problem.extra["renews"].isText())
	{
		headers.set("RateLimit-Limit", std::to_string(problem.extra["limit"].integer()));
		headers.set("RateLimit-Remaining", "0");
		headers.set("RateLimit-Reset", std::to_string(problem.retryAfter));
	}
	if (problem.status == 405) headers.set("Allow", exchange._match.allow);
	finish(exchange, headers, std::move(body), std::move(output));
}

void Answers::finish(Exchange& exchange, HeaderList& headers, std::string body, Output output) const
{
	const auto* etag = headers.find("ETag");
	const auto* known = exchange.head().field("If-None-Match");
	if (etag && known && exchange.isSafe() && (output.status == 200 || output.status == 206) &&
		matchesEtag(*known, *etag))
		output.status = 304;
	if (mayCompress(exchange, output.status, headers, body.size()))
	{
		headers.set("Vary", "Accept-Encoding");
		const auto* accepted = exchange.head().field("Accept-Encoding");
		if (accepted && acceptsCoding(*accepted, "gzip"))
			if (auto small = gzipped(body))
			{
				body = std::move(*small);
				headers.set("Content-Encoding", "gzip");
			}
	}
	const bool isBodyless = hasNoBody(output.status);
	const std::int64_t length = output.file ? output.length : static_cast<std::int64_t>(body.size());
	if (!headers.find("Cache-Control")) headers.set("Cache-Control", "no-store");

	std::string& out = output.bytes;
	out.reserve(1536 + body.size());
	out.append("HTTP/1.1 ")
		.append(std::to_string(output.status))
		.append(" ")
		.append(reasonOf(output.status))
		.append("\r\nDate: ");
	out.append(httpDate()).append("\r\n");
	if (output.isChunked && !isBodyless)
		out.append("Transfer-Encoding: chunked\r\n");
	else if (!isBodyless && !output.next)
		out.append("Content-Length: ").append(std::to_string(length)).append("\r\n");
	out.append("X-Request-Id: ").append(exchange.requestId()).append("\r\n");
	headers.writeTo(out);
	out.append(securityHeaders(hstsOf(exchange)));
	if (!headers.find("Content-Security-Policy"))
		out.append("Content-Security-Policy: ")
			.append(exchange.entry() ? exchange.entry()->policy : strictPolicy())
			.append("\r\n");
	out.append(exchange._keepsAlive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n");
	output.headBytes = out.size();
	if (isBodyless || exchange.askedMethod() == Method::Head)
	{
		output.file.reset();
		output.length = 0;
		output.next = {};
	}
	else
		out.append(body);
	exchange._output = std::move(output);
}

Hsts Answers::hstsOf(const Exchange& exchange) const noexcept
{
	return exchange._tenant && !exchange.isHttps() ? Hsts::None : hsts(exchange.isHttps());
}

Hsts Answers::hsts(bool isHttps) const noexcept
{
	// Before the company is known, production is taken for https; browsers ignore the header over http (RFC 6797, 8.1).
	if (!isHttps && !_options.isProduction) return Hsts::None;
	return _options.hstsSubdomains ? Hsts::Subdomains : Hsts::Host;
}

Output Answers::refusalWithoutRequest(RequestRefusal refusal) const
{
	const auto kind = kindOf(refusal);
	const std::string body = "{\"code\":\"" + std::string(kind.word) + "\",\"status\":" + std::to_string(kind.status) +
		",\"type\":\"about:blank\"}";
	Output output;
	output.status = kind.status;
	output.bytes = "HTTP/1.1 " + std::to_string(kind.status) + " " + std::string(reasonOf(kind.status)) +
		"\r\nDate: " + httpDate() +
		"\r\nContent-Type: application/problem+json\r\nContent-Length: " + std::to_string(body.size()) +
		"\r\nCache-Control: no-store\r\n" + std::string(securityHeaders(hsts(false))) +
		"Content-Security-Policy: " + strictPolicy() + "\r\nConnection: close\r\n\r\n";
	output.headBytes = output.bytes.size();
	output.bytes += body;
	return output;
}

}
