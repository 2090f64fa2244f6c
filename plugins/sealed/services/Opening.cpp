#include "services/Opening.h"

#include "domain/OpeningCode.h"
#include "domain/SlotHeader.h"
#include "store/EventRows.h"
#include "sx/time.h"

#include <algorithm>

namespace sx::sealed {
namespace {

Error lockedGrant(const Tries& tries, const std::optional<std::chrono::seconds>& retryAfter)
{
	auto extra = Value::object({{"tries_left", triesLeft(tries)}});
	if (retryAfter) extra.set("retry_after", static_cast<std::int64_t>(retryAfter->count()));
	return {.code = Code::Limited, .detail = "too many wrong tries", .problem = "locked", .extra = std::move(extra)};
}

std::int64_t secondsUntil(Instant at, Instant now) { return std::chrono::ceil<std::chrono::seconds>(at - now).count(); }

/// Returns the member of the request that answers a gate.
std::string fieldOf(const GateAnswer& answer)
{
	if (answer.flag == kPasswordGate) return "password_proof";
	return answer.flag == kCodeGate ? "code" : "answers." + answer.name;
}

}

Error refusedLink() { return refused(Code::Missing, "refused", "refused"); }

Bytes leaseHashOf(const Keys& keys, const Bytes& lease) { return keys.sha256("sx/lease" + lease.value); }

Opening::Opening(const Services& services,
	const Gates& gates,
	RegisterWriter& events,
	const Shares& shares,
	const ItemQuotas& quotas):
	_services(services),
	_gates(gates), _register(events), _shares(shares), _quotas(quotas),
	_nobody(services.keys().mac("sealed.proof", services.keys().random(32).value))
{
}

Event Opening::eventOf(const Reader& reader, const OpeningRow& row, EventKind kind, std::string cause) const
{
	return {.id = {_services.keys().uuid()},
		.item = row.item,
		.grant = row.grant,
		.at = _services.now(),
		.kind = kind,
		.cause = std::move(cause),
		.actor = reader.actor};
}

void Opening::noteRefusal(const Reader& reader, const OpeningRow& row, std::string_view cause) const
{
	_register.note(reader.tenant, eventOf(reader, row, EventKind::Refused, std::string(cause)));
}

Error Opening::noted(const Reader& reader, const OpeningRow& row, Error error) const
{
	if (error.problem == kGateGone) noteRefusal(reader, row, kGateGone);
	return error;
}

Result<OpeningRow> Opening::proven(const Reader& reader, const Value& body) const
{
	auto proof = bytesOf(_services.keys(), body["proof"], 32, "proof");
	if (!proof) return proof.error();
	auto found = _services.store().read(
		reader.tenant, [&](Sql& sql) { return opening_rows::byToken(sql, reader.token); });
	if (!found) return found.error();
	// A known and an unknown link cost the same: one read, one comparison, one line for the register (which drops lines
	// that belong to no item).
	const auto row = found->value_or(OpeningRow{});
	const bool hasMac = !row.proofMac.value.empty();
	const bool isRight = _services.keys().matches("sealed.proof",
		(*found ? row.grant.value : reader.token.value) + proof->value,
		hasMac ? row.proofMac : _nobody);
	if (hasMac && isRight) return row;
	noteRefusal(reader, row, wordOf(hasMac ? Refusal::WrongKey : refusalOf(row.state, _services.now())));
	return refusedLink();
}

Result<Value> Opening::gates(const Reader& reader, const Value& body) const
{
	auto row = proven(reader, body);
	if (!row) return row.error();
	const auto now = _services.now();
	if (const auto refusal = refusalOf(row->state, now); refusal != Refusal::None)
	{
		noteRefusal(reader, *row, wordOf(refusal));
		return refusedLink();
	}
	auto others = _services.store().read(reader.tenant, [&](Sql& sql) { return gate_rows::ofGrant(sql, row->grant); });
	if (!others) return others.error();
	Value::List gates;
	if (row->state.gates & kPasswordGate) gates.emplace_back("password");
	if (row->state.gates & kCodeGate) gates.emplace_back("code");
	Value shown = Value::Object{}, waits = Value::Object{};
	for (const auto& each: *others)
	{
		auto grant = _gates.unsealed(reader.tenant, row->item, row->grant, row->language, each);
		if (!grant) return noted(reader, *row, grant.error());
		auto view = _gates.named(each.name)->shown(*grant);
		if (!view) return view.error();
		gates.emplace_back(each.name);
		if (now < each.askAfter) waits.set(each.name, secondsUntil(each.askAfter, now));
		shown.set(each.name, std::move(*view));
	}
	_register.note(reader.tenant, eventOf(reader, *row, EventKind::Visited));
	const auto& author = row->author;
	return Value::object({
		{"v", 1},
		{"header", _services.keys().toBase64Url(std::string_view(row->slot.value).substr(0, kHeaderBytes))},
		{"gates", std::move(gates)},
		{"code_by", kCodeDeliveries.wordOf(row->codeDelivery)},
		{"shown", std::move(shown)},
		{"waits", std::move(waits)},
		{"opens_left", row->state.opensLeft},
		{"opens", row->opens},
		{"expires", isoTime(row->state.expires)},
		{"language", row->language.shortTag()},
		{"from", Value::object({{"name", author.name}, {"address", author.address}, {"verified", author.isVerified}})},
		{"sent", isoTime(row->sent)},
		{"kind", row->kind},
		{"words", wordsOf(row->kind, reader.language)},
	});
}

Value Opening::wordsOf(const std::string& kind, const Language& language) const
{
	Value out = Value::Object{};
	const auto* known = _services.kindNamed(kind);
	for (const auto key: kReaderWords)
		if (auto word = known ? known->word(language, key) : std::nullopt) out.set(std::string(key), std::move(*word));
	return out;
}

Result<std::chrono::seconds> Opening::ask(const Reader& reader, const Value& body, const std::string& gate) const
{
	auto row = proven(reader, body);
	if (!row) return row.error();
	auto wait = _services.store().write(reader.tenant, [&](Sql& sql) { return askIn(sql, reader, *row, gate); });
	if (!wait) return noted(reader, *row, wait.error());
	return wait;
}

Result<std::chrono::seconds> Opening::askIn(
	Sql& sql, const Reader& reader, const OpeningRow& seen, const std::string& name) const
{
	const auto now = _services.now();
	auto row = opening_rows::lock(sql, seen);
	if (!row) return row.error();
	if (refusalOf(row->state, now) != Refusal::None) return refusedLink();
	if (const auto lock = lockOf(row->state.tries, now)) return lockedGrant(row->state.tries, lock->retryAfter);
	auto gates = gate_rows::ofGrant(sql, row->grant);
	if (!gates) return gates.error();
	const auto found = std::find_if(
		gates->begin(), gates->end(), [&](const GateRow& each) { return each.name == name; });
	const auto* gate = found == gates->end() ? nullptr : _gates.named(name);
	if (!gate || !gate->asks()) return invalid("gate", "nothing to ask for", "bad_request");
	// Requested twice, by a person or by a client that lost the response: what was sent still counts.
	if (now < found->askAfter) return std::chrono::ceil<std::chrono::seconds>(found->askAfter - now);
	if (auto taken = _quotas.ask(sql, reader.actor.address); !taken) return taken.error();
	auto grant = _gates.unsealed(reader.tenant, row->item, row->grant, row->language, *found);
	if (!grant) return grant.error();
	grant->owner = row->owner;
	auto asked = gate->ask(sql, *grant);
	if (!asked) return asked.error();
	auto put = gate_rows::setAsked(sql,
		row->grant,
		name,
		_gates.sealedState(reader.tenant, row->grant, name, asked->state),
		now + asked->retryAfter);
	if (!put) return put.error();
	put = event_rows::append(sql, eventOf(reader, *row, EventKind::Asked, name));
	if (!put) return put.error();
	return asked->retryAfter;
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
			password.isRight = keys.matches("sealed.password", row.grant.value + proof->value, row.passwordMac);
		}
		out.answers.push_back(std::move(password));
	}
	if (row.state.gates & kCodeGate)
	{
		const auto typed = cleanOpeningCode(body["code"].text().substr(0, 64));
		out.answers.push_back({"code",
			kCodeGate,
			!body["code"].isNull(),
			keys.matches("sealed.code", row.grant.value + typed, row.codeMac)});
	}
	return out;
}

Result<std::vector<GateAnswer>> Opening::answersOf(
	const TenantId& tenant, const OpeningRow& row, const std::vector<GateRow>& gates, const Attempt& attempt) const
{
	auto out = attempt.answers;
	for (const auto& each: gates)
	{
		auto grant = _gates.unsealed(tenant, row.item, row.grant, row.language, each);
		if (!grant) return grant.error();
		const auto* gate = _gates.named(each.name);
		const auto& answer = attempt.others[each.name];
		out.push_back({each.name, gate->flag(), !answer.isNull(), gate->isRight(*grant, answer.text().substr(0, 256))});
	}
	const auto missing = std::find_if(out.begin(), out.end(), [](const GateAnswer& each) { return !each.isGiven; });
	if (missing == out.end()) return out;
	return invalid(fieldOf(*missing), "a gate has no answer", "bad_request");
}

Result<Value> Opening::open(const Reader& reader, const Value& body) const
{
	auto row = proven(reader, body);
	if (!row) return row.error();
	auto attempt = attemptOf(body, *row);
	if (!attempt) return attempt.error();
	for (int turn = 0;; ++turn)
	{
		auto outcome = _services.store().write(
			reader.tenant, [&](Sql& sql) { return decide(sql, reader, *row, *attempt); });
		if (outcome) return answerTo(reader, *outcome);
		// Two requests asked for the same lease at once: the second one finds it on its next turn.
		if (outcome.error().code != Code::Conflict || turn == 2) return noted(reader, *row, outcome.error());
	}
}

Result<Opening::Outcome> Opening::decide(
	Sql& sql, const Reader& reader, const OpeningRow& seen, const Attempt& attempt) const
{
	using Kind = OpenDecision::Kind;
	const auto now = _services.now();
	auto row = opening_rows::lock(sql, seen);
	if (!row) return row.error();
	auto held = opening_rows::leaseOf(sql, row->grant, attempt.leaseHash);
	if (!held) return held.error();
	std::optional<HeldLease> lease;
	if (*held) lease = HeldLease{(*held)->expires, (*held)->isEnded};
	std::vector<GateAnswer> answers;
	// A tab that holds a lease need not answer the gates again; for all others, an absent answer is missing, not wrong.
	if (!lease && refusalOf(row->state, now) == Refusal::None)
	{
		auto gates = gate_rows::ofGrant(sql, row->grant);
		if (!gates) return gates.error();
		auto all = answersOf(reader.tenant, *row, *gates, attempt);
		if (!all) return all.error();
		answers = std::move(*all);
	}
	Outcome out{decideOpen(row->state, answers, lease, now), std::move(*row), held->value_or(LeaseRow{})};
	if (out.decision.kind == Kind::Wrong)
		if (auto counted = countWrong(sql, reader, out, answers); !counted) return counted.error();
	if (out.decision.kind == Kind::Take || out.decision.kind == Kind::Repeat)
	{
		// First of all: a server that lacks a key takes no open.
		auto share = _shares.opened(reader.tenant, out.row.grant, out.row.share);
		if (!share) return share.error();
		out.share = std::move(*share);
	}
	if (out.decision.kind == Kind::Take)
		if (auto taken = take(sql, reader, attempt, out); !taken) return taken.error();
	if (out.decision.kind == Kind::Take || out.decision.kind == Kind::Repeat)
	{
		auto files = item_rows::filesOf(sql, out.row.item);
		if (!files) return files.error();
		out.files = std::move(*files);
	}
	return out;
}

Result<> Opening::countWrong(
	Sql& sql, const Reader& reader, const Outcome& outcome, const std::vector<GateAnswer>& answers) const
{
	if (auto put = opening_rows::setTries(sql, outcome.row.grant, outcome.decision.tries); !put) return put;
	const auto left = triesLeft(outcome.decision.tries);
	auto event = eventOf(reader, outcome.row, left ? EventKind::WrongSecret : EventKind::Locked, wrongNames(answers));
	event.number = left;
	return event_rows::append(sql, event);
}

Result<> Opening::take(Sql& sql, const Reader& reader, const Attempt& attempt, Outcome& outcome) const
{
	const auto now = _services.now();
	auto number = opening_rows::takeOpen(sql, outcome.row.grant, now);
	if (!number) return number.error();
	if (*number == 0)
	{
		outcome.decision = {OpenDecision::Kind::Refuse, Refusal::UsedUp};
		return {};
	}
	outcome.lease = {*number, now, leaseEnd(now, _services.limits.lease, outcome.row.state.expires), false};
	// Write the lease in the same transaction: a crash loses both or neither.
	auto put = opening_rows::insertLease(sql, outcome.row, attempt.leaseHash, *number, now, outcome.lease.expires);
	if (!put) return put;
	if (put = gate_rows::forgetAsked(sql, outcome.row.grant); !put) return put;
	auto event = eventOf(reader, outcome.row, EventKind::Opened);
	event.number = *number;
	event.most = outcome.row.opens;
	if (put = event_rows::append(sql, event); !put) return put;
	if (*number == 1)
		if (put = _services.count(sql, outcome.row.owner, {.opened = 1}); !put) return put;
	auto* kind = _services.kindNamed(outcome.row.kind);
	return kind ? kind->opened(sql, event) : Result<>();
}

Result<Value> Opening::answerTo(const Reader& reader, const Outcome& outcome) const
{
	using Kind = OpenDecision::Kind;
	const auto& decision = outcome.decision;
	switch (decision.kind)
	{
	case Kind::Take: _services.context.metrics().count("opens"); return opened(reader, outcome);
	case Kind::Repeat: return opened(reader, outcome);
	case Kind::LeaseOver: return refused(Code::Expired, "lease_over", "the lease is over");
	case Kind::Refuse: noteRefusal(reader, outcome.row, wordOf(decision.refusal)); return refusedLink();
	case Kind::Wrong:
	{
		_services.context.metrics().count("wrong_secrets");
		auto extra = Value::object({{"tries_left", triesLeft(decision.tries)}});
		if (decision.tries.waitUntil > _services.now())
			extra.set("retry_after", secondsUntil(decision.tries.waitUntil, _services.now()));
		return Error{.code = Code::Denied,
			.detail = "wrong password or code",
			.problem = "wrong_secret",
			.extra = std::move(extra)};
	}
	case Kind::Locked:
		noteRefusal(reader, outcome.row, "locked");
		return lockedGrant(decision.tries, decision.retryAfter);
	}
	return refusedLink();
}

Result<Value> Opening::opened(const Reader& reader, const Outcome& outcome) const
{
	const auto& keys = _services.keys();
	const auto& [decision, row, lease, all, share] = outcome;
	Value::List files;
	for (const auto& file: all) files.push_back(Value::object({{"id", file.id.value}, {"bytes", file.bytes}}));
	auto out = Value::object({
		{"lease_expires", isoTime(lease.expires)},
		{"lease_seconds", std::max<std::int64_t>(0, secondsUntil(lease.expires, _services.now()))},
		{"share", keys.toBase64Url(share->reveal())},
		{"slot", keys.toBase64Url(row.slot.value)},
		{"files", std::move(files)},
		{"to", Value::object({{"name", row.name}, {"address", row.address}})},
		{"kind", row.kind},
		{"words", wordsOf(row.kind, reader.language)},
	});
	if (auto* kind = _services.kindNamed(row.kind))
	{
		auto more = kind->forReader(reader.tenant, row.item);
		if (!more) return more.error();
		for (const auto& [name, value]: more->members()) out.set(name, value);
	}
	return out;
}

}
