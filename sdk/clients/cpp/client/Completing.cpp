#include "client/Draft.h"
#include "client/SealedFile.h"

#include <botan/hash.h>

#include <Poco/JSON/Array.h>
#include <Poco/Net/MailMessage.h>
#include <Poco/Net/StringPartSource.h>
#include <Poco/String.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

namespace sx::client {

namespace {

using Poco::JSON::Object;

/// Fills the secret, which the server never learnt, into the mail that the server worded.
std::string emlOf(const Object& mail, const std::string& link)
{
	const auto hash = link.rfind('#');
	const auto slash = link.rfind('/', hash);
	const auto token = link.substr(slash + 1, hash - slash), secret = link.substr(hash + 1);
	auto fill = [&](const char* part) {
		return Poco::replace(
			mail.getValue<std::string>(part), token + mail.getValue<std::string>("placeholder"), token + secret);
	};
	auto mailbox = [&](const char* end) {
		const auto person = mail.getObject(end);
		const auto name = person->getValue<std::string>("name"), address = person->getValue<std::string>("address");
		return name.empty() || name == address
			? address
			: Poco::Net::MailMessage::encodeWord(name, "UTF-8") + " <" + address + ">";
	};
	Poco::Net::MailMessage out;
	out.set("X-Unsent", "1");  // Outlook opens it as a draft
	out.setSender(mailbox("from"));
	out.set("To", mailbox("to"));
	out.setSubject(Poco::Net::MailMessage::encodeWord(mail.getValue<std::string>("subject"), "UTF-8"));
	out.setContentType("multipart/alternative");
	out.addContent(new Poco::Net::StringPartSource(fill("text"), "text/plain; charset=utf-8"),
		Poco::Net::MailMessage::ENCODING_BASE64);
	out.addContent(new Poco::Net::StringPartSource(fill("html"), "text/html; charset=utf-8"),
		Poco::Net::MailMessage::ENCODING_BASE64);
	std::ostringstream text;
	out.write(text);
	return text.str();
}

class Completion
{
public:
	Completion(Transport& server, const Draft& draft, bool isNew, const Progress& progress):
		_server(server), _draft(draft), _isNew(isNew), _progress(progress)
	{
	}

	SentMessage run()
	{
		if (const auto sent = sentAlready()) return *sent;
		_total = sealedBytes(_draft.manifestBytes);
		for (const auto& file: _draft.files) _total += sealedBytes(padmeBytes(file.bytes));
		putManifest();
		for (const auto& file: _draft.files) putFile(file);
		return send();
	}

private:
	/// Tries the last step first, in case only its response was lost.
	std::optional<SentMessage> sentAlready()
	try
	{
		if (_isNew) return {};
		return send();
	}
	catch (const ClientError& e)
	{
		if (e.failure() != Failure::Incomplete) throw;
		return {};
	}

	void putManifest()
	{
		const std::string id(16, '\0');
		const auto have = partsAt(id);
		auto text = _draft.manifest;
		// Pad with zeros; they are not JSON, so readers find the end.
		text.resize(static_cast<std::size_t>(_draft.manifestBytes), '\0');
		const auto key = fileKey(_draft.messageKey, _draft.id, id);
		const int parts = partCount(_draft.manifestBytes);
		for (int part = 0; part < parts; ++part)
			putPart(key,
				id,
				part,
				parts,
				have,
				std::string_view(text).substr(static_cast<std::size_t>(part * kPartPlainBytes), kPartPlainBytes));
	}

	void putFile(const DraftFile& file)
	{
		const auto have = partsAt(file.id);
		std::ifstream in(file.path, std::ios::binary);
		const auto key = fileKey(_draft.messageKey, _draft.id, file.id);
		const auto padded = padmeBytes(file.bytes);
		const int parts = partCount(padded);
		const auto hash = Botan::HashFunction::create_or_throw("SHA-256");
		for (int part = 0; part < parts; ++part)
		{
			const auto from = part * kPartPlainBytes;
			const auto real = std::clamp<std::int64_t>(file.bytes - from, 0, kPartPlainBytes);
			std::string plain(static_cast<std::size_t>(std::min(padded - from, kPartPlainBytes)), '\0');
			if (!in.read(plain.data(), real))
				throw ClientError(Failure::Local, file.path.string() + " changed while it was being sent");
			hash->update(reinterpret_cast<const std::uint8_t*>(plain.data()), static_cast<std::size_t>(real));
			putPart(key, file.id, part, parts, have, plain);
		}
		// The manifest is uploaded already, with the SHA-256 of the first reading.
		if (in.peek() != std::ifstream::traits_type::eof() || toHex(view(hash->final())) != file.sha256)
			throw ClientError(Failure::Local, file.path.string() + " changed while it was being sent");
	}

	/// Returns the parts of a file that are already on the server's disk.
	std::set<int> partsAt(const std::string& file)
	{
		std::set<int> out;
		if (_isNew) return out;
		const auto parts =
			_server.call("GET", path() + "/files/" + toBase64Url(file) + "/parts", {})->getArray("parts");
		for (unsigned i = 0; i < parts->size(); ++i) out.insert(parts->getElement<int>(i));
		return out;
	}

	void putPart(const SecretBytes& key,
		const std::string& file,
		int part,
		int parts,
		const std::set<int>& have,
		std::string_view plain)
	{
		if (!have.contains(part))
			_server.put(path() + "/files/" + toBase64Url(file) + "/parts/" + std::to_string(part),
				sealPart(key, {_draft.id, file, static_cast<std::uint32_t>(part), part + 1 == parts}, plain));
		_done += part + 1 == parts ? sealedBytes(static_cast<std::int64_t>(plain.size())) : kPartSealedBytes;
		if (_progress) _progress(_done, _total);
	}

	SentMessage send()
	{
		const auto answer = _server.call("POST", path() + "/send", _draft.body);
		SentMessage sent{.id = toBase64Url(_draft.id), .recipients = {}};
		const auto recipients = answer->getArray("recipients");
		for (unsigned i = 0; i < recipients->size(); ++i)
		{
			const auto each = recipients->getObject(i);
			SentRecipient recipient{
				.address = each->getValue<std::string>("address"), .link = {}, .code = {}, .eml = {}};
			if (!isByServer(_draft.delivery)) recipient.link = _draft.links.at(i);
			// The server repeats neither mail nor code when the response to an earlier attempt was lost.
			if (const auto mail = each->getObject("mail"); mail && _draft.delivery == "eml")
				recipient.eml = emlOf(*mail, _draft.links.at(i));
			if (const auto& code = _draft.codes.at(i); !code.empty()) recipient.code = code;
			sent.recipients.push_back(std::move(recipient));
		}
		return sent;
	}

	std::string path() const { return _draft.base + "/" + toBase64Url(_draft.id); }

	Transport& _server;
	const Draft& _draft;
	const bool _isNew;
	const Progress& _progress;
	std::int64_t _done = 0, _total = 0;
};

}

SentMessage complete(Transport& server, const Draft& draft, bool isNew, const Progress& progress)
try
{
	auto sent = Completion(server, draft, isNew, progress).run();
	forgetDraft(draft.id);
	return sent;
}
catch (const ClientError& e)
{
	// The message was destroyed, abandoned, or sent and has ended: there is nothing left to resume.
	if (e.failure() == Failure::Refused) forgetDraft(draft.id);
	if (e.failure() != Failure::Unreachable) throw;
	throw ClientError(
		e.failure(), std::string(e.what()) + "; `sx resume " + toBase64Url(draft.id) + "` goes on with it");
}

}
