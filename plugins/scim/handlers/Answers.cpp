#include "handlers/Answers.h"

#include "sx/list.h"
#include "sx/text.h"

#include <algorithm>
#include <array>

namespace sx::scim {

namespace {

constexpr const char* kContentType = "application/scim+json";
constexpr int kMostResults = 200;
constexpr std::array<std::string_view, 7> kScimTypes{
	"uniqueness", "invalidFilter", "invalidValue", "invalidPath", "invalidSyntax", "noTarget", "mutability"};

/// Returns the status of an error. SCIM has its own table (RFC 7644, section 3.12), and its clients read the number.
int statusOf(const Error& error)
{
	if (error.problem == "version") return 412;
	switch (error.code)
	{
	case Code::Unauthenticated: return 401;
	case Code::Denied: return 403;
	case Code::Missing: return 404;
	case Code::Conflict: return 409;
	case Code::TooLarge: return 413;
	case Code::Limited: return 429;
	case Code::Internal: return 500;
	case Code::Unavailable:
	case Code::Full: return 503;
	default: return 400;
	}
}

Value errorOf(int status, const std::string& detail)
{
	return Value::object({{"schemas", Value::List{"urn:ietf:params:scim:api:messages:2.0:Error"}},
		{"status", std::to_string(status)},
		{"detail", detail}});
}

/// Is a list of names of attributes from the query.
std::vector<AttributeName> namesOf(const Request& request, std::string_view parameter)
{
	std::vector<AttributeName> out;
	const auto text = request.query(parameter).value_or("");
	for (std::size_t from = 0; from < text.size();)
	{
		const auto end = std::min(text.find(',', from), text.size());
		if (auto name = attributeNamed(text.substr(from, end - from))) out.push_back(std::move(*name));
		from = end + 1;
	}
	return out;
}

bool isAlwaysReturned(std::string_view name) { return name == "id" || name == "schemas"; }

Value without(const Value& value, const std::string& part)
{
	if (value.isList())
	{
		Value::List out;
		for (const auto& each: value.list()) out.push_back(without(each, part));
		return out;
	}
	Value::Object out;
	for (const auto& [name, each]: value.members())
		if (asciiLower(name) != part) out.emplace(name, each);
	return value.isObject() ? Value(std::move(out)) : value;
}

Value onlyPart(const Value& value, const std::string& part)
{
	if (value.isList())
	{
		Value::List out;
		for (const auto& each: value.list()) out.push_back(onlyPart(each, part));
		return out;
	}
	Value::Object out;
	for (const auto& [name, each]: value.members())
		if (asciiLower(name) == part) out.emplace(name, each);
	return value.isObject() ? Value(std::move(out)) : value;
}

/// Returns a resource with the attributes that the query asks for. Source: RFC 7644, section 3.9.
Value shownOf(const Request& request, const Value& resource)
{
	const auto wanted = namesOf(request, "attributes"), unwanted = namesOf(request, "excludedAttributes");
	Value::Object out;
	for (const auto& [name, value]: resource.members())
	{
		const auto key = asciiLower(name);
		const auto isNamed = [&](const AttributeName& each) { return each.name == key; };
		const auto in = std::find_if(wanted.begin(), wanted.end(), isNamed);
		const auto ex = std::find_if(unwanted.begin(), unwanted.end(), isNamed);
		if (isAlwaysReturned(key))
			out.emplace(name, value);
		else if (!wanted.empty())
		{
			if (in != wanted.end()) out.emplace(name, in->part.empty() ? value : onlyPart(value, in->part));
		}
		else if (ex == unwanted.end())
			out.emplace(name, value);
		else if (!ex->part.empty())
			out.emplace(name, without(value, ex->part));
	}
	return out;
}

Result<int> numberOf(const Request& request, std::string_view name, int usual)
{
	const auto text = request.query(name).value_or("");
	if (text.empty()) return usual;
	const auto number = integerOf(text);
	if (!number) return wrong("invalidValue", std::string(name) + " is a whole number");
	return static_cast<int>(std::clamp<std::int64_t>(*number, 0, 1'000'000'000));
}

}

std::optional<ProblemWriter::Written> KernelErrors::write(const ProblemFacts& problem) const noexcept
try
{
	const auto* json = _json.load();
	if (!json) return std::nullopt;
	return Written{kContentType, json->write(errorOf(problem.status, problem.text))};
}
catch (const std::exception&)
{
	return std::nullopt;
}

Asker askerOf(const Request& request)
{
	const auto* principal = request.principal();
	auto grantor = directory::grantorOf(request);
	return {.caller = std::move(grantor.by),
		.may = std::move(grantor.may),
		.key = principal ? principal->key : std::string(),
		.origin = request.tenant().origin};
}

Result<ListQuery> listQueryOf(const Request& request)
{
	ListQuery out;
	if (const auto text = request.query("filter"); text && !text->empty())
	{
		auto filter = Filter::parse(*text);
		if (!filter) return filter.error();
		out.filter = std::move(*filter);
	}
	auto start = numberOf(request, "startIndex", 1);
	auto count = numberOf(request, "count", out.count);
	if (!start) return start.error();
	if (!count) return count.error();
	out.startIndex = std::max(1, *start);
	out.count = std::min(*count, kMostResults);
	return out;
}

Result<Value> bodyOf(const Request& request)
{
	auto body = request.json();
	if (!body) return wrong("invalidSyntax", body.error().detail);
	return body;
}

bool asksFor(const Request& request, std::string_view attribute)
{
	const auto holds = [&](std::string_view parameter) {
		const auto names = namesOf(request, parameter);
		return std::any_of(names.begin(), names.end(), [&](const AttributeName& each) {
			return each.name == attribute && (each.part.empty() || parameter == "attributes");
		});
	};
	return request.query("attributes").value_or("").empty() ? !holds("excludedAttributes") : holds("attributes");
}

Response Answers::text(const Value& value, int status) const
{
	return Response::text(_json.write(value), kContentType, status);
}

Response Answers::document(const Value& value) const { return text(value, 200); }

Response Answers::resource(const Request& request, const Value& resource, int status) const
{
	const auto& version = resource["meta"]["version"].text();
	if (!version.empty() && request.method() == Method::Get && request.header("If-None-Match") == version)
		return std::move(Response::empty(304).header("ETag", version));
	auto out = text(shownOf(request, resource), status);
	if (!version.empty()) out.header("ETag", version);
	if (status == 201) out.header("Location", resource["meta"]["location"].text());
	return out;
}

Response Answers::list(const Request& request, const ListQuery& query, const ListPart& part) const
{
	Value::List shown;
	for (const auto& each: part.resources) shown.push_back(shownOf(request, each));
	return text(Value::object({{"schemas", Value::List{"urn:ietf:params:scim:api:messages:2.0:ListResponse"}},
					{"totalResults", part.total},
					{"startIndex", query.startIndex},
					{"itemsPerPage", static_cast<std::int64_t>(part.resources.size())},
					{"Resources", std::move(shown)}}),
		200);
}

Response Answers::error(const Error& error) const
{
	const auto status = statusOf(error);
	if (status >= 500) _log.error("scim.failed", {{"detail", error.detail}});
	auto out = errorOf(status, status >= 500 ? std::string("try again later") : error.detail);
	const auto type = error.problem == "foreign_domain" || (status == 400 && error.problem.empty())
		? std::string("invalidValue")
		: error.problem;
	if (type == "tooMany" || std::find(kScimTypes.begin(), kScimTypes.end(), type) != kScimTypes.end())
		out.set("scimType", type);
	auto response = text(out, status);
	const auto wait = error.extra["retry_after"].integer();
	if (wait > 0) response.header("Retry-After", std::to_string(wait));
	return response;
}

}
