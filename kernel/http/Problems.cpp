#include "kernel/http/Problems.h"
#include "kernel/base/JsonText.h"

namespace sx::http {

namespace {

std::string escaped(std::string_view text)
{
	std::string out;
	for (char c: text)
	{
		if (c == '&')
			out += "&amp;";
		else if (c == '<')
			out += "&lt;";
		else if (c == '>')
			out += "&gt;";
		else if (c == '"')
			out += "&quot;";
		else
			out += c;
	}
	return out;
}

/// Returns what an error says besides, each text that it has in several languages ({"fr", "en"}) in the reader's.
Value extraFor(const Language& language, const Value& extra)
{
	if (!extra.isObject()) return extra;
	Value out(Value::Object{});
	for (const auto& [name, value]: extra.members())
	{
		const auto& own = value[language.shortTag()];
		// A text in each language has at least these two.
		const bool isInEach = value["fr"].isText() && value["en"].isText();
		out.set(name, own.isText() ? own : isInEach ? value["en"] : value);
	}
	return out;
}

Problem withWords(Kind kind, const Exchange& exchange, PageRenderer& pages)
{
	Problem problem;
	problem.status = kind.status;
	problem.code = kind.word;
	const std::string key = "problem." + problem.code;
	problem.title = pages.word({}, exchange.language(), key + ".title", {});
	problem.text = pages.word({}, exchange.language(), key + ".text", {});
	return problem;
}

}

Kind kindOf(Code code) noexcept
{
	switch (code)
	{
	case Code::Invalid: return {400, "bad_request"};
	case Code::Unauthenticated: return {401, "unauthenticated"};
	case Code::Denied: return {403, "denied"};
	case Code::Missing: return {404, "not_found"};
	case Code::Conflict: return {409, "conflict"};
	case Code::Expired: return {410, "gone"};
	case Code::TooLarge: return {413, "too_large"};
	case Code::Limited: return {429, "limited"};
	case Code::Internal: return {500, "internal"};
	case Code::Unavailable: return {503, "unavailable"};
	case Code::Full: return {507, "full"};
	case Code::Unfit: return {422, "unfit"};
	}
	return {500, "internal"};
}

Kind kindOf(RequestRefusal refusal) noexcept
{
	switch (refusal)
	{
	case RequestRefusal::BadRequest: return {400, "bad_request"};
	case RequestRefusal::NotFound: return {404, "not_found"};
	case RequestRefusal::MethodNotAllowed: return {405, "method_not_allowed"};
	case RequestRefusal::LengthRequired: return {411, "length_required"};
	case RequestRefusal::TooLarge: return {413, "too_large"};
	case RequestRefusal::UriTooLong: return {414, "uri_too_long"};
	case RequestRefusal::BadRange: return {416, "bad_range"};
	case RequestRefusal::WrongHost: return {421, "wrong_host"};
	case RequestRefusal::Limited: return {429, "limited"};
	case RequestRefusal::HeadersTooLarge: return {431, "headers_too_large"};
	case RequestRefusal::NotImplemented: return {501, "not_implemented"};
	case RequestRefusal::Overloaded: return {503, "unavailable"};
	case RequestRefusal::VersionUnknown: return {505, "not_implemented"};
	}
	return {500, "internal"};
}

std::string_view reasonOf(int status) noexcept
{
	switch (status)
	{
	case 200: return "OK";
	case 201: return "Created";
	case 202: return "Accepted";
	case 204: return "No Content";
	case 206: return "Partial Content";
	case 301: return "Moved Permanently";
	case 302: return "Found";
	case 303: return "See Other";
	case 304: return "Not Modified";
	case 307: return "Temporary Redirect";
	case 308: return "Permanent Redirect";
	case 400: return "Bad Request";
	case 401: return "Unauthorized";
	case 403: return "Forbidden";
	case 404: return "Not Found";
	case 405: return "Method Not Allowed";
	case 409: return "Conflict";
	case 410: return "Gone";
	case 411: return "Length Required";
	case 412: return "Precondition Failed";
	case 413: return "Content Too Large";
	case 414: return "URI Too Long";
	case 415: return "Unsupported Media Type";
	case 416: return "Range Not Satisfiable";
	case 421: return "Misdirected Request";
	case 422: return "Unprocessable Content";
	case 429: return "Too Many Requests";
	case 431: return "Request Header Fields Too Large";
	case 500: return "Internal Server Error";
	case 501: return "Not Implemented";
	case 503: return "Service Unavailable";
	case 505: return "HTTP Version Not Supported";
	case 507: return "Insufficient Storage";
	default: return "Unknown";
	}
}

Problem problemOf(const Error& error, const Exchange& exchange, PageRenderer& pages)
{
	Problem problem = withWords(kindOf(error.code), exchange, pages);
	const auto* entry = exchange.entry();
	problem.extra = extraFor(exchange.language(), error.extra);
	if (!error.messageKey.empty())
	{
		// Another plugin's service speaks with its own words: "mail:quota.person_hour.refused".
		const auto colon = error.messageKey.find(':');
		const bool isOwn = colon == std::string::npos;
		const auto owner = isOwn ? (entry ? entry->plugin : std::string()) : error.messageKey.substr(0, colon);
		problem.text = pages.word(
			owner, exchange.language(), isOwn ? error.messageKey : error.messageKey.substr(colon + 1), problem.extra);
	}
	if (!error.problem.empty()) problem.code = error.problem;
	problem.field = error.field;
	problem.retryAfter = static_cast<int>(error.extra["retry_after"].integer());
	return problem;
}

Problem problemOf(RequestRefusal refusal, const Exchange& exchange, PageRenderer& pages)
{
	Problem problem = withWords(kindOf(refusal), exchange, pages);
	problem.retryAfter = exchange._retryAfter;
	if (problem.retryAfter > 0) problem.extra.set("retry_after", problem.retryAfter);
	return problem;
}

std::string problemJson(const Problem& problem, const std::string& requestId)
{
	Value body = problem.extra.isObject() ? problem.extra : Value(Value::Object{});
	body.set("type", "about:blank").set("title", problem.title).set("status", problem.status);
	body.set("code", problem.code).set("detail", problem.text).set("request_id", requestId);
	if (!problem.field.empty()) body.set("field", problem.field);
	return base::writeJson(body);
}

std::string bareProblemPage(const Problem& problem, const Language& language)
{
	return "<!doctype html><html lang=\"" + escaped(language.tag) + "\"><meta charset=\"utf-8\"><title>" +
		escaped(problem.title) + "</title><h1>" + escaped(problem.title) + "</h1><p>" + escaped(problem.text) +
		"</p></html>\n";
}

Value problemView(const Problem& problem, const std::string& requestId)
{
	Value view = Value::object({{"status", problem.status},
		{"code", problem.code},
		{"title", problem.title},
		{"text", problem.text},
		{"requestId", requestId}});
	if (problem.retryAfter > 0) view.set("retryAfter", problem.retryAfter);
	return view;
}

}
