#include "handlers/OptionTemplates.h"

#include "handlers/MessageView.h"

namespace sx::messages {
namespace {

constexpr const char* kShare = "messages.templates";
constexpr const char* kPath = "/messages/templates";

Response backToPage(const char* done) { return Response::redirect(std::string(kPath) + "?done=" + done); }

}

Result<> OptionTemplates::mayChange(Request& request, const UserId& owner) const
{
	if (!owner.empty() || request.principal()->may(kShare)) return {};
	return Error{Code::Denied, "the company's templates are changed by its administrators"};
}

Result<OptionTemplateRow> OptionTemplates::rowOf(Request& request) const
{
	auto body = request.json();
	if (!body) return body.error();
	auto parsed = parseOptionTemplate(*body, request.principal()->user, _services.limits);
	if (!parsed) return parsed.error();
	if (auto may = mayChange(request, parsed->owner); !may) return may.error();
	return OptionTemplateRow{
		{}, parsed->owner, parsed->name, _services.context.json().write(parsed->options), parsed->isDefault};
}

Result<Value> OptionTemplates::valueOf(const OptionTemplateRow& row) const
{
	auto options = _services.context.json().parse(row.options);
	if (!options) return options.error();
	return Value::object({{"id", row.id.value},
		{"name", row.name},
		{"shared", row.owner.empty()},
		{"default", row.isDefault},
		{"options", std::move(*options)}});
}

Result<> OptionTemplates::audit(Sql& sql, Request& request, const char* kind, const OptionTemplateRow& row) const
{
	if (!row.owner.empty()) return {};
	return _services.audit(sql,
		{.kind = kind,
			.actor = request.principal()->user,
			.subject = row.id.value,
			.address = request.clientAddress()});
}

Result<Response> OptionTemplates::list(Request& request) const
{
	auto rows = _services.store().read(
		request.tenant().id, [&](Sql& sql) { return option_template_rows::visible(sql, request.principal()->user); });
	if (!rows) return rows.error();
	Value::List templates;
	for (const auto& row: *rows)
	{
		auto value = valueOf(row);
		if (!value) return value.error();
		templates.push_back(std::move(*value));
	}
	return Response::json(
		Value::object({{"templates", std::move(templates)}, {"may_share", request.principal()->may(kShare)}}));
}

Result<Response> OptionTemplates::add(Request& request) const
{
	auto row = rowOf(request);
	if (!row) return row.error();
	row->id = {_services.keys().uuid()};
	auto done = _services.store().write(request.tenant().id, [&](Sql& sql) -> Result<> {
		if (auto put = option_template_rows::insert(sql, *row); !put) return put;
		return audit(sql, request, "messages.option_template_added", *row);
	});
	if (!done) return done.error();
	auto value = valueOf(*row);
	if (!value) return value.error();
	return Response::json(std::move(*value), 201);
}

Result<Response> OptionTemplates::change(Request& request) const
{
	auto row = rowOf(request);
	if (!row) return row.error();
	row->id = {request.parameter("id")};
	auto done = _services.store().write(request.tenant().id, [&](Sql& sql) -> Result<> {
		auto before = option_template_rows::byId(sql, request.principal()->user, row->id);
		if (!before) return before.error();
		if (auto may = mayChange(request, before->owner); !may) return may;
		if (auto put = option_template_rows::update(sql, *row); !put) return put;
		return audit(sql, request, "messages.option_template_changed", *row);
	});
	if (!done) return done.error();
	auto value = valueOf(*row);
	if (!value) return value.error();
	return Response::json(std::move(*value));
}

Result<> OptionTemplates::removeOne(Request& request) const
{
	const OptionTemplateId id{request.parameter("id")};
	return _services.store().write(request.tenant().id, [&](Sql& sql) -> Result<> {
		auto row = option_template_rows::byId(sql, request.principal()->user, id);
		if (!row) return row.error();
		if (auto may = mayChange(request, row->owner); !may) return may;
		if (auto gone = option_template_rows::remove(sql, id); !gone) return gone;
		return audit(sql, request, "messages.option_template_deleted", *row);
	});
}

Result<Response> OptionTemplates::remove(Request& request) const
{
	if (auto done = removeOne(request); !done) return done.error();
	return Response::empty(204);
}

Result<Response> OptionTemplates::removeFromPage(Request& request) const
{
	if (auto done = removeOne(request); !done) return done.error();
	return backToPage("deleted");
}

Result<Response> OptionTemplates::makeDefault(Request& request) const
{
	const OptionTemplateId id{request.parameter("id")};
	auto done = _services.store().write(request.tenant().id, [&](Sql& sql) -> Result<> {
		auto row = option_template_rows::byId(sql, request.principal()->user, id);
		if (!row) return row.error();
		if (auto may = mayChange(request, row->owner); !may) return may;
		row->isDefault = !row->isDefault;
		if (auto put = option_template_rows::update(sql, *row); !put) return put;
		return audit(sql, request, "messages.option_template_changed", *row);
	});
	if (!done) return done.error();
	return backToPage("saved");
}

Result<Response> OptionTemplates::page(Request& request) const
{
	const auto words = wordsOf(request, _services);
	auto rows = _services.store().read(
		request.tenant().id, [&](Sql& sql) { return option_template_rows::visible(sql, request.principal()->user); });
	if (!rows) return rows.error();
	Value::List out;
	for (const auto& row: *rows)
	{
		auto options = _services.context.json().parse(row.options);
		if (!options) return options.error();
		const auto hours = (*options)["expires_in"].integer() / 3600;
		const bool isInDays = hours % 24 == 0;
		std::string gates;
		for (const auto& [name, isOn]: (*options)["gates"].members())
			if (isOn.flag() && (name == "password" || name == "code" || name == "sms"))
				(gates += gates.empty() ? "" : ", ") += words("advice.script.gate." + name);
		const auto url = std::string(kPath) + '/' + row.id.value;
		out.push_back(Value::object({{"name", row.name},
			{"isShared", row.owner.empty()},
			{"isDefault", row.isDefault},
			{"mayChange", bool(mayChange(request, row.owner))},
			{"defaultUrl", url + "/default"},
			{"deleteUrl", url + "/delete"},
			{"text",
				words("templates.summary",
					Value::object({{"opens", (*options)["opens"].integer()},
						{"unit", isInDays ? "days" : "hours"},
						{"count", isInDays ? hours / 24 : hours},
						{"language", (*options)["language"].text()}}))},
			{"gates", gates.empty() ? words("notice.gate.none") : gates}}));
	}
	const auto done = request.query("done").value_or("");
	return Response::page("templates",
		Value::object({{"title", words("templates.title")},
			{"layout", "portal"},
			{"hasRows", !out.empty()},
			{"rows", std::move(out)},
			{"done",
				done == "saved" || done == "deleted" ? Value::object({{"text", words("templates.done." + done)}})
													 : Value()}}));
}

}
