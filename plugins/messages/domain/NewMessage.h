// Reads what a sender asks for. What every sealed thing has in common, plugin sealed checks (Items::begin).
#pragma once
#include "domain/Message.h"
#include "sx/sealed/RecipientsWire.h"
#include "sx/settings.h"

namespace sx::messages {

using sealed::kMobile;

/// Holds what may be chosen in place of the defaults (docs/decisions/tenant-settings.md). expires: in seconds.
struct LimitRules
{
	SettingRule opens{}, opensGated{}, expires{}, protects{};
};

/// Holds what a deployment, a company and a person's groups allow. The values, with their defaults, are settings of
/// plugin.yaml.
struct Limits
{
	int opensDefault, opensDefaultGated;
	std::chrono::seconds expiresDefault, expiresMax;
	int recipientsMax;
	std::vector<sealed::OfferedGate> gates{};  // those of plugins
	bool sendsTexts = false;                   // links by SMS
	bool isFilesOnlyDefault = false;           // what a page proposes: subject and body travel in clear
	LimitRules rules{};

	sealed::RecipientRules ofRecipients() const { return {opensDefault, opensDefaultGated, recipientsMax, gates}; }
};

struct NewMessage
{
	Language language;
	int opens = 1;
	std::chrono::seconds expiresIn{0};
	Delivery delivery = Delivery::Mail;
	bool isFilesOnly = false;     // subject and body travel in clear
	sealed::WantedGates gates{};  // for recipients without gates of their own
	std::vector<sealed::NamedRecipient> recipients{};
	std::vector<sealed::File> files{};
};

/// Reads the body of POST /api/v1/messages (docs/wire.md). Errors: Invalid with `field`; Unfit with `field` and problem
/// "limited" for what the company, a group or the operator keeps from being chosen.
Result<NewMessage> parseNewMessage(const Value& body, const Limits& limits);

/// Reads the options that Options::check describes. Errors: Invalid with `field`.
Result<Value> parseOptions(const Value& body, const Limits& limits);

/// Reads the body of POST /api/v1/messages/ID/limits; plugin sealed checks the numbers.
sealed::ShorterLimits parseShorterLimits(const Value& body);

}
