// Lets a plugin refuse what somebody with an account is about to send: to whom, behind which gates, with how many
// opens, with which files.
#pragma once
#include "sx/plugin.h"
#include "sx/sealed/Item.h"

namespace sx::sealed {

/// Is a recipient of what is about to be sent. gates: the names of those that they must answer, "password" and "code"
/// among them. hasChosenOpens: the author asked for this number; else it is the deployment's, and a rule may lower it.
struct Addressee
{
	std::string address;
	std::vector<std::string> gates;
	int opens = 1;
	bool hasChosenOpens = true;
};

/// Describes what is about to be sent, without its content.
struct Sending
{
	std::string kind;  // Terms::kind
	UserId owner;
	std::vector<Addressee> recipients;  // in the order of Terms::grants
	bool hasFiles = false;              // besides the manifest
	std::vector<File> files{};          // as in Terms::files: sealed sizes, the manifest among them
	bool isInClear = false;             // a text travels beside it without protection
};

/// Extension point (`extends: [sealed.sending_rule/1]`): says what a company allows its own people to send. Plugin
/// sealed asks every rule when an item begins, before anything is stored or uploaded, and again when it is sealed,
/// because the rules may have changed between. Items of authors without an account are not asked about. An error
/// refuses the request. Since: SDK 1.0
class SendingRule
{
public:
	static constexpr std::string_view kId = "sealed.sending_rule/1";
	/// Checks what is about to be sent, and may lower the opens of recipients for whom the author chose none.
	/// [the transaction's thread; no use of the Store] Errors: Invalid with `field` relative to Terms
	/// ("grants[0].address", "files[2].bytes") and a stable `problem`; Unavailable.
	virtual Result<> check(Sql& sql, Sending& sending) noexcept = 0;
protected:
	~SendingRule() = default;
};

}
