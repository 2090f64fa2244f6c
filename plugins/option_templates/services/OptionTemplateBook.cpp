#include "services/OptionTemplateBook.h"

#include "store/OptionTemplateRows.h"

namespace sx::option_templates {
namespace {

OptionTemplateRow rowOf(const Context& context, const OptionTemplate& from)
{
	return {from.id, from.owner, from.name, context.json().write(from.options), from.isDefault};
}

Result<OptionTemplate> templateOf(const Context& context, const OptionTemplateRow& row)
{
	auto options = context.json().parse(row.options);
	if (!options) return options.error();
	return OptionTemplate{row.id, row.owner, row.name, std::move(*options), row.isDefault};
}

}

Result<> OptionTemplateBook::mayChange(const TemplateAuthor& author, const UserId& owner)
{
	if (!owner.empty() || author.mayShare) return {};
	return failed(Code::Denied, "the company's templates are changed by its administrators");
}

Result<OptionTemplate> OptionTemplateBook::parsed(const TemplateAuthor& author, const Value& body) const
{
	auto out = parseOptionTemplate(body, author.caller.user);
	if (!out) return out;
	auto options = _options.check(body["options"]);
	if (!options) return options.error().at("options." + options.error().field);
	out->options = std::move(*options);
	if (auto may = mayChange(author, out->owner); !may) return may.error();
	return out;
}

Result<> OptionTemplateBook::audit(
	Sql& sql, const TemplateAuthor& author, const char* kind, const OptionTemplate& changed) const
{
	if (!changed.owner.empty() || !_journal) return {};
	return _journal->append(sql,
		{.kind = kind, .actor = author.caller.user, .subject = changed.id.value, .address = author.caller.address});
}

Result<std::vector<OptionTemplate>> OptionTemplateBook::visible(const TemplateAuthor& author) const
{
	auto rows = _context.store().read(
		author.caller.tenant, [&](Sql& sql) { return option_template_rows::visible(sql, author.caller.user); });
	if (!rows) return rows.error();
	std::vector<OptionTemplate> out;
	for (const auto& row: *rows)
	{
		auto each = templateOf(_context, row);
		if (!each) return each.error();
		out.push_back(std::move(*each));
	}
	return out;
}

Result<OptionTemplate> OptionTemplateBook::add(const TemplateAuthor& author, const Value& body) const
{
	auto added = parsed(author, body);
	if (!added) return added;
	added->id = {_context.keys().uuid()};
	auto done = _context.store().write(author.caller.tenant, [&](Sql& sql) -> Result<> {
		if (auto put = option_template_rows::insert(sql, rowOf(_context, *added)); !put) return put;
		return audit(sql, author, "option_templates.added", *added);
	});
	if (!done) return done.error();
	return added;
}

Result<OptionTemplate> OptionTemplateBook::change(
	const TemplateAuthor& author, const OptionTemplateId& id, const Value& body) const
{
	auto changed = parsed(author, body);
	if (!changed) return changed;
	changed->id = id;
	auto done = _context.store().write(author.caller.tenant, [&](Sql& sql) -> Result<> {
		auto before = option_template_rows::byId(sql, author.caller.user, id);
		if (!before) return before.error();
		if (auto may = mayChange(author, before->owner); !may) return may;
		if (auto put = option_template_rows::update(sql, rowOf(_context, *changed)); !put) return put;
		return audit(sql, author, "option_templates.changed", *changed);
	});
	if (!done) return done.error();
	return changed;
}

Result<> OptionTemplateBook::toggleDefault(const TemplateAuthor& author, const OptionTemplateId& id) const
{
	return _context.store().write(author.caller.tenant, [&](Sql& sql) -> Result<> {
		auto row = option_template_rows::byId(sql, author.caller.user, id);
		if (!row) return row.error();
		if (auto may = mayChange(author, row->owner); !may) return may;
		row->isDefault = !row->isDefault;
		if (auto put = option_template_rows::update(sql, *row); !put) return put;
		return audit(sql, author, "option_templates.changed", {.id = row->id, .owner = row->owner});
	});
}

Result<> OptionTemplateBook::remove(const TemplateAuthor& author, const OptionTemplateId& id) const
{
	return _context.store().write(author.caller.tenant, [&](Sql& sql) -> Result<> {
		auto row = option_template_rows::byId(sql, author.caller.user, id);
		if (!row) return row.error();
		if (auto may = mayChange(author, row->owner); !may) return may;
		if (auto gone = option_template_rows::remove(sql, id); !gone) return gone;
		return audit(sql, author, "option_templates.deleted", {.id = row->id, .owner = row->owner});
	});
}

}
