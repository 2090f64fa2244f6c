// Declares ids, instants, bytes and secrets: the small types that every interface uses.
#pragma once
#include <chrono>
#include <compare>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

namespace sx {

/// Holds a typed id, so that ids of two kinds cannot be mixed up. Tag: any (incomplete) struct of its owner.
/// Since: SDK 1.0
template <class Tag> struct Id
{
	std::string value;
	bool empty() const noexcept { return value.empty(); }
	auto operator<=>(const Id&) const = default;  // NOLINT(modernize-use-nullptr): clang-tidy 14 sees a 0 here
};
using TenantId = Id<struct TenantTag>;  // UUIDv7 in lower-case hexadecimal with dashes
using UserId = Id<struct UserTag>;      // UUIDv7 too

/// Tells a use case who asks for it, without the request: views.h has callerOf(). Since: SDK 1.0
struct Caller
{
	TenantId tenant;
	UserId user{};          // empty: nobody who is signed in
	std::string address{};  // the client's network address; empty: the server itself
};

/// Is a moment in UTC, to the millisecond. Stored as milliseconds since 1970 (BIGINT). Since: SDK 1.0
using Instant = std::chrono::sys_time<std::chrono::milliseconds>;
inline std::int64_t toMillis(Instant at) noexcept { return at.time_since_epoch().count(); }
inline Instant fromMillis(std::int64_t millis) noexcept { return Instant(std::chrono::milliseconds(millis)); }

/// Is a day of the calendar, in no time zone: what a person means by "3 December". Pages::startOfDay says when it
/// begins in a zone. Since: SDK 1.0
using Day = std::chrono::local_days;

/// Holds binary data, in a type of its own so that it is never taken for text. Since: SDK 1.0
struct Bytes
{
	std::string value;
	std::size_t size() const noexcept { return value.size(); }
	bool operator==(const Bytes&) const = default;
};

/// Holds bytes and wipes them when it is destroyed; cannot be copied implicitly, printed or compared with ==.
/// Since: SDK 1.0
class Secret
{
public:
	Secret() = default;
	explicit Secret(std::string bytes): _bytes(std::move(bytes)) {}
	Secret(Secret&& other) noexcept: _bytes(std::move(other._bytes)) { other.wipe(); }
	Secret& operator=(Secret&& other) noexcept
	{
		if (this != &other)
		{
			wipe();
			_bytes = std::move(other._bytes);
			other.wipe();
		}
		return *this;
	}
	Secret(const Secret&) = delete;
	Secret& operator=(const Secret&) = delete;
	~Secret() { wipe(); }

	/// Returns the bytes, for the call that needs them. Valid while the secret lives.
	std::string_view reveal() const noexcept { return _bytes; }
	Secret copy() const { return Secret(std::string(_bytes)); }
	std::size_t size() const noexcept { return _bytes.size(); }
	bool empty() const noexcept { return _bytes.empty(); }

private:
	void wipe() noexcept
	{
		// Wipe the capacity, not just the size: a moved-from short string keeps its bytes in place.
		_bytes.resize(_bytes.capacity());
		explicit_bzero(_bytes.data(), _bytes.size());
		_bytes.clear();
	}
	std::string _bytes;
};

/// Owns a file descriptor and closes it. Since: SDK 1.0
class Fd
{
public:
	Fd() = default;
	explicit Fd(int fd) noexcept: _fd(fd) {}
	Fd(Fd&& other) noexcept: _fd(std::exchange(other._fd, -1)) {}
	Fd& operator=(Fd&& other) noexcept
	{
		std::swap(_fd, other._fd);
		return *this;
	}
	Fd(const Fd&) = delete;
	Fd& operator=(const Fd&) = delete;
	~Fd()
	{
		if (_fd >= 0) closeFd(_fd);
	}
	int get() const noexcept { return _fd; }
	explicit operator bool() const noexcept { return _fd >= 0; }
	int release() noexcept { return std::exchange(_fd, -1); }

private:
	static void closeFd(int fd) noexcept;
	int _fd = -1;
};

}

extern "C" int close(int);  // POSIX.1, so that <unistd.h> does not reach every plugin
inline void sx::Fd::closeFd(int fd) noexcept { ::close(fd); }
