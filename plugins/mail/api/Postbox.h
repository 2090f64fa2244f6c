// Offers the demonstration's postbox to plugins that send something else than mails, which must not leave either.
#pragma once
#include "sx/plugin.h"

namespace sx::mail {

/// Holds something that would have left the server; UTF-8.
struct Intercepted
{
	TenantId tenant;
	std::string id;    // the sending plugin's own, unique; putting it again changes nothing
	std::string kind;  // what it is, e.g. a text; appears in /dev/postbox.json
	std::string to, from, text;
	Language language;
};

/// Keeps what a demonstration must not send. [any thread]
class Postbox
{
public:
	static constexpr std::string_view kId = "mail.postbox/1";
	/// Tells whether there is a postbox; if not, mails really leave.
	virtual bool isOpen() const noexcept = 0;
	/// Stores a message, sealed at rest, and shows it at /dev/postbox. Errors: Unavailable (not open).
	virtual Result<> put(const Intercepted& intercepted) noexcept = 0;
protected:
	~Postbox() = default;
};

}
