// Holds what the composer and the reply form show.
#pragma once
#include "services/Services.h"
#include "sx/views.h"

namespace sx::messages {

/// Describes the passwords that the pages suggest on request, as the company wants them (row A3).
struct PasswordSuggestion
{
	std::int64_t length = 12;
	std::string characters = "upper lower digits special";  // any of these, separated by spaces
	bool isOffered = true;                                  // the company wants passwords to be suggested
};

/// Says what the plan of whoever composes does not allow, and what would.
struct PlanNotes
{
	std::string lock{};      // why they may not send at all; empty: they may
	std::string fileMore{};  // which plan allows larger files; empty: none does
	std::int64_t fileMaxBytes = 0;
	bool hasTexts = true;  // links by SMS
};

/// Is the view of templates/pages/composer.html.mustache.
struct ComposerView
{
	std::string title;
	const Principal& sender;
	Limits limits;
	const sealed::Limits& sealed;
	PasswordSuggestion suggestion;
	bool asksCodeAlways;  // the company wants constant protection
	sealed::CodeDelivery codeDelivery;
	Value countries;  // whose mobiles get codes, the sender's own one preselected; empty: no SMS here
	Value repliedTo;  // of ReceivedPages::repliedTo
	PlanNotes plan{};

	Value value(const RequestWords& words) const;
};

/// Is the view of templates/fragments/reply.html.mustache.
struct ReplyView
{
	const sealed::Limits& sealed;
	PasswordSuggestion suggestion;

	Value value() const;
};

}
