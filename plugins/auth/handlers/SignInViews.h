// Holds what the pages of signing in show.
#pragma once
#include "sx/views.h"

#include <string>
#include <vector>

namespace sx::auth {

/// Is the view of templates/pages/sign-in.html.mustache. Texts are in the reader's language; an error is empty if there
/// is none.
struct SignInView
{
	std::string title, errorTitle, subtitle, lead, address, next, addressError, proofError;
	std::int64_t work = 0;    // how much work the next challenge takes; 0: the usual
	bool isByMobile = false;  // a mobile number is taken too
	bool hasForm = true;      // false: the company requires another way, and this is not its recovery
	/// Is a way to sign in that another plugin adds.
	struct Choice
	{
		std::string label, url;
	};
	std::vector<Choice> choices{};

	bool isError() const noexcept { return !addressError.empty() || !proofError.empty(); }
	Value value(const RequestWords& words) const;
};

/// Is the view of templates/pages/sign-in-sent.html.mustache, which also takes the code of the mail.
struct SignInSentView
{
	std::string title, subtitle, lead, address, codeError;
	bool isDemo = false;  // the page leads to the demonstration's postbox

	Value value(const RequestWords& words) const;
};

/// Is the view of the pages that only tell something: sign-in-link, sign-in-dead and sign-in-other.
struct SignInNoteView
{
	std::string title, subtitle, lead;
	bool isSignedIn = false;
	std::vector<std::string> scripts{};

	Value value() const;
};

}
