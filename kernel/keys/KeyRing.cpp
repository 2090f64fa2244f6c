#include "kernel/keys/KeyRing.h"

#include "kernel/base/Clocks.h"
#include "kernel/keys/Encoding.h"
#include "kernel/keys/Ring.h"

#include <botan/hash.h>
#include <botan/mem_ops.h>
#include <botan/system_rng.h>

#include <fcntl.h>
#include <sys/file.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <mutex>
#include <shared_mutex>

namespace sx::keys {
namespace {

const base::SystemClock kSystemClock;

std::string randomString(std::size_t bytes)
{
	std::string out(bytes, '\0');
	Botan::system_rng().randomize(reinterpret_cast<std::uint8_t*>(out.data()), out.size());
	return out;
}

SecureBytes randomKey() { return Botan::system_rng().random_vec(32); }

/// Adds a key under a new id and makes it current.
std::string addKey(MasterKeys& keys, Instant now)
{
	std::string id;
	do id = toHex(randomString(Ring::kIdBytes));
	while (keys.all.contains(id));
	keys.all.emplace(id, MasterKey{now, randomKey()});
	keys.current = id;
	return id;
}

Error guarded(const char* what) noexcept
{
	try
	{
		throw;
	}
	catch (const std::exception& e)
	{
		return {Code::Internal, std::string(what) + ": " + e.what()};
	}
	catch (...)
	{
		return {Code::Internal, what};
	}
}

}

class KeyRing::Impl
{
	/// Holds what both files say.
	struct Loaded
	{
		std::shared_ptr<const Ring> ring;
		std::shared_ptr<const SigningKey> signing;
	};

public:
	Impl(std::filesystem::path file, std::filesystem::path daysCopy, const Clock& clock):
		_file(std::move(file)), _signingFile(_file.string() + ".signing"), _clock(clock),
		_epochs(_file.string() + ".days", std::move(daysCopy), clock)
	{
	}

	/// Returns the time of the next id and its number within that millisecond: 48 and 12 bits. Ids only ever grow, also
	/// when many are made in one instant or the clock is set back. Source: RFC 9562, section 6.2, method 1.
	std::uint64_t nextStamp() noexcept
	{
		const auto now = static_cast<std::uint64_t>(toMillis(_clock.now())) << 12;
		auto last = _lastStamp.load();
		while (!_lastStamp.compare_exchange_weak(last, std::max(now, last + 1)))
		{
		}
		return std::max(now, last + 1);
	}
	Instant now() const noexcept { return _clock.now(); }
	EpochKeys& epochs() noexcept { return _epochs; }

	Result<> open(bool mayCreate)
	{
		auto made = mayCreate ? createWhatIsMissing() : Result<>();
		return made ? load() : made;
	}

	Result<> load()
	{
		auto loaded = read();
		if (!loaded) return loaded.error();
		const std::unique_lock lock(_mutex);
		_loaded = std::move(*loaded);
		return {};
	}

	/// Changes the master keys and replaces both files, under a lock that other processes take too. Writes the files in
	/// an order in which a crash between them leaves both readable. change: `Result<>(MasterKeys&)`.
	template <class F> Result<> change(F&& change)
	{
		const std::lock_guard alone(_changing);
		const Fd lock = lockFiles();
		if (!lock) return Error{Code::Unavailable, "cannot lock " + _file.string() + ": " + std::strerror(errno)};
		auto loaded = read();
		if (!loaded) return loaded.error();
		auto masters = loaded->ring->masters();
		auto done = change(masters);
		if (!done) return done;
		const bool adds = masters.all.size() > loaded->ring->masters().all.size();
		if (adds) done = replacePrivateFile(_file, writeMasterKeys(masters).reveal());
		if (done) done = replacePrivateFile(_signingFile, writeSigningKey(*loaded->signing, Ring(masters)));
		if (done && !adds) done = replacePrivateFile(_file, writeMasterKeys(masters).reveal());
		return done ? load() : done;
	}

	std::shared_ptr<const Ring> ring() const
	{
		const std::shared_lock lock(_mutex);
		return _loaded.ring;
	}

	/// Returns a ring that knows this id. Reads the files again when the ring in memory does not know it, because
	/// another process may have rotated the keys.
	std::shared_ptr<const Ring> ringFor(std::string_view rawId)
	{
		auto known = ring();
		if (rawId.size() != Ring::kIdBytes || known->knows(rawId)) return known;
		// Read the files at most once a second, because anybody can send wrong ids.
		const auto now = std::chrono::steady_clock::now().time_since_epoch().count();
		auto last = _lookedAgain.load();
		constexpr auto kPause = std::chrono::steady_clock::duration(std::chrono::seconds(1)).count();
		if (now - last < kPause || !_lookedAgain.compare_exchange_strong(last, now)) return known;
		return load() ? ring() : known;
	}

	std::shared_ptr<const SigningKey> signing() const
	{
		const std::shared_lock lock(_mutex);
		return _loaded.signing;
	}

private:
	/// Creates the missing files. Creates nothing when only the master file is missing: the operator has lost it, and a
	/// new one could not open the signing key.
	Result<> createWhatIsMissing()
	{
		std::error_code ignored;
		if (_file.has_parent_path() && std::filesystem::create_directories(_file.parent_path(), ignored))
			std::filesystem::permissions(_file.parent_path(), std::filesystem::perms::owner_all, ignored);
		if (std::filesystem::exists(_signingFile, ignored)) return {};
		const Fd lock = lockFiles();
		if (!lock) return Error{Code::Unavailable, "cannot lock " + _file.string() + ": " + std::strerror(errno)};
		if (std::filesystem::exists(_signingFile, ignored)) return {};  // another process was first
		if (!std::filesystem::exists(_file, ignored))
		{
			MasterKeys masters;
			addKey(masters, _clock.now());
			auto made = replacePrivateFile(_file, writeMasterKeys(masters).reveal());
			if (!made) return made;
		}
		auto text = readPrivateFile(_file);
		if (!text) return text.error();
		auto masters = parseMasterKeys(text->reveal());
		if (!masters) return masters.error();
		return replacePrivateFile(
			_signingFile, writeSigningKey(makeSigningKey(randomKey()), Ring(std::move(*masters))));
	}

	Result<Loaded> read() const
	{
		auto text = readPrivateFile(_file);
		if (!text) return text.error();
		auto masters = parseMasterKeys(text->reveal());
		if (!masters) return masters.error();
		auto ring = std::make_shared<const Ring>(std::move(*masters));
		auto signingText = readPrivateFile(_signingFile);
		if (!signingText) return signingText.error();
		auto signing = parseSigningKey(signingText->reveal(), *ring);
		if (!signing) return signing.error();
		return Loaded{std::move(ring), std::make_shared<const SigningKey>(std::move(*signing))};
	}

	Fd lockFiles() const
	{
		Fd fd(::open((_file.string() + ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
		if (!fd || ::flock(fd.get(), LOCK_EX) != 0) return {};
		return fd;
	}

	std::filesystem::path _file;
	std::filesystem::path _signingFile;
	const Clock& _clock;
	EpochKeys _epochs;
	std::atomic<std::uint64_t> _lastStamp{0};
	std::mutex _changing;
	mutable std::shared_mutex _mutex;
	Loaded _loaded;
	std::atomic<std::chrono::steady_clock::rep> _lookedAgain{0};
};

KeyRing::KeyRing(std::unique_ptr<Impl> impl): _impl(std::move(impl)) {}
KeyRing::~KeyRing() = default;

Result<std::unique_ptr<KeyRing>> KeyRing::open(const std::filesystem::path& masterFile,
	bool mayCreate,
	const Clock* clock,
	const std::filesystem::path& daysCopy) noexcept
try
{
	auto impl = std::make_unique<Impl>(masterFile, daysCopy, clock ? *clock : kSystemClock);
	auto opened = impl->open(mayCreate);
	if (!opened) return opened.error();
	return std::unique_ptr<KeyRing>(new KeyRing(std::move(impl)));  // the constructor is private
}
catch (...)
{
	return guarded("keys.open");
}

std::vector<KeyInfo> KeyRing::list() const
{
	const auto ring = _impl->ring();
	std::vector<KeyInfo> all;
	for (const auto& [id, key]: ring->masters().all)
		all.push_back({id, key.created, id == ring->masters().current, key.isRetired()});
	return all;
}

Result<std::string> KeyRing::rotate() noexcept
try
{
	std::string id;
	auto done = _impl->change([&](MasterKeys& masters) -> Result<> {
		id = addKey(masters, _impl->now());
		return {};
	});
	if (!done) return done.error();
	return id;
}
catch (...)
{
	return guarded("keys.rotate");
}

Result<> KeyRing::retire(std::string_view id) noexcept
try
{
	return _impl->change([&](MasterKeys& masters) -> Result<> {
		const auto found = masters.all.find(std::string(id));
		if (found == masters.all.end()) return Error{Code::Missing, "keys.retire: no such key"};
		if (found->first == masters.current) return Error{Code::Conflict, "keys.retire: the current key; rotate first"};
		if (found->second.isRetired()) return Error{Code::Conflict, "keys.retire: retired already"};
		found->second.bytes.clear();
		return {};
	});
}
catch (...)
{
	return guarded("keys.retire");
}

Result<> KeyRing::reload() const noexcept
try
{
	return _impl->load();
}
catch (...)
{
	return guarded("keys.reload");
}

std::string KeyRing::keyIdOf(const Bytes& sealed) const { return keys::toHex(rawIdOf(sealed)); }
Bytes KeyRing::random(std::size_t bytes) const { return {randomString(bytes)}; }
std::string KeyRing::token() const { return keys::toBase64Url(randomString(16)); }

/// Source: RFC 9562, section 5.7.
std::string KeyRing::uuid() const
{
	auto bytes = randomString(16);
	const auto stamp = _impl->nextStamp();
	for (std::size_t i = 0; i < 6; ++i) bytes[i] = static_cast<char>(stamp >> (52 - 8 * i) & 0xff);
	bytes[6] = static_cast<char>((stamp >> 8 & 0x0f) | 0x70);
	bytes[7] = static_cast<char>(stamp & 0xff);
	bytes[8] = static_cast<char>((bytes[8] & 0x3f) | 0x80);
	auto text = keys::toHex(bytes);
	for (std::size_t at: {20u, 16u, 12u, 8u}) text.insert(at, 1, '-');
	return text;
}

Bytes KeyRing::seal(std::string_view identity, std::string_view plaintext) const
{
	return _impl->ring()->seal(identity, plaintext);
}

Result<Bytes> KeyRing::sealUntil(Instant until, std::string_view identity, std::string_view plaintext) const noexcept
try
{
	const auto day = epochDayOf(until);
	auto key = _impl->epochs().forSealing(day);
	if (!key) return key.error();
	const auto number = static_cast<std::uint32_t>(day.time_since_epoch().count());
	return _impl->ring()->sealUntil(number, **key, identity, plaintext);
}
catch (...)
{
	return guarded("keys.sealUntil");
}

EpochKeys& KeyRing::epochs() const noexcept { return _impl->epochs(); }

Result<Secret> KeyRing::open(std::string_view identity, const Bytes& sealed) const
{
	if (const auto day = dayOf(sealed))
	{
		auto key = _impl->epochs().forOpening(EpochDay(std::chrono::days(*day)));
		if (!key) return key.error();
		return _impl->ringFor(rawIdOf(sealed))->openUntil(**key, identity, sealed);
	}
	return _impl->ringFor(rawIdOf(sealed))->open(identity, sealed);
}

Bytes KeyRing::mac(std::string_view purpose, std::string_view data) const { return _impl->ring()->mac(purpose, data); }

bool KeyRing::matches(std::string_view purpose, std::string_view data, const Bytes& mac) const
{
	if (mac.size() != Ring::kMacBytes) return false;
	return _impl->ringFor(std::string_view(mac.value).substr(0, Ring::kIdBytes))->matches(purpose, data, mac);
}

bool KeyRing::equal(std::string_view left, std::string_view right) const noexcept
{
	return left.size() == right.size() &&
		Botan::constant_time_compare(reinterpret_cast<const std::uint8_t*>(left.data()),
			reinterpret_cast<const std::uint8_t*>(right.data()),
			left.size());
}

Bytes KeyRing::sha256(std::string_view data) const
{
	auto hash = Botan::HashFunction::create_or_throw("SHA-256");
	hash->update(reinterpret_cast<const std::uint8_t*>(data.data()), data.size());
	Bytes out{std::string(hash->output_length(), '\0')};
	hash->final(reinterpret_cast<std::uint8_t*>(out.value.data()));
	return out;
}

Bytes KeyRing::sign(std::string_view data) const { return {signWith(*_impl->signing(), data)}; }

bool KeyRing::verify(std::string_view data, const Bytes& signature, const Bytes& publicKey) const noexcept
try
{
	return verifies(data, signature.value, publicKey.value);
}
catch (...)
{
	return false;
}

Bytes KeyRing::publicKey() const { return {_impl->signing()->publicKey}; }
std::string KeyRing::toBase64Url(std::string_view bytes) const { return keys::toBase64Url(bytes); }
Result<Bytes> KeyRing::fromBase64Url(std::string_view text) const { return keys::fromBase64Url(text); }
std::string KeyRing::toHex(std::string_view bytes) const { return keys::toHex(bytes); }

}
