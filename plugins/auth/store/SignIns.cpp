#include "store/SignIns.h"

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

Result<> SignIns::start(Context& context)
{
	_context = &context;
	_tenants = context.find<TenantSource>();
	_directory = context.find<directory::Directory>();
	_outbox = context.find<mail::Outbox>();
	_journal = context.find<audit::Journal>();
	if (!_tenants || !_directory || !_outbox)
		return Error{.code = Code::Unavailable, .detail = "auth needs directory and mail"};
	_proof.emplace(context.keys(), context.json());
	const auto& settings = context.settings();
	_linkLife = settings.duration("link_life");
	_proofLife = settings.duration("proof_life");
	_work = settings.integer("proof_work");
	_perAddress.most = settings.integer("links_per_address");
	_perNetwork.most = settings.integer("links_per_network");
	return {};
}

Value SignIns::challenge(const TenantId& tenant) const
{
	return _proof->challenge(tenant, _work, _context->clock().now() + _proofLife);
}

std::string SignIns::hashOf(const std::string& token) const
{
	return _context->keys().toHex(_context->keys().sha256(token).value);
}

std::string SignIns::bucketOf(std::string_view kind, std::string_view value) const
{
	return _context->keys().toHex(
		_context->keys().mac("auth.rate", std::string(kind) + ":" + std::string(value)).value);
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
	if (!*fresh) return Error{.code = Code::Expired, .detail = "proof: used before", .field = "altcha"};
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
	const auto now = _context->clock().now();
	auto answered = _proof->check(tenant, ask.proof, now);
	if (!answered) return answered.error();

	const auto id = _context->keys().uuid();
	const auto text = _context->json().write(Value::object({{"address", ask.address}, {"next", ask.next}}));
	const auto sealed = _context->keys().toBase64Url(_context->keys().seal(identity(tenant, id), text).value);
	auto wait = _context->store().write(tenant, [&](Sql& sql) -> Result<std::chrono::seconds> {
		auto admitted = admit(sql, ask, *answered, now);
		if (!admitted || admitted->count() > 0) return admitted;  // commits, so that refused requests count too
		if (auto row = links::addRequest(sql, id, now, sealed); !row) return row.error();
		if (auto queued = _context->jobs().enqueue(sql, {.kind = kJob, .payload = Value::object({{"id", id}})});
			!queued)
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
	auto row = _context->store().read(job.tenant, [&](Sql& sql) { return links::requestById(sql, id); });
	if (!row && row.error().code == Code::Missing) return std::optional<LinkRequest>();
	if (!row) return row.error();
	auto bytes = _context->keys().fromBase64Url(row->sealed);
	if (!bytes) return bytes.error();
	auto open = _context->keys().open(identity(job.tenant, id), *bytes);
	if (!open) return open.error();
	auto value = _context->json().parse(open->reveal());
	if (!value) return value.error();
	return std::optional<LinkRequest>({id, row->made, (*value)["address"].text(), (*value)["next"].text()});
}

Result<mail::Mail> SignIns::write(const Tenant& tenant, const directory::Person& person, const std::string& token) const
{
	const auto& pages = _context->pages();
	const auto minutes = Value::object(
		{{"minutes", std::chrono::duration_cast<std::chrono::minutes>(_linkLife).count()}});
	const auto word = [&](std::string_view key, const Value& arguments = {}) {
		return pages.text(person.language, key, arguments);
	};
	const auto subject = word("mail.subject", Value::object({{"tenant", tenant.name}}));
	const auto host = tenant.origin.substr(tenant.origin.find("://") + 3);
	const auto hello = word("mail.hello", Value::object({{"name", person.name}})), life = word("mail.life", minutes);
	const auto hostNote = word("mail.host", Value::object({{"host", host}})), notYou = word("mail.not_you");
	const auto line = [](const std::string& text) { return Value::object({{"text", text}}); };
	const auto view = Value::object({{"title", word("mail.title")},
		{"preheader", life},
		{"tenant", Value::object({{"name", tenant.name}, {"brand", tenant.brand}})},
		{"hello", hello},
		{"life", life},
		{"hostNote", hostNote},
		{"notYou", notYou},
		{"url", tenant.origin + "/sign-in/link#" + token},
		{"word", word("mail.button")},
		{"lines", Value::List{line(hello), line(life)}},
		{"quiet", Value::List{line(hostNote), line(notYou)}}});
	auto html = pages.render(person.language, "mails/sign-in.html", view);
	if (!html) return html.error();
	auto text = pages.render(person.language, "mails/sign-in.text", view);
	if (!text) return text.error();
	return mail::Mail{.to = {person.address, person.name},
		.fromName = tenant.name,
		.subject = subject,
		.text = *text,
		.html = *html,
		.language = person.language,
		.kind = "auth.link"};
}

Result<> SignIns::mailLink(const Job& job)
{
	auto request = openRequest(job);
	if (!request) return request.error();
	if (!*request) return {};  // an earlier run has completed it
	const auto now = _context->clock().now();
	auto person = _directory->byAddress(job.tenant, (*request)->address);
	if (!person && person.error().code != Code::Missing) return person.error();
	const auto tenant = _tenants->byId(job.tenant);
	const bool isAnswered = person && person->isActive && tenant && now - (*request)->made < _linkLife;

	const auto token = _context->keys().token();
	auto mail = isAnswered ? write(*tenant, *person, token) : Result<mail::Mail>(mail::Mail{});
	if (!mail) return mail.error();
	return _context->store().write(job.tenant, [&](Sql& sql) -> Result<> {
		if (auto gone = links::removeRequest(sql, (*request)->id); !gone || !isAnswered) return gone;
		if (auto made = links::add(sql, hashOf(token), {person->id, (*request)->next}, now + _linkLife); !made)
			return made;
		if (auto queued = _outbox->queue(sql, *mail); !queued) return queued;
		return record(sql, {.kind = "auth.link_mailed", .subject = person->id.value});
	});
}

Result<Link> SignIns::find(const TenantId& tenant, const std::string& token) const
{
	return _context->store().read(
		tenant, [&](Sql& sql) { return links::find(sql, hashOf(token), _context->clock().now()); });
}

Result<Link> SignIns::use(const TenantId& tenant, const std::string& token, const std::string& network)
{
	auto link = find(tenant, token);
	if (!link) return link;
	auto person = _directory->byId(tenant, link->user);
	if (!person) return person.error();
	if (!person->isActive) return Error{.code = Code::Missing, .detail = "the person is not active"};
	return _context->store().write(tenant, [&](Sql& sql) -> Result<Link> {
		auto used = links::use(sql, hashOf(token), _context->clock().now());
		if (!used) return used;
		if (auto noted = record(
				sql, {.kind = "auth.signed_in", .actor = used->user, .subject = used->user.value, .address = network});
			!noted)
			return noted.error();
		return used;
	});
}

Result<> SignIns::noteSignOut(const Principal& principal, bool everywhere, const std::string& network)
{
	return _context->store().write(principal.tenant, [&](Sql& sql) {
		return record(sql,
			{.kind = everywhere ? "auth.signed_out_everywhere" : "auth.signed_out",
				.actor = principal.user,
				.subject = principal.user.value,
				.address = network});
	});
}

Result<> SignIns::sweep()
{
	return _context->store().writeAll(
		"links, proofs and rates that ended", [&](Sql& sql) { return links::sweep(sql, _context->clock().now()); });
}

}
