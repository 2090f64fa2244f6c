// /sms/report/TOKEN: gateways say what became of a text.
#pragma once
#include "store/StoredSender.h"

namespace sms {

/// [handlers' threads]
class Reports
{
public:
	explicit Reports(StoredSender& sender): _sender(sender) {}
	sx::Result<> declare(sx::Registry& registry);
	/// rule: null without reports.
	void start(sx::Context& context, std::optional<ReportRule> rule, std::vector<std::string> from);

private:
	sx::Result<sx::Response> take(sx::Request& request) const;
	std::string fieldOf(sx::Request& request) const;

	StoredSender& _sender;
	sx::Context* _context = nullptr;
	std::optional<ReportRule> _rule;
	std::vector<std::string> _from;
};

}
