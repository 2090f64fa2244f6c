#include "client/SealedFile.h"

#include <algorithm>
#include <bit>

namespace sx::client {

namespace {

constexpr std::int64_t kHeaderBytes = 40, kTagBytes = 16;
constexpr std::int64_t kFirstPlain = kSegmentBytes - kHeaderBytes - kTagBytes, kOtherPlain = kSegmentBytes - kTagBytes;

std::string associatedData(const PartContext& context)
{
	return "sx/1/part" + context.message + context.file + bigEndian32(context.part) +
		std::string(1, context.isLast ? '\1' : '\0');
}

std::string nonce(std::string_view prefix, std::uint32_t segment, bool isLast)
{
	return std::string(prefix) + bigEndian32(segment) + std::string(1, isLast ? '\1' : '\0');
}

std::int64_t partSealedBytes(std::int64_t plain)
{
	const auto more = std::max<std::int64_t>(plain - kFirstPlain, 0);
	return kHeaderBytes + plain + kTagBytes * (1 + (more + kOtherPlain - 1) / kOtherPlain);
}

}

std::int64_t padmeBytes(std::int64_t bytes)
{
	if (bytes < 2) return bytes;
	const auto exponent = static_cast<int>(std::bit_width(static_cast<std::uint64_t>(bytes))) - 1;
	const auto kept = static_cast<int>(std::bit_width(static_cast<std::uint64_t>(exponent)));
	const std::int64_t mask = (std::int64_t{1} << (exponent - kept)) - 1;
	return (bytes + mask) & ~mask;
}

int partCount(std::int64_t padded)
{
	return static_cast<int>(std::max<std::int64_t>((padded + kPartPlainBytes - 1) / kPartPlainBytes, 1));
}

std::int64_t sealedBytes(std::int64_t padded)
{
	const auto parts = partCount(padded);
	return (parts - 1) * kPartSealedBytes + partSealedBytes(padded - (parts - 1) * kPartPlainBytes);
}

std::int64_t paddedBytesOf(std::int64_t sealed)
{
	const auto parts = std::max<std::int64_t>((sealed + kPartSealedBytes - 1) / kPartSealedBytes, 1);
	const auto last = sealed - (parts - 1) * kPartSealedBytes;
	const auto segments = std::max<std::int64_t>((last + kSegmentBytes - 1) / kSegmentBytes, 1);
	const auto padded = (parts - 1) * kPartPlainBytes + last - kHeaderBytes - segments * kTagBytes;
	if (padded < 0 || sealedBytes(padded) != sealed)
		throw ClientError(Failure::Damaged, "a sealed file has an impossible length");
	return padded;
}

SecretBytes fileKey(const SecretBytes& messageKey, std::string_view message, std::string_view file)
{
	return hkdf(messageKey, message, "sx/1/file" + std::string(file));
}

std::string sealPart(const SecretBytes& key,
	const PartContext& context,
	std::string_view plaintext,
	std::optional<std::string> saltAndPrefix)
{
	if (!saltAndPrefix) saltAndPrefix = std::string(view(randomBytes(39)));
	const auto salt = saltAndPrefix->substr(0, 32), prefix = saltAndPrefix->substr(32);
	const auto derived = hkdf(key, salt, associatedData(context));
	std::string out = "\x28" + *saltAndPrefix;
	out.reserve(static_cast<std::size_t>(partSealedBytes(static_cast<std::int64_t>(plaintext.size()))));
	for (std::uint32_t segment = 0;; ++segment)
	{
		const auto piece = plaintext.substr(0, static_cast<std::size_t>(segment == 0 ? kFirstPlain : kOtherPlain));
		plaintext.remove_prefix(piece.size());
		out += gcmSeal(derived, nonce(prefix, segment, plaintext.empty()), "", piece);
		if (plaintext.empty()) return out;
	}
}

std::string openPart(const SecretBytes& key, const PartContext& context, std::string_view sealed)
{
	if (sealed.size() < kHeaderBytes + kTagBytes || sealed[0] != '\x28')
		throw ClientError(Failure::Damaged, "a part is cut or of an unknown form");
	const auto derived = hkdf(key, sealed.substr(1, 32), associatedData(context));
	const auto prefix = sealed.substr(33, 7);
	sealed.remove_prefix(kHeaderBytes);
	std::string out;
	out.reserve(sealed.size());
	for (std::uint32_t segment = 0;; ++segment)
	{
		const auto piece = sealed.substr(
			0, static_cast<std::size_t>(segment == 0 ? kSegmentBytes - kHeaderBytes : kSegmentBytes));
		sealed.remove_prefix(piece.size());
		out += gcmOpen(derived, nonce(prefix, segment, sealed.empty()), "", piece);
		if (sealed.empty()) return out;
	}
}

}
