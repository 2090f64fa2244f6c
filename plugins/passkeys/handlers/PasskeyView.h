// Holds what the pages of signing in with a passkey show.
#pragma once
#include "sx/value.h"

#include <string>

namespace sx::passkeys {

/// Is the view of templates/pages/passkey.html.mustache. Texts are in the reader's language.
struct PasskeyView
{
	std::string title, subtitle, lead;
	std::string action, options, back;  // where the answer goes, where the ceremony's options are, where one gives up
	std::string next{}, error{};        // error: empty if there is none

	Value value() const;
};

}
