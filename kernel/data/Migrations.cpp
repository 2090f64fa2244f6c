#include "kernel/data/Migrations.h"

#include <Poco/DigestEngine.h>
#include <Poco/SHA2Engine.h>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <fstream>
#include <map>
#include <sstream>

namespace sx::data {
namespace {

namespace fs = std::filesystem;

const TenantId kNoTenant;

std::string sha256(const std::string& text)
{
	Poco::SHA2Engine engine(Poco::SHA2Engine::SHA_256);
	engine.update(text);
	return Poco::DigestEngine::digestToHex(engine.digest());
}

struct FileName
{
	std::int64_t number = 0;
	std::string name;
	std::string dialect;  // empty: both
};

/// Parses `0001_some_name[.dialect].sql`.
Result<FileName> parseName(const std::string& file)
{
	const Error wrong{Code::Invalid,
		"migration " + file + ": expected 0001_name.sql, 0001_name.sqlite.sql or 0001_name.postgresql.sql"};
	FileName out;
	auto stem = file.substr(0, file.size() - 4);
	if (const auto dot = stem.find('.'); dot != std::string::npos)
	{
		out.dialect = stem.substr(dot + 1);
		stem.resize(dot);
		if (out.dialect != "sqlite" && out.dialect != "postgresql") return wrong;
	}
	if (stem.size() < 6 || stem[4] != '_' || stem.find_first_not_of("0123456789") != 4) return wrong;
	if (stem.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") != std::string::npos) return wrong;
	out.number = std::stoll(stem.substr(0, 4));
	out.name = std::move(stem);
	return out;
}

std::string lower(std::string text)
{
	for (auto& c: text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
	return text;
}

Result<Migration> readMigration(const fs::path& file, FileName name)
{
	std::ifstream in(file, std::ios::binary);
	std::ostringstream text;
	text << in.rdbuf();
	if (!in) return Error{Code::Unavailable, "migration " + file.string() + " cannot be read"};
	Migration out{name.number, std::move(name.name), text.str(), {}};
	// On SQLite one commit serves many callers; a constraint that is only checked there would fail them all.
	if (lower(out.text).find("initially deferred") != std::string::npos)
		return Error{Code::Invalid, "migration " + file.filename().string() + ": no deferred constraints"};
	out.checksum = sha256(out.text);
	return out;
}

/// Runs one of our own statements, which concern no tenant and need not name one.
Result<SqlRows> query(Session& session, std::string_view text, const SqlValues& values)
{
	auto outcome = session.run(text, values, {kNoTenant, true});
	if (!outcome) return outcome.error();
	return std::move(outcome->rows);
}

Result<std::map<std::int64_t, std::string>> appliedOf(Session& session, std::string_view pluginId)
{
	auto rows = query(session, "SELECT number, checksum FROM kernel_migration WHERE plugin = ?", {pluginId});
	if (!rows) return rows.error();
	std::map<std::int64_t, std::string> all;
	for (const auto& row: *rows) all[row.integer(0)] = row.text(1);
	return all;
}

Result<> applyOne(Session& session, std::string_view pluginId, const Migration& migration)
{
	auto done = session.script(migration.text);
	if (!done)
		return Error{done.error().code,
			"migration " + std::string(pluginId) + " " + migration.name + ": " + done.error().detail};
	if (!session.isInTransaction())
		return Error{Code::Invalid, "migration " + migration.name + " ends its transaction"};
	const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
	auto noted = query(session,
		"INSERT INTO kernel_migration (plugin, number, name, checksum, applied_at) VALUES (?, ?, ?, ?, ?)",
		{pluginId, migration.number, migration.name, migration.checksum, Instant(now)});
	if (!noted) return noted.error();
	return {};
}

Result<> checkApplied(std::string_view pluginId,
	const std::map<std::int64_t, std::string>& applied,
	const std::vector<Migration>& migrations)
{
	for (const auto& [number, checksum]: applied)
	{
		const auto found = std::find_if(
			migrations.begin(), migrations.end(), [&, n = number](const auto& each) { return each.number == n; });
		const auto which = "migration " + std::string(pluginId) + " " + std::to_string(number);
		if (found == migrations.end())
			return Error{Code::Invalid, which + " was applied and its file is gone (an older program?)"};
		if (found->checksum != checksum)
			return Error{Code::Invalid, which + " was applied and its file has changed since"};
	}
	return {};
}

}

Result<std::vector<Migration>> readMigrations(const fs::path& folder, std::string_view dialect) noexcept
try
{
	std::vector<Migration> all;
	if (!fs::exists(folder)) return all;
	std::map<std::pair<std::int64_t, std::string>, std::string> seen;
	for (const auto& entry: fs::directory_iterator(folder))
	{
		const auto file = entry.path().filename().string();
		if (!file.ends_with(".sql")) continue;
		auto name = parseName(file);
		if (!name) return name.error();
		for (std::string_view each: {"sqlite", "postgresql"})
			if ((name->dialect.empty() || name->dialect == each) &&
				!seen.emplace(std::pair(name->number, std::string(each)), file).second)
				return Error{Code::Invalid, "migration " + file + ": its number is taken"};
		if (!name->dialect.empty() && name->dialect != dialect) continue;
		auto migration = readMigration(entry.path(), std::move(*name));
		if (!migration) return migration.error();
		all.push_back(std::move(*migration));
	}
	std::sort(all.begin(), all.end(), [](const auto& left, const auto& right) { return left.number < right.number; });
	for (std::size_t i = 0; i < all.size(); ++i)
		if (all[i].number != static_cast<std::int64_t>(i) + 1)
			return Error{Code::Invalid, folder.string() + ": migration " + std::to_string(i + 1) + " is missing"};
	return all;
}
catch (const std::exception& e)
{
	return Error{Code::Unavailable, "migrations: " + std::string(e.what())};
}

Result<> applyMigrations(Session& session, std::string_view pluginId, const std::vector<Migration>& migrations) noexcept
try
{
	auto done = session.script(
		"CREATE TABLE IF NOT EXISTS kernel_migration (plugin TEXT NOT NULL, number BIGINT NOT NULL, "
		"name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at BIGINT NOT NULL, PRIMARY KEY (plugin, number))");
	if (!done) return done;
	// Checks again in each transaction, before applying anything, because another process may have applied some
	// meanwhile. A refusal is rolled back.
	for (std::size_t next = 0;;)
	{
		done = session.beginWriting();
		if (!done) return done;
		auto applied = appliedOf(session, pluginId);
		if (!applied) return applied.error();
		done = checkApplied(pluginId, *applied, migrations);
		while (next < migrations.size() && applied->contains(migrations[next].number)) ++next;
		if (!done || next == migrations.size())
		{
			auto ended = session.script("ROLLBACK");
			return done ? ended : done;
		}
		done = applyOne(session, pluginId, migrations[next]);
		if (done) done = session.script("COMMIT");
		if (!done)
		{
			if (session.isInTransaction()) (void)session.script("ROLLBACK");
			return done;
		}
	}
}
catch (const std::exception& e)
{
	return Error{Code::Internal, "migrations: " + std::string(e.what())};
}

}
