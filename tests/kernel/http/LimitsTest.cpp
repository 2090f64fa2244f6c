// Tests how the server treats many clients: threads, queues, rates, proxies, a server that is full or stops.
#include "tests/support/HttpRig.h"

#include <condition_variable>
#include <thread>

using namespace sx;
using namespace sx::test;

class LimitsTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(LimitsTest);
	CPPUNIT_TEST(doesNotLetSlowHandlersHoldOthers);
	CPPUNIT_TEST(rescuesTheSocketsFromAHandlerThatWasQuickSoFar);
	CPPUNIT_TEST(answersInOrderWhatIsPipelinedBehindASlowHandler);
	CPPUNIT_TEST(refusesWorkBeyondTheQueue);
	CPPUNIT_TEST(limitsCallsPerMinuteOfOneAddress);
	CPPUNIT_TEST(countsAnIpv6NetworkAsOneCaller);
	CPPUNIT_TEST(believesForwardedAddressesOnlyFromProxies);
	CPPUNIT_TEST(finishesRunningRequestsWhenStopped);
	CPPUNIT_TEST(closesIdleConnectionsWhenStopped);
	CPPUNIT_TEST(waitsWithNewConnectionsWhenFull);
	CPPUNIT_TEST(closesTheLongestIdleWhenFull);
	CPPUNIT_TEST(listensAWhileAfterARefusalHoweverTheHeadArrived);
	CPPUNIT_TEST(keepsTheRefusalOfABodyThatGoesOnArriving);
	CPPUNIT_TEST_SUITE_END();

	HttpRig rig;

	void doesNotLetSlowHandlersHoldOthers()
	{
		std::mutex mutex;
		std::condition_variable go;
		bool mayGo = false;
		auto wait = [&](Request&) -> Result<Response> {
			std::unique_lock lock(mutex);
			go.wait(lock, [&] { return mayGo; });
			return Response::text("late", "text/plain");
		};
		rig.get("/slow", wait);
		CPPUNIT_ASSERT(rig.router.addInline(route(Method::Get, "/health", hello)));
		rig.start();
		std::vector<Client> slow;
		for (int i = 0; i < 10; ++i)
		{
			slow.push_back(rig.client());
			slow.back().send("GET /slow HTTP/1.1\r\nHost: acme.test\r\n\r\n");
		}
		for (int i = 0; i < 20; ++i) CPPUNIT_ASSERT_EQUAL(200, rig.ask("GET /health").status);
		{
			const std::lock_guard lock(mutex);
			mayGo = true;
		}
		go.notify_all();
		for (auto& each: slow) CPPUNIT_ASSERT_EQUAL(std::string("late"), each.read().body);
	}

	void rescuesTheSocketsFromAHandlerThatWasQuickSoFar()
	{
		std::mutex mutex;
		std::condition_variable go;
		bool isSlow = false;
		bool mayGo = false;
		rig.get("/moody", [&](Request&) -> Result<Response> {
			std::unique_lock lock(mutex);
			go.wait(lock, [&] { return !isSlow || mayGo; });
			return Response::text("at last", "text/plain");
		});
		rig.get("/other", hello);
		rig.start();
		// Teach the server that this route is quick, so that it handles it on the I/O worker that read the request.
		for (int i = 0; i < 100; ++i) CPPUNIT_ASSERT_EQUAL(200, rig.ask("GET /moody").status);
		{
			const std::lock_guard lock(mutex);
			isSlow = true;
		}
		// Block more requests than there are I/O workers, but fewer than there are handler threads.
		std::vector<Client> stuck;
		for (int i = 0; i < 3; ++i)
		{
			stuck.push_back(rig.client());
			stuck.back().send("GET /moody HTTP/1.1\r\nHost: acme.test\r\n\r\n");
		}
		for (int i = 0; i < 20; ++i) CPPUNIT_ASSERT_EQUAL(200, rig.ask("GET /other").status);
		{
			const std::lock_guard lock(mutex);
			mayGo = true;
		}
		go.notify_all();
		for (auto& each: stuck) CPPUNIT_ASSERT_EQUAL(std::string("at last"), each.read().body);
		for (int i = 0; i < 20; ++i) CPPUNIT_ASSERT_EQUAL(200, rig.ask("GET /moody").status);
	}

	void answersInOrderWhatIsPipelinedBehindASlowHandler()
	{
		rig.get("/slow", [](Request& r) -> Result<Response> {
			std::this_thread::sleep_for(std::chrono::milliseconds(8));  // longer than a quick handler may take
			return Response::text("slow " + r.query("n").value_or(""), "text/plain");
		});
		rig.get("/quick", [](Request& r) -> Result<Response> {
			return Response::text("quick " + r.query("n").value_or(""), "text/plain");
		});
		rig.start();
		for (int i = 0; i < 100; ++i) CPPUNIT_ASSERT_EQUAL(200, rig.ask("GET /quick").status);
		auto client = rig.client();
		std::string all;
		for (int i = 0; i < 6; ++i)
			all += "GET " + std::string(i % 2 ? "/quick" : "/slow") + "?n=" + std::to_string(i) +
				" HTTP/1.1\r\nHost: acme.test\r\n\r\n";
		client.send(all);
		for (int i = 0; i < 6; ++i)
			CPPUNIT_ASSERT_EQUAL(std::string(i % 2 ? "quick " : "slow ") + std::to_string(i), client.read().body);
	}

	void refusesWorkBeyondTheQueue()
	{
		std::mutex mutex;
		std::unique_lock hold(mutex);
		rig.options.handlerThreads = 1;
		rig.options.maxQueuedRequests = 2;
		rig.get("/", [&](Request&) -> Result<Response> {
			const std::lock_guard lock(mutex);
			return Response::empty();
		});
		rig.start();
		std::vector<Client> clients;
		for (int i = 0; i < 10; ++i)
		{
			clients.push_back(rig.client());
			clients.back().send(kGet);
		}
		int refused = 0;
		for (auto& each: clients)
			if (!each.isSilent(100))
			{
				CPPUNIT_ASSERT_EQUAL(503, each.read().status);
				++refused;
			}
		hold.unlock();
		rig.server->stop();  // admitted requests still use this function's mutex
		CPPUNIT_ASSERT(refused >= 7);
	}

	void limitsCallsPerMinuteOfOneAddress()
	{
		auto limited = route(Method::Get, "/", hello);
		limited.perMinute = 3;
		rig.add(limited);
		rig.get("/other", hello);
		rig.start();
		for (int i = 0; i < 3; ++i) CPPUNIT_ASSERT_EQUAL(200, rig.ask("GET /").status);
		const auto refused = rig.ask("GET /");
		CPPUNIT_ASSERT_EQUAL(429, refused.status);
		CPPUNIT_ASSERT_EQUAL(std::string("20"), refused.header("Retry-After"));
		CPPUNIT_ASSERT_EQUAL(200, rig.ask("GET /other").status);
		rig.clock.advance(std::chrono::seconds(20));
		CPPUNIT_ASSERT_EQUAL(200, rig.ask("GET /").status);
		CPPUNIT_ASSERT_EQUAL(429, rig.ask("GET /").status);
	}

	void countsAnIpv6NetworkAsOneCaller()
	{
		rig.options.proxies = {"127.0.0.0/8"};
		auto limited = route(Method::Get, "/", hello);
		limited.perMinute = 1;
		rig.add(limited);
		rig.start();
		CPPUNIT_ASSERT_EQUAL(200, rig.ask("GET /", "X-Forwarded-For: 2001:db8:1:2::1\r\n").status);
		CPPUNIT_ASSERT_EQUAL(429, rig.ask("GET /", "X-Forwarded-For: 2001:db8:1:2:ffff::9\r\n").status);
		CPPUNIT_ASSERT_EQUAL(200, rig.ask("GET /", "X-Forwarded-For: 2001:db8:1:3::1\r\n").status);
	}

	void believesForwardedAddressesOnlyFromProxies()
	{
		const Handler who = [](Request& r) -> Result<Response> {
			return Response::text(r.clientAddress() + " " + r.tenant().name, "text/plain");
		};
		rig.get("/", who);
		rig.start();
		CPPUNIT_ASSERT_EQUAL(std::string("127.0.0.1 Acme"),
			rig.ask("GET /", "X-Forwarded-For: 192.0.2.1\r\nX-Forwarded-Host: boreal.test\r\n").body);
		HttpRig trusting;
		trusting.options.proxies = {"127.0.0.1", "10.0.0.0/8"};
		trusting.get("/", who);
		trusting.start();
		CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.1 Acme"),
			trusting.ask("GET /", "X-Forwarded-For: 6.6.6.6, 192.0.2.1, 10.1.2.3\r\nX-Forwarded-Host: boreal.test\r\n")
				.body);
		CPPUNIT_ASSERT_EQUAL(
			std::string("127.0.0.1 Acme"), trusting.ask("GET /", "X-Forwarded-For: nonsense\r\n").body);
		// When a proxy adds its own header line, the client's made-up line stays before it.
		CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.1 Acme"),
			trusting.ask("GET /", "X-Forwarded-For: 6.6.6.6\r\nX-Forwarded-For: 192.0.2.1\r\n").body);
		HttpRig naming;
		naming.options.proxies = {"127.0.0.1", "10.0.0.0/8"};
		naming.options.hostHeader = "X-Forwarded-Host";
		naming.get("/", who);
		naming.start();
		CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.1 Boreal"),
			naming.ask("GET /", "X-Forwarded-For: 6.6.6.6, 192.0.2.1, 10.1.2.3\r\nX-Forwarded-Host: boreal.test\r\n")
				.body);
		CPPUNIT_ASSERT_EQUAL(
			400, naming.ask("GET /", "X-Forwarded-Host: acme.test\r\nX-Forwarded-Host: boreal.test\r\n").status);
	}

	void finishesRunningRequestsWhenStopped()
	{
		std::mutex mutex;
		std::condition_variable changed;
		bool isInside = false;
		bool mayGo = false;
		rig.get("/", [&](Request&) -> Result<Response> {
			std::unique_lock lock(mutex);
			isInside = true;
			changed.notify_all();
			changed.wait(lock, [&] { return mayGo; });
			return Response::text("finished", "text/plain");
		});
		rig.start();
		auto client = rig.client();
		const int port = rig.server->port();
		client.send(kGet);
		std::unique_lock lock(mutex);
		changed.wait(lock, [&] { return isInside; });
		lock.unlock();
		std::thread stopping([&] { rig.server->stop(); });
		for (int i = 0; i < 500 && Client(port).isConnected(); ++i) ::usleep(10'000);
		CPPUNIT_ASSERT(!Client(port).isConnected());
		lock.lock();
		mayGo = true;
		lock.unlock();
		changed.notify_all();
		const auto answer = client.read();
		stopping.join();
		CPPUNIT_ASSERT_EQUAL(std::string("finished"), answer.body);
		CPPUNIT_ASSERT_EQUAL(std::string("close"), answer.header("Connection"));
	}

	void closesIdleConnectionsWhenStopped()
	{
		rig.get("/", hello);
		rig.start();
		auto used = rig.client();
		used.ask(kGet);
		auto fresh = rig.client();
		rig.server->stop();
		CPPUNIT_ASSERT(used.isClosed());
		CPPUNIT_ASSERT(fresh.isConnected());
	}

	void waitsWithNewConnectionsWhenFull()
	{
		std::mutex mutex;
		std::unique_lock hold(mutex);
		rig.options.maxConnections = 2;
		rig.get("/", [&](Request&) -> Result<Response> {
			const std::lock_guard lock(mutex);
			return Response::text("hello", "text/plain");
		});
		rig.start();
		auto first = rig.client();
		auto second = rig.client();
		first.send(kGet);
		second.send(kGet);
		auto third = rig.client();
		third.send(kGet);
		CPPUNIT_ASSERT(third.isSilent(400));
		hold.unlock();
		CPPUNIT_ASSERT_EQUAL(200, first.read().status);
		CPPUNIT_ASSERT_EQUAL(200, second.read().status);
		CPPUNIT_ASSERT_EQUAL(200, third.read().status);
	}

	void closesTheLongestIdleWhenFull()
	{
		rig.options.maxConnections = 100;
		rig.get("/", hello);
		rig.start();
		std::vector<Client> idle;
		for (int i = 0; i < 100; ++i)
		{
			idle.push_back(rig.client());
			CPPUNIT_ASSERT_EQUAL(200, idle.back().ask(kGet).status);
		}
		CPPUNIT_ASSERT_EQUAL(200, rig.ask("GET /").status);
		CPPUNIT_ASSERT(idle.front().isClosed());
		CPPUNIT_ASSERT_EQUAL(200, idle.back().ask(kGet).status);
	}

	void listensAWhileAfterARefusalHoweverTheHeadArrived()
	{
		rig.start();
		for (const std::string begun:
			{"", "GET / HTTP/1.1\r\nHost: acme.test\r\nX-Filler: 0123456789012345678901234567890123"})
		{
			auto client = rig.client();
			client.send(begun);
			std::this_thread::sleep_for(std::chrono::milliseconds(200));
			client.send("\n\n");  // no head begins or goes on so
			const auto since = std::chrono::steady_clock::now();
			const auto passed = [&] { return std::chrono::steady_clock::now() - since; };
			while (client.send("x") && passed() < std::chrono::seconds(6))
				std::this_thread::sleep_for(std::chrono::milliseconds(100));
			CPPUNIT_ASSERT_MESSAGE(begun, passed() > std::chrono::milliseconds(1500));
			CPPUNIT_ASSERT_MESSAGE(begun, passed() < std::chrono::seconds(5));
		}
	}

	void keepsTheRefusalOfABodyThatGoesOnArriving()
	{
		rig.post("/", hello);
		rig.start();
		constexpr std::size_t kBytes = 16 * 1024 * 1024;  // more than the sockets' buffers hold
		auto client = rig.client();
		client.send("POST / HTTP/1.1\r\nHost: acme.test\r\nContent-Length: " + std::to_string(kBytes) + "\r\n\r\n");
		CPPUNIT_ASSERT(client.send(std::string(kBytes, 'x')));
		CPPUNIT_ASSERT_EQUAL(413, client.read().status);
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(LimitsTest);
