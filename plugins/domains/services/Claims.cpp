#include "services/Claims.h"

#include "services/ProofLook.h"
#include "store/ClaimRows.h"
#include "store/KeyRows.h"

#include <algorithm>

namespace sx::domains {
namespace {

constexpr int kDueAtOnce = 20;

Error taken()
{
	return refused(Code::Conflict, "domain_taken", "another company has this domain, or one above it").at("name");
}

Error refusedByOperator() { return refused(Code::Denied, "domain_refused", "the operator refused this domain"); }

}

Claims::Claims(const Context& context, const directory::Directory& directory, const mail::SigningKeys& maker):
	_context(context), _directory(directory), _journal(context),
	_resolver(context.settings().texts("resolvers"), context.settings().duration("timeout")), _keys(context, maker)
{
	for (const auto* setting: {"public", "public_more"})
		for (auto& each: context.settings().texts(setting)) _public.insert(std::move(each));
}

Pace Claims::pace() const
{
	const auto& settings = _context.settings();
	return {.recheck = settings.duration("recheck"),
		.lapseAfter = settings.duration("lapse_after"),
		.remindBefore = settings.duration("remind_before")};
}

Result<std::vector<Claim>> Claims::list(const TenantId& tenant) const
{
	return _context.store().read(tenant, claim_rows::all);
}

Result<Claim> Claims::byId(const TenantId& tenant, const ClaimId& id) const
{
	return _context.store().read(tenant, [&](Sql& sql) { return claim_rows::byId(sql, id); });
}

Result<std::string> Claims::nameOf(std::string_view typed) const
{
	auto name = _names.ascii(typed);
	if (name && isPublic(*name)) return invalid("name", "a public mail domain belongs to everybody", "public_domain");
	return name;
}

Claim Claims::newClaim(std::string name) const
{
	return {.id = {_context.keys().uuid()},
		.name = std::move(name),
		.txt = "secure-exchanges-verification=" + _context.keys().token(),
		.made = _context.clock().now()};
}

Result<Claim> Claims::add(const Caller& caller, std::string_view typed) const
{
	auto name = nameOf(typed);
	if (!name) return name.error();
	auto claim = newClaim(std::move(*name));
	claim.next = claim.made + std::chrono::hours(1);
	auto done = _context.store().write(caller.tenant, [&](Sql& sql) -> Result<> {
		auto isTaken = claim_rows::isTaken(sql, claim.name, true);
		if (!isTaken) return isTaken.error();
		if (*isTaken) return taken();
		if (auto put = claim_rows::insert(sql, claim); !put) return put;
		return _journal.record(sql, caller, "domains.claimed", claim);
	});
	if (!done) return done.error();
	return claim;
}

Result<Claim> Claims::verify(const Caller& caller, const ClaimId& id) const
{
	auto claim = byId(caller.tenant, id);
	if (!claim) return claim;
	if (claim->state == State::Refused) return refusedByOperator();
	return look(caller, std::move(*claim));
}

Result<Claim> Claims::look(const Caller& caller, Claim claim) const
{
	auto selectors = _context.settings().texts("dkim_selectors");
	auto keys = _keys.list(caller.tenant, claim.name);
	if (!keys) return keys.error();
	for (const auto& each: *keys) selectors.push_back(each.selector);
	const auto seen = lookFor(claim, _resolver, _names, selectors);
	return _context.store().write(
		caller.tenant, [&](Sql& sql) { return settle(sql, caller, claim, seen.finding, seen.mail); });
}

Result<Claim> Claims::settle(
	Sql& sql, const Caller& caller, const Claim& read, Finding finding, const MailReading& mail) const
{
	auto before = claim_rows::byId(sql, read.id);
	if (!before) return before;
	if (finding == Finding::Record && !before->isOwned() && before->state != State::Refused)
	{
		auto isTaken = claim_rows::isTaken(sql, before->name, true);
		if (!isTaken) return isTaken.error();
		if (*isTaken) finding = Finding::Taken;
	}
	auto [after, turn] = looked(*before, finding, _context.clock().now(), pace());
	after.reading = _context.json().write(valueOf(mail));
	if (after.isOwned() && !before->isOwned())
		if (auto took = claim_rows::take(sql, after.name, true); !took) return took.error();
	if (!after.isOwned() && before->isOwned())
		if (auto gone = claim_rows::release(sql, after.name); !gone) return gone.error();
	if (auto noted = noteTurn(sql, caller, *before, after, turn); !noted) return noted.error();
	if (auto done = _keys.settle(sql, caller, after, mail); !done) return done.error();
	if (auto put = claim_rows::update(sql, after); !put) return put.error();
	return after;
}

Result<> Claims::noteTurn(Sql& sql, const Caller& caller, const Claim& before, const Claim& after, Turn turn) const
{
	if (turn == Turn::None)
	{
		// A press of the button that proves nothing leaves a trace too; the schedule's looks do not.
		if (caller.user.empty() || after.isOwned()) return {};
		return _journal.record(
			sql, caller, "domains.not_proved", after, Value::object({{"finding", kFindings.wordOf(after.finding)}}));
	}
	const auto kind = "domains." + std::string(kTurns.wordOf(turn));
	auto noted = _journal.record(sql,
		caller,
		kind.c_str(),
		after,
		Value::object({{"before", Value::object({{"state", kStates.wordOf(before.state)}})},
			{"after", Value::object({{"state", kStates.wordOf(after.state)}})},
			{"finding", kFindings.wordOf(after.finding)}}));
	const bool isTold = turn == Turn::Failing || turn == Turn::Reminder || turn == Turn::Lapsed;
	if (!noted || !isTold) return noted;
	return _context.jobs().enqueue(sql,
		{.kind = kNoticeJob,
			.payload = Value::object({{"claim", after.id.value}, {"turn", kTurns.wordOf(turn)}}),
			.key = after.id.value + ":" + std::string(kTurns.wordOf(turn))});
}

Result<std::optional<mail::SigningKey>> Claims::signingKeyOf(const TenantId& tenant, const std::string& name) const
{
	auto claim = _context.store().read(tenant, [&](Sql& sql) { return claim_rows::byName(sql, name); });
	if (!claim && claim.error().code == Code::Missing) return std::optional<mail::SigningKey>();
	if (!claim) return claim.error();
	const auto fresh = _context.clock().now() - _context.settings().duration("sending_fresh");
	if (claim->sending == Sending::Ready && claim->checked.value_or(Instant{}) <= fresh)
	{
		claim = look({tenant}, std::move(*claim));
		if (!claim) return claim.error();
	}
	if (!claim->isOwned() || claim->sending != Sending::Ready) return std::optional<mail::SigningKey>();
	return _keys.signing(tenant, name);
}

Result<> Claims::remove(const Caller& caller, const ClaimId& id) const
{
	return _context.store().write(caller.tenant, [&](Sql& sql) -> Result<> {
		auto claim = claim_rows::byId(sql, id);
		if (!claim) return claim.error();
		if (claim->state == State::Refused) return refusedByOperator();
		if (auto gone = claim_rows::release(sql, claim->name); !gone) return gone;
		if (auto gone = key_rows::removeAll(sql, claim->name); !gone) return gone;
		if (auto gone = claim_rows::remove(sql, id); !gone) return gone;
		return _journal.record(
			sql, caller, "domains.deleted", *claim, Value::object({{"state", kStates.wordOf(claim->state)}}));
	});
}

Result<std::int64_t> Claims::peopleIn(const TenantId& tenant, const std::string& name) const
{
	return _context.store().read(tenant, [&](Sql& sql) -> Result<std::int64_t> {
		const auto end = "@" + name;
		auto found = _directory.find(sql, {.search = end, .limit = kMostCounted});
		if (!found) return found.error();
		return std::count_if(found->people.begin(), found->people.end(), [&](const directory::Person& each) {
			return each.address.ends_with(end);
		});
	});
}

Result<> Claims::decide(const TenantId& tenant, std::string_view typed, State state, const std::string& reason) const
{
	auto name = nameOf(typed);
	if (!name) return name.error();
	return _context.store().write(tenant, [&](Sql& sql) -> Result<> {
		auto before = claim_rows::byName(sql, *name);
		if (!before && before.error().code != Code::Missing) return before.error();
		auto claim = before ? *before : newClaim(*name);
		if (!before)
			if (auto put = claim_rows::insert(sql, claim); !put) return put;
		const bool isGiven = state == State::Proved;
		if (isGiven && claim.proof == Proof::Operator && claim.isOwned()) return {};
		auto isTaken = claim_rows::isTaken(sql, claim.name, false);
		if (!isTaken) return isTaken.error();
		if (isGiven && *isTaken) return taken();
		if (auto gone = claim_rows::release(sql, claim.name); !gone) return gone;
		if (isGiven)
			if (auto took = claim_rows::take(sql, claim.name, false); !took) return took;
		claim.state = state;
		claim.proof = isGiven ? Proof::Operator : Proof::None;
		claim.reason = reason;
		claim.failingSince.reset();
		claim.next.reset();
		if (auto put = claim_rows::update(sql, claim); !put) return put;
		auto details = Value::object(
			{{"before", Value::object({{"state", before ? Value(kStates.wordOf(before->state)) : Value("")}})},
				{"after", Value::object({{"state", kStates.wordOf(state)}})}});
		if (!reason.empty()) details.set("reason", reason);
		return _journal.record(
			sql, {tenant}, isGiven ? "domains.approved" : "domains.refused", claim, std::move(details));
	});
}

Result<> Claims::approve(const TenantId& tenant, std::string_view name) noexcept
{
	return decide(tenant, name, State::Proved, "");
}

Result<> Claims::refuse(const TenantId& tenant, std::string_view name, const std::string& reason) const
{
	return decide(tenant, name, State::Refused, reason);
}

Result<bool> Claims::owns(const TenantId& tenant, std::string_view name) const noexcept
{
	return _context.store().read(tenant, [&](Sql& sql) { return claim_rows::owns(sql, std::string(name)); });
}

Result<> Claims::recheck() const
{
	const auto now = _context.clock().now();
	auto due = _context.store().readAll(
		"the next looks at domains", [&](Sql& sql) { return claim_rows::due(sql, now, kDueAtOnce); });
	if (!due) return due.error();
	for (const auto& place: *due)
	{
		auto claim = byId(place.tenant, place.id);
		if (!claim && claim.error().code == Code::Missing) continue;
		if (!claim) return claim.error();
		auto after = look({place.tenant}, std::move(*claim));
		if (after && after->finding != Finding::Record)
			_context.log().info(
				"domains.not_found", {{"claim", place.id.value}, {"finding", kFindings.wordOf(after->finding)}});
		if (!after && after.error().code != Code::Missing && after.error().code != Code::Conflict) return after.error();
	}
	return {};
}

}
