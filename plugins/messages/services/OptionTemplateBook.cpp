#include "services/OptionTemplateBook.h"

#include "store/OptionTemplateRows.h"

namespace sx::messages {
namespace {

OptionTemplateRow rowOf(const Services& services, const OptionTemplate& from)
{
	return {from.id, from.owner, from.name, services.context.json().write(from.options), from.isDefault};
}

Result<OptionTemplate> templateOf(const Services& services, const OptionTemplateRow& row)
{
	auto options = services.context.json().parse(row.options);
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
	auto out = parseOptionTemplate(body, author.user, _services.limits());
	if (!out) return out;
	if (auto may = mayChange(author, out->owner); !may) return may.error();
	return out;
}

Result<> OptionTemplateBook::audit(
	Sql& sql, const TemplateAuthor& author, const char* kind, const OptionTemplate& changed) const
{
	if (!changed.owner.empty()) return {};
	return _services.audit(
		sql, {.kind = kind, .actor = author.user, .subject = changed.id.value, .address = author.address});
}

Result<std::vector<OptionTemplate>> OptionTemplateBook::visible(const TemplateAuthor& author) const
{
	auto rows = _services.store().read(
		author.tenant, [&](Sql& sql) { return option_template_rows::visible(sql, author.user); });
	if (!rows) return rows.error();
	std::vector<OptionTemplate> out;
	for (const auto& row: *rows)
	{
		auto each = templateOf(_services, row);
		if (!each) return each.error();
		out.push_back(std::move(*each));
	}
	return out;
}

Result<OptionTemplate> OptionTemplateBook::add(const TemplateAuthor& author, const Value& body) const
{
	auto added = parsed(author, body);
	if (!added) return added;
	added->id = {_services.keys().uuid()};
	auto done = _services.store().write(author.tenant, [&](Sql& sql) -> Result<> {
		if (auto put = option_template_rows::insert(sql, rowOf(_services, *added)); !put) return put;
		return audit(sql, author, "messages.option_template_added", *added);
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
	auto done = _services.store().write(author.tenant, [&](Sql& sql) -> Result<> {
		auto before = option_template_rows::byId(sql, author.user, id);
		if (!before) return before.error();
		if (auto may = mayChange(author, before->owner); !may) return may;
		if (auto put = option_template_rows::update(sql, rowOf(_services, *changed)); !put) return put;
		return audit(sql, author, "messages.option_template_changed", *changed);
	});
	if (!done) return done.error();
	return changed;
}

Result<> OptionTemplateBook::toggleDefault(const TemplateAuthor& author, const OptionTemplateId& id) const
{
	return _services.store().write(author.tenant, [&](Sql& sql) -> Result<> {
		auto row = option_template_rows::byId(sql, author.user, id);
		if (!row) return row.error();
		if (auto may = mayChange(author, row->owner); !may) return may;
		row->isDefault = !row->isDefault;
		if (auto put = option_template_rows::update(sql, *row); !put) return put;
		return audit(sql, author, "messages.option_template_changed", {.id = row->id, .owner = row->owner});
	});
}

Result<> OptionTemplateBook::remove(const TemplateAuthor& author, const OptionTemplateId& id) const
{
	return _services.store().write(author.tenant, [&](Sql& sql) -> Result<> {
		auto row = option_template_rows::byId(sql, author.user, id);
		if (!row) return row.error();
		if (auto may = mayChange(author, row->owner); !may) return may;
		if (auto gone = option_template_rows::remove(sql, id); !gone) return gone;
		return audit(sql, author, "messages.option_template_deleted", {.id = row->id, .owner = row->owner});
	});
}

}
