#include "domain/Rules.h"
#include "gateway/HostNames.h"

#include <cppunit/extensions/HelperMacros.h>

namespace sx::policy::tests {

/// Tests which rule decides and what it refuses (rows D7, J6), with tables of cases.
class RulesTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(RulesTest);
	CPPUNIT_TEST(theMostSpecificDecides);
	CPPUNIT_TEST(filesComeAfterTheDomain);
	CPPUNIT_TEST(refusesWhatARuleIsAgainst);
	CPPUNIT_TEST(lowersOpensThatNobodyChose);
	CPPUNIT_TEST(namesTheFieldOfEachFault);
	CPPUNIT_TEST(writesDomainsAsMailHasThem);
	CPPUNIT_TEST_SUITE_END();

	static Rule rule(std::string domain, Protection protection, std::vector<std::string> gates = {})
	{
		return {.domain = std::move(domain), .protection = protection, .gates = std::move(gates)};
	}
	static std::string deciding(std::vector<Rule> rules, std::string_view address, bool hasFiles = false)
	{
		sortByPrecedence(rules);
		const auto* found = ruleFor(rules, address, hasFiles);
		return found ? found->domain + ' ' + std::string(kApplies.wordOf(*found->applies)) : std::string("none");
	}

	void theMostSpecificDecides()
	{
		const std::vector<Rule> rules{rule("*", Protection::Default),
			rule("*.example.org", Protection::Mandatory),
			rule("*.paris.example.org", Protection::Mandatory),
			rule("example.org", Protection::Off)};
		const std::vector<std::pair<std::string_view, std::string_view>> cases{{"ana@example.org", "example.org all"},
			{"Ana@EXAMPLE.ORG", "example.org all"},
			{"ana@example.org.", "example.org all"},
			{"ana@mail.example.org", "*.example.org all"},
			{"ana@a.b.example.org", "*.example.org all"},
			{"ana@mail.paris.example.org", "*.paris.example.org all"},
			{"ana@paris.example.org", "*.example.org all"},
			{"ana@notexample.org", "* all"},
			{"ana@example.org.evil.net", "* all"},
			{"ana@example.net", "* all"}};
		for (const auto& [address, wanted]: cases)
			CPPUNIT_ASSERT_EQUAL_MESSAGE(std::string(address), std::string(wanted), deciding(rules, address));
		CPPUNIT_ASSERT_EQUAL(std::string("none"), deciding({rules[3]}, "ana@example.net"));
		CPPUNIT_ASSERT_EQUAL(std::string("none"), deciding({rules[1]}, "ana@example.org"));
	}

	void filesComeAfterTheDomain()
	{
		auto with = rule("*", Protection::Mandatory), without = with;
		with.applies = Applies::WithFiles;
		without.applies = Applies::WithoutFiles;
		const auto exact = rule("example.org", Protection::Off), every = rule("*", Protection::Default);
		CPPUNIT_ASSERT_EQUAL(std::string("* with_files"), deciding({every, with}, "a@b.net", true));
		CPPUNIT_ASSERT_EQUAL(std::string("* all"), deciding({every, with}, "a@b.net", false));
		CPPUNIT_ASSERT_EQUAL(std::string("* without_files"), deciding({every, without, with}, "a@b.net", false));
		CPPUNIT_ASSERT_EQUAL(std::string("example.org all"), deciding({with, exact}, "a@example.org", true));
		CPPUNIT_ASSERT_EQUAL(std::string("none"), deciding({with}, "a@b.net", false));
	}

	struct Case
	{
		std::string name;
		Rule rule;
		std::vector<std::string> gates;
		int opens;
		bool isInClear;
		std::string problem, field;  // empty: it may leave
	};

	static Result<> refusalOf(const Case& each)
	{
		sealed::Sending sending{.kind = "messages",
			.owner = {},
			.recipients = {{.address = "free@elsewhere.net", .gates = {}},
				{.address = "ana@example.org", .gates = each.gates, .opens = each.opens}},
			.isInClear = each.isInClear};
		return firstRefusal(verdictsOn({each.rule}, sending));
	}

	void refusesWhatARuleIsAgainst()
	{
		auto limited = rule("example.org", Protection::Off);
		limited.opensMax = 2;
		const auto sms = rule("example.org", Protection::Mandatory, {"sms", "password"});
		const std::vector<Case> cases{
			{"forbidden", rule("example.org", Protection::Forbidden), {"sms"}, 1, false, "rule_forbidden", "address"},
			{"no gate", sms, {}, 1, false, "rule_gates", "gates.sms"},
			{"one of two gates", sms, {"sms"}, 1, false, "rule_gates", "gates.password"},
			{"both gates", sms, {"password", "code", "sms"}, 9, false, "", ""},
			{"in clear", sms, {"password", "sms"}, 1, true, "rule_clear", "protect"},
			{"mandatory without gates",
				rule("example.org", Protection::Mandatory),
				{},
				1,
				true,
				"rule_clear",
				"protect"},
			{"too many opens", limited, {}, 3, false, "rule_opens", "opens"},
			{"as many opens", limited, {}, 2, true, "", ""},
			{"default asks nothing", rule("example.org", Protection::Default, {"sms"}), {}, 99, true, "", ""},
			{"off asks nothing", rule("example.org", Protection::Off, {"sms"}), {}, 99, true, "", ""},
			{"another domain", rule("example.com", Protection::Forbidden), {}, 99, true, "", ""}};
		for (const auto& each: cases)
		{
			const auto refused = refusalOf(each);
			CPPUNIT_ASSERT_EQUAL_MESSAGE(each.name, each.problem.empty(), bool(refused));
			if (refused) continue;
			CPPUNIT_ASSERT_EQUAL_MESSAGE(each.name, each.problem, refused.error().problem);
			const auto field = each.field == "protect" ? each.field : "grants[1]." + each.field;
			CPPUNIT_ASSERT_EQUAL_MESSAGE(each.name, field, refused.error().field);
			CPPUNIT_ASSERT_EQUAL(std::string("example.org"), refused.error().extra["rule"].text());
		}
	}

	void lowersOpensThatNobodyChose()
	{
		auto limited = rule("*", Protection::Default);
		limited.opensMax = 2;
		sealed::Sending sending{.kind = "messages",
			.owner = {},
			.recipients = {{.address = "a@b.net", .gates = {}, .opens = 3, .hasChosenOpens = false},
				{.address = "c@d.net", .gates = {}, .opens = 1, .hasChosenOpens = false}}};
		CPPUNIT_ASSERT(firstRefusal(verdictsOn({limited}, sending)));
		CPPUNIT_ASSERT_EQUAL(2, sending.recipients[0].opens);
		CPPUNIT_ASSERT_EQUAL(1, sending.recipients[1].opens);
	}

	void namesTheFieldOfEachFault()
	{
		using Items = std::vector<std::pair<Value, std::string>>;
		const auto item = [](const char* name, Value value) {
			auto out = Value::object({{"domain", "example.org"},
				{"applies", "all"},
				{"protection", "mandatory"},
				{"gates", Value::List{"sms"}},
				{"opens_max", 2}});
			return out.set(name, std::move(value));
		};
		const Items cases{{item("opens_max", 2), ""},
			{item("applies", Value()), ""},
			{item("gates", Value()), ""},
			{item("domain", "*"), ""},
			{item("domain", "*.example.org"), ""},
			{item("domain", ""), "domain"},
			{item("domain", "exa mple.org"), "domain"},
			{item("domain", "**.example.org"), "domain"},
			{item("domain", "*."), "domain"},
			{item("domain", "org"), "domain"},
			{item("domain", "ana@example.org"), "domain"},
			{item("domain", 4), "domain"},
			{item("applies", "some"), "applies"},
			{item("protection", "on"), "protection"},
			{item("protection", Value()), "protection"},
			{item("gates", "sms"), "gates"},
			{item("gates", Value::List{"sms", 1}), "gates[1]"},
			{item("gates", Value::List{"sms", "fax"}), "gates[1]"},
			{item("gates", Value::List{"sms", "sms"}), "gates[1]"},
			{item("opens_max", 0), "opens_max"},
			{item("opens_max", 100), "opens_max"},
			{item("opens_max", "2"), "opens_max"},
			{item("opens", 2), "opens"}};
		for (const auto& [value, field]: cases)
		{
			auto read = ruleIn(value, "items[7]");
			const auto fault = !read                        ? read.error().field.substr(std::string("items[7].").size())
				: check(*read, {"password", "code", "sms"}) ? std::string()
															: check(*read, {"password", "code", "sms"}).error().field;
			CPPUNIT_ASSERT_EQUAL_MESSAGE(value["domain"].text(), field, fault);
		}
		const auto one = rule("example.org", Protection::Off), two = rule("example.org", Protection::Forbidden);
		CPPUNIT_ASSERT_EQUAL(std::string("items[1].domain"), checkTogether({one, two}).error().field);
	}

	void writesDomainsAsMailHasThem()
	{
		const std::vector<std::pair<std::string, std::string>> cases{{"Example.ORG", "example.org"},
			{" @example.org. ", "example.org"},
			{"*", "*"},
			{"*.Example.org", "*.example.org"},
			{"École.québec.example", "xn--cole-9oa.xn--qubec-csa.example"},
			{"*.école.example", "*.xn--cole-9oa.example"},
			{"ÉCOLE.example", "xn--cole-9oa.example"},
			{"no domain", "no domain"}};
		for (const auto& [written, wanted]: cases) CPPUNIT_ASSERT_EQUAL(wanted, asciiDomain(written));
		CPPUNIT_ASSERT_EQUAL(std::string("*.école.example"), shownDomain("*.xn--cole-9oa.example"));
		CPPUNIT_ASSERT_EQUAL(std::string("*"), shownDomain("*"));
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(RulesTest);

}
