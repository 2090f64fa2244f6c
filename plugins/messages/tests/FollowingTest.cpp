#include "tests/Deployment.h"

#include <algorithm>

namespace sx::messages::tests {

using namespace std::chrono_literals;

/// Tests the sender's lists and pages.
class FollowingTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(FollowingTest);
	CPPUNIT_TEST(listsNewestFirstPageByPage);
	CPPUNIT_TEST(filtersByState);
	CPPUNIT_TEST(showsTheSentListAndTheDetail);
	CPPUNIT_TEST(destroysFromThePageWithItsToken);
	CPPUNIT_TEST(shortensLimitsAndNeverLengthensThem);
	CPPUNIT_TEST(showsTheComposer);
	CPPUNIT_TEST(servesTheDownloadWorkerUnderItsScope);
	CPPUNIT_TEST(sendsStrangersToSignIn);
	CPPUNIT_TEST(d15ShowsAnAdministratorAPersonsMessagesAndTheirFate);
	CPPUNIT_TEST_SUITE_END();

	static std::vector<std::string> ids(const harness::Answer& answer)
	{
		std::vector<std::string> out;
		for (const auto& each: answer.json["messages"].list()) out.push_back(each["id"].text());
		return out;
	}

	void d15ShowsAnAdministratorAPersonsMessagesAndTheirFate()
	{
		Deployment at;
		auto sent = at.send({.fileBytes = 100'000});
		at.server->advance(1min);
		at.open(sent.one(), at.secret());
		auto& directory = *at.server->find<directory::Directory>();
		const auto sender = directory.byAddress(at.tenant, "camille@example.com")->id;
		const auto chief = directory.addPerson(
			{at.tenant, "Anne Roy", "anne@example.com", "super", {"fr-CA"}, "America/Toronto"});
		CPPUNIT_ASSERT(chief);
		auto anne = at.server->signedIn(at.tenant, *chief);
		const auto path = "/api/v1/users/" + sender.value + "/messages";
		const auto list = anne.get(path);
		CPPUNIT_ASSERT_EQUAL_MESSAGE(list.body, 200, list.status);
		const auto& items = list.json["items"].list();
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, items.size());
		CPPUNIT_ASSERT_EQUAL(sent.id, items[0]["reference"].text());
		CPPUNIT_ASSERT_EQUAL(std::string("read"), items[0]["state"].text());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, items[0]["files"].integer());
		CPPUNIT_ASSERT(items[0]["last"].text() > items[0]["made"].text());
		CPPUNIT_ASSERT(list.body.find(sent.one().token) == std::string::npos);
		CPPUNIT_ASSERT_EQUAL(200, anne.get("/admin/people/" + sender.value + "/messages").status);
		CPPUNIT_ASSERT_EQUAL(403, at.sender->get(path).status);
	}

	void listsNewestFirstPageByPage()
	{
		Deployment at;
		std::vector<std::string> all;
		for (int i = 0; i < 5; ++i)
		{
			all.insert(all.begin(), at.send().id);
			if (i % 2) at.server->advance(1s);
		}
		const auto first = at.sender->get("/api/v1/messages?limit=2");
		const auto second = at.sender->get("/api/v1/messages?limit=2&before=" + first.json["next"].text());
		const auto third = at.sender->get("/api/v1/messages?limit=2&before=" + second.json["next"].text());
		auto got = ids(first);
		for (const auto& page: {second, third})
			for (const auto& each: ids(page)) got.push_back(each);
		CPPUNIT_ASSERT(third.json["next"].isNull());
		CPPUNIT_ASSERT_EQUAL(all.size(), got.size());
		CPPUNIT_ASSERT(std::is_permutation(all.begin(), all.end(), got.begin()));
		CPPUNIT_ASSERT_EQUAL(all.front(), got.front());
		CPPUNIT_ASSERT_EQUAL(400, at.sender->get("/api/v1/messages?limit=0").status);
		CPPUNIT_ASSERT_EQUAL(400, at.sender->get("/api/v1/messages?state=nonsense").status);
	}

	void filtersByState()
	{
		Deployment at;
		auto waiting = at.send({.expiresIn = 86'400}), read = at.send({.expiresIn = 86'400}),
			 used = at.send({.opens = 1, .expiresIn = 86'400}), expired = at.send({.expiresIn = 3600}),
			 destroyed = at.send();
		at.open(read.one(), at.secret());
		const auto lease = at.secret();
		at.open(used.one(), lease);
		at.finish(used.one(), lease);
		at.sender->post("/api/v1/messages/" + destroyed.id + "/destroy");
		at.server->advance(2h);
		for (int swept = 0; swept < 2; ++swept)
		{
			for (const auto& [state, id]: {std::pair("waiting", waiting.id),
					 std::pair("read", read.id),
					 std::pair("used_up", used.id),
					 std::pair("expired", expired.id),
					 std::pair("destroyed", destroyed.id)})
			{
				const auto list = at.sender->get(std::string("/api/v1/messages?state=") + state);
				CPPUNIT_ASSERT_EQUAL_MESSAGE(state, std::size_t{1}, ids(list).size());
				CPPUNIT_ASSERT_EQUAL_MESSAGE(state, id, ids(list).front());
				CPPUNIT_ASSERT_EQUAL(std::string(state), list.json["messages"].list().at(0)["state"].text());
				CPPUNIT_ASSERT_EQUAL(200, at.sender->get(std::string("/messages?state=") + state).status);
			}
			at.server->runJobs();
		}
	}

	void showsTheSentListAndTheDetail()
	{
		Deployment at;
		CPPUNIT_ASSERT_EQUAL(200, at.sender->get("/messages").status);
		auto sent = at.send(
			{.code = true, .recipients = {"a@example.com", "b@example.com", "c@example.com", "d@example.com"}});
		at.open(sent.one(), at.secret(), Value::object({{"code", "222222"}}));
		at.open(sent.one(), at.secret(), Value::object({{"code", sent.one().code}}));
		for (const char* language: {"fr", "en"})
		{
			const auto list = at.sender->get(std::string("/messages?lang=") + language);
			CPPUNIT_ASSERT_EQUAL_MESSAGE(list.body, 200, list.status);
			CPPUNIT_ASSERT(list.contains("/messages/" + sent.id) && list.contains("a@example.com"));
			const auto detail = at.sender->get("/messages/" + sent.id + "?lang=" + language);
			CPPUNIT_ASSERT_EQUAL_MESSAGE(detail.body, 200, detail.status);
			CPPUNIT_ASSERT(detail.contains("d@example.com") && detail.contains("127.0.0.1"));
		}
		CPPUNIT_ASSERT(!at.server->logged("pages.word.failed"));
	}

	void destroysFromThePageWithItsToken()
	{
		Deployment at;
		auto sent = at.send();
		auto page = at.sender->get("/messages/" + sent.id);
		CPPUNIT_ASSERT(page.contains("/messages/" + sent.id + "/destroy"));
		const auto done = at.sender->postForm("/messages/" + sent.id + "/destroy", Value::Object{});
		CPPUNIT_ASSERT_EQUAL_MESSAGE(done.body, 303, done.status);
		page = at.sender->get(done.header("Location"));
		CPPUNIT_ASSERT_EQUAL_MESSAGE(page.body, 200, page.status);
		CPPUNIT_ASSERT(page.contains("/api/v1/messages/" + sent.id + "/receipt"));
		CPPUNIT_ASSERT(!page.contains("action=\"/messages/" + sent.id + "/destroy"));
		auto other = at.send();
		at.sender->csrf("forged");
		CPPUNIT_ASSERT_EQUAL(403, at.sender->postForm("/messages/" + other.id + "/destroy", Value::Object{}).status);
	}

	void shortensLimitsAndNeverLengthensThem()
	{
		Deployment at;
		auto sent = at.send({.opens = 5, .expiresIn = 86'400});
		const auto path = "/api/v1/messages/" + sent.id + "/limits";
		at.open(sent.one(), at.secret());
		auto answer = at.sender->post(path, Value::object({{"opens_left", 1}, {"expires_in", 3600}}));
		CPPUNIT_ASSERT_EQUAL_MESSAGE(answer.body, 200, answer.status);
		CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, answer.json["recipients"].list().at(0)["opens_left"].integer());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, answer.json["recipients"].list().at(0)["opens"].integer());
		const auto events = at.sender->get("/api/v1/messages/events").json["events"].list();
		const auto opened = std::find_if(
			events.begin(), events.end(), [](const Value& each) { return each["kind"].text() == "opened"; });
		CPPUNIT_ASSERT_MESSAGE("the register keeps what was true then (I8)",
			opened != events.end() && (*opened)["text"].text().find("5") != std::string::npos);
		const auto expires = answer.json["expires"].text();
		answer = at.sender->post(path, Value::object({{"opens_left", 9}, {"expires_in", 86'400}}));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, answer.json["recipients"].list().at(0)["opens_left"].integer());
		CPPUNIT_ASSERT_EQUAL(expires, answer.json["expires"].text());
		CPPUNIT_ASSERT_EQUAL(400, at.sender->post(path, Value::object({{"opens_left", 0}})).status);
		CPPUNIT_ASSERT_EQUAL(400, at.sender->post(path).status);
		CPPUNIT_ASSERT_EQUAL(200, at.open(sent.one(), at.secret()).status);
		CPPUNIT_ASSERT_EQUAL(404, at.open(sent.one(), at.secret()).status);
		at.server->advance(61min);
		CPPUNIT_ASSERT_EQUAL(409, at.sender->post(path, Value::object({{"opens_left", 1}})).status);
	}

	void showsTheComposer()
	{
		Deployment at;
		const auto page = at.sender->get("/messages/new");
		CPPUNIT_ASSERT_EQUAL_MESSAGE(page.body, 200, page.status);
		CPPUNIT_ASSERT(page.contains("composer.") && page.contains("integrity=\"sha384-"));
		CPPUNIT_ASSERT(page.header("Content-Security-Policy").find("'wasm-unsafe-eval'") != std::string::npos);
		CPPUNIT_ASSERT(page.header("Content-Security-Policy").find("'unsafe-inline'") == std::string::npos);
	}

	void servesTheDownloadWorkerUnderItsScope()
	{
		Deployment at;
		const auto worker = at.server->anonymous().get("/m/sw.js");
		CPPUNIT_ASSERT_EQUAL_MESSAGE(worker.body, 200, worker.status);
		CPPUNIT_ASSERT(worker.header("Content-Type").starts_with("text/javascript"));
		CPPUNIT_ASSERT_EQUAL(std::string("/m/"), worker.header("Service-Worker-Allowed"));
		const auto from = worker.body.find("/assets/shared/download_worker.");
		CPPUNIT_ASSERT_MESSAGE(worker.body, from != std::string::npos);
		CPPUNIT_ASSERT_EQUAL(
			200, at.server->anonymous().get(worker.body.substr(from, worker.body.find('"', from) - from)).status);
	}

	void sendsStrangersToSignIn()
	{
		Deployment at;
		for (const char* path: {"/messages", "/messages/new"})
			CPPUNIT_ASSERT_EQUAL(303, at.server->anonymous().get(path, {{"Accept", "text/html"}}).status);
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(FollowingTest);

}
