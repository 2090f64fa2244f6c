// Tests every value of sdk/vectors, and every case that must be refused.
#include "client/SealedFile.h"
#include "client/Slot.h"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Parser.h>

#include <botan/hex.h>

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <fstream>
#include <sstream>

using namespace sx::client;
using Poco::JSON::Object;

namespace {

std::string unhex(const std::string& hex)
{
	const auto bytes = Botan::hex_decode(hex);
	return {bytes.begin(), bytes.end()};
}

std::string text(const Object& object, const char* name)
{
	return object.isNull(name) ? "" : object.getValue<std::string>(name);
}
std::string bytes(const Object& object, const char* name) { return unhex(text(object, name)); }
SecretBytes secretOf(const Object& object, const char* name) { return secret(bytes(object, name)); }

/// Reads "counter(a,n)": n bytes a, a+1, … modulo 256.
std::string counter(const std::string& form)
{
	int first = 0, count = 0;
	CPPUNIT_ASSERT_EQUAL(2, sscanf(form.c_str(), "counter(%d,%d)", &first, &count));
	std::string out(static_cast<std::size_t>(count), '\0');
	for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<char>(static_cast<std::size_t>(first) + i);
	return out;
}

template <class F> bool isRefused(F&& attempt)
{
	try
	{
		attempt();
		return false;
	}
	catch (const ClientError&)
	{
		return true;
	}
}

}

class VectorsTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(VectorsTest);
	CPPUNIT_TEST(makesEverySlotByteForByte);
	CPPUNIT_TEST(opensEverySlot);
	CPPUNIT_TEST(sealsEveryPartByteForByte);
	CPPUNIT_TEST(opensEveryPart);
	CPPUNIT_TEST(padsAsPadmeSays);
	CPPUNIT_TEST(derivesTheToldCode);
	CPPUNIT_TEST(knowsEverySealedLength);
	CPPUNIT_TEST(refusesAltered_P7);
	CPPUNIT_TEST(refusesHeadersItDoesNotKnow_P16);
	CPPUNIT_TEST(refusesAnotherCommitment);
	CPPUNIT_TEST_SUITE_END();

	Object::Ptr _vectors;

public:
	void setUp() override
	{
		std::ifstream in(SX_VECTORS);
		_vectors = Poco::JSON::Parser().parse(in).extract<Object::Ptr>();
	}

private:
	template <class F> void each(const char* list, F&& check)
	{
		const auto all = _vectors->getArray(list);
		CPPUNIT_ASSERT(all && all->size() > 0);
		for (unsigned i = 0; i < all->size(); ++i) check(*all->getObject(i));
	}

	void makesEverySlotByteForByte()
	{
		each("slots", [](const Object& v) {
			const auto header = SlotHeader::parse(bytes(v, "H"));
			CPPUNIT_ASSERT_EQUAL(text(v, "H"), toHex(header.bytes()));
			const auto key = passwordKey(header, text(v, "password"));
			CPPUNIT_ASSERT_EQUAL(text(v, "P"), toHex(view(key)));
			CPPUNIT_ASSERT_EQUAL(text(v, "proof"), toHex(view(linkProof(secretOf(v, "L")))));
			if (header.gates.password)
				CPPUNIT_ASSERT_EQUAL(text(v, "password_proof"), toHex(view(passwordProof(header, key))));
			CPPUNIT_ASSERT_EQUAL(text(v, "slot"),
				toHex(makeSlot(header, secretOf(v, "L"), secretOf(v, "S"), key, secretOf(v, "MK"), bytes(v, "nonce"))));
			CPPUNIT_ASSERT_EQUAL(text(v, "fragment"), linkFragment(secretOf(v, "L")));
		});
	}

	void opensEverySlot()
	{
		each("slots", [](const Object& v) {
			const auto key = openSlot(bytes(v, "slot"), secretOf(v, "L"), secretOf(v, "S"), secretOf(v, "P"));
			CPPUNIT_ASSERT_EQUAL(text(v, "MK"), toHex(view(key)));
		});
	}

	static PartContext contextOf(const Object& v)
	{
		return {bytes(v, "message"), bytes(v, "file_id"), v.getValue<unsigned>("part"), v.getValue<int>("last") == 1};
	}

	void sealsEveryPartByteForByte()
	{
		each("parts", [](const Object& v) {
			const auto sealed = sealPart(secretOf(v, "file_key"),
				contextOf(v),
				counter(text(v, "plaintext")),
				bytes(v, "salt") + bytes(v, "prefix"));
			CPPUNIT_ASSERT_EQUAL(v.getValue<std::size_t>("sealed_bytes"), sealed.size());
			CPPUNIT_ASSERT_EQUAL(text(v, "sealed_sha256"), toHex(sha256(sealed)));
			if (v.has("sealed")) CPPUNIT_ASSERT_EQUAL(text(v, "sealed"), toHex(sealed));
		});
	}

	void opensEveryPart()
	{
		each("parts", [](const Object& v) {
			const auto plain = counter(text(v, "plaintext"));
			const auto sealed = sealPart(
				secretOf(v, "file_key"), contextOf(v), plain, bytes(v, "salt") + bytes(v, "prefix"));
			CPPUNIT_ASSERT(plain == openPart(secretOf(v, "file_key"), contextOf(v), sealed));
		});
	}

	void padsAsPadmeSays()
	{
		const auto all = _vectors->getArray("padme");
		for (unsigned i = 0; i < all->size(); ++i)
			CPPUNIT_ASSERT_EQUAL(all->getArray(i)->getElement<Poco::Int64>(1),
				Poco::Int64{padmeBytes(all->getArray(i)->getElement<Poco::Int64>(0))});
	}

	void derivesTheToldCode()
	{
		const auto v = _vectors->getObject("told_code");
		CPPUNIT_ASSERT_EQUAL(text(*v, "L"), toHex(view(toldCodeSecret(text(*v, "token"), text(*v, "code")))));
		CPPUNIT_ASSERT_EQUAL(text(*v, "L"), toHex(view(toldCodeSecret(text(*v, "token"), "k7qf-3m9t xa2c"))));
	}

	void knowsEverySealedLength()
	{
		for (std::int64_t bytes: {0L,
				 1L,
				 524'232L,
				 524'233L,
				 1'048'504L,
				 1'048'505L,
				 8'388'311L,
				 8'388'312L,
				 8'388'313L,
				 100'000'000L,
				 2'684'354'560L})
			CPPUNIT_ASSERT_EQUAL(bytes, paddedBytesOf(sealedBytes(bytes)));
		CPPUNIT_ASSERT_EQUAL(std::int64_t{56}, sealedBytes(0));
		CPPUNIT_ASSERT_EQUAL(kPartSealedBytes, sealedBytes(kPartPlainBytes));
		for (std::int64_t impossible: {0L, 1L, 55L, kSegmentBytes + 1, kSegmentBytes + 16, kPartSealedBytes + 55})
			CPPUNIT_ASSERT(isRefused([&] { paddedBytesOf(impossible); }));
	}

	void refusesAltered_P7()
	{
		const SecretBytes key = randomBytes(32);
		const PartContext context{std::string(16, 'm'), std::string(16, 'f'), 3, false};
		const std::string plain(1'200'000, 'x');
		const auto sealed = sealPart(key, context, plain);
		auto refused = [&](const char* what, const std::string& bytes, const PartContext& at) {
			CPPUNIT_ASSERT_MESSAGE(what, isRefused([&] { openPart(key, at, bytes); }));
		};
		refused("cut at a segment boundary", sealed.substr(0, 2 * kSegmentBytes), context);
		refused("cut within a segment", sealed.substr(0, sealed.size() - 1), context);
		refused("two segments exchanged",
			sealed.substr(0, kSegmentBytes) + sealed.substr(2 * kSegmentBytes) +
				sealed.substr(kSegmentBytes, kSegmentBytes),
			context);
		refused("a segment appended", sealed + sealed.substr(kSegmentBytes, kSegmentBytes), context);
		for (std::size_t at: {0UL, 1UL, 32UL, 33UL, 39UL, 40UL, 600'000UL, sealed.size() - 1})
		{
			auto changed = sealed;
			changed[at] = static_cast<char>(changed[at] ^ 1);
			refused("one bit changed", changed, context);
		}
		refused("another part", sealed, {context.message, context.file, 4, false});
		refused("another last flag", sealed, {context.message, context.file, 3, true});
		refused("another file", sealed, {context.message, std::string(16, 'g'), 3, false});
		refused("another message", sealed, {std::string(16, 'n'), context.file, 3, false});
		CPPUNIT_ASSERT(plain == openPart(key, context, sealed));
	}

	void refusesHeadersItDoesNotKnow_P16()
	{
		const auto header = SlotHeader::make(
			std::string(16, 'm'), std::string(16, 'g'), {.password = true, .sms = false, .openingCode = true})
								.bytes();
		CPPUNIT_ASSERT(!isRefused([&] { SlotHeader::parse(header); }));
		auto refused = [&](const char* what, std::size_t at, const std::string& with) {
			auto changed = header;
			changed.replace(at, with.size(), with);
			CPPUNIT_ASSERT_MESSAGE(what, isRefused([&] { SlotHeader::parse(changed); }));
		};
		refused("version 2", 4, "\2");
		refused("kind 9", 5, "\11");
		refused("an unknown flag", 6, "\15");
		refused("Argon2id with m 1024", 8, bigEndian32(1024));
		refused("Argon2id with m over 256 MiB", 8, bigEndian32(256 * 1024 + 1));
		refused("11 passes", 12, bigEndian16(11));
		refused("p 2", 14, bigEndian16(2));
		refused("another magic", 0, "SXK2");
	}

	void refusesAnotherCommitment()
	{
		each("slots", [](const Object& v) {
			auto slot = bytes(v, "slot");
			slot[SlotHeader::kBytes] = static_cast<char>(slot[SlotHeader::kBytes] ^ 1);
			CPPUNIT_ASSERT(isRefused([&] { openSlot(slot, secretOf(v, "L"), secretOf(v, "S"), secretOf(v, "P")); }));
		});
	}
};
CPPUNIT_TEST_SUITE_REGISTRATION(VectorsTest);
