// Reads what a sender asks for. What every sealed thing has in common, plugin sealed checks (Items::begin).
#pragma once
#include "domain/Message.h"

namespace sx::messages {

/// Names a gate that senders can set, and what it needs to know of a recipient.
struct OfferedGate
{
	std::string name, contact{};
};

/// Holds what a deployment allows. The values, with their defaults, are settings of plugin.yaml.
struct Limits
{
	int opensDefault, opensDefaultGated;
	std::chrono::seconds expiresDefault, expiresMax;
	int recipientsMax;
	std::vector<OfferedGate> gates{};  // those of plugins
	bool sendsTexts = false;           // links by SMS
};

struct NewRecipient
{
	std::string address, name;
	sealed::WantedGates gates{};
	int opens = 1;
	std::string mobile{}, country{};  // number that a link by SMS, or a gate's code, goes to; as typed
};

struct NewMessage
{
	Language language;
	int opens = 1;
	std::chrono::seconds expiresIn{0};
	Delivery delivery = Delivery::Mail;
	bool isFilesOnly = false;     // subject and body travel in clear
	sealed::WantedGates gates{};  // for recipients without gates of their own
	std::vector<NewRecipient> recipients{};
	std::vector<sealed::File> files{};
};

/// Reads the body of POST /api/v1/messages (docs/wire.md). Errors: Invalid with `field`.
Result<NewMessage> parseNewMessage(const Value& body, const Limits& limits);

/// Reads the options that Options::check describes. Errors: Invalid with `field`.
Result<Value> parseOptions(const Value& body, const Limits& limits);

/// Returns an error of Items::begin with the field as the sender's body has it: "recipients[0].mobile".
Error inWordsOf(const NewMessage& message, const Error& error);

/// Reads the body of POST /api/v1/messages/ID/limits; plugin sealed checks the numbers.
sealed::ShorterLimits parseShorterLimits(const Value& body);

}
