// Declares what the oidc plugin offers: signing in at a company's identity provider.
#include "handlers/ProviderPage.h"
#include "handlers/ProviderSignIn.h"
#include "sx/auth/SignIn.h"

namespace sx::oidc {
namespace {

/// Holds everything that lives from start to stop, in the order of its making.
struct Components
{
	Components(Context& context, const directory::Directory& directory, auth::SignIn& signIn, audit::Journal* journal):
		https({.privateNetworks = context.settings().texts("private_networks"),
			.caFile = context.settings().text("ca_file"),
			.timeout = context.settings().duration("timeout")}),
		book(context, https), settings(context, book, journal),
		flow(context, directory, settings, book, https, journal), signInSteps(context, flow, signIn),
		page(context.pages(), settings), pages(context.pages()), log(context.log())
	{
	}

	const Https https;
	ProviderBook book;
	ProviderSettings settings;
	SignInFlow flow;
	ProviderSignIn signInSteps;
	ProviderPage page;
	const Pages& pages;
	Log& log;
};

/// Offers the provider on the sign-in page. Provided before start, so it looks the components up at each call.
class Choice final: public auth::SignInChoice
{
public:
	explicit Choice(const std::unique_ptr<Components>& components): _components(components) {}
	std::string_view how() const noexcept override { return ProviderSignIn::kHow; }
	std::vector<auth::SignInChoice::Choice> choices(const Tenant& tenant, const Language& language) const override
	{
		if (!_components) return {};
		const auto company = _components->settings.of(tenant.id);
		if (!company || !company->isOn) return {};
		const auto word = "choice." + std::string(kProviders.wordOf(company->provider));
		return {{.label = _components->pages.text(language, word), .url = ProviderSignIn::kPath}};
	}
	Result<bool> isRequired(const TenantId& tenant) const noexcept override
	{
		if (!_components) return failed(Code::Unavailable, "oidc has not started");
		auto company = _components->settings.of(tenant);
		if (company) return company->isOn && company->isRequired;
		if (company.error().code == Code::Missing) return false;
		return company.error();
	}

private:
	const std::unique_ptr<Components>& _components;
};

/// Tells, exports and erases what is kept of a person: which account of the provider is theirs.
class OwnData final: public directory::PersonData
{
public:
	std::string_view name() const noexcept override { return "oidc"; }
	Result<std::vector<directory::Loss>> lossesOf(Sql&, const UserId&, const Language&) const noexcept override
	{
		return std::vector<directory::Loss>{};
	}
	Result<Value> exportOf(Sql& sql, const UserId& user) const noexcept override
	{
		auto accounts = rows::accountsOf(sql, user);
		if (!accounts) return accounts.error();
		Value::List out;
		for (const auto& each: *accounts)
			out.push_back(Value::object({{"issuer", each.issuer}, {"subject", each.subject}}));
		return Value::object({{"accounts", std::move(out)}});
	}
	Result<> erase(Sql& sql, const UserId& user) noexcept override
	{
		auto gone = rows::unbind(sql, user);
		if (!gone) return gone.error();
		return {};
	}
};

class OidcPlugin final: public Plugin
{
public:
	Result<> declare(Registry& registry) noexcept override
	{
		if (auto done = registry.provide<auth::SignInChoice>(_choice); !done) return done;
		if (auto done = registry.provide<directory::PersonData>(_ownData); !done) return done;
		if (auto done = registry.schedule(
				{"oidc.sweep", std::chrono::minutes(10), [this] { return _components->flow.sweep(); }});
			!done)
			return done;
		if (auto done = registry.menu({.key = "menu.sign_in",
				.path = ProviderPage::kPath,
				.icon = "box-arrow-in-right",
				.permission = ProviderPage::kManage,
				.order = 222});
			!done)
			return done;
		const auto account = [this](Request& request) { return _components->page.accountView(request); };
		if (auto done = registry.slot({"directory.person", "fragments/account.html", account}); !done) return done;
		return addRoutes(registry, _components, &Components::signInSteps, &Components::page);
	}

	Result<> start(Context& context) noexcept override
	try
	{
		auto* directory = context.find<directory::Directory>();
		auto* signIn = context.find<auth::SignIn>();
		if (!directory || !signIn) return failed(Code::Unavailable, "oidc needs directory and auth");
		_components = std::make_unique<Components>(context, *directory, *signIn, context.find<audit::Journal>());
		return {};
	}
	catch (const std::exception& e)
	{
		return failed(Code::Internal, std::string("oidc.start: ") + e.what());
	}

	void stop() noexcept override { _components.reset(); }

private:
	std::unique_ptr<Components> _components;
	Choice _choice{_components};
	OwnData _ownData;
};

}
}

SX_EXPORT_PLUGIN(sx::oidc::OidcPlugin);
