#include "kernel/extend/PackageCheck.h"
#include "kernel/extend/LibraryFile.h"
#include "kernel/extend/Signature.h"

#include <algorithm>

namespace sx::extend {

Verdict checkSignature(const config::Manifest& plugin,
	const std::vector<std::string>& publishers,
	const std::string& buildKey,
	const sx::Keys& keys)
{
	auto signature = readSignature(plugin.folder);
	if (!signature)
		return {signature.error().code == Code::Missing ? SignatureState::Unsigned : SignatureState::Modified,
			signature.error().detail};
	const auto publicKey = keys.fromBase64Url(signature->publisher);
	const auto bytes = keys.fromBase64Url(signature->signature);
	const auto text = signedText(signature->id, signature->version, signature->publisher, signature->files);
	if (!publicKey || !bytes || publicKey->size() != 32 || bytes->size() != 64 ||
		!keys.verify(text, *bytes, *publicKey))
		return {SignatureState::Modified, "plugin.sig was changed"};
	if (signature->id != plugin.id || signature->version != plugin.version)
		return {SignatureState::Modified, "plugin.sig is of " + signature->id + " " + signature->version};
	auto found = digestFolder(plugin.folder);
	if (!found) return {SignatureState::Modified, found.error().detail};
	if (auto differs = compareDigests(signature->files, *found); !differs.empty())
		return {SignatureState::Modified, differs};
	if (!buildKey.empty() && signature->publisher == buildKey) return {SignatureState::Core, "built with this server"};
	const bool isKnown = std::find(publishers.begin(), publishers.end(), signature->publisher) != publishers.end();
	return {isKnown ? SignatureState::Signed : SignatureState::Unknown, signature->publisher};
}

std::string refusalOf(const Verdict& verdict, Environment environment)
{
	if (environment != Environment::Production) return {};
	switch (verdict.state)
	{
	case SignatureState::Core:
	case SignatureState::Signed: return {};
	case SignatureState::Unsigned: return "is unsigned; sign it with tools/sign-plugin, or run it in development only";
	case SignatureState::Unknown:
		return "is signed by an unknown publisher: add " + verdict.detail + " to plugins.publishers if you trust it";
	default: return "was modified after it was signed: " + verdict.detail + "; install it again";
	}
}

Result<> checkLibrary(const config::Manifest& plugin)
{
	if (plugin.isWithoutCode()) return {};
	const auto fingerprint = readFingerprint(plugin.library());
	if (!fingerprint) return fingerprint.error();
	const auto differs = compareFingerprints(*fingerprint, Fingerprint{});
	if (!differs.empty()) return Error{Code::Invalid, differs};
	return {};
}

}
