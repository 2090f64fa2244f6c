#include "sx/audit/Audit.h"
#include "tests/Deployment.h"

#include <barrier>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

namespace sx::messages::tests {

using namespace std::chrono_literals;

/// Tests what ends a message, what is left of it, and the proof of it.
class DestructionTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(DestructionTest);
	CPPUNIT_TEST(p4LeavesNothingThatOpens);
	CPPUNIT_TEST(p4LeavesNoTraceOfTheShareInAnyFile);
	CPPUNIT_TEST(destroysWhenTheLastReaderHasFinished);
	CPPUNIT_TEST(destroysWhenTheLastLeaseRunsOut);
	CPPUNIT_TEST(destroysAtItsExpiryEvenUnread);
	CPPUNIT_TEST(erasesOneRecipientsShareWhileOthersStillRead);
	CPPUNIT_TEST(destroysOnOrderInTheMiddleOfALease);
	CPPUNIT_TEST(answersTheSameReceiptAgain);
	CPPUNIT_TEST(p12GoesOnAfterACrashBetweenAnyTwoSteps);
	CPPUNIT_TEST(p15ChainsReceiptsThatVerifyAndNoticesATamperedOne);
	CPPUNIT_TEST(numbersReceiptsWithoutAGapWhenManyEndAtOnce);
	CPPUNIT_TEST(keepsTheRegisterWithoutContent);
	CPPUNIT_TEST(d8EndsWhatAPersonSentWithTheirAccount);
	CPPUNIT_TEST_SUITE_END();

	static int blobs(Deployment& at)
	{
		int count = 0;
		for (const auto& each: std::filesystem::recursive_directory_iterator(at.server->dataFolder()))
			count += each.is_regular_file() && each.path().filename().string().size() == 36;
		return count;
	}
	static std::string stateOf(Deployment& at, const Sent& sent) { return at.followed(sent)["state"].text(); }
	static std::int64_t count(Deployment& at, const std::string& text)
	{
		auto rows = at.server->store("sealed").readAll("test", [&](Sql& sql) { return sql.query(text); });
		CPPUNIT_ASSERT(rows);
		return rows->front().integer(0);
	}
	static constexpr const char* kSecrets =
		"SELECT COUNT(*) FROM sealed_grant WHERE share IS NOT NULL OR slot IS NOT NULL OR proof_mac IS NOT NULL"
		" OR password_mac IS NOT NULL OR code_mac IS NOT NULL OR code_sealed IS NOT NULL";

	void d8EndsWhatAPersonSentWithTheirAccount()
	{
		Deployment at;
		auto sent = at.send({});
		auto* people = at.server->find<directory::Directory>();
		const auto camille = people->byAddress(at.tenant, "camille@example.com");
		CPPUNIT_ASSERT_MESSAGE("d10: the directory knows when they sent", camille && camille->lastSent);
		auto* data = at.server->find<directory::PersonData>("sealed");
		const auto live = [&] {
			auto losses = at.server->store("sealed").read(
				at.tenant, [&](Sql& sql) { return data->lossesOf(sql, camille->id, {"fr-CA"}); });
			CPPUNIT_ASSERT(losses);
			return losses->front().count;
		};
		CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, live());
		CPPUNIT_ASSERT(
			at.server->store("sealed").write(at.tenant, [&](Sql& sql) { return data->erase(sql, camille->id); }));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, live());
		at.server->advance(1min);
		CPPUNIT_ASSERT(at.server->runSchedule("sealed.sweep"));
		at.server->runJobs();
		CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, count(at, kSecrets));
	}
	void p4LeavesNothingThatOpens()
	{
		Deployment at;
		auto sent = at.send({.password = true, .code = true, .fileBytes = 1'000'000});
		CPPUNIT_ASSERT_EQUAL(2, blobs(at));
		const auto destroyed = at.sender->post("/api/v1/messages/" + sent.id + "/destroy");
		CPPUNIT_ASSERT_EQUAL_MESSAGE(destroyed.body, 200, destroyed.status);
		CPPUNIT_ASSERT_EQUAL(0, blobs(at));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, count(at, kSecrets));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, count(at, "SELECT COUNT(*) FROM sealed_lease"));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, count(at, "SELECT COUNT(*) FROM sealed_file"));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, count(at, "SELECT COUNT(*) FROM sealed_item WHERE note IS NOT NULL"));
		CPPUNIT_ASSERT_EQUAL(404, at.gates(sent.one()).status);
		CPPUNIT_ASSERT_EQUAL(std::string("destroyed"), stateOf(at, sent));
	}

	/// Tells whether any file of the server's data, an SQLite log included, holds one of these byte strings.
	static bool standsInAFile(Deployment& at, const std::vector<std::string>& needles)
	{
		for (const auto& each: std::filesystem::recursive_directory_iterator(at.server->dataFolder()))
		{
			if (!each.is_regular_file()) continue;
			std::ifstream file(each.path(), std::ios::binary);
			const std::string bytes{std::istreambuf_iterator<char>(file), {}};
			for (const auto& needle: needles)
				if (bytes.find(needle) != std::string::npos) return true;
		}
		return false;
	}

	void p4LeavesNoTraceOfTheShareInAnyFile()
	{
		Deployment at;
		auto sent = at.send();
		auto row = at.server->store("sealed").read(at.tenant, [&](Sql& sql) {
			return sql.query("SELECT share, slot, proof_mac FROM sealed_grant WHERE tenant_id = :tenant AND id = ?",
				{sent.one().grant});
		});
		CPPUNIT_ASSERT(row && row->size() == 1);
		const std::vector<std::string> secrets{
			row->front().bytes(0).value, row->front().bytes(1).value, row->front().bytes(2).value};
		if (!at.server->store("sealed").isPostgres()) CPPUNIT_ASSERT(standsInAFile(at, secrets));
		at.sender->post("/api/v1/messages/" + sent.id + "/destroy");
		// The writer truncates its log when it has nothing else to do.
		for (int i = 0; i < 100 && standsInAFile(at, secrets); ++i) std::this_thread::sleep_for(100ms);
		CPPUNIT_ASSERT(!standsInAFile(at, secrets));
	}

	void destroysWhenTheLastReaderHasFinished()
	{
		Deployment at;
		auto sent = at.send({.opens = 2, .fileBytes = 1'000'000});
		const auto first = at.secret(), second = at.secret();
		at.open(sent.one(), first);
		CPPUNIT_ASSERT_EQUAL(204, at.finish(sent.one(), first).status);
		CPPUNIT_ASSERT_EQUAL(std::string("read"), stateOf(at, sent));
		at.open(sent.one(), second);
		CPPUNIT_ASSERT_EQUAL(2, blobs(at));
		CPPUNIT_ASSERT_EQUAL(204, at.finish(sent.one(), second).status);
		CPPUNIT_ASSERT_EQUAL(0, blobs(at));
		CPPUNIT_ASSERT_EQUAL(std::string("used_up"), stateOf(at, sent));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, count(at, kSecrets));
		const auto receipt = at.sender->get("/api/v1/messages/" + sent.id + "/receipt");
		CPPUNIT_ASSERT_EQUAL(std::string("used_up"), receipt.json["receipt"]["cause"].text());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, receipt.json["receipt"]["opens"].integer());
	}

	void destroysWhenTheLastLeaseRunsOut()
	{
		Deployment at;
		auto sent = at.send({.opens = 1});
		at.open(sent.one(), at.secret());
		at.server->advance(59min);
		at.server->runJobs();
		CPPUNIT_ASSERT_EQUAL(1, blobs(at));
		at.server->advance(2min);
		at.server->runJobs();
		CPPUNIT_ASSERT_EQUAL(0, blobs(at));
		CPPUNIT_ASSERT_EQUAL(std::string("used_up"), stateOf(at, sent));
	}

	void destroysAtItsExpiryEvenUnread()
	{
		Deployment at;
		auto sent = at.send({.expiresIn = 3600});
		at.server->advance(1h);
		CPPUNIT_ASSERT_EQUAL(std::string("expired"), stateOf(at, sent));
		at.server->runJobs();
		CPPUNIT_ASSERT_EQUAL(0, blobs(at));
		CPPUNIT_ASSERT_EQUAL(std::string("expired"), stateOf(at, sent));
		CPPUNIT_ASSERT_EQUAL(std::string("expired"),
			at.sender->get("/api/v1/messages/" + sent.id + "/receipt").json["receipt"]["cause"].text());
	}

	void erasesOneRecipientsShareWhileOthersStillRead()
	{
		Deployment at;
		auto sent = at.send({.opens = 1, .recipients = {"a@example.com", "b@example.com"}});
		const auto lease = at.secret();
		at.open(sent.recipients[0], lease);
		at.finish(sent.recipients[0], lease);
		CPPUNIT_ASSERT_EQUAL(std::int64_t{1},
			count(at, "SELECT COUNT(*) FROM sealed_grant WHERE share IS NOT NULL OR slot IS NOT NULL"));
		CPPUNIT_ASSERT_EQUAL(1, blobs(at));
		const auto other = at.secret();
		CPPUNIT_ASSERT_EQUAL(200, at.open(sent.recipients[1], other).status);
		at.finish(sent.recipients[1], other);
		CPPUNIT_ASSERT_EQUAL(0, blobs(at));
	}

	void destroysOnOrderInTheMiddleOfALease()
	{
		Deployment at;
		auto sent = at.send();
		const auto lease = at.secret();
		at.open(sent.one(), lease);
		CPPUNIT_ASSERT_EQUAL(200, at.sender->post("/api/v1/messages/" + sent.id + "/destroy").status);
		CPPUNIT_ASSERT_EQUAL(410, at.file(sent.one(), lease, kManifest).status);
		CPPUNIT_ASSERT_EQUAL(404, at.open(sent.one(), lease).status);
	}

	void answersTheSameReceiptAgain()
	{
		Deployment at;
		auto sent = at.send();
		const auto first = at.sender->post("/api/v1/messages/" + sent.id + "/destroy");
		const auto again = at.sender->post("/api/v1/messages/" + sent.id + "/destroy");
		CPPUNIT_ASSERT_EQUAL(200, first.status);
		CPPUNIT_ASSERT_EQUAL(first.body, again.body);
		CPPUNIT_ASSERT_EQUAL(first.body, at.sender->get("/api/v1/messages/" + sent.id + "/receipt").body);
		CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, count(at, "SELECT COUNT(*) FROM sealed_receipt"));
	}

	void p12GoesOnAfterACrashBetweenAnyTwoSteps()
	{
		Deployment at;
		// Set the state that a crash right after the first step leaves: shares erased, the job queued.
		auto sent = at.send({.fileBytes = 1'000'000});
		auto stopped = at.server->store("sealed").write(at.tenant, [&](Sql& sql) -> Result<> {
			auto done = sql.execute("UPDATE sealed_item SET state = 'destroying', cause = 'sender', destroyed = "
									"made WHERE tenant_id = :tenant AND id = ?",
				{sent.id});
			if (!done) return done.error();
			done = sql.execute(
				"UPDATE sealed_grant SET share = NULL WHERE tenant_id = :tenant AND item_id = ?", {sent.id});
			if (!done) return done.error();
			return {};
		});
		CPPUNIT_ASSERT(stopped);
		CPPUNIT_ASSERT_EQUAL(404, at.open(sent.one(), at.secret()).status);
		at.server->restart();
		at.signInAgain();
		CPPUNIT_ASSERT_EQUAL(2, blobs(at));
		CPPUNIT_ASSERT_EQUAL(200, at.sender->post("/api/v1/messages/" + sent.id + "/destroy").status);
		CPPUNIT_ASSERT_EQUAL(0, blobs(at));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, count(at, kSecrets));
	}

	std::string faultOf(Deployment& at)
	{
		auto report = at.server->find<audit::Chain>()->verify(at.tenant);
		CPPUNIT_ASSERT(report);
		return report->firstFault;
	}

	void p15ChainsReceiptsThatVerifyAndNoticesATamperedOne()
	{
		Deployment at;
		std::string previous;
		for (int i = 0; i < 3; ++i)
		{
			auto sent = at.send();
			const auto answer = at.sender->post("/api/v1/messages/" + sent.id + "/destroy").json;
			const auto& keys = at.server->keys();
			const auto canonical = at.server->json().writeCanonical(answer["receipt"]);
			CPPUNIT_ASSERT(keys.verify(
				canonical, *keys.fromBase64Url(answer["signature"].text()), *keys.fromBase64Url(answer["key"].text())));
			CPPUNIT_ASSERT_EQUAL(previous, answer["receipt"]["previous"].text());
			CPPUNIT_ASSERT(canonical.find("example.com") == std::string::npos);
			previous = keys.toBase64Url(keys.sha256(canonical).value);
		}
		CPPUNIT_ASSERT_EQUAL(std::string(), faultOf(at));
		auto& store = at.server->store("sealed");
		auto change = [&](const char* text) {
			CPPUNIT_ASSERT(store.writeAll("test", [&](Sql& sql) { return sql.execute(text); }));
		};
		change("UPDATE sealed_receipt SET body = REPLACE(body, '\"opens\":0', '\"opens\":1') WHERE number = 2");
		CPPUNIT_ASSERT(faultOf(at).find("receipt 2") != std::string::npos);
		change("UPDATE sealed_receipt SET body = REPLACE(body, '\"opens\":1', '\"opens\":0') WHERE number = 2");
		CPPUNIT_ASSERT_EQUAL(std::string(), faultOf(at));
		change("DELETE FROM sealed_receipt WHERE number = 3");
		CPPUNIT_ASSERT(faultOf(at).find("receipt 3 is missing") != std::string::npos);
		// Whoever puts back an older end needs the master key; without, the items, journal and log still tell.
		change("DELETE FROM sealed_receipt_end");
		CPPUNIT_ASSERT(faultOf(at).find("not recorded any more") != std::string::npos);
		change("DELETE FROM sealed_receipt WHERE number = 1");
		CPPUNIT_ASSERT(faultOf(at).find("receipt 1 is missing") != std::string::npos);
	}

	void numbersReceiptsWithoutAGapWhenManyEndAtOnce()
	{
		Deployment at;
		constexpr int kReaders = 8, kRounds = 4;
		std::vector<Sent> all;
		for (int i = 0; i < kReaders * kRounds; ++i) all.push_back(at.send({.opens = 1}));
		std::barrier together(kReaders);
		std::vector<std::thread> readers;
		for (int reader = 0; reader < kReaders; ++reader)
			readers.emplace_back([&, reader] {
				for (int round = 0; round < kRounds; ++round)
				{
					auto& sent = all[static_cast<std::size_t>(round * kReaders + reader)];
					const auto lease = at.secret();
					at.open(sent.one(), lease);
					together.arrive_and_wait();
					at.finish(sent.one(), lease);
				}
			});
		for (auto& each: readers) each.join();
		CPPUNIT_ASSERT_EQUAL(std::int64_t{kReaders * kRounds}, count(at, "SELECT COUNT(*) FROM sealed_receipt"));
		CPPUNIT_ASSERT_EQUAL(std::string(), faultOf(at));
		CPPUNIT_ASSERT_EQUAL(0, blobs(at));
	}

	void keepsTheRegisterWithoutContent()
	{
		Deployment at;
		auto sent = at.send({.opens = 1});
		const auto lease = at.secret();
		at.open(sent.one(), lease);
		at.finish(sent.one(), lease);
		CPPUNIT_ASSERT_EQUAL(1, at.events(sent, "opened"));
		CPPUNIT_ASSERT_EQUAL(1, at.events(sent, "finished"));
		CPPUNIT_ASSERT_EQUAL(1, at.events(sent, "destroyed", "used_up"));
		CPPUNIT_ASSERT(at.followed(sent)["note"].isNull());
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(DestructionTest);

}
