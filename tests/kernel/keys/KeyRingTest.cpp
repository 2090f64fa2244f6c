#include "kernel/keys/KeyRing.h"

#include "kernel/base/Clocks.h"
#include "kernel/keys/Encoding.h"
#include "kernel/keys/Ring.h"

#include <cppunit/extensions/HelperMacros.h>

#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <set>
#include <sstream>

namespace sx::keys {
namespace {

namespace fs = std::filesystem;

std::string contentOf(const fs::path& file)
{
	std::ifstream in(file);
	std::ostringstream out;
	out << in.rdbuf();
	return out.str();
}

void write(const fs::path& file, const std::string& content, int mode = 0600)
{
	std::ofstream(file) << content;
	::chmod(file.c_str(), static_cast<mode_t>(mode));
}

/// Holds a master key of 32 bytes of 0x42.
const std::string kFixedMaster =
	"current 00000001\nkey 00000001 1795000000000 QkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkI\n";

}

class KeyRingTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(KeyRingTest);
	CPPUNIT_TEST(makesFilesOnlyItsOwnerReads);
	CPPUNIT_TEST(refusesMissingFileUnlessItMayCreate);
	CPPUNIT_TEST(refusesFileThatOthersMayRead);
	CPPUNIT_TEST(refusesDamagedFile);
	CPPUNIT_TEST(neverReplacesLostMasterFile);
	CPPUNIT_TEST(makesSigningKeyForMasterOfTheOperator);
	CPPUNIT_TEST(opensWhatItSealed);
	CPPUNIT_TEST(opensWhatFormatOneSealed);
	CPPUNIT_TEST(refusesOtherIdentity);
	CPPUNIT_TEST(refusesEveryChangedByte);
	CPPUNIT_TEST(sealsSameBytesDifferently);
	CPPUNIT_TEST(showsNoKeyOrPlaintextInFilesAndErrors);
	CPPUNIT_TEST(rotatesWithoutLosingOldValues);
	CPPUNIT_TEST(forgetsRetiredKeys);
	CPPUNIT_TEST(keepsSigningKeyThroughRotationAndRetirement);
	CPPUNIT_TEST(seesRotationOfAnotherProcess);
	CPPUNIT_TEST(matchesMacOfSamePurposeOnly);
	CPPUNIT_TEST(separatesPurposeFromData);
	CPPUNIT_TEST(signsAsRfc8032);
	CPPUNIT_TEST(refusesWrongSignatures);
	CPPUNIT_TEST(derivesAsRfc5869WouldWithSha512);
	CPPUNIT_TEST(hashesAsFips180);
	CPPUNIT_TEST(encodesAsRfc4648);
	CPPUNIT_TEST(decodesStrictly);
	CPPUNIT_TEST(makesOrderedVersion7Ids);
	CPPUNIT_TEST(keepsIdsInOrderWhateverTheClockDoes);
	CPPUNIT_TEST(makesTokensOf128Bits);
	CPPUNIT_TEST(comparesWholeTexts);
	CPPUNIT_TEST_SUITE_END();

public:
	void setUp() override
	{
		char name[] = "/tmp/sx-keys-XXXXXX";
		_folder = ::mkdtemp(name);
		_file = _folder / "master.key";
	}
	void tearDown() override { fs::remove_all(_folder); }

	void makesFilesOnlyItsOwnerReads()
	{
		ring();
		for (const auto& file: {_file, fs::path(_file.string() + ".signing")})
		{
			struct stat status
			{
			};
			CPPUNIT_ASSERT_EQUAL(0, ::stat(file.c_str(), &status));
			CPPUNIT_ASSERT_EQUAL(0600u, status.st_mode & 0777u);
		}
	}
	void refusesMissingFileUnlessItMayCreate()
	{
		CPPUNIT_ASSERT(refusal(false) == Code::Missing);
		CPPUNIT_ASSERT(!fs::exists(_file));
	}
	void refusesFileThatOthersMayRead()
	{
		ring();
		for (int mode: {0640, 0604, 0620, 0610})
		{
			::chmod(_file.c_str(), static_cast<mode_t>(mode));
			CPPUNIT_ASSERT(refusal(true) == Code::Denied);
		}
		::chmod(_file.c_str(), 0400);
		ring();
		::chmod((_file.string() + ".signing").c_str(), 0644);
		CPPUNIT_ASSERT(refusal(true) == Code::Denied);
	}
	void refusesDamagedFile()
	{
		for (const auto* text: {"",
				 "current 00000001\n",
				 "rubbish\n",
				 "current 00000002\nkey 00000001 1 QkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkI\n",
				 "current 00000001\nkey 00000001 1 QkJC\n",
				 "current 00000001\nretired 00000001 1\n"})
		{
			write(_file, text);
			CPPUNIT_ASSERT(refusal(true) == Code::Invalid);
		}
	}
	void neverReplacesLostMasterFile()
	{
		ring();
		fs::remove(_file);
		CPPUNIT_ASSERT(refusal(true) == Code::Missing);
		CPPUNIT_ASSERT(!fs::exists(_file));
	}
	void makesSigningKeyForMasterOfTheOperator()
	{
		write(_file, kFixedMaster);
		const auto key = ring()->publicKey();
		CPPUNIT_ASSERT_EQUAL(std::size_t{32}, key.size());
		CPPUNIT_ASSERT(ring()->publicKey() == key);
		CPPUNIT_ASSERT_EQUAL(kFixedMaster, contentOf(_file));
	}
	void opensWhatItSealed()
	{
		auto keys = ring();
		for (const std::string& plain: {std::string(), std::string("a"), std::string(100'000, '\0')})
		{
			auto opened = ring()->open("row 1", keys->seal("row 1", plain));
			CPPUNIT_ASSERT(bool(opened));
			CPPUNIT_ASSERT(opened->reveal() == plain);
		}
	}
	void opensWhatFormatOneSealed()
	{
		write(_file, kFixedMaster);
		const auto sealed = ring()->fromBase64Url(kSealedByFormatOne);
		CPPUNIT_ASSERT(bool(sealed));
		auto opened = ring()->open("message 7", *sealed);
		CPPUNIT_ASSERT(bool(opened));
		CPPUNIT_ASSERT_EQUAL(std::string("kept for years"), std::string(opened->reveal()));
		const auto mac = ring()->fromBase64Url(kMacByFormatOne);
		CPPUNIT_ASSERT(mac && ring()->matches("csrf", "session", *mac));
	}
	void refusesOtherIdentity()
	{
		auto keys = ring();
		const auto sealed = keys->seal("row 1", "secret");
		CPPUNIT_ASSERT(keys->open("row 2", sealed).error().code == Code::Internal);
		CPPUNIT_ASSERT(!keys->open("", sealed));
	}
	void refusesEveryChangedByte()
	{
		auto keys = ring();
		const auto sealed = keys->seal("row", "secret");
		for (std::size_t i = 0; i < sealed.size(); ++i)
		{
			auto changed = sealed;
			changed.value[i] = static_cast<char>(changed.value[i] ^ 1);
			CPPUNIT_ASSERT(!keys->open("row", changed));
		}
		for (std::size_t length = 0; length < sealed.size(); ++length)
			CPPUNIT_ASSERT(!keys->open("row", Bytes{sealed.value.substr(0, length)}));
		CPPUNIT_ASSERT(!keys->open("row", Bytes{sealed.value + "x"}));
	}
	void sealsSameBytesDifferently()
	{
		auto keys = ring();
		std::set<std::string> seen;
		for (int i = 0; i < 1000; ++i) seen.insert(keys->seal("row", "same").value);
		CPPUNIT_ASSERT_EQUAL(std::size_t{1000}, seen.size());
	}
	void showsNoKeyOrPlaintextInFilesAndErrors()
	{
		write(_file, kFixedMaster);
		auto keys = ring();
		const auto sealed = keys->seal("row", "the plaintext");
		CPPUNIT_ASSERT(sealed.value.find("plaintext") == std::string::npos);
		CPPUNIT_ASSERT(contentOf(_file.string() + ".signing").find("QkJCQkJC") == std::string::npos);
		write(_file, "current 00000001\nkey 00000001 x QkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkI\n");
		CPPUNIT_ASSERT(KeyRing::open(_file, true).error().detail.find("QkJC") == std::string::npos);
	}
	void rotatesWithoutLosingOldValues()
	{
		auto keys = ring();
		const auto before = keys->list().at(0).id;
		const auto sealed = keys->seal("row", "old");
		const auto mac = keys->mac("csrf", "session");
		const auto added = keys->rotate();
		CPPUNIT_ASSERT(added && *added != before);
		CPPUNIT_ASSERT(bool(keys->open("row", sealed)));
		CPPUNIT_ASSERT(keys->matches("csrf", "session", mac));
		CPPUNIT_ASSERT_EQUAL(before, keys->keyIdOf(sealed));
		CPPUNIT_ASSERT_EQUAL(*added, keys->keyIdOf(keys->seal("row", "new")));
		CPPUNIT_ASSERT(bool(ring()->open("row", sealed)));
	}
	void forgetsRetiredKeys()
	{
		auto keys = ring();
		const auto old = keys->list().at(0).id;
		const auto sealed = keys->seal("row", "old");
		const auto mac = keys->mac("csrf", "session");
		CPPUNIT_ASSERT(keys->retire(old).error().code == Code::Conflict);
		CPPUNIT_ASSERT(bool(keys->rotate()));
		CPPUNIT_ASSERT(keys->retire("ffffffff").error().code == Code::Missing);
		CPPUNIT_ASSERT(bool(keys->retire(old)));
		CPPUNIT_ASSERT(keys->retire(old).error().code == Code::Conflict);
		const auto again = ring();
		for (const auto* each: {keys.get(), again.get()})
		{
			CPPUNIT_ASSERT(!each->open("row", sealed));
			CPPUNIT_ASSERT(!each->matches("csrf", "session", mac));
		}
		CPPUNIT_ASSERT(contentOf(_file).find("retired " + old) != std::string::npos);
		int retired = 0;
		for (const auto& key: keys->list()) retired += key.isRetired;
		CPPUNIT_ASSERT_EQUAL(1, retired);
	}
	void keepsSigningKeyThroughRotationAndRetirement()
	{
		auto keys = ring();
		const auto shown = keys->publicKey();
		const auto old = keys->list().at(0).id;
		CPPUNIT_ASSERT(bool(keys->rotate()));
		CPPUNIT_ASSERT(bool(keys->retire(old)));
		CPPUNIT_ASSERT(keys->publicKey() == shown);
		CPPUNIT_ASSERT(ring()->publicKey() == shown);
	}
	void seesRotationOfAnotherProcess()
	{
		auto here = ring(), there = ring();
		CPPUNIT_ASSERT(bool(there->rotate()));
		const auto sealed = there->seal("row", "new");
		auto opened = here->open("row", sealed);
		CPPUNIT_ASSERT(bool(opened));
		CPPUNIT_ASSERT_EQUAL(there->keyIdOf(sealed), here->keyIdOf(here->seal("row", "again")));
	}
	void matchesMacOfSamePurposeOnly()
	{
		auto keys = ring();
		const auto mac = keys->mac("csrf", "session");
		CPPUNIT_ASSERT_EQUAL(std::size_t{36}, mac.size());
		CPPUNIT_ASSERT(keys->matches("csrf", "session", mac));
		CPPUNIT_ASSERT(!keys->matches("invite", "session", mac));
		CPPUNIT_ASSERT(!keys->matches("csrf", "sessiom", mac));
		CPPUNIT_ASSERT(!keys->matches("csrf", "session", Bytes{mac.value.substr(0, 35)}));
		CPPUNIT_ASSERT(!keys->matches("csrf", "session", Bytes{}));
	}
	void separatesPurposeFromData()
	{
		auto keys = ring();
		CPPUNIT_ASSERT(!keys->matches("a", "bc", keys->mac("ab", "c")));
	}
	void signsAsRfc8032()
	{
		// RFC 8032, section 7.1, test 2.
		const auto seed = fromHex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
		const auto key = makeSigningKey(SecureBytes(seed->value.begin(), seed->value.end()));
		CPPUNIT_ASSERT_EQUAL(
			std::string("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"), toHex(key.publicKey));
		CPPUNIT_ASSERT_EQUAL(std::string("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
										 "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
			toHex(signWith(key, "\x72")));
	}
	void refusesWrongSignatures()
	{
		auto keys = ring();
		const auto signature = keys->sign("receipt");
		CPPUNIT_ASSERT_EQUAL(std::size_t{64}, signature.size());
		CPPUNIT_ASSERT(keys->verify("receipt", signature, keys->publicKey()));
		CPPUNIT_ASSERT(!keys->verify("receipt!", signature, keys->publicKey()));
		CPPUNIT_ASSERT(!keys->verify("receipt", Bytes{std::string(64, '\0')}, keys->publicKey()));
		CPPUNIT_ASSERT(!keys->verify("receipt", signature, Bytes{std::string(32, '\x7f')}));
		CPPUNIT_ASSERT(!keys->verify("receipt", Bytes{}, Bytes{}));
	}
	void derivesAsRfc5869WouldWithSha512()
	{
		// RFC 5869 has no vectors for SHA-512. This is its test 1 with SHA-512, computed with Python's cryptography.
		const SecureBytes secret(22, 0x0b);
		const auto salt = fromHex("000102030405060708090a0b0c"), info = fromHex("f0f1f2f3f4f5f6f7f8f9");
		const auto out = hkdfSha512(secret, salt->value, info->value, 42);
		CPPUNIT_ASSERT_EQUAL(
			std::string("832390086cda71fb47625bb5ceb168e4c8e26a1a16ed34d9fc7fe92c1481579338da362cb8d9f925d7cb"),
			toHex({reinterpret_cast<const char*>(out.data()), out.size()}));
	}
	void hashesAsFips180()
	{
		CPPUNIT_ASSERT_EQUAL(std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
			ring()->toHex(ring()->sha256("abc").value));
	}
	void encodesAsRfc4648()
	{
		const std::pair<const char*, const char*> vectors[] = {{"", ""},
			{"f", "Zg"},
			{"fo", "Zm8"},
			{"foo", "Zm9v"},
			{"foob", "Zm9vYg"},
			{"fooba", "Zm9vYmE"},
			{"foobar", "Zm9vYmFy"},
			{"\xfb\xff", "-_8"}};
		for (const auto& [plain, text]: vectors)
		{
			CPPUNIT_ASSERT_EQUAL(std::string(text), toBase64Url(plain));
			CPPUNIT_ASSERT_EQUAL(std::string(plain), fromBase64Url(text)->value);
		}
	}
	void decodesStrictly()
	{
		for (const auto* text: {"A", "Zg==", "Zh", "Zm9", "Z+8", "Z/8", "Zm 9", "Zm9v\n", "Zm9vY"})
			CPPUNIT_ASSERT(!fromBase64Url(text) && fromBase64Url(text).error().code == Code::Invalid);
		for (const auto* text: {"0", "0G", "AB", "zz"}) CPPUNIT_ASSERT(!fromHex(text));
	}
	void makesOrderedVersion7Ids()
	{
		auto keys = ring();
		const auto first = keys->uuid();
		CPPUNIT_ASSERT_EQUAL(std::size_t{36}, first.size());
		CPPUNIT_ASSERT_EQUAL('7', first[14]);
		CPPUNIT_ASSERT(std::string("89ab").find(first[19]) != std::string::npos);
		const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(
			std::chrono::system_clock::now().time_since_epoch())
							 .count();
		const auto millis = std::stoll(first.substr(0, 8) + first.substr(9, 4), nullptr, 16);
		CPPUNIT_ASSERT(now - millis >= 0 && now - millis < 60'000);
		std::set<std::string> seen;
		for (int i = 0; i < 1000; ++i) seen.insert(keys->uuid());
		CPPUNIT_ASSERT_EQUAL(std::size_t{1000}, seen.size());
	}
	void keepsIdsInOrderWhateverTheClockDoes()
	{
		base::FakeClock clock(fromMillis(1'000'000));
		auto keys = std::move(*KeyRing::open(_file, true, &clock));
		const auto first = keys->uuid();
		CPPUNIT_ASSERT_EQUAL(std::string("0000000f-4240-7000"), first.substr(0, 18));
		auto last = first;
		for (int i = 0; i < 5000; ++i)
		{
			if (i == 2500) clock.set(fromMillis(999'000));
			auto next = keys->uuid();
			CPPUNIT_ASSERT(last < next);
			last = std::move(next);
		}
		clock.set(fromMillis(2'000'000));
		CPPUNIT_ASSERT_EQUAL(std::string("0000001e-8480-7000"), keys->uuid().substr(0, 18));
	}
	void makesTokensOf128Bits()
	{
		auto keys = ring();
		CPPUNIT_ASSERT_EQUAL(std::size_t{22}, keys->token().size());
		CPPUNIT_ASSERT_EQUAL(std::size_t{16}, keys->fromBase64Url(keys->token())->size());
		CPPUNIT_ASSERT(keys->token() != keys->token());
	}
	void comparesWholeTexts()
	{
		auto keys = ring();
		CPPUNIT_ASSERT(keys->equal("", "") && keys->equal("abc", "abc"));
		CPPUNIT_ASSERT(!keys->equal("abc", "abd") && !keys->equal("abc", "abcd") && !keys->equal("abc", ""));
	}

private:
	static constexpr const char* kSealedByFormatOne =
		"AQAAAAEAAQIDBAUGBwgJCgsMDQ4PEBESExQVFhdDy7IUXAHvJjkEe-9k5Ah6nDVI53Gvkn-Y48ZVb6w";
	static constexpr const char* kMacByFormatOne = "AAAAAXzmBD0G_s8Z2cLdOlWeAoYjSxZFixhTLMP1M9Yh-U2G";

	std::unique_ptr<KeyRing> ring()
	{
		auto opened = KeyRing::open(_file, true);
		CPPUNIT_ASSERT_MESSAGE(opened ? "" : opened.error().detail, bool(opened));
		return std::move(*opened);
	}
	Code refusal(bool mayCreate)
	{
		auto opened = KeyRing::open(_file, mayCreate);
		CPPUNIT_ASSERT(!opened);
		return opened.error().code;
	}
	fs::path _folder, _file;
};
CPPUNIT_TEST_SUITE_REGISTRATION(KeyRingTest);

}
