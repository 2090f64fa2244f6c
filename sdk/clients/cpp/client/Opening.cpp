#include "client/Opening.h"

#include "client/Delivery.h"
#include "client/Link.h"
#include "client/SealedFile.h"
#include "client/Text.h"

#include <botan/hash.h>

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Parser.h>
#include <Poco/TextIterator.h>
#include <Poco/UTF8Encoding.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include <sys/stat.h>

namespace sx::client {

namespace {

using Poco::JSON::Object;

/// Keeps what a second run needs to resume: the lease, in a file that only its owner can read. Deleted once everything
/// is downloaded.
class LeaseFile
{
public:
	LeaseFile(const std::filesystem::path& folder, const std::string& token):
		_path(folder / (".sx-lease-" + toHex(sha256("sx/lease" + token)).substr(0, 16)))
	{
		std::ifstream in(_path);
		std::string kept;
		if (in >> kept >> opensLeft && kept.size() == 43)
		{
			lease = kept;
			isResumed = true;
		}
		else
			lease = toBase64Url(view(randomBytes(32)));
	}
	void keep() const
	{
		const auto earlier = umask(0077);
		std::ofstream out(_path, std::ios::trunc);
		umask(earlier);
		out << lease << ' ' << opensLeft << '\n';
		if (!out.flush()) throw ClientError(Failure::Local, "cannot write " + _path.string());
	}
	void remove() const noexcept
	{
		std::error_code ignored;
		std::filesystem::remove(_path, ignored);
	}

	std::string lease;
	int opensLeft = 0;
	bool isResumed = false;

private:
	std::filesystem::path _path;
};

class Opener
{
public:
	Opener(const std::string& link, const OpenOptions& options, const Progress& progress):
		_options(options), _progress(progress), _link(parseLink(link, options.toldCode.value_or(""))),
		_server(_link.origin), _path("/m/" + _link.token), _proof(toBase64Url(view(linkProof(_link.secret))))
	{
		std::error_code error;
		std::filesystem::create_directories(_options.folder, error);
		if (error) throw ClientError(Failure::Local, "cannot make " + _options.folder.string());
	}

	OpenedMessage run()
	{
		LeaseFile lease(_options.folder, _link.token);
		OpenedMessage message;
		const auto opened = takeOpen(lease, message);
		unwrap(*opened);
		_server.authorize("Lease " + lease.lease);
		readManifest(message);
		if (_options.reply) _options.reply(_server, message, {_link.token, lease.lease});
		_server.call("POST", _path + "/finish", {}, true);
		lease.remove();
		return message;
	}

private:
	Object::Ptr takeOpen(LeaseFile& lease, OpenedMessage& message)
	{
		if (lease.isResumed)
		{
			try
			{
				message.opensLeft = lease.opensLeft;
				return askToOpen(lease.lease, {});
			}
			catch (const ClientError& e)
			{
				// The lease has ended: this is a new open, with all its gates.
				if (e.failure() == Failure::Unreachable) throw;
				lease.remove();
				lease = LeaseFile(_options.folder, _link.token);
			}
		}
		Object::Ptr ask = new Object;
		ask->set("proof", _proof);
		const auto gates = _server.call("POST", _path + "/gates", ask);
		const auto header = SlotHeader::parse(fromBase64Url(gates->getValue<std::string>("header")));
		if (header.gates.openingCode && !_options.code)
			throw ClientError(Failure::Usage, "this message needs the opening code of the mail: --code");
		if (header.gates.password && !_options.password)
			throw ClientError(Failure::Usage, "this message needs a password: --password");
		if (header.gates.sms && !_options.smsCode) askSmsCode(gates);
		lease.opensLeft = message.opensLeft = std::max(gates->getValue<int>("opens_left") - 1, 0);
		// Keep the lease before asking for it: a lost response must not cost a second open.
		lease.keep();
		try
		{
			return askToOpen(lease.lease, header);
		}
		catch (const ClientError& e)
		{
			if (e.failure() != Failure::Unreachable) lease.remove();
			throw;
		}
	}

	void askSmsCode(const Object::Ptr& gates)
	{
		const auto shown = gates->getObject("shown"), sms = shown ? shown->getObject(kSms) : Object::Ptr();
		const auto masked = sms ? sms->optValue<std::string>("to", "") : std::string();
		Object::Ptr ask = new Object;
		ask->set("proof", _proof);
		_server.call("POST", _path + "/gates/" + kSms + "/ask", ask);
		if (_options.tellSmsCode) _smsCode = _options.tellSmsCode(masked);
		if (_smsCode.empty())
			throw ClientError(Failure::Usage, "a code went by SMS to " + masked + "; open again with it: --sms-code");
	}

	Object::Ptr askToOpen(const std::string& lease, const std::optional<SlotHeader>& header)
	{
		Object::Ptr ask = new Object;
		ask->set("proof", _proof);
		ask->set("lease", lease);
		if (header && header->gates.password)
		{
			_passwordKey = passwordKey(*header, *_options.password);
			ask->set("password_proof", toBase64Url(view(passwordProof(*header, _passwordKey))));
		}
		if (header && header->gates.openingCode) ask->set("code", typedOpeningCode(*_options.code));
		if (header && header->gates.sms)
		{
			Object::Ptr answers = new Object;
			answers->set(kSms, _options.smsCode.value_or(_smsCode));
			ask->set("answers", answers);
		}
		return _server.call("POST", _path + "/open", ask);
	}

	void unwrap(const Object& opened)
	{
		const auto slot = fromBase64Url(opened.getValue<std::string>("slot"));
		const auto header = SlotHeader::parse(std::string_view(slot).substr(0, SlotHeader::kBytes));
		if (_passwordKey.empty())
		{
			if (header.gates.password && !_options.password)
				throw ClientError(Failure::Usage, "this message needs a password: --password");
			_passwordKey = passwordKey(header, _options.password.value_or(""));
		}
		_message = header.message;
		_messageKey = openSlot(
			slot, _link.secret, secret(fromBase64Url(opened.getValue<std::string>("share"))), _passwordKey);
		const auto files = opened.getArray("files");
		for (unsigned i = 0; i < files->size(); ++i)
			_sealedBytes[files->getObject(i)->getValue<std::string>("id")] = files->getObject(i)->getValue<Poco::Int64>(
				"bytes");
	}

	std::string partOf(const std::string& id, int part)
	{
		const auto found = _sealedBytes.find(toBase64Url(id));
		if (found == _sealedBytes.end())
			throw ClientError(Failure::Damaged, "the server does not have a file that the message names");
		const auto sealed = found->second;
		const int parts = partCount(paddedBytesOf(sealed));
		const auto from = part * kPartSealedBytes;
		const auto bytes = _server.range(
			_path + "/files/" + toBase64Url(id), from, std::min(sealed - from, kPartSealedBytes));
		return openPart(fileKey(_messageKey, _message, id),
			{_message, id, static_cast<std::uint32_t>(part), part + 1 == parts},
			bytes);
	}

	void readManifest(OpenedMessage& message)
	{
		const std::string manifestId(16, '\0');
		std::string text;
		for (int part = 0, parts = partCount(paddedBytesOf(_sealedBytes[toBase64Url(manifestId)])); part < parts;
			 ++part)
			text += partOf(manifestId, part);
		text.erase(text.find_last_not_of('\0') + 1);
		Object::Ptr manifest;
		try
		{
			manifest = Poco::JSON::Parser().parse(text).extract<Object::Ptr>();
		}
		catch (const std::exception&)
		{
			throw ClientError(Failure::Damaged, "the message's own list of contents cannot be read");
		}
		if (manifest->optValue<int>("v", 0) != 1)
			throw ClientError(Failure::Damaged, "the message is written in a newer form; update this program");
		message.subject = manifest->optValue<std::string>("subject", "");
		message.from = manifest->optValue<std::string>("from", "");
		if (const auto body = manifest->getObject("body")) message.text = body->optValue<std::string>("text", "");
		const auto files = manifest->getArray("files");
		for (unsigned i = 0; files && i < files->size(); ++i)
			_total += files->getObject(i)->getValue<Poco::Int64>("size");
		for (unsigned i = 0; files && i < files->size(); ++i)
			message.files.push_back(download(*files->getObject(i), message.files));
	}

	OpenedFile download(const Object& entry, const std::vector<OpenedFile>& earlier)
	{
		OpenedFile file{.name = safeFileName(entry.getValue<std::string>("name")),
			.size = entry.getValue<Poco::Int64>("size"),
			.sha256 = entry.getValue<std::string>("sha256"),
			.path = {}};
		file.path = freePath(file.name, earlier);
		const auto id = fromBase64Url(entry.getValue<std::string>("id"));
		const auto partial = _options.folder / ("." + toHex(sha256(_message + id)).substr(0, 16) + ".sx-part");
		const auto padded = paddedBytesOf(_sealedBytes[toBase64Url(id)]);
		if (file.size < 0 || file.size > padded)
			throw ClientError(Failure::Damaged, "a file is shorter than the message says");
		try
		{
			fetchParts(id, file, padded, partial);
		}
		catch (const ClientError& e)
		{
			std::error_code ignored;
			if (e.failure() == Failure::Damaged) std::filesystem::remove(partial, ignored);
			throw;
		}
		std::filesystem::rename(partial, file.path);
		return file;
	}

	/// Appends the missing parts, and also hashes what an earlier run left.
	void fetchParts(
		const std::string& id, const OpenedFile& file, std::int64_t padded, const std::filesystem::path& partial)
	{
		const auto hash = Botan::HashFunction::create_or_throw("SHA-256");
		int part = keptParts(partial, file, *hash);
		const auto earlier = umask(0077);
		std::ofstream out(partial, std::ios::binary | std::ios::app);
		umask(earlier);
		for (const int parts = partCount(padded); part < parts; ++part)
		{
			const auto plain = partOf(id, part);
			const auto real = std::clamp<std::int64_t>(
				file.size - part * kPartPlainBytes, 0, static_cast<std::int64_t>(plain.size()));
			if (std::any_of(plain.begin() + real, plain.end(), [](char c) { return c != '\0'; }))
				throw ClientError(Failure::Damaged, "a file's padding is not what it should be");
			hash->update(reinterpret_cast<const std::uint8_t*>(plain.data()), static_cast<std::size_t>(real));
			out.write(plain.data(), real);
			if (!out.flush())
				throw ClientError(Failure::Local, "cannot write " + partial.string() + ": is the disk full?");
			_done += real;
			if (_progress) _progress(_done, _total);
		}
		if (toHex(view(hash->final())) != file.sha256)
			throw ClientError(Failure::Damaged, file.name + " is not what was sent: its fingerprint differs");
	}

	int keptParts(const std::filesystem::path& partial, const OpenedFile& file, Botan::HashFunction& hash)
	{
		std::error_code error;
		const auto there = std::filesystem::file_size(partial, error);
		if (error) return 0;
		const auto bytes = std::min<std::int64_t>(static_cast<std::int64_t>(there), file.size) / kPartPlainBytes *
			kPartPlainBytes;
		std::filesystem::resize_file(partial, static_cast<std::uintmax_t>(bytes));
		std::ifstream in(partial, std::ios::binary);
		std::vector<char> buffer(256 * 1024);
		while (in.read(buffer.data(), static_cast<std::streamsize>(buffer.size())), in.gcount() > 0)
			hash.update(reinterpret_cast<const std::uint8_t*>(buffer.data()), static_cast<std::size_t>(in.gcount()));
		_done += bytes;
		return static_cast<int>(bytes / kPartPlainBytes);
	}

	/// Chooses a path that never overwrites a file: "plan.pdf", "plan (2).pdf".
	std::filesystem::path freePath(const std::string& name, const std::vector<OpenedFile>& earlier) const
	{
		const std::filesystem::path plain(name);
		for (int i = 1;; ++i)
		{
			auto candidate = i == 1 ? _options.folder / plain
									: _options.folder /
					(plain.stem().string() + " (" + std::to_string(i) + ")" + plain.extension().string());
			const bool isTaken = std::any_of(
				earlier.begin(), earlier.end(), [&](const OpenedFile& each) { return each.path == candidate; });
			if (!isTaken && !std::filesystem::exists(std::filesystem::symlink_status(candidate))) return candidate;
		}
	}

	const OpenOptions& _options;
	const Progress& _progress;
	Link _link;
	Transport _server;
	std::string _path;
	std::string _proof;
	SecretBytes _passwordKey, _messageKey;
	std::string _smsCode;
	std::string _message;
	std::map<std::string, std::int64_t> _sealedBytes;
	std::int64_t _done = 0, _total = 0;
};

}

OpenedMessage open(const std::string& link, const OpenOptions& options, const Progress& progress)
{
	return Opener(link, options, progress).run();
}

namespace {

Object::Ptr receiptFile(const std::string& json)
{
	Object::Ptr file;
	try
	{
		file = Poco::JSON::Parser().parse(json).extract<Object::Ptr>();
	}
	catch (const std::exception&)
	{
		throw ClientError(Failure::Usage, "this is no receipt");
	}
	if (!file->getObject("receipt") || !file->has("signature") || !file->has("key"))
		throw ClientError(Failure::Usage, "this is no receipt");
	return file;
}

}

std::string signerOf(const std::string& receipt) { return receiptFile(receipt)->getValue<std::string>("key"); }

std::string keyOf(const std::string& server)
{
	return Transport(server).call("GET", "/api/v1/server-key", {})->getValue<std::string>("key");
}

std::string verifyReceipt(const std::string& json, const std::string& expectedKey)
{
	const auto file = receiptFile(json);
	const auto receipt = file->getObject("receipt");
	if (receipt->optValue<int>("v", 0) != 1)
		throw ClientError(Failure::Damaged, "the receipt has a newer form; update this program");
	const auto key = file->getValue<std::string>("key");
	if (key != expectedKey) throw ClientError(Failure::Damaged, "the receipt was signed by another server");
	// Poco sorts an object's members by name, and receipts hold ASCII and integers only: this is RFC 8785.
	std::ostringstream canonical;
	receipt->stringify(canonical);
	if (!verifyEd25519(fromBase64Url(key), canonical.str(), fromBase64Url(file->getValue<std::string>("signature"))))
		throw ClientError(Failure::Damaged, "the signature does not fit: the receipt was changed");
	return canonical.str();
}

}
