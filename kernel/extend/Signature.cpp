#include "kernel/extend/Signature.h"
#include "kernel/base/JsonText.h"
#include "kernel/keys/Encoding.h"
#include "kernel/keys/Hasher.h"

#include <array>
#include <filesystem>
#include <fstream>
#include <set>

namespace sx::extend {

namespace {

namespace fs = std::filesystem;

constexpr const char* kFormat = "sx-plugin-signature/1";
constexpr const char* kFile = "plugin.sig";
constexpr std::size_t kMaxFiles = 10'000;
constexpr int kMaxDepth = 16;
constexpr std::uintmax_t kMaxFileBytes = 256u << 20;

Result<std::string> readFile(const fs::path& path)
{
	std::error_code failed;
	const auto size = fs::file_size(path, failed);
	std::ifstream stream(path, std::ios::binary);
	std::string out(failed ? 0 : size, '\0');
	if (failed || !stream.read(out.data(), static_cast<std::streamsize>(out.size())))
		return Error{Code::Unavailable, path.string() + ": cannot be read"};
	return out;
}

/// Hashes a file piece by piece: a library has megabytes, and to hold one whole takes longer than to hash it.
Result<Bytes> digestFile(const fs::path& path)
{
	std::ifstream stream(path, std::ios::binary);
	if (!stream) return Error{Code::Unavailable, path.string() + ": cannot be read"};
	keys::Hasher hasher;
	std::array<char, 65'536> piece;
	while (stream)
	{
		stream.read(piece.data(), piece.size());
		hasher.update({piece.data(), static_cast<std::size_t>(stream.gcount())});
	}
	if (stream.bad()) return Error{Code::Unavailable, path.string() + ": cannot be read"};
	return hasher.finish();
}

class Walk
{
public:
	explicit Walk(fs::path root): _root(std::move(root)) {}

	Result<> folder(const fs::path& at, int depth)
	{
		if (depth > kMaxDepth) return Error{Code::Invalid, at.string() + ": deeper than 16 folders"};
		std::error_code failed;
		for (fs::directory_iterator each(at, failed), end; !failed && each != end; each.increment(failed))
			if (auto done = entry(each->path(), depth); !done) return done;
		if (failed) return Error{Code::Unavailable, at.string() + ": " + failed.message()};
		return {};
	}
	Digests files;

private:
	Result<> entry(const fs::path& path, int depth)
	{
		std::error_code failed;
		const auto status = fs::status(path, failed);
		if (fs::is_directory(status)) return folder(path, depth + 1);
		const auto name = path.lexically_relative(_root).generic_string();
		if (name == kFile) return {};
		if (!fs::is_regular_file(status)) return Error{Code::Invalid, path.string() + ": neither a file nor a folder"};
		if (fs::file_size(path, failed) > kMaxFileBytes || failed)
			return Error{Code::Invalid, path.string() + ": larger than 256 MiB"};
		if (files.size() >= kMaxFiles) return Error{Code::Invalid, _root.string() + ": more than 10,000 files"};
		auto digest = digestFile(path);
		if (!digest) return digest.error();
		files.emplace(name, keys::toHex(digest->value));
		return {};
	}

	fs::path _root;
};

Value bodyOf(const std::string& id, const std::string& version, const std::string& publisher, const Digests& files)
{
	Value::Object list;
	for (const auto& [name, digest]: files) list.emplace(name, digest);
	return Value::object(
		{{"format", kFormat}, {"id", id}, {"version", version}, {"publisher", publisher}, {"files", std::move(list)}});
}

}

Result<Digests> digestFolder(const std::string& folder)
{
	Walk walk(folder);
	if (auto done = walk.folder(folder, 0); !done) return done.error();
	return std::move(walk.files);
}

std::string signedText(
	const std::string& id, const std::string& version, const std::string& publisher, const Digests& files)
{
	// Write names beyond ASCII as hexadecimal bytes: writeCanonicalJson supports only ASCII member names.
	Digests plain;
	for (const auto& [name, digest]: files)
	{
		bool isAscii = !name.starts_with("hex:");
		for (const unsigned char c: name) isAscii = isAscii && c >= 0x20 && c < 0x7F;
		plain.emplace(isAscii ? name : "hex:" + keys::toHex(name), digest);
	}
	return base::writeCanonicalJson(bodyOf(id, version, publisher, plain));
}

std::string writeSignature(const std::string& id,
	const std::string& version,
	const std::string& publisher,
	const Digests& files,
	const std::string& signature)
{
	return base::writeJson(bodyOf(id, version, publisher, files).set("signature", signature)) + "\n";
}

Result<Signature> readSignature(const std::string& folder)
{
	const fs::path path = fs::path(folder) / kFile;
	std::error_code ignored;
	if (!fs::exists(path, ignored)) return Error{Code::Missing, "no plugin.sig"};
	auto text = readFile(path);
	if (!text) return text.error();
	auto json = base::parseJson(*text);
	if (!json || (*json)["format"].text() != kFormat || !(*json)["files"].isObject())
		return Error{Code::Invalid, "plugin.sig is not of format " + std::string(kFormat)};
	Signature out{
		(*json)["id"].text(), (*json)["version"].text(), (*json)["publisher"].text(), {}, (*json)["signature"].text()};
	for (const auto& [name, digest]: (*json)["files"].members()) out.files.emplace(name, digest.text());
	return out;
}

std::string compareDigests(const Digests& signedOnes, const Digests& found)
{
	std::string out;
	int count = 0;
	const auto add = [&](const std::string& name, const char* what) {
		if (++count > 5) return;  // name only the first few
		out += (out.empty() ? "" : ", ") + name + " " + what;
	};
	for (const auto& [name, digest]: signedOnes)
	{
		const auto file = found.find(name);
		if (file == found.end())
			add(name, "is missing");
		else if (file->second != digest)
			add(name, "was changed");
	}
	for (const auto& [name, digest]: found)
		if (!signedOnes.contains(name)) add(name, "was added");
	if (count > 5) out += " and " + std::to_string(count - 5) + " more";
	return out;
}

}
