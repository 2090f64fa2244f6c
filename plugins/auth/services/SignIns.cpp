#include "services/SignIns.h"

#include "domain/SignIn.h"
#include "store/BrowserRows.h"

#include <algorithm>

namespace sx::auth {

namespace {

std::string identity(const TenantId& tenant, const std::string& id)
{
	return "auth.request:" + tenant.value + ":" + id;
}

constexpr std::int64_t kMostTries = 10;  // codes that one browser may try in a window
constexpr std::int64_t kNeighbours = 4;  // times what one network may ask for an address
constexpr std::int64_t kCalm = 4;        // times what one network may ask, before the work grows
constexpr std::int64_t kMostWork = 256;  // times the usual work
constexpr std::chrono::days kBrowserRowLife{365};

Error linksLimited(std::chrono::seconds wait)
{
	return {.code = Code::Limited,
		.detail = "too many links were asked for",
		.field = "address",
		.extra = Value::object({{"retry_after", static_cast<std::int64_t>(wait.count())}})};
}

}

SignIns::SignIns(Context& context, const Needs& needs):
	_context(context), _needs(needs), _proof(context.keys(), context.json()),
	_linkLife(context.settings().duration("link_life")), _proofLife(context.settings().duration("proof_life")),
	_work(context.settings().integer("proof_work")), _perAddress{.most = context.settings().integer(
																	 "links_per_address")},
	_perNeighbourhood{.most = kNeighbours * context.settings().integer("links_per_address")},
	_perNetwork{.most = context.settings().integer("links_per_network")}
{
}

Value SignIns::challenge(const TenantId& tenant, std::int64_t work) const
{
	return _proof.challenge(tenant, std::clamp(work, _work, kMostWork * _work), _context.clock().now() + _proofLife);
}

std::string SignIns::newBrowser() const { return _context.keys().toBase64Url(_context.keys().random(32).value); }

std::string SignIns::hashOf(const std::string& token) const
{
	return _context.keys().toHex(_context.keys().sha256(token).value);
}

std::string SignIns::bucketOf(std::string_view kind, std::string_view value) const
{
	return _context.keys().toHex(_context.keys().mac("auth.rate", std::string(kind) + ":" + std::string(value)).value);
}

std::string SignIns::codeMacOf(std::string_view code) const
{
	return _context.keys().toHex(_context.keys().mac("auth.code", code).value);
}

Result<> SignIns::record(Sql& sql, const audit::Event& event) const
{
	return _needs.journal ? _needs.journal->append(sql, event) : Result<>();
}

/// Counts the request. Returns how long to wait; zero: it is within the limits. A browser that the person has signed in
/// with has a limit of its own, which strangers cannot fill.
Result<std::chrono::seconds> SignIns::count(Sql& sql, const Ask& ask, bool isKnown, Instant now) const
{
	std::vector<std::pair<std::string, Window>> limits;
	if (isKnown)
		limits = {{bucketOf("browser", ask.address + "\n" + ask.browser), _perAddress}};
	else
		limits = {{bucketOf("address_network", ask.address + "\n" + ask.network), _perAddress},
			{bucketOf("address_neighbourhood", ask.address + "\n" + ask.neighbourhood), _perNeighbourhood},
			{bucketOf("network", ask.network), _perNetwork}};
	// What is refused for one caller must count neither for the neighbours nor for the work of the address.
	for (const auto& [bucket, window]: limits)
		if (auto wait = links::countRate(sql, bucket, window, now); !wait || wait->count() > 0) return wait;
	if (isKnown) return std::chrono::seconds(0);
	auto counted = links::countRate(sql, bucketOf("address", ask.address), _perAddress, now);
	if (!counted) return counted.error();
	return std::chrono::seconds(0);
}

/// Checks that the proof was work enough for this address, marks it as used, and counts the request.
Result<std::chrono::seconds> SignIns::admit(
	Sql& sql, const Ask& ask, const Proof::Answered& answered, Instant now) const
{
	auto known = browsers::isKnown(sql, browserMark(_context.keys(), ask.address, ask.browser));
	if (!known) return known.error();
	auto asks = links::rate(sql, bucketOf("address", ask.address), _perAddress, now);
	if (!asks) return asks.error();
	const auto work = *known ? _work : workAfter(*asks, kCalm * _perAddress.most, _work);
	if (answered.work < work)
		return Error{.code = Code::Invalid,
			.detail = "proof: too little work for this address",
			.problem = "more_work",
			.field = "altcha",
			.extra = Value::object({{"work", work}})};
	auto fresh = links::takeProof(sql, answered.nonce, answered.expires);
	if (!fresh) return fresh.error();
	if (!*fresh) return failed(Code::Expired, "proof: used before").at("altcha");
	return count(sql, ask, *known, now);
}

std::string SignIns::mobileOf(std::string_view typed) const
{
	if (!takesMobiles()) return {};
	const auto served = _needs.sender->countries();
	auto number = _needs.sender->parse(typed, served.empty() ? std::string() : served.front().code);
	return number ? number->e164 : std::string();
}

Result<> SignIns::ask(const TenantId& tenant, const Ask& ask)
{
	const auto now = _context.clock().now();
	auto answered = _proof.check(tenant, ask.proof, now);
	if (!answered) return answered.error();

	const auto id = _context.keys().uuid();
	const auto text = _context.json().write(Value::object({{"address", ask.address},
		{"next", ask.next},
		{"browser", hashOf(ask.browser)},
		{"language", ask.language ? ask.language->tag : std::string()}}));
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
	if (wait->count() > 0) return linksLimited(*wait);
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
	return std::optional<LinkRequest>({.id = id,
		.made = row->made,
		.address = (*value)["address"].text(),
		.next = (*value)["next"].text(),
		.browser = (*value)["browser"].text(),
		.language = spokenLanguage((*value)["language"].text())});
}

Result<> SignIns::mailLink(const Job& job)
{
	auto request = openRequest(job);
	if (!request) return request.error();
	if (!*request) return {};  // an earlier run has completed it
	const auto now = _context.clock().now();
	auto person = personWith(job.tenant, (*request)->address);
	if (!person && person.error().code != Code::Missing) return person.error();
	// Whoever is deactivated from here on has a link that begins no session.
	const auto right = person ? _context.sessionRight(job.tenant, person->id) : Result<SessionRight>(SessionRight{});
	if (!right) return right.error();
	if (person) person = _needs.directory.byId(job.tenant, person->id);
	if (!person && person.error().code != Code::Missing) return person.error();
	const auto tenant = _needs.tenants.byId(job.tenant);
	auto isAnswered = person && person->isActive && tenant && now - (*request)->made < _linkLife;
	if (isAnswered)
	{
		auto may = _needs.entrance.mayUse(*person, (*request)->how());
		if (!may && may.error().code != Code::Denied) return may;
		isAnswered = bool(may);
	}

	const MailedLink link{.token = _context.keys().token(),
		.code = _context.keys().code(MailedCode::kAlphabet, MailedCode::kLength),
		.life = _linkLife,
		.language = (*request)->language.value_or(person ? person->language : Language{})};
	auto sent = _context.store().write(job.tenant, [&](Sql& sql) -> Result<> {
		if (auto gone = links::removeRequest(sql, (*request)->id); !gone || !isAnswered) return gone;
		auto made = links::add(sql,
			hashOf(link.token),
			{.user = person->id,
				.generation = right->generation,
				.next = (*request)->next,
				.browser = (*request)->browser,
				.how = (*request)->how()},
			codeMacOf(link.code),
			now + _linkLife);
		if (!made) return made;
		if (auto queued = send(sql, **request, *person, link); !queued) return queued;
		return record(sql,
			{.kind = "auth.link_mailed",
				.subject = person->id.value,
				.details = Value::object({{"how", (*request)->how()}})});
	});
	if (sent || sent.error().code != Code::Limited) return sent;
	// The quota of texts is used up: trying again later would text a link that nobody waits for.
	return _context.store().write(job.tenant, [&](Sql& sql) { return links::removeRequest(sql, (*request)->id); });
}

Result<directory::Person> SignIns::personWith(const TenantId& tenant, const std::string& address) const
{
	if (!address.starts_with('+')) return _needs.directory.byAddress(tenant, address);
	auto people = _needs.mobiles.peopleWith(tenant, address);
	if (!people) return people.error();
	// A number that several people share proves none of them.
	if (people->size() != 1) return failed(Code::Missing, "nobody, or several people, have the mobile");
	return _needs.directory.byId(tenant, people->front());
}

Result<> SignIns::send(Sql& sql, const LinkRequest& request, const directory::Person& person, const MailedLink& link)
{
	const auto tenant = _needs.tenants.byId(person.tenant);
	if (!tenant) return failed(Code::Missing, "auth: the company is gone");
	if (request.how() == SecondFactors::kSms)
		return _needs.sender->queue(
			sql, person.tenant, signInText(Wording(_context), *tenant, person, request.address, link));
	auto mail = signInMail(Wording(_context), *tenant, person, link);
	return mail ? _needs.outbox.queue(sql, *mail) : mail.error();
}

Result<directory::Person> SignIns::personOf(
	const TenantId& tenant, const std::string& token, const std::string& browser) const
{
	auto link = _context.store().read(
		tenant, [&](Sql& sql) { return links::find(sql, hashOf(token), _context.clock().now()); });
	if (!link) return link.error();
	if (browser.empty() || !_context.keys().equal(link->browser, hashOf(browser)))
		return Error{.code = Code::Denied,
			.detail = "the link was asked for in another browser",
			.problem = "other_browser",
			.extra = Value::object({{"person", link->user.value}})};
	return _needs.entrance.signerOf(tenant, {.user = link->user, .generation = link->generation});
}

Result<Link> SignIns::redeem(const Caller& caller, const std::string& tokenHash)
{
	const auto now = _context.clock().now();
	auto link = _context.store().read(caller.tenant, [&](Sql& sql) { return links::find(sql, tokenHash, now); });
	if (!link) return link;
	auto person = _needs.entrance.signerOf(caller.tenant, {.user = link->user, .generation = link->generation});
	if (!person) return person.error();
	return _context.store().write(caller.tenant, [&](Sql& sql) { return links::use(sql, tokenHash, now); });
}

Result<Link> SignIns::use(const Caller& caller, const std::string& token, const std::string& browser)
{
	if (auto person = personOf(caller.tenant, token, browser); !person) return person.error();
	return redeem(caller, hashOf(token));
}

Result<Link> SignIns::useCode(const Caller& caller, std::string_view typed, const std::string& browser)
{
	const auto wrong = invalid("code", "no link with this code was asked for here", "code_wrong");
	if (browser.empty()) return wrong;
	const auto now = _context.clock().now();
	// Counted before it is looked up, and whether or not the address has an account: neither the limit nor the answer
	// tells which.
	auto wait = _context.store().write(caller.tenant,
		[&](Sql& sql) { return links::countRate(sql, bucketOf("code", browser), {.most = kMostTries}, now); });
	if (!wait) return wait.error();
	if (wait->count() > 0) return linksLimited(*wait).at("code");
	const auto mac = codeMacOf(MailedCode::typed(typed));
	auto hash = _context.store().read(
		caller.tenant, [&](Sql& sql) { return links::byCode(sql, hashOf(browser), mac, now); });
	if (!hash && hash.error().code == Code::Missing) return wrong;
	if (!hash) return hash.error();
	return redeem(caller, *hash);
}

Result<> SignIns::noteSignOut(const Caller& caller)
{
	return _context.store().write(caller.tenant, [&](Sql& sql) {
		return record(sql,
			{.kind = "auth.signed_out", .actor = caller.user, .subject = caller.user.value, .address = caller.address});
	});
}

Result<> SignIns::signOutEverywhere(const Caller& caller)
{
	return _context.store().write(caller.tenant, [&](Sql& sql) -> Result<> {
		if (auto ended = _context.endSessions(sql, caller.user); !ended) return ended;
		if (auto ended = _needs.access.end(sql, caller.user, directory::PersonAccess::Ending::Browsers); !ended)
			return ended;
		return record(sql,
			{.kind = "auth.signed_out_everywhere",
				.actor = caller.user,
				.subject = caller.user.value,
				.address = caller.address});
	});
}

Result<> SignIns::sweep()
{
	const auto now = _context.clock().now();
	return _context.store().writeAll("links, proofs, browsers and rates that ended", [&](Sql& sql) -> Result<> {
		if (auto done = links::sweep(sql, now); !done) return done;
		return browsers::sweep(sql, now - kBrowserRowLife);
	});
}

}
