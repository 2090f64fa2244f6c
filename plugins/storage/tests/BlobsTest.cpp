#include "domain/Parts.h"
#include "sx/harness/Harness.h"

#include <cppunit/extensions/HelperMacros.h>

#include <filesystem>
#include <fstream>

namespace sx::storage {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

/// Tests the service as other plugins use it. Plugin messages has the routes, so its tests cover sending parts.
class BlobsTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(BlobsTest);
	CPPUNIT_TEST(cutsFilesIntoPartsOfEightMiB);
	CPPUNIT_TEST(readsHashesInEitherCase);
	CPPUNIT_TEST(completesOnlyWithEveryPart);
	CPPUNIT_TEST(sendsNothingThatIsNotComplete);
	CPPUNIT_TEST(destroysInTheTransactionAndErasesByAJob);
	CPPUNIT_TEST(forgetsUploadsThatNobodyGoesOnWith);
	CPPUNIT_TEST(p12SweepsFilesThatACrashLeft);
	CPPUNIT_TEST(refusesABlobThatWouldTouchTheReserve);
	CPPUNIT_TEST_SUITE_END();

	std::unique_ptr<harness::Server> _server;

public:
	void setUp() override { _server = harness::Server::start({.plugins = {"storage"}}); }

private:
	Blobs& blobs() { return *_server->find<Blobs>(); }
	template <class F> auto write(F&& work) { return _server->store("storage").write(_server->tenant(), work); }
	BlobId make(std::int64_t bytes)
	{
		auto id = write([&](Sql& sql) { return blobs().create(sql, bytes); });
		CPPUNIT_ASSERT(id);
		return *id;
	}
	/// Inserts the row of a part, as if the part had arrived.
	void havePart(const BlobId& blob, int part)
	{
		CPPUNIT_ASSERT(write([&](Sql& sql) {
			return sql.execute(
				"INSERT INTO storage_part (tenant_id, blob_id, part) VALUES (:tenant, ?, ?)", {blob, part});
		}));
	}
	fs::path plant(const BlobId& blob)
	{
		const auto folder = fs::path(_server->dataFolder()) / "storage" / blob.value.substr(34) /
			blob.value.substr(32, 2);
		fs::create_directories(folder);
		std::ofstream(folder / blob.value) << "left behind";
		return folder / blob.value;
	}

	void cutsFilesIntoPartsOfEightMiB()
	{
		CPPUNIT_ASSERT_EQUAL(1, partCount(1));
		CPPUNIT_ASSERT_EQUAL(1, partCount(kPartBytes));
		CPPUNIT_ASSERT_EQUAL(2, partCount(kPartBytes + 1));
		CPPUNIT_ASSERT_EQUAL(kPartBytes, partLength(kPartBytes + 1, 0));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, partLength(kPartBytes + 1, 1));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, partLength(kPartBytes + 1, 2));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, partLength(kPartBytes + 1, -1));
	}
	void readsHashesInEitherCase()
	{
		CPPUNIT_ASSERT(parseSha256(std::string(64, 'a')) == parseSha256(std::string(64, 'A')));
		CPPUNIT_ASSERT(!parseSha256(std::string(63, 'a')) && !parseSha256(std::string(63, 'a') + "g"));
	}
	void completesOnlyWithEveryPart()
	{
		const auto blob = make(kPartBytes + 1);
		havePart(blob, 1);
		CPPUNIT_ASSERT(write([&](Sql& sql) { return blobs().complete(sql, blob); }).error().code == Code::Conflict);
		havePart(blob, 0);
		CPPUNIT_ASSERT(blobs().parts(_server->tenant(), blob).value() == (std::vector<int>{0, 1}));
		CPPUNIT_ASSERT(write([&](Sql& sql) { return blobs().complete(sql, blob); }));
		CPPUNIT_ASSERT(write([&](Sql& sql) { return blobs().complete(sql, blob); }));
	}
	void sendsNothingThatIsNotComplete()
	{
		const auto blob = make(10);
		CPPUNIT_ASSERT(blobs().send(_server->tenant(), blob).error().code == Code::Missing);
		CPPUNIT_ASSERT(blobs().send(_server->tenant(), {_server->keys().uuid()}).error().code == Code::Missing);
	}
	void destroysInTheTransactionAndErasesByAJob()
	{
		const auto blob = make(10);
		const auto file = plant(blob);
		CPPUNIT_ASSERT(blobs().erase(_server->tenant(), blob).error().code == Code::Conflict);
		CPPUNIT_ASSERT(write([&](Sql& sql) { return blobs().destroy(sql, blob); }));
		CPPUNIT_ASSERT(fs::exists(file));
		CPPUNIT_ASSERT(blobs().send(_server->tenant(), blob).error().code == Code::Missing);
		CPPUNIT_ASSERT(_server->runJobs() > 0);
		CPPUNIT_ASSERT(!fs::exists(file));
		CPPUNIT_ASSERT(write([&](Sql& sql) { return blobs().destroy(sql, blob); }));
		CPPUNIT_ASSERT(blobs().erase(_server->tenant(), blob));
	}
	void forgetsUploadsThatNobodyGoesOnWith()
	{
		const auto blob = make(10);
		const auto file = plant(blob);
		_server->advance(47h);
		_server->runJobs();
		CPPUNIT_ASSERT(fs::exists(file));
		_server->advance(2h);
		_server->runJobs();
		CPPUNIT_ASSERT(!fs::exists(file));
		CPPUNIT_ASSERT(write([&](Sql& sql) { return blobs().complete(sql, blob); }).error().code == Code::Missing);
	}
	void p12SweepsFilesThatACrashLeft()
	{
		const auto kept = make(10);
		const auto keptFile = plant(kept), orphan = plant({_server->keys().uuid()}),
				   stranger = orphan.parent_path() / "notes.txt";
		std::ofstream(stranger) << "not a blob";
		_server->advance(24h);
		CPPUNIT_ASSERT(_server->runSchedule("storage.sweep"));
		CPPUNIT_ASSERT(fs::exists(keptFile) && !fs::exists(orphan) && fs::exists(stranger));
	}
	void refusesABlobThatWouldTouchTheReserve()
	{
		_server = harness::Server::start({.plugins = {"storage"}, .settings = {{"storage.reserve", "1000000TB"}}});
		CPPUNIT_ASSERT(write([&](Sql& sql) { return blobs().create(sql, 10); }).error().code == Code::Full);
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(BlobsTest);

}
