// Describes what each key may hold and keeps the typed values. Serves both the kernel's own keys and the settings of
// plugins.
#pragma once
#include "kernel/config/Problem.h"
#include "sx/kit.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace sx::config {

enum class Type {
	Text,
	Integer,
	Flag,       // true or false
	Duration,   // 90s, 15m, 24h, 10d; kept in seconds
	Bytes,      // 512B, 100kB, 100MB, 2.5GB (decimal), 8MiB (binary); kept in bytes
	Texts,      // a list of texts
	File,       // path of a file that must be readable when it is set
	SecretFile  // path of a file whose content is the value; the file is read once, its content never printed
};

/// Describes one key of a schema. min and max use the type's own unit: characters of a text, entries of a list, seconds
/// of a duration, bytes of a size.
struct KeySpec
{
	std::string key;  // "listen.port"; for a plugin's setting: "expires"
	Type type = Type::Text;
	std::string fallback{};  // the default, as an operator would write it; for Texts: comma-separated
	bool required = false;   // has no default and must be set
	std::optional<std::int64_t> min{}, max{};
	std::vector<std::string> choices{};  // allowed values of a text, or of each entry of a list; empty: any
	std::string form{};  // what each text is: address, network, host, url, header or mail-address; empty: any text
	std::string help{};
	std::vector<std::string> scope{"system"};
	std::string variable{};  // a second environment variable, besides the one derived from the key
	bool isSecret = false;   // printed as "(set)"
	/// Lists values that protect nothing on the way ("http://*": those that begin so); production is warned of them,
	/// unless the setting `local` names a host that is this machine, or none.
	std::vector<std::string> unsafe{};
	std::string local{};
	std::string atMost{};  // "sealed.expires_max": the setting that this one must not exceed
	/// Lists what makes this setting required: "driver=kannel", another one that has this value, or "driver", another
	/// one that is set at all. Names stand as in the same schema.
	std::vector<std::string> requiredIf{};

	/// Tells whether a level may choose: tenant, group or user.
	bool isOf(std::string_view level) const noexcept
	{
		return std::find(scope.begin(), scope.end(), level) != scope.end();
	}
	bool isOfTenant() const noexcept { return isOf("tenant"); }
	/// Tells whether the value is a number, which bounds can limit.
	bool isNumber() const noexcept { return type == Type::Integer || type == Type::Duration || type == Type::Bytes; }
};
using Schema = std::vector<KeySpec>;

/// Holds a value as it was written, before it gets a type.
struct RawValue
{
	std::vector<std::string> texts;  // one text, or the entries of a list
	bool isList = false;
	SourcePosition position;
};
using RawValues = std::map<std::string, RawValue, std::less<>>;

enum class Origin { Default, File, Environment, Tenant };

/// Shows one key with the value that won and where it came from, for `sxserver check-config`.
struct Entry
{
	std::string key;
	std::string shown;  // the value as written; "(set)" for a secret
	Origin origin = Origin::Default;
	std::string where{};  // "config.yaml:12:3", "SX_PORT"; empty for a default or a tenant's value
};

/// Maps names of environment variables to values: those of the process (SX_… only), or a test's own.
using Variables = std::map<std::string, std::string, std::less<>>;
Variables processVariables();

/// Holds the typed values of one schema. Nothing changes them once threads share them. [any thread after that]
class TypedSettings final: public sx::Settings
{
public:
	/// Checks the values of a file (raw) and the environment variables against the schema; variables override the file.
	/// prefix: with "SX_", the variable of "listen.port" is SX_LISTEN_PORT. Appends each finding to problems.
	/// shownPrefix: prepended to keys in messages and entries ("plugins.settings.messages.").
	TypedSettings(const Schema& schema,
		const RawValues& raw,
		const Variables& variables,
		const std::string& prefix,
		const std::string& shownPrefix,
		Problems& problems);

	std::string text(std::string_view key) const override;
	std::int64_t integer(std::string_view key) const noexcept override;
	bool flag(std::string_view key) const noexcept override;
	std::chrono::seconds duration(std::string_view key) const noexcept override;
	std::int64_t bytes(std::string_view key) const noexcept override;
	std::vector<std::string> texts(std::string_view key) const override;

	/// Replaces the value from file or environment with a company's own, after the same checks. text: written as in an
	/// environment variable. Call it before threads share the settings. Errors: Invalid; then nothing has changed.
	Result<> putTenantValue(const KeySpec& spec, const std::string& text, const std::string& shownPrefix);
	/// Reads one value as putTenantValue() does, into settings that hold nothing else.
	static Result<TypedSettings> tenantValue(
		const KeySpec& spec, const std::string& text, const std::string& shownPrefix);
	/// Returns a value that isNumber().
	std::int64_t numberOf(const KeySpec& spec) const noexcept;

	/// Returns all entries, in the order of the schema.
	const std::vector<Entry>& entries() const noexcept { return _entries; }
	/// Sets the log for reads of a key that is not in the schema or has another type. Call it at most once, before
	/// threads share the settings.
	void reportTo(sx::Log* log) noexcept { _log = log; }

private:
	struct Typed
	{
		Type type;
		std::int64_t number = 0;
		std::vector<std::string> texts;
	};
	const Typed* get(std::string_view key, std::initializer_list<Type> types) const noexcept;
	void take(const KeySpec& spec, const RawValue& raw, const std::string& shown, Problems& problems);

	std::map<std::string, Typed, std::less<>> _values;
	std::vector<Entry> _entries;
	sx::Log* _log = nullptr;
};

/// Converts "messages.max-size" to "MESSAGES_MAX_SIZE".
std::string variableName(std::string_view key);
/// Writes a number in the largest unit that fits exactly: 3600 seconds as "1h". The functions below do the reverse.
std::string inUnits(Type type, std::int64_t number);
/// Parses "1h" to 3600. Errors: Invalid.
Result<std::int64_t> parseDuration(std::string_view text);
/// Parses "8MiB" to 8388608. Errors: Invalid.
Result<std::int64_t> parseBytes(std::string_view text);

}
