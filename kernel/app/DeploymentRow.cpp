#include "kernel/app/DeploymentRow.h"

namespace sx::app {

Result<> claimDatabase(Store& store, const Keys& keys, const std::string& keyFile)
{
	const auto own = keys.toBase64Url(keys.publicKey().value);
	auto owner = store.writeAll("the deployment's own row", [&](Sql& sql) -> Result<std::string> {
		auto put = sql.execute(
			"INSERT INTO kernel_deployment (id, public_key) VALUES (1, ?) ON CONFLICT (id) DO NOTHING", {own});
		if (!put) return put.error();
		auto rows = sql.query("SELECT public_key FROM kernel_deployment WHERE id = 1");
		if (!rows) return rows.error();
		return rows->empty() ? std::string() : rows->front().text(0);
	});
	if (!owner) return owner.error();
	if (*owner == own) return {};
	return Error{Code::Denied,
		"the keys in " + keyFile + " (public key " + own + ") are not those of this database (" + *owner +
			"); give back its own key files, FILE and FILE.signing"};
}

Result<> markDemonstration(Store& store) noexcept
{
	return store.writeAll("the deployment's own row", [](Sql& sql) -> Result<> {
		auto marked = sql.execute("UPDATE kernel_deployment SET is_demonstration = 1 WHERE id = 1", {});
		if (!marked) return marked.error();
		return {};
	});
}

Result<> refuseDemonstration(Store& store)
{
	auto rows = store.writeAll("the deployment's own row",
		[](Sql& sql) { return sql.query("SELECT is_demonstration FROM kernel_deployment WHERE id = 1"); });
	if (!rows) return rows.error();
	if (rows->empty() || rows->front().integer(0) == 0) return {};
	return Error{Code::Denied,
		"this is the data of a demonstration (`sxserver demo`), with people and an API key that do not belong in "
		"production; begin with a new data folder and database, or set `environment: demo`"};
}

}
