// What a key may hold, and the typed values that came out. Serves the kernel's own keys and the plugins' settings
// alike.
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
	SecretFile  // path of a file whose content is the value: read once, never printed
};

/// One key of a schema. min and max count in the type's own unit (for texts: how many; for text: characters).
struct KeySpec
{
	std::string key;  // "listen.port"; of a plugin: "expires"
	Type type = Type::Text;
	std::string fallback{};  // as it would be written; of Texts: comma-separated
	bool required = false;   // without default, and must be said
	std::optional<std::int64_t> min{}, max{};
	std::vector<std::string> choices{};  // of text and of each of texts; empty: any
	std::string help{};
	std::vector<std::string> scope{"system"};
	std::string variable{};  // a second name in the environment, beside the one derived from the key
	bool isSecret = false;   // printed as "(set)"

	bool isOfTenant() const noexcept { return std::find(scope.begin(), scope.end(), "tenant") != scope.end(); }
};
using Schema = std::vector<KeySpec>;

/// A value as it was written, before it has a type.
struct RawValue
{
	std::vector<std::string> texts;  // one, or those of a list
	bool isList = false;
	Place place;
};
using RawValues = std::map<std::string, RawValue, std::less<>>;

enum class Origin { Default, File, Environment, Tenant };

/// One key with what won, for `sxserver check-config`.
struct Entry
{
	std::string key;
	std::string shown;  // as written; "(set)" for what is secret
	Origin origin = Origin::Default;
	std::string where{};  // "config.yaml:12:3", "SX_PORT", or "" for a default
};

/// Variables of the environment, as given to the process; tests give their own.
using Variables = std::map<std::string, std::string, std::less<>>;
Variables processVariables();

/// Typed values of one schema. Once shared nothing changes them, so any thread may ask.
class TypedSettings final: public sx::Settings
{
public:
	/// Checks raw values (of a file) and variables against the schema; the variable wins.
	/// prefix: "listen.port" of prefix "SX_" is SX_LISTEN_PORT. Appends what is wrong to problems.
	/// shownPrefix: what stands before a key when it is named to a person ("plugins.settings.messages.").
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

	/// Puts a company's own value in place of what file and environment say, checked as theirs are. text: as a variable
	/// of the environment would say it. Before threads share it. Errors: Invalid; then all is as before.
	Result<> putTenantValue(const KeySpec& spec, const std::string& text, const std::string& shownPrefix);

	/// In the order of the schema.
	const std::vector<Entry>& entries() const noexcept { return _entries; }
	/// Where to report a key asked for outside the schema or as another type. Set once, before threads; may stay null.
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

/// "messages.max-size" to "MESSAGES_MAX_SIZE".
std::string variableName(std::string_view key);
/// 3600 to "1h", and back below: a number of a type as it would be written.
std::string inUnits(Type type, std::int64_t number);
/// "1h" to 3600. Errors: Invalid.
Result<std::int64_t> parseDuration(std::string_view text);
/// "8MiB" to 8388608. Errors: Invalid.
Result<std::int64_t> parseBytes(std::string_view text);

}
