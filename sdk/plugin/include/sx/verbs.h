// Declares the verbs of a class as a table beside its functions, as sx/routes.h does for routes.
#pragma once
#include "sx/plugin.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace sx {

/// Is one line of a class's table. run: a member function `Result<int> (const std::vector<std::string>& arguments)`;
/// it prints what it did and returns the exit status. Since: SDK 1.0
template <class Runner> struct VerbLine
{
	std::string name;  // "api-key add"
	std::string help;  // one English line
	std::function<Result<int>(Runner&, const std::vector<std::string>&)> run;
};
template <class Runner> using Verbs = std::vector<VerbLine<Runner>>;

/// Registers the table of an object that start() will make: a member of `components`, which is empty until then.
/// components must live as long as the plugin. [main thread, inside declare()] Since: SDK 1.0
template <class Components, class Runner>
Result<> addVerbs(Registry& registry, const std::unique_ptr<Components>& components, Runner Components::*const runner)
{
	for (auto& line: Runner::verbs())
	{
		auto run = [&components, runner, work = std::move(line.run)](
					   const std::vector<std::string>& arguments) -> Result<int> {
			if (!components) return failed(Code::Unavailable, "the plugin has not started");
			return work((*components).*runner, arguments);
		};
		auto added = registry.verb({std::move(line.name), std::move(line.help), std::move(run)});
		if (!added) return added;
	}
	return {};
}

}
