#include "client/Draft.h"
#include "client/SealedFile.h"
#include "client/Slot.h"
#include "client/Text.h"

#include <botan/hash.h>

#include <Poco/JSON/Array.h>
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
constexpr std::size_t kFromBytes = 1024;  // room for a name and an address in JSON

DraftFile inspect(const std::filesystem::path& path)
{
	DraftFile source{.path = path, .id = std::string(view(randomBytes(16)))};
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
		if (c == '&')
			html += "&amp;";
		else if (c == '<')
			html += "&lt;";
		else if (c == '>')
			html += "&gt;";
		else if (c == '"')
			html += "&quot;";
		else if (c == '\n')
			html += "<br>";
		else if (static_cast<unsigned char>(c) >= 0x20 || c == '\t')
			html += c;
	}
	return html + "</p>";
}

class Sender
{
public:
	Sender(Transport& server, const OutgoingMessage& message, const Progress& progress):
		_server(server), _message(message), _progress(progress), _messageKey(randomBytes(32))
	{
	}

	SentMessage run()
	{
		// The server refuses a longer one, but only once everything is sealed and sent.
		constexpr std::size_t kMostClearBytes = 400'000;
		if (_message.isFilesOnly && htmlOf(_message.text).size() > kMostClearBytes)
			throw ClientError(Failure::Usage, "the text is too long for a mail in clear; attach it as a file");
		for (const auto& path: _message.files) _sources.push_back(inspect(path));
		// Leave room for the sender, whom the server names only after the sizes are agreed. Pad manifests to whole KiB
		// first, so that short ones all look alike.
		_manifestBytes = padmeBytes((static_cast<std::int64_t>(manifest("").size() + kFromBytes) + 1023) / 1024 * 1024);
		create();
		const auto draft = makeDraft();
		// From here on an interrupted send can be resumed.
		keepDraft(draft);
		return complete(_server, draft, true, _progress);
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
		Array::Ptr files = new Array;
		auto addFile = [&](const std::string& id, std::int64_t plain) {
			Object::Ptr file = new Object;
			file->set("id", toBase64Url(id));
			file->set("bytes", sealedBytes(plain));
			files->add(file);
		};
		addFile(std::string(16, '\0'), _manifestBytes);
		for (const auto& source: _sources) addFile(source.id, padmeBytes(source.bytes));
		Object::Ptr gates = new Object;
		gates->set("password", _message.password.has_value());
		if (_message.openingCode) gates->set("code", *_message.openingCode);
		Object::Ptr body = new Object;
		body->set("gates", gates);
		body->set("files", files);
		if (!_message.reply) setLimits(*body);
		_created = _server.call("POST", base(), body, false);
		_id = fromBase64Url(_created->getValue<std::string>("id"));
	}

	/// Sets the limits, which the server decides by itself for a reply.
	void setLimits(Object& body) const
	{
		Array::Ptr recipients = new Array;
		for (const auto& address: _message.to)
		{
			Object::Ptr recipient = new Object;
			recipient->set("address", address);
			if (const auto name = _message.names.find(address); name != _message.names.end())
				recipient->set("name", name->second);
			if (const auto mobile = _message.mobiles.find(address); mobile != _message.mobiles.end())
			{
				Object::Ptr gates = new Object;
				gates->set(kSms, _message.delivery != kSms);
				recipient->set("gates", gates);
				recipient->set("mobile", mobile->second);
			}
			recipients->add(recipient);
		}
		body.set("language", _message.language);
		body.set("opens", _message.opens);
		body.set("expires_in", static_cast<Poco::Int64>(_message.expiresIn.count()));
		body.set("delivery", _message.delivery);
		if (_message.isFilesOnly) body.set("protect", "files");
		body.set("recipients", recipients);
	}

	Draft makeDraft() const
	{
		const auto from = _created->getObject("from");
		Draft draft{.origin = _server.origin(),
			.base = base(),
			.lease = _message.reply ? _message.reply->lease : "",
			.id = _id,
			.messageKey = _messageKey,
			.manifest = manifest(firstBytes(from->getValue<std::string>("name"), kFromBytes / 4) + " <" +
				from->getValue<std::string>("address") + ">"),
			.manifestBytes = _manifestBytes,
			.files = _sources,
			.body = new Object,
			.links = {},
			.codes = {},
			.delivery = _message.delivery};
		Array::Ptr grants = new Array;
		const auto created = _created->getArray("grants");
		for (unsigned i = 0; i < created->size(); ++i)
		{
			const auto grant = created->getObject(i);
			const auto linkSecret = randomBytes(32);
			grants->add(grantSlot(*grant, linkSecret));
			draft.links.push_back(
				_server.origin() + "/m/" + grant->getValue<std::string>("token") + "#" + linkFragment(linkSecret));
			draft.codes.push_back(grant->isNull("code") ? std::string() : grant->getValue<std::string>("code"));
		}
		draft.body->set("grants", grants);
		// The note is for the sender's own list; whoever replies has none here.
		if (!_message.reply) draft.body->set("note", toBase64Url(sealNote(deviceKey(), _id, note())));
		draft.body->set("notice", notice());
		return draft;
	}

	Object::Ptr grantSlot(const Object& grant, const SecretBytes& linkSecret) const
	{
		// The server decides who is asked for the opening code: the company may want it always.
		const bool asksCode = grant.optValue<unsigned>("flags", 0) & kCodeFlag;
		const auto header = SlotHeader::make(_id,
			fromBase64Url(grant.getValue<std::string>("grant")),
			{.password = _message.password.has_value(), .sms = asksSms(grant), .openingCode = asksCode});
		const auto share = secret(fromBase64Url(grant.getValue<std::string>("share")));
		const auto passKey = passwordKey(header, _message.password.value_or(""));
		Object::Ptr out = new Object;
		out->set("grant", grant.getValue<std::string>("grant"));
		out->set("slot", toBase64Url(makeSlot(header, linkSecret, share, passKey, _messageKey)));
		out->set("proof", toBase64Url(view(linkProof(linkSecret))));
		if (header.gates.password) out->set("password_proof", toBase64Url(view(passwordProof(header, passKey))));
		if (isByServer(_message.delivery)) out->set("link_secret", toBase64Url(view(linkSecret)));
		return out;
	}

	/// Tells whether the slot must ask for a code by SMS: the sender wants it, or the server demands it for a recipient
	/// who protects replies. The server writes addresses in lower case.
	bool asksSms(const Object& grant) const
	{
		if (grant.optValue<unsigned>("flags", 0) & kSmsFlag) return true;
		return asksSmsCode(_message, grant.optValue<std::string>("address", ""));
	}

	Object::Ptr notice() const
	{
		Array::Ptr files = new Array;
		for (const auto& source: _sources)
		{
			Object::Ptr file = new Object;
			file->set("name", safeFileName(source.path.filename().string()));  // as it will arrive
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

	std::string note() const
	{
		Array::Ptr names = new Array;
		for (const auto& source: _sources) names->add(source.path.filename().string());
		Object json;
		json.set("v", 1);
		json.set("subject", firstBytes(_message.subject, 500));
		json.set("files", names);
		std::string text = toJson(json);
		if (text.size() > kNoteBytes - 64)
		{
			json.set("files", Array::Ptr(new Array));
			text = toJson(json);
		}
		return text;
	}

	std::string base() const { return _message.reply ? "/m/" + _message.reply->token + "/reply" : "/api/v1/messages"; }

	Transport& _server;
	const OutgoingMessage& _message;
	const Progress& _progress;
	SecretBytes _messageKey;
	std::vector<DraftFile> _sources;
	std::int64_t _manifestBytes = 0;
	Object::Ptr _created;
	std::string _id;
};

}

bool asksSmsCode(const OutgoingMessage& message, const std::string& address)
{
	if (message.delivery == kSms) return false;
	return std::any_of(message.mobiles.begin(), message.mobiles.end(), [&](const auto& each) {
		return Poco::icompare(each.first, address) == 0;
	});
}

bool asksOpeningCode(const OutgoingMessage& message, const std::string& address)
{
	return message.openingCode.value_or(!message.password && !asksSmsCode(message, address));
}

SentMessage send(Transport& server, const OutgoingMessage& message, const Progress& progress)
{
	return Sender(server, message, progress).run();
}

SentMessage resume(const std::string& id, const std::string& authorization, const Progress& progress)
{
	const auto draft = keptDraft(id);
	Transport server(draft.origin, draft.lease.empty() ? authorization : "Lease " + draft.lease);
	return complete(server, draft, false, progress);
}

std::string sealNote(const SecretBytes& key, std::string_view message, const std::string& json)
{
	std::string padded = json;
	padded.resize(
		std::max<std::size_t>(
			static_cast<std::size_t>(padmeBytes((static_cast<std::int64_t>(json.size()) + 255) / 256 * 256)), 256),
		'\0');
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
	const std::filesystem::path folder = (configured && *configured
												 ? std::filesystem::path(configured)
												 : std::filesystem::path(home ? home : ".") / ".config") /
		"sx";
	const auto path = folder / "device.key";
	std::ifstream in(path, std::ios::binary);
	std::string bytes((std::istreambuf_iterator<char>(in)), {});
	if (bytes.size() == 32) return secret(bytes);
	std::filesystem::create_directories(folder);
	auto made = randomBytes(32);
	const auto earlier = umask(0077);
	std::ofstream out(path, std::ios::binary | std::ios::trunc);
	umask(earlier);
	out.write(reinterpret_cast<const char*>(made.data()), 32);
	if (!out.flush()) throw ClientError(Failure::Local, "cannot write " + path.string());
	return made;
}

}
