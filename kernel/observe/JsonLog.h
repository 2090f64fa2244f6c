// The log: one JSON object a line, or readable text on a terminal.
#pragma once
#include "sx/kit.h"

#include <memory>
#include <string>
#include <string_view>

namespace sx::observe {

/// Names the request that this thread works on, for every log line written meanwhile. Scopes nest.
class RequestScope
{
public:
	explicit RequestScope(std::string requestId);
	~RequestScope();
	RequestScope(const RequestScope&) = delete;
	RequestScope& operator=(const RequestScope&) = delete;
	/// Empty outside any scope. Valid until the scope ends.
	static const std::string& current() noexcept;

private:
	std::string _previous;
};

struct LogOptions
{
	Log::Level level = Log::Level::Info;
	bool isText = false;            // for a person at a terminal
	int descriptor = 2;             // where lines go; not closed. Rotation is the operator's
	std::size_t maxWaiting = 8192;  // lines; more are dropped and counted ("log.dropped")
};

/// Writing never waits for the disk: a thread of its own writes; when it cannot keep up, lines are dropped and counted.
/// A field named code, password, secret, link, token or key (or ending in _code …) is a mistake of the caller: its
/// value is written as "(refused)", and builds with _DEBUG stop. [any thread]
class JsonLog final: public sx::Log
{
public:
	JsonLog(LogOptions options, const sx::Clock& clock);
	/// Writes what waits.
	~JsonLog();
	/// As plugin "kernel".
	void write(Level level, std::string_view event, std::initializer_list<LogField> fields) noexcept override;
	/// The log of one plugin; valid while this lives.
	sx::Log& of(std::string_view plugin);
	/// Waits until what was written before is out. For exits and tests.
	void flush() noexcept;

private:
	struct Impl;
	class PluginLog;
	std::unique_ptr<Impl> _impl;
};

}
