// Answers whether the process is alive and whether it can take work, for /health/live, /health/ready and doctor.
#pragma once
#include "sx/plugin.h"

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

namespace sx::observe {

/// Runs health checks. Each has 2 s by default; one that takes longer is reported as failing and is not started again
/// until it has returned. [any thread]
class HealthRegistry
{
public:
	explicit HealthRegistry(std::chrono::milliseconds timeout = std::chrono::seconds(2));
	~HealthRegistry();
	void add(std::string_view plugin, HealthCheck check);
	/// Removes the checks of a plugin that failed.
	void withdraw(std::string_view plugin) noexcept;
	/// Makes ready() report "draining"; set as soon as the server begins to stop.
	void setDraining(bool draining) noexcept;

	/// Returns {"status":"alive"}, which shows that the process answers.
	Value live() const;
	/// Runs all checks at once, waits at most the timeout, and returns
	/// {"status":"ready"|"failing"|"draining","checks":[{"plugin","name","ok","detail","millis"}]}. detail is for
	/// operators.
	Value ready() const;
	static bool isReady(const Value& answer) { return answer["status"].text() == "ready"; }

private:
	struct Impl;
	std::shared_ptr<Impl> _impl;
};

}
