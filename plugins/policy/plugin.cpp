// Declares what the policy plugin offers: the keyword thesaurus.
#include "handlers/ThesaurusPages.h"

#include <exception>

namespace {

class PolicyPlugin final: public sx::Plugin
{
public:
	sx::Result<> declare(sx::Registry& registry) noexcept override
	try
	{
		return _pages.declare(registry);
	}
	catch (const std::exception& e)
	{
		return sx::Error{sx::Code::Internal, std::string("policy.declare: ") + e.what()};
	}
	sx::Result<> start(sx::Context& context) noexcept override { return _pages.start(context); }
	void stop() noexcept override {}

private:
	policy::ThesaurusPages _pages;
};

}

SX_EXPORT_PLUGIN(PolicyPlugin);
