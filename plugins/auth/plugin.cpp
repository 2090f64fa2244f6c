// Declares what the auth plugin offers: signing in, second factors, and the account page.
#include "handlers/AccountPage.h"
#include "handlers/DemoVerb.h"
#include "handlers/FactorForms.h"
#include "handlers/MobileForms.h"
#include "handlers/PreferencesForm.h"
#include "handlers/SecondPage.h"
#include "handlers/SignInDoor.h"
#include "handlers/SignInPages.h"
#include "handlers/SignOut.h"
#include "services/AccessEnd.h"
#include "services/PersonTraces.h"
#include "services/Principals.h"
#include "services/Samples.h"
#include "services/SignIns.h"

#include <memory>

namespace sx::auth {

namespace {

/// Holds the services of other plugins that this one works with. keys, journal, sender: may be null.
struct Needs
{
	const TenantSource& tenants;
	directory::Directory& directory;
	directory::Mobiles& mobiles;
	mail::Outbox& outbox;
	api_keys::ApiKeys* keys;
	audit::Journal* journal;
	sms::Sender* sender;
	const TenantSettings& settings;
	std::vector<SignInChoice*> choices;
	std::vector<SecondFactor*> factors;
};

/// Holds everything that lives from start to stop, in the order of its making.
struct Components
{
	Components(Context& context, const Needs& needs, AccessEnd& access):
		principals(needs.directory, needs.keys), factors(context,
													 {.settings = needs.settings,
														 .mobiles = needs.mobiles,
														 .sender = needs.sender,
														 .journal = needs.journal,
														 .others = needs.factors}),
		entrance(context,
			{.tenants = needs.tenants,
				.directory = needs.directory,
				.outbox = needs.outbox,
				.journal = needs.journal,
				.sender = needs.sender,
				.places = context.find<places::PlaceFinder>(),
				.choices = needs.choices},
			factors),
		signIns(context,
			{.tenants = needs.tenants,
				.directory = needs.directory,
				.mobiles = needs.mobiles,
				.access = access,
				.outbox = needs.outbox,
				.journal = needs.journal,
				.sender = needs.sender,
				.entrance = entrance}),
		mobile(context, needs.mobiles, needs.sender, context.find<licensing::Entitlements>()), door(context, entrance),
		signInPages(context, signIns, entrance, door, needs.choices), secondPage(context, entrance, factors, door),
		signOut(context, signIns), accountPage(context, needs.directory, mobile, factors),
		mobileForms(context, mobile, factors, accountPage),
		preferencesForm(context.pages(), needs.directory, accountPage),
		factorForms(context,
			{.directory = needs.directory, .tenants = needs.tenants, .outbox = needs.outbox, .journal = needs.journal},
			factors,
			accountPage),
		demoVerb(context, needs.directory, needs.keys)
	{
	}

	Principals principals;
	SecondFactors factors;
	Entrance entrance;
	SignIns signIns;
	OwnMobile mobile;
	SignInDoor door;
	SignInPages signInPages;
	SecondPage secondPage;
	SignOut signOut;
	AccountPage accountPage;
	MobileForms mobileForms;
	PreferencesForm preferencesForm;
	FactorForms factorForms;
	DemoVerb demoVerb;
};

}

/// Provides signing in, second factors, and people's own mobiles.
class AuthPlugin final: public Plugin
{
public:
	Result<> declare(Registry& registry) noexcept override
	{
		addSamples(_samples);
		if (auto done = registry.provide<SampleMails>(_samples, "auth"); !done) return done;
		if (auto done = registry.provide<directory::PersonAccess>(_access); !done) return done;
		if (auto done = registry.provide<directory::PersonData>(_traces); !done) return done;
		if (auto done = registry.signInPath("/sign-in"); !done) return done;
		if (auto done = registry.job(
				{.kind = SignIns::kJob, .run = [this](const Job& job) { return _components->signIns.mailLink(job); }});
			!done)
			return done;
		if (auto done = registry.schedule({"auth.sweep", std::chrono::hours(1), [this] { return sweep(); }}); !done)
			return done;
		if (auto done = registry.menu(
				{.key = "menu.account", .path = "/account", .icon = "person-circle", .permission = "", .order = 300});
			!done)
			return done;
		if (auto done = registry.slot({"directory.person",
				"fragments/reset.html",
				[this](Request& request) {
					return _components ? _components->factorForms.resetView(request)
									   : Value::object({{"reset", Value()}});
				}});
			!done)
			return done;
		if (auto done = addRoutes(registry,
				_components,
				&Components::signInPages,
				&Components::secondPage,
				&Components::signOut,
				&Components::accountPage,
				&Components::mobileForms,
				&Components::preferencesForm,
				&Components::factorForms);
			!done)
			return done;
		return addVerbs(registry, _components, &Components::demoVerb);
	}

	Result<> start(Context& context) noexcept override
	try
	{
		auto* tenants = context.find<TenantSource>();
		auto* directory = context.find<directory::Directory>();
		auto* mobiles = context.find<directory::Mobiles>();
		auto* outbox = context.find<mail::Outbox>();
		if (!tenants || !directory || !mobiles || !outbox)
			return failed(Code::Unavailable, "auth needs directory and mail");
		_access.begin(context.clock());
		_samples.begin(context);
		_components = std::make_unique<Components>(context,
			Needs{.tenants = *tenants,
				.directory = *directory,
				.mobiles = *mobiles,
				.outbox = *outbox,
				.keys = context.find<api_keys::ApiKeys>(),
				.journal = context.find<audit::Journal>(),
				.sender = context.find<sms::Sender>(),
				.settings = *context.find<TenantSettings>(),
				.choices = context.findAll<SignInChoice>(),
				.factors = context.findAll<SecondFactor>()},
			_access);
		if (auto done = context.provide<PrincipalSource>(_components->principals); !done) return done;
		if (auto done = context.provide<SignIn>(_components->door); !done) return done;
		return context.provide<Factors>(_components->factorForms);
	}
	catch (const std::exception& e)
	{
		return failed(Code::Internal, std::string("auth.start: ") + e.what());
	}

	void stop() noexcept override
	{
		_samples.end();
		_components.reset();
	}

private:
	Result<> sweep()
	{
		if (auto done = _components->mobile.sweep(); !done) return done;
		if (auto done = _components->entrance.sweep(); !done) return done;
		return _components->signIns.sweep();
	}

	AccessEnd _access;
	PersonTraces _traces;
	SampleBook _samples;
	std::unique_ptr<Components> _components;
};

}

SX_EXPORT_PLUGIN(sx::auth::AuthPlugin);
