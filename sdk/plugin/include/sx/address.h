// Decides what is an e-mail address, for every place that takes one: pages, clients, plugins and mail have one rule, so
// that nothing is refused later than where it was typed. sdk/vectors/addresses-v1.json has its values; clients also
// convert domains in other scripts to their ASCII form (RFC 5891) and read lists.
#pragma once
#include "sx/typed.h"

#include "sx/text.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

namespace sx {

/// Bounds an address. Source: RFC 5321, sections 4.5.3.1 and 4.1.2.
inline constexpr std::size_t kMaxAddressBytes = 254, kMaxLocalPartBytes = 64;

/// Removes from a typed or pasted address what cannot be seen (zero-width and direction characters), the blanks around
/// it and the marks after it, and writes apostrophes, dashes and full-width letters in ASCII and letters in lower case.
/// Since: SDK 1.0
inline std::string cleanAddress(std::string_view text)
{
	const auto out = asciiLower(foldedText(text));
	const auto from = out.find_first_not_of(' '), to = out.find_last_not_of(" .,;");
	return from == out.npos || to == out.npos ? std::string() : out.substr(from, to - from + 1);
}

/// Tells whether a text is a host name in lower-case ASCII: labels of letters, digits and hyphens. Source: RFC 1123.
inline bool isHostName(std::string_view host)
{
	if (host.empty() || host.size() > 253) return false;
	for (std::size_t from = 0; from <= host.size();)
	{
		const auto end = std::min(host.find('.', from), host.size());
		const auto label = host.substr(from, end - from);
		if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
		const bool isPlain = std::all_of(label.begin(), label.end(), [](char c) {
			return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
		});
		if (!isPlain) return false;
		from = end + 1;
	}
	return true;
}

/// Returns an address as it is kept and compared (see cleanAddress), or nothing if mail could not reach it: its name
/// has 1 to 64 characters of ASCII and no quotes, its domain two labels at least and a last one that begins with a
/// letter. Since: SDK 1.0
inline std::optional<std::string> mailAddress(std::string_view text)
{
	constexpr std::string_view kMarks = "!#$%&'*+-/=?^_`{|}~.";
	auto out = cleanAddress(text);
	const auto at = out.rfind('@');
	if (at == std::string::npos || out.size() > kMaxAddressBytes) return std::nullopt;
	const std::string_view local(out.data(), at), domain(out.data() + at + 1, out.size() - at - 1);
	if (local.empty() || local.size() > kMaxLocalPartBytes || local.front() == '.' || local.back() == '.' ||
		local.find("..") != std::string_view::npos)
		return std::nullopt;
	const bool isPlain = std::all_of(local.begin(), local.end(), [&](char c) {
		return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || kMarks.find(c) != std::string_view::npos;
	});
	const auto dot = domain.rfind('.');
	if (!isPlain || dot == std::string_view::npos || !isHostName(domain)) return std::nullopt;
	const auto top = domain.substr(dot + 1);
	if (top.size() < 2 || top.front() < 'a' || top.front() > 'z') return std::nullopt;
	return out;
}

}
