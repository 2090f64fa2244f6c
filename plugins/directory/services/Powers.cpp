#include "services/Powers.h"

#include "domain/GroupRules.h"
#include "store/GroupRows.h"

#include <algorithm>
#include <iterator>

namespace sx::directory {

Result<Person> Powers::completed(Sql& sql, Person person) const
{
	auto groups = group_rows::of(sql, person.id);
	if (!groups) return groups.error();
	person.groups.clear();
	person.permissions = _roles.permissionsOf(person.role);
	for (auto& group: *groups)
	{
		std::copy_if(group.permissions.begin(),
			group.permissions.end(),
			std::back_inserter(person.permissions),
			[this](const std::string& each) { return _book.isKnown(each); });
		person.groups.push_back(std::move(group.id));
	}
	person.permissions = inOrder(std::move(person.permissions));
	return person;
}

bool Powers::holdsAll(const std::vector<std::string>& own, const std::vector<std::string>& others)
{
	return std::includes(own.begin(), own.end(), others.begin(), others.end());
}

}
