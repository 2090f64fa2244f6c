// Handles the forms on /account for a person's own mobile and for the protection of replies by it.
#pragma once
#include "store/OwnMobile.h"

#include <functional>
#include <optional>

namespace sx::auth {

/// Renders and handles these sections of /account. [handlers' threads]
class MobilePages
{
public:
	/// Renders /account with these sections.
	using Account = std::function<Result<Response>(Request&, Value sections, int status)>;

	MobilePages(OwnMobile& mobile, Account account): _mobile(mobile), _account(std::move(account)) {}
	Result<> declare(Registry& registry);
	void start(Context& context) { _context = &context; }

	/// Returns the sections "mobile" (null if this deployment sends no texts) and "replies".
	Result<Value> sections(Request& request) const { return sections(request, {}); }

private:
	struct Typed
	{
		std::optional<std::string> number, country;
		std::string code, numberError, codeError, repliesError;  // errors: translated, empty if none
	};
	Result<Value> sections(Request& request, const Typed& typed) const;
	Value mobileOf(const OwnMobile::View& view, const Value& waiting, const Typed& typed) const;
	Result<Response> refused(Request& request, const Typed& typed, int status) const;
	std::string wordOf(const Request& request, const Error& error) const;
	Result<Response> give(Request& request) const;
	Result<Response> prove(Request& request) const;
	Result<Response> protect(Request& request) const;
	Result<Response> remove(Request& request) const;

	OwnMobile& _mobile;
	Account _account;
	Context* _context = nullptr;
};

}
