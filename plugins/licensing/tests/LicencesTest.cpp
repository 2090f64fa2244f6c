// Tests licences as an administrator, an onlooker and the accountant would see them.
#include "store/LicenceRows.h"
#include "tests/support/PlansFixture.h"

#include <algorithm>
#include <barrier>
#include <thread>

namespace sx::licensing {

class LicencesTest: public sx::tests::PlansFixture
{
	CPPUNIT_TEST_SUITE(LicencesTest);
	CPPUNIT_TEST(assignsWithinTheSeatsAndFreesThemAtOnce);
	CPPUNIT_TEST(transfersALicenceAndTellsBoth);
	CPPUNIT_TEST(givesTheLastSeatOnce);
	CPPUNIT_TEST(namesTheFieldThatIsWrong);
	CPPUNIT_TEST(freesTheSeatOfWhoIsDeleted);
	CPPUNIT_TEST(keepsALedgerThatAddsUp);
	CPPUNIT_TEST_SUITE_END();

	UserId _julie;

public:
	void setUp() override
	{
		start({"audit", "mail", "quotas", "directory", "auth", "licensing"});
		found();
		_julie = person("Julie", "member");
	}

private:
	harness::Answer revoke(const UserId& user)
	{
		return admin().post("/api/v1/licences/revoke", Value::object({{"user", user.value}}));
	}
	void assignsWithinTheSeatsAndFreesThemAtOnce()
	{
		CPPUNIT_ASSERT_EQUAL(404, admin().get("/api/v1/subscription").status);
		CPPUNIT_ASSERT_EQUAL(std::string("no_subscription"), assign(_marc, "eco").json["code"].text());
		giveSeats("avance", 1);
		CPPUNIT_ASSERT_EQUAL(200, assign(_marc, "avance").status);
		CPPUNIT_ASSERT_EQUAL(200, assign(_marc, "avance").status);
		CPPUNIT_ASSERT_EQUAL(std::string("avance 1/1 "), seatsNow());
		const auto full = assign(_julie, "avance");
		CPPUNIT_ASSERT_EQUAL(409, full.status);
		CPPUNIT_ASSERT_EQUAL(std::string("no_seat"), full.json["code"].text());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{699}, full.json["price"].integer());
		CPPUNIT_ASSERT_EQUAL(204, revoke(_marc).status);
		CPPUNIT_ASSERT_EQUAL(200, assign(_julie, "avance").status);
		const auto items = admin().get("/api/v1/licences").json["items"];
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, items.list().size());
		CPPUNIT_ASSERT_EQUAL(std::string("julie@example.com"), items.list()[0]["address"].text());
		CPPUNIT_ASSERT_EQUAL(
			std::string("2028-01-01T00:00:00.000Z"), admin().get("/api/v1/subscription").json["period_ends"].text());
		CPPUNIT_ASSERT_EQUAL(403, _server->signedIn(_tenant, _marc).get("/api/v1/licences").status);
		giveSeats("eco", 1);
		CPPUNIT_ASSERT_EQUAL(200, assign(_julie, "eco").status);
		CPPUNIT_ASSERT_EQUAL(std::string("eco 1/1 avance 0/1 "), seatsNow());
		CPPUNIT_ASSERT(!_server->verb({"subscription",
			"set",
			"--tenant",
			"localhost",
			"--plan",
			"eco",
			"--seats",
			"-1",
			"--until",
			"2027-12-31"}));
		CPPUNIT_ASSERT_EQUAL(std::string("eco 1/1 avance 0/1 "), seatsNow());
	}

	void transfersALicenceAndTellsBoth()
	{
		giveSeats("pro", 2);
		CPPUNIT_ASSERT_EQUAL(200, assign(_marc, "pro").status);
		const auto transfer = [&](const UserId& from, const UserId& to) {
			return admin().post("/api/v1/licences/transfer", Value::object({{"from", from.value}, {"to", to.value}}));
		};
		CPPUNIT_ASSERT_EQUAL(200, transfer(_marc, _julie).status);
		const auto again = transfer(_marc, _camille);
		CPPUNIT_ASSERT_EQUAL(404, again.status);
		CPPUNIT_ASSERT_EQUAL(std::string("from"), again.json["field"].text());
		CPPUNIT_ASSERT_EQUAL(200, assign(_marc, "pro").status);
		CPPUNIT_ASSERT_EQUAL(std::string("has_licence"), transfer(_marc, _julie).json["code"].text());
		std::string told;
		for (const auto& each: _server->mails()) told += each.to + ": " + each.text + "\n";
		const auto tells = [&](const char* what) {
			CPPUNIT_ASSERT_MESSAGE(told, told.find(what) != std::string::npos);
		};
		tells("Boréal vous a attribué une licence Pro");
		tells("Boréal a retiré votre licence Pro");
		tells("vous a été transférée");
	}

	void givesTheLastSeatOnce()
	{
		giveSeats("avance", 1);
		std::barrier together(2);
		int taken[2]{};
		std::vector<std::jthread> threads;
		for (int i = 0; i < 2; ++i)
			threads.emplace_back([&, i, client = admin(), user = i ? _marc : _julie]() mutable {
				together.arrive_and_wait();
				taken[i] =
					client.post("/api/v1/licences/assign", Value::object({{"user", user.value}, {"plan", "avance"}}))
						.status;
			});
		threads.clear();
		CPPUNIT_ASSERT_EQUAL(200, std::min(taken[0], taken[1]));
		CPPUNIT_ASSERT_EQUAL(409, std::max(taken[0], taken[1]));
		CPPUNIT_ASSERT_EQUAL(std::string("avance 1/1 "), seatsNow());
	}

	void namesTheFieldThatIsWrong()
	{
		giveSeats("eco", 1);
		const auto stranger = assign({"01900000-0000-7000-8000-000000000000"}, "eco");
		CPPUNIT_ASSERT_EQUAL(422, stranger.status);
		CPPUNIT_ASSERT_EQUAL(std::string("user"), stranger.json["field"].text());
		const auto gold = assign(_marc, "gold");
		CPPUNIT_ASSERT_EQUAL(400, gold.status);
		CPPUNIT_ASSERT_EQUAL(std::string("plan"), gold.json["field"].text());
		CPPUNIT_ASSERT_EQUAL(404, revoke(_marc).status);
		CPPUNIT_ASSERT_EQUAL(std::string("user"), admin().post("/api/v1/licences/assign").json["field"].text());
	}

	void freesTheSeatOfWhoIsDeleted()
	{
		giveSeats("eco", 1);
		CPPUNIT_ASSERT_EQUAL(200, assign(_marc, "eco").status);
		CPPUNIT_ASSERT(_server->store("directory").write(_tenant, [&](Sql& sql) {
			return people().removePerson(sql, _marc, {_tenant, _camille});
		}));
		CPPUNIT_ASSERT_EQUAL(std::string("eco 0/1 "), seatsNow());
	}

	void keepsALedgerThatAddsUp()
	{
		giveSeats("eco", 2);
		giveSeats("eco", 1);
		CPPUNIT_ASSERT_EQUAL(200, assign(_marc, "eco").status);
		CPPUNIT_ASSERT_EQUAL(204, revoke(_marc).status);
		auto rows = _server->store("licensing").read(_tenant, [](Sql& sql) {
			return sql.query(
				"SELECT number, kind, seats FROM licensing_entry WHERE tenant_id = :tenant ORDER BY number");
		});
		std::string ledger;
		for (const auto& row: *rows)
			ledger += std::to_string(row.integer(0)) + " " + row.text(1) + " " + std::to_string(row.integer(2)) + "; ";
		CPPUNIT_ASSERT_EQUAL(std::string("1 bought 2; 2 bought 1; 3 assigned 0; 4 revoked 0; "), ledger);
		CPPUNIT_ASSERT_EQUAL(std::string("eco 0/3 "), seatsNow());
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(LicencesTest);

}
