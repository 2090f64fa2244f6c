// Declares what the auth plugin offers: signing in, the account page, and API keys.
#include "handlers/AccountPages.h"
#include "handlers/DemoVerb.h"
#include "handlers/KeyVerbs.h"
#include "handlers/MobilePages.h"
#include "handlers/SignInPages.h"
#include "store/Principals.h"
#include "store/SignIns.h"

namespace sx::auth {

class AuthPlugin final: public Plugin
{
public:
	Result<> declare(Registry& registry) noexcept override
	{
		if (auto done = registry.provide<PrincipalSource>(_principals); !done) return done;
		if (auto done = registry.signInPath("/sign-in"); !done) return done;
		if (auto done = registry.job({SignIns::kJob, [this](const Job& job) { return _signIns.mailLink(job); }}); !done)
			return done;
		if (auto done = registry.schedule({"auth.sweep",
				std::chrono::hours(1),
				[this]() -> Result<> {
					if (auto done = _mobile.sweep(); !done) return done;
					return _signIns.sweep();
				}});
			!done)
			return done;
		if (auto done = _signInPages.declare(registry); !done) return done;
		if (auto done = _accountPages.declare(registry); !done) return done;
		if (auto done = _mobilePages.declare(registry); !done) return done;
		if (auto done = declareKeyVerbs(registry, _desk); !done) return done;
		return declareDemoVerb(registry, _desk, _principals);
	}

	Result<> start(Context& context) noexcept override
	{
		if (auto done = _signIns.start(context); !done) return done;
		_keys.start(context);
		_mobile.start(context);
		_mobilePages.start(context);
		_desk = {&context, context.find<directory::Directory>(), context.find<audit::Journal>(), &_keys};
		_principals.start(*_desk.directory, _keys);
		_signInPages.start(context);
		_accountPages.start(context);
		return {};
	}

	void stop() noexcept override {}

private:
	SignIns _signIns;
	ApiKeys _keys;
	Principals _principals;
	Desk _desk;
	SignInPages _signInPages{_signIns};
	OwnMobile _mobile;
	AccountPages _accountPages{_signIns, [this](Request& request) { return _mobilePages.sections(request); }};
	MobilePages _mobilePages{_mobile,
		[this](Request& request, Value sections, int status) { return _accountPages.page(request, sections, status); }};
};

}

SX_EXPORT_PLUGIN(sx::auth::AuthPlugin);
