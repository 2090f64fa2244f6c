// Handles the forms on /account for a person's own mobile and for the protection of replies by it.
#pragma once
#include "store/OwnMobile.h"

#include <functional>
#include <optional>

namespace auth {

/// Renders and handles these sections of /account. [handlers' threads]
class MobilePages
{
public:
	/// Renders /account with these sections.
	using Account = std::function<sx::Result<sx::Response>(sx::Request&, sx::Value sections, int status)>;

	MobilePages(OwnMobile& mobile, Account account): _mobile(mobile), _account(std::move(account)) {}
	sx::Result<> declare(sx::Registry& registry);
	void start(sx::Context& context) { _context = &context; }

	/// Returns the sections "mobile" (null if this deployment sends no texts) and "replies".
	sx::Result<sx::Value> sections(sx::Request& request) const { return sections(request, {}); }

private:
	struct Typed
	{
		std::optional<std::string> number, country;
		std::string code, numberError, codeError, repliesError;  // errors: translated, empty if none
	};
	sx::Result<sx::Value> sections(sx::Request& request, const Typed& typed) const;
	sx::Value mobileOf(const OwnMobile::View& view, const sx::Value& waiting, const Typed& typed) const;
	sx::Result<sx::Response> refused(sx::Request& request, const Typed& typed, int status) const;
	std::string wordOf(const sx::Request& request, const sx::Error& error) const;
	sx::Result<sx::Response> give(sx::Request& request) const;
	sx::Result<sx::Response> prove(sx::Request& request) const;
	sx::Result<sx::Response> protect(sx::Request& request) const;
	sx::Result<sx::Response> remove(sx::Request& request) const;

	OwnMobile& _mobile;
	Account _account;
	sx::Context* _context = nullptr;
};

}
