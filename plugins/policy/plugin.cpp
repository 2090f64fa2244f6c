// Declares what the policy plugin offers: rules for recipients' domains, and the keyword thesaurus.
#include "handlers/RuleEndpoints.h"
#include "handlers/RulePages.h"
#include "handlers/ThesaurusPages.h"

#include <exception>

namespace sx::policy {
namespace {

/// Holds everything that lives from start to stop, in the order of its making.
struct Components
{
	explicit Components(Context& context):
		thesaurus(context), pages(context.pages(), thesaurus), rules(context, thesaurus), ruleEndpoints(rules),
		rulePages(context.pages(), rules, thesaurus)
	{
	}

	Thesaurus thesaurus;
	ThesaurusPages pages;
	Rules rules;
	RuleEndpoints ruleEndpoints;
	RulePages rulePages;
};

/// Enforces the rules where sealed things begin and are sealed. Refuses everything while the plugin has not started.
class Enforcement final: public sealed::SendingRule
{
public:
	explicit Enforcement(const std::unique_ptr<Components>& components): _components(components) {}
	Result<> check(Sql& sql, sealed::Sending& sending) noexcept override
	try
	{
		if (!_components) return failed(Code::Unavailable, "policy did not start");
		return _components->rules.enforce(sql, sending);
	}
	catch (const std::exception& e)
	{
		return failed(Code::Internal, std::string("policy.check: ") + e.what());
	}

private:
	const std::unique_ptr<Components>& _components;
};

class PolicyPlugin final: public Plugin
{
public:
	Result<> declare(Registry& registry) noexcept override
	{
		if (auto done = registry.provide<sealed::SendingRule>(_enforcement); !done) return done;
		auto added = addRoutes(
			registry, _components, &Components::pages, &Components::ruleEndpoints, &Components::rulePages);
		if (!added) return added;
		if (auto done = registry.menu({.key = "menu.rules",
				.path = kRulesPath,
				.icon = "sliders",
				.permission = std::string(kRules),
				.order = 205});
			!done)
			return done;
		return registry.menu({.key = "menu.thesaurus",
			.path = kThesaurusPath,
			.icon = "shield-exclamation",
			.permission = kManage,
			.order = 210});
	}

	Result<> start(Context& context) noexcept override
	try
	{
		_components = std::make_unique<Components>(context);
		return {};
	}
	catch (const std::exception& e)
	{
		return failed(Code::Internal, std::string("policy.start: ") + e.what());
	}

	void stop() noexcept override { _components.reset(); }

private:
	std::unique_ptr<Components> _components;
	Enforcement _enforcement{_components};
};

}
}

SX_EXPORT_PLUGIN(sx::policy::PolicyPlugin);
