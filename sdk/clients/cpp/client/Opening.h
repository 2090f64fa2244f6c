// Opens a message: gates, lease, parts (sealing protocol, section 6).
#pragma once
#include "client/Sending.h"
#include "client/Slot.h"

#include <map>

namespace sx::client {

struct OpenedMessage;

struct OpenOptions
{
	std::optional<std::string> code;  // the opening code of the mail
	std::optional<std::string> password;
	std::optional<std::string> smsCode{};  // absent: one is asked for, and tellSmsCode answers it
	std::optional<std::string> toldCode;   // for a link without a fragment
	std::filesystem::path folder;          // where files go; made when it is not there
	/// Is told to which number a code just went ("•••• 0142"), and answers it; empty: not known yet.
	std::function<std::string(const std::string& masked)> tellSmsCode{};
	/// Runs once all is there and before the server hears that reading is over: a reply is sent within the lease.
	std::function<void(Transport&, const OpenedMessage&, const ReplyPlace&)> answer{};
};

struct OpenedFile
{
	std::string name;  // as written: without path, control and direction characters
	std::int64_t size = 0;
	std::string sha256;
	std::filesystem::path path;
};
struct OpenedMessage
{
	std::string from, subject, text;
	std::vector<OpenedFile> files;
	int opensLeft = 0;
};

/// Opens, downloads and verifies everything, then tells the server that it has finished. A run that was interrupted
/// goes on within the lease (60 minutes) with the same folder, taking no second open; what is not complete has another
/// name, and what fails authentication is deleted. Throws ClientError. [one thread] Since: SDK 1.0
OpenedMessage open(const std::string& link, const OpenOptions& options, const Progress& progress = {});

/// A file name without what could leave the folder or deceive the eye; "file" when nothing is left.
std::string safeFileName(const std::string& name);

/// Checks `{"receipt":{…},"signature","key"}` offline: the signature over its canonical JSON.
/// expectedKey: base64url, when the caller knows the deployment's; empty: the key in the file is believed.
/// Throws Damaged or Usage. Returns the receipt's members as JSON.
std::string verifyReceipt(const std::string& json, const std::string& expectedKey = {});

}
