// The keys of this deployment, and everything the server does with them.
#pragma once
#include "sx/kit.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace sx::keys {

/// A master key as operators see it.
struct KeyInfo
{
	std::string id;  // 8 hexadecimal digits
	Instant created{};
	bool isCurrent = false;
	bool isRetired = false;  // only its id is left
};

/// Master keys (file), the keys derived from them, and the signing key (FILE.signing, sealed under the current one).
/// Copies of both files make several nodes one deployment. [any thread]
class KeyRing final: public sx::Keys
{
public:
	/// Reads the master file; makes it and the signing key, with mode 0600, when both are missing and mayCreate.
	/// Errors: Missing; Denied (others than the owner may read it, or another owner); Invalid (content);
	/// Unavailable (cannot be read or written). No error holds a key.
	static Result<std::unique_ptr<KeyRing>> open(const std::filesystem::path& masterFile, bool mayCreate) noexcept;
	~KeyRing();

	std::vector<KeyInfo> list() const;
	/// Adds a key and makes it the current one; the file is replaced atomically. Returns its id.
	/// Other processes see it at reload(), or when they meet its id.
	Result<std::string> rotate() noexcept;
	/// Forgets a key: what it sealed no longer opens, its macs no longer match. Errors: Missing; Conflict (current or
	/// retired).
	Result<> retire(std::string_view id) noexcept;
	/// Reads the files again (another process rotated).
	Result<> reload() const noexcept;
	/// The id of the key that sealed this; empty when it is no sealed value. For re-sealing sweeps.
	std::string keyIdOf(const Bytes& sealed) const;

	Bytes random(std::size_t bytes) const override;
	std::string token() const override;
	std::string uuid() const override;
	Bytes seal(std::string_view identity, std::string_view plaintext) const override;
	Result<Secret> open(std::string_view identity, const Bytes& sealed) const override;
	Bytes mac(std::string_view purpose, std::string_view data) const override;
	bool matches(std::string_view purpose, std::string_view data, const Bytes& mac) const override;
	bool equal(std::string_view left, std::string_view right) const noexcept override;
	Bytes sha256(std::string_view data) const override;
	Bytes sign(std::string_view data) const override;
	bool verify(std::string_view data, const Bytes& signature, const Bytes& publicKey) const noexcept override;
	Bytes publicKey() const override;
	std::string toBase64Url(std::string_view bytes) const override;
	Result<Bytes> fromBase64Url(std::string_view text) const override;
	std::string toHex(std::string_view bytes) const override;

private:
	class Impl;
	explicit KeyRing(std::unique_ptr<Impl> impl);
	std::unique_ptr<Impl> _impl;
};

}
