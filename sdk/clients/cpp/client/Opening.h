// Opens a message: gates, lease, parts (sealing protocol, section 6).
#pragma once
#include "client/Sending.h"
#include "client/Slot.h"

#include <map>

namespace sx::client {

struct OpenedMessage;

/// Says how to pass the gates and where to put files.
struct OpenOptions
{
	std::optional<std::string> code;  // the opening code of the mail
	std::optional<std::string> password;
	std::optional<std::string> smsCode{};  // absent: a code is requested and tellSmsCode supplies it
	std::optional<std::string> toldCode;   // for a link without a fragment
	std::filesystem::path folder;          // where files go; created if missing
	/// Called with the masked number that a code was just sent to ("•••• 0142"); returns the code, or empty if it is
	/// not known yet.
	std::function<std::string(const std::string& masked)> tellSmsCode{};
	/// Runs once everything is downloaded and before the server is told that reading is over, because a reply must be
	/// sent within the lease.
	std::function<void(Transport&, const OpenedMessage&, const ReplyLease&)> reply{};
};

/// Describes a file that was opened.
struct OpenedFile
{
	std::string name;  // as saved: without path, control and direction characters
	std::int64_t size = 0;
	std::string sha256;
	std::filesystem::path path;
};
/// Holds an opened message; its files are on disk.
struct OpenedMessage
{
	std::string from, subject, text;
	std::vector<OpenedFile> files;
	int opensLeft = 0;
};

/// Opens, downloads and verifies everything, then tells the server that it has finished. An interrupted run can be
/// resumed within the lease (60 minutes) with the same folder, without taking a second open. Incomplete files have
/// another name; what fails authentication is deleted. Throws ClientError. [one thread] Since: SDK 1.0
OpenedMessage open(const std::string& link, const OpenOptions& options, const Progress& progress = {});

/// Checks `{"receipt":{…},"signature","key"}` offline: the signature over its canonical JSON. expectedKey: the
/// deployment's key as base64url, known from elsewhere than the file: anybody can sign a receipt with a key of their
/// own. Throws Damaged or Usage. Returns the receipt's members as JSON.
std::string verifyReceipt(const std::string& json, const std::string& expectedKey);

/// Returns the key that a receipt names as its signer's, as base64url. Throws Usage.
std::string signerOf(const std::string& receipt);
/// Asks a server for its key, as base64url. Throws ClientError.
std::string keyOf(const std::string& server);

}
