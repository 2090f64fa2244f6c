#include "kernel/app/DestructionRows.h"

#include "kernel/data/AfterCommit.h"

namespace sx::app {

namespace {

constexpr std::size_t kMaxSubject = 500;  // bytes
constexpr std::int64_t kAtOnce = 500;
// How often to look for notes of a node that went down between its commit and the log.
constexpr auto kLook = std::chrono::seconds(20);

}

struct DestructionRows::Bell
{
	std::mutex mutex;
	std::condition_variable rings;
	bool isRung = true;
	bool isStopping = false;

	void ring() noexcept
	{
		{
			std::lock_guard lock(mutex);
			isRung = true;
		}
		rings.notify_one();
	}
};

DestructionRows::DestructionRows(
	data::Database& database, DestructionLog& log, const Keys& keys, const Clock& clock, Log& events):
	_database(database),
	_ownStore(database.storeFor("kernel.destructions")), _store(*_ownStore), _log(log), _keys(keys), _clock(clock),
	_events(events), _bell(std::make_shared<Bell>())
{
}

DestructionRows::~DestructionRows()
{
	if (!_thread.joinable()) return;
	{
		std::lock_guard lock(_bell->mutex);
		_bell->isStopping = true;
	}
	_bell->rings.notify_one();
	_thread.join();
}

Result<> DestructionRows::note(Sql& sql, std::string_view kind, std::string_view subject) noexcept
try
{
	if (subject.size() > kMaxSubject) return Error{Code::Internal, "destructions: a subject is too long"};
	auto put = sql.execute(
		"INSERT INTO kernel_destruction (tenant_id, id, at, kind, subject) VALUES (:tenant, ?, ?, ?, ?)",
		{_keys.uuid(), _clock.now(), kind, subject});
	if (!put) return put.error();
	if (auto* hooks = dynamic_cast<data::AfterCommit*>(&sql)) hooks->afterCommit([bell = _bell] { bell->ring(); });
	return {};
}
catch (const std::exception& e)
{
	return Error{Code::Internal, std::string("destructions.note: ") + e.what()};
}

Result<> DestructionRows::settle() noexcept
try
{
	std::lock_guard turn(_settling);
	Result<> done;
	for (std::size_t count = kAtOnce; done && count == kAtOnce;) done = settleSome(count);
	std::lock_guard lock(_mutex);
	_state = done;
	return done;
}
catch (const std::exception& e)
{
	Result<> failed = Error{Code::Internal, std::string("destructions.settle: ") + e.what()};
	std::lock_guard lock(_mutex);
	_state = failed;
	return failed;
}

Result<std::vector<std::string>> DestructionRows::subjects(const TenantId& tenant, std::string_view kind) const noexcept
try
{
	auto all = _log.sinceRestore();
	if (!all) return all.error();
	std::vector<std::string> out;
	for (auto& each: *all)
		if (each.tenant == tenant && each.kind == kind) out.push_back(std::move(each.subject));
	return out;
}
catch (const std::exception& e)
{
	return Error{Code::Internal, std::string("destructions.subjects: ") + e.what()};
}

Result<> DestructionRows::settleSome(std::size_t& count)
{
	auto some = unsettled(_store);
	if (!some) return some.error();
	count = some->size();
	if (some->empty()) return {};
	if (auto written = _log.append(*some); !written) return written;
	return _store.writeAll("destructions that are in the log", [&](Sql& sql) -> Result<> {
		for (const auto& each: *some)
		{
			// all tenants: the destruction log is the deployment's
			auto gone = sql.execute(
				"DELETE FROM kernel_destruction WHERE tenant_id = ? AND id = ?", {each.tenant, each.id});
			if (!gone) return gone.error();
		}
		return {};
	});
}

void DestructionRows::start()
{
	_thread = std::thread([this] { run(); });
}

Result<> DestructionRows::state() const
{
	std::lock_guard lock(_mutex);
	return _state;
}

void DestructionRows::run() noexcept
{
	std::unique_lock lock(_bell->mutex);
	while (!_bell->isStopping)
	{
		_bell->isRung = false;
		lock.unlock();
		if (auto done = settle(); !done) _events.error("destructions.log_failed", {{"detail", done.error().detail}});
		lock.lock();
		_bell->rings.wait_for(lock, kLook, [this] { return _bell->isRung || _bell->isStopping; });
	}
}

Result<> claimLog(Store& store, DestructionLog& log, bool isNew)
{
	auto have = log.id();
	if (!have) return have.error();
	auto known = store.readAll("the deployment's own row",
		[](Sql& sql) { return sql.query("SELECT destruction_log FROM kernel_deployment WHERE id = 1"); });
	if (!known) return known.error();
	const auto expected = known->empty() ? std::string() : known->front().text(0);
	if (have->empty())
	{
		if (!expected.empty() && !isNew)
			return Error{Code::Missing,
				"the destruction log " + log.file() +
					" is gone, without which no backup can be restored: give it back from its copy, "
					"or say that it is lost with `sxserver destructions renew`"};
		have = log.begin();
		if (!have) return have.error();
	}
	if (*have == expected) return {};
	if (!expected.empty() && !isNew)
		return Error{Code::Denied,
			log.file() +
				" is not the destruction log of this database; every server of a database writes to the same one "
				"(destructions.file)"};
	auto put = store.writeAll("the deployment's own row", [&](Sql& sql) {
		return sql.execute("UPDATE kernel_deployment SET destruction_log = ? WHERE id = 1", {*have});
	});
	if (!put) return put.error();
	return {};
}

Result<std::vector<Destruction>> unsettled(Store& store)
{
	auto rows = store.readAll("destructions for the log", [](Sql& sql) {
		return sql.query(
			"SELECT tenant_id, id, at, kind, subject FROM kernel_destruction ORDER BY tenant_id, id LIMIT ?",
			{kAtOnce});
	});
	if (!rows) return rows.error();
	std::vector<Destruction> out;
	for (const auto& row: *rows)
	{
		RowReader next(row);
		out.push_back({{next.text()}, next.text(), next.instant(), next.text(), next.text()});
	}
	return out;
}

}
