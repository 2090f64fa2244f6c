// sx-sign makes keys and signs plugin folders. tools/sign-plugin calls it, and so does the installation of this build.
#include "kernel/config/Manifest.h"
#include "kernel/extend/Signature.h"
#include "kernel/keys/Ed25519.h"
#include "kernel/keys/Encoding.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <vector>

namespace {

using namespace sx;

constexpr const char* kUsage =
	"usage: sx-sign make-key FILE            writes a new signing key (mode 0600) and prints its public key\n"
	"       sx-sign public-key FILE          prints the public key of a signing key\n"
	"       sx-sign sign FOLDER --key FILE   writes FOLDER/plugin.sig\n";

int fail(const std::string& text)
{
	std::cerr << "sx-sign: " << text << "\n";
	return 1;
}

/// Begins a key file; after it come the 32 bytes of the seed in base64url.
constexpr std::string_view kHead = "sx-signing-key/1 ";

Result<> makeKey(const std::string& file)
{
	const Fd fd(::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
	if (!fd) return Error{Code::Conflict, file + ": " + std::strerror(errno)};
	const auto pair = keys::makeSigningPair();
	Secret text(std::string(kHead) + keys::toBase64Url(pair.seed.reveal()) + "\n");
	if (::write(fd.get(), text.reveal().data(), text.size()) != static_cast<ssize_t>(text.size()) ||
		::fsync(fd.get()) != 0)
		return Error{Code::Unavailable, file + ": " + std::strerror(errno)};
	return {};
}

Result<keys::SigningPair> readKey(const std::string& file)
{
	struct stat info
	{
	};
	if (::stat(file.c_str(), &info) != 0) return Error{Code::Missing, file + ": " + std::strerror(errno)};
	if (info.st_mode & 077) return Error{Code::Denied, file + ": others may read it; chmod 600 it"};
	std::ifstream stream(file);
	std::string line;
	std::getline(stream, line);
	const Secret text(std::move(line));
	if (!text.reveal().starts_with(kHead))
		return Error{Code::Invalid, file + ": not a signing key; make one with make-key"};
	auto seed = keys::fromBase64Url(text.reveal().substr(kHead.size()));
	if (!seed || seed->size() != 32) return Error{Code::Invalid, file + ": not a signing key; make one with make-key"};
	return keys::signingPairOf(Secret(std::move(seed->value)));
}

Result<std::string> signFolder(const std::string& folder, const std::string& keyFile)
{
	auto pair = readKey(keyFile);
	if (!pair) return pair.error();
	auto manifest = config::readManifest(folder);
	if (!manifest) return manifest.error();
	if (!std::filesystem::exists(manifest->library()) && !manifest->isWithoutCode())
		return Error{Code::Missing, manifest->library() + " is missing: build the plugin first"};
	auto files = extend::digestFolder(manifest->folder);
	if (!files) return files.error();
	const auto publisher = keys::toBase64Url(pair->publicKey.value);
	const auto signature = keys::signEd25519(
		*pair, extend::signedText(manifest->id, manifest->version, publisher, *files));
	const auto target = manifest->folder + "/plugin.sig";
	{
		std::ofstream stream(target + ".new", std::ios::binary | std::ios::trunc);
		stream << extend::writeSignature(
			manifest->id, manifest->version, publisher, *files, keys::toBase64Url(signature.value));
		if (!stream.flush()) return Error{Code::Unavailable, target + " cannot be written"};
	}
	std::filesystem::rename(target + ".new", target);
	return "signed " + manifest->id + " " + manifest->version + " (" + std::to_string(files->size()) + " files) as " +
		publisher;
}

int run(const std::vector<std::string>& words)
{
	if (words.size() == 2 && (words[0] == "make-key" || words[0] == "public-key"))
	{
		if (words[0] == "make-key")
			if (auto made = makeKey(words[1]); !made) return fail(made.error().detail);
		auto pair = readKey(words[1]);
		if (!pair) return fail(pair.error().detail);
		std::cout << keys::toBase64Url(pair->publicKey.value) << "\n";
		return 0;
	}
	if (words.size() == 4 && words[0] == "sign" && words[2] == "--key")
	{
		auto done = signFolder(words[1], words[3]);
		if (!done) return fail(done.error().detail);
		std::cout << *done << "\n";
		return 0;
	}
	std::cerr << kUsage;
	return 2;
}

}

int main(int argc, char** argv)
try
{
	return run(std::vector<std::string>(argv + 1, argv + argc));
}
catch (const std::exception& e)
{
	return fail(e.what());
}
