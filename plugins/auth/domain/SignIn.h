// Defines small rules of signing in.
#pragma once
#include "sx/plugin.h"

#include <string>
#include <string_view>

namespace sx::auth {

/// Returns the path to go to after signing in: `next` if it is a path of this site, otherwise "/". Never returns what a
/// browser could take for another site, nor a path of signing in or out.
std::string localPath(std::string_view next);

/// Limits how often something may happen: at most `most` times within `length`, counted from the first time.
struct Window
{
	std::chrono::seconds length{900};
	std::int64_t most = 5;
};

/// Returns how much work an ask takes after so many asks for its address in one window: `base` for the first `calm` of
/// them, then twice as much with each, up to 256 times.
std::int64_t workAfter(std::int64_t asks, std::int64_t calm, std::int64_t base);

/// Holds the code that stands in the mail beside the link, for who reads mail on another device: 40 random bits.
struct MailedCode
{
	static constexpr std::string_view kAlphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
	static constexpr std::size_t kLength = 8;
	/// Writes a code as people read it: "ABCD-EFGH".
	static std::string shown(std::string_view code);
	/// Returns the code that a person typed: in capitals, without spaces and hyphens. Empty: it cannot be one.
	static std::string typed(std::string_view text);
};

/// Tells whether a cookie could be the mark of a browser: 43 characters of base64url.
bool looksLikeBrowser(std::string_view cookie);

}
