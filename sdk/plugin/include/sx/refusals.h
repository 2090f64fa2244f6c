// Records who was refused, so that attacks leave a trace: keys, links, codes, origins and permissions.
#pragma once
#include "sx/http.h"

namespace sx {

/// Describes one refusal. Holds no secret: neither the key nor the link that was tried. Since: SDK 1.0
struct Refusal
{
	std::string kind;     // "auth.key_refused", "auth.link_refused", "access.denied", "origin.refused" …
	std::string cause{};  // why, in one word: "revoked", "other_browser"
	TenantId tenant{};    // empty: no company answers to the host
	UserId person{};      // who is signed in, owns the key, or is named by the link; empty: unknown
	std::string key{};    // id of the API key
	std::string route{};  // pattern of the path, never the path
	std::string address{};
	std::string network{};  // what counts as one caller: the IPv4 address, or the /64 of an IPv6 address
};

/// Takes note of refusals: in the log, in the metrics and, through the keepers, in the company's journal. Found with
/// Context::find; the kernel provides it, so no plugin.yaml names it. It notes by itself what it refuses: keys, origins
/// and permissions. [any thread; never blocks] Since: SDK 1.0
class Refusals
{
public:
	static constexpr std::string_view kId = "kernel.refusals/1";
	/// Notes what a handler refused. kind, cause: as in Refusal. person: who is meant, if nobody is signed in.
	virtual void note(
		const Request& request, std::string_view kind, std::string_view cause, const UserId& person = {}) noexcept = 0;
protected:
	~Refusals() = default;
};

/// Extension point: keeps refusals whose company is known. Provided before any plugin starts. Since: SDK 1.0
class RefusalKeeper
{
public:
	static constexpr std::string_view kId = "kernel.refusal_keeper/1";
	/// Keeps a refusal. Must bound what strangers can make it keep. [any thread; must not block]
	virtual void keep(const Refusal& refusal) noexcept = 0;
protected:
	~RefusalKeeper() = default;
};

}
