// A notice that is mailed again: what is known of its recipient, and the new opening code.
#pragma once
#include "store/MessageRows.h"

namespace sx::messages {

struct ResendRow
{
	Bytes proofMac;
	bool isOver = false;  // this recipient's opens are used up, or the message is destroyed
	int earlier = 0;      // how often it was sent again already
	std::optional<Instant> last{};
};

namespace resend_rows {

/// Errors: Missing (no such grant of that message).
Result<ResendRow> of(Sql& sql, const MessageId& message, const GrantId& grant);
/// The code of the newest notice is the one that counts; whether it was delivered is not known yet. codeMac empty: no
/// such gate.
Result<> renew(Sql& sql, const GrantId& grant, const Bytes& codeMac);

}

}
