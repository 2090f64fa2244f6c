// Handles /sms/report/TOKEN, where gateways report what became of a text.
#pragma once
#include "store/StoredSender.h"

namespace sms {

/// Takes delivery reports. [handlers' threads]
class Reports
{
public:
	explicit Reports(StoredSender& sender): _sender(sender) {}
	sx::Result<> declare(sx::Registry& registry);
	/// Starts taking reports. rule: empty if the driver has no reports. from: the addresses that may report; empty:
	/// any.
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
