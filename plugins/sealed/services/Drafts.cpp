#include "services/Drafts.h"

#include "domain/OpeningCode.h"
#include "domain/SlotHeader.h"
#include "domain/Terms.h"

namespace sx::sealed {
namespace {

constexpr std::size_t kShareBytes = 32, kMaxNoteBytes = 8192;

bool isWanted(const Value& setting) { return !setting.isNull() && !(setting.isFlag() && !setting.flag()); }

std::string grantField(std::size_t index) { return "grants[" + std::to_string(index) + "]."; }

}

std::string Drafts::drawCode() const { return _services.keys().code(kCodeAlphabet, kCodeLength); }

Bytes Drafts::codeMac(const GrantId& grant, std::string_view code) const
{
	return _services.keys().mac("sealed.code", grant.value + std::string(code));
}

Result<GrantRow> Drafts::newGrant(
	const TenantId& tenant, const NewGrant& wanted, Instant expires, const std::string& field) const
{
	const auto& keys = _services.keys();
	GrantRow out;
	out.begun.id = {newId(keys)};
	out.begun.token = {keys.token()};
	out.address = wanted.address;
	out.name = wanted.name;
	out.opens = wanted.opens;
	for (const auto& [name, setting]: wanted.gates)
	{
		if (!isWanted(setting)) continue;
		if (const auto own = ownGate(name); own)
		{
			out.begun.flags |= own;
			continue;
		}
		auto gate = _gates.set(tenant, out.begun.id, name, setting, field + "gates." + name);
		if (!gate) return gate.error();
		out.begun.flags |= _gates.named(name)->flag();
		out.gates.push_back(std::move(*gate));
	}
	out.begun.share = Secret(keys.random(kShareBytes).value);
	auto share = _shares.sealed(tenant, out.begun.id, expires, out.begun.share.reveal());
	if (!share) return share.error();
	out.share = std::move(*share);
	if (!(out.begun.flags & kCodeGate)) return out;
	out.begun.code = drawCode();
	out.codeMac = codeMac(out.begun.id, out.begun.code);
	out.codeSealed = keys.seal(rowIdentity(tenant, out.begun.id.value, "code"), out.begun.code);
	return out;
}

Result<> Drafts::ask(Sql& sql, Sending& sending) const
{
	for (auto* rule: _services.rules)
		if (auto may = rule->check(sql, sending); !may) return may;
	return {};
}

Result<> Drafts::obey(Sql& sql, const Terms& terms, std::vector<NewGrant>& grants) const
{
	if (!terms.network.empty()) return {};
	Sending sending{.kind = terms.kind,
		.owner = terms.owner,
		.recipients = {},
		.hasFiles = terms.files.size() > 1,
		.files = terms.files,
		.isInClear = terms.isInClear};
	for (const auto& each: grants)
	{
		sending.recipients.push_back(
			{.address = each.address, .gates = {}, .opens = each.opens, .hasChosenOpens = each.hasChosenOpens});
		for (const auto& [name, setting]: each.gates)
			if (isWanted(setting)) sending.recipients.back().gates.push_back(name);
	}
	if (auto may = ask(sql, sending); !may) return may;
	for (std::size_t i = 0; i < grants.size(); ++i) grants[i].opens = sending.recipients[i].opens;
	return {};
}

Result<> Drafts::obeyStill(Sql& sql, const Item& item, const std::vector<FileRow>& files) const
{
	if (item.isOfStranger || _services.rules.empty()) return {};
	auto grants = item_rows::grantsOf(sql, {item.id});
	if (!grants) return grants.error();
	Sending sending{.kind = item.kind,
		.owner = item.owner,
		.recipients = {},
		.hasFiles = files.size() > 1,
		.isInClear = item.isInClear};
	for (const auto& file: files) sending.files.push_back({file.id, file.bytes});
	for (const auto& each: *grants)
	{
		auto gates = each.gates;
		if (each.flags & kPasswordGate) gates.emplace_back("password");
		if (each.flags & kCodeGate) gates.emplace_back("code");
		sending.recipients.push_back({.address = each.address, .gates = std::move(gates), .opens = each.opens});
	}
	return ask(sql, sending);
}

Result<Begun> Drafts::begin(Sql& sql, const Terms& terms) const
{
	if (!_services.kindNamed(terms.kind)) return failed(Code::Internal, "no plugin registered kind " + terms.kind);
	if (auto fine = checkTerms(terms, _services.limits); !fine) return fine.error();
	auto settings = _services.tenantSettings.in(sql);
	if (!settings) return settings.error();
	auto all = terms.grants;
	if (asksCodeAlwaysIn(**settings))
		for (auto& wanted: all) wanted.gates.insert_or_assign("code", true);
	// Whoever wrote through a link chose none of this and cannot be asked for the code later.
	const bool isByLink = !terms.network.empty() || !terms.link.empty();
	auto codeDelivery = codeDeliveryIn(**settings);
	if (codeDelivery == CodeDelivery::Author && isByLink) codeDelivery = CodeDelivery::Mail;
	if (auto may = obey(sql, terms, all); !may) return may.error();
	const auto now = _services.now();
	std::vector<GrantRow> grants;
	for (std::size_t i = 0; i < all.size(); ++i)
	{
		auto grant = newGrant(sql.tenant(), all[i], now + terms.expiresIn, grantField(i));
		if (!grant) return grant.error();
		grants.push_back(std::move(*grant));
	}
	Weight weight{.owner = terms.owner, .link = terms.link};
	for (const auto& file: terms.files) weight.bytes += file.bytes;
	if (auto taken = _quotas.begin(sql, weight, terms.network); !taken) return taken.error();
	std::vector<FileRow> files;
	for (const auto& file: terms.files)
	{
		auto blob = _services.blobs.create(sql, file.bytes);
		if (!blob) return blob.error();
		files.push_back({file.id, *blob, file.bytes});
	}
	const Item item{.id = {newId(_services.keys())},
		.kind = terms.kind,
		.owner = terms.owner,
		.author = terms.author,
		.language = terms.language,
		.made = now,
		.expires = now + terms.expiresIn,
		.link = terms.link,
		.isOfStranger = !terms.network.empty(),
		.isInClear = terms.isInClear,
		.codeDelivery = codeDelivery};
	if (auto put = item_rows::insert(sql, item, grants, files); !put) return put.error();
	Begun out{item.id, item.expires, {}, codeDelivery};
	for (auto& grant: grants) out.grants.push_back(std::move(grant.begun));
	return out;
}

Result<SealedGrant> Drafts::readOne(const Value& each, const Grant& grant, const std::string& field) const
{
	const auto& keys = _services.keys();
	SealedGrant out{grant.id, {}, {}, {}};
	auto slot = bytesOf(keys, each["slot"], kSlotBytes, field + "slot");
	if (!slot) return slot.error();
	auto itemId = keys.fromBase64Url(grant.item.value), grantId = keys.fromBase64Url(grant.id.value);
	if (!itemId || !grantId) return failed(Code::Internal, "an id is not base64url");
	if (auto fits = checkSlot(slot->value, {itemId->value, grantId->value, grant.flags}, field + "slot"); !fits)
		return fits.error();
	out.slot = std::move(*slot);
	auto proof = bytesOf(keys, each["proof"], 32, field + "proof");
	if (!proof) return proof.error();
	out.proof = std::move(*proof);
	if (!(grant.flags & kPasswordGate)) return out;
	auto password = bytesOf(keys, each["password_proof"], 32, field + "password_proof");
	if (!password) return password.error();
	out.passwordProof = std::move(*password);
	return out;
}

Result<std::vector<SealedGrant>> Drafts::readSealed(const Value& list, const std::vector<Grant>& grants) const
{
	const auto& all = list.list();
	if (all.size() != grants.size()) return invalid("grants", "not every recipient's grant");
	std::vector<SealedGrant> out;
	for (const auto& grant: grants)
	{
		std::size_t at = 0;
		while (at < all.size() && all[at]["grant"].text() != grant.id.value) ++at;
		if (at == all.size()) return invalid("grants", "a recipient's grant is missing");
		auto one = readOne(all[at], grant, grantField(at));
		if (!one) return one.error();
		out.push_back(std::move(*one));
	}
	return out;
}

Result<std::vector<std::string>> Drafts::codes(Sql& sql, const ItemId& item) const
{
	auto grants = item_rows::grantsOf(sql, {item});
	if (!grants) return grants.error();
	auto sealed = item_rows::codesOf(sql, item);
	if (!sealed) return sealed.error();
	std::vector<std::string> out;
	for (const auto& grant: *grants)
	{
		const auto& code = (*sealed)[grant.id.value];
		out.emplace_back();
		if (code.value.empty()) continue;
		auto opened = _services.keys().open(rowIdentity(sql.tenant(), grant.id.value, "code"), code);
		if (!opened) return opened.error();
		out.back() = opened->reveal();
	}
	return out;
}

Result<bool> Drafts::sealedAlready(Sql& sql, const ItemId& item, const std::vector<SealedGrant>& grants) const
{
	auto slots = item_rows::slotsOf(sql, item);
	if (!slots) return slots.error();
	for (const auto& grant: grants)
		if ((*slots)[grant.grant.value] != grant.slot)
			return refused(Code::Conflict, "over", "the item was sealed with other slots");
	return false;
}

Result<> Drafts::complete(Sql& sql, const std::vector<FileRow>& files) const
{
	for (const auto& file: files)
		if (auto whole = _services.blobs.complete(sql, file.blob); !whole)
			return Error{.code = whole.error().code,
				.detail = whole.error().detail,
				.problem = "parts_missing",
				.field = "files",
				.extra = Value::object({{"file", file.id.value}})};
	return {};
}

Result<bool> Drafts::seal(
	Sql& sql, const ItemId& item, const std::vector<SealedGrant>& grants, const Bytes& note, const Actor& actor) const
{
	if (note.size() > kMaxNoteBytes) return invalid("note", "too long");
	auto row = item_rows::byId(sql, item);
	if (!row) return row.error();
	if (row->state == ItemState::Sealed) return sealedAlready(sql, item, grants);
	auto marked = item_rows::markSealed(sql, item, note, _services.now());
	if (!marked) return marked.error();
	if (!*marked) return refused(Code::Conflict, "over", "the item is no draft any more");
	auto files = item_rows::filesOf(sql, item);
	if (!files) return files.error();
	if (auto may = obeyStill(sql, *row, *files); !may) return may.error();
	if (auto given = _quotas.seal(sql, weightOf(*row, *files)); !given) return given.error();
	if (auto whole = complete(sql, *files); !whole) return whole.error();
	const auto& keys = _services.keys();
	for (const auto& each: grants)
	{
		const auto& id = each.grant.value;
		const auto password = each.passwordProof.value.empty()
			? Bytes{}
			: keys.mac("sealed.password", id + each.passwordProof.value);
		auto put = item_rows::setSealed(
			sql, {each.grant, each.slot, keys.mac("sealed.proof", id + each.proof.value), password});
		if (!put) return put.error();
	}
	auto put = _register.append(sql, {.item = item, .kind = EventKind::Sent, .actor = actor});
	if (!put) return put.error();
	statistics::Counts counts{.messages = 1, .recipients = static_cast<std::int64_t>(grants.size())};
	for (const auto& file: *files)
	{
		if (file.id.value == kManifestId) continue;
		++counts.files;
		counts.bytes += file.bytes;
	}
	if (auto counted = _services.count(sql, row->owner, counts); !counted) return counted.error();
	return true;
}

}
