#include "sx/routes.h"
#include "tests/support/FakeRegistry.h"
#include "tests/support/FakeRequest.h"

#include <cppunit/extensions/HelperMacros.h>

using namespace sx;

namespace {

class WavePage
{
public:
	explicit WavePage(std::string word): _word(std::move(word)) {}
	static Routes<WavePage> routes()
	{
		return {
			{Method::Get, "/wave", kAnyone, &WavePage::show},
			{Method::Post, "/wave", allowedTo("wave.add"), &WavePage::wave, {.maxBodyBytes = 9, .perMinute = 6}},
		};
	}

private:
	Result<Response> show(Request&) const { return Response::text(_word, "text/plain"); }
	Result<Response> wave(Request&) { return Response::redirect("/" + _word); }

	std::string _word;
};

class OtherPage
{
public:
	static Routes<OtherPage> routes() { return {{Method::Get, "/other", kSignedIn, &OtherPage::show}}; }
	Result<Response> show(Request&) const { return Response::empty(); }
};

struct Components
{
	WavePage wavePage;
	OtherPage otherPage{};
};

}

class RoutesTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(RoutesTest);
	CPPUNIT_TEST(registersWhatTheTableSays);
	CPPUNIT_TEST(answersWithWhatStartMade);
	CPPUNIT_TEST(isUnavailableUntilThen);
	CPPUNIT_TEST(stopsAtTheFirstError);
	CPPUNIT_TEST_SUITE_END();

	std::unique_ptr<Components> components;
	FakeRegistry registry;
	FakeRequest request;

	void declare()
	{
		CPPUNIT_ASSERT(bool(addRoutes(registry, components, &Components::wavePage, &Components::otherPage)));
		CPPUNIT_ASSERT_EQUAL(std::size_t{3}, registry.routes.size());
	}
	void registersWhatTheTableSays()
	{
		declare();
		const auto &show = registry.routes[0], &wave = registry.routes[1], &other = registry.routes[2];
		CPPUNIT_ASSERT(show.method == Method::Get && show.access == Access::Public && show.permission.empty());
		CPPUNIT_ASSERT_EQUAL(Route{}.maxBodyBytes, show.maxBodyBytes);
		CPPUNIT_ASSERT(wave.method == Method::Post && wave.access == Access::Member);
		CPPUNIT_ASSERT_EQUAL(std::string("wave.add"), wave.permission);
		CPPUNIT_ASSERT_EQUAL(std::int64_t{9}, wave.maxBodyBytes);
		CPPUNIT_ASSERT_EQUAL(6, wave.perMinute);
		CPPUNIT_ASSERT(other.path == "/other" && other.access == Access::Session && other.permission.empty());
	}
	void answersWithWhatStartMade()
	{
		declare();
		components = std::make_unique<Components>(Components{WavePage("hello")});
		const auto shown = registry.routes[0].handler(request);
		CPPUNIT_ASSERT_EQUAL(std::string("hello"), std::get<Response::Text>(shown->body()).body);
		CPPUNIT_ASSERT_EQUAL(303, registry.routes[1].handler(request)->status());
	}
	void isUnavailableUntilThen()
	{
		declare();
		for (const auto& each: registry.routes) CPPUNIT_ASSERT(each.handler(request).error().code == Code::Unavailable);
	}
	void stopsAtTheFirstError()
	{
		registry.taken = "/wave";
		const auto done = addRoutes(registry, components, &Components::wavePage, &Components::otherPage);
		CPPUNIT_ASSERT_EQUAL(std::string("taken"), done.error().detail);
		CPPUNIT_ASSERT(registry.routes.empty());
	}
};
CPPUNIT_TEST_SUITE_REGISTRATION(RoutesTest);
