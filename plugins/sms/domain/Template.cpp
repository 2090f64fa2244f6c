#include "domain/Template.h"

#include "sx/url.h"

namespace sx::sms {

namespace {

constexpr std::string_view kHex = "0123456789ABCDEF";

}

std::string jsonEscape(std::string_view text)
{
	std::string out;
	for (const char each: text)
	{
		const auto c = static_cast<unsigned char>(each);
		if (c == '"' || c == '\\')
			out.append("\\").append(1, each);
		else if (c < 0x20)
			out.append("\\u00").append(1, kHex[c >> 4]).append(1, kHex[c & 15]);
		else
			out += each;
	}
	return out;
}

std::string fill(std::string_view pattern, const Fields& fields, Escape escape)
{
	std::string out;
	for (std::size_t at = 0; at < pattern.size();)
	{
		const auto end = pattern[at] == '{' ? pattern.find('}', at) : std::string_view::npos;
		const auto found = end == std::string_view::npos ? fields.end()
														 : fields.find(pattern.substr(at + 1, end - at - 1));
		if (found == fields.end())
		{
			out += pattern[at++];
			continue;
		}
		out += escape == Escape::Form ? encodeUrl(found->second)
			: escape == Escape::Json  ? jsonEscape(found->second)
									  : found->second;
		at = end + 1;
	}
	return out;
}

}
