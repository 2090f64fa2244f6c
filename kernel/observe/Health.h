// Is the process alive, and may it be sent work? /health/live, /health/ready and doctor.
#pragma once
#include "sx/plugin.h"

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

namespace sx::observe {

/// Each check has 2 s; one that hangs is reported and not started again until it has returned. [any thread]
class HealthRegistry
{
public:
	explicit HealthRegistry(std::chrono::milliseconds timeout = std::chrono::seconds(2));
	~HealthRegistry();
	void add(std::string_view plugin, HealthCheck check);
	/// A plugin that failed checks nothing any more.
	void withdraw(std::string_view plugin) noexcept;
	/// From the first moment of stopping, ready says no.
	void setDraining(bool draining) noexcept;

	/// {"status":"alive"}: the process answers.
	Value live() const;
	/// {"status":"ready"|"failing"|"draining","checks":[{"plugin","name","ok","detail","millis"}]}; runs all checks at
	/// once, at most the timeout. detail is for operators.
	Value ready() const;
	static bool isReady(const Value& answer) { return answer["status"].text() == "ready"; }

private:
	struct Impl;
	std::shared_ptr<Impl> _impl;
};

}
