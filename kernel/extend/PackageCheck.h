// Is a plugin's folder what somebody vouched for, and can its library run here? Runs none of its code.
#pragma once
#include "kernel/config/Manifest.h"
#include "kernel/extend/PluginHost.h"

#include <string>
#include <vector>

namespace sx::extend {

struct Verdict
{
	SignatureState state = SignatureState::Unsigned;
	std::string detail{};  // what differs, or who signed
};

/// publishers: base64url. buildKey: likewise; empty: none.
Verdict checkSignature(const config::Manifest& plugin,
	const std::vector<std::string>& publishers,
	const std::string& buildKey,
	const sx::Keys& keys);

/// Why this state may not run in that environment, and what to do; empty when it may.
std::string refusalOf(const Verdict& verdict, Environment environment);

/// Errors: Invalid: the library cannot run in this server; detail names the differing fields.
Result<> checkLibrary(const config::Manifest& plugin);

}
