#include "kernel/keys/MasterFile.h"

#include "kernel/keys/Encoding.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <vector>

namespace sx::keys {
namespace {

constexpr std::string_view kHeading =
	"# Master keys of a Secure Exchanges server. Whoever has this file and the database reads what the server can.\n"
	"# Keep a copy, apart from the backups of the database: without it nothing that is sealed opens again.\n";
constexpr std::size_t kMaxFileBytes = 64 * 1024;

Error systemError(const char* what, const std::filesystem::path& file, int number)
{
	const auto code = number == ENOSPC || number == EDQUOT ? Code::Full
		: number == ENOENT                                 ? Code::Missing
														   : Code::Unavailable;
	return {code, std::string(what) + " " + file.string() + ": " + std::strerror(number)};
}

bool writeAll(int fd, std::string_view content) noexcept
{
	while (!content.empty())
	{
		const auto written = ::write(fd, content.data(), content.size());
		if (written < 0 && errno == EINTR) continue;
		if (written <= 0) return false;
		content.remove_prefix(static_cast<std::size_t>(written));
	}
	return ::fsync(fd) == 0;
}

std::vector<std::string_view> wordsOf(std::string_view line)
{
	std::vector<std::string_view> words;
	while (true)
	{
		const auto start = line.find_first_not_of(" \t\r");
		if (start == std::string_view::npos) return words;
		line.remove_prefix(start);
		const auto end = std::min(line.find_first_of(" \t\r"), line.size());
		words.push_back(line.substr(0, end));
		line.remove_prefix(end);
	}
}

bool isKeyId(std::string_view id) { return id.size() == 8 && fromHex(id); }

/// Parses one line: `current ID`, `key ID CREATED-MILLIS BASE64URL` or `retired ID CREATED-MILLIS`.
bool takeLine(const std::vector<std::string_view>& words, MasterKeys& keys)
{
	if (words[0] == "current" && words.size() == 2 && keys.current.empty() && isKeyId(words[1]))
	{
		keys.current = words[1];
		return true;
	}
	const bool isKey = words[0] == "key" && words.size() == 4;
	const bool isRetired = words[0] == "retired" && words.size() == 3;
	if ((!isKey && !isRetired) || !isKeyId(words[1])) return false;
	std::int64_t created = 0;
	const auto end = words[2].data() + words[2].size();
	if (std::from_chars(words[2].data(), end, created).ptr != end) return false;
	MasterKey key{fromMillis(created), {}};
	if (isKey)
	{
		auto bytes = fromBase64Url(words[3]);
		if (!bytes || bytes->size() != 32) return false;
		key.bytes.assign(bytes->value.begin(), bytes->value.end());
		explicit_bzero(bytes->value.data(), bytes->value.size());
	}
	return keys.all.emplace(words[1], std::move(key)).second;
}

}

Result<Secret> readPrivateFile(const std::filesystem::path& file) noexcept
{
	const Fd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
	if (!fd) return systemError("cannot open", file, errno);
	struct stat status
	{
	};
	if (::fstat(fd.get(), &status) != 0) return systemError("cannot look at", file, errno);
	if (!S_ISREG(status.st_mode)) return Error{Code::Denied, file.string() + " is not a regular file"};
	if ((status.st_mode & 077) != 0) return Error{Code::Denied, file.string() + " may be read by others: chmod 600"};
	if (status.st_uid != ::geteuid() && status.st_uid != 0)
		return Error{Code::Denied, file.string() + " belongs to another user"};
	if (static_cast<std::size_t>(status.st_size) > kMaxFileBytes)
		return Error{Code::Invalid, file.string() + " is too long"};
	std::string content(static_cast<std::size_t>(status.st_size), '\0');
	std::size_t have = 0;
	while (have < content.size())
	{
		const auto got = ::read(fd.get(), content.data() + have, content.size() - have);
		if (got < 0 && errno == EINTR) continue;
		if (got <= 0) return systemError("cannot read", file, got < 0 ? errno : EIO);
		have += static_cast<std::size_t>(got);
	}
	return Secret(std::move(content));
}

Result<> replacePrivateFile(const std::filesystem::path& file, std::string_view content) noexcept
{
	const auto folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
	auto temporary = file;
	temporary += ".new";
	::unlink(temporary.c_str());
	const Fd fd(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
	if (!fd) return systemError("cannot make", temporary, errno);
	if (!writeAll(fd.get(), content) || ::rename(temporary.c_str(), file.c_str()) != 0)
	{
		const int number = errno;
		::unlink(temporary.c_str());
		return systemError("cannot write", file, number);
	}
	const Fd parent(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
	if (!parent || ::fsync(parent.get()) != 0) return systemError("cannot sync", folder, errno);
	return {};
}

Result<MasterKeys> parseMasterKeys(std::string_view text) noexcept
{
	MasterKeys keys;
	for (int number = 1; !text.empty(); ++number)
	{
		const auto end = std::min(text.find('\n'), text.size());
		const auto line = text.substr(0, end);
		text.remove_prefix(std::min(end + 1, text.size()));
		const auto words = wordsOf(line);
		if (words.empty() || words[0].starts_with('#')) continue;
		if (!takeLine(words, keys))
			return Error{Code::Invalid, "master keys: line " + std::to_string(number) + " is wrong"};
	}
	const auto current = keys.all.find(keys.current);
	if (current == keys.all.end() || current->second.isRetired())
		return Error{Code::Invalid, "master keys: no current key"};
	return keys;
}

Secret writeMasterKeys(const MasterKeys& keys)
{
	std::string out;
	out.reserve(kHeading.size() + 128 * (keys.all.size() + 1));  // so that no reallocation leaves key bytes in memory
	out.append(kHeading).append("current ").append(keys.current).append("\n");
	for (const auto& [id, key]: keys.all)
	{
		out.append(key.isRetired() ? "retired " : "key ")
			.append(id)
			.append(" ")
			.append(std::to_string(toMillis(key.created)));
		if (!key.isRetired())
		{
			const Secret bytes(toBase64Url({reinterpret_cast<const char*>(key.bytes.data()), key.bytes.size()}));
			out.append(" ").append(bytes.reveal());
		}
		out.append("\n");
	}
	return Secret(std::move(out));
}

}
