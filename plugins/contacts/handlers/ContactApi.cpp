#include "handlers/ContactApi.h"

#include "handlers/Access.h"
#include "handlers/Owner.h"
#include "sx/list.h"

#include <algorithm>

namespace sx::contacts {

namespace {

constexpr std::size_t kMostLines = 5000;
constexpr int kUsual = 20, kMost = 100;  // contacts that one search finds

}

Routes<ContactApi> ContactApi::routes()
{
	const RouteOptions list{.maxBodyBytes = 1'048'576, .spends = {std::string(Book::kQuota)}};
	return {
		{Method::Get, "/api/v1/contacts", allowedTo(kUse), &ContactApi::find},
		{Method::Post, "/api/v1/contacts/import", allowedTo(kUse), &ContactApi::import, list},
	};
}

Result<Response> ContactApi::find(Request& request) const
{
	const auto limit = limitOf(request, kUsual, kMost);
	if (!limit) return limit.error();
	auto book = _book.all(ownerOf(request));
	if (!book) return book.error();
	const auto sought = fold(request.query("q").value_or(""));
	Value::List out;
	for (const auto& each: *book)
	{
		if (out.size() >= static_cast<std::size_t>(*limit)) break;
		if (!fits(each, sought)) continue;
		out.push_back(toValue(each).set("id", each.id).set("mobile_shown", _book.readable(each)));
	}
	auto response = Response::json(Value::object({{"contacts", std::move(out)}}));
	response.header("Cache-Control", "no-store");
	return response;
}

Result<Response> ContactApi::import(Request& request) const
{
	auto body = request.json();
	if (!body) return body.error();
	const auto& given = (*body)["contacts"];
	if (!given.isList() || given.list().size() > kMostLines)
		return invalid("contacts", "contacts: not as the wire says");
	std::vector<Contact> lines;
	for (const auto& each: given.list()) lines.push_back(toContact({}, each));
	auto verdicts = _book.judge(ownerOf(request), lines, (*body)["duplicates"].text() == "replace");
	if (!verdicts) return verdicts.error();
	const bool isTrial = (*body)["trial"].flag();
	if (!isTrial)
		if (auto done = _book.import(ownerOf(request), *verdicts); !done) return done.error();

	Value::List out;
	for (const auto& each: *verdicts)
	{
		auto line = Value::object(
			{{"state", Verdict::kKinds.wordOf(each.kind)}, {"mobile", _book.readable(each.contact)}});
		if (!each.error.field.empty()) line.set("field", each.error.field).set("code", each.error.problem);
		out.push_back(std::move(line));
	}
	const std::int64_t kept = std::count_if(
		verdicts->begin(), verdicts->end(), [](const Verdict& each) { return each.isKept(); });
	return Response::json(Value::object({{"lines", std::move(out)}, {"kept", kept}, {"trial", isTrial}}));
}

}
