// With: plugins/sealed/domain/SlotHeader.cpp sdk/clients/cpp/client/Slot.cpp sdk/clients/cpp/client/SealedFile.cpp
// sdk/clients/cpp/client/Primitives.cpp Libraries: -lbotan-2 -lPocoFoundation -licuuc
#include "client/Link.h"
#include "client/SealedFile.h"
#include "client/Slot.h"
#include "domain/SlotHeader.h"
#include "tests/fuzz/Fuzz.h"

#include <algorithm>
#include <cstring>

namespace sx::fuzz {

namespace {

/// Returns false when the client refuses the input. Any exception but ClientError ends the program.
template <class F> bool accepts(F&& work)
{
	try
	{
		work();
		return true;
	}
	catch (const client::ClientError&)
	{
		return false;
	}
}

}

/// Checks that server and client read a slot's header alike. The server checks it without opening the slot.
void slot(std::string_view bytes)
{
	(void)accepts([&] { client::SlotHeader::parse(bytes); });
	std::string whole(bytes);
	whole.resize(sealed::kSlotBytes);
	const auto header = std::string_view(whole).substr(0, client::SlotHeader::kBytes);
	client::SlotHeader read;
	const bool isRead = accepts([&] { read = client::SlotHeader::parse(header); });
	if (isRead) require(read.bytes() == header, "a header that is another one when it is written again");
	sealed::ExpectedSlot expected;
	expected.itemId = whole.substr(16, 16);
	expected.grantId = whole.substr(32, 16);
	for (expected.gates = 0; expected.gates < 8; ++expected.gates)
		if (sealed::checkSlot(whole, expected, "slot")) require(isRead, "the server takes a slot that no client reads");
	const client::SecretBytes zeros(32, 0);
	require(!accepts([&] { client::openSlot(whole, zeros, zeros, zeros); }), "a slot opens with a guessed key");
}

void parts(std::string_view bytes)
{
	const client::SecretBytes key(32, 1);
	const client::PartContext context{std::string(16, 'm'), std::string(16, 'f'), 3, true};
	// An attacker has no key, so nothing that they make opens. What we sealed opens, but not once it was changed.
	require(!accepts([&] { client::openPart(key, context, bytes); }), "a part opens that nobody sealed");
	const auto sealed = client::sealPart(key, context, bytes);
	require(client::openPart(key, context, sealed) == bytes, "a part that was sealed opens to something else");
	const auto at = bytes.empty() ? 0 : static_cast<unsigned char>(bytes[0]) * 7919U % sealed.size();
	auto changed = sealed;
	changed[at] = static_cast<char>(changed[at] ^ 1);
	require(!accepts([&] { client::openPart(key, context, changed); }), "a changed part opens");
	std::int64_t length = 0;
	if (!bytes.empty()) std::memcpy(&length, bytes.data(), std::min(bytes.size(), sizeof length));
	length = length & 0xff'ffff'ffff;
	std::int64_t padded = 0;
	if (accepts([&] { padded = client::paddedBytesOf(length); }))
		require(client::sealedBytes(padded) == length, "a length that no sealed file has");
	require(client::padmeBytes(length) >= length, "a file that does not fit its padding");
}

void links(std::string_view bytes)
{
	(void)accepts([&] {
		const auto link = client::parseLink(bytes);
		require(link.token.size() == 22 && link.secret.size() == 32 && link.origin.starts_with("http"),
			"a link of another form");
	});
	(void)accepts([&] {
		require(client::toBase64Url(client::fromBase64Url(std::string(bytes))) == bytes,
			"base64url that two texts stand for");
	});
	(void)accepts([&] { client::normalised(bytes); });
}

}
