// Tests the end of a download, when the system holds all that is left of it.
#include "tests/support/HttpRig.h"

using namespace sx;
using namespace sx::test;
using namespace std::chrono_literals;

class LastBytesTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(LastBytesTest);
	CPPUNIT_TEST(cutsADownloadThatTheSystemHoldsWhole);
	CPPUNIT_TEST(sendsTheLastBytesToWhoReadsSlowly);
	CPPUNIT_TEST(cutsWhoDoesNotTakeTheLastBytes);
	CPPUNIT_TEST_SUITE_END();

	static constexpr std::int64_t kShort = 200'000;

	HttpRig rig;
	TemporaryFolder folder;
	const std::shared_ptr<Authority> right = Authority::lasting();

	/// Asks for a file and reads its first bytes only.
	Client begin()
	{
		const auto path = folder / "file";
		std::ofstream(path) << std::string(kShort, 'x');
		rig.get("/", [this, path](Request&) -> Result<Response> {
			return Response::blob(Fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC)), kShort, "text/plain", right);
		});
		rig.start();
		auto client = rig.client(4096);
		client.send("GET / HTTP/1.1\r\nHost: acme.test\r\n\r\n");
		char first[100];
		CPPUNIT_ASSERT_EQUAL(ssize_t(sizeof first), ::recv(client.fd(), first, sizeof first, MSG_WAITALL));
		return client;
	}

	void cutsADownloadThatTheSystemHoldsWhole()
	{
		auto client = begin();
		CPPUNIT_ASSERT(right->end());
		CPPUNIT_ASSERT(rig.log.has("cut=true"));
		CPPUNIT_ASSERT(client.readAll().size() < 100'000);
	}

	void sendsTheLastBytesToWhoReadsSlowly()
	{
		rig.options.stallTimeout = 300ms;
		rig.options.minBytesPerSecond = 10'000;
		auto client = begin();
		std::vector<char> some(10'000);
		for (int i = 0; i < 20; ++i)
		{
			::usleep(50'000);  // is what is tested: taking one's time
			CPPUNIT_ASSERT_EQUAL(ssize_t(some.size()), ::recv(client.fd(), some.data(), some.size(), MSG_WAITALL));
		}
		client.send("GET / HTTP/1.1\r\nHost: acme.test\r\nConnection: close\r\n\r\n");
		CPPUNIT_ASSERT(client.readAll().size() > kShort);
		CPPUNIT_ASSERT(!rig.log.has("cut=true"));
	}

	void cutsWhoDoesNotTakeTheLastBytes()
	{
		rig.options.stallTimeout = 300ms;
		auto client = begin();
		for (int i = 0; i < 5000 && !rig.log.has("cut=true"); ++i) ::usleep(1000);
		CPPUNIT_ASSERT(client.readAll().size() < 100'000);
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(LastBytesTest);
