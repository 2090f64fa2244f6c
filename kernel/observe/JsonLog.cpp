#include "kernel/observe/JsonLog.h"
#include "kernel/base/JsonText.h"
#include "sx/time.h"

#include <Poco/Bugcheck.h>

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>

namespace sx::observe {

namespace {

constexpr std::size_t kMaxTextBytes = 2000;  // per field

thread_local std::string currentRequest;

std::string_view word(Log::Level level)
{
	switch (level)
	{
	case Log::Level::Debug: return "debug";
	case Log::Level::Info: return "info";
	case Log::Level::Warning: return "warning";
	default: return "error";
	}
}

/// Tells whether a field's name says that its value is secret.
bool isForbidden(std::string_view name)
{
	for (std::string_view each: {"code", "password", "secret", "link", "token", "key"})
	{
		if (name == each) return true;
		if (name.size() > each.size() && name.ends_with(each) && name[name.size() - each.size() - 1] == '_')
			return true;
	}
	return false;
}

std::string valueText(const LogField& field)
{
	if (isForbidden(field.name)) return "\"(refused)\"";
	if (field.value.isText() && field.value.text().size() > kMaxTextBytes)
	{
		// Do not cut through a character: JSON must stay UTF-8.
		auto length = kMaxTextBytes;
		while (length > 0 && (static_cast<unsigned char>(field.value.text()[length]) & 0xC0) == 0x80) --length;
		return base::writeJson(field.value.text().substr(0, length) + "…");
	}
	return base::writeJson(field.value);
}

void writeAll(int descriptor, std::string_view text)
{
	while (!text.empty())
	{
		const auto written = ::write(descriptor, text.data(), text.size());
		if (written >= 0)
		{
			text.remove_prefix(static_cast<std::size_t>(written));
			continue;
		}
		if (errno == EINTR) continue;
		if (errno != EAGAIN) return;  // the log cannot be written, and there is no other place to report that
		pollfd waiting{descriptor, POLLOUT, 0};
		::poll(&waiting, 1, 1000);
	}
}

}

RequestScope::RequestScope(std::string requestId): _previous(std::exchange(currentRequest, std::move(requestId))) {}
RequestScope::~RequestScope() { currentRequest = std::move(_previous); }
const std::string& RequestScope::current() noexcept { return currentRequest; }

/// Holds the queue and the thread that empties it.
struct JsonLog::Impl
{
	Impl(LogOptions o, const sx::Clock& c): options(o), clock(c), writer([this] { run(); }) {}
	~Impl()
	{
		{
			std::lock_guard lock(mutex);
			isStopping = true;
		}
		filled.notify_one();
		writer.join();
	}

	void put(std::string line)
	{
		{
			std::lock_guard lock(mutex);
			if (lines.size() >= options.maxWaiting)
			{
				++dropped;
				return;
			}
			lines.push_back(std::move(line));
			++accepted;
		}
		filled.notify_one();
	}

	void run()
	{
		std::unique_lock lock(mutex);
		while (true)
		{
			filled.wait(lock, [&] { return isStopping || !lines.empty(); });
			if (lines.empty()) return;
			std::string block;
			std::size_t count = 0;
			for (; !lines.empty() && block.size() < 65'536; ++count, lines.pop_front()) block += lines.front();
			const auto lost = std::exchange(dropped, 0);
			lock.unlock();
			if (lost) block += compose("kernel", Level::Warning, "log.dropped", {{"lines", std::int64_t(lost)}});
			writeAll(options.descriptor, block);
			lock.lock();
			written += count;
			drained.notify_all();
		}
	}

	std::string compose(
		std::string_view plugin, Level level, std::string_view event, std::initializer_list<LogField> fields) const
	{
		return options.isText ? composeText(plugin, level, event, fields) : composeJson(plugin, level, event, fields);
	}

	std::string composeJson(
		std::string_view plugin, Level level, std::string_view event, std::initializer_list<LogField> fields) const
	{
		std::string line = "{\"time\":\"" + isoTime(clock.now()) + "\",\"level\":\"";
		line.append(word(level))
			.append("\",\"event\":")
			.append(base::writeJson(event))
			.append(",\"plugin\":")
			.append(base::writeJson(plugin));
		if (!currentRequest.empty()) line.append(",\"request_id\":").append(base::writeJson(currentRequest));
		for (const auto& field: fields)
			line.append(",").append(base::writeJson(field.name)).append(":").append(valueText(field));
		return line += "}\n";
	}

	std::string composeText(
		std::string_view plugin, Level level, std::string_view event, std::initializer_list<LogField> fields) const
	{
		std::string line = isoTime(clock.now()).substr(11, 12) + " ";
		line.append(word(level)).append(8 - word(level).size(), ' ').append(plugin).append(" ").append(event);
		// Write values as JSON, so that a value with a line feed stays on one line.
		for (const auto& field: fields) line.append(" ").append(field.name).append("=").append(valueText(field));
		if (!currentRequest.empty()) line.append(" request=").append(currentRequest);
		return line += "\n";
	}

	void write(
		std::string_view plugin, Level level, std::string_view event, std::initializer_list<LogField> fields) noexcept
	try
	{
		if (level < options.level) return;
		for ([[maybe_unused]] const auto& field: fields) poco_assert_dbg(!isForbidden(field.name));
		put(compose(plugin, level, event, fields));
	}
	catch (...)
	{
		// Most likely out of memory: let the request continue without its log line.
	}

	const LogOptions options;
	const sx::Clock& clock;
	std::mutex mutex;
	std::condition_variable filled, drained;
	std::deque<std::string> lines;
	std::size_t dropped = 0, accepted = 0, written = 0;
	bool isStopping = false;
	std::map<std::string, std::unique_ptr<PluginLog>, std::less<>> plugins;
	std::thread writer;  // declared last: it starts when all other members exist
};

class JsonLog::PluginLog final: public sx::Log
{
public:
	PluginLog(Impl& impl, std::string plugin): _impl(impl), _plugin(std::move(plugin)) {}
	void write(Level level, std::string_view event, std::initializer_list<LogField> fields) noexcept override
	{
		_impl.write(_plugin, level, event, fields);
	}

private:
	Impl& _impl;
	std::string _plugin;
};

JsonLog::JsonLog(LogOptions options, const sx::Clock& clock): _impl(std::make_unique<Impl>(options, clock)) {}
JsonLog::~JsonLog() = default;

void JsonLog::write(Level level, std::string_view event, std::initializer_list<LogField> fields) noexcept
{
	_impl->write("kernel", level, event, fields);
}

sx::Log& JsonLog::of(std::string_view plugin)
{
	std::lock_guard lock(_impl->mutex);
	auto found = _impl->plugins.find(plugin);
	if (found == _impl->plugins.end())
		found = _impl->plugins.emplace(plugin, std::make_unique<PluginLog>(*_impl, std::string(plugin))).first;
	return *found->second;
}

void JsonLog::flush() noexcept
{
	std::unique_lock lock(_impl->mutex);
	const auto until = _impl->accepted;
	_impl->drained.wait(lock, [&] { return _impl->written >= until; });
}

}
