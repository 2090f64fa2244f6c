#include "handlers/Opening.h"

#include "domain/OpeningCode.h"
#include "domain/Receipt.h"
#include "domain/SlotHeader.h"
#include "handlers/Gates.h"

#include <algorithm>

namespace sx::messages {
namespace {

Error refused() { return Error{Code::Missing, "refused", "", "refused"}; }
Error leaseOver() { return Error{Code::Expired, "the lease is over", "", "lease_over"}; }

Error locked(const Tries& tries, const std::optional<std::chrono::seconds>& retryAfter)
{
	Value extra = Value::object({{"tries_left", triesLeft(tries)}});
	if (retryAfter) extra.set("retry_after", static_cast<std::int64_t>(retryAfter->count()));
	return Error{Code::Limited, "too many wrong tries", "", "locked", "", std::move(extra)};
}

Bytes leaseHashOf(const Keys& keys, const Bytes& lease) { return keys.sha256("sx/lease" + lease.value); }

/// Reads the header "Authorization: Lease BASE64URL" and returns the lease's hash.
Result<Bytes> leaseHeader(const Keys& keys, Request& request)
{
	const auto header = request.header("Authorization").value_or("");
	constexpr std::string_view kScheme = "Lease ";
	if (!header.starts_with(kScheme)) return leaseOver();
	auto lease = keys.fromBase64Url(std::string_view(header).substr(kScheme.size()));
	if (!lease || lease->size() != 32) return leaseOver();
	return leaseHashOf(keys, *lease);
}

}

Opening::Opening(const Services& services, Register& events, const Destroyer& destroyer):
	_services(services), _register(events), _destroyer(destroyer),
	_nobody(services.keys().mac("messages.proof", services.keys().random(32).value))
{
}

Result<OpeningRow> Opening::proven(Request& request, const Value& body) const
{
	auto proof = bytesOf(_services.keys(), body["proof"], 32, "proof");
	if (!proof) return proof.error();
	const Token token{request.parameter("token")};
	auto found = _services.store().read(
		request.tenant().id, [&](Sql& sql) { return opening_rows::byToken(sql, token); });
	if (!found) return found.error();
	// A known and an unknown link cost the same: one read, one comparison, one line for the register (which drops lines
	// that belong to no message).
	const auto row = found->value_or(OpeningRow{});
	const bool hasMac = !row.proofMac.value.empty();
	const bool isRight = _services.keys().matches(
		"messages.proof", (*found ? row.grant.value : token.value) + proof->value, hasMac ? row.proofMac : _nobody);
	if (hasMac && isRight) return row;
	const auto cause = hasMac ? Refusal::WrongKey : refusalOf(row.state, _services.now());
	_register.note(request.tenant().id,
		eventOf(request, _services, row.message, row.grant, "refused", std::string(wordOf(cause))));
	return refused();
}

Error Opening::noted(Request& request, const OpeningRow& row, Error error) const
{
	if (error.problem == kGateGone)
		_register.note(request.tenant().id,
			eventOf(request, _services, row.message, row.grant, "refused", std::string(kGateGone)));
	return error;
}

Result<Response> Opening::gates(Request& request) const
{
	auto body = request.json();
	if (!body) return Error{Code::Invalid, body.error().detail, "", "bad_request"};
	auto row = proven(request, *body);
	if (!row) return row.error();
	const auto& tenant = request.tenant().id;
	const auto now = _services.now();
	const auto refusal = refusalOf(row->state, now);
	if (refusal != Refusal::None)
	{
		_register.note(
			tenant, eventOf(request, _services, row->message, row->grant, "refused", std::string(wordOf(refusal))));
		return refused();
	}
	auto others = _services.store().read(tenant, [&](Sql& sql) { return gate_rows::ofGrant(sql, row->grant); });
	if (!others) return others.error();
	Value::List gates;
	if (row->state.gates & kPasswordGate) gates.emplace_back("password");
	if (row->state.gates & kCodeGate) gates.emplace_back("code");
	Value shown = Value::Object{}, waits = Value::Object{};
	for (const auto& each: *others)
	{
		auto grant = openGate(_services, tenant, row->message, row->grant, row->language, each);
		if (!grant) return noted(request, *row, grant.error());
		auto view = gateNamed(_services, each.name)->shown(*grant);
		if (!view) return view.error();
		gates.emplace_back(each.name);
		if (now < each.askAfter)
			waits.set(each.name, std::chrono::ceil<std::chrono::seconds>(each.askAfter - now).count());
		shown.set(each.name, std::move(*view));
	}
	_register.note(tenant, eventOf(request, _services, row->message, row->grant, "visited"));
	auto response = Response::json(Value::object({
		{"v", 1},
		{"header", _services.keys().toBase64Url(std::string_view(row->slot.value).substr(0, kHeaderBytes))},
		{"gates", std::move(gates)},
		{"shown", std::move(shown)},
		{"waits", std::move(waits)},
		{"opens_left", row->state.opensLeft},
		{"opens", row->opens},
		{"expires", isoTime(row->state.expires)},
		{"language", row->language.shortTag()},
		{"from",
			Value::object({{"name", row->senderName}, {"address", row->senderAddress}, {"verified", !row->isByLink}})},
		{"sent", isoTime(row->sent)},
	}));
	response.header("Cache-Control", "no-store");
	return response;
}

Result<Opening::Attempt> Opening::attemptOf(const Value& body, const OpeningRow& row) const
{
	const auto& keys = _services.keys();
	auto lease = bytesOf(keys, body["lease"], 32, "lease");
	if (!lease) return lease.error();
	Attempt out{leaseHashOf(keys, *lease), {}, body["answers"]};
	// Always compute every gate, so that timing does not reveal which one was wrong.
	if (row.state.gates & kPasswordGate)
	{
		GateAnswer password{"password", kPasswordGate, !body["password_proof"].isNull()};
		if (password.isGiven)
		{
			auto proof = bytesOf(keys, body["password_proof"], 32, "password_proof");
			if (!proof) return proof.error();
			password.isRight = keys.matches("messages.password", row.grant.value + proof->value, row.passwordMac);
		}
		out.answers.push_back(std::move(password));
	}
	if (row.state.gates & kCodeGate)
		out.answers.push_back({"code",
			kCodeGate,
			!body["code"].isNull(),
			keys.matches(
				"messages.code", row.grant.value + cleanOpeningCode(body["code"].text().substr(0, 64)), row.codeMac)});
	return out;
}

Result<Response> Opening::open(Request& request) const
{
	auto body = request.json();
	if (!body) return Error{Code::Invalid, body.error().detail, "", "bad_request"};
	auto row = proven(request, *body);
	if (!row) return row.error();
	auto attempt = attemptOf(*body, *row);
	if (!attempt) return attempt.error();
	const auto& tenant = request.tenant().id;
	for (int turn = 0;; ++turn)
	{
		auto outcome = _services.store().write(tenant, [&](Sql& sql) { return decide(sql, request, *row, *attempt); });
		if (outcome) return answer(request, *outcome);
		// Two requests asked for the same lease at once: the second one finds it on its next turn.
		if (outcome.error().code != Code::Conflict || turn == 2) return noted(request, *row, outcome.error());
	}
}

Result<std::vector<GateAnswer>> Opening::answersOf(
	const TenantId& tenant, const OpeningRow& row, const std::vector<GateRow>& gates, const Attempt& attempt) const
{
	auto out = attempt.answers;
	for (const auto& each: gates)
	{
		auto grant = openGate(_services, tenant, row.message, row.grant, row.language, each);
		if (!grant) return grant.error();
		const auto* gate = gateNamed(_services, each.name);
		const auto& answer = attempt.others[each.name];
		out.push_back({each.name, gate->flag(), !answer.isNull(), gate->isRight(*grant, answer.text().substr(0, 256))});
	}
	const auto missing = std::find_if(out.begin(), out.end(), [](const GateAnswer& each) { return !each.isGiven; });
	if (missing == out.end()) return out;
	const auto field = missing->flag == kPasswordGate ? "password_proof"
		: missing->flag == kCodeGate                  ? "code"
													  : "answers." + missing->name;
	return Error{Code::Invalid, "a gate has no answer", "", "bad_request", field};
}

Result<Response> Opening::ask(Request& request, const std::string& gate) const
{
	auto body = request.json();
	if (!body) return Error{Code::Invalid, body.error().detail, "", "bad_request"};
	auto row = proven(request, *body);
	if (!row) return row.error();
	auto wait = _services.store().write(request.tenant().id, [&](Sql& sql) { return askIn(sql, request, *row, gate); });
	if (!wait) return noted(request, *row, wait.error());
	return Response::json(Value::object({{"retry_after", static_cast<std::int64_t>(wait->count())}}), 202);
}

Result<std::chrono::seconds> Opening::askIn(
	Sql& sql, Request& request, const OpeningRow& seen, const std::string& name) const
{
	const auto now = _services.now();
	const auto& tenant = request.tenant().id;
	auto row = opening_rows::lock(sql, seen);
	if (!row) return row.error();
	if (refusalOf(row->state, now) != Refusal::None) return refused();
	if (const auto lock = lockOf(row->state.tries, now)) return locked(row->state.tries, lock->retryAfter);
	auto gates = gate_rows::ofGrant(sql, row->grant);
	if (!gates) return gates.error();
	const auto found = std::find_if(
		gates->begin(), gates->end(), [&](const GateRow& each) { return each.name == name; });
	const auto* gate = found == gates->end() ? nullptr : gateNamed(_services, name);
	if (!gate || !gate->asks()) return Error{Code::Invalid, "nothing to ask for", "", "bad_request", "gate"};
	// Requested twice, by a person or by a client that lost the response: what was sent still counts.
	if (now < found->askAfter) return std::chrono::ceil<std::chrono::seconds>(found->askAfter - now);
	auto grant = openGate(_services, tenant, row->message, row->grant, row->language, *found);
	if (!grant) return grant.error();
	auto asked = gate->ask(sql, *grant);
	if (!asked) return asked.error();
	if (auto put = gate_rows::setAsked(sql,
			row->grant,
			name,
			sealedState(_services, tenant, row->grant, name, asked->state),
			now + asked->retryAfter);
		!put)
		return put.error();
	if (auto put = event_rows::append(sql, eventOf(request, _services, row->message, row->grant, "asked", name)); !put)
		return put.error();
	return asked->retryAfter;
}

Result<Opening::Outcome> Opening::decide(
	Sql& sql, Request& request, const OpeningRow& seen, const Attempt& attempt) const
{
	auto row = opening_rows::lock(sql, seen);
	if (!row) return row.error();
	auto held = opening_rows::leaseOf(sql, row->grant, attempt.leaseHash);
	if (!held) return held.error();
	std::optional<HeldLease> lease;
	if (*held) lease = HeldLease{(*held)->expires, (*held)->isEnded};
	std::vector<GateAnswer> answers;
	// A tab that holds a lease need not answer the gates again; for all others, an absent answer is missing, not wrong.
	if (!lease && refusalOf(row->state, _services.now()) == Refusal::None)
	{
		auto gates = gate_rows::ofGrant(sql, row->grant);
		if (!gates) return gates.error();
		auto all = answersOf(request.tenant().id, *row, *gates, attempt);
		if (!all) return all.error();
		answers = std::move(*all);
	}
	Outcome out{
		decideOpen(row->state, answers, lease, _services.now()), std::move(*row), held->value_or(LeaseRow{}), {}};
	using Kind = OpenDecision::Kind;
	if (out.decision.kind == Kind::Wrong)
	{
		if (auto put = opening_rows::setTries(sql, out.row.grant, out.decision.tries); !put) return put.error();
		auto event = eventOf(request,
			_services,
			out.row.message,
			out.row.grant,
			triesLeft(out.decision.tries) ? "wrong_secret" : "locked",
			wrongNames(answers));
		event.number = triesLeft(out.decision.tries);
		if (auto put = event_rows::append(sql, event); !put) return put.error();
	}
	if (out.decision.kind == Kind::Take)
		if (auto taken = take(sql, request, attempt, out); !taken) return taken.error();
	if (out.decision.kind == Kind::Take || out.decision.kind == Kind::Repeat)
	{
		auto files = message_rows::filesOf(sql, out.row.message);
		if (!files) return files.error();
		out.files = std::move(*files);
	}
	return out;
}

Result<> Opening::take(Sql& sql, Request& request, const Attempt& attempt, Outcome& outcome) const
{
	const auto now = _services.now();
	auto number = opening_rows::takeOpen(sql, outcome.row.grant, now);
	if (!number) return number.error();
	if (*number == 0)
	{
		outcome.decision = {OpenDecision::Kind::Refuse, Refusal::UsedUp};
		return {};
	}
	outcome.lease = {*number, now, leaseEnd(now, _services.lease, outcome.row.state.expires), false};
	// Write the lease in the same transaction: a crash loses both or neither.
	auto put = opening_rows::insertLease(sql, outcome.row, attempt.leaseHash, *number, now, outcome.lease.expires);
	if (!put) return put;
	if (put = gate_rows::forgetAsked(sql, outcome.row.grant); !put) return put;
	auto event = eventOf(request, _services, outcome.row.message, outcome.row.grant, "opened");
	event.number = *number;
	if (put = event_rows::append(sql, event); !put) return put;
	return _services.context.jobs().enqueue(sql,
		{.kind = "messages.opened",
			.payload = Value::object({{"message", outcome.row.message.value}, {"event", event.id.value}})});
}

Result<Response> Opening::answer(Request& request, const Outcome& outcome) const
{
	using Kind = OpenDecision::Kind;
	const auto& decision = outcome.decision;
	const auto& tenant = request.tenant().id;
	switch (decision.kind)
	{
	case Kind::Take: _services.context.metrics().count("opens"); return opened(tenant, outcome);
	case Kind::Repeat: return opened(tenant, outcome);
	case Kind::LeaseOver: return leaseOver();
	case Kind::Refuse:
		_register.note(tenant,
			eventOf(request,
				_services,
				outcome.row.message,
				outcome.row.grant,
				"refused",
				std::string(wordOf(decision.refusal))));
		return refused();
	case Kind::Wrong:
	{
		_services.context.metrics().count("wrong_secrets");
		Value extra = Value::object({{"tries_left", triesLeft(decision.tries)}});
		if (decision.tries.waitUntil > _services.now())
			extra.set("retry_after",
				std::chrono::ceil<std::chrono::seconds>(decision.tries.waitUntil - _services.now()).count());
		return Error{Code::Denied, "wrong password or code", "", "wrong_secret", "", std::move(extra)};
	}
	case Kind::Locked:
	{
		_register.note(
			tenant, eventOf(request, _services, outcome.row.message, outcome.row.grant, "refused", "locked"));
		return locked(decision.tries, decision.retryAfter);
	}
	}
	return refused();
}

Result<Response> Opening::opened(const TenantId& tenant, const Outcome& outcome) const
{
	const auto& keys = _services.keys();
	auto share = keys.open(rowIdentity(tenant, outcome.row.grant.value, "share"), outcome.row.share);
	if (!share) return share.error();
	Value::List files;
	for (const auto& file: outcome.files)
		files.push_back(Value::object({{"id", file.id.value}, {"bytes", file.bytes}}));
	auto response = Response::json(Value::object({
		{"lease_expires", isoTime(outcome.lease.expires)},
		{"share", keys.toBase64Url(share->reveal())},
		{"slot", keys.toBase64Url(outcome.row.slot.value)},
		{"files", std::move(files)},
		{"to", Value::object({{"name", outcome.row.name}, {"address", outcome.row.address}})},
		{"replies", static_cast<bool>(_services.people.byUser(tenant, outcome.row.owner))},
	}));
	response.header("Cache-Control", "no-store");
	return response;
}

Result<LeasedFile> Opening::leased(Request& request, const FileId& file, Bytes& leaseHash) const
{
	auto hash = leaseHeader(_services.keys(), request);
	if (!hash) return hash.error();
	leaseHash = std::move(*hash);
	const Token token{request.parameter("token")};
	auto found = _services.store().read(
		request.tenant().id, [&](Sql& sql) { return opening_rows::leased(sql, token, leaseHash, file); });
	if (!found) return found.error();
	// An unknown link and a lease that never existed look like a lease that is over.
	if (!*found || !(*found)->isLive || (*found)->lease.isEnded) return leaseOver();
	const auto now = _services.now();
	if (now >= (*found)->lease.expires || now >= (*found)->messageExpires) return leaseOver();
	return std::move(**found);
}

Result<Response> Opening::file(Request& request) const
{
	const FileId id{request.parameter("file")};
	Bytes leaseHash;
	auto found = leased(request, id, leaseHash);
	if (!found) return found.error();
	if (!found->file) return refused();
	const auto& tenant = request.tenant().id;
	const auto until = renewedEnd(found->lease.started,
		found->lease.expires,
		_services.now(),
		_services.lease,
		found->file->bytes,
		found->messageExpires);
	if (until > found->lease.expires + std::chrono::minutes(1))
	{
		auto renewed = _services.store().write(
			tenant, [&](Sql& sql) { return opening_rows::renewLease(sql, found->grant, leaseHash, until); });
		if (!renewed) return renewed.error();
	}
	auto response = _services.blobs.send(tenant, found->file->blob);
	if (!response) return response;
	if (id.value != kManifestId)
		_register.note(tenant, eventOf(request, _services, found->message, found->grant, "downloaded", id.value));
	response->header("Cache-Control", "no-store");
	return response;
}

Result<Response> Opening::finish(Request& request) const
{
	Bytes leaseHash;
	auto found = leased(request, {std::string(kManifestId)}, leaseHash);
	if (!found) return found.error();
	const auto& tenant = request.tenant().id;
	auto isOver = _services.store().write(tenant, [&](Sql& sql) -> Result<bool> {
		if (auto locked = destruction_rows::lockMessage(sql, found->message); !locked) return locked.error();
		auto ended = opening_rows::endLease(sql, found->grant, leaseHash, _services.now());
		if (!ended || !*ended) return ended;
		auto event = eventOf(request, _services, found->message, found->grant, "finished");
		event.number = found->lease.number;
		if (auto put = event_rows::append(sql, event); !put) return put.error();
		return _destroyer.closeGrant(sql, found->message, found->grant);
	});
	if (!isOver) return isOver.error();
	if (*isOver)
		if (auto gone = _destroyer.run(tenant, found->message); !gone)
			_services.context.log().warning(
				"messages.destroy.delayed", {{"message", found->message.value}, {"detail", gone.error().detail}});
	return Response::empty(204);
}

}
