#include "sx/routes.h"
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

/// Keeps the routes; refuses those of one path.
class Book final: public Registry
{
public:
	std::vector<Route> routes;
	std::string taken;

	Result<> route(Route route) noexcept override
	{
		if (route.path == taken) return failed(Code::Invalid, "taken");
		routes.push_back(std::move(route));
		return {};
	}
	Result<> job(JobKind) noexcept override { return {}; }
	Result<> schedule(Schedule) noexcept override { return {}; }
	Result<> menu(MenuEntry) noexcept override { return {}; }
	Result<> verb(Verb) noexcept override { return {}; }
	Result<> healthCheck(HealthCheck) noexcept override { return {}; }
	Result<> slot(Slot) noexcept override { return {}; }
	Result<> signInPath(std::string) noexcept override { return {}; }
	Result<> home(std::string, int) noexcept override { return {}; }

protected:
	Result<> add(std::string_view, std::string_view, void*) noexcept override { return {}; }
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
	Book book;
	FakeRequest request;

	void declare()
	{
		CPPUNIT_ASSERT(bool(addRoutes(book, components, &Components::wavePage, &Components::otherPage)));
		CPPUNIT_ASSERT_EQUAL(std::size_t{3}, book.routes.size());
	}
	void registersWhatTheTableSays()
	{
		declare();
		const auto &show = book.routes[0], &wave = book.routes[1], &other = book.routes[2];
		CPPUNIT_ASSERT(show.method == Method::Get && show.access == Access::Public && show.permission.empty());
		CPPUNIT_ASSERT_EQUAL(Route{}.maxBodyBytes, show.maxBodyBytes);
		CPPUNIT_ASSERT(wave.method == Method::Post && wave.access == Access::Member);
		CPPUNIT_ASSERT_EQUAL(std::string("wave.add"), wave.permission);
		CPPUNIT_ASSERT_EQUAL(std::int64_t{9}, wave.maxBodyBytes);
		CPPUNIT_ASSERT_EQUAL(6, wave.perMinute);
		CPPUNIT_ASSERT(other.path == "/other" && other.access == Access::Member && other.permission.empty());
	}
	void answersWithWhatStartMade()
	{
		declare();
		components = std::make_unique<Components>(Components{WavePage("hello")});
		const auto shown = book.routes[0].handler(request);
		CPPUNIT_ASSERT_EQUAL(std::string("hello"), std::get<Response::Text>(shown->body()).body);
		CPPUNIT_ASSERT_EQUAL(303, book.routes[1].handler(request)->status());
	}
	void isUnavailableUntilThen()
	{
		declare();
		for (const auto& each: book.routes) CPPUNIT_ASSERT(each.handler(request).error().code == Code::Unavailable);
	}
	void stopsAtTheFirstError()
	{
		book.taken = "/wave";
		const auto done = addRoutes(book, components, &Components::wavePage, &Components::otherPage);
		CPPUNIT_ASSERT_EQUAL(std::string("taken"), done.error().detail);
		CPPUNIT_ASSERT(book.routes.empty());
	}
};
CPPUNIT_TEST_SUITE_REGISTRATION(RoutesTest);
