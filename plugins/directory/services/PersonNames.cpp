#include "services/PersonNames.h"

#include "store/NameRows.h"
#include "store/PersonRows.h"

#include <exception>

namespace sx::directory {

namespace {

/// Tells whether a text is written as an id is; no name is.
bool isId(std::string_view text) { return text.size() == 36 && text[8] == '-' && text[23] == '-'; }

}

Result<std::map<std::string, std::string>> PersonNames::namesOf(
	Sql& sql, const std::vector<std::string>& ids) const noexcept
try
{
	std::vector<std::string> people;
	for (const auto& id: ids)
		if (isId(id)) people.push_back(id);
	return name_rows::namesOf(sql, people);
}
catch (const std::exception& e)
{
	return failed(Code::Internal, std::string("directory.names: ") + e.what());
}

Result<std::vector<std::string>> PersonNames::idsOf(Sql& sql, std::string_view text, int most) const noexcept
try
{
	std::vector<std::string> out;
	if (isId(text)) return out;
	auto found = people::find(
		sql, {.search = std::string(text), .order = PeopleQuery::Order::Id, .limit = most}, std::nullopt);
	if (!found) return found.error();
	for (auto& each: *found) out.push_back(std::move(each.id.value));
	return out;
}
catch (const std::exception& e)
{
	return failed(Code::Internal, std::string("directory.names: ") + e.what());
}

}
