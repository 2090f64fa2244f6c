#include "handlers/SubscriptionVerb.h"

#include "sx/arguments.h"
#include "sx/list.h"
#include "sx/time.h"

#include <iostream>

namespace sx::licensing {

Verbs<SubscriptionVerb> SubscriptionVerb::verbs()
{
	return {{"subscription set",
		"Adds seats of a plan to a company (or takes them: -2), paid until a day: --tenant HOST --plan avance --seats "
		"5 "
		"--until 2027-12-31",
		&SubscriptionVerb::set}};
}

Result<int> SubscriptionVerb::set(const std::vector<std::string>& words) const
{
	auto arguments = Arguments::parse(words, {"tenant", "plan", "seats", "until"});
	if (!arguments) return arguments.error();
	auto host = arguments->require("tenant"), plan = arguments->require("plan"), until = arguments->require("until");
	for (const auto* each: {&host, &plan, &until})
		if (!*each) return each->error();
	auto tenant = directory::tenantAt(_directory, *host);
	if (!tenant) return tenant.error();
	const auto seats = integerOf(arguments->get("seats", "0"));
	if (!seats) return invalid("seats", "--seats takes a whole number");
	const auto day = dayOf(*until);
	if (!day) return invalid("until", "--until takes a day (2027-12-31), not " + *until);
	const auto ends = Instant((*day + std::chrono::days(1)).time_since_epoch());
	if (auto done = _licences.subscribe((*tenant)->id, *plan, *seats, ends); !done) return done.error();
	std::cout << (*tenant)->name << ": " << *seats << " more of " << *plan << ", until " << *until << "\n";
	return 0;
}

}
