#include "client/Sending.h"

#include "client/SealedFile.h"
#include "client/Slot.h"

#include <botan/hash.h>

#include <Poco/JSON/Array.h>
#include <Poco/Net/MailMessage.h>
#include <Poco/Net/StringPartSource.h>
#include <Poco/String.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include <sys/stat.h>

namespace sx::client {

namespace {

using Poco::JSON::Array;
using Poco::JSON::Object;

constexpr std::size_t kNoteBytes = 4096;
constexpr std::size_t kFromBytes = 1024;  // what a name and an address can take in JSON

/// A file to seal: read twice, once for its fingerprint and once for its parts.
struct Source
{
	std::filesystem::path path;
	std::string id = std::string(view(randomBytes(16)));
	std::int64_t bytes = 0;
	std::string sha256{};
};

Source inspect(const std::filesystem::path& path)
{
	Source source{.path = path};
	std::ifstream in(path, std::ios::binary);
	if (!in) throw ClientError(Failure::Local, "cannot read " + path.string());
	const auto hash = Botan::HashFunction::create_or_throw("SHA-256");
	std::vector<char> buffer(256 * 1024);
	while (in.read(buffer.data(), static_cast<std::streamsize>(buffer.size())), in.gcount() > 0)
	{
		hash->update(reinterpret_cast<const std::uint8_t*>(buffer.data()), static_cast<std::size_t>(in.gcount()));
		source.bytes += in.gcount();
	}
	if (in.bad()) throw ClientError(Failure::Local, "cannot read " + path.string());
	const auto digest = hash->final();
	source.sha256 = toHex(view(digest));
	return source;
}

std::string toJson(const Object& object)
{
	std::ostringstream out;
	object.stringify(out);
	return out.str();
}

std::string htmlOf(const std::string& text)
{
	std::string html = "<p>";
	for (char c: text)
	{
		if (c == '&') html += "&amp;";
		else if (c == '<') html += "&lt;";
		else if (c == '>') html += "&gt;";
		else if (c == '"') html += "&quot;";
		else if (c == '\n') html += "<br>";
		else html += c;
	}
	return html + "</p>";
}

class Sender
{
public:
	Sender(Transport& server, const OutgoingMessage& message, const Progress& progress):
		_server(server), _message(message), _progress(progress), _messageKey(randomBytes(32)) {}

	SentMessage run()
	{
		for (const auto& path: _message.files) _sources.push_back(inspect(path));
		// The server says who the sender is only once the sizes are agreed, so room is kept for it. Messages to whole KiB
		// first, so that short ones all look alike.
		_manifestBytes = padmeBytes((static_cast<std::int64_t>(manifest("").size() + kFromBytes) + 1023) / 1024 * 1024);
		create();
		putManifest();
		for (const auto& source: _sources) putFile(source);
		return finish();
	}

private:
	std::string manifest(const std::string& from) const
	{
		Array::Ptr files = new Array;
		for (const auto& source: _sources)
		{
			Object::Ptr file = new Object;
			file->set("id", toBase64Url(source.id));
			file->set("name", source.path.filename().string());
			file->set("type", "application/octet-stream");
			file->set("size", source.bytes);
			file->set("sha256", source.sha256);
			files->add(file);
		}
		Object::Ptr body = new Object;
		body->set("text", _message.isFilesOnly ? std::string() : _message.text);
		body->set("html", _message.isFilesOnly ? std::string() : htmlOf(_message.text));
		Object json;
		json.set("v", 1);
		json.set("subject", _message.subject);
		json.set("from", from);
		json.set("language", _message.language);
		json.set("body", body);
		json.set("files", files);
		return toJson(json);
	}

	void create()
	{
		Array::Ptr recipients = new Array, files = new Array;
		for (const auto& address: _message.to)
		{
			Object::Ptr recipient = new Object;
			recipient->set("address", address);
			recipients->add(recipient);
		}
		auto addFile = [&](const std::string& id, std::int64_t plain) {
			Object::Ptr file = new Object;
			file->set("id", toBase64Url(id));
			file->set("bytes", sealedBytes(plain));
			files->add(file);
			_total += sealedBytes(plain);
		};
		addFile(kManifest, _manifestBytes);
		for (const auto& source: _sources) addFile(source.id, padmeBytes(source.bytes));
		Object::Ptr gates = new Object;
		gates->set("password", _message.password.has_value());
		gates->set("code", true);
		Object::Ptr body = new Object;
		body->set("language", _message.language);
		body->set("opens", _message.opens);
		body->set("expires_in", static_cast<Poco::Int64>(_message.expiresIn.count()));
		body->set("delivery", _message.delivery);
		if (_message.isFilesOnly) body->set("protect", "files");
		body->set("gates", gates);
		body->set("recipients", recipients);
		body->set("files", files);
		_created = _server.call("POST", "/api/v1/messages", body, false);
		_id = fromBase64Url(_created->getValue<std::string>("id"));
	}

	void putManifest()
	{
		const auto from = _created->getObject("from");
		auto text = manifest(from->getValue<std::string>("name").substr(0, kFromBytes / 4) + " <" + from->getValue<std::string>("address") + ">");
		// Zeros are no JSON, so readers find the end.
		text.resize(static_cast<std::size_t>(_manifestBytes), '\0');
		const auto key = fileKey(_messageKey, _id, kManifest);
		const int parts = partCount(_manifestBytes);
		for (int part = 0; part < parts; ++part)
			putPart(key, kManifest, part, part + 1 == parts, std::string_view(text).substr(static_cast<std::size_t>(part * kPartPlainBytes), kPartPlainBytes));
	}

	void putFile(const Source& source)
	{
		std::ifstream in(source.path, std::ios::binary);
		const auto key = fileKey(_messageKey, _id, source.id);
		const auto padded = padmeBytes(source.bytes);
		const int parts = partCount(padded);
		const auto hash = Botan::HashFunction::create_or_throw("SHA-256");
		for (int part = 0; part < parts; ++part)
		{
			const auto from = part * kPartPlainBytes;
			const auto real = std::clamp<std::int64_t>(source.bytes - from, 0, kPartPlainBytes);
			std::string plain(static_cast<std::size_t>(std::min(padded - from, kPartPlainBytes)), '\0');
			if (!in.read(plain.data(), real)) throw ClientError(Failure::Local, source.path.string() + " changed while it was being sent");
			hash->update(reinterpret_cast<const std::uint8_t*>(plain.data()), static_cast<std::size_t>(real));
			putPart(key, source.id, part, part + 1 == parts, plain);
		}
		// The manifest has gone already, with the fingerprint of the first reading.
		if (in.peek() != std::ifstream::traits_type::eof() || toHex(view(hash->final())) != source.sha256)
			throw ClientError(Failure::Local, source.path.string() + " changed while it was being sent");
	}

	void putPart(const SecretBytes& key, const std::string& file, int part, bool isLast, std::string_view plain)
	{
		const auto sealed = sealPart(key, {_id, file, static_cast<std::uint32_t>(part), isLast}, plain);
		_server.put(path() + "/files/" + toBase64Url(file) + "/parts/" + std::to_string(part), sealed);
		_done += static_cast<std::int64_t>(sealed.size());
		if (_progress) _progress(_done, _total);
	}

	SentMessage finish()
	{
		Array::Ptr grants = new Array;
		std::vector<std::string> links;
		const auto created = _created->getArray("grants");
		for (unsigned i = 0; i < created->size(); ++i)
		{
			const auto grant = created->getObject(i);
			const auto linkSecret = randomBytes(32);
			grants->add(grantSlot(*grant, linkSecret));
			links.push_back(_server.origin() + "/m/" + grant->getValue<std::string>("token") + "#" + linkFragment(linkSecret));
		}
		Object::Ptr body = new Object;
		body->set("grants", grants);
		body->set("note", toBase64Url(sealNote(deviceKey(), _id, note())));
		body->set("notice", notice());
		const auto answer = _server.call("POST", path() + "/send", body);
		SentMessage sent{.id = toBase64Url(_id), .recipients = {}};
		const auto recipients = answer->getArray("recipients");
		for (unsigned i = 0; i < recipients->size(); ++i)
		{
			const auto each = recipients->getObject(i);
			SentRecipient recipient{.address = each->getValue<std::string>("address"), .link = {}, .code = {}, .eml = {}};
			if (!isMailed())
			{
				recipient.link = links.at(i);
				if (_message.delivery == "eml") recipient.eml = emlOf(*each->getObject("mail"), links.at(i));
				if (each->has("code") && !each->isNull("code")) recipient.code = each->getValue<std::string>("code");
			}
			sent.recipients.push_back(std::move(recipient));
		}
		return sent;
	}

	Object::Ptr grantSlot(const Object& grant, const SecretBytes& linkSecret) const
	{
		const auto header = SlotHeader::make(_id, fromBase64Url(grant.getValue<std::string>("grant")),
			{.password = _message.password.has_value(), .sms = false, .openingCode = true});
		const auto share = secret(fromBase64Url(grant.getValue<std::string>("share")));
		const auto passKey = passwordKey(header, _message.password.value_or(""));
		Object::Ptr out = new Object;
		out->set("grant", grant.getValue<std::string>("grant"));
		out->set("slot", toBase64Url(makeSlot(header, linkSecret, share, passKey, _messageKey)));
		out->set("proof", toBase64Url(view(linkProof(linkSecret))));
		if (header.gates.password) out->set("password_proof", toBase64Url(view(passwordProof(header, passKey))));
		if (isMailed()) out->set("link_secret", toBase64Url(view(linkSecret)));
		return out;
	}

	Object::Ptr notice() const
	{
		Array::Ptr files = new Array;
		for (const auto& source: _sources)
		{
			Object::Ptr file = new Object;
			file->set("name", source.path.filename().string());
			file->set("size", source.bytes);
			file->set("sha256", source.sha256);
			files->add(file);
		}
		Object::Ptr out = new Object;
		out->set("files", files);
		if (!_message.isFilesOnly) return out;
		Object::Ptr body = new Object;
		body->set("text", _message.text);
		body->set("html", htmlOf(_message.text));
		out->set("subject", _message.subject);
		out->set("body", body);
		return out;
	}

	/// The mail that the server worded, with the secret that it was never told.
	static std::string emlOf(const Object& mail, const std::string& link)
	{
		const auto hash = link.rfind('#');
		const auto slash = link.rfind('/', hash);
		const auto token = link.substr(slash + 1, hash - slash), secret = link.substr(hash + 1);
		auto fill = [&](const char* part) { return Poco::replace(mail.getValue<std::string>(part), token + mail.getValue<std::string>("placeholder"), token + secret); };
		auto mailbox = [&](const char* end) {
			const auto person = mail.getObject(end);
			const auto name = person->getValue<std::string>("name"), address = person->getValue<std::string>("address");
			return name.empty() || name == address ? address : Poco::Net::MailMessage::encodeWord(name, "UTF-8") + " <" + address + ">";
		};
		Poco::Net::MailMessage out;
		out.set("X-Unsent", "1");  // Outlook opens it as a draft
		out.setSender(mailbox("from"));
		out.set("To", mailbox("to"));
		out.setSubject(Poco::Net::MailMessage::encodeWord(mail.getValue<std::string>("subject"), "UTF-8"));
		out.setContentType("multipart/alternative");
		out.addContent(new Poco::Net::StringPartSource(fill("text"), "text/plain; charset=utf-8"), Poco::Net::MailMessage::ENCODING_BASE64);
		out.addContent(new Poco::Net::StringPartSource(fill("html"), "text/html; charset=utf-8"), Poco::Net::MailMessage::ENCODING_BASE64);
		std::ostringstream text;
		out.write(text);
		return text.str();
	}
	bool isMailed() const { return _message.delivery == "mail"; }

	std::string note() const
	{
		Array::Ptr names = new Array;
		for (const auto& source: _sources) names->add(source.path.filename().string());
		Object json;
		json.set("v", 1);
		json.set("subject", _message.subject.substr(0, 500));
		json.set("files", names);
		std::string text = toJson(json);
		if (text.size() > kNoteBytes - 64)
		{
			json.set("files", Array::Ptr(new Array));
			text = toJson(json);
		}
		return text;
	}

	std::string path() const { return "/api/v1/messages/" + toBase64Url(_id); }

	const std::string kManifest = std::string(16, '\0');
	Transport& _server;
	const OutgoingMessage& _message;
	const Progress& _progress;
	SecretBytes _messageKey;
	std::vector<Source> _sources;
	std::int64_t _manifestBytes = 0;
	Object::Ptr _created;
	std::string _id;
	std::int64_t _done = 0, _total = 0;
};

}

SentMessage send(Transport& server, const OutgoingMessage& message, const Progress& progress)
{
	return Sender(server, message, progress).run();
}

std::string sealNote(const SecretBytes& key, std::string_view message, const std::string& json)
{
	std::string padded = json;
	padded.resize(std::max<std::size_t>(static_cast<std::size_t>(padmeBytes((static_cast<std::int64_t>(json.size()) + 255) / 256 * 256)), 256), '\0');
	const std::string nonce(view(randomBytes(12)));
	return nonce + gcmSeal(key, nonce, "sx/1/note" + std::string(message), padded);
}

std::string openNote(const SecretBytes& key, std::string_view message, std::string_view note) noexcept
try
{
	if (note.size() < 28) return {};
	auto text = gcmOpen(key, note.substr(0, 12), "sx/1/note" + std::string(message), note.substr(12));
	text.erase(text.find_last_not_of('\0') + 1);
	return text;
}
catch (const std::exception&)
{
	return {};
}

SecretBytes deviceKey()
{
	const char* configured = std::getenv("XDG_CONFIG_HOME");
	const char* home = std::getenv("HOME");
	const std::filesystem::path folder = (configured && *configured ? std::filesystem::path(configured) : std::filesystem::path(home ? home : ".") / ".config") / "sx";
	const auto path = folder / "device.key";
	std::ifstream in(path, std::ios::binary);
	std::string bytes((std::istreambuf_iterator<char>(in)), {});
	if (bytes.size() == 32) return secret(bytes);
	std::filesystem::create_directories(folder);
	const auto made = randomBytes(32);
	const auto earlier = umask(0077);
	std::ofstream out(path, std::ios::binary | std::ios::trunc);
	umask(earlier);
	out.write(reinterpret_cast<const char*>(made.data()), 32);
	if (!out.flush()) throw ClientError(Failure::Local, "cannot write " + path.string());
	return made;
}

}
