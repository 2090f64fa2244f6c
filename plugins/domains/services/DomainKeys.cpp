#include "services/DomainKeys.h"

#include "services/Claims.h"
#include "store/ClaimRows.h"
#include "store/KeyRows.h"

#include <algorithm>

namespace sx::domains {
namespace {

constexpr std::size_t kMostKeys = 8;
constexpr std::chrono::hours kKeyRetry{1};

template <class Keys> auto inState(Keys& keys, KeyState state)
{
	const auto found = std::find_if(
		keys.begin(), keys.end(), [&](const DomainKey& each) { return each.state == state; });
	return found == keys.end() ? nullptr : &*found;
}

/// Makes the schedule look for a new key's record, of a domain too that nobody looks at otherwise.
Result<> lookSoon(Sql& sql, const ClaimId& id, Instant now)
{
	auto claim = claim_rows::byId(sql, id);
	if (!claim) return claim.error();
	claim->next = std::min(claim->next.value_or(now + kKeyRetry), now + kKeyRetry);
	return claim_rows::update(sql, *claim);
}

Value selectorOf(const DomainKey* key) { return Value::object({{"selector", key ? key->selector : std::string()}}); }

}

DomainKeys::DomainKeys(const Context& context, const mail::SigningKeys& maker):
	_context(context), _maker(maker), _journal(context)
{
}

std::string DomainKeys::identityOf(const TenantId& tenant, const DomainKey& key) const
{
	return "domains:key:" + tenant.value + ":" + key.recordName();
}

Result<std::vector<DomainKey>> DomainKeys::list(const TenantId& tenant, const std::string& name) const
{
	return _context.store().read(tenant, [&](Sql& sql) { return key_rows::ofDomain(sql, name); });
}

Result<DomainKey> DomainKeys::make(const Caller& caller, const Claim& claim) const
{
	if (!claim.isOwned()) return refused(Code::Conflict, "domain_unproved", "the domain is not proved");
	auto made = _maker.make();
	if (!made) return made.error();
	return _context.store().write(caller.tenant, [&](Sql& sql) -> Result<DomainKey> {
		auto keys = key_rows::ofDomain(sql, claim.name);
		if (!keys) return keys.error();
		if (inState(*keys, KeyState::Waiting)) return refused(Code::Conflict, "key_waiting", "a key waits already");
		const auto now = _context.clock().now();
		DomainKey key{.name = claim.name, .selector = newSelector(now, *keys), .record = made->record, .made = now};
		if (key.selector.empty() || keys->size() >= kMostKeys)
			return refused(Code::Conflict, "too_many", "too many keys of one domain");
		const auto& sealer = _context.keys();
		key.sealed = sealer.toBase64Url(sealer.seal(identityOf(caller.tenant, key), made->secret.reveal()).value);
		if (auto put = key_rows::insert(sql, key); !put) return put.error();
		if (auto put = lookSoon(sql, claim.id, now); !put) return put.error();
		auto noted = _journal.record(sql, caller, "domains.key_made", claim, selectorOf(&key));
		if (!noted) return noted.error();
		return key;
	});
}

Result<> DomainKeys::activate(
	Sql& sql, const Caller& caller, const Claim& claim, std::vector<DomainKey>& keys, const MailReading& reading) const
{
	auto* waiting = inState(keys, KeyState::Waiting);
	if (!waiting || !isPublished(*waiting, reading)) return {};
	const auto now = _context.clock().now();
	auto* active = inState(keys, KeyState::Active);
	const auto details = Value::object({{"before", selectorOf(active)}, {"after", selectorOf(waiting)}});
	if (active)
	{
		active->state = KeyState::Retired;
		active->until = now + _context.settings().duration("dkim_keep");
		active->sealed.clear();
		if (auto put = key_rows::update(sql, *active); !put) return put;
	}
	waiting->state = KeyState::Active;
	waiting->activated = now;
	if (auto put = key_rows::update(sql, *waiting); !put) return put;
	return _journal.record(sql, caller, "domains.key_active", claim, details);
}

Result<> DomainKeys::settle(Sql& sql, const Caller& caller, Claim& claim, const MailReading& reading) const
{
	auto keys = key_rows::ofDomain(sql, claim.name);
	if (!keys) return keys.error();
	const auto now = _context.clock().now();
	for (const auto& each: *keys)
		if (each.state == KeyState::Retired && each.until && *each.until <= now)
			if (auto gone = key_rows::remove(sql, each); !gone) return gone;
	if (claim.isOwned())
		if (auto done = activate(sql, caller, claim, *keys, reading); !done) return done;
	const auto before = claim.sending;
	const auto* active = claim.isOwned() ? inState(*keys, KeyState::Active) : nullptr;
	const auto fault = sendingFaultOf(reading, active, _context.settings().text("spf_include"));
	const bool hasTurned = applyFault(claim, fault, now);
	if (claim.isOwned() && !keys->empty())
	{
		const bool isSoon = claim.sending == Sending::Broken || inState(*keys, KeyState::Waiting);
		const auto next = now + (isSoon ? std::chrono::seconds(kKeyRetry) : _context.settings().duration("recheck"));
		claim.next = std::min(claim.next.value_or(next), next);
	}
	if (!hasTurned) return {};
	const auto view = [](Sending state) { return Value::object({{"sending", kSendings.wordOf(state)}}); };
	auto noted = _journal.record(sql,
		caller,
		claim.sending == Sending::Ready ? "domains.sending_ready" : "domains.sending_broken",
		claim,
		Value::object({{"before", view(before)},
			{"after", view(claim.sending)},
			{"fault", kSendingFaults.wordOf(claim.sendingFault)}}));
	if (!noted || claim.sending == Sending::Ready) return noted;
	return _context.jobs().enqueue(sql,
		{.kind = Claims::kNoticeJob,
			.payload = Value::object({{"claim", claim.id.value}, {"turn", "sending_broken"}}),
			.key = claim.id.value + ":sending_broken"});
}

Result<std::optional<mail::SigningKey>> DomainKeys::signing(const TenantId& tenant, const std::string& name) const
{
	auto keys = list(tenant, name);
	if (!keys) return keys.error();
	const auto* active = inState(*keys, KeyState::Active);
	if (!active) return std::optional<mail::SigningKey>();
	auto bytes = _context.keys().fromBase64Url(active->sealed);
	if (!bytes) return bytes.error();
	auto secret = _context.keys().open(identityOf(tenant, *active), *bytes);
	if (!secret) return secret.error();
	return std::optional(mail::SigningKey{name, active->selector, std::move(*secret)});
}

}
