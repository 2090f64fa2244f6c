// Answers authors' clients, which seal and upload (docs/wire.md, "Sealing below a plugin's path"), so that a plugin
// that takes sealed things only says who may, under which terms, and who is told.
#pragma once
#include "sx/quotas/Quotas.h"
#include "sx/routes.h"
#include "sx/sealed/DraftWire.h"

#include <array>

namespace sx::sealed {

/// Is Route::contentSecurity of pages that seal or open: Argon2id is WebAssembly; the workers are this origin's own.
inline constexpr const char* kSealingPolicy = "script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'";

/// Names the quotas that Items::begin takes, for Route::spends; those of a link and a network where the writer has
/// none.
inline constexpr std::array<std::string_view, 8> kDraftQuotas{"sealed.company_bytes",
	"sealed.person_bytes",
	"sealed.link_bytes",
	"sealed.company_draft_bytes",
	"sealed.person_draft_bytes",
	"sealed.company_drafts",
	"sealed.person_drafts",
	"sealed.network_drafts_hour"};

/// Returns the response that receives the part that a PUT below …/{id}/files/{file}/parts/{part} brings.
inline Result<Response> receivePart(Items& items, const Request& request)
{
	auto part = partIn(request);
	if (!part) return part.error();
	return items.putPart(request.tenant().id, {request.parameter("id")}, {request.parameter("file")}, *part);
}

/// Returns the response that lists the parts of the file in the path that are there.
inline Result<Response> listParts(const Items& items, const Request& request)
{
	auto parts = items.parts(request.tenant().id, {request.parameter("id")}, {request.parameter("file")});
	if (!parts) return parts.error();
	return Response::json(Value::object({{"parts", Value::List(parts->begin(), parts->end())}}));
}

/// Returns the response that tells an author's client of a draft, once.
inline Response begunResponse(Value draft)
{
	auto response = Response::json(std::move(draft), 201);
	response.header("Cache-Control", "no-store");
	return response;
}

/// Holds how one recipient gets in; what a mail tells.
struct GrantLink
{
	Grant grant;
	std::string code;  // opening code; empty without that gate
	std::string link;  // with its secret; empty: only the code is told
};

/// Answers the five requests of an author's client. A plugin derives its handlers from it, adds draftRoutes() to their
/// table, and fills in the four protected functions. Copies of sealed parts and repeated requests need no care of its
/// own. [any thread] Since: SDK 1.0
class DraftEndpoints
{
public:
	DraftEndpoints(const Context& context, Items& items): _context(context), _items(items) {}

	/// Begins a draft: 201 with begunValue().
	Result<Response> begin(Request& request)
	{
		auto body = request.json();
		if (!body) return body.error();
		auto terms = termsOf(request, *body);
		if (!terms) return terms.error();
		if (!request.principal()) terms->network = request.clientAddress();
		auto begun = _context.store().write(request.tenant().id, [&](Sql& sql) -> Result<Begun> {
			auto draft = _items.begin(sql, *terms);
			if (!draft) return draft;
			if (auto kept = keep(sql, request, draft->id); !kept) return kept.error();
			return draft;
		});
		if (!begun) return begun.error();
		const bool tellsCodes = begun->codeDelivery == CodeDelivery::Author;
		return begunResponse(begunValue(_context.keys(), *terms, *begun, tellsCodes));
	}

	/// Receives one part of a file.
	Result<Response> putPart(Request& request)
	{
		if (auto may = check(request); !may) return may.error();
		return receivePart(_items, request);
	}

	/// Lists the parts of a file that are there.
	Result<Response> parts(Request& request)
	{
		if (auto may = check(request); !may) return may.error();
		return listParts(_items, request);
	}

	/// Seals a draft, and has its recipients told in the same transaction. Answers the same when it is repeated.
	Result<Response> send(Request& request)
	{
		auto body = request.json();
		if (!body) return body.error();
		const auto& tenant = request.tenant();
		const auto id = itemIn(request);
		std::vector<std::string> codes;
		auto draft = _context.store().read(tenant.id, [&](Sql& sql) -> Result<Followed> {
			if (auto may = mayChange(sql, request, id); !may) return may.error();
			auto all = _items.codes(sql, id);
			if (!all) return all.error();
			codes = std::move(*all);
			return _items.byId(sql, id);
		});
		if (!draft) return draft.error();
		auto sealed = _items.readSealed((*body)["grants"], draft->grants);
		if (!sealed) return sealed.error();
		auto links = linksOf(tenant, *draft, codes, (*body)["grants"]);
		if (!links) return links.error();
		auto note = _context.keys().fromBase64Url((*body)["note"].text());
		if (!note) return invalid("note", "the note is not base64url");
		auto done = _context.store().write(tenant.id, [&](Sql& sql) -> Result<> {
			auto isFirst = _items.seal(sql, id, *sealed, *note, actorOf(request));
			if (!isFirst) return isFirst.error();
			return *isFirst ? tellAll(sql, request, draft->item, std::move(*links)) : Result<>();
		});
		if (!done) return done.error();
		return Response::json(Value::object({{"id", id.value}}));
	}

	/// Tells from the head of a request whether it may bring parts of an item and seal it.
	Result<> admits(Request& request) { return check(request); }

	/// Abandons a draft.
	Result<Response> abandon(Request& request)
	{
		const auto& tenant = request.tenant().id;
		const auto id = itemIn(request);
		auto done = _context.store().write(tenant, [&](Sql& sql) -> Result<bool> {
			if (auto may = mayChange(sql, request, id); !may) return may.error();
			if (auto locked = _items.lock(sql, id); !locked) return locked.error();
			auto found = _items.byId(sql, id);
			if (!found) return found.error();
			if (found->item.sent) return refused(Code::Conflict, "over", "it is sealed");
			return _items.destroy(sql, id, Cause::Abandoned, {});
		});
		if (!done) return done.error();
		_items.erase(tenant, id);
		return Response::empty();
	}

protected:
	~DraftEndpoints() = default;

	/// Returns the terms of an item that a client wants to begin, with filesIn(body); body: what the client sends, with
	/// the `extra` of its letter. Errors: whatever refuses the request.
	virtual Result<Terms> termsOf(const Request& request, const Value& body) = 0;
	/// Keeps what the plugin needs of a draft, in the transaction that begins it; take a quota here. It must not use
	/// the Store.
	virtual Result<> keep(Sql& sql, const Request& request, const ItemId& item) = 0;
	/// Tells whether a request may bring parts of an item and seal it. Errors: Missing.
	virtual Result<> mayChange(Sql& sql, const Request& request, const ItemId& item) = 0;
	/// Tells the recipients, in the transaction that seals: queue mails. It must not use the Store. Where the company
	/// wants opening codes in a mail of their own, it is called a second time with the codes and without links.
	virtual Result<> tell(Sql& sql, const Request& request, const Item& item, const std::vector<GrantLink>& links) = 0;

	const Context& _context;
	Items& _items;

private:
	static ItemId itemIn(const Request& request) { return {request.parameter("id")}; }

	Result<> check(const Request& request)
	{
		return _context.store().read(
			request.tenant().id, [&](Sql& sql) { return mayChange(sql, request, itemIn(request)); });
	}

	/// Tells links and codes as the item's codes travel.
	Result<> tellAll(Sql& sql, const Request& request, const Item& item, std::vector<GrantLink> links)
	{
		if (item.codeDelivery == CodeDelivery::Notice) return tell(sql, request, item, links);
		std::vector<GrantLink> codes;
		for (auto& each: links)
		{
			if (!each.code.empty()) codes.push_back({each.grant, each.code, {}});
			each.code.clear();
		}
		auto told = tell(sql, request, item, links);
		if (!told || codes.empty() || item.codeDelivery == CodeDelivery::Author) return told;
		return tell(sql, request, item, codes);
	}

	/// Reads the secrets of the links that the server carries, and makes the links.
	Result<std::vector<GrantLink>> linksOf(
		const Tenant& tenant, const Followed& draft, const std::vector<std::string>& codes, const Value& list) const
	{
		std::vector<GrantLink> out;
		for (std::size_t i = 0; i < draft.grants.size(); ++i)
		{
			const auto& grant = draft.grants[i];
			for (std::size_t at = 0; at < list.list().size(); ++at)
			{
				const auto& each = list.list()[at];
				if (each["grant"].text() != grant.id.value) continue;
				auto secret = _context.keys().fromBase64Url(each["link_secret"].text());
				if (!secret || secret->size() != 32)
					return invalid("grants[" + std::to_string(at) + "].link_secret", "not 32 bytes as base64url");
				out.push_back({grant, codes[i], linkOf(_context.keys(), tenant, grant.token, secret->value)});
			}
		}
		return out;
	}
};

/// Returns the routes of DraftEndpoints below `path`, which is theirs alone: "/drop/{box:token}/items". The limits keep
/// it from being a way to fill a disk or a mailbox. spends: the quotas that the plugin itself takes when a draft
/// begins.
template <class Handlers>
Routes<Handlers> draftRoutes(
	const std::string& path, const Callers& callers, const std::vector<std::string>& spends = {})
{
	const std::string one = path + "/{id:token}", file = one + "/files/{file:token}/parts";
	return {
		{Method::Post,
			path,
			callers,
			&Handlers::begin,
			{.perMinute = 30, .spends = quotas::namesOf(kDraftQuotas, spends)}},
		{Method::Put,
			file + "/{part:int}",
			callers,
			&Handlers::putPart,
			{.maxBodyBytes = 8192, .receives = true, .perMinute = 6000}},
		{Method::Get, file, callers, &Handlers::parts, {.maxBodyBytes = 8192}},
		{Method::Post,
			one + "/send",
			callers,
			&Handlers::send,
			{.maxBodyBytes = 1'000'000, .perMinute = 30},
			&Handlers::admits},
		{Method::Post, one + "/destroy", callers, &Handlers::abandon, {.maxBodyBytes = 8192, .perMinute = 30}},
	};
}

}
