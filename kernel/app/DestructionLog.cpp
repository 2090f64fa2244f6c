#include "kernel/app/DestructionLog.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sys/file.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace sx::app {

namespace {

constexpr std::size_t kMaxLine = 4096;   // bytes; subjects are at most 500
constexpr std::size_t kBlock = 1 << 20;  // bytes copied at once

Error failure(const std::string& what)
{
	const auto code = errno == ENOSPC || errno == EDQUOT ? Code::Full : Code::Unavailable;
	return Error{code, "destruction log: " + what + ": " + std::strerror(errno), {}};
}

Result<> writeAll(int file, std::string_view bytes, const std::string& path)
{
	while (!bytes.empty())
	{
		const auto written = ::write(file, bytes.data(), bytes.size());
		if (written < 0 && errno == EINTR) continue;
		if (written < 0) return failure(path + " cannot be written");
		bytes.remove_prefix(static_cast<std::size_t>(written));
	}
	return {};
}

// Others hold the lock for the moment of one line; whoever holds it longer is stuck.
constexpr std::chrono::seconds kLockPatience{10};

/// Opens a file for appending and locks it against other processes; closing the descriptor unlocks it.
Result<Fd> openLocked(const std::string& path, int flags)
{
	Fd file(::open(path.c_str(), O_RDWR | O_APPEND | O_CLOEXEC | flags, 0600));
	if (!file) return failure(path + " cannot be opened");
	const auto until = std::chrono::steady_clock::now() + kLockPatience;
	while (::flock(file.get(), LOCK_EX | LOCK_NB) != 0)
	{
		if (errno != EINTR && errno != EWOULDBLOCK) return failure(path + " cannot be locked");
		if (std::chrono::steady_clock::now() > until)
			return Error{Code::Unavailable, "destruction log: " + path + " stays locked by another process"};
		std::this_thread::sleep_for(std::chrono::milliseconds(2));
	}
	return file;
}

Result<std::int64_t> sizeOf(int file, const std::string& path)
{
	struct stat info
	{
	};
	if (::fstat(file, &info) != 0) return failure(path);
	return std::int64_t{info.st_size};
}

/// Makes the file's entry in its folder durable.
void syncParent(const std::string& path)
{
	const auto folder = std::filesystem::path(path).parent_path().string();
	const Fd parent(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
	if (parent) ::fsync(parent.get());
}

/// Returns the last complete line; cuts off an incomplete one that a crash left after it.
Result<std::string> lastLine(int file, const std::string& path)
{
	auto size = sizeOf(file, path);
	if (!size) return size.error();
	const auto from = std::max<std::int64_t>(0, *size - static_cast<std::int64_t>(2 * kMaxLine));
	std::string end(static_cast<std::size_t>(*size - from), '\0');
	if (::pread(file, end.data(), end.size(), from) != static_cast<ssize_t>(end.size()))
		return failure(path + " cannot be read");
	const auto whole = end.rfind('\n');
	if (whole == std::string::npos) return Error{Code::Invalid, "destruction log: " + path + " is no destruction log"};
	if (whole + 1 != end.size() && ::ftruncate(file, from + static_cast<std::int64_t>(whole) + 1) != 0)
		return failure(path + " cannot be mended");
	const auto before = whole == 0 ? std::string::npos : end.rfind('\n', whole - 1);
	const auto start = before == std::string::npos ? 0 : before + 1;
	return end.substr(start, whole - start);
}

Destruction destructionOf(const Value& line)
{
	return {{line["tenant"].text()},
		line["id"].text(),
		fromMillis(line["at"].integer()),
		line["kind"].text(),
		line["subject"].text()};
}

}

DestructionLog::DestructionLog(
	std::string file, std::string copy, const Keys& keys, const Json& json, const Clock& clock):
	_file(std::move(file)),
	_copy(std::move(copy)), _keys(keys), _json(json), _clock(clock)
{
}

Result<std::string> DestructionLog::id() const
{
	std::ifstream in(_file);
	if (!in)
	{
		if (errno == ENOENT) return std::string();
		return failure(_file + " cannot be opened");
	}
	std::string line;
	std::getline(in, line);
	auto first = _json.parse(line);
	if (!first || !(*first)["log"].isText())
		return Error{Code::Invalid, "destruction log: " + _file + " is no destruction log"};
	return (*first)["log"].text();
}

Result<std::string> DestructionLog::begin()
{
	const auto id = _keys.uuid();
	if (auto begun = appendLines({Value::object({{"log", id}, {"at", toMillis(_clock.now())}})}, true); !begun)
		return begun.error();
	return id;
}

Result<> DestructionLog::append(const std::vector<Destruction>& some)
{
	std::vector<Value> lines;
	for (const auto& each: some)
		lines.push_back(Value::object({{"tenant", each.tenant.value},
			{"id", each.id},
			{"at", toMillis(each.at)},
			{"kind", each.kind},
			{"subject", each.subject}}));
	return appendLines(std::move(lines), false);
}

Result<> DestructionLog::appendBackup(const std::string& backup)
{
	return appendLines({Value::object({{"backup", backup}, {"at", toMillis(_clock.now())}})}, false);
}

Result<> DestructionLog::appendRestore(const std::string& backup)
{
	return appendLines({Value::object({{"restored", backup}, {"at", toMillis(_clock.now())}})}, false);
}

Result<> DestructionLog::copyState() const
{
	std::lock_guard lock(_mutex);
	return _copyState;
}

Result<> DestructionLog::appendLines(std::vector<Value> lines, bool isNew)
{
	std::lock_guard lock(_mutex);
	if (isNew && std::filesystem::exists(_file))
		return Error{Code::Conflict, "destruction log: " + _file + " is there already"};
	auto file = openLocked(_file, isNew ? O_CREAT : 0);
	if (!file) return file.error();
	std::string last;
	if (!isNew)
	{
		auto found = lastLine(file->get(), _file);
		if (!found) return found.error();
		last = std::move(*found);
	}
	std::string text;
	for (auto& line: lines)
	{
		if (!last.empty()) line.set("previous", _keys.toBase64Url(_keys.sha256(last).value));
		last = _json.write(line);
		text += last + "\n";
	}
	if (auto written = writeAll(file->get(), text, _file); !written) return written;
	if (::fsync(file->get()) != 0) return failure(_file + " cannot be made durable");
	if (isNew) syncParent(_file);
	_copyState = follow();
	return {};
}

/// Appends to the copy what it lacks. Requires the lock on the log's file to be held.
Result<> DestructionLog::follow() const
{
	if (_copy.empty()) return {};
	const Fd from(::open(_file.c_str(), O_RDONLY | O_CLOEXEC));
	if (!from) return failure(_file + " cannot be opened");
	auto to = openLocked(_copy, O_CREAT);
	if (!to) return to.error();
	auto have = sizeOf(to->get(), _copy);
	auto size = sizeOf(from.get(), _file);
	if (!have || !size) return !have ? have.error() : size.error();
	if (*have > *size)
		return Error{Code::Invalid,
			"destruction log: the copy " + _copy + " holds more than " + _file + "; is it another log's?"};
	const bool isNew = *have == 0;
	std::string block(kBlock, '\0');
	while (*have < *size)
	{
		const auto got = ::pread(from.get(), block.data(), block.size(), *have);
		if (got <= 0) return failure(_file + " cannot be read");
		if (auto written = writeAll(to->get(), std::string_view(block).substr(0, static_cast<std::size_t>(got)), _copy);
			!written)
			return written;
		*have += got;
	}
	if (::fsync(to->get()) != 0) return failure(_copy + " cannot be made durable");
	if (isNew) syncParent(_copy);
	return {};
}

Result<> DestructionLog::readLines(const std::function<void(const Value& line)>& take) const
{
	std::ifstream in(_file);
	if (!in) return Error{Code::Missing, "the destruction log " + _file + " is not there"};
	std::string line, before;
	for (std::int64_t number = 1; std::getline(in, line); ++number)
	{
		// Without a line end, the line was half written when the machine went down; nobody got an acknowledgement.
		if (in.eof()) break;
		auto parsed = _json.parse(line);
		const auto expected = number == 1 ? std::string() : _keys.toBase64Url(_keys.sha256(before).value);
		if (!parsed || (*parsed)["previous"].text() != expected || (number == 1) != (*parsed)["log"].isText())
			return Error{
				Code::Invalid, "the destruction log " + _file + " was changed at line " + std::to_string(number), {}};
		take(*parsed);
		before = std::move(line);
	}
	return {};
}

Result<std::vector<Destruction>> DestructionLog::since(const std::string& backup) const
{
	std::vector<Destruction> out;
	bool isAfter = false;
	auto read = readLines([&](const Value& line) {
		if (line["backup"].text() == backup)
			isAfter = true;
		else if (isAfter && line.has("kind"))
			out.push_back(destructionOf(line));
	});
	if (!read) return read.error();
	if (!isAfter)
		return Error{Code::Missing,
			"the destruction log " + _file +
				" does not know this backup: it is older than the backup, or another server's"};
	return out;
}

Result<std::vector<Destruction>> DestructionLog::sinceRestore() const
{
	std::vector<Destruction> out;
	auto read = readLines([&](const Value& line) {
		if (line.has("restored"))
			out.clear();
		else if (line.has("kind"))
			out.push_back(destructionOf(line));
	});
	if (!read) return read.error();
	return out;
}

}
