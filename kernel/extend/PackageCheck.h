// Checks that a plugin's folder is as its publisher signed it and that its library can run here; runs none of its code.
#pragma once
#include "kernel/config/Manifest.h"
#include "kernel/extend/PluginHost.h"

#include <string>
#include <vector>

namespace sx::extend {

struct Verdict
{
	SignatureState state = SignatureState::Unsigned;
	std::string detail{};  // what differs, or the publisher who signed
};

/// Compares a plugin's folder with its plugin.sig. publishers, buildKey: public keys in base64url; an empty buildKey
/// means that this build has none.
Verdict checkSignature(const config::Manifest& plugin,
	const std::vector<std::string>& publishers,
	const std::string& buildKey,
	const sx::Keys& keys);

/// Says why a plugin in this state may not run in that environment, and what to do; returns an empty text when it may.
std::string refusalOf(const Verdict& verdict, Environment environment);

/// Checks that the library was built for this server; a theme without code passes. Errors: Invalid; `detail` says what
/// does not fit.
Result<> checkLibrary(const config::Manifest& plugin);

}
