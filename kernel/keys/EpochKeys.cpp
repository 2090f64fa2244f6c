#include "kernel/keys/EpochKeys.h"

#include "kernel/keys/Encoding.h"

#include <botan/system_rng.h>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <set>

namespace sx::keys {
namespace {

constexpr std::string_view kEnding = ".key";
constexpr std::size_t kNameLength = 10;  // 2026-11-27

Error failure(const std::string& what)
{
	const auto code = errno == ENOSPC || errno == EDQUOT ? Code::Full : Code::Unavailable;
	return {code, "day keys: " + what + ": " + std::strerror(errno)};
}

std::optional<EpochDay> dayNamed(std::string_view name)
{
	int year = 0;
	unsigned month = 0, day = 0;
	const std::string text(name.substr(0, kNameLength));
	if (text.size() != kNameLength || std::sscanf(text.c_str(), "%4d-%2u-%2u", &year, &month, &day) != 3) return {};
	const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
	if (!date.ok() || nameOf(date) != text) return {};
	return date;
}

/// Overwrites and removes a file, so that neither its blocks nor a descriptor that is still open has the key.
Result<> destroyFile(const std::filesystem::path& file)
{
	const Fd fd(::open(file.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW));
	if (!fd) return errno == ENOENT ? Result<>() : Result<>(failure(file.string()));
	struct stat info
	{
	};
	if (::fstat(fd.get(), &info) != 0) return failure(file.string());
	const std::string zeros(static_cast<std::size_t>(info.st_size), '\0');
	if (::pwrite(fd.get(), zeros.data(), zeros.size(), 0) != static_cast<ssize_t>(zeros.size()) ||
		::fsync(fd.get()) != 0 || ::ftruncate(fd.get(), 0) != 0 || ::fsync(fd.get()) != 0)
		return failure(file.string() + " cannot be overwritten");
	if (::unlink(file.c_str()) != 0 && errno != ENOENT) return failure(file.string() + " cannot be removed");
	return {};
}

std::filesystem::path fileOf(const std::filesystem::path& folder, EpochDay day)
{
	return folder / (nameOf(day) + std::string(kEnding));
}

Secret textOf(EpochDay day, const SecureBytes& key)
{
	std::string out;
	out.reserve(256);  // so that no reallocation leaves key bytes in memory
	out.append("# Opens what expires on this day (UTC), together with the master key. Destroyed when the day is over:\n"
			   "# keep no copy but the one of keys.days_copy.\n");
	out.append("key ").append(nameOf(day)).append(" ");
	const Secret bytes(toBase64Url({reinterpret_cast<const char*>(key.data()), key.size()}));
	out.append(bytes.reveal()).append("\n");
	return Secret(std::move(out));
}

Result<EpochKeys::Key> readKey(const std::filesystem::path& folder, EpochDay day)
{
	auto text = readPrivateFile(fileOf(folder, day));
	if (!text) return text.error();
	const auto start = text->reveal().find("\nkey " + nameOf(day) + " ");
	auto bytes = Result<Bytes>(Error{Code::Invalid});
	if (start != std::string_view::npos)
	{
		const auto from = start + 6 + kNameLength;
		bytes = fromBase64Url(text->reveal().substr(from, text->reveal().find('\n', from) - from));
	}
	if (!bytes || bytes->size() != 32)
		return Error{Code::Invalid, "day keys: " + fileOf(folder, day).string() + " is wrong"};
	auto key = std::make_shared<const SecureBytes>(bytes->value.begin(), bytes->value.end());
	explicit_bzero(bytes->value.data(), bytes->value.size());
	return key;
}

Result<> makeFolder(const std::filesystem::path& folder)
{
	if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) return failure(folder.string());
	return {};
}

}

std::string nameOf(EpochDay day)
{
	const std::chrono::year_month_day date(day);
	char out[16];
	std::snprintf(out,
		sizeof out,
		"%04d-%02u-%02u",
		static_cast<int>(date.year()) % 10'000,
		static_cast<unsigned>(date.month()),
		static_cast<unsigned>(date.day()));
	return out;
}

bool EpochKeys::isOver(EpochDay day) const noexcept { return _clock.now() >= day + std::chrono::days(1); }

EpochKeys::Key EpochKeys::held(EpochDay day)
{
	const std::lock_guard lock(_mutex);
	std::erase_if(_held, [this](const auto& each) { return isOver(each.first); });
	const auto found = _held.find(day);
	return found == _held.end() ? Key() : found->second;
}

Result<EpochKeys::Key> EpochKeys::hold(EpochDay day, Result<Key> key)
{
	if (!key) return key;
	const std::lock_guard lock(_mutex);
	_held[day] = *key;
	return key;
}

Result<EpochKeys::Key> EpochKeys::forSealing(EpochDay day)
{
	if (isOver(day)) return Error{Code::Expired, "day keys: the key of " + nameOf(day) + " is destroyed"};
	if (auto key = held(day)) return key;
	auto there = find(day);
	if (there || there.error().code != Code::Missing) return hold(day, std::move(there));
	return hold(day, make(day));
}

Result<EpochKeys::Key> EpochKeys::forOpening(EpochDay day)
{
	if (isOver(day)) return Error{Code::Expired, "day keys: the key of " + nameOf(day) + " is destroyed"};
	if (auto key = held(day)) return key;
	return hold(day, find(day));
}

Result<EpochKeys::Key> EpochKeys::find(EpochDay day) const
{
	auto key = readKey(_folder, day);
	if (key || key.error().code != Code::Missing || _copy.empty()) return key;
	return readKey(_copy, day);
}

Result<EpochKeys::Key> EpochKeys::make(EpochDay day) const
{
	if (auto made = makeFolder(_folder); !made) return made.error();
	const Fd alone = lock();
	if (!alone) return failure("cannot lock " + _folder.string());
	auto there = find(day);  // another process may have been first
	if (there || there.error().code != Code::Missing) return there;
	auto key = std::make_shared<const SecureBytes>(Botan::system_rng().random_vec(32));
	if (auto put = replacePrivateFile(fileOf(_folder, day), textOf(day, *key).reveal()); !put) return put.error();
	return Key(std::move(key));
}

Fd EpochKeys::lock() const
{
	Fd fd(::open((_folder / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
	if (!fd || ::flock(fd.get(), LOCK_EX) != 0) return {};
	return fd;
}

std::vector<EpochDay> EpochKeys::daysIn(const std::filesystem::path& folder)
{
	std::set<EpochDay> out;
	std::error_code failed;
	for (const auto& each: std::filesystem::directory_iterator(folder, failed))
		if (const auto day = dayNamed(each.path().filename().string())) out.insert(*day);
	return {out.begin(), out.end()};
}

Result<int> EpochKeys::tend() noexcept
try
{
	(void)held({});  // drops them from memory
	const auto isDue = [this](EpochDay day) { return isOver(day); };
	const auto own = days(), others = daysIn(_copy);
	if (std::none_of(own.begin(), own.end(), isDue) && std::none_of(others.begin(), others.end(), isDue) &&
		(_copy.empty() || own == others))
		return 0;
	if (auto made = makeFolder(_folder); !made) return made.error();
	const Fd alone = lock();
	if (!alone) return failure("cannot lock " + _folder.string());
	auto destroyed = destroyPast();
	auto copied = copyMissing();
	return destroyed && !copied ? Result<int>(copied.error()) : destroyed;
}
catch (const std::exception& e)
{
	return Error{Code::Unavailable, std::string("day keys: ") + e.what()};
}

Result<int> EpochKeys::destroyPast() const
{
	std::set<EpochDay> destroyed;
	Result<> last;
	for (const auto& folder: {_folder, _copy})
	{
		const auto before = destroyed.size();
		for (const auto& day: daysIn(folder))
		{
			if (!isOver(day)) continue;
			// A file that was being written when its process ended has the same beginning.
			auto rest = fileOf(folder, day);
			rest += ".new";
			for (const auto& file: {fileOf(folder, day), rest})
				if (auto gone = destroyFile(file); !gone) last = gone;
			destroyed.insert(day);
		}
		if (destroyed.size() == before) continue;
		const Fd names(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
		if (!names || ::fsync(names.get()) != 0) last = failure(folder.string());
	}
	if (!last) return last.error();
	return static_cast<int>(destroyed.size());
}

Result<> EpochKeys::copyMissing() const
{
	if (_copy.empty()) return {};
	// Never make it: where its disk is not mounted, the keys would come to lie on another one.
	if (std::error_code failed; !std::filesystem::is_directory(_copy, failed))
		return Error{Code::Unavailable, "day keys: keys.days_copy, " + _copy.string() + ", is not there"};
	for (const auto& [from, to]: {std::pair(_folder, _copy), std::pair(_copy, _folder)})
		for (const auto& day: daysIn(from))
		{
			std::error_code failed;
			if (isOver(day) || std::filesystem::exists(fileOf(to, day), failed)) continue;
			auto key = readKey(from, day);
			if (!key) return key.error();
			if (auto put = replacePrivateFile(fileOf(to, day), textOf(day, **key).reveal()); !put) return put;
		}
	return {};
}

}
