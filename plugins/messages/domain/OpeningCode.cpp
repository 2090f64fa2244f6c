#include "domain/OpeningCode.h"

namespace sx::messages {
namespace {

constexpr std::string_view kAlphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ";  // without 0 O, 1 I L, U

}

std::string makeOpeningCode(std::string_view random)
{
	std::string out;
	for (unsigned char byte: random)
	{
		if (out.size() == kCodeLength) break;
		// 240 is the last multiple of 30 below 256, so every character is equally likely.
		if (byte < 240) out.push_back(kAlphabet[byte % kAlphabet.size()]);
	}
	return out.size() == kCodeLength ? out : std::string();
}

std::string cleanOpeningCode(std::string_view typed)
{
	std::string out;
	for (char c: typed)
	{
		if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
		if (c == 'U') c = 'V';
		if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z')) out.push_back(c);
	}
	return out;
}

std::string spacedOpeningCode(std::string_view code)
{
	return std::string(code.substr(0, 3)) + '-' + std::string(code.substr(3));
}

}
