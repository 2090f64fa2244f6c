// Reads what other mail servers send back when a mail did not arrive: delivery status notifications (RFC 3464) at
// return paths that name one mail each (VERP).
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace sx::mail {

/// Limits what is read of a notification; what is longer is cut there.
inline constexpr std::size_t kMostBounceBytes = 1'048'576;
/// Is how many characters a token has: 128 bits in lower-case hexadecimal, because servers may change the case of
/// addresses.
inline constexpr std::size_t kReturnTokenLength = 32;

/// Returns the return path of one mail: "bounces+TOKEN@example.com" of "bounces@example.com".
std::string returnPathOf(std::string_view address, std::string_view token);
/// Returns the token of a return path, in lower case; nothing if it is none. An address in angle brackets will do.
std::optional<std::string> returnTokenOf(std::string_view returnPath);

/// Says what a notification tells of one mail.
enum class BounceKind {
	None,  // no notification, or one that says nothing: an automatic reply, a success
	Soft,  // it is late, and the other server goes on trying
	Final  // it was not delivered
};

struct Bounce
{
	BounceKind kind = BounceKind::None;
	std::string status{};  // "5.1.1"; empty: not said
};

/// Reads a notification. Strict: multipart/report of the type delivery-status with one message/delivery-status part,
/// whose groups say what happened; of several recipients, the worst counts. Everything else is None. Never fails; time
/// grows with the length only.
Bounce parseBounce(std::string_view message);

}
