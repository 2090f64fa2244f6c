#include "handlers/OwnPasskeys.h"

#include "handlers/SignInPasskey.h"
#include "sx/text.h"
#include "sx/views.h"

namespace sx::passkeys {

namespace {

constexpr const char* kFactor = "passkey";
constexpr std::size_t kMostCharacters = 60;

}

Routes<OwnPasskeys> OwnPasskeys::routes()
{
	const RouteOptions small{.maxBodyBytes = 32'768, .perMinute = 60};
	return {
		{Method::Post, "/account/passkeys/options", kSignedIn, &OwnPasskeys::options, small},
		{Method::Post, "/account/passkeys", kSignedIn, &OwnPasskeys::add, small},
		{Method::Post, "/account/passkeys/remove", kSignedIn, &OwnPasskeys::remove, small},
	};
}

Value OwnPasskeys::view(const Request& request) const
{
	Value::List shown;
	const auto& person = *request.principal();
	const RequestWords words(_context.pages(), request);
	if (auto own = _passkeys.ofUser(person.tenant, person.user))
		for (const auto& each: *own)
		{
			const auto used = each.lastUsed.value_or(each.made);
			shown.push_back(Value::object({{"id", each.id},
				{"name", each.name},
				{"used", timeView(words.pages, words.language, used, words.zone, Pages::Style::Short)}}));
		}
	const bool hasAny = !shown.empty();
	const auto problem = request.query("passkey").value_or("");
	return Value::object({{"passkeys", std::move(shown)},
		{"hasAny", hasAny},
		{"problem", problem == "failed" ? noteView(NoteKind::Bad, words("own.failed")) : Value()}});
}

Result<Response> OwnPasskeys::options(Request& request) const
{
	if (!_factors.isFresh(request))
		return refused(Code::Denied, "session_not_fresh", "passkey: the session is too old to add one");
	const auto mark = newMark(_context.keys());
	auto options = _passkeys.creation(request.tenant(), request.principal()->user, mark);
	if (!options) return options.error();
	return optionsAnswer(*options, mark);
}

Result<Response> OwnPasskeys::add(Request& request)
{
	if (!_factors.isFresh(request)) return _factors.staleAccount(request);
	auto fields = request.form();
	if (!fields) return fields.error();
	const RequestWords words(_context.pages(), request);
	auto name = firstCharacters(cleanLine((*fields)["name"].text()), kMostCharacters);
	if (name.empty()) name = words("own.unnamed");
	auto added = _passkeys.add(
		request.tenant(), request.principal()->user, markOf(request), (*fields)["answer"].text(), name);
	if (added) return _factors.added(request, kFactor);
	if (added.error().code == Code::Unavailable || added.error().code == Code::Internal) return added.error();
	_context.log().warning("passkeys.not_added", {{"detail", added.error().detail}});
	return Response::redirect("/account?passkey=failed#factors-section");
}

Result<Response> OwnPasskeys::remove(Request& request)
{
	if (!_factors.isFresh(request)) return _factors.staleAccount(request);
	auto fields = request.form();
	if (!fields) return fields.error();
	if (auto may = _factors.mayRemove(request); !may) return may.error();
	auto gone = _passkeys.remove(request.tenant().id, request.principal()->user, (*fields)["id"].text());
	if (!gone && gone.error().code != Code::Missing) return gone.error();
	if (gone)
		if (auto noted = _factors.removed(request, kFactor); !noted) return noted.error();
	return Response::redirect("/account#factors-section");
}

}
