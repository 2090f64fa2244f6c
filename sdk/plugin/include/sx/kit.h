// Declares what the kernel gives a plugin besides the database: time, logs, metrics, settings, keys, words, JSON.
#pragma once
#include "sx/base.h"
#include "sx/languages.h"
#include "sx/result.h"

#include <initializer_list>
#include <optional>
#include <vector>

namespace sx {

/// Tells the time; tests can move it. [any thread] Since: SDK 1.0
class Clock
{
public:
	virtual Instant now() const noexcept = 0;
protected:
	~Clock() = default;
};

/// Holds one field of a log line. Since: SDK 1.0
struct LogField
{
	std::string_view name;
	Value value;
};

/// Writes structured log lines: an event name (`sms.send.failed`) and fields; the kernel adds time, plugin and request
/// id. Never log a body, a recipient's address, a link, a code or a key. [any thread] Since: SDK 1.0
class Log
{
public:
	enum class Level { Debug, Info, Warning, Error };
	virtual void write(Level level, std::string_view event, std::initializer_list<LogField> fields) noexcept = 0;
	void debug(std::string_view event, std::initializer_list<LogField> fields = {}) noexcept
	{
		write(Level::Debug, event, fields);
	}
	void info(std::string_view event, std::initializer_list<LogField> fields = {}) noexcept
	{
		write(Level::Info, event, fields);
	}
	void warning(std::string_view event, std::initializer_list<LogField> fields = {}) noexcept
	{
		write(Level::Warning, event, fields);
	}
	void error(std::string_view event, std::initializer_list<LogField> fields = {}) noexcept
	{
		write(Level::Error, event, fields);
	}
protected:
	~Log() = default;
};

/// Counts and measures for Prometheus; names become `sx_<plugin>_<name>`. Labels must hold no secret and take few
/// different values. [any thread] Since: SDK 1.0
class Metrics
{
public:
	/// Adds to a counter. label: empty, or `name="value"` pairs as in the exposition format.
	virtual void count(std::string_view name, std::string_view label = {}, std::int64_t by = 1) noexcept = 0;
	virtual void gauge(std::string_view name, std::string_view label, double value) noexcept = 0;
protected:
	~Metrics() = default;
};

/// Reads the plugin's settings, typed by the schema in its plugin.yaml. The environment overrides the file; defaults
/// are filled in and limits checked before start. Reading a key outside the schema gives 0 or empty and logs an error.
/// [any thread] Since: SDK 1.0
class Settings
{
public:
	virtual std::string text(std::string_view key) const = 0;
	virtual std::int64_t integer(std::string_view key) const noexcept = 0;
	virtual bool flag(std::string_view key) const noexcept = 0;
	/// Reads a duration such as `15m`, `30d`.
	virtual std::chrono::seconds duration(std::string_view key) const noexcept = 0;
	/// Reads a size in bytes such as `100MB`, `2.5GB` (decimal) or `8MiB`.
	virtual std::int64_t bytes(std::string_view key) const noexcept = 0;
	virtual std::vector<std::string> texts(std::string_view key) const = 0;
protected:
	~Settings() = default;
};

/// Does everything cryptographic that the server does. Keys have ids and rotate; old ones open what they sealed until
/// they are retired. [any thread] Since: SDK 1.0
class Keys
{
public:
	/// Returns random bytes from the system's generator.
	virtual Bytes random(std::size_t bytes) const = 0;
	/// Returns 128 random bits as 22 characters of base64url, for ids that strangers may see.
	virtual std::string token() const = 0;
	/// Returns a new UUIDv7 in text form.
	virtual std::string uuid() const = 0;

	/// Seals for storage with AES-256-GCM under the master key, whose id the result names. identity: names the row;
	/// opening needs the same identity.
	virtual Bytes seal(std::string_view identity, std::string_view plaintext) const = 0;
	/// Seals like seal(), and under the key of the day (UTC) on which `until` lies as well. That key stands in no
	/// database; when the day is over it is destroyed on every node, and nothing opens the value any more, wherever a
	/// copy of it is left (docs/decisions/epoch-keys.md). Errors: Expired (the day's key is destroyed already),
	/// Unavailable, Full (a new key cannot be stored).
	virtual Result<Bytes> sealUntil(
		Instant until, std::string_view identity, std::string_view plaintext) const noexcept = 0;
	/// Opens what seal() or sealUntil() made. Errors: Internal (another identity, changed, or a retired key), Expired
	/// (the key of its day is destroyed).
	virtual Result<Secret> open(std::string_view identity, const Bytes& sealed) const = 0;

	/// Computes an HMAC-SHA-256 under the master key, for one purpose; the result carries the key's id (36 bytes).
	virtual Bytes mac(std::string_view purpose, std::string_view data) const = 0;
	/// Verifies a mac in constant time. Returns false for a mac of a retired key too.
	virtual bool matches(std::string_view purpose, std::string_view data, const Bytes& mac) const = 0;

	virtual bool equal(
		std::string_view left, std::string_view right) const noexcept = 0;  // constant time for equal lengths
	virtual Bytes sha256(std::string_view data) const = 0;                  // 32 bytes
	/// Signs with the deployment's Ed25519 key: 64 bytes.
	virtual Bytes sign(std::string_view data) const = 0;
	virtual bool verify(std::string_view data, const Bytes& signature, const Bytes& publicKey) const noexcept = 0;
	virtual Bytes publicKey() const = 0;  // 32 bytes

	/// Encodes as base64url without padding (RFC 4648, section 5).
	virtual std::string toBase64Url(std::string_view bytes) const = 0;
	/// Decodes base64url without padding. Errors: Invalid (other characters, impossible length, non-zero trailing
	/// bits).
	virtual Result<Bytes> fromBase64Url(std::string_view text) const = 0;
	virtual std::string toHex(std::string_view bytes) const = 0;  // lower case

	/// Draws a code for people to type; every code is equally likely. alphabet: 2 to 256 different bytes.
	std::string code(std::string_view alphabet, std::size_t length) const
	{
		// A byte from here on would favour the first characters of the alphabet.
		const auto end = 256 - 256 % alphabet.size();
		std::string out;
		while (out.size() < length)
			for (unsigned char byte: random(2 * length).value)
				if (byte < end && out.size() < length) out.push_back(alphabet[byte % alphabet.size()]);
		return out;
	}
protected:
	~Keys() = default;
};

/// Converts JSON text to and from values. Limits: 1 MiB, depth 32. [any thread] Since: SDK 1.0
class Json
{
public:
	/// Parses JSON text. Errors: Invalid, with the position in `detail`.
	virtual Result<Value> parse(std::string_view text) const noexcept = 0;
	virtual std::string write(const Value& value) const = 0;
	/// Writes canonical JSON (RFC 8785), for what is hashed or signed (integers and text; no fractions).
	virtual std::string writeCanonical(const Value& value) const = 0;
protected:
	~Json() = default;
};

/// Names a time zone for people. Since: SDK 1.0
struct ZoneName
{
	std::string id;       // IANA name: "America/Toronto"
	std::string label;    // "Toronto (heure de l’Est)"
	std::string country;  // where it is: "Canada"; empty for UTC
};

/// Gives access to the plugin's words and templates, and formats dates, sizes and numbers. [any thread] Since: SDK 1.0
class Pages
{
public:
	/// Returns a word of the plugin's catalogue, or of the shared one (`common.…`), formatted by ICU MessageFormat,
	/// which chooses plurals. A missing key gives the key itself and logs an error.
	virtual std::string text(const Language& language, std::string_view key, const Value& arguments = {}) const = 0;
	/// Renders a mail or a fragment: `mails/notice.html` names templates/mails/notice.html.mustache; no layout is
	/// added. Errors: Internal (missing template, name or key; unclosed section).
	virtual Result<std::string> render(
		const Language& language, std::string_view name, const Value& view) const noexcept = 0;

	enum class Style { Short, Long, LongWithZone };
	/// Formats a moment: "3 déc. 2026, 14 h 26", "3 décembre 2026, 14 h 26 (HNE)". zone: an IANA name.
	virtual std::string dateTime(const Language& language, Instant at, std::string_view zone, Style style) const = 0;
	/// Formats a size in decimal units: "2,5 Go", "2.5 GB".
	virtual std::string byteSize(const Language& language, std::int64_t bytes) const = 0;
	virtual std::string number(const Language& language, std::int64_t number) const = 0;

	/// Returns the first moment of a day in a time zone; where summer time begins at midnight, the moment after the
	/// gap. zone: an IANA name; UTC if it is unknown.
	virtual Instant startOfDay(std::string_view zone, Day day) const = 0;
	/// Returns the day that it is in a time zone at a moment. zone: as for startOfDay().
	virtual Day dayAt(std::string_view zone, Instant at) const = 0;

	/// Returns a word as text() does, or nothing if neither catalogue has the key: for texts that have a default
	/// elsewhere. Logs an error, and returns nothing, if the word needs an argument that is not given.
	virtual std::optional<std::string> find(
		const Language& language, std::string_view key, const Value& arguments = {}) const = 0;

	/// Lists the time zones that a person may choose, named in a language and sorted by label.
	virtual std::vector<ZoneName> timeZones(const Language& language) const = 0;
	/// Names one zone; nothing if there is none of that IANA name. The id of an older name ("America/Montreal") is that
	/// of the zone in timeZones().
	virtual std::optional<ZoneName> timeZone(const Language& language, std::string_view zone) const = 0;
protected:
	~Pages() = default;
};

}
