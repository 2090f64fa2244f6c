// Tests which changes a chain notices, entry by entry, without a database.
#include "domain/Entry.h"
#include "sx/harness/Harness.h"

#include <cppunit/extensions/HelperMacros.h>

#include <vector>

namespace {

const sx::TenantId kTenant{"01930000-0000-7000-8000-0000000000aa"};

}

class ChainTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(ChainTest);
	CPPUNIT_TEST(takesAnUntouchedChain);
	CPPUNIT_TEST(noticesEveryFieldThatWasAltered);
	CPPUNIT_TEST(noticesARemovedEntry);
	CPPUNIT_TEST(noticesExchangedEntries);
	CPPUNIT_TEST(noticesAMissingEnd);
	CPPUNIT_TEST(noticesTheEndOfAnotherChain);
	CPPUNIT_TEST(noticesAChainWrittenAnewWithoutTheKey);
	CPPUNIT_TEST(noticesTheChainOfAnotherTenant);
	CPPUNIT_TEST_SUITE_END();

public:
	void setUp() override
	{
		_server = sx::harness::Server::start({});
		_chain = makeChain(5);
		_head = {5, _chain.back().hash, {}};
		_head.mac = sx::audit::macOf(kTenant, _head, _server->keys());
	}

	void takesAnUntouchedChain() { CPPUNIT_ASSERT_EQUAL(std::string(), fault()); }

	void noticesEveryFieldThatWasAltered()
	{
		const auto alter = [&](auto change) {
			auto chain = _chain;
			change(chain[2]);
			CPPUNIT_ASSERT_EQUAL(std::string("entry 3: was altered"), fault(chain, &_head));
		};
		alter([](sx::audit::Entry& entry) { entry.at += std::chrono::milliseconds(1); });
		alter([](sx::audit::Entry& entry) { entry.kind = "auth.signed_out"; });
		alter([](sx::audit::Entry& entry) { entry.actor = "another"; });
		alter([](sx::audit::Entry& entry) { entry.subject = "another"; });
		alter([](sx::audit::Entry& entry) { entry.details = "{}"; });
		alter([](sx::audit::Entry& entry) { entry.address = "192.0.2.2"; });
		alter([](sx::audit::Entry& entry) { entry.hash = std::string(64, '0'); });
	}

	void noticesARemovedEntry()
	{
		auto chain = _chain;
		chain.erase(chain.begin() + 1);
		CPPUNIT_ASSERT_EQUAL(std::string("entry 2: is missing; the next that is there is 3"), fault(chain, &_head));
		chain = _chain;
		chain.pop_back();
		CPPUNIT_ASSERT_EQUAL(std::string("entry 5: is missing, up to the end at 5"), fault(chain, &_head));
		// Renumbering the entries closes the gap in their numbers, but not the one in the chain.
		chain = _chain;
		chain.erase(chain.begin() + 1);
		for (std::size_t i = 0; i < chain.size(); ++i) chain[i].number = static_cast<std::int64_t>(i) + 1;
		CPPUNIT_ASSERT(fault(chain, &_head).starts_with("entry 2: "));
	}

	void noticesExchangedEntries()
	{
		auto chain = _chain;
		std::swap(chain[1], chain[2]);
		std::swap(chain[1].number, chain[2].number);
		CPPUNIT_ASSERT_EQUAL(std::string("entry 2: does not follow the one before it"), fault(chain, &_head));
	}

	void noticesAMissingEnd()
	{
		CPPUNIT_ASSERT(!fault(_chain, nullptr).empty());
		CPPUNIT_ASSERT_EQUAL(std::string("entry 1: is missing, up to the end at 5"), fault({}, &_head));
		const sx::audit::Head shorter{
			4, _chain[3].hash, sx::audit::macOf(kTenant, {4, _chain[3].hash, {}}, _server->keys())};
		CPPUNIT_ASSERT_EQUAL(std::string("entry 5: stands behind the recorded end"), fault(_chain, &shorter));
	}

	void noticesTheEndOfAnotherChain()
	{
		sx::audit::Head other{5, makeChain(5, "another.kind").back().hash, {}};
		other.mac = sx::audit::macOf(kTenant, other, _server->keys());
		CPPUNIT_ASSERT_EQUAL(std::string("entry 5: is not the recorded end"), fault(_chain, &other));
	}

	void noticesAChainWrittenAnewWithoutTheKey()
	{
		auto chain = makeChain(5, "another.kind");
		sx::audit::Head head{5, chain.back().hash, _head.mac};
		CPPUNIT_ASSERT(fault(chain, &head).find("not written by this server") != std::string::npos);
	}

	void noticesTheChainOfAnotherTenant()
	{
		sx::audit::ChainCheck check({"another"}, _server->json(), _server->keys());
		CPPUNIT_ASSERT(!check.take(_chain.front()));
	}

private:
	std::vector<sx::audit::Entry> makeChain(int length, const std::string& kind = "auth.signed_in") const
	{
		std::vector<sx::audit::Entry> out;
		std::string previous;
		for (int i = 1; i <= length; ++i)
		{
			sx::audit::Entry entry{
				i, sx::fromMillis(1000 + i), kind, "user", "subject", R"({"n":1})", "192.0.2.1", previous, {}};
			entry.hash = sx::audit::hashOf(kTenant, entry, _server->json(), _server->keys());
			previous = entry.hash;
			out.push_back(entry);
		}
		return out;
	}

	std::string fault() const { return fault(_chain, &_head); }
	std::string fault(const std::vector<sx::audit::Entry>& chain, const sx::audit::Head* head) const
	{
		sx::audit::ChainCheck check(kTenant, _server->json(), _server->keys());
		for (const auto& entry: chain)
			if (!check.take(entry)) break;
		check.finish(head);
		return check.report().firstFault;
	}

	std::unique_ptr<sx::harness::Server> _server;
	std::vector<sx::audit::Entry> _chain;
	sx::audit::Head _head;
};

CPPUNIT_TEST_SUITE_REGISTRATION(ChainTest);
