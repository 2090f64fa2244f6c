// Reads and writes what sending a notice again needs: what is known of its recipient, and the new opening code.
#pragma once
#include "store/MessageRows.h"

namespace sx::messages {

struct ResendRow
{
	Bytes proofMac;
	bool isOver = false;  // this recipient's opens are used up, or the message is destroyed
	int earlier = 0;      // how often the notice was sent again before
	std::optional<Instant> last{};
};

namespace resend_rows {

/// Returns what is known of a recipient. Errors: Missing (no such grant of that message).
Result<ResendRow> of(Sql& sql, const MessageId& message, const GrantId& grant);
/// Makes the newest notice's code the one that counts, and forgets whether the earlier notice was delivered. codeMac
/// empty: the code stays as it is.
Result<> renew(Sql& sql, const GrantId& grant, const Bytes& codeMac);

}

}
