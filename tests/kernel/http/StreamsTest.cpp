// Tests answers that are made while they leave: how they are framed, paced, cut and ended.
#include "tests/support/HttpRig.h"

#include <atomic>
#include <thread>

using namespace sx;
using namespace sx::test;
using namespace std::chrono_literals;

class StreamsTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(StreamsTest);
	CPPUNIT_TEST(sendsEachPieceAsAChunkAndKeepsTheConnection);
	CPPUNIT_TEST(sendsTheFirstPieceBeforeTheLastIsMade);
	CPPUNIT_TEST(answersHeadWithoutMakingAPiece);
	CPPUNIT_TEST(endsWithTheConnectionForAnOldClient);
	CPPUNIT_TEST(makesNothingAheadOfWhoStopsReading);
	CPPUNIT_TEST(holdsNoThreadForWhoReadsSlowly);
	CPPUNIT_TEST(breaksTheConnectionOffWhenAPieceFails);
	CPPUNIT_TEST(breaksTheConnectionOffWhenAPieceThrows);
	CPPUNIT_TEST(takesNoTimeFromTheClientForASlowPiece);
	CPPUNIT_TEST(asksAgainWhetherTheReaderMayGoOn);
	CPPUNIT_TEST(cutsAStreamWhenItsRightEnds);
	CPPUNIT_TEST(endsAStreamWhenTheServerStops);
	CPPUNIT_TEST_SUITE_END();

	static constexpr int kPieceBytes = 64 * 1024;
	static constexpr const char* kAsk = "GET / HTTP/1.1\r\nHost: acme.test\r\n\r\n";

	HttpRig rig;
	std::atomic<int> made{0};
	std::shared_ptr<int> alive = std::make_shared<int>();  // held by each stream that has not ended

	/// Streams `pieces` pieces. each: runs before a piece is made, and may refuse it.
	void streamAt(const std::string& path, int pieces, std::function<Result<>(int)> each = {})
	{
		rig.get(path, [this, pieces, each = std::move(each)](Request&) -> Result<Response> {
			return Response::stream(
				"text/csv", [this, pieces, each, held = alive, at = 0]() mutable -> Result<std::string> {
					if (each)
						if (auto may = each(at); !may) return may.error();
					++made;
					if (at == pieces) return std::string();
					return std::string(kPieceBytes, static_cast<char>('a' + at++ % 26));
				});
		});
	}

	static std::string wholeOf(int pieces)
	{
		std::string out;
		for (int i = 0; i < pieces; ++i) out.append(kPieceBytes, static_cast<char>('a' + i % 26));
		return out;
	}

	bool isAllLetGo() const
	{
		for (int i = 0; i < 5000 && alive.use_count() > 1; ++i) ::usleep(1000);
		return alive.use_count() == 1;
	}

	/// Begins a stream that has no end, and reads nothing of it but the start.
	Client stall()
	{
		streamAt("/", 1'000'000);
		rig.get("/quick", [](Request&) -> Result<Response> { return Response::text("quick", "text/plain"); });
		rig.start();
		auto client = rig.client(4096);
		client.send(kAsk);
		char first[100];
		CPPUNIT_ASSERT_EQUAL(ssize_t(sizeof first), ::recv(client.fd(), first, sizeof first, MSG_WAITALL));
		return client;
	}

	void sendsEachPieceAsAChunkAndKeepsTheConnection()
	{
		streamAt("/", 20);
		rig.start();
		auto client = rig.client();
		// Two at once: what follows a stream on its connection must begin where the stream ends.
		client.send(std::string(kAsk) + kAsk);
		for (int i = 0; i < 3; ++i)
		{
			const auto answer = i < 2 ? client.read() : client.ask(kAsk);
			CPPUNIT_ASSERT_EQUAL(200, answer.status);
			CPPUNIT_ASSERT(answer.body == wholeOf(20));
			CPPUNIT_ASSERT_EQUAL(std::string("text/csv"), answer.header("Content-Type"));
			CPPUNIT_ASSERT(answer.header("Content-Length").empty() && answer.header("Content-Encoding").empty());
			CPPUNIT_ASSERT_EQUAL(std::string("no-store"), answer.header("Cache-Control"));
		}
		CPPUNIT_ASSERT(rig.log.has("status=200 bytes=13109"));
		CPPUNIT_ASSERT(isAllLetGo());
	}

	void sendsTheFirstPieceBeforeTheLastIsMade()
	{
		std::atomic<bool> mayGoOn{false};
		streamAt("/", 1, [&](int at) -> Result<> {
			for (int i = 0; at == 1 && i < 5000 && !mayGoOn; ++i) ::usleep(1000);
			return {};
		});
		rig.start();
		auto client = rig.client();
		client.send(kAsk);
		std::string first(kPieceBytes, '\0');
		CPPUNIT_ASSERT_EQUAL(ssize_t(first.size()), ::recv(client.fd(), first.data(), first.size(), MSG_WAITALL));
		CPPUNIT_ASSERT_EQUAL(1, made.load());
		mayGoOn = true;
		CPPUNIT_ASSERT(isAllLetGo());
	}

	void answersHeadWithoutMakingAPiece()
	{
		streamAt("/", 3);
		rig.start();
		auto client = rig.client();
		const auto head = client.ask("HEAD / HTTP/1.1\r\nHost: acme.test\r\n\r\n", false);
		CPPUNIT_ASSERT_EQUAL(200, head.status);
		CPPUNIT_ASSERT_EQUAL(std::string("chunked"), head.header("Transfer-Encoding"));
		CPPUNIT_ASSERT(isAllLetGo());
		CPPUNIT_ASSERT_EQUAL(0, made.load());
		CPPUNIT_ASSERT(client.ask(kAsk).body == wholeOf(3));
	}

	void endsWithTheConnectionForAnOldClient()
	{
		streamAt("/", 3);
		rig.start();
		auto client = rig.client();
		client.send("GET / HTTP/1.0\r\nHost: acme.test\r\nConnection: keep-alive\r\n\r\n");
		const auto all = client.readAll();
		const auto end = all.find("\r\n\r\n");
		CPPUNIT_ASSERT(all.find("Transfer-Encoding") == std::string::npos);
		CPPUNIT_ASSERT(all.find("Content-Length") == std::string::npos);
		CPPUNIT_ASSERT(all.find("Connection: close") < end);
		CPPUNIT_ASSERT(all.substr(end + 4) == wholeOf(3));
	}

	void makesNothingAheadOfWhoStopsReading()
	{
		rig.options.stallTimeout = 300ms;
		auto client = stall();
		CPPUNIT_ASSERT(rig.log.has("cut=true"));
		CPPUNIT_ASSERT(isAllLetGo());
		CPPUNIT_ASSERT_MESSAGE(std::to_string(made), made < 20);  // what the system holds
	}

	void holdsNoThreadForWhoReadsSlowly()
	{
		rig.options.handlerThreads = 1;
		auto client = stall();
		std::vector<Client> others;
		for (int i = 0; i < 4; ++i)
		{
			others.push_back(rig.client(4096));
			others.back().send(kAsk);
		}
		CPPUNIT_ASSERT_EQUAL(std::string("quick"), rig.ask("GET /quick").body);
		others.clear();
		{
			const auto gone = std::move(client);
		}
		CPPUNIT_ASSERT(isAllLetGo());
	}

	void breaksTheConnectionOffWhenAPieceFails()
	{
		streamAt("/", 10, [](int at) -> Result<> {
			if (at == 3) return Error{Code::Unavailable, "the database is down"};
			return {};
		});
		rig.start();
		for (const auto* version: {"1.1", "1.0"})
		{
			auto client = rig.client();
			client.send("GET / HTTP/" + std::string(version) + "\r\nHost: acme.test\r\n\r\n");
			CPPUNIT_ASSERT(client.readAll().find("0\r\n\r\n") == std::string::npos);
			int error = 0;
			socklen_t size = sizeof error;
			char none;
			CPPUNIT_ASSERT_MESSAGE(version, ::recv(client.fd(), &none, 1, 0) <= 0);
			::getsockopt(client.fd(), SOL_SOCKET, SO_ERROR, &error, &size);
		}
		CPPUNIT_ASSERT_EQUAL(-1, rig.ask("GET /").status);
		CPPUNIT_ASSERT(rig.log.has("http.stream.failed"));
		CPPUNIT_ASSERT(rig.log.has("the database is down"));
		CPPUNIT_ASSERT(rig.log.has("cut=true"));
		CPPUNIT_ASSERT(isAllLetGo());
	}

	void breaksTheConnectionOffWhenAPieceThrows()
	{
		streamAt("/", 10, [](int at) -> Result<> {
			if (at == 3) throw std::runtime_error("unforeseen");
			return {};
		});
		rig.start();
		CPPUNIT_ASSERT_EQUAL(-1, rig.ask("GET /").status);
		CPPUNIT_ASSERT(rig.log.has("unforeseen"));
		CPPUNIT_ASSERT(isAllLetGo());
	}

	void takesNoTimeFromTheClientForASlowPiece()
	{
		rig.options.stallTimeout = 100ms;
		streamAt("/", 3, [](int at) -> Result<> {
			if (at == 1) ::usleep(300'000);  // is what is tested: a piece that takes its time
			return {};
		});
		rig.start();
		CPPUNIT_ASSERT(rig.ask("GET /").body == wholeOf(3));
	}

	void asksAgainWhetherTheReaderMayGoOn()
	{
		rig.options.decisionLasts = 0ms;
		std::string cookie;
		auto route = test::route(Method::Get, "/", [&](Request&) -> Result<Response> {
			return Response::stream("text/csv", [&, at = 0]() mutable -> Result<std::string> {
				if (++at == 3) (void)rig.sessions.end({"tenant-a"}, cookie);
				return std::string(at == 10 ? 0 : 1000, 'x');
			});
		});
		route.access = Access::Session;
		rig.add(std::move(route));
		rig.start();
		const auto line = rig.session();
		cookie = line.substr(19, line.size() - 21);
		CPPUNIT_ASSERT_EQUAL(-1, rig.ask("GET /", line).status);
		CPPUNIT_ASSERT(rig.log.has("has lost their access"));
	}

	void cutsAStreamWhenItsRightEnds()
	{
		const auto right = Authority::lasting();
		rig.get("/", [right](Request&) -> Result<Response> {
			auto response = Response::stream(
				"text/csv", []() -> Result<std::string> { return std::string(kPieceBytes, 'x'); });
			return std::move(response.under(right));
		});
		rig.start();
		auto client = rig.client(4096);
		client.send(kAsk);
		char first[100];
		CPPUNIT_ASSERT_EQUAL(ssize_t(sizeof first), ::recv(client.fd(), first, sizeof first, MSG_WAITALL));
		CPPUNIT_ASSERT(right->end());
		CPPUNIT_ASSERT(rig.log.has("cut=true"));
	}

	void endsAStreamWhenTheServerStops()
	{
		rig.options.drainDeadline = 200ms;
		auto client = stall();
		rig.server->stop();
		CPPUNIT_ASSERT(isAllLetGo());
		CPPUNIT_ASSERT(rig.log.has("cut=true"));
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(StreamsTest);
