#include "handlers/DiscountVerbs.h"

#include "sx/list.h"
#include "sx/time.h"

#include <iostream>

namespace sx::billing {

namespace {

/// Reads a whole number of an option; `absent` if it was not given. Errors: Invalid.
Result<std::int64_t> numberOf(const Arguments& arguments, const std::string& name, std::int64_t absent)
{
	const auto text = arguments.get(name);
	if (text.empty()) return absent;
	const auto number = integerOf(text);
	if (!number) return invalid(name, "--" + name + " takes a whole number, not " + text);
	return *number;
}

/// Reads a day of an option as its first moment in UTC, `later` days on. Errors: Invalid.
Result<std::optional<Instant>> momentOf(const Arguments& arguments, const std::string& name, std::chrono::days later)
{
	const auto text = arguments.get(name);
	if (text.empty()) return std::optional<Instant>();
	const auto day = dayOf(text);
	if (!day) return invalid(name, "--" + name + " takes a day (2027-01-31), not " + text);
	return std::optional<Instant>(Instant((*day + later).time_since_epoch()));
}

std::string dayTextOf(Instant at) { return isoTime(std::chrono::floor<std::chrono::seconds>(at)).substr(0, 10); }

}

Verbs<DiscountVerbs> DiscountVerbs::verbs()
{
	return {
		{"discount add",
			"Makes a discount code and prints it: --tenant HOST --percent 10 | --cents 500 [--uses 1] [--from DAY] "
			"[--to DAY]; days are UTC, the last one included",
			&DiscountVerbs::add},
		{"discount list", "Lists the discounts of a company that sells: --tenant HOST", &DiscountVerbs::list},
		{"discount remove", "Removes a discount: --tenant HOST --id ID", &DiscountVerbs::remove},
	};
}

Result<int> DiscountVerbs::add(const std::vector<std::string>& words) const
{
	auto arguments = Arguments::parse(words, {"tenant", "percent", "cents", "uses", "from", "to"});
	if (!arguments) return arguments.error();
	auto tenant = tenantOf(*arguments);
	if (!tenant) return tenant.error();
	Discounts::Wanted wanted;
	auto percent = numberOf(*arguments, "percent", 0), cents = numberOf(*arguments, "cents", 0),
		 uses = numberOf(*arguments, "uses", 0);
	for (const auto* each: {&percent, &cents, &uses})
		if (!*each) return each->error();
	wanted.discount = {*percent, *cents};
	if (!arguments->get("uses").empty()) wanted.uses = *uses;
	auto starts = momentOf(*arguments, "from", std::chrono::days(0));
	if (!starts) return starts.error();
	auto ends = momentOf(*arguments, "to", std::chrono::days(1));
	if (!ends) return ends.error();
	wanted.starts = *starts;
	wanted.ends = *ends;
	auto made = _discounts.add(*tenant, wanted);
	if (!made) return made.error();
	std::cout << made->code << "\n";
	std::cerr << "Shown this once; its id is " << made->id << ".\n";
	return 0;
}

Result<int> DiscountVerbs::list(const std::vector<std::string>& words) const
{
	auto arguments = Arguments::parse(words, {"tenant"});
	if (!arguments) return arguments.error();
	auto tenant = tenantOf(*arguments);
	if (!tenant) return tenant.error();
	auto all = _discounts.all(*tenant);
	if (!all) return all.error();
	for (const auto& each: *all)
	{
		const auto& [percent, cents] = each.discount;
		std::cout << each.id << "\t"
				  << (percent > 0 ? std::to_string(percent) + " %" : std::to_string(cents) + " cents") << "\tfrom "
				  << dayTextOf(each.starts) << "\t"
				  << (each.ends ? "to " + dayTextOf(*each.ends - std::chrono::milliseconds(1)) : "for good") << "\t"
				  << (each.usesLeft ? std::to_string(*each.usesLeft) + " left" : "any number") << "\n";
	}
	return 0;
}

Result<int> DiscountVerbs::remove(const std::vector<std::string>& words) const
{
	auto arguments = Arguments::parse(words, {"tenant", "id"});
	if (!arguments) return arguments.error();
	auto tenant = tenantOf(*arguments);
	if (!tenant) return tenant.error();
	auto id = arguments->require("id");
	if (!id) return id.error();
	if (auto gone = _discounts.remove(*tenant, *id); !gone) return gone.error();
	std::cout << "removed " << *id << "\n";
	return 0;
}

Result<TenantId> DiscountVerbs::tenantOf(const Arguments& arguments) const
{
	auto host = arguments.require("tenant");
	if (!host) return host.error();
	auto tenant = directory::tenantAt(_directory, *host);
	if (!tenant) return tenant.error();
	return (*tenant)->id;
}

}
