#include "services/Entrance.h"

#include "services/EntranceMails.h"
#include "store/BrowserRows.h"
#include "store/LinkRows.h"
#include "sx/typed.h"

namespace sx::auth {

namespace {

// Tries of second factors: the person's from wherever they come, and the network's whoever is meant.
constexpr Window kPersonTries{.most = 10};
constexpr Window kPersonDay{.length = std::chrono::hours(24), .most = 50};
constexpr Window kNetworkTries{.most = 60};
constexpr Window kMailedCodes{.most = 5};
constexpr std::size_t kSentLength = 6;

std::string bucket(const Keys& keys, std::string_view kind, std::string_view value)
{
	return keys.toHex(keys.mac("auth.rate", std::string(kind) + ":" + std::string(value)).value);
}

Error factorsLimited(std::chrono::seconds wait)
{
	return {.code = Code::Limited,
		.detail = "too many codes of second factors were tried or sent",
		.field = "code",
		.extra = Value::object({{"retry_after", static_cast<std::int64_t>(wait.count())}})};
}

}

std::string browserMark(const Keys& keys, const std::string& address, const std::string& browser)
{
	return keys.toHex(keys.mac("auth.browser", browser + ":" + address).value);
}

std::string Entrance::hashOf(const std::string& token) const
{
	return _context.keys().toHex(_context.keys().sha256(token).value);
}

Result<directory::Person> Entrance::signerOf(const TenantId& tenant, const SessionRight& right) const
{
	auto current = _context.sessionRight(tenant, right.user);
	if (!current) return current.error();
	if (current->generation != right.generation) return failed(Code::Missing, "the person's sessions were ended since");
	auto person = _needs.directory.byId(tenant, right.user);
	if (person && !person->isActive) return failed(Code::Missing, "the person is not active");
	return person;
}

Result<bool> Entrance::isElsewhere(const TenantId& tenant) const
{
	for (const auto* each: _needs.choices)
		if (auto isRequired = each->isRequired(tenant); !isRequired || *isRequired) return isRequired;
	return false;
}

Result<> Entrance::mayUse(const directory::Person& person, std::string_view how) const
{
	for (const auto* each: _needs.choices)
	{
		auto isRequired = each->isRequired(person.tenant);
		if (!isRequired) return isRequired.error();
		if (*isRequired && how != each->how() && person.role != directory::kRoleNames.back())
			return refused(Code::Denied, "other_way", "auth: the company requires another way of signing in");
	}
	return {};
}

Result<std::string> Entrance::begin(const Visit& visit, const FirstProof& proof)
{
	const auto& tenant = visit.caller.tenant;
	auto person = signerOf(tenant, proof.right);
	if (!person) return person.error();
	if (auto may = mayUse(*person, proof.how); !may) return may.error();
	if (!proof.isTwoFactors)
	{
		auto state = _factors.stateOf(tenant, person->id);
		if (!state) return state.error();
		auto isRequired = _factors.isRequired(tenant);
		if (!isRequired) return isRequired.error();
		if (state->isOn() || *isRequired)
		{
			const auto token = _context.keys().toBase64Url(_context.keys().random(32).value);
			const Waiting row{.right = proof.right, .how = proof.how, .next = localPath(proof.next)};
			auto kept = _context.store().write(tenant,
				[&](Sql& sql) { return waitings::add(sql, hashOf(token), row, _context.clock().now() + kLife); });
			if (!kept) return kept.error();
			return token;
		}
	}
	auto entered = _context.store().write(tenant, [&](Sql& sql) { return enter(sql, visit, *person, proof.how, {}); });
	if (!entered) return entered.error();
	return std::string();
}

Result<> Entrance::enter(
	Sql& sql, const Visit& visit, const directory::Person& person, const std::string& how, const std::string& factor)
{
	const auto now = _context.clock().now();
	const auto mark = browserMark(_context.keys(), person.address, visit.browser);
	auto isKnown = browsers::isKnown(sql, mark);
	if (!isKnown) return isKnown.error();
	auto row = factors::find(sql, person.id);
	if (!row) return row.error();
	if (auto kept = browsers::remember(sql, mark, person.id, now); !kept) return kept;
	if (!row->seen)
	{
		if (auto noted = factors::noteSeen(sql, person.id, now); !noted) return noted;
	}
	else if (!*isKnown)
		if (auto told = tellNewDevice(sql, visit, person); !told) return told;
	if (!_needs.journal) return {};
	auto details = Value::object({{"how", how}, {"new_device", !*isKnown}});
	if (!factor.empty()) details.set("factor", factor);
	return _needs.journal->append(sql,
		{.kind = "auth.signed_in",
			.actor = person.id,
			.subject = person.id.value,
			.details = std::move(details),
			.address = visit.caller.address});
}

Result<> Entrance::tellNewDevice(Sql& sql, const Visit& visit, const directory::Person& person)
{
	const auto tenant = _needs.tenants.byId(visit.caller.tenant);
	if (!tenant) return failed(Code::Missing, "auth: the company is gone");
	const auto& address = visit.caller.address;
	auto mail = newDeviceMail(Wording(_context),
		*tenant,
		person,
		{.agent = visit.agent,
			.address = address,
			.at = _context.clock().now(),
			.place = _needs.places ? _needs.places->placeOf(tenant->id, address, person.language).text()
								   : std::string()});
	if (!mail) return mail.error();
	return _needs.outbox.queue(sql, *mail);
}

Result<Waiting> Entrance::waiting(const TenantId& tenant, const std::string& token) const
{
	if (token.empty()) return failed(Code::Missing, "nobody waits for a second factor here");
	return _context.store().read(
		tenant, [&](Sql& sql) { return waitings::find(sql, hashOf(token), _context.clock().now()); });
}

Result<Entrance::Asked> Entrance::asked(const TenantId& tenant, const std::string& token) const
{
	auto row = waiting(tenant, token);
	if (!row) return row.error();
	auto person = signerOf(tenant, row->right);
	if (!person) return person.error();
	auto state = _factors.stateOf(tenant, person->id);
	if (!state) return state.error();
	const bool hasMobile = !state->mobile.empty() && _factors.canText();
	const bool wantsCode = state->bySms || (!state->isOn() && hasMobile);
	const bool isMail = row->how == SecondFactors::kSms;
	return Asked{.person = *person,
		.byApp = state->hasApp,
		.bySent = wantsCode && (isMail || hasMobile),
		.isMail = isMail,
		.isSent = !row->code.empty(),
		.to = isMail    ? person->address
			: hasMobile ? _factors.masked(state->mobile)
						: std::string(),
		.needsSetup = !state->isOn() && !wantsCode,
		.others = state->others};
}

Result<> Entrance::countTry(const Visit& visit, const std::string& token)
{
	auto row = waiting(visit.caller.tenant, token);
	if (!row) return row.error();
	const auto& keys = _context.keys();
	const auto& user = row->right.user.value;
	const std::pair<std::string, Window> limits[] = {{bucket(keys, "second", user), kPersonTries},
		{bucket(keys, "second_day", user), kPersonDay},
		{bucket(keys, "second_network", visit.network), kNetworkTries}};
	auto wait = _context.store().write(visit.caller.tenant, [&](Sql& sql) -> Result<std::chrono::seconds> {
		std::chrono::seconds longest{0};
		for (const auto& [name, window]: limits)
		{
			auto counted = links::countRate(sql, name, window, _context.clock().now());
			if (!counted) return counted;
			longest = std::max(longest, *counted);
		}
		return longest;
	});
	if (!wait) return wait.error();
	return wait->count() > 0 ? factorsLimited(*wait) : Result<>();
}

Result<> Entrance::sendCode(const Visit& visit, const std::string& token)
{
	const auto& tenantId = visit.caller.tenant;
	auto asks = asked(tenantId, token);
	if (!asks) return asks.error();
	const auto tenant = _needs.tenants.byId(tenantId);
	if (!asks->bySent || !tenant) return failed(Code::Conflict, "auth: no code can be sent to this person");
	const auto code = _context.keys().code(kDigitAlphabet, kSentLength);
	const auto shown = code.substr(0, 3) + " " + code.substr(3);
	const auto now = _context.clock().now();
	auto state = _factors.stateOf(tenantId, asks->person.id);
	if (!state) return state.error();
	auto mail = asks->isMail ? secondCodeMail(Wording(_context), *tenant, asks->person, shown, kLife)
							 : Result<mail::Mail>(mail::Mail{});
	if (!mail) return mail.error();
	auto sent = _context.store().write(tenantId, [&](Sql& sql) -> Result<std::chrono::seconds> {
		if (asks->isMail)
		{
			auto wait = links::countRate(
				sql, bucket(_context.keys(), "second_mail", asks->person.id.value), kMailedCodes, now);
			if (!wait || wait->count() > 0) return wait;
		}
		if (auto kept = waitings::setCode(sql, hashOf(token), _factors.sentMac(hashOf(token), code)); !kept)
			return kept.error();
		auto queued = asks->isMail
			? _needs.outbox.queue(sql, *mail)
			: _needs.sender->queue(
				  sql, tenantId, secondCodeText(Wording(_context), *tenant, asks->person, state->mobile, shown, kLife));
		if (!queued) return queued.error();
		return std::chrono::seconds(0);
	});
	if (!sent) return sent.error().code == Code::Limited ? sent.error().at("code") : sent.error();
	return sent->count() > 0 ? factorsLimited(*sent) : Result<>();
}

Result<Waiting> Entrance::finish(
	const Visit& visit, const std::string& token, const std::string& factor, const std::function<Result<>(Sql&)>& use)
{
	const auto& tenant = visit.caller.tenant;
	auto row = waiting(tenant, token);
	if (!row) return row;
	auto person = signerOf(tenant, row->right);
	if (!person) return person.error();
	if (auto may = mayUse(*person, row->how); !may) return may.error();
	// One transaction: a factor that was used up lets exactly one browser in.
	return _context.store().write(tenant, [&](Sql& sql) -> Result<Waiting> {
		auto taken = waitings::take(sql, hashOf(token), _context.clock().now());
		if (!taken) return taken;
		if (auto used = use(sql); !used) return used.error();
		if (auto done = enter(sql, visit, *person, taken->how, factor); !done) return done.error();
		return taken;
	});
}

Result<Waiting> Entrance::answer(const Visit& visit, const std::string& token, std::string_view typed)
{
	if (auto counted = countTry(visit, token); !counted) return counted.error();
	auto row = waiting(visit.caller.tenant, token);
	if (!row) return row;
	auto match = _factors.match(visit.caller.tenant, *row, hashOf(token), typed);
	if (!match) return match.error();
	return finish(visit, token, match->factor, [&](Sql& sql) { return _factors.use(sql, row->right.user, *match); });
}

Result<Waiting> Entrance::complete(const Visit& visit, const std::string& token, const std::string& factor)
{
	return finish(visit, token, factor, [](Sql&) { return Result<>(); });
}

Result<> Entrance::sweep()
{
	return _context.store().writeAll("people who waited for a second factor too long",
		[&](Sql& sql) { return waitings::sweep(sql, _context.clock().now()); });
}

}
