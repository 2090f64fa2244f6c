#include "services/OwnedTemplates.h"

namespace sx::option_templates {

Result<std::vector<directory::Loss>> OwnedTemplates::lossesOf(
	Sql& sql, const UserId& user, const Language& language) const noexcept
{
	if (!_context) return failed(Code::Unavailable, "option_templates did not start");
	auto own = option_template_rows::ownedBy(sql, user);
	if (!own) return own.error();
	return std::vector<directory::Loss>{
		{_context->pages().text(language, "loss"), static_cast<std::int64_t>(own->size())}};
}

Result<Value> OwnedTemplates::exportOf(Sql& sql, const UserId& user) const noexcept
{
	if (!_context) return failed(Code::Unavailable, "option_templates did not start");
	auto own = option_template_rows::ownedBy(sql, user);
	if (!own) return own.error();
	Value::List out;
	for (const auto& each: *own)
	{
		auto options = _context->json().parse(each.options);
		out.push_back(Value::object(
			{{"name", each.name}, {"default", each.isDefault}, {"options", options ? std::move(*options) : Value()}}));
	}
	return Value(std::move(out));
}

}
