#include "handlers/SignInDoor.h"

#include "domain/SignIn.h"
#include "sx/views.h"

namespace sx::auth {

namespace {

constexpr const char* kWaiting = "sx_second";
constexpr std::size_t kMostAgent = 400;

}

std::string browserOf(const Request& request)
{
	auto cookie = request.cookie(kBrowserCookie).value_or("");
	return looksLikeBrowser(cookie) ? cookie : std::string();
}

std::string SignInDoor::tokenOf(const Request& request)
{
	auto cookie = request.cookie(kWaiting).value_or("");
	return looksLikeBrowser(cookie) ? cookie : std::string();
}

Visit SignInDoor::visitOf(const Request& request) const
{
	auto browser = browserOf(request);
	if (browser.empty()) browser = _context.keys().toBase64Url(_context.keys().random(32).value);
	return {.caller = callerOf(request),
		.browser = std::move(browser),
		.network = _context.networkOf(request.clientAddress()),
		.agent = request.header("User-Agent").value_or("").substr(0, kMostAgent)};
}

Response SignInDoor::letIn(Response response, const Visit& visit, const SessionRight& right)
{
	response.signIn(right);
	response.cookie(kWaiting, "", std::chrono::seconds(0));
	response.cookie(kBrowserCookie, visit.browser, kBrowserLife);
	return response;
}

Result<Response> SignInDoor::begin(const Request& request, const FirstProof& proof) noexcept
{
	const auto visit = visitOf(request);
	auto token = _entrance.begin(visit, proof);
	if (!token) return token.error();
	if (token->empty()) return letIn(Response::redirect(localPath(proof.next)), visit, proof.right);
	// Who has nothing but codes by SMS gets one at once. If none can be sent now, the page offers to send it again.
	auto asked = _entrance.asked(request.tenant().id, *token);
	if (asked && asked->bySent && !asked->byApp && asked->others.empty())
		if (auto sent = _entrance.sendCode(visit, *token); !sent)
			_context.log().warning("auth.second_code_not_sent", {{"detail", sent.error().detail}});
	auto response = Response::redirect("/sign-in/second");
	response.cookie(kWaiting, *token, Entrance::kLife);
	response.cookie(kBrowserCookie, visit.browser, kBrowserLife);
	return response;
}

Result<UserId> SignInDoor::waiting(const Request& request) const noexcept
{
	auto row = _entrance.waiting(request.tenant().id, tokenOf(request));
	if (!row) return row.error();
	return row->right.user;
}

Result<> SignInDoor::countTry(const Request& request) noexcept
{
	return _entrance.countTry(visitOf(request), tokenOf(request));
}

Result<Response> SignInDoor::complete(const Request& request, std::string_view factor) noexcept
{
	const auto visit = visitOf(request);
	auto done = _entrance.complete(visit, tokenOf(request), std::string(factor));
	if (!done) return done.error();
	return letIn(Response::redirect(done->next), visit, done->right);
}

}
