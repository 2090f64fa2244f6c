// Tests prices to the cent: provinces, dated rates, rounding, discounts.
#include "domain/Province.h"
#include "domain/Quote.h"
#include "gateway/TaxFile.h"
#include "gateway/TermsFile.h"
#include "sx/time.h"

#include <Poco/TemporaryFile.h>
#include <cppunit/extensions/HelperMacros.h>

#include <fstream>

namespace sx::billing {

class PricesTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(PricesTest);
	CPPUNIT_TEST(findsTheProvinceOfAPostalCode);
	CPPUNIT_TEST(taxesEachProvinceByTheDay);
	CPPUNIT_TEST(roundsHalfACentUp);
	CPPUNIT_TEST(addsUpLinesAndNamesWhatIsWrong);
	CPPUNIT_TEST(takesADiscountOffBeforeTaxes);
	CPPUNIT_TEST(readsTermsInAllTheirVersions);
	CPPUNIT_TEST_SUITE_END();

	const TaxTable _table = std::move(*readTaxes(SX_TAXES));

	static licensing::Catalogue catalogue()
	{
		licensing::Catalogue out;
		out.currency = "CAD";
		licensing::Plan eco, avance;
		eco.id = "eco";
		eco.monthPrice = 99;
		eco.yearPrice = 1'188;
		avance.id = "avance";
		avance.monthPrice = 699;
		avance.yearPrice = 8'388;
		out.plans = {eco, avance};
		return out;
	}

	std::string taxes(std::int64_t amount, std::string_view province, const char* day = "2026-11-27") const
	{
		std::string out;
		for (const auto& each: taxesOf(_table, amount, province, *dayOf(day)))
			out += (out.empty() ? "" : " ") + each.name + " " + std::to_string(each.amount);
		return out;
	}

	void findsTheProvinceOfAPostalCode()
	{
		const std::pair<const char*, const char*> cases[]{{"J2A 0G4", "QC"},
			{"j2a0g4", "QC"},
			{"K1A-0B1", "ON"},
			{"M5V 3L9", "ON"},
			{"A1A 1A1", "NL"},
			{"B3H 1A1", "NS"},
			{"C1A 1A1", "PE"},
			{"E1A 1A1", "NB"},
			{"R3C 1A1", "MB"},
			{"S4P 1A1", "SK"},
			{"T2P 1A1", "AB"},
			{"V6B 1A1", "BC"},
			{"X0A 0H0", "NU"},
			{"X1A 1A1", "NT"},
			{"Y1A 1A1", "YT"}};
		for (const auto& [code, province]: cases)
			CPPUNIT_ASSERT_EQUAL_MESSAGE(code, std::string(province), *provinceOf(code));
		for (const auto* code:
			{"", "J2A", "J2A 0G", "J2A 0G44", "D2A 0G4", "W2A 0G4", "J2A 0O4", "22A 0G4", "X9A 1A1", "é2A 0G4"})
		{
			const auto found = provinceOf(code);
			CPPUNIT_ASSERT_MESSAGE(code, !found && found.error().field == "postal_code");
		}
	}

	void taxesEachProvinceByTheDay()
	{
		CPPUNIT_ASSERT_EQUAL(std::string("GST 35 QST 70"), taxes(699, "QC"));
		CPPUNIT_ASSERT_EQUAL(std::string("HST 91"), taxes(699, "ON"));
		CPPUNIT_ASSERT_EQUAL(std::string("GST 35"), taxes(699, "AB"));
		CPPUNIT_ASSERT_EQUAL(std::string("GST 35 PST 49"), taxes(699, "BC"));
		CPPUNIT_ASSERT_EQUAL(std::string("GST 35 PST 42"), taxes(699, "SK"));
		CPPUNIT_ASSERT_EQUAL(std::string("GST 35 PST 49"), taxes(699, "MB"));
		CPPUNIT_ASSERT_EQUAL(std::string("GST 35"), taxes(699, "MB", "2025-12-31"));
		CPPUNIT_ASSERT_EQUAL(std::string("HST 105"), taxes(699, "NS", "2025-03-31"));
		CPPUNIT_ASSERT_EQUAL(std::string("HST 98"), taxes(699, "NS", "2025-04-01"));
		CPPUNIT_ASSERT_EQUAL(std::string("HST 105"), taxes(699, "NB"));
		for (const auto* each: {"NT", "NU", "YT"}) CPPUNIT_ASSERT_EQUAL(std::string("GST 35"), taxes(699, each));
	}

	void roundsHalfACentUp()
	{
		CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, shareOf(9, 5'000));   // 0.45
		CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, shareOf(10, 5'000));  // 0.50
		CPPUNIT_ASSERT_EQUAL(std::int64_t{1}, shareOf(29, 5'000));  // 1.45
		CPPUNIT_ASSERT_EQUAL(std::int64_t{2}, shareOf(30, 5'000));  // 1.50
		CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, shareOf(0, 9'975));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{99'750'000'000}, shareOf(1'000'000'000'000, 9'975));
	}

	void addsUpLinesAndNamesWhatIsWrong()
	{
		const auto price = [](const std::vector<Item>& items) {
			return priced(catalogue(), items, licensing::Period::Month);
		};
		const auto both = price({{"eco", 2}, {"avance", 1}, {"eco", 1}});
		CPPUNIT_ASSERT(both);
		CPPUNIT_ASSERT_EQUAL(std::size_t{2}, both->lines.size());
		CPPUNIT_ASSERT_EQUAL(std::int64_t{3}, both->lines[0].quantity);
		CPPUNIT_ASSERT_EQUAL(std::int64_t{996}, both->subtotal);
		CPPUNIT_ASSERT_EQUAL(std::int64_t{8'388}, priced(catalogue(), {{"avance", 1}}, licensing::Period::Year)->total);
		const std::pair<std::vector<Item>, const char*> wrong[]{{{}, "items"},
			{{{"eco", 1}, {"gold", 1}}, "items[1].plan"},
			{{{"eco", 0}}, "items[0].quantity"},
			{{{"eco", -1}}, "items[0].quantity"},
			{{{"eco", kMostSeats}, {"eco", 1}}, "items[1].quantity"},
			{std::vector<Item>(kMostItems + 1, {"eco", 1}), "items"}};
		for (const auto& [items, field]: wrong) CPPUNIT_ASSERT_EQUAL(std::string(field), price(items).error().field);
	}

	void takesADiscountOffBeforeTaxes()
	{
		const auto total = [this](const std::optional<Discount>& discount) {
			auto quote = *priced(catalogue(), {{"avance", 1}}, licensing::Period::Month);
			settle(quote, discount, _table, "QC", *dayOf("2026-11-27"));
			CPPUNIT_ASSERT_EQUAL(quote.subtotal - quote.discount + quote.tax, quote.total);
			return quote.total;
		};
		CPPUNIT_ASSERT_EQUAL(std::int64_t{804}, total({}));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{723}, total(Discount{.percent = 10}));  // 629, GST 31, QST 63
		CPPUNIT_ASSERT_EQUAL(std::int64_t{229}, total(Discount{.cents = 500}));   // 199, GST 10, QST 20
		CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, total(Discount{.cents = 700}));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{0}, total(Discount{.percent = 100}));
	}

	static Result<std::vector<TermsOfUse>> termsOf(const std::string& text)
	{
		const Poco::TemporaryFile file;
		std::ofstream(file.path()) << text;
		return readTerms(file.path());
	}

	void readsTermsInAllTheirVersions()
	{
		const std::string texts =
			"    fr: [{title: Objet, text: [Un, Deux]}]\n    en: [{title: Purpose, text: [One]}]\n";
		const auto one = "  - version: \"1\"\n    from: 2026-01-01\n" + texts,
				   two = "  - version: \"2\"\n    from: 2026-12-01\n" + texts;
		const auto all = termsOf("versions:\n" + one + two);
		CPPUNIT_ASSERT(all && all->size() == 2 && all->front().in.at("fr").at(0).paragraphs.size() == 2);
		CPPUNIT_ASSERT_EQUAL(std::string("1"), termsOn(*all, *dayOf("2026-11-30"))->version);
		CPPUNIT_ASSERT_EQUAL(std::string("2"), termsOn(*all, *dayOf("2026-12-01"))->version);
		CPPUNIT_ASSERT_EQUAL(std::string("1"), termsOn(*all, *dayOf("2025-12-01"))->version);
		CPPUNIT_ASSERT(!termsOf("versions:\n" + one + one));
		CPPUNIT_ASSERT(
			!termsOf("versions:\n  - version: \"1\"\n    from: 2026-01-01\n    fr: [{title: a, text: [b]}]\n"));
		CPPUNIT_ASSERT(!termsOf("versions: []\n"));
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(PricesTest);

}
