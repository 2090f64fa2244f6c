// Holds what the pages of second factors show.
#pragma once
#include "services/SecondFactors.h"
#include "sx/views.h"

#include <string>
#include <vector>

namespace sx::auth {

/// Is the view of templates/pages/second.html.mustache. Texts are in the reader's language; empty: not shown.
struct SecondView
{
	struct Other
	{
		std::string label, url;
	};
	std::string title, subtitle, lead, help, sent, send, codeError;
	std::vector<Other> others{};

	Value value(const RequestWords& words) const;
};

/// Is the view of templates/pages/app-setup.html.mustache, on /account and, for whom the company asks, at sign-in.
struct AppSetupView
{
	std::string title, subtitle, lead, action;
	const AppSetup& setup;
	std::string codeError;
	bool isInPortal = true;

	Value value(const RequestWords& words) const;
};

/// Is the view of templates/pages/recovery-codes.html.mustache. Texts are in the reader's language.
struct RecoveryCodesView
{
	std::string title, subtitle, next;
	const std::vector<std::string>& codes;

	Value value() const;
};

/// Makes the page that shows new recovery codes, once. next: where its button leads.
Response recoveryCodesPage(const RequestWords& words, const std::vector<std::string>& codes, const std::string& next);

}
