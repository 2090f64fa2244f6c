#include "tests/faults/sweep/StorageRig.h"

#include "kernel/keys/Ed25519.h"
#include "kernel/keys/Encoding.h"
#include "store/BlobRows.h"
#include "tests/faults/sweep/FaultyMemory.h"

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <unistd.h>

namespace sx::faults {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr const char* kJobs =
	"CREATE TABLE storage_job (tenant_id TEXT NOT NULL, blob TEXT NOT NULL, PRIMARY KEY (tenant_id, blob));";

template <class T> T neverAsked() { std::abort(); }

/// Ids that the test chooses, and hashes; nothing else is asked.
class TestKeys final: public Keys
{
public:
	int next = 0;

	std::string uuid() const override { return StorageRig::idOf(next).value; }
	bool equal(std::string_view left, std::string_view right) const noexcept override { return left == right; }
	Bytes sha256(std::string_view data) const override { return keys::sha256(data); }

	Bytes random(std::size_t) const override { return neverAsked<Bytes>(); }
	std::string token() const override { return neverAsked<std::string>(); }
	Bytes seal(std::string_view, std::string_view) const override { return neverAsked<Bytes>(); }
	Result<Bytes> sealUntil(Instant, std::string_view, std::string_view) const noexcept override
	{
		return neverAsked<Result<Bytes>>();
	}
	Result<Secret> open(std::string_view, const Bytes&) const override { return neverAsked<Result<Secret>>(); }
	Bytes mac(std::string_view, std::string_view) const override { return neverAsked<Bytes>(); }
	bool matches(std::string_view, std::string_view, const Bytes&) const override { return neverAsked<bool>(); }
	Bytes sign(std::string_view) const override { return neverAsked<Bytes>(); }
	bool verify(std::string_view, const Bytes&, const Bytes&) const noexcept override { return neverAsked<bool>(); }
	Bytes publicKey() const override { return neverAsked<Bytes>(); }
	std::string toBase64Url(std::string_view) const override { return neverAsked<std::string>(); }
	Result<Bytes> fromBase64Url(std::string_view) const override { return neverAsked<Result<Bytes>>(); }
	std::string toHex(std::string_view) const override { return neverAsked<std::string>(); }
};

class TestClock final: public Clock
{
public:
	std::chrono::hours ahead{0};
	Instant now() const noexcept override
	{
		return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()) + ahead;
	}
};

class QuietLog final: public Log
{
public:
	void write(Level, std::string_view, std::initializer_list<LogField>) noexcept override {}
};

/// A row per job, in the transaction that causes it, as the kernel's are.
class TestJobs final: public Jobs
{
public:
	Result<> enqueue(Sql& sql, const NewJob& job) noexcept override
	{
		auto done = sql.execute(
			"INSERT INTO storage_job (tenant_id, blob) VALUES (:tenant, ?) ON CONFLICT DO NOTHING", {job.key});
		if (!done) return done.error();
		return {};
	}
};

/// A PUT whose body was not read yet.
class Put final: public Request
{
public:
	explicit Put(std::string_view bytes):
		_length(static_cast<std::int64_t>(bytes.size())), _sha256(keys::toHex(keys::sha256(bytes).value))
	{
	}
	Method method() const noexcept override { return Method::Put; }
	const std::string& path() const noexcept override { return _nothing; }
	std::string parameter(std::string_view) const override { return {}; }
	std::optional<std::string> query(std::string_view) const override { return {}; }
	std::optional<std::string> header(std::string_view) const override { return _sha256; }
	std::optional<std::string> cookie(std::string_view) const override { return {}; }
	const Tenant& tenant() const noexcept override { return _tenant; }
	const Principal* principal() const noexcept override { return nullptr; }
	const Language& language() const noexcept override { return _tenant.language; }
	const std::string& clientAddress() const noexcept override { return _nothing; }
	const std::string& requestId() const noexcept override { return _nothing; }
	std::string_view body() const noexcept override { return {}; }
	Result<Value> json() const noexcept override { return Value(); }
	Result<Value> form() const noexcept override { return Value(); }
	std::int64_t contentLength() const noexcept override { return _length; }
	void under(std::shared_ptr<Authority>) const override {}

private:
	std::int64_t _length;
	std::string _sha256, _nothing;
	Tenant _tenant;
};

}

/// What the service may ask of a kernel.
class StorageRig::Kernel final: public Context
{
public:
	explicit Kernel(std::unique_ptr<data::PluginStore> store): _store(std::move(store)) {}
	TestKeys testKeys;
	TestClock testClock;

	Store& store() const noexcept override { return *_store; }
	const Keys& keys() const noexcept override { return testKeys; }
	const Clock& clock() const noexcept override { return testClock; }
	Log& log() const noexcept override { return _log; }
	Jobs& jobs() const noexcept override { return _jobs; }

	const Settings& settings() const noexcept override { std::abort(); }
	const Pages& pages() const noexcept override { std::abort(); }
	const Json& json() const noexcept override { std::abort(); }
	Metrics& metrics() const noexcept override { std::abort(); }
	std::string dataFolder() const override { return neverAsked<std::string>(); }
	Environment environment() const noexcept override { return Environment::Production; }
	Result<> endSessions(Sql&, const UserId&) const noexcept override { return {}; }
	Result<SessionRight> sessionRight(const TenantId&, const UserId& user) const noexcept override
	{
		return SessionRight{user};
	}
	Result<std::vector<SessionInfo>> sessionsOf(const TenantId&, const UserId&) const noexcept override
	{
		return std::vector<SessionInfo>{};
	}
	Result<> endSession(Sql&, const UserId&, std::string_view) const noexcept override { return {}; }
	std::string networkOf(std::string_view address) const override { return std::string(address); }
	std::string neighbourhoodOf(std::string_view address) const override { return std::string(address); }
	Result<> markDemonstration() const noexcept override { return {}; }

private:
	void* lookup(std::string_view, std::string_view) const noexcept override { return nullptr; }
	std::vector<void*> lookupAll(std::string_view) const override { return {}; }
	Result<> offer(std::string_view, std::string_view, void*) noexcept override { return {}; }

	std::unique_ptr<data::PluginStore> _store;
	mutable QuietLog _log;
	mutable TestJobs _jobs;
};

StorageRig::StorageRig(const fs::path& folder)
{
	fs::create_directories(folder / "blobs");
	fs::create_directories(folder / "jobs");
	if (!fs::exists(folder / "jobs/0001_jobs.sql")) std::ofstream(folder / "jobs/0001_jobs.sql") << kJobs;
	auto opened = data::Database::open("sqlite:" + (folder / "test.db").string());
	if (!opened) throw std::runtime_error("does not open again: " + opened.error().detail);
	_database = std::move(*opened);
	for (const auto& [plugin, migrations]:
		{std::pair<const char*, fs::path>{"storage", SX_MIGRATIONS}, {"jobs", folder / "jobs"}})
		if (auto done = _database->migrate(plugin, migrations); !done)
			throw std::runtime_error("does not migrate again: " + done.error().detail);
	_kernel = std::make_unique<Kernel>(_database->storeFor("storage"));
	auto driver = std::make_unique<storage::DiskDriver>((folder / "blobs").string(), 0, _kernel->keys());
	_driver = driver.get();
	_blobs = std::make_unique<storage::BlobService>(*_kernel, std::move(driver), storage::BlobService::Times{48h, 24h});
}

StorageRig::~StorageRig() = default;

storage::BlobService& StorageRig::blobs() noexcept { return *_blobs; }
storage::DiskDriver& StorageRig::driver() noexcept { return *_driver; }
Store& StorageRig::store() noexcept { return _kernel->store(); }
void StorageRig::advance(std::chrono::hours by) noexcept { _kernel->testClock.ahead += by; }
void StorageRig::setNextId(int number) noexcept { _kernel->testKeys.next = number; }

storage::BlobId StorageRig::idOf(int number)
{
	const Uncounted uncounted;
	const auto text = std::to_string(number);
	return {"01900000-0000-7000-8000-00000000" + std::string(4 - text.size(), '0') + text};
}

Result<Response> StorageRig::begin(const storage::BlobId& blob, std::string_view bytes)
{
	Put request(bytes);
	return _blobs->putPart(kCompany, blob, storage::partBodyOf(request, 0));
}

Result<Response> StorageRig::beginPart(
	const storage::BlobId& blob, int part, std::int64_t offset, std::string_view bytes)
{
	namespace rows = storage::blob_rows;
	const auto now = _kernel->clock().now();
	const storage::PartTarget target{blob, part, offset, static_cast<std::int64_t>(bytes.size()), keys::sha256(bytes)};
	return _driver->receive(
		target,
		Authority::lasting(),
		[this, blob, part, now] {
			return store().write(kCompany, [&](Sql& sql) { return rows::uncommitPart(sql, blob, part, now); });
		},
		[this, blob, part, now] {
			return store().write(kCompany, [&](Sql& sql) { return rows::commitPart(sql, blob, part, now); });
		});
}

Result<> StorageRig::finish(Result<Response>& begun, std::string_view bytes)
{
	if (!begun) return begun.error();
	auto& receive = std::get<Response::Receive>(begun->body());
	Received received{.bytes = 0, .complete = false, .sha256 = {}, .diskFull = false};
	const auto written = ::pwrite(receive.file->get(), bytes.data(), bytes.size(), receive.offset);
	if (written < 0)
		received.diskFull = errno == ENOSPC;
	else
		received = {written, true, keys::sha256(bytes), false};
	Put request(bytes);
	auto answer = receive.done(request, received);
	if (!answer) return answer.error();
	return {};
}

Result<> StorageRig::runJobs() noexcept
{
	auto waiting = store().read(
		kCompany, [](Sql& sql) { return sql.query("SELECT blob FROM storage_job WHERE tenant_id = :tenant"); });
	if (!waiting) return waiting.error();
	for (const auto& row: *waiting)
	{
		if (auto erased = _blobs->erase(kCompany, {row.text(0)}); !erased) return erased;
		auto forgotten = store().writeOne(
			kCompany, "DELETE FROM storage_job WHERE tenant_id = :tenant AND blob = ?", {row.text(0)});
		if (!forgotten) return forgotten.error();
	}
	return {};
}

}
