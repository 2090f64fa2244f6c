// Implements auth.sign_in/1 for requests: what their browser is, who waits in it, and the session that begins.
#pragma once
#include "services/Entrance.h"
#include "sx/auth/SignIn.h"

namespace sx::auth {

/// Names the cookie by which a link knows the browser that asked for it, and a person's own browser is known again.
inline constexpr const char* kBrowserCookie = "sx_browser";
inline constexpr std::chrono::days kBrowserLife{365};

/// Returns the mark of a request's browser; empty if it has none.
std::string browserOf(const Request& request);

/// Begins sessions. [any thread]
class SignInDoor final: public SignIn
{
public:
	SignInDoor(const Context& context, Entrance& entrance): _context(context), _entrance(entrance) {}

	Result<Response> begin(const Request& request, const FirstProof& proof) noexcept override;
	Result<UserId> waiting(const Request& request) const noexcept override;
	Result<> countTry(const Request& request) noexcept override;
	Result<Response> complete(const Request& request, std::string_view factor) noexcept override;

	/// Returns the token of who waits in a request's browser; empty: nobody.
	static std::string tokenOf(const Request& request);
	/// Returns where a request comes from. A browser without a mark gets a new one, which letIn() keeps there.
	Visit visitOf(const Request& request) const;
	/// Begins the session on a page, or by going to the page that was wanted.
	static Response letIn(Response response, const Visit& visit, const SessionRight& right);

private:
	const Context& _context;
	Entrance& _entrance;
};

}
