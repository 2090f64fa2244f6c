// The demonstration's postbox, for other things than mails that must not leave.
#pragma once
#include "sx/plugin.h"

namespace sx::mail {

/// Something that would have left; UTF-8.
struct Intercepted
{
	TenantId tenant;
	std::string id;    // the sender's own, unique; putting it again changes nothing
	std::string kind;  // "sms": as /dev/postbox.json says it
	std::string to, from, text;
	Language language;
};

/// [any thread]
class Postbox
{
public:
	static constexpr std::string_view kId = "mail.postbox/1";
	/// false: mails leave, and there is no postbox.
	virtual bool isOpen() const noexcept = 0;
	/// Sealed at rest; shown at /dev/postbox. Errors: Unavailable (not open).
	virtual Result<> put(const Intercepted& intercepted) noexcept = 0;
protected:
	~Postbox() = default;
};

}
