// Writes the log: one JSON object per line, or readable text for a terminal.
#pragma once
#include "sx/kit.h"

#include <memory>
#include <string>
#include <string_view>

namespace sx::observe {

/// Adds the id of the request that this thread works on to every log line written during the scope. Scopes nest.
class RequestScope
{
public:
	explicit RequestScope(std::string requestId);
	~RequestScope();
	RequestScope(const RequestScope&) = delete;
	RequestScope& operator=(const RequestScope&) = delete;
	/// Returns the request id of the innermost scope, or an empty text outside any scope. Valid until that scope ends.
	static const std::string& current() noexcept;

private:
	std::string _previous;
};

struct LogOptions
{
	Log::Level level = Log::Level::Info;
	bool isText = false;            // for a person at a terminal
	int descriptor = 2;             // where lines are written; never closed. Rotation is the operator's task
	std::size_t maxWaiting = 8192;  // queued lines; further ones are dropped and counted ("log.dropped")
};

/// Queues log lines and writes them from its own thread, so that callers never wait for the disk. When that thread
/// cannot keep up, lines are dropped and counted. A field named code, password, secret, link, token or key (or ending
/// in _code …) is a mistake of the caller: its value is written as "(refused)". tests/architecture finds such callers.
/// [any thread]
class JsonLog final: public sx::Log
{
public:
	JsonLog(LogOptions options, const sx::Clock& clock);
	/// Writes the queued lines before it returns.
	~JsonLog();
	/// Logs a line of plugin "kernel".
	void write(Level level, std::string_view event, std::initializer_list<LogField> fields) noexcept override;
	/// Returns the log of one plugin. Valid while this object lives.
	sx::Log& of(std::string_view plugin);
	/// Waits until all lines logged before the call are written. For exits and tests.
	void flush() noexcept;

private:
	struct Impl;
	class PluginLog;
	std::unique_ptr<Impl> _impl;
};

}
