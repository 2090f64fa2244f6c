#include "handlers/DropPages.h"

#include "store/BoxRows.h"
#include "sx/views.h"

namespace sx::dropbox {
namespace {

constexpr int kMost = 20;  // in one box: strangers must not fill the disk
constexpr std::size_t kLongestName = 80;
constexpr std::chrono::hours kLife{7 * 24};
std::string tokenIn(const Request& request) { return request.parameter("box"); }

}

Routes<DropPages> DropPages::routes()
{
	auto out = sealed::draftRoutes<DropPages>("/drop/{box:token}/items", kAnyone);
	out.push_back({Method::Get, "/drop", kSignedIn, &DropPages::own});
	out.push_back(
		{Method::Get, "/drop/{box:token}", kAnyone, &DropPages::box, {.contentSecurity = sealed::kSealingPolicy}});
	return out;
}

Result<Response> DropPages::own(Request& request) const
{
	const RequestWords words(_context.pages(), request);
	auto token = _context.store().write(request.tenant().id,
		[&](Sql& sql) { return box_rows::tokenOf(sql, request.principal()->user, _context.keys().token()); });
	if (!token) return token.error();
	return Response::page("own",
		Value::object({{"title", words("own.title")},
			{"layout", "portal"},
			{"address", request.tenant().origin + "/drop/" + *token}}));
}

Result<directory::Person> DropPages::ownerOf(const Request& request) const
{
	const auto& tenant = request.tenant().id;
	auto user = _context.store().read(tenant, [&](Sql& sql) { return box_rows::ownerOf(sql, tokenIn(request)); });
	if (!user) return user.error();
	auto owner = _people.byId(tenant, *user);
	if (owner && !owner->isActive) return failed(Code::Missing, "the owner has left");
	return owner;
}

Result<Response> DropPages::box(Request& request) const
{
	const RequestWords words(_context.pages(), request);
	auto owner = ownerOf(request);
	if (!owner) return owner.error();
	const auto& limits = _items.limits();
	return Response::page("box",
		Value::object({{"title", words("box.title", Value::object({{"owner", owner->name}}))},
			{"scripts", Value::List{"box.js"}},
			{"path", "/drop/" + tokenIn(request) + "/items"},
			{"fileMax", std::to_string(limits.fileMaxBytes)},
			{"filesMax", std::to_string(limits.filesMax)}}));
}

Result<sealed::Terms> DropPages::termsOf(const Request& request, const Value& body)
{
	auto owner = ownerOf(request);
	if (!owner) return owner.error();
	auto mobile = _mobiles.mobileOf(request.tenant().id, owner->id);
	if (!mobile) return mobile.error();
	if (mobile->e164.empty()) return refused(Code::Conflict, "no_mobile", "no phone can get the owner's code");
	const auto& name = body["name"].text();
	if (name.empty() || name.size() > kLongestName) return invalid("name", "missing or too long");
	const auto phone = Value::object({{"mobile", mobile->e164}, {"country", mobile->country}});
	return sealed::Terms{.kind = kKind,
		.owner = owner->id,
		.author = {.name = name, .address = "", .isVerified = false},
		.language = owner->language,
		.expiresIn = std::min<std::chrono::seconds>(kLife, _items.limits().expiresMax),
		.grants = {{.address = owner->address, .name = owner->name, .opens = 1, .gates = {{"sms", phone}}}},
		.files = sealed::filesIn(body)};
}

Result<> DropPages::keep(Sql& sql, const Request& request, const sealed::ItemId& item)
{
	return box_rows::add(sql, tokenIn(request), item, kMost);
}

Result<> DropPages::mayChange(Sql& sql, const Request& request, const sealed::ItemId& item)
{
	return box_rows::check(sql, tokenIn(request), item);
}

Result<> DropPages::tell(
	Sql& sql, const Request& request, const sealed::Item& item, const std::vector<sealed::GrantLink>& links)
{
	const auto& pages = _context.pages();
	const auto& [grant, code, link] = links.front();
	const auto shown = code.empty() ? std::string("none") : sealed::spacedOpeningCode(code);
	const auto values = Value::object({{"name", item.author.name}, {"link", link}, {"code", shown}});
	return _outbox.queue(sql,
		{.to = {grant.address, grant.name},
			.fromName = request.tenant().name,
			.subject = pages.text(item.language, "mail.subject"),
			.text = pages.text(item.language, "mail.text", values),
			.language = item.language,
			.kind = "dropbox.dropped"});
}

}
