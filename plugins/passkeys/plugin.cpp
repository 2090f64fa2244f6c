// Registers passkeys: a way to sign in, a second factor, and their section on /account.
#include "handlers/OwnPasskeys.h"
#include "handlers/SignInPasskey.h"
#include "services/Passkeys.h"
#include "sx/time.h"

#include <exception>
#include <memory>

namespace sx::passkeys {

namespace {

/// Holds everything that lives from start to stop, in the order of its making.
struct Components
{
	Components(Context& context, const directory::Directory& directory, auth::SignIn& signIn, auth::Factors& factors):
		pages(context.pages()), passkeys(context, directory), signInPasskey(context, passkeys, signIn),
		ownPasskeys(context, passkeys, factors)
	{
	}

	const Pages& pages;
	Passkeys passkeys;
	SignInPasskey signInPasskey;
	OwnPasskeys ownPasskeys;
};

using Held = std::unique_ptr<Components>;

Error notStarted() { return failed(Code::Unavailable, "passkeys has not started"); }

/// Offers passkeys to auth before start(), when there are none yet.
class Choice final: public auth::SignInChoice
{
public:
	explicit Choice(const Held& held): _held(held) {}
	std::string_view how() const noexcept override { return "passkey"; }
	std::vector<SignInChoice::Choice> choices(const Tenant&, const Language& language) const override
	{
		if (!_held) return {};
		return {
			{.label = _held->pages.text(language, "choice.alone"), .url = "/sign-in/passkey", .icon = "fingerprint"}};
	}
	Result<bool> isRequired(const TenantId&) const noexcept override { return false; }

private:
	const Held& _held;
};

class Factor final: public auth::SecondFactor
{
public:
	explicit Factor(const Held& held): _held(held) {}
	std::string_view name() const noexcept override { return "passkey"; }
	Result<bool> isOn(const TenantId& tenant, const UserId& user) const noexcept override
	{
		return _held ? _held->passkeys.hasAny(tenant, user) : Result<bool>(notStarted());
	}
	auth::SignInChoice::Choice choice(const Language& language) const override
	{
		return {.label = _held ? _held->pages.text(language, "choice.second") : std::string(),
			.url = "/sign-in/second/passkey",
			.icon = "fingerprint"};
	}
	Result<> reset(Sql& sql, const UserId& user) noexcept override { return Passkeys::forget(sql, user); }

private:
	const Held& _held;
};

/// Tells, exports and erases a person's passkeys.
class Traces final: public directory::PersonData
{
public:
	explicit Traces(const Held& held): _held(held) {}
	std::string_view name() const noexcept override { return "passkeys"; }
	Result<std::vector<directory::Loss>> lossesOf(
		Sql& sql, const UserId& user, const Language& language) const noexcept override
	{
		auto own = rows::ofUser(sql, user);
		if (!own) return own.error();
		if (!_held || own->empty()) return std::vector<directory::Loss>();
		return std::vector<directory::Loss>{
			{_held->pages.text(language, "own.title"), static_cast<std::int64_t>(own->size())}};
	}
	Result<Value> exportOf(Sql& sql, const UserId& user) const noexcept override
	{
		auto own = rows::ofUser(sql, user);
		if (!own) return own.error();
		Value::List out;
		for (const auto& each: *own) out.push_back(Value::object({{"name", each.name}, {"made", isoTime(each.made)}}));
		return Value(std::move(out));
	}
	Result<> erase(Sql& sql, const UserId& user) noexcept override { return Passkeys::forget(sql, user); }

private:
	const Held& _held;
};

}

class PasskeysPlugin final: public Plugin
{
public:
	Result<> declare(Registry& registry) noexcept override
	{
		if (auto done = registry.provide<auth::SignInChoice>(_choice); !done) return done;
		if (auto done = registry.provide<auth::SecondFactor>(_factor); !done) return done;
		if (auto done = registry.provide<directory::PersonData>(_traces); !done) return done;
		if (auto done = registry.schedule({"passkeys.sweep",
				std::chrono::hours(1),
				[this] { return _components ? _components->passkeys.sweep() : Result<>(); }});
			!done)
			return done;
		if (auto done = registry.slot({"auth.account.factors",
				"fragments/own.html",
				[this](Request& request) {
					return _components ? _components->ownPasskeys.view(request) : Value::object({});
				}});
			!done)
			return done;
		return addRoutes(registry, _components, &Components::signInPasskey, &Components::ownPasskeys);
	}

	Result<> start(Context& context) noexcept override
	try
	{
		auto* directory = context.find<directory::Directory>();
		auto* signIn = context.find<auth::SignIn>();
		auto* factors = context.find<auth::Factors>();
		if (!directory || !signIn || !factors) return failed(Code::Unavailable, "passkeys needs auth and directory");
		_components = std::make_unique<Components>(context, *directory, *signIn, *factors);
		return {};
	}
	catch (const std::exception& e)
	{
		return failed(Code::Internal, std::string("passkeys.start: ") + e.what());
	}

	void stop() noexcept override { _components.reset(); }

private:
	Held _components;
	Choice _choice{_components};
	Factor _factor{_components};
	Traces _traces{_components};
};

}

SX_EXPORT_PLUGIN(sx::passkeys::PasskeysPlugin);
