// Declares what the auth plugin offers: signing in, the account page, and API keys.
#include "handlers/AccountPages.h"
#include "handlers/DemoVerb.h"
#include "handlers/KeyVerbs.h"
#include "handlers/MobilePages.h"
#include "handlers/SignInPages.h"
#include "store/Principals.h"
#include "store/SignIns.h"

namespace {

class AuthPlugin final: public sx::Plugin
{
public:
	sx::Result<> declare(sx::Registry& registry) noexcept override
	{
		if (auto done = registry.provide<sx::PrincipalSource>(_principals); !done) return done;
		if (auto done = registry.signInPath("/sign-in"); !done) return done;
		if (auto done = registry.job(
				{auth::SignIns::kJob, [this](const sx::Job& job) { return _signIns.mailLink(job); }});
			!done)
			return done;
		if (auto done = registry.schedule({"auth.sweep",
				std::chrono::hours(1),
				[this]() -> sx::Result<> {
					if (auto done = _mobile.sweep(); !done) return done;
					return _signIns.sweep();
				}});
			!done)
			return done;
		if (auto done = _signInPages.declare(registry); !done) return done;
		if (auto done = _accountPages.declare(registry); !done) return done;
		if (auto done = _mobilePages.declare(registry); !done) return done;
		if (auto done = auth::declareKeyVerbs(registry, _desk); !done) return done;
		return auth::declareDemoVerb(registry, _desk, _principals);
	}

	sx::Result<> start(sx::Context& context) noexcept override
	{
		if (auto done = _signIns.start(context); !done) return done;
		_keys.start(context);
		_mobile.start(context);
		_mobilePages.start(context);
		_desk = {&context, context.find<sx::directory::Directory>(), context.find<sx::audit::Journal>(), &_keys};
		_principals.start(*_desk.directory, _keys);
		_signInPages.start(context);
		_accountPages.start(context);
		return {};
	}

	void stop() noexcept override {}

private:
	auth::SignIns _signIns;
	auth::ApiKeys _keys;
	auth::Principals _principals;
	auth::Desk _desk;
	auth::SignInPages _signInPages{_signIns};
	auth::OwnMobile _mobile;
	auth::AccountPages _accountPages{_signIns, [this](sx::Request& request) { return _mobilePages.sections(request); }};
	auth::MobilePages _mobilePages{_mobile, [this](sx::Request& request, sx::Value sections, int status) {
									   return _accountPages.page(request, sections, status);
								   }};
};

}

SX_EXPORT_PLUGIN(AuthPlugin);
