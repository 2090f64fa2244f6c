#include "services/SignIns.h"

#include "services/SignInMail.h"

#include <algorithm>

namespace sx::auth {

namespace {

std::string identity(const TenantId& tenant, const std::string& id)
{
	return "auth.request:" + tenant.value + ":" + id;
}

Error limited(std::chrono::seconds wait)
{
	return {.code = Code::Limited,
		.detail = "too many links were asked for",
		.field = "address",
		.extra = Value::object({{"retry_after", static_cast<std::int64_t>(wait.count())}})};
}

}

SignIns::SignIns(Context& context,
	const TenantSource& tenants,
	const directory::Directory& directory,
	mail::Outbox& outbox,
	audit::Journal* journal):
	_context(context),
	_tenants(tenants), _directory(directory), _outbox(outbox), _journal(journal),
	_proof(context.keys(), context.json()), _linkLife(context.settings().duration("link_life")),
	_proofLife(context.settings().duration("proof_life")),
	_work(context.settings().integer("proof_work")), _perAddress{.most = context.settings().integer(
																	 "links_per_address")},
	_perNetwork{.most = context.settings().integer("links_per_network")}
{
}

Value SignIns::challenge(const TenantId& tenant) const
{
	return _proof.challenge(tenant, _work, _context.clock().now() + _proofLife);
}

std::string SignIns::hashOf(const std::string& token) const
{
	return _context.keys().toHex(_context.keys().sha256(token).value);
}

std::string SignIns::bucketOf(std::string_view kind, std::string_view value) const
{
	return _context.keys().toHex(_context.keys().mac("auth.rate", std::string(kind) + ":" + std::string(value)).value);
}

Result<> SignIns::record(Sql& sql, const audit::Event& event) const
{
	return _journal ? _journal->append(sql, event) : Result<>();
}

/// Marks the proof as used, and counts the request for its address and its network. Returns how long to wait; zero: the
/// request is within both limits.
Result<std::chrono::seconds> SignIns::admit(
	Sql& sql, const Ask& ask, const Proof::Answered& answered, Instant now) const
{
	auto fresh = links::takeProof(sql, answered.nonce, answered.expires);
	if (!fresh) return fresh.error();
	if (!*fresh) return failed(Code::Expired, "proof: used before").at("altcha");
	std::chrono::seconds wait{0};
	for (const auto& [bucket, window]: {std::pair(bucketOf("address", ask.address), _perAddress),
			 std::pair(bucketOf("network", ask.network), _perNetwork)})
	{
		auto over = links::countRate(sql, bucket, window, now);
		if (!over) return over.error();
		wait = std::max(wait, *over);
	}
	return wait;
}

Result<> SignIns::ask(const TenantId& tenant, const Ask& ask)
{
	const auto now = _context.clock().now();
	auto answered = _proof.check(tenant, ask.proof, now);
	if (!answered) return answered.error();

	const auto id = _context.keys().uuid();
	const auto text = _context.json().write(Value::object({{"address", ask.address}, {"next", ask.next}}));
	const auto sealed = _context.keys().toBase64Url(_context.keys().seal(identity(tenant, id), text).value);
	auto wait = _context.store().write(tenant, [&](Sql& sql) -> Result<std::chrono::seconds> {
		auto admitted = admit(sql, ask, *answered, now);
		if (!admitted || admitted->count() > 0) return admitted;  // commits, so that refused requests count too
		if (auto row = links::addRequest(sql, id, now, sealed); !row) return row.error();
		if (auto queued = _context.jobs().enqueue(sql, {.kind = kJob, .payload = Value::object({{"id", id}})}); !queued)
			return queued.error();
		return admitted;
	});
	if (!wait) return wait.error();
	if (wait->count() > 0) return limited(*wait);
	return {};
}

Result<std::optional<LinkRequest>> SignIns::openRequest(const Job& job) const
{
	const auto id = job.payload["id"].text();
	auto row = _context.store().read(job.tenant, [&](Sql& sql) { return links::requestById(sql, id); });
	if (!row && row.error().code == Code::Missing) return std::optional<LinkRequest>();
	if (!row) return row.error();
	auto bytes = _context.keys().fromBase64Url(row->sealed);
	if (!bytes) return bytes.error();
	auto open = _context.keys().open(identity(job.tenant, id), *bytes);
	if (!open) return open.error();
	auto value = _context.json().parse(open->reveal());
	if (!value) return value.error();
	return std::optional<LinkRequest>({id, row->made, (*value)["address"].text(), (*value)["next"].text()});
}

Result<> SignIns::mailLink(const Job& job)
{
	auto request = openRequest(job);
	if (!request) return request.error();
	if (!*request) return {};  // an earlier run has completed it
	const auto now = _context.clock().now();
	auto person = _directory.byAddress(job.tenant, (*request)->address);
	if (!person && person.error().code != Code::Missing) return person.error();
	const auto tenant = _tenants.byId(job.tenant);
	const bool isAnswered = person && person->isActive && tenant && now - (*request)->made < _linkLife;

	const auto token = _context.keys().token();
	auto mail = isAnswered ? signInMail(_context.pages(), *tenant, *person, token, _linkLife)
						   : Result<mail::Mail>(mail::Mail{});
	if (!mail) return mail.error();
	return _context.store().write(job.tenant, [&](Sql& sql) -> Result<> {
		if (auto gone = links::removeRequest(sql, (*request)->id); !gone || !isAnswered) return gone;
		if (auto made = links::add(sql, hashOf(token), {person->id, (*request)->next}, now + _linkLife); !made)
			return made;
		if (auto queued = _outbox.queue(sql, *mail); !queued) return queued;
		return record(sql, {.kind = "auth.link_mailed", .subject = person->id.value});
	});
}

Result<Link> SignIns::find(const TenantId& tenant, const std::string& token) const
{
	return _context.store().read(
		tenant, [&](Sql& sql) { return links::find(sql, hashOf(token), _context.clock().now()); });
}

Result<Link> SignIns::use(const Caller& caller, const std::string& token)
{
	auto link = find(caller.tenant, token);
	if (!link) return link;
	auto person = _directory.byId(caller.tenant, link->user);
	if (!person) return person.error();
	if (!person->isActive) return failed(Code::Missing, "the person is not active");
	return _context.store().write(caller.tenant, [&](Sql& sql) -> Result<Link> {
		auto used = links::use(sql, hashOf(token), _context.clock().now());
		if (!used) return used;
		auto noted = record(sql,
			{.kind = "auth.signed_in", .actor = used->user, .subject = used->user.value, .address = caller.address});
		if (!noted) return noted.error();
		return used;
	});
}

Result<> SignIns::noteSignOut(const Caller& caller, bool isEverywhere)
{
	return _context.store().write(caller.tenant, [&](Sql& sql) {
		return record(sql,
			{.kind = isEverywhere ? "auth.signed_out_everywhere" : "auth.signed_out",
				.actor = caller.user,
				.subject = caller.user.value,
				.address = caller.address});
	});
}

Result<> SignIns::sweep()
{
	return _context.store().writeAll(
		"links, proofs and rates that ended", [&](Sql& sql) { return links::sweep(sql, _context.clock().now()); });
}

}
