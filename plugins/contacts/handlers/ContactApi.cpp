#include "handlers/ContactApi.h"

#include <algorithm>

namespace sx::contacts {

namespace {

constexpr std::size_t kMostLines = 5000;
constexpr std::string_view kKinds[] = {"new", "replaces", "skipped", "twice", "invalid"};

Error wrong(std::string field)
{
	return {.code = Code::Invalid, .detail = "contacts: not as the wire says", .field = std::move(field)};
}

}

Result<> ContactApi::declare(Registry& registry)
{
	if (auto done = registry.route({.method = Method::Get,
			.path = "/api/v1/contacts",
			.access = Access::Member,
			.handler = [this](Request& request) { return find(request); }});
		!done)
		return done;
	return registry.route({.method = Method::Post,
		.path = "/api/v1/contacts/import",
		.access = Access::Member,
		.handler = [this](Request& request) { return import(request); },
		.maxBodyBytes = 1'048'576});
}

Result<Response> ContactApi::find(Request& request) const
{
	auto book = _book.all(ownerOf(request));
	if (!book) return book.error();
	const auto sought = fold(request.query("q").value_or(""));
	const auto asked = request.query("limit").value_or("20");
	if (asked.empty() || asked.size() > 3 || asked.find_first_not_of("0123456789") != std::string::npos)
		return wrong("limit");
	const auto limit = std::clamp<std::size_t>(std::stoul(asked), 1, 100);
	Value out{Value::List{}};
	for (const auto& each: *book)
	{
		if (out.list().size() >= limit) break;
		if (fits(each, sought)) out.add(toValue(each).set("id", each.id).set("mobile_shown", _book.readable(each)));
	}
	auto response = Response::json(Value::object({{"contacts", std::move(out)}}));
	response.header("Cache-Control", "no-store");
	return response;
}

Result<Response> ContactApi::import(Request& request) const
{
	auto body = request.json();
	if (!body) return body.error();
	if (!(*body)["contacts"].isList() || (*body)["contacts"].list().size() > kMostLines) return wrong("contacts");
	std::vector<Contact> lines;
	for (const auto& each: (*body)["contacts"].list()) lines.push_back(toContact({}, each));
	auto verdicts = _book.judge(ownerOf(request), lines, (*body)["duplicates"].text() == "replace");
	if (!verdicts) return verdicts.error();
	const bool isTrial = (*body)["trial"].flag();
	if (!isTrial)
		if (auto done = _book.import(ownerOf(request), *verdicts); !done) return done.error();

	Value out{Value::List{}};
	std::int64_t kept = 0;
	for (const auto& each: *verdicts)
	{
		kept += each.kind == Verdict::Kind::New || each.kind == Verdict::Kind::Replaces;
		auto line = Value::object(
			{{"state", kKinds[static_cast<int>(each.kind)]}, {"mobile", _book.readable(each.contact)}});
		if (each.kind == Verdict::Kind::Invalid) line.set("field", each.error.field).set("code", each.error.problem);
		out.add(std::move(line));
	}
	return Response::json(Value::object({{"lines", std::move(out)}, {"kept", kept}, {"trial", isTrial}}));
}

}
