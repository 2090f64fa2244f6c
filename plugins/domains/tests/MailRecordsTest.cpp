#include "domain/MailRecords.h"

#include <cppunit/extensions/HelperMacros.h>

namespace sx::domains::tests {

/// Tests how SPF, DKIM and DMARC records are explained.
class MailRecordsTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(MailRecordsTest);
	CPPUNIT_TEST(explainsSpf);
	CPPUNIT_TEST(asksForThisServiceInSpf);
	CPPUNIT_TEST(explainsDkim);
	CPPUNIT_TEST(explainsDmarc);
	CPPUNIT_TEST(takesTheRuleOfTheDomainAbove);
	CPPUNIT_TEST(saysWhenDnsGaveNoAnswer);
	CPPUNIT_TEST(keepsAReading);
	CPPUNIT_TEST_SUITE_END();

	static MailReading reading()
	{
		MailReading out;
		out.domain.name = "acme.example.com";
		out.dmarc.name = "_dmarc.acme.example.com";
		out.parentDmarc.name = "_dmarc.example.com";
		out.keys.resize(1);
		out.keys[0].name = "s1._domainkey.acme.example.com";
		return out;
	}
	static std::string keysOf(const Explanation& from)
	{
		std::string out;
		for (const auto& each: from.remarks) out += (out.empty() ? "" : " ") + each.key;
		return out;
	}
	static std::string spf(std::vector<std::string> texts, const std::string& include = "")
	{
		auto from = reading();
		from.domain.texts = std::move(texts);
		return keysOf(explainSpf(from, include));
	}
	static std::string dkim(const std::string& text)
	{
		auto from = reading();
		from.keys[0].texts = {text};
		return keysOf(explainDkim(from));
	}
	static std::string dmarc(std::vector<std::string> texts)
	{
		auto from = reading();
		from.dmarc.texts = std::move(texts);
		return keysOf(explainDmarc(from));
	}

	void explainsSpf()
	{
		CPPUNIT_ASSERT_EQUAL(std::string("spf.none"), spf({"google-site-verification=abc", "v=spf10 -all"}));
		CPPUNIT_ASSERT_EQUAL(std::string("spf.closed"), spf({"v=spf1 include:spf.example.net -all"}));
		CPPUNIT_ASSERT_EQUAL(std::string("spf.closed"), spf({"V=SPF1 redirect=_spf.example.net"}));
		CPPUNIT_ASSERT_EQUAL(std::string("spf.open"), spf({"v=spf1 mx ?all"}));
		CPPUNIT_ASSERT_EQUAL(std::string("spf.open"), spf({"v=spf1"}));
		CPPUNIT_ASSERT_EQUAL(std::string("spf.everybody"), spf({"v=spf1 mx +all"}));
		CPPUNIT_ASSERT_EQUAL(std::string("spf.everybody"), spf({"v=spf1 all"}));
		CPPUNIT_ASSERT_EQUAL(std::string("spf.several"), spf({"v=spf1 -all", "v=spf1 mx -all"}));
		std::string many = "v=spf1";
		for (int i = 0; i < 11; ++i) many += " include:s" + std::to_string(i) + ".example.net";
		CPPUNIT_ASSERT_EQUAL(std::string("spf.closed spf.lookups"), spf({many + " ~all"}));
		CPPUNIT_ASSERT_EQUAL(std::string("v=spf1 mx ~all"), explainSpf(reading(), "").recordText);
	}

	void asksForThisServiceInSpf()
	{
		const std::string ours = "spf.service.example";
		CPPUNIT_ASSERT_EQUAL(
			std::string("spf.closed spf.included"), spf({"v=spf1 Include:SPF.service.example -all"}, ours));
		CPPUNIT_ASSERT_EQUAL(std::string("spf.closed spf.missing"), spf({"v=spf1 mx -all"}, ours));
		auto from = reading();
		from.domain.texts = {"v=spf1 mx -all"};
		CPPUNIT_ASSERT_EQUAL(
			std::string("v=spf1 include:spf.service.example mx -all"), explainSpf(from, ours).recordText);
		CPPUNIT_ASSERT_EQUAL(
			std::string("v=spf1 mx include:spf.service.example ~all"), explainSpf(reading(), ours).recordText);
	}

	void explainsDkim()
	{
		CPPUNIT_ASSERT_EQUAL(std::string("dkim.none"), dkim("something else"));
		CPPUNIT_ASSERT_EQUAL(std::string("dkim.key"), dkim("v=DKIM1; k=rsa; p=" + std::string(392, 'A')));
		CPPUNIT_ASSERT_EQUAL(std::string("dkim.short"), dkim("p=" + std::string(216, 'A')));
		CPPUNIT_ASSERT_EQUAL(std::string("dkim.key"), dkim("v=DKIM1; k=ed25519; p=" + std::string(44, 'A')));
		CPPUNIT_ASSERT_EQUAL(std::string("dkim.revoked dkim.none"), dkim("v=DKIM1; p="));
		CPPUNIT_ASSERT_EQUAL(std::string("dkim.key dkim.testing"), dkim("v=DKIM1; t=y:s; p=" + std::string(392, 'A')));
	}

	void explainsDmarc()
	{
		CPPUNIT_ASSERT_EQUAL(std::string("dmarc.none"), dmarc({}));
		CPPUNIT_ASSERT_EQUAL(std::string("dmarc.reject"), dmarc({"v=DMARC1; p=reject; rua=mailto:a@example.com"}));
		CPPUNIT_ASSERT_EQUAL(
			std::string("dmarc.quarantine dmarc.part dmarc.no_reports"), dmarc({"v=DMARC1;p=quarantine;pct=20"}));
		CPPUNIT_ASSERT_EQUAL(std::string("dmarc.watching dmarc.no_reports"), dmarc({"v=DMARC1; p=none"}));
		CPPUNIT_ASSERT_EQUAL(std::string("dmarc.no_policy dmarc.no_reports"), dmarc({"v=DMARC1; q=none"}));
		CPPUNIT_ASSERT_EQUAL(std::string("dmarc.several"), dmarc({"v=DMARC1; p=none", "v=DMARC1; p=reject"}));
		const auto none = explainDmarc(reading());
		CPPUNIT_ASSERT_EQUAL(std::string("_dmarc.acme.example.com"), none.recordName);
		CPPUNIT_ASSERT_EQUAL(std::string("v=DMARC1; p=none; rua=mailto:dmarc@acme.example.com"), none.recordText);
	}

	void takesTheRuleOfTheDomainAbove()
	{
		auto from = reading();
		from.parentDmarc.texts = {"v=DMARC1; p=reject; sp=none; rua=mailto:a@example.com"};
		CPPUNIT_ASSERT_EQUAL(std::string("dmarc.parent dmarc.watching"), keysOf(explainDmarc(from)));
		from.dmarc.texts = {"v=DMARC1; p=reject; rua=mailto:a@example.com"};
		CPPUNIT_ASSERT_EQUAL(std::string("dmarc.reject"), keysOf(explainDmarc(from)));
	}

	void saysWhenDnsGaveNoAnswer()
	{
		auto from = reading();
		for (auto* each: {&from.domain, &from.dmarc, &from.parentDmarc, &from.keys[0]}) each->isKnown = false;
		CPPUNIT_ASSERT_EQUAL(std::string("unread"), keysOf(explainSpf(from, "")));
		CPPUNIT_ASSERT_EQUAL(std::string("unread"), keysOf(explainDkim(from)));
		CPPUNIT_ASSERT_EQUAL(std::string("unread"), keysOf(explainDmarc(from)));
		CPPUNIT_ASSERT(explainDmarc(from).recordText.empty());
	}

	void keepsAReading()
	{
		auto from = reading();
		from.domain.texts = {"v=spf1 -all"};
		from.keys[0].isKnown = false;
		CPPUNIT_ASSERT(valueOf(mailReadingOf(valueOf(from))) == valueOf(from));
		CPPUNIT_ASSERT_EQUAL(std::string("v=spf1 -all"), mailReadingOf(valueOf(from)).domain.texts.at(0));
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(MailRecordsTest);

}
