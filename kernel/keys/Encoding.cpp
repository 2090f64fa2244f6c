#include "kernel/keys/Encoding.h"

namespace sx::keys {
namespace {

constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

int valueOf(char c) noexcept
{
	if (c >= 'A' && c <= 'Z') return c - 'A';
	if (c >= 'a' && c <= 'z') return c - 'a' + 26;
	if (c >= '0' && c <= '9') return c - '0' + 52;
	if (c == '-') return 62;
	if (c == '_') return 63;
	return -1;
}

int nibble(char c) noexcept
{
	if (c >= '0' && c <= '9') return c - '0';
	if (c >= 'a' && c <= 'f') return c - 'a' + 10;
	return -1;
}

}

std::string toBase64Url(std::string_view bytes)
{
	std::string out;
	out.reserve((bytes.size() * 4 + 2) / 3);
	std::uint32_t bits = 0;
	int held = 0;
	for (unsigned char byte: bytes)
	{
		bits = bits << 8 | byte;
		for (held += 8; held >= 6; held -= 6) out += kAlphabet[bits >> (held - 6) & 63];
	}
	if (held > 0) out += kAlphabet[bits << (6 - held) & 63];
	return out;
}

Result<Bytes> fromBase64Url(std::string_view text)
{
	if (text.size() % 4 == 1) return Error{Code::Invalid, "base64url: impossible length"};
	Bytes out;
	out.value.reserve(text.size() * 3 / 4);
	std::uint32_t bits = 0;
	int held = 0;
	for (char c: text)
	{
		const int value = valueOf(c);
		if (value < 0) return Error{Code::Invalid, "base64url: a character outside the alphabet"};
		bits = bits << 6 | static_cast<std::uint32_t>(value);
		held += 6;
		if (held < 8) continue;
		held -= 8;
		out.value += static_cast<char>(bits >> held & 0xff);
	}
	if (held > 0 && (bits & ((1u << held) - 1)) != 0) return Error{Code::Invalid, "base64url: stray trailing bits"};
	return out;
}

std::string toHex(std::string_view bytes)
{
	constexpr char kDigits[] = "0123456789abcdef";
	std::string out;
	out.reserve(bytes.size() * 2);
	for (unsigned char byte: bytes)
	{
		out += kDigits[byte >> 4];
		out += kDigits[byte & 15];
	}
	return out;
}

Result<Bytes> fromHex(std::string_view text)
{
	if (text.size() % 2 != 0) return Error{Code::Invalid, "hex: odd length"};
	Bytes out;
	out.value.reserve(text.size() / 2);
	for (std::size_t i = 0; i < text.size(); i += 2)
	{
		const int high = nibble(text[i]), low = nibble(text[i + 1]);
		if (high < 0 || low < 0) return Error{Code::Invalid, "hex: a character outside the alphabet"};
		out.value += static_cast<char>(high << 4 | low);
	}
	return out;
}

}
