// Makes, seals, changes and destroys sealed things (protocol.md sections 4 to 8). The plugin that asks decides who may.
#pragma once
#include "sx/list.h"
#include "sx/sealed/Register.h"
#include "sx/storage/Blobs.h"

#include <map>

namespace sx::sealed {

/// Holds the gates that an author wants for one grant, by name: `true`, or the object that Gate::check takes. A gate
/// that is absent, null or false is not wanted. "password" and "code" are the sealing protocol's and take `true`.
using WantedGates = std::map<std::string, Value, std::less<>>;

/// Holds one recipient of a new item.
struct NewGrant
{
	std::string address, name;  // as the author wrote them; the caller has checked the address
	int opens = 1;
	WantedGates gates{};
	bool hasChosenOpens = true;  // the author asked for this number of opens
};

/// Holds what a new item is made of. Ids of files are the client's; one of them is kManifestId.
struct Terms
{
	std::string kind;
	UserId owner;
	Author author;
	Language language;
	std::chrono::seconds expiresIn{0};
	std::vector<NewGrant> grants;
	std::vector<File> files;
	GrantId link{};          // within whose lease it is written; empty: no lease gives this right
	std::string network{};   // the address of a writer who has no account; empty: somebody who has signed in
	bool isInClear = false;  // a text travels beside it without protection
};

/// Holds what the author's client is told of a grant, once.
struct BegunGrant
{
	GrantId id;
	Token token;
	Secret share;      // S of the slot
	std::string code;  // opening code; empty without that gate
	unsigned flags = 0;
};
struct Begun
{
	ItemId id;
	Instant expires{};
	std::vector<BegunGrant> grants;  // in the order of Terms::grants
	CodeDelivery codeDelivery = CodeDelivery::Notice;
};

/// Holds what the author's client brings for a grant when it seals the item.
struct SealedGrant
{
	GrantId grant;
	Bytes slot, proof, passwordProof;  // passwordProof: empty without a password
};

/// Holds new limits of a sealed item; one that is absent does not change.
struct ShorterLimits
{
	std::optional<int> opensLeft{};                   // of every grant
	std::optional<std::chrono::seconds> expiresIn{};  // from now
};

/// Holds what an owner looks for among their items; the server knows no subject.
struct ItemQuery
{
	std::string kind;
	UserId owner;
	std::optional<Shown> state{};
	std::string recipient{};              // part of an address or a name; any case
	std::optional<Instant> from{}, to{};  // made at or after `from`, and before `to`
	ItemId before{};                      // the last item of the previous page; empty: the first page
	int limit = 50;
};

/// Holds what the deployment allows.
struct Limits
{
	std::chrono::seconds expiresMax{0}, lease{0};
	int filesMax = 0;
	int uploadsMax = 0;             // parts that one page may upload at once
	std::int64_t fileMaxBytes = 0;  // true size of a file
};

/// Makes and changes sealed things. Functions that take Sql work in the caller's transaction, so that the caller's own
/// rows, mails and jobs are committed with them; the tenant is the transaction's. The caller has checked who asks.
/// [any thread; Sql: its thread] Since: SDK 1.0
class Items
{
public:
	static constexpr std::string_view kId = "sealed.items/1";
	virtual const Limits& limits() const noexcept = 0;

	/// Begins an item: checks the terms, opens its uploads, draws ids, tokens, shares and codes. A company with
	/// constant protection (asksCodeAlways) gets codes that the terms do not ask for. How codes travel is decided here
	/// (Begun::codeDelivery, Item::codeDelivery), and whoever tells the recipients obeys it; an author who has not
	/// signed in never gets codes to pass on (Mail instead). Errors: Invalid and TooLarge with
	/// `field` relative to Terms ("files[2].bytes", "grants[0].gates.question.text"), Full, Limited `quota_bytes`,
	/// `quota_draft_bytes`, `quota_drafts`, and what a SendingRule refuses.
	virtual Result<Begun> begin(Sql& sql, const Terms& terms) noexcept = 0;
	/// Returns the response that receives one part of a draft's file (Blobs::putPart; partIn() makes the body). Errors:
	/// Missing, Conflict (sealed already), and those of Blobs::putPart.
	virtual Result<Response> putPart(
		const TenantId& tenant, const ItemId& item, const FileId& file, const storage::PartBody& body) noexcept = 0;
	/// Returns the numbers of the durable parts of a draft's file. Errors: Missing, Conflict (sealed already).
	virtual Result<std::vector<int>> parts(
		const TenantId& tenant, const ItemId& item, const FileId& file) const noexcept = 0;
	/// Reads `[{"grant","slot","proof","password_proof"?}]`, what a client brings for every grant, and checks each
	/// slot's header against its grant. Returns them in the order of the grants. Errors: Invalid with field
	/// ("grants[1].slot").
	virtual Result<std::vector<SealedGrant>> readSealed(
		const Value& list, const std::vector<Grant>& grants) const noexcept = 0;
	/// Returns the opening codes of a draft's grants, in their order; empty texts where there is none. Only seal()
	/// forgets them.
	virtual Result<std::vector<std::string>> codes(Sql& sql, const ItemId& item) const noexcept = 0;
	/// Seals an item: from the commit on its links work. Every part must be durable. Returns false if it had been
	/// sealed already with the same slots: a client that lost the response asks again. note: the owner's, at most 8
	/// KiB. Errors: Conflict `over` (destroyed, expired, or sealed with other slots) or `parts_missing` with extra
	/// {"file"}, Invalid, and what a SendingRule refuses.
	virtual Result<bool> seal(Sql& sql,
		const ItemId& item,
		const std::vector<SealedGrant>& grants,
		const Bytes& note,
		const Actor& actor) noexcept = 0;

	/// Returns an item with its grants, drafts too. Errors: Missing.
	virtual Result<Followed> byId(Sql& sql, const ItemId& item) const noexcept = 0;
	/// Returns the items of these ids that exist, in the order of the ids.
	virtual Result<std::vector<Followed>> byIds(Sql& sql, const std::vector<ItemId>& items) const noexcept = 0;
	/// Returns a page of an owner's sealed items, newest first. Errors: Missing (before).
	virtual Result<std::vector<Followed>> list(Sql& sql, const ItemQuery& query) const noexcept = 0;
	/// Returns an item's files in the author's order, the manifest among them; none once they are destroyed.
	virtual Result<std::vector<File>> files(Sql& sql, const ItemId& item) const noexcept = 0;
	/// Returns the item and the grant behind a link, whatever became of them; nullopt: no such link.
	virtual Result<std::optional<GrantId>> byToken(Sql& sql, const Token& token, ItemId& item) const noexcept = 0;

	/// Shortens limits; nobody gets more than they had. Errors: Invalid with field, Missing, Conflict `over`.
	virtual Result<> shorten(
		Sql& sql, const ItemId& item, const ShorterLimits& limits, const UserId& by, const Actor& actor) noexcept = 0;
	/// Forgets the wrong tries of a grant. Errors: Missing.
	virtual Result<> unlock(
		Sql& sql, const ItemId& item, const GrantId& grant, const UserId& by, const Actor& actor) noexcept = 0;
	/// Locks an item until the transaction ends; call it first in a transaction that changes what depends on its
	/// grants.
	virtual Result<> lock(Sql& sql, const ItemId& item) noexcept = 0;
	/// Checks that somebody knows the secret of a grant's link. Errors: Invalid with field "proof", Missing.
	virtual Result<> checkProof(Sql& sql, const GrantId& grant, const Value& proof) const noexcept = 0;
	/// Draws an opening code for setCode().
	virtual std::string drawCode() const = 0;
	/// Makes this code the only one that opens the grant.
	virtual Result<> setCode(Sql& sql, const GrantId& grant, std::string_view code) noexcept = 0;

	/// Destroys an item: from the commit on nothing opens. Returns false if that had been done already. Call erase()
	/// after the commit.
	virtual Result<bool> destroy(Sql& sql, const ItemId& item, Cause cause, const UserId& by) noexcept = 0;
	/// Takes the remaining steps of a destruction and writes its receipt; what cannot be done now a job does.
	/// Idempotent.
	virtual void erase(const TenantId& tenant, const ItemId& item) noexcept = 0;
	/// Returns the signed receipt of a destroyed item: {"receipt","signature","key"}. Errors: Missing (not yet).
	virtual Result<Value> receipt(Sql& sql, const ItemId& item) const noexcept = 0;

	/// Returns the names of the plugins' gates that authors can set now.
	virtual std::vector<std::string> offeredGates() const = 0;
	/// Returns what a gate needs to know of its recipient (Gate::contact); empty: nothing, or no such gate.
	virtual std::string_view contactOf(std::string_view gate) const noexcept = 0;
	/// Tells whether a gate of a plugin stands in the place of the opening code (Gate::replacesCode); false: no such
	/// gate.
	virtual bool replacesCode(std::string_view gate) const noexcept = 0;
	/// Tells whether a company wants constant protection: begin() then sets the gate of the opening code for every
	/// grant, whatever the author wants; whoever tells the recipients tells them the code. At most 5 s old. Errors:
	/// Unavailable.
	virtual Result<bool> asksCodeAlways(const TenantId& tenant) const noexcept = 0;
	/// Returns how a company wants opening codes to travel, for pages that say so beforehand; begin() decides. At most
	/// 5 s old. Errors: Unavailable.
	virtual Result<CodeDelivery> codeDelivery(const TenantId& tenant) const noexcept = 0;
	/// Returns the name of a gate that people read: "password", "code", or a plugin's.
	virtual std::string gateTitle(const Language& language, std::string_view gate) const = 0;
	/// Returns the names of a grant's gates, separated by commas, also after it was closed; empty: none.
	virtual std::string gateTitles(const Language& language, const Grant& grant) const = 0;
	/// Returns what a recipient is told to do before opening, a step for each plugin's gate that has one.
	virtual std::vector<std::string> gateSteps(const Language& language, const Grant& grant) const = 0;
protected:
	~Items() = default;
};

/// Reads the part that a PUT below …/parts/{part} brings. Errors: Invalid.
inline Result<storage::PartBody> partIn(const Request& request)
{
	const auto part = integerOf(request.parameter("part"));
	if (!part || *part < 0 || *part > 999'999) return invalid("part", "no such part");
	return storage::partBodyOf(request, static_cast<int>(*part));
}

/// Begins the names of gates with a capital, where they stand alone: "Élan" of "élan". Latin letters of ASCII and
/// Latin-1; others stay. UTF-8.
inline std::string capitalized(std::string text)
{
	const auto byte = [&](std::size_t at) { return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U; };
	if (byte(0) >= 'a' && byte(0) <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
	// U+00E0 to U+00FE but for the sign of division.
	if (byte(0) == 0xC3 && byte(1) >= 0xA0 && byte(1) <= 0xBE && byte(1) != 0xB7)
		text[1] = static_cast<char>(byte(1) - 0x20);
	return text;
}

/// Formats an opening code as people read it: "K7F-2QX" of "K7F2QX".
inline std::string spacedOpeningCode(std::string_view code)
{
	return std::string(code.substr(0, 3)) + '-' + std::string(code.substr(3));
}

}
