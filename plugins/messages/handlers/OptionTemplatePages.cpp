#include "handlers/OptionTemplatePages.h"

#include "handlers/Access.h"
#include "sx/views.h"

namespace sx::messages {
namespace {

constexpr const char* kPath = "/messages/templates";
constexpr const char* kApi = "/api/v1/messages/templates";

TemplateAuthor authorOf(const Request& request)
{
	return {request.tenant().id,
		request.principal()->user,
		request.clientAddress(),
		request.principal()->may(kShareTemplates)};
}

Value valueOf(const OptionTemplate& from)
{
	return Value::object({{"id", from.id.value},
		{"name", from.name},
		{"shared", from.owner.empty()},
		{"default", from.isDefault},
		{"options", from.options}});
}

/// Returns the name of a protection as the composer has it.
std::string gateName(const sealed::Items& items, const RequestWords& words, const std::string& gate)
{
	if (gate == "password" || gate == "code") return words("advice.script.gate." + gate);
	if (items.contactOf(gate) == kMobile) return words("advice.script.gate.sms");
	return items.gateTitle(words.language, gate);
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
	const RequestWords words(_services.context.pages(), request);
	const auto author = authorOf(request);
	auto found = _book.visible(author);
	if (!found) return found.error();
	Value::List rows;
	for (const auto& each: *found)
	{
		const auto hours = each.options["expires_in"].integer() / 3600;
		const bool isInDays = hours % 24 == 0;
		std::string gates;
		for (const auto& [name, isOn]: each.options["gates"].members())
			if (isOn.flag()) (gates += gates.empty() ? "" : ", ") += gateName(_services.items, words, name);
		const auto url = std::string(kPath) + '/' + each.id.value;
		rows.push_back(Value::object({{"name", each.name},
			{"isShared", each.owner.empty()},
			{"isDefault", each.isDefault},
			{"mayChange", bool(OptionTemplateBook::mayChange(author, each.owner))},
			{"defaultUrl", url + "/default"},
			{"deleteUrl", url + "/delete"},
			{"text",
				words("templates.summary",
					Value::object({{"opens", each.options["opens"].integer()},
						{"unit", isInDays ? "days" : "hours"},
						{"count", isInDays ? hours / 24 : hours},
						{"language", each.options["language"].text()}}))},
			{"gates", gates.empty() ? words("notice.no_gates") : gates}}));
	}
	const auto done = request.query("done").value_or("");
	return Response::page("templates",
		Value::object({{"title", words("templates.title")},
			{"layout", "portal"},
			{"hasRows", !rows.empty()},
			{"rows", std::move(rows)},
			{"done",
				done == "saved" || done == "deleted" ? Value::object({{"text", words("templates.done." + done)}})
													 : Value()}}));
}

}
