#include "domain/Terms.h"

#include <cppunit/extensions/HelperMacros.h>

namespace sx::sealed {

/// Tests what an author may ask for, whatever plugin makes the item.
class TermsTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(TermsTest);
	CPPUNIT_TEST(takesOrdinaryTerms);
	CPPUNIT_TEST(namesTheFieldThatIsOutOfRange);
	CPPUNIT_TEST(refusesAFileOverTheLimitBySealedSize);
	CPPUNIT_TEST(refusesAMessageWithoutManifest);
	CPPUNIT_TEST(namesTheFileThatIsWrong);
	CPPUNIT_TEST(refusesIdsThatHaveTwoSpellings);
	CPPUNIT_TEST(knowsSealedSizesOfTheProtocol);
	CPPUNIT_TEST_SUITE_END();

	const Limits _limits{.expiresMax = std::chrono::hours(240),
		.lease = std::chrono::minutes(60),
		.filesMax = 2,
		.uploadsMax = 4,
		.fileMaxBytes = 1'000'000};
	const FileId _manifest{std::string(kManifestId)}, _file{"AQEBAQEBAQEBAQEBAQEBAQ"};

	Terms terms(std::vector<File> files) const
	{
		return {.kind = "message",
			.owner = {"u"},
			.author = {"Camille Roy", "camille@example.com"},
			.language = {"fr-CA"},
			.expiresIn = std::chrono::hours(1),
			.grants = {{"louis@example.com", "Louis", 3, {}}},
			.files = std::move(files)};
	}
	Terms ordinary() const { return terms({{_manifest, 1096}}); }
	std::string fieldOf(const Terms& wanted) const
	{
		auto checked = checkTerms(wanted, _limits);
		return checked ? "nothing is refused" : checked.error().field;
	}

	void takesOrdinaryTerms() { CPPUNIT_ASSERT(checkTerms(ordinary(), _limits)); }

	void namesTheFieldThatIsOutOfRange()
	{
		auto wanted = ordinary();
		wanted.expiresIn = _limits.expiresMax + std::chrono::seconds(1);
		CPPUNIT_ASSERT_EQUAL(std::string("expires_in"), fieldOf(wanted));
		wanted.expiresIn = std::chrono::seconds(59);
		CPPUNIT_ASSERT_EQUAL(std::string("expires_in"), fieldOf(wanted));
		for (int opens: {0, 100})
		{
			wanted = ordinary();
			wanted.grants[0].opens = opens;
			CPPUNIT_ASSERT_EQUAL(std::string("grants[0].opens"), fieldOf(wanted));
		}
		wanted.grants.clear();
		CPPUNIT_ASSERT_EQUAL(std::string("grants"), fieldOf(wanted));
	}

	void refusesAFileOverTheLimitBySealedSize()
	{
		CPPUNIT_ASSERT(checkTerms(terms({{_manifest, 1096}, {_file, sealedBytes(1'000'000)}}), _limits));
		auto refused = checkTerms(terms({{_manifest, 1096}, {_file, sealedBytes(1'000'000) + 1}}), _limits);
		CPPUNIT_ASSERT(!refused && refused.error().code == Code::TooLarge && refused.error().field == "files[1].bytes");
	}
	void refusesAMessageWithoutManifest()
	{
		CPPUNIT_ASSERT_EQUAL(std::string("files"), fieldOf(terms({{_file, 56}})));
		CPPUNIT_ASSERT_EQUAL(std::string("files"), fieldOf(terms({})));
	}
	void namesTheFileThatIsWrong()
	{
		const auto refusedField = [&](const File& second) { return fieldOf(terms({{_manifest, 1096}, second})); };
		CPPUNIT_ASSERT_EQUAL(std::string("files[1].id"), refusedField({{"short"}, 56}));
		CPPUNIT_ASSERT_EQUAL(std::string("files[1].id"), refusedField({_manifest, 56}));
		CPPUNIT_ASSERT_EQUAL(std::string("files[1].bytes"), refusedField({_file, 1}));
		CPPUNIT_ASSERT_EQUAL(std::string("files[1].bytes"), refusedField({_file, -1}));
		CPPUNIT_ASSERT_EQUAL(std::string("files"), fieldOf(terms(std::vector<File>(4, {_manifest, 1096}))));
	}
	void refusesIdsThatHaveTwoSpellings()
	{
		CPPUNIT_ASSERT(isId("AQEBAQEBAQEBAQEBAQEBAQ"));
		CPPUNIT_ASSERT(!isId("AQEBAQEBAQEBAQEBAQEBAR"));
		CPPUNIT_ASSERT(!isId("AQEBAQEBAQEBAQEBAQEBA"));
		CPPUNIT_ASSERT(!isId("AQEBAQEBAQEBAQEBAQEB+Q"));
	}
	void knowsSealedSizesOfTheProtocol()
	{
		// These sizes are from sdk/vectors and section 5: an empty file is one empty segment; a full part is 8 MiB.
		CPPUNIT_ASSERT_EQUAL(std::int64_t{56}, sealedBytes(0));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{1024 + 40 + 16}, sealedBytes(1));
		// 512 KiB of plaintext and the header are more than one segment.
		CPPUNIT_ASSERT_EQUAL(std::int64_t{524'288 + 40 + 2 * 16}, sealedBytes(524'288));
		const auto big = sealedBytes(2'500'000'000);
		CPPUNIT_ASSERT(big > 2'500'000'000 && big < 2'700'000'000);
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(TermsTest);

}
