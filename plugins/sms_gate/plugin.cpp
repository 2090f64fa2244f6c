// Registers the SMS gate: the table of contents.
#include "services/Samples.h"
#include "services/SmsGate.h"

#include <exception>
#include <memory>

namespace sx::sms_gate {
namespace {

Error notStarted() { return failed(Code::Unavailable, "sms_gate did not start"); }
Error thrown(const std::exception& e) { return failed(Code::Internal, std::string("sms_gate: ") + e.what()); }

/// Offers the gate before start(), when there is none yet, and keeps exceptions inside this library.
class OfferedGate final: public sealed::Gate
{
public:
	explicit OfferedGate(const std::unique_ptr<SmsGate>& gate): _gate(gate) {}
	std::string_view name() const noexcept override { return kName; }
	unsigned flag() const noexcept override { return kFlag; }
	std::string_view contact() const noexcept override { return "mobile"; }
	bool replacesCode() const noexcept override { return true; }
	bool asks() const noexcept override { return true; }
	bool isOffered() const noexcept override { return _gate && _gate->isOffered(); }
	std::string title(const Language& language) const override
	{
		return _gate ? _gate->title(language) : std::string(kName);
	}
	std::string step(const Language& language) const override { return _gate ? _gate->step(language) : std::string(); }
	Result<Value> check(const Value& wanted) const noexcept override
	try
	{
		if (!_gate) return notStarted();
		return _gate->check(wanted);
	}
	catch (const std::exception& e)
	{
		return thrown(e);
	}
	Result<Value> shown(const sealed::GateGrant& grant) const noexcept override
	try
	{
		if (!_gate) return notStarted();
		return _gate->shown(grant);
	}
	catch (const std::exception& e)
	{
		return thrown(e);
	}
	Result<sealed::GateAsked> ask(Sql& sql, const sealed::GateGrant& grant) const noexcept override
	try
	{
		if (!_gate) return notStarted();
		return _gate->ask(sql, grant);
	}
	catch (const std::exception& e)
	{
		return thrown(e);
	}
	bool isRight(const sealed::GateGrant& grant, std::string_view answer) const noexcept override
	try
	{
		return _gate && _gate->isRight(grant, answer);
	}
	catch (const std::exception&)
	{
		return false;
	}

private:
	const std::unique_ptr<SmsGate>& _gate;
};

class SmsGatePlugin final: public Plugin
{
public:
	Result<> declare(Registry& registry) noexcept override
	{
		addSamples(_samples);
		if (auto done = registry.provide<SampleMails>(_samples, "sms_gate"); !done) return done;
		if (auto done = registry.provide<sealed::Gate>(_offered); !done) return done;
		const auto offered = [this](Request& request) {
			return _gate ? _gate->composed(request.tenant().id, request.principal()->user, request.language())
						 : Value::object({{"isOffered", false}, {"lock", Value()}});
		};
		if (auto done = registry.slot({"messages.composer.gates", "fragments/compose.html", offered}); !done)
			return done;
		if (auto done = registry.slot({"messages.composer.rules", "fragments/rule.html", offered}); !done) return done;
		return registry.slot({"sealed.read.gates", "fragments/read.html", [](Request&) { return Value::object({}); }});
	}

	Result<> start(Context& context) noexcept override
	{
		auto* tenants = context.find<TenantSource>();
		auto* sender = context.find<sms::Sender>();
		if (!tenants || !sender) return failed(Code::Unavailable, "sms_gate: directory or sms is not there");
		_gate = std::make_unique<SmsGate>(context, *tenants, *sender, context.find<licensing::Entitlements>());
		_samples.begin(context);
		return {};
	}

	void stop() noexcept override
	{
		_samples.end();
		_gate.reset();
	}

private:
	std::unique_ptr<SmsGate> _gate;
	OfferedGate _offered{_gate};
	SampleBook _samples;
};

}
}

SX_EXPORT_PLUGIN(sx::sms_gate::SmsGatePlugin);
