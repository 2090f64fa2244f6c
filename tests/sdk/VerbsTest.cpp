#include "sx/verbs.h"
#include "tests/support/FakeRegistry.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace sx;

namespace {

class WaveVerbs
{
public:
	explicit WaveVerbs(int status): _status(status) {}
	static Verbs<WaveVerbs> verbs()
	{
		return {{"wave add", "Adds a wave", &WaveVerbs::add}, {"wave count", "Counts waves", &WaveVerbs::count}};
	}

private:
	Result<int> add(const std::vector<std::string>&) const { return _status; }
	Result<int> count(const std::vector<std::string>& words) { return static_cast<int>(words.size()); }

	int _status;
};

struct VerbComponents
{
	WaveVerbs verbs;
};

}

class VerbsTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(VerbsTest);
	CPPUNIT_TEST(runsWhatStartMade);
	CPPUNIT_TEST(isUnavailableUntilThen);
	CPPUNIT_TEST(stopsAtTheFirstError);
	CPPUNIT_TEST_SUITE_END();

	std::unique_ptr<VerbComponents> components;
	FakeRegistry registry;

	void runsWhatStartMade()
	{
		CPPUNIT_ASSERT(bool(addVerbs(registry, components, &VerbComponents::verbs)));
		components = std::make_unique<VerbComponents>(VerbComponents{WaveVerbs(3)});
		CPPUNIT_ASSERT_EQUAL(std::size_t{2}, registry.verbs.size());
		CPPUNIT_ASSERT_EQUAL(std::string("wave add"), registry.verbs[0].name);
		CPPUNIT_ASSERT_EQUAL(std::string("Adds a wave"), registry.verbs[0].help);
		CPPUNIT_ASSERT_EQUAL(3, *registry.verbs[0].run({}));
		CPPUNIT_ASSERT_EQUAL(2, *registry.verbs[1].run({"--at", "noon"}));
	}
	void isUnavailableUntilThen()
	{
		CPPUNIT_ASSERT(bool(addVerbs(registry, components, &VerbComponents::verbs)));
		CPPUNIT_ASSERT(registry.verbs[0].run({}).error().code == Code::Unavailable);
	}
	void stopsAtTheFirstError()
	{
		registry.taken = "wave add";
		CPPUNIT_ASSERT_EQUAL(
			std::string("taken"), addVerbs(registry, components, &VerbComponents::verbs).error().detail);
		CPPUNIT_ASSERT(registry.verbs.empty());
	}
};
CPPUNIT_TEST_SUITE_REGISTRATION(VerbsTest);
