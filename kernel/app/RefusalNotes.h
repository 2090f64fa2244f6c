// Takes note of refusals: writes them to the log, counts them, and hands them to the plugins that keep them.
#pragma once
#include "sx/refusals.h"

#include <vector>

namespace sx::app {

/// Implements kernel.refusals/1. [any thread; setKeepers: main thread, before the server starts]
class RefusalNotes final: public Refusals
{
public:
	RefusalNotes(Log& log, Metrics& metrics): _log(log), _metrics(metrics) {}

	/// keepers: must live until the server has stopped.
	void setKeepers(std::vector<RefusalKeeper*> keepers) { _keepers = std::move(keepers); }

	void note(
		const Request& request, std::string_view kind, std::string_view cause, const UserId& person) noexcept override;

private:
	Log& _log;
	Metrics& _metrics;
	std::vector<RefusalKeeper*> _keepers;
};

}
