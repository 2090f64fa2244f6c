#include "kernel/data/Snapshot.h"

#include "kernel/data/PostgresSession.h"
#include "kernel/data/SqliteSession.h"

#include <Poco/Pipe.h>
#include <Poco/PipeStream.h>
#include <Poco/Process.h>
#include <Poco/StreamCopier.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <unistd.h>

namespace sx::data {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSqlite = "sqlite:";
const TenantId kTenantless;

// Drops the tables before the types that they use. Leaves extensions and other schemas alone: they are not ours.
constexpr const char* kDropAll = R"(DO $$ DECLARE each record; BEGIN
	FOR each IN SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema() LOOP
		EXECUTE format('DROP TABLE %I CASCADE', each.name); END LOOP;
	FOR each IN SELECT typname AS name FROM pg_type
		WHERE typtype = 'd' AND typnamespace = current_schema()::regnamespace LOOP
		EXECUTE format('DROP DOMAIN %I CASCADE', each.name); END LOOP;
	END $$)";

Error failure(const std::string& what)
{
	return Error{errno == ENOSPC ? Code::Full : Code::Unavailable, what + ": " + std::strerror(errno), {}};
}

Result<> makeDurable(const std::string& path)
{
	const Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
	if (!file || ::fsync(file.get()) != 0) return failure(path + " cannot be made durable");
	return {};
}

std::string quoted(const std::string& path)
{
	std::string out = "'";
	for (char c: path) out += c == '\'' ? std::string("''") : std::string(1, c);
	return out + "'";
}

/// Holds a URL as libpq's environment variables: unlike arguments, other users cannot see them.
struct PostgresPlace
{
	Poco::Process::Env environment;
	std::string name;
};

Result<PostgresPlace> placeOf(const std::string& url)
{
	struct Free
	{
		void operator()(PQconninfoOption* all) const noexcept { PQconninfoFree(all); }
	};
	const std::unique_ptr<PQconninfoOption, Free> all(PQconninfoParse(url.c_str(), nullptr));
	if (!all) return Error{Code::Invalid, "postgresql: the URL cannot be read"};
	PostgresPlace place;
	for (const auto* option = all.get(); option->keyword; ++option)
	{
		if (!option->val) continue;
		if (option->envvar) place.environment[option->envvar] = option->val;
		if (std::string_view(option->keyword) == "dbname") place.name = option->val;
	}
	return place;
}

/// Runs one of PostgreSQL's programs to its end. Its error output names objects, not values.
Result<> runTool(const std::string& program, Poco::Process::Args arguments, const PostgresPlace& place)
{
	arguments.insert(arguments.end(), {"--no-owner", "--no-privileges", "--no-password", "--dbname=" + place.name});
	Poco::Pipe complaints;
	auto process = Poco::Process::launch(program, arguments, {}, nullptr, nullptr, &complaints, place.environment);
	Poco::PipeInputStream in(complaints);
	std::string text;
	Poco::StreamCopier::copyToString(in, text);
	const int status = process.wait();
	if (status == 0) return {};
	if (text.empty()) return Error{Code::Unavailable, program + " cannot be run: install PostgreSQL's client programs"};
	return Error{Code::Unavailable, program + ": " + text.substr(0, text.find_last_not_of('\n') + 1)};
}

Result<> replaceFile(const std::string& database, const std::string& from)
{
	const auto fresh = database + ".restored";
	std::error_code failed;
	fs::copy_file(from, fresh, fs::copy_options::overwrite_existing, failed);
	if (failed)
		return Error{failed == std::errc::no_space_on_device ? Code::Full : Code::Unavailable,
			fresh + " cannot be written: " + failed.message(),
			{}};
	fs::permissions(fresh, fs::perms::owner_read | fs::perms::owner_write, failed);
	if (auto durable = makeDurable(fresh); !durable) return durable;
	// Removes the old WAL before the new file takes the name, so that no crash leaves the new file with the old WAL.
	for (const auto* old: {"", "-wal", "-shm"}) fs::remove(database + old, failed);
	if (auto durable = makeDurable(fs::path(database).parent_path()); !durable) return durable;
	fs::rename(fresh, database, failed);
	if (failed) return Error{Code::Unavailable, database + " cannot be replaced: " + failed.message()};
	return makeDurable(fs::path(database).parent_path());
}

Result<std::unique_ptr<PostgresSession>> connect(const std::string& url)
{
	auto target = PostgresTarget::parse(url, {});
	if (!target) return target.error();
	return PostgresSession::open(*target);
}

Result<std::int64_t> countOf(PostgresSession& session, std::string_view text)
{
	auto outcome = session.run(text, {}, {kTenantless, true});
	if (!outcome) return outcome.error();
	return outcome->rows.front().integer(0);
}

Result<> replaceAll(const std::string& url, const std::string& from)
{
	auto place = placeOf(url);
	if (!place) return place.error();
	{
		auto session = connect(url);
		if (!session) return session.error();
		auto others = countOf(**session,
			"SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
			" AND backend_type = 'client backend'");
		if (!others) return others.error();
		if (*others > 0)
			return Error{Code::Conflict,
				std::to_string(*others) +
					" others are connected to the database; stop every server that uses it first"};
		if (auto gone = (*session)->script(kDropAll); !gone) return gone;
	}
	return runTool("pg_restore", {"--single-transaction", "--exit-on-error", from}, *place);
}

}

Result<> saveDatabase(const std::string& url, const std::string& file) noexcept
try
{
	if (!url.starts_with(kSqlite))
	{
		auto place = placeOf(url);
		if (!place) return place.error();
		if (auto done = runTool("pg_dump", {"--format=custom", "--file=" + file}, *place); !done) return done;
		return makeDurable(file);
	}
	// Uses a connection of its own, which reads one moment of the database and does not delay writers.
	auto session = SqliteSession::open(url.substr(kSqlite.size()), Role::Writes, {});
	if (!session) return session.error();
	if (auto done = (*session)->script("VACUUM INTO " + quoted(file)); !done) return done;
	return makeDurable(file);
}
catch (const Poco::Exception& e)
{
	return Error{Code::Unavailable, "database backup: " + e.displayText()};
}
catch (const std::exception& e)
{
	return Error{Code::Unavailable, std::string("database backup: ") + e.what()};
}

Result<> loadDatabase(const std::string& url, const std::string& file) noexcept
try
{
	if (url.starts_with(kSqlite)) return replaceFile(url.substr(kSqlite.size()), file);
	return replaceAll(url, file);
}
catch (const Poco::Exception& e)
{
	return Error{Code::Unavailable, "database restore: " + e.displayText()};
}
catch (const std::exception& e)
{
	return Error{Code::Unavailable, std::string("database restore: ") + e.what()};
}

Result<bool> hasTables(const std::string& url) noexcept
try
{
	if (url.starts_with(kSqlite)) return fs::exists(url.substr(kSqlite.size()));
	auto session = connect(url);
	if (!session) return session.error();
	auto count = countOf(**session, "SELECT COUNT(*) FROM pg_tables WHERE schemaname = current_schema()");
	if (!count) return count.error();
	return *count > 0;
}
catch (const std::exception& e)
{
	return Error{Code::Unavailable, std::string("database: ") + e.what()};
}

}
