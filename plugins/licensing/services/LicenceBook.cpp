#include "services/LicenceBook.h"

#include "services/LicenceMail.h"

#include <algorithm>

namespace sx::licensing {

namespace {

/// Returns the error of a company without a subscription for whoever wants to change a licence.
Error explained(Error error)
{
	if (error.code != Code::Missing) return error;
	return {.code = Code::Conflict,
		.detail = std::move(error.detail),
		.messageKey = "licences.no_subscription",
		.problem = "no_subscription"};
}

const Seats* seatsOf(const std::vector<Seats>& all, std::string_view plan)
{
	const auto found = std::find_if(all.begin(), all.end(), [&](const Seats& each) { return each.plan == plan; });
	return found == all.end() ? nullptr : &*found;
}

}

Result<> LicenceBook::subscribe(const TenantId& tenant, const std::string& plan, std::int64_t seats, Instant ends) const
{
	if (!_plans.catalogue().find(plan)) return invalid("plan", "no such plan");
	const auto now = _context.clock().now();
	return _context.store().write(tenant, [&](Sql& sql) -> Result<> {
		auto before = licence_rows::subscription(sql);
		if (!before && before.error().code != Code::Missing) return before.error();
		auto terms = before ? std::move(*before) : Subscription{.started = now};
		terms.standing = Standing::Active;
		terms.ends = terms.due = ends;
		if (auto put = licence_rows::putSubscription(sql, terms); !put) return put;
		if (auto added = licence_rows::append(sql, {.at = now, .kind = "bought", .plan = plan, .seats = seats}); !added)
			return added;
		auto all = licence_rows::seats(sql);
		if (!all) return all.error();
		const auto* left = seatsOf(*all, plan);
		if (left && left->bought < left->assigned) return invalid("seats", "fewer than are assigned");
		if (!_journal) return {};
		return _journal->append(sql,
			{.kind = "licensing.seats_changed",
				.subject = plan,
				.details = Value::object({{"seats", seats}, {"bought", left ? left->bought : 0}})});
	});
}

Result<SeatCount> LicenceBook::count(const TenantId& tenant) const
{
	return _context.store().read(tenant, [&](Sql& sql) -> Result<SeatCount> {
		auto subscription = licence_rows::subscription(sql);
		if (!subscription) return subscription.error();
		auto all = licence_rows::seats(sql);
		if (!all) return all.error();
		SeatCount out{std::move(*subscription), {}};
		for (const auto& plan: _plans.catalogue().plans)
			if (const auto* seats = seatsOf(*all, plan.id)) out.seats.push_back(*seats);
		return out;
	});
}

Result<std::vector<Licence>> LicenceBook::list(const TenantId& tenant, const UserId& after, int limit) const
{
	return _context.store().read(tenant, [&](Sql& sql) { return licence_rows::list(sql, after, limit); });
}

Result<LicencePeople> LicenceBook::people(const TenantId& tenant, const directory::PeopleQuery& query) const
{
	return _context.store().read(tenant, [&](Sql& sql) -> Result<LicencePeople> {
		auto found = _directory.find(sql, query);
		if (!found) return found.error();
		LicencePeople out{{}, found->next};
		for (auto& person: found->people)
		{
			auto licence = licence_rows::licenceOf(sql, person.id);
			if (!licence) return licence.error();
			out.people.emplace_back(std::move(person), *licence ? (*licence)->plan : std::string());
		}
		return out;
	});
}

Result<> LicenceBook::assign(
	const Tenant& tenant, const Caller& by, const UserId& user, const std::string& planId) const
{
	const auto* plan = _plans.catalogue().find(planId);
	if (!plan) return invalid("plan", "no such plan", "unknown_plan");
	return _context.store().write(tenant.id, [&](Sql& sql) -> Result<> {
		auto person = activePerson(sql, user, "user");
		if (!person) return person.error();
		auto before = licence_rows::licenceOf(sql, user);
		if (!before) return before.error();
		if (*before && (*before)->plan == planId) return {};
		const auto* kind = *before ? "changed" : "assigned";
		// The ledger is written first: it holds the subscription, so that the count below is nobody else's too.
		if (auto done = record(sql, tenant, by, kind, *person, planId); !done) return explained(done.error());
		if (auto free = checkSeat(sql, *plan); !free) return free;
		return licence_rows::put(sql, {user, planId, _context.clock().now()});
	});
}

Result<> LicenceBook::revoke(const Tenant& tenant, const Caller& by, const UserId& user) const
{
	return _context.store().write(tenant.id, [&](Sql& sql) -> Result<> {
		auto person = _directory.byId(sql, user);
		if (!person) return person.error().at("user");
		auto before = licence_rows::licenceOf(sql, user);
		if (!before) return before.error();
		if (!*before) return Error{.code = Code::Missing, .detail = "the person has no licence", .field = "user"};
		if (auto done = record(sql, tenant, by, "revoked", *person, (*before)->plan); !done)
			return explained(done.error());
		return licence_rows::remove(sql, user);
	});
}

Result<> LicenceBook::transfer(const Tenant& tenant, const Caller& by, const UserId& from, const UserId& to) const
{
	return _context.store().write(tenant.id, [&](Sql& sql) -> Result<> {
		auto giver = _directory.byId(sql, from);
		if (!giver) return giver.error().at("from");
		auto taker = activePerson(sql, to, "to");
		if (!taker) return taker.error();
		auto given = licence_rows::licenceOf(sql, from), taken = licence_rows::licenceOf(sql, to);
		if (!given || !taken) return given ? taken.error() : given.error();
		if (!*given) return Error{.code = Code::Missing, .detail = "the person has no licence", .field = "from"};
		if (*taken)
			return Error{.code = Code::Conflict,
				.detail = "the other person has a licence",
				.messageKey = "licences.has_licence",
				.problem = "has_licence",
				.field = "to"};
		const auto plan = (*given)->plan;
		if (auto done = record(sql, tenant, by, "revoked", *giver, plan); !done) return explained(done.error());
		if (auto done = record(sql, tenant, by, "transferred", *taker, plan); !done) return done;
		if (auto gone = licence_rows::remove(sql, from); !gone) return gone;
		return licence_rows::put(sql, {to, plan, _context.clock().now()});
	});
}

Result<> LicenceBook::checkSeat(Sql& sql, const Plan& plan) const
{
	auto all = licence_rows::seats(sql);
	if (!all) return all.error();
	const auto* seats = seatsOf(*all, plan.id);
	if (seats && seats->assigned < seats->bought) return {};
	return Error{.code = Code::Conflict,
		.detail = "every seat of " + plan.id + " is assigned",
		.messageKey = "licences.no_seat",
		.problem = "no_seat",
		.field = "plan",
		.extra = Value::object({{"plan", plan.id}, {"price", plan.monthPrice}})};
}

Result<directory::Person> LicenceBook::activePerson(Sql& sql, const UserId& user, const char* field) const
{
	auto person = _directory.byId(sql, user);
	if (person && person->isActive) return person;
	if (!person && person.error().code != Code::Missing) return person.error();
	return Error{.code = Code::Unfit, .detail = "nobody active of that id", .problem = "unknown_user", .field = field};
}

Result<> LicenceBook::record(Sql& sql,
	const Tenant& tenant,
	const Caller& by,
	const std::string& kind,
	const directory::Person& person,
	const std::string& plan) const
{
	if (auto added = licence_rows::append(
			sql, {.at = _context.clock().now(), .kind = kind, .plan = plan, .user = person.id, .actor = by.user});
		!added)
		return added;
	if (_journal)
	{
		auto noted = _journal->append(sql,
			{.kind = "licensing.licence_" + kind,
				.actor = by.user,
				.subject = person.id.value,
				.details = Value::object({{"plan", plan}}),
				.address = by.address});
		if (!noted) return noted;
	}
	if (!_outbox) return {};
	auto mail = licenceMail(Wording(_context), tenant, person, kind, *_plans.catalogue().find(plan));
	if (!mail) return mail.error();
	mail->cause = by.user;
	return _outbox->queue(sql, *mail);
}

}
