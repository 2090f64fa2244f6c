#include "kernel/data/Database.h"

#include "kernel/data/Engine.h"
#include "kernel/data/Migrations.h"
#include "kernel/data/PostgresEngine.h"
#include "kernel/data/SqliteEngine.h"

namespace sx::data {

Database::Database(std::unique_ptr<Engine> engine): _engine(std::move(engine)) {}
Database::~Database() = default;

Result<std::unique_ptr<Database>> Database::open(const std::string& url, const DatabaseOptions& options) noexcept
try
{
	constexpr std::string_view kSqlite = "sqlite:";
	Result<std::unique_ptr<Engine>> engine(Error{Code::Invalid, "database: expected sqlite:PATH or postgresql://…"});
	if (url.starts_with(kSqlite) && url.size() > kSqlite.size())
		engine = SqliteEngine::open(url.substr(kSqlite.size()), options);
	else if (url.starts_with("postgresql://") || url.starts_with("postgres://"))
		engine = PostgresEngine::open(url, options);
	if (!engine) return engine.error();
	return std::unique_ptr<Database>(new Database(std::move(*engine)));  // the constructor is private
}
catch (const std::exception& e)
{
	return Error{Code::Internal, std::string("database: ") + e.what()};
}

std::unique_ptr<PluginStore> Database::storeFor(std::string pluginId)
{
	return std::make_unique<PluginStore>(*_engine, std::move(pluginId));
}

Result<> Database::migrate(std::string_view pluginId, const std::filesystem::path& folder) noexcept
{
	auto migrations = readMigrations(folder, isPostgres() ? "postgresql" : "sqlite");
	if (!migrations) return migrations.error();
	return _engine->changeSchema([&](Session& session) { return applyMigrations(session, pluginId, *migrations); });
}

Result<> Database::refreshStatistics() noexcept { return _engine->refreshStatistics(); }
Result<bool> Database::keepsStatistics() noexcept { return _engine->keepsStatistics(); }
Result<> Database::purge() noexcept { return _engine->purge(); }
Result<> Database::check() noexcept { return _engine->check(); }
bool Database::isPostgres() const noexcept { return _engine->isPostgres(); }
std::string Database::description() const { return _engine->description(); }

namespace {

Error within(const std::string& pluginId, std::string_view why, Error error)
{
	std::string prefix = pluginId;
	if (!why.empty()) prefix.append(" (").append(why).append(")");
	error.detail.insert(0, prefix + ": ");
	return error;
}

}

bool PluginStore::isPostgres() const noexcept { return _engine.isPostgres(); }

Result<> PluginStore::transact(const TenantId& tenant, std::string_view why, bool writes, const Work& work) noexcept
{
	// An empty tenant is a mistake of the caller. Whoever wants all tenants must give a reason.
	if (tenant.empty() && why.empty())
		return Error{Code::Internal, _pluginId + ": no tenant, and no reason for all tenants"};
	auto done = _engine.transact({tenant, tenant.empty()}, writes, work);
	if (!done && done.error().messageKey.empty() && done.error().code >= Code::Internal)
		return within(_pluginId, why, done.error());
	return done;
}

Result<SqlRows> PluginStore::writeOne(const TenantId& tenant, std::string_view text, const SqlValues& values) noexcept
{
	if (tenant.empty()) return Error{Code::Internal, _pluginId + ": no tenant"};
	auto rows = _engine.writeOne({tenant, false}, text, values);
	if (!rows) return within(_pluginId, {}, rows.error());
	return rows;
}

}
