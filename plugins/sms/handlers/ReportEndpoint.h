// Handles /sms/report/TOKEN, where gateways report what became of a text.
#pragma once
#include "services/QueuedSender.h"
#include "sx/routes.h"

namespace sx::sms {

/// Takes delivery reports. [handlers' threads]
class ReportEndpoint
{
public:
	/// rule: empty if the driver has no reports. from: the addresses that may report; empty: any.
	ReportEndpoint(Log& log, QueuedSender& sender, std::optional<ReportRule> rule, std::vector<std::string> from):
		_log(log), _sender(sender), _rule(std::move(rule)), _from(std::move(from))
	{
	}
	static Routes<ReportEndpoint> routes();

private:
	Result<Response> take(Request& request) const;
	std::string fieldOf(Request& request) const;

	Log& _log;
	QueuedSender& _sender;
	const std::optional<ReportRule> _rule;
	const std::vector<std::string> _from;
};

}
