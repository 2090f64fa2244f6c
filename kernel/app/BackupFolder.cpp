#include "kernel/app/BackupFolder.h"

#include "kernel/app/DataFolder.h"

#include <Poco/DigestEngine.h>
#include <Poco/SHA2Engine.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <unistd.h>

namespace sx::app {

namespace {

namespace fs = std::filesystem;

constexpr int kFormat = 1;

Error failure(const std::string& what, std::error_code why)
{
	return Error{
		why == std::errc::no_space_on_device ? Code::Full : Code::Unavailable, what + ": " + why.message(), {}};
}

Result<std::string> sha256Of(const std::string& file)
{
	std::ifstream in(file, std::ios::binary);
	if (!in) return Error{Code::Missing, file + " is not there"};
	Poco::SHA2Engine engine(Poco::SHA2Engine::SHA_256);
	std::string block(1 << 20, '\0');
	while (in)
	{
		in.read(block.data(), static_cast<std::streamsize>(block.size()));
		engine.update(block.data(), static_cast<std::size_t>(in.gcount()));
	}
	if (in.bad()) return Error{Code::Unavailable, file + " cannot be read"};
	return Poco::DigestEngine::digestToHex(engine.digest());
}

/// Copies a file; returns false if it has vanished meanwhile.
Result<bool> copyFile(const fs::path& from, const fs::path& to)
{
	std::error_code failed;
	if (fs::copy_file(from, to, fs::copy_options::overwrite_existing, failed)) return true;
	if (failed == std::errc::no_such_file_or_directory && !fs::exists(from)) return false;
	return failure(to.string() + " cannot be written", failed);
}

}

Result<BackupManifest> readManifest(const std::string& folder, const Json& json)
{
	std::ifstream in(folder + "/backup.json");
	std::ostringstream text;
	if (in) text << in.rdbuf();
	if (!in)
		return Error{
			Code::Missing, folder + " is no backup, or one that did not come to its end: it has no backup.json", {}};
	auto value = json.parse(text.str());
	if (!value || (*value)["format"].integer() != kFormat)
		return Error{Code::Invalid, folder + "/backup.json is not of format " + std::to_string(kFormat)};
	BackupManifest out{(*value)["id"].text(),
		fromMillis((*value)["made"].integer()),
		(*value)["database"].text() == "postgresql",
		(*value)["keys"].flag(),
		(*value)["public_key"].text(),
		(*value)["sha256"].text()};
	auto hash = sha256Of(folder + "/database");
	if (!hash) return hash.error();
	if (out.id.empty() || *hash != out.sha256)
		return Error{Code::Invalid, folder + "/database is not what the backup wrote"};
	return out;
}

Result<> writeManifest(const std::string& folder, BackupManifest manifest, const Json& json)
{
	auto hash = sha256Of(folder + "/database");
	if (!hash) return hash.error();
	const auto text = json.write(Value::object({{"format", kFormat},
		{"id", manifest.id},
		{"made", toMillis(manifest.made)},
		{"database", manifest.isPostgres ? "postgresql" : "sqlite"},
		{"keys", manifest.hasKeys},
		{"public_key", manifest.publicKey},
		{"sha256", *hash}}));
	if (auto durable = syncAll(folder); !durable) return durable;
	{
		std::ofstream out(folder + "/backup.json");
		out << text << "\n";
		if (!out.flush()) return Error{Code::Unavailable, folder + "/backup.json cannot be written"};
	}
	return syncAll(folder);
}

Result<> makeEmptyFolder(const std::string& folder)
{
	if (auto made = makeFolder(folder); !made) return made;
	std::error_code failed;
	const bool isEmpty = fs::is_empty(folder, failed);
	if (failed) return failure(folder + " cannot be read", failed);
	if (!isEmpty) return Error{Code::Conflict, folder + " is not empty; a backup wants a folder of its own"};
	return {};
}

Result<> copyTree(const std::string& from, const std::string& to)
{
	std::error_code failed;
	fs::remove_all(to, failed);
	if (failed) return failure(to + " cannot be replaced", failed);
	fs::create_directories(to, failed);
	if (failed) return failure(to + " cannot be made", failed);
	for (fs::recursive_directory_iterator each(from, failed), end; !failed && each != end; each.increment(failed))
	{
		const auto target = to / each->path().lexically_relative(from);
		std::error_code gone;
		if (each->is_directory(gone))
			fs::create_directories(target, failed);
		else if (each->is_regular_file(gone))
			if (auto copied = copyFile(each->path(), target); !copied) return copied.error();
	}
	if (failed) return failure(from + " cannot be copied", failed);
	return {};
}

Result<> copyPrivateFile(const std::string& from, const std::string& to)
{
	auto copied = copyFile(from, to);
	if (!copied) return copied.error();
	std::error_code failed;
	fs::permissions(to, fs::perms::owner_read | fs::perms::owner_write, failed);
	if (!*copied || failed) return Error{Code::Unavailable, from + " cannot be copied to " + to};
	return {};
}

Result<> syncAll(const std::string& folder)
{
	const Fd opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
	if (!opened || ::syncfs(opened.get()) != 0)
		return failure(folder + " cannot be made durable", std::error_code(errno, std::generic_category()));
	return {};
}

}
