// Holds the keys of this deployment and does everything that the server does with them.
#pragma once
#include "kernel/keys/EpochKeys.h"
#include "sx/kit.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace sx::keys {

/// Describes a master key to operators.
struct KeyInfo
{
	std::string id;  // 8 hexadecimal digits
	Instant created{};
	bool isCurrent = false;
	bool isRetired = false;  // only its id is left
};

/// Holds the master keys (FILE), the keys derived from them, and the signing key (FILE.signing, sealed under the
/// current master key), and the keys of days (FILE.days). Several nodes form one deployment when they share the folder
/// of these files. [any thread]
class KeyRing final: public sx::Keys
{
public:
	/// Reads both files. With mayCreate, first creates a missing signing key, and the master file too if it is missing
	/// as well, with mode 0600. Errors: Missing; Denied (others than the owner may read a file, or its owner is neither
	/// this user nor root); Invalid (content); Unavailable (cannot be read or written). No error holds a key.
	/// clock: must outlive the key ring; nullptr means the system's clock. daysCopy: EpochKeys::copy().
	static Result<std::unique_ptr<KeyRing>> open(const std::filesystem::path& masterFile,
		bool mayCreate,
		const Clock* clock = nullptr,
		const std::filesystem::path& daysCopy = {}) noexcept;
	~KeyRing();

	std::vector<KeyInfo> list() const;
	/// Adds a key, makes it the current one and returns its id. Replaces the file atomically. Other processes load the
	/// new key at reload(), or when they see its id in a sealed value or a MAC.
	Result<std::string> rotate() noexcept;
	/// Erases a key but keeps its id: what it sealed can no longer be opened, and its MACs no longer match.
	/// Errors: Missing; Conflict (the current key, or already retired).
	Result<> retire(std::string_view id) noexcept;
	/// Reads the files again, after another process has rotated the keys.
	Result<> reload() const noexcept;
	/// Returns the id of the key that sealed a value; empty when the bytes are not a sealed value. For re-sealing
	/// sweeps.
	std::string keyIdOf(const Bytes& sealed) const;
	/// Keeps the keys of days.
	EpochKeys& epochs() const noexcept;

	Bytes random(std::size_t bytes) const override;
	std::string token() const override;
	std::string uuid() const override;
	Bytes seal(std::string_view identity, std::string_view plaintext) const override;
	Result<Bytes> sealUntil(
		Instant until, std::string_view identity, std::string_view plaintext) const noexcept override;
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
