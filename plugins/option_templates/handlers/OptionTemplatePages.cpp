#include "handlers/OptionTemplatePages.h"

#include "sx/sealed/RecipientsWire.h"

namespace sx::option_templates {
namespace {

constexpr Callers kSenders = allowedTo("messages.send");
constexpr std::string_view kShare = "messages.templates";  // permission to change the company's
constexpr const char* kPath = "/messages/templates";
constexpr const char* kApi = "/api/v1/messages/templates";

TemplateAuthor authorOf(const Request& request) { return {callerOf(request), request.principal()->may(kShare)}; }

Value valueOf(const OptionTemplate& from)
{
	return Value::object({{"id", from.id.value},
		{"name", from.name},
		{"shared", from.owner.empty()},
		{"default", from.isDefault},
		{"options", from.options}});
}

Response backToPage(const char* done) { return Response::redirect(urlOf(kPath, {{"done", done}})); }

}

Routes<OptionTemplatePages> OptionTemplatePages::routes()
{
	const std::string api = kApi, page = kPath;
	return {
		{Method::Get, api, kSenders, &OptionTemplatePages::list},
		{Method::Post, api, kSenders, &OptionTemplatePages::add},
		{Method::Put, api + "/{id:uuid}", kSenders, &OptionTemplatePages::change},
		{Method::Delete, api + "/{id:uuid}", kSenders, &OptionTemplatePages::remove},
		{Method::Get, page, kSenders, &OptionTemplatePages::page},
		{Method::Post, page + "/{id:uuid}/default", kSenders, &OptionTemplatePages::toggleDefault},
		{Method::Post, page + "/{id:uuid}/delete", kSenders, &OptionTemplatePages::removeFromPage},
	};
}

Result<Response> OptionTemplatePages::list(Request& request) const
{
	const auto author = authorOf(request);
	auto found = _book.visible(author);
	if (!found) return found.error();
	Value::List templates;
	for (const auto& each: *found) templates.push_back(valueOf(each));
	return Response::json(Value::object({{"templates", std::move(templates)}, {"may_share", author.mayShare}}));
}

Result<Response> OptionTemplatePages::add(Request& request) const
{
	auto body = request.json();
	if (!body) return body.error();
	auto added = _book.add(authorOf(request), *body);
	if (!added) return added.error();
	return Response::json(valueOf(*added), 201);
}

Result<Response> OptionTemplatePages::change(Request& request) const
{
	auto body = request.json();
	if (!body) return body.error();
	auto changed = _book.change(authorOf(request), {request.parameter("id")}, *body);
	if (!changed) return changed.error();
	return Response::json(valueOf(*changed));
}

Result<Response> OptionTemplatePages::remove(Request& request) const
{
	if (auto done = _book.remove(authorOf(request), {request.parameter("id")}); !done) return done.error();
	return Response::empty();
}

Result<Response> OptionTemplatePages::removeFromPage(Request& request) const
{
	if (auto done = _book.remove(authorOf(request), {request.parameter("id")}); !done) return done.error();
	return backToPage("deleted");
}

Result<Response> OptionTemplatePages::toggleDefault(Request& request) const
{
	if (auto done = _book.toggleDefault(authorOf(request), {request.parameter("id")}); !done) return done.error();
	return backToPage("saved");
}

Result<Response> OptionTemplatePages::page(Request& request) const
{
	const RequestWords words(_pages, request);
	const auto author = authorOf(request);
	auto found = _book.visible(author);
	if (!found) return found.error();
	OptionTemplatesView view{.title = words("templates.title")};
	for (const auto& each: *found) view.rows.push_back(rowOf(each, author, words));
	const auto done = request.query("done").value_or("");
	if (done == "saved" || done == "deleted") view.done = words("templates.done." + done);
	return Response::page("templates", view.value());
}

OptionTemplatesView::Row OptionTemplatePages::rowOf(
	const OptionTemplate& from, const TemplateAuthor& author, const RequestWords& words) const
{
	const auto hours = from.options["expires_in"].integer() / 3600;
	const bool isInDays = hours % 24 == 0;
	return {.name = from.name,
		.text = words("templates.summary",
			Value::object({{"opens", from.options["opens"].integer()},
				{"unit", isInDays ? "days" : "hours"},
				{"count", isInDays ? hours / 24 : hours},
				{"language", spoken({from.options["language"].text()}).name}})),
		.gates = gateNames(from.options["gates"], words),
		.url = std::string(kPath) + '/' + from.id.value,
		.isShared = from.owner.empty(),
		.isDefault = from.isDefault,
		.mayChange = bool(OptionTemplateBook::mayChange(author, from.owner))};
}

std::string OptionTemplatePages::gateNames(const Value& gates, const RequestWords& words) const
{
	std::string out;
	for (const auto& [name, isOn]: gates.members())
	{
		if (!isOn.flag()) continue;
		if (!out.empty()) out += ", ";
		out += _items.contactOf(name) == sealed::kMobile ? words("templates.mobile_code")
														 : _items.gateTitle(words.language, name);
	}
	return out.empty() ? words("templates.no_gates") : out;
}

}
