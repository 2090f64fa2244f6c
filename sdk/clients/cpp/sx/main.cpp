// Sends, opens, follows and destroys sealed messages from the command line (sx).
#include "Arguments.h"

#include "client/Address.h"
#include "client/Draft.h"
#include "client/Opening.h"
#include "client/Protection.h"
#include "client/Text.h"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Parser.h>
#include <Poco/Net/SSLManager.h>
#include <Poco/RegularExpression.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>

#include <sys/stat.h>
#include <unistd.h>

namespace {

using namespace sx::cli;
using namespace sx::client;
using Poco::JSON::Array;
using Poco::JSON::Object;

constexpr const char* kUsage =
	"usage: sx --server URL --key API_KEY send --to A [--to B] --subject S (--body TEXT | --body-file F) [--attach "
	"F]...\n"
	"          [--opens N] [--expires 24h|7d] [--password P] [--sms ADDRESS=MOBILE]... [--opening-code] [--language "
	"TAG]\n"
	"          [--attachments-only] [--delivery mail|sms|link|eml] [--force-unprotected] [--out DIR] [--json]\n"
	"          The opening code of the mail is asked of recipients whom neither --password nor --sms protects; with "
	"--opening-code, or if\n"
	"          the company wants constant protection, of everybody.\n"
	"       sx open LINK [--code OPENING_CODE] [--password P] [--sms-code C] [--told-code CODE] --out DIR [--json]\n"
	"       sx reply LINK --out DIR (--body TEXT | --body-file F) [--attach F]... [--reply-password P] [--language "
	"TAG]\n"
	"          [--code OPENING_CODE] [--password P] [--sms-code C] [--told-code CODE] [--json]      opens as open "
	"does, and replies\n"
	"       sx --key API_KEY resume [ID] [--out DIR] [--json]      goes on with a send or a reply that was "
	"interrupted\n"
	"       sx --server URL --key API_KEY sent [--json]\n"
	"       sx --server URL --key API_KEY destroy ID [--json]\n"
	"       sx verify-receipt FILE --server-key KEY   (or --server URL: the key that this server publishes)\n"
	"SX_SERVER, SX_KEY and SX_PASSWORD stand for --server, --key and --password, and keep them out of process lists.\n"
	"Exit status: 0 done, 1 failed, 2 usage, 3 refused (used up, expired, destroyed, unknown), 4 wrong code or "
	"password, 5 cannot reach the server,\n6 the plan does not allow it, or the company's rules or thesaurus ask for a "
	"protection or forbid a recipient (--force-unprotected sends "
	"without where the thesaurus only advises one), 7 the receipt fits, "
	"but its signer is not known, 8 a limit of sums is reached (the text says until when).\n";

void print(const Object& object)
{
	object.stringify(std::cout);
	std::cout << '\n';
}

/// Shows progress on one line that is overwritten, only on a terminal.
Progress progressLine()
{
	if (!isatty(STDERR_FILENO)) return {};
	return [](std::int64_t done, std::int64_t total) {
		std::cerr << '\r' << done / 1'000'000 << " of " << total / 1'000'000 << " MB" << (done >= total ? "\n" : "")
				  << std::flush;
	};
}

Transport serverOf(const Arguments& arguments)
{
	const auto server = arguments.oneOr("server", "SX_SERVER"), key = arguments.oneOr("key", "SX_KEY");
	if (server.empty()) usage("--server says which server");
	if (key.empty()) usage("--key is the API key");
	return Transport(server, "Bearer " + key);
}

/// Writes ADDRESS.eml for each recipient, readable by its owner alone because it holds a link. Returns the paths by
/// address.
std::map<std::string, std::string> writeMails(const SentMessage& sent, const std::filesystem::path& folder)
{
	std::map<std::string, std::string> paths;
	for (const auto& each: sent.recipients)
	{
		if (!each.eml) continue;
		std::filesystem::create_directories(folder);
		auto name = each.address;
		for (auto& c: name)
			if (c == '/') c = '_';
		const auto path = folder / (name + ".eml");
		const auto earlier = umask(0077);
		std::ofstream out(path, std::ios::binary | std::ios::trunc);
		umask(earlier);
		out << *each.eml;
		if (!out.flush()) throw ClientError(Failure::Local, "cannot write " + path.string());
		paths.emplace(each.address, path.string());
	}
	return paths;
}

int printSent(const Arguments& arguments, const SentMessage& sent)
{
	const auto mails = writeMails(sent, arguments.one("out").value_or("."));
	if (!arguments.has("json"))
	{
		std::cout << "sent " << sent.id << '\n';
		for (const auto& each: sent.recipients)
			if (each.eml)
				std::cout << each.address << "\n  " << mails.at(each.address)
						  << (each.code ? "\n  opening code: " + *each.code : "") << '\n';
			else
				std::cout << each.address << (each.link ? "\n  " + *each.link : " (sent)")
						  << (each.link || each.code ? "\n  opening code: " + each.code.value_or("none") : "") << '\n';
		return 0;
	}
	Array::Ptr recipients = new Array;
	for (const auto& each: sent.recipients)
	{
		Object::Ptr recipient = new Object;
		recipient->set("address", each.address);
		recipient->set("link", each.link ? Poco::Dynamic::Var(*each.link) : Poco::Dynamic::Var());
		recipient->set("code", each.code ? Poco::Dynamic::Var(*each.code) : Poco::Dynamic::Var());
		if (each.eml) recipient->set("eml", mails.at(each.address));
		recipients->add(recipient);
	}
	Object out;
	out.set("id", sent.id);
	out.set("recipients", recipients);
	print(out);
	return 0;
}

/// Returns a path that is no UTF-8 in a form that can be read.
std::string shownBytes(std::string_view path)
{
	std::string out;
	for (const char c: path) out += static_cast<unsigned char>(c) < 0x80 ? c : '?';
	return out;
}

/// Reads the options that a new message and a reply share.
void readContent(const Arguments& arguments, OutgoingMessage& message)
{
	if (arguments.has("body") == arguments.has("body-file")) usage("either --body or --body-file");
	message.text = arguments.has("body") ? textOf(*arguments.one("body"), "--body")
										 : textOf(readFile(*arguments.one("body-file")), "the file of --body-file");
	if (arguments.has("attach"))
		for (const auto& path: arguments.options.at("attach"))
		{
			(void)textOf(path, "the name of an attachment, " + shownBytes(path) + ",");
			message.files.emplace_back(path);
		}
	message.language = arguments.one("language").value_or("fr");
	const bool isTag = (message.language.size() == 2 || message.language.size() == 3) &&
		message.language.find_first_not_of("abcdefghijklmnopqrstuvwxyz") == std::string::npos;
	if (!isTag) usage("--language is the short tag of a language that the server speaks, such as fr or en");
}

/// Reads --to, which takes lists as mail programs write them: `Louis Gagné <louis@example.com>; …`.
void readRecipients(const Arguments& arguments, OutgoingMessage& message)
{
	if (!arguments.has("to")) usage("--to says who gets it");
	for (const auto& list: arguments.options.at("to"))
		for (const auto& [name, address]: readAddresses(list))
		{
			if (!reachableAddress(address)) usage("--to has \"" + address + "\", which is no e-mail address");
			if (std::find(message.to.begin(), message.to.end(), address) == message.to.end())
				message.to.push_back(address);
			if (!name.empty()) message.names.emplace(address, name);
		}
	if (message.to.empty()) usage("--to says who gets it");
}

int sendCommand(const Arguments& arguments)
{
	arguments.allowOnly({"server",
		"key",
		"to",
		"subject",
		"body",
		"body-file",
		"attach",
		"opens",
		"expires",
		"password",
		kSms,
		"opening-code",
		"language",
		"delivery",
		"attachments-only",
		"force-unprotected",
		"out",
		"json"});
	OutgoingMessage message;
	readRecipients(arguments, message);
	const auto subject = arguments.one("subject");
	if (!subject) usage("--subject is missing");
	message.subject = textOf(*subject, "--subject");
	readContent(arguments, message);
	if (auto opens = arguments.one("opens")) message.opens = number(*opens, 1, 99, "--opens");
	if (auto expires = arguments.one("expires")) message.expiresIn = duration(*expires);
	if (const auto password = arguments.oneOr("password", "SX_PASSWORD"); !password.empty())
	{
		checkNewPassword(password);
		message.password = password;
	}
	message.mobiles = arguments.mobiles(message.to);
	if (arguments.has("opening-code")) message.openingCode = true;
	message.delivery = arguments.one("delivery").value_or("mail");
	if (std::find(kDeliveries.begin(), kDeliveries.end(), message.delivery) == kDeliveries.end())
		usage("--delivery is mail, sms, link or eml");
	if (message.delivery == kSms && message.mobiles.size() != message.to.size())
		usage("--delivery sms needs a mobile for each recipient: --sms ADDRESS=MOBILE");
	if ((message.delivery == "eml") != arguments.has("out")) usage("--out says where --delivery eml writes its files");
	message.isFilesOnly = arguments.has("attachments-only");
	if (message.isFilesOnly && message.files.empty()) usage("--attachments-only protects what --attach names");
	if (message.isFilesOnly && !carriesText(message.delivery))
		usage("--attachments-only needs a mail that carries the text");

	auto server = serverOf(arguments);
	std::cerr << obeyRules(server, message);
	std::cerr << requireProtection(server, message, arguments.has("force-unprotected"));
	return printSent(arguments, send(server, message, progressLine()));
}

/// Resumes an interrupted send; the id may be left out if there is only one.
int resumeCommand(const Arguments& arguments)
{
	arguments.allowOnly({"server", "key", "out", "json"});
	const auto drafts = keptDrafts();
	if (arguments.words.size() > 2) usage("resume needs one id at most");
	if (arguments.words.size() < 2 && drafts.size() != 1)
	{
		std::string ids;
		for (const auto& each: drafts) ids += "\n  " + each;
		usage(drafts.empty() ? "no interrupted send is kept here"
							 : "several sends were interrupted; say which one:" + ids);
	}
	const auto id = arguments.words.size() == 2 ? arguments.words[1] : drafts.front();
	if (std::find(drafts.begin(), drafts.end(), id) == drafts.end())
		usage("no interrupted send " + id + " is kept here");
	return printSent(arguments, resume(id, "Bearer " + arguments.oneOr("key", "SX_KEY"), progressLine()));
}

OpenOptions openOptions(const Arguments& arguments)
{
	if (arguments.words.size() != 2) usage(arguments.words[0] + " needs one link");
	if (!arguments.has("out")) usage("--out says where files go");
	OpenOptions options{.code = arguments.one("code"),
		.password = {},
		.smsCode = arguments.one("sms-code"),
		.toldCode = arguments.one("told-code"),
		.folder = *arguments.one("out"),
		.tellSmsCode = {},
		.reply = {}};
	if (::isatty(STDIN_FILENO))
		options.tellSmsCode = [](const std::string& masked) {
			std::cerr << "The code that went to " << masked << ": " << std::flush;
			std::string code;
			std::getline(std::cin, code);
			return code;
		};
	if (const auto password = arguments.oneOr("password", "SX_PASSWORD"); !password.empty())
		options.password = password;
	return options;
}

/// Returns "RE: Deed of sale", with one "RE:" however long the conversation is.
std::string replySubject(std::string subject, const std::string& language)
{
	const Poco::RegularExpression again("^(\\s*re\\s*:\\s*)+", Poco::RegularExpression::RE_CASELESS);
	again.subst(subject, "");
	return (language == "fr" ? "RE : " : "RE: ") + subject;
}

/// Opens the message as `open` does and replies within its lease, the only time at which a reply is accepted.
int replyCommand(const Arguments& arguments)
{
	arguments.allowOnly({"server",
		"key",
		"code",
		"password",
		"sms-code",
		"told-code",
		"out",
		"body",
		"body-file",
		"attach",
		"reply-password",
		"language",
		"json"});
	auto options = openOptions(arguments);
	OutgoingMessage message;
	readContent(arguments, message);
	message.password = arguments.one("reply-password");
	if (message.password) checkNewPassword(*message.password);
	SentMessage sent;
	options.reply = [&](Transport& server, const OpenedMessage& opened, const ReplyLease& lease) {
		message.reply = lease;
		message.subject = replySubject(opened.subject, message.language);
		sent = send(server, message, progressLine());
	};
	open(arguments.words[1], options);
	return printSent(arguments, sent);
}

int openCommand(const Arguments& arguments)
{
	arguments.allowOnly({"server", "key", "code", "password", "sms-code", "told-code", "out", "json"});
	const auto options = openOptions(arguments);
	const auto opened = open(arguments.words[1], options, progressLine());
	if (!arguments.has("json"))
	{
		std::cout << opened.subject << "\n\n" << opened.text << '\n';
		for (const auto& file: opened.files)
			std::cout << file.path.string() << "  " << file.size << " bytes  SHA-256 " << file.sha256 << '\n';
		std::cout << opened.opensLeft << " opens left\n";
		return 0;
	}
	Array::Ptr files = new Array;
	for (const auto& each: opened.files)
	{
		Object::Ptr file = new Object;
		file->set("name", each.name);
		file->set("size", each.size);
		file->set("sha256", each.sha256);
		file->set("path", each.path.string());
		files->add(file);
	}
	Object out;
	out.set("from", opened.from);
	out.set("subject", opened.subject);
	out.set("body", opened.text);
	out.set("files", files);
	out.set("opens_left", opened.opensLeft);
	print(out);
	return 0;
}

std::string subjectOf(const Object& message, const SecretBytes& key)
try
{
	if (!message.has("note") || message.isNull("note")) return {};
	const auto json = openNote(
		key, fromBase64Url(message.getValue<std::string>("id")), fromBase64Url(message.getValue<std::string>("note")));
	if (json.empty()) return {};
	return Poco::JSON::Parser().parse(json).extract<Object::Ptr>()->optValue<std::string>("subject", "");
}
catch (const std::exception&)
{
	return {};  // another client's note: date and recipients are shown alone
}

int sentCommand(const Arguments& arguments)
{
	arguments.allowOnly({"server", "key", "json"});
	auto server = serverOf(arguments);
	const auto key = deviceKey();
	Array::Ptr all = new Array;
	std::string next;
	do {
		const auto page = server.call(
			"GET", "/api/v1/messages?limit=100" + (next.empty() ? "" : "&before=" + next), {});
		const auto messages = page->getArray("messages");
		for (unsigned i = 0; i < messages->size(); ++i)
		{
			auto message = messages->getObject(i);
			const auto subject = subjectOf(*message, key);
			message->set("subject", subject.empty() ? Poco::Dynamic::Var() : Poco::Dynamic::Var(subject));
			message->remove("note");
			all->add(message);
		}
		next = page->isNull("next") ? "" : page->optValue<std::string>("next", "");
	} while (!next.empty());
	if (arguments.has("json"))
	{
		Object out;
		out.set("messages", all);
		print(out);
		return 0;
	}
	for (unsigned i = 0; i < all->size(); ++i)
	{
		const auto message = all->getObject(i);
		std::cout << message->getValue<std::string>("id") << "  " << message->getValue<std::string>("made") << "  "
				  << message->getValue<std::string>("state") << "  "
				  << (message->isNull("subject") ? "" : message->getValue<std::string>("subject")) << '\n';
	}
	return 0;
}

int destroyCommand(const Arguments& arguments)
{
	arguments.allowOnly({"server", "key", "json"});
	if (arguments.words.size() != 2) usage("destroy needs one id, as `sx sent` shows it");
	if (fromBase64Url(arguments.words[1]).size() != 16) usage("an id has 22 characters");
	auto server = serverOf(arguments);
	const auto answer = server.call("POST", "/api/v1/messages/" + arguments.words[1] + "/destroy", {});
	if (arguments.has("json"))
		print(*answer);
	else
		std::cout << "destroyed " << arguments.words[1] << '\n';
	return 0;
}

/// Is the exit status of a receipt whose signature fits a key that nobody vouches for.
constexpr int kUnknownSigner = 7;

int verifyCommand(const Arguments& arguments)
{
	arguments.allowOnly({"server", "key", "server-key", "json"});
	if (arguments.words.size() != 2) usage("verify-receipt needs one file");
	const auto receipt = readFile(arguments.words[1]);
	auto key = arguments.one("server-key").value_or("");
	const auto server = key.empty() ? arguments.oneOr("server", "SX_SERVER") : std::string();
	if (!server.empty()) key = keyOf(server);
	const bool isKnown = !key.empty();
	if (!isKnown) key = signerOf(receipt);
	std::cout << verifyReceipt(receipt, key) << '\n';
	if (isKnown) return 0;
	std::cerr << "sx: signed by the key " << key
			  << ", which anybody can make: say with --server-key or --server whose receipt it must be\n";
	return kUnknownSigner;
}

int run(int argc, char** argv)
{
	const Arguments arguments(argc, argv);
	const std::string verb = arguments.words.empty() ? "" : arguments.words[0];
	if (arguments.has("help") || verb == "help")
	{
		std::cout << kUsage;
		return 0;
	}
	if (verb == "open") return openCommand(arguments);
	if (verb == "reply") return replyCommand(arguments);
	if (verb == "resume") return resumeCommand(arguments);
	if (verb == "verify-receipt") return verifyCommand(arguments);
	if (verb.empty()) usage("say what to do");
	if (verb != "destroy" && arguments.words.size() > 1) usage("unexpected " + arguments.words[1]);
	if (verb == "send") return sendCommand(arguments);
	if (verb == "sent") return sentCommand(arguments);
	if (verb == "destroy") return destroyCommand(arguments);
	usage("unknown command " + verb);
}

int statusOf(Failure failure)
{
	switch (failure)
	{
	case Failure::Usage: return 2;
	case Failure::Refused: return 3;
	case Failure::WrongSecret: return 4;
	case Failure::Unreachable: return 5;
	case Failure::Policy: return 6;
	case Failure::Limited: return 8;
	default: return 1;
	}
}

}

int main(int argc, char** argv)
{
	Poco::Net::initializeSSL();
	int status = 1;
	try
	{
		status = run(argc, argv);
	}
	catch (const ClientError& e)
	{
		std::cerr << "sx: " << e.what() << '\n';
		if (e.failure() == Failure::Usage) std::cerr << kUsage;
		status = statusOf(e.failure());
	}
	catch (const std::exception& e)
	{
		std::cerr << "sx: " << e.what() << '\n';
	}
	Poco::Net::uninitializeSSL();
	return status;
}
