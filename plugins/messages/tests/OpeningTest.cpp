#include "tests/Deployment.h"

#include <atomic>
#include <barrier>
#include <cctype>
#include <numeric>
#include <thread>

namespace sx::messages::tests {

using namespace std::chrono_literals;

/// Tests opening over the wire: the promises of protocol.md section 2, as far as the server keeps them.
class OpeningTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(OpeningTest);
	CPPUNIT_TEST(opensAndReadsWhatWasSent);
	CPPUNIT_TEST(p1GivesExactlyThreeOpensToTwoHundredAtOnce);
	CPPUNIT_TEST(p1GivesOneOpenEachTimeEightAskInTheSameInstant);
	CPPUNIT_TEST(p1GivesOneOpenToOneLeaseAskedManyTimesAtOnce);
	CPPUNIT_TEST(p2TakesNoOpenFromARobotWithoutTheCode);
	CPPUNIT_TEST(p5TakesNoOpenBeforeKeyAndGates);
	CPPUNIT_TEST(p6ServesRangesAndReloadsInsideTheLeaseOnly);
	CPPUNIT_TEST(p8CountsTriesOfTheGrantAndLocks);
	CPPUNIT_TEST(p8LetsNoStrangerLockAMessage);
	CPPUNIT_TEST(p9AnswersTheSameToEveryStranger);
	CPPUNIT_TEST(p9TellsTheSenderTheTrueCause);
	CPPUNIT_TEST(p12KeepsALeaseOverARestart);
	CPPUNIT_TEST(opensAgainAfterTheSenderUnlocks);
	CPPUNIT_TEST_SUITE_END();

	void opensAndReadsWhatWasSent()
	{
		Deployment at;
		auto sent = at.send({.fileBytes = 9'000'000});
		const auto gates = at.gates(sent.one());
		CPPUNIT_ASSERT_EQUAL_MESSAGE(gates.body, 200, gates.status);
		CPPUNIT_ASSERT_EQUAL(std::int64_t{3}, gates.json["opens_left"].integer());
		CPPUNIT_ASSERT_EQUAL(sent.one().slot.substr(0, 80), gates.json["header"].text().substr(0, 80));
		CPPUNIT_ASSERT_EQUAL(std::string("Camille Roy"), gates.json["from"]["name"].text());

		const auto lease = at.secret();
		const auto opened = at.open(sent.one(), lease);
		CPPUNIT_ASSERT_EQUAL_MESSAGE(opened.body, 200, opened.status);
		CPPUNIT_ASSERT_EQUAL(sent.one().share, opened.json["share"].text());
		CPPUNIT_ASSERT_EQUAL(sent.one().slot, opened.json["slot"].text());
		CPPUNIT_ASSERT_EQUAL(std::string("no-store"), opened.header("Cache-Control"));
		CPPUNIT_ASSERT(at.file(sent.one(), lease, kManifest).body == sent.manifest);
		CPPUNIT_ASSERT(at.file(sent.one(), lease, kFile).body == sent.file);
		CPPUNIT_ASSERT_EQUAL(404, at.file(sent.one(), lease, "AgICAgICAgICAgICAgICAg").status);
		CPPUNIT_ASSERT_EQUAL(204, at.finish(sent.one(), lease).status);
		CPPUNIT_ASSERT_EQUAL(410, at.file(sent.one(), lease, kManifest).status);
		CPPUNIT_ASSERT_EQUAL(2, at.opensLeft(sent));
	}

	void p1GivesExactlyThreeOpensToTwoHundredAtOnce()
	{
		Deployment at;
		auto sent = at.send({.opens = 3});
		std::atomic<int> opened = 0, refused = 0, other = 0, started = 0;
		std::vector<std::thread> readers;
		for (int i = 0; i < 200; ++i)
			readers.emplace_back([&] {
				const auto lease = at.secret();
				++started;
				while (started < 200) std::this_thread::yield();
				const auto status = at.open(sent.one(), lease).status;
				++(status == 200 ? opened : status == 404 ? refused : other);
			});
		for (auto& each: readers) each.join();
		CPPUNIT_ASSERT_EQUAL(3, opened.load());
		CPPUNIT_ASSERT_EQUAL(197, refused.load());
		CPPUNIT_ASSERT_EQUAL(0, other.load());
		CPPUNIT_ASSERT_EQUAL(3, at.events(sent, "opened"));
	}

	void p1GivesOneOpenEachTimeEightAskInTheSameInstant()
	{
		Deployment at;
		constexpr int kReaders = 8, kRounds = 40;
		std::vector<Sent> sent;
		for (int i = 0; i < kRounds; ++i) sent.push_back(at.send({.opens = 1}));
		std::vector<int> opened(kRounds * kReaders, 0);
		std::barrier together(kReaders);
		std::vector<std::thread> readers;
		for (int reader = 0; reader < kReaders; ++reader)
			readers.emplace_back([&, reader] {
				for (int round = 0; round < kRounds; ++round)
				{
					together.arrive_and_wait();
					opened[static_cast<std::size_t>(round * kReaders + reader)] =
						at.open(sent[static_cast<std::size_t>(round)].one(), at.secret()).status == 200;
				}
			});
		for (auto& each: readers) each.join();
		for (int round = 0; round < kRounds; ++round)
			CPPUNIT_ASSERT_EQUAL(
				1, std::accumulate(opened.begin() + round * kReaders, opened.begin() + (round + 1) * kReaders, 0));
	}

	void p1GivesOneOpenToOneLeaseAskedManyTimesAtOnce()
	{
		Deployment at;
		auto sent = at.send({.opens = 2});
		const auto lease = at.secret();
		std::atomic<int> opened = 0;
		std::vector<std::thread> readers;
		for (int i = 0; i < 30; ++i) readers.emplace_back([&] { opened += at.open(sent.one(), lease).status == 200; });
		for (auto& each: readers) each.join();
		CPPUNIT_ASSERT_EQUAL(30, opened.load());
		CPPUNIT_ASSERT_EQUAL(1, at.opensLeft(sent));
	}

	void p2TakesNoOpenFromARobotWithoutTheCode()
	{
		Deployment at;
		auto sent = at.send({.code = true});
		auto robot = at.server->anonymous();
		for (int i = 0; i < 3; ++i)
		{
			CPPUNIT_ASSERT_EQUAL(200, robot.get("/m/" + sent.one().token).status);
			CPPUNIT_ASSERT_EQUAL(200, robot.head("/m/" + sent.one().token).status);
			CPPUNIT_ASSERT_EQUAL(200, at.gates(sent.one()).status);
			CPPUNIT_ASSERT_EQUAL(400, at.open(sent.one(), at.secret()).status);
		}
		CPPUNIT_ASSERT_EQUAL(3, at.opensLeft(sent));
		CPPUNIT_ASSERT_EQUAL(3, at.events(sent, "visited"));
		const auto opened = at.open(sent.one(), at.secret(), Value::object({{"code", sent.one().code}}));
		CPPUNIT_ASSERT_EQUAL_MESSAGE(opened.body, 200, opened.status);
	}

	void p5TakesNoOpenBeforeKeyAndGates()
	{
		Deployment at;
		auto sent = at.send({.password = true, .code = true});
		auto stranger = sent.one();
		stranger.proof = at.secret();
		const auto right = Value::object({{"password_proof", sent.one().passwordProof}, {"code", sent.one().code}});
		CPPUNIT_ASSERT_EQUAL(404, at.open(stranger, at.secret(), right).status);
		auto wrong = right;
		CPPUNIT_ASSERT_EQUAL(403, at.open(sent.one(), at.secret(), wrong.set("code", "AAAAAA")).status);
		wrong = right;
		CPPUNIT_ASSERT_EQUAL(403, at.open(sent.one(), at.secret(), wrong.set("password_proof", at.secret())).status);
		CPPUNIT_ASSERT_EQUAL(3, at.opensLeft(sent));
		// People type it like this: in lower case, with a dash.
		auto typed = right;
		auto code = sent.one().code;
		for (auto& c: code) c = static_cast<char>(std::tolower(c));
		typed.set("code", code.substr(0, 3) + "-" + code.substr(3));
		CPPUNIT_ASSERT_EQUAL(200, at.open(sent.one(), at.secret(), typed).status);
		CPPUNIT_ASSERT_EQUAL(2, at.opensLeft(sent));
	}

	void p6ServesRangesAndReloadsInsideTheLeaseOnly()
	{
		Deployment at;
		auto sent = at.send({.opens = 1, .fileBytes = 1'000'000});
		const auto lease = at.secret();
		const auto first = at.open(sent.one(), lease);
		CPPUNIT_ASSERT_EQUAL(200, first.status);
		for (int i = 0; i < 3; ++i)
		{
			const auto again = at.open(sent.one(), lease);
			CPPUNIT_ASSERT_EQUAL(200, again.status);
			CPPUNIT_ASSERT_EQUAL(first.body, again.body);
		}
		const auto range = at.file(sent.one(), lease, kFile, {{"Range", "bytes=524288-524387"}});
		CPPUNIT_ASSERT_EQUAL(206, range.status);
		CPPUNIT_ASSERT(range.body == sent.file.substr(524'288, 100));
		CPPUNIT_ASSERT_EQUAL(410, at.file(sent.one(), at.secret(), kFile).status);
		CPPUNIT_ASSERT_EQUAL(410, at.server->anonymous().get("/m/" + sent.one().token + "/files/" + kFile).status);

		// A request for a file prolongs the lease; without requests it ends.
		at.server->advance(50min);
		CPPUNIT_ASSERT_EQUAL(200, at.file(sent.one(), lease, kFile).status);
		at.server->advance(59min);
		CPPUNIT_ASSERT_EQUAL(200, at.file(sent.one(), lease, kManifest).status);
		at.server->advance(61min);
		CPPUNIT_ASSERT_EQUAL(410, at.file(sent.one(), lease, kFile).status);
		CPPUNIT_ASSERT_EQUAL(410, at.open(sent.one(), lease).status);
		CPPUNIT_ASSERT_EQUAL(404, at.open(sent.one(), at.secret()).status);
	}

	void p8CountsTriesOfTheGrantAndLocks()
	{
		Deployment at;
		auto sent = at.send({.code = true});
		const auto wrong = Value::object({{"code", "222222"}});
		const auto right = Value::object({{"code", sent.one().code}});
		for (int left = 14; left >= 0; --left)
		{
			const auto answer = at.open(sent.one(), at.secret(), wrong);
			CPPUNIT_ASSERT_EQUAL_MESSAGE(answer.body, 403, answer.status);
			CPPUNIT_ASSERT_EQUAL(std::string("wrong_secret"), answer.json["code"].text());
			CPPUNIT_ASSERT_EQUAL(std::int64_t{left}, answer.json["tries_left"].integer(-1));
			if (left > 10) continue;
			const auto waiting = at.open(sent.one(), at.secret(), right);
			CPPUNIT_ASSERT_EQUAL(429, waiting.status);
			CPPUNIT_ASSERT_EQUAL(std::string("locked"), waiting.json["code"].text());
			if (left > 0) CPPUNIT_ASSERT(!waiting.header("Retry-After").empty());
			at.server->advance(1h);
		}
		CPPUNIT_ASSERT_EQUAL(429, at.open(sent.one(), at.secret(), right).status);
		at.signInAgain();
		CPPUNIT_ASSERT(at.followed(sent)["recipients"].list().at(0)["locked"].flag());
	}

	void opensAgainAfterTheSenderUnlocks()
	{
		Deployment at;
		auto sent = at.send({.code = true});
		for (int i = 0; i < 15; ++i)
		{
			at.open(sent.one(), at.secret(), Value::object({{"code", "222222"}}));
			at.server->advance(1h);
		}
		const auto right = Value::object({{"code", sent.one().code}});
		CPPUNIT_ASSERT_EQUAL(429, at.open(sent.one(), at.secret(), right).status);
		at.signInAgain();
		CPPUNIT_ASSERT_EQUAL(
			204, at.sender->post("/api/v1/messages/" + sent.id + "/grants/" + sent.one().grant + "/unlock").status);
		CPPUNIT_ASSERT_EQUAL(200, at.open(sent.one(), at.secret(), right).status);
	}

	void p8LetsNoStrangerLockAMessage()
	{
		Deployment at;
		auto sent = at.send({.code = true});
		auto stranger = sent.one();
		for (int i = 0; i < 20; ++i)
		{
			stranger.proof = at.secret();
			CPPUNIT_ASSERT_EQUAL(404, at.open(stranger, at.secret(), Value::object({{"code", "222222"}})).status);
		}
		CPPUNIT_ASSERT_EQUAL(200, at.open(sent.one(), at.secret(), Value::object({{"code", sent.one().code}})).status);
	}

	/// Returns what a stranger can compare: status, headers and body, without what differs from request to request.
	static std::string seen(const harness::Answer& answer, const std::string& token)
	{
		std::string out = std::to_string(answer.status) + '\n';
		for (const auto& [name, value]: answer.headers)
			if (name != "Date" && name != "X-Request-Id" && name != "X-Request-ID") out += name + ": " + value + '\n';
		auto body = answer.body;
		const auto id = answer.json["request_id"].text();
		for (const auto& part: {token, id})
			for (auto found = body.find(part); !part.empty() && found != std::string::npos; found = body.find(part))
				body.replace(found, part.size(), "…");
		return out + body;
	}

	void p9AnswersTheSameToEveryStranger()
	{
		Deployment at;
		auto wrongKey = at.send(), expired = at.send({.expiresIn = 3600}), used = at.send({.opens = 1}),
			 destroyed = at.send();
		auto draft = at.create({});
		Recipient unknown = wrongKey.one();
		unknown.token = at.text(at.random(16));
		wrongKey.one().proof = at.secret();
		CPPUNIT_ASSERT_EQUAL(200, at.open(used.one(), at.secret()).status);
		CPPUNIT_ASSERT_EQUAL(200, at.sender->post("/api/v1/messages/" + destroyed.id + "/destroy").status);
		at.server->advance(2h);
		const auto gates = seen(at.gates(unknown), unknown.token),
				   open = seen(at.open(unknown, at.secret()), unknown.token);
		CPPUNIT_ASSERT(
			gates.starts_with("404") && open.starts_with("404") && gates.find("refused") != std::string::npos);
		const auto over = seen(at.file(unknown, at.secret(), kManifest), unknown.token),
				   end = seen(at.finish(unknown, at.secret()), unknown.token);
		for (int swept = 0; swept < 2; ++swept)
		{
			for (const auto& each: {wrongKey.one(), expired.one(), used.one(), destroyed.one(), draft.one()})
			{
				CPPUNIT_ASSERT_EQUAL(gates, seen(at.gates(each), each.token));
				CPPUNIT_ASSERT_EQUAL(open, seen(at.open(each, at.secret()), each.token));
				CPPUNIT_ASSERT_EQUAL(over, seen(at.file(each, at.secret(), kManifest), each.token));
				CPPUNIT_ASSERT_EQUAL(end, seen(at.finish(each, at.secret()), each.token));
			}
			at.server->runJobs();
		}
		// The page is the same too, for every token, well-formed or not.
		const auto page = at.server->anonymous().get("/m/" + unknown.token);
		CPPUNIT_ASSERT_EQUAL(200, page.status);
		for (const auto& token: {wrongKey.one().token, destroyed.one().token, std::string("short")})
			CPPUNIT_ASSERT_EQUAL(seen(page, unknown.token), seen(at.server->anonymous().get("/m/" + token), token));
	}

	void p9TellsTheSenderTheTrueCause()
	{
		Deployment at;
		auto sent = at.send({.opens = 1}), expired = at.send({.expiresIn = 3600}), destroyed = at.send();
		auto stranger = sent.one();
		stranger.proof = at.secret();
		at.gates(stranger);
		CPPUNIT_ASSERT_EQUAL(200, at.open(sent.one(), at.secret()).status);
		at.open(sent.one(), at.secret());
		at.sender->post("/api/v1/messages/" + destroyed.id + "/destroy");
		at.gates(destroyed.one());
		at.server->advance(2h);
		at.gates(expired.one());
		CPPUNIT_ASSERT_EQUAL(1, at.events(sent, "refused", "wrong_key"));
		CPPUNIT_ASSERT_EQUAL(1, at.events(sent, "refused", "used_up"));
		CPPUNIT_ASSERT_EQUAL(1, at.events(expired, "refused", "expired"));
		CPPUNIT_ASSERT_EQUAL(1, at.events(destroyed, "refused", "destroyed"));
	}

	void p12KeepsALeaseOverARestart()
	{
		Deployment at;
		auto sent = at.send({.opens = 1});
		const auto lease = at.secret();
		const auto first = at.open(sent.one(), lease);
		CPPUNIT_ASSERT_EQUAL(200, first.status);
		at.server->restart();
		const auto again = at.open(sent.one(), lease);
		CPPUNIT_ASSERT_EQUAL_MESSAGE(again.body, 200, again.status);
		CPPUNIT_ASSERT_EQUAL(first.body, again.body);
		CPPUNIT_ASSERT(at.file(sent.one(), lease, kManifest).body == sent.manifest);
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(OpeningTest);

}
