#include "domain/NewMessage.h"

#include <algorithm>
#include <bit>

namespace sx::messages {
namespace {

constexpr std::int64_t kSegmentPlain = 524'272, kSegmentTag = 16, kPartHeader = 40, kPartPlain = 8'388'312;

Error invalid(std::string field, std::string detail)
{
	return Error{Code::Invalid, std::move(detail), "", "", std::move(field)};
}

std::string at(std::string_view list, std::size_t index, std::string_view member)
{
	return std::string(list) + '[' + std::to_string(index) + "]." + std::string(member);
}

/// Reads an integer: an absent member takes the fallback; another type or range is refused.
Result<std::int64_t> integerIn(
	const Value& body, const char* field, std::int64_t fallback, std::int64_t min, std::int64_t max)
{
	const auto& value = body[field];
	if (value.isNull()) return fallback;
	if (!value.isInteger() || value.integer() < min || value.integer() > max)
		return Error{Code::Invalid, "out of range", "", "", field, Value::object({{"min", min}, {"max", max}})};
	return value.integer();
}

bool isCleanName(std::string_view name) noexcept
{
	return name.size() <= 200 &&
		std::none_of(name.begin(), name.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; });
}

Result<bool> gateOf(const Value& gates, const char* name, bool fallback, const std::string& field)
{
	const auto& value = gates[name];
	if (value.isNull()) return fallback;
	if (!value.isFlag()) return invalid(field + '.' + name, "not true or false");
	return value.flag();
}

/// Returns the gates that `gates` turns on or off, and the inherited ones that it does not mention. field: the name of
/// `gates` in the body.
Result<WantedGates> gatesOf(
	const Value& gates, const WantedGates& inherited, const Limits& limits, const std::string& field)
{
	if (!gates.isNull() && !gates.isObject()) return invalid(field, "not an object");
	WantedGates out = inherited;
	for (const auto& [name, flag]:
		{std::pair("password", kPasswordGate), std::pair("code", kCodeGate), std::pair("sms", kSmsGate)})
	{
		auto isWanted = gateOf(gates, name, inherited.flags & flag, field);
		if (!isWanted) return isWanted.error();
		out.flags = *isWanted ? out.flags | flag : out.flags & ~unsigned{flag};
	}
	const auto isOffered = [&](const std::string& name) {
		return std::find(limits.otherGates.begin(), limits.otherGates.end(), name) != limits.otherGates.end();
	};
	if (out.flags & kSmsGate && !isOffered("sms")) return invalid(field + ".sms", "not offered by this server");
	for (const auto& [name, value]: gates.members())
	{
		if (name == "password" || name == "code" || name == "sms") continue;
		if (!isOffered(name)) return invalid(field + '.' + name, "not offered by this server");
		out.others.erase(name);
		if (!value.isNull() && !(value.isFlag() && !value.flag())) out.others.emplace(name, value);
	}
	return out;
}

/// Checks a link by SMS: a code to the same phone would protect nothing, and a mistyped number reaches a stranger.
Result<> settleTexted(NewRecipient& recipient, const Value& wanted, std::size_t i)
{
	if (wanted["mobile"].text().empty())
		return invalid(at("recipients", i, "mobile"), "the link by SMS needs a number");
	if (recipient.gates.flags & kSmsGate)
		return invalid(at("recipients", i, "gates.sms"), "the code would go to the phone that has the link");
	if (!recipient.gates.isAny() && !(recipient.gates.flags & kCodeGate))
		return invalid(
			at("recipients", i, "gates.code"), "a link by SMS needs a code or a password that goes another way");
	recipient.mobile = wanted["mobile"].text();
	recipient.country = wanted["country"].text();
	return {};
}

/// Gives a recipient their own gates, opens and mobile number, or else the message's gates and opens.
Result<> settle(NewRecipient& recipient,
	const Value& wanted,
	const WantedGates& gates,
	Delivery delivery,
	const Value& body,
	const Limits& limits,
	std::size_t i)
{
	auto own = gatesOf(wanted["gates"], gates, limits, at("recipients", i, "gates"));
	if (!own) return own.error();
	recipient.gates = std::move(*own);
	if (delivery == Delivery::Sms)
		if (auto settled = settleTexted(recipient, wanted, i); !settled) return settled;
	if (recipient.gates.flags & kSmsGate)
	{
		if (wanted["mobile"].text().empty())
			return invalid(at("recipients", i, "mobile"), "the code by SMS needs a number");
		recipient.gates.others["sms"] = Value::object(
			{{"mobile", wanted["mobile"].text()}, {"country", wanted["country"].text()}});
	}
	auto ofAll = integerIn(
		body, "opens", recipient.gates.isAny() ? limits.opensDefaultGated : limits.opensDefault, 1, kOpensMax);
	if (!ofAll) return ofAll.error();
	auto opens = integerIn(wanted, "opens", *ofAll, 1, kOpensMax);
	if (!opens)
		return Error{
			opens.error().code, opens.error().detail, "", "", at("recipients", i, "opens"), opens.error().extra};
	recipient.opens = static_cast<int>(*opens);
	return {};
}

Result<std::vector<NewRecipient>> recipientsOf(
	const Value& body, const WantedGates& gates, Delivery delivery, const Limits& limits)
{
	const auto& list = body["recipients"];
	if (list.list().empty()) return invalid("recipients", "nobody is named");
	if (list.list().size() > static_cast<std::size_t>(limits.recipientsMax)) return invalid("recipients", "too many");
	std::vector<NewRecipient> out;
	for (std::size_t i = 0; i < list.list().size(); ++i)
	{
		const auto& each = list.list()[i];
		auto address = cleanAddress(each["address"].text());
		if (!address) return invalid(at("recipients", i, "address"), "not an address");
		if (!isCleanName(each["name"].text()))
			return invalid(at("recipients", i, "name"), "too long, or control characters");
		if (std::any_of(out.begin(), out.end(), [&](const NewRecipient& other) { return other.address == *address; }))
			return invalid(at("recipients", i, "address"), "named twice");
		out.push_back({std::move(*address), each["name"].text()});
		if (auto settled = settle(out.back(), each, gates, delivery, body, limits, i); !settled) return settled.error();
	}
	return out;
}

Result<std::vector<NewFile>> filesOf(const Value& list, const Limits& limits)
{
	const auto& all = list.list();
	if (all.size() > static_cast<std::size_t>(limits.filesMax) + 1) return invalid("files", "too many");
	std::vector<NewFile> out;
	bool hasManifest = false;
	for (std::size_t i = 0; i < all.size(); ++i)
	{
		const auto& id = all[i]["id"].text();
		const auto bytes = all[i]["bytes"].integer(-1);
		if (!isId(id)) return invalid(at("files", i, "id"), "not 16 bytes as base64url");
		if (std::any_of(out.begin(), out.end(), [&](const NewFile& other) { return other.id.value == id; }))
			return invalid(at("files", i, "id"), "named twice");
		if (bytes < sealedBytes(0)) return invalid(at("files", i, "bytes"), "no sealed file is that small");
		const bool isManifest = id == kManifestId;
		const auto most = isManifest ? kManifestMaxBytes : sealedBytes(limits.fileMaxBytes);
		if (bytes > most)
			return Error{
				Code::TooLarge, "over the limit", "", "", at("files", i, "bytes"), Value::object({{"max", most}})};
		hasManifest = hasManifest || isManifest;
		out.push_back({{id}, bytes});
	}
	if (!hasManifest) return invalid("files", "the manifest is missing");
	return out;
}

}

Result<NewMessage> parseNewMessage(const Value& body, const Limits& limits)
{
	if (!body.isObject()) return invalid("", "not an object");
	NewMessage out;
	const auto& language = body["language"].text();
	if (language != "fr" && language != "en") return invalid("language", "fr or en");
	out.language = languageOf(language);

	const auto& delivery = body["delivery"];
	out.delivery = delivery.isNull() ? Delivery::Mail : deliveryOf(delivery.text());
	if (!delivery.isNull() && delivery.text() != wordOf(out.delivery))
		return invalid("delivery", "mail, sms, link or eml");
	// A server that sends codes by SMS sends links too.
	if (out.delivery == Delivery::Sms &&
		std::find(limits.otherGates.begin(), limits.otherGates.end(), "sms") == limits.otherGates.end())
		return invalid("delivery", "not offered by this server");
	const auto& protect = body["protect"];
	if (!protect.isNull() && protect.text() != "all" && protect.text() != "files")
		return invalid("protect", "all or files");
	out.isFilesOnly = protect.text() == "files";
	if (out.isFilesOnly && (out.delivery == Delivery::Link || out.delivery == Delivery::Sms))
		return invalid("delivery", "a text in clear needs a mail that carries it");

	auto gates = gatesOf(body["gates"], {kCodeGate}, limits, "gates");
	if (!gates) return gates.error();
	out.gates = gates->flags;

	auto opens = integerIn(
		body, "opens", gates->isAny() ? limits.opensDefaultGated : limits.opensDefault, 1, kOpensMax);
	if (!opens) return opens.error();
	out.opens = static_cast<int>(*opens);
	auto expires = integerIn(
		body, "expires_in", limits.expiresDefault.count(), kShortestExpiry.count(), limits.expiresMax.count());
	if (!expires) return expires.error();
	out.expiresIn = std::chrono::seconds(*expires);

	auto recipients = recipientsOf(body, *gates, out.delivery, limits);
	if (!recipients) return recipients.error();
	out.recipients = std::move(*recipients);
	auto files = filesOf(body["files"], limits);
	if (!files) return files.error();
	out.files = std::move(*files);
	// The manifest counts as one file.
	if (out.isFilesOnly && out.files.size() < 2)
		return Error{Code::Invalid, "there is nothing to protect", "", "no_files", "files"};
	return out;
}

Result<ShorterLimits> parseShorterLimits(const Value& body, const Limits& limits)
{
	ShorterLimits out;
	if (body["opens_left"].isNull() && body["expires_in"].isNull()) return invalid("opens_left", "nothing to change");
	auto opens = integerIn(body, "opens_left", 0, 1, kOpensMax);
	if (!opens) return opens.error();
	if (*opens > 0) out.opensLeft = static_cast<int>(*opens);
	auto expires = integerIn(body, "expires_in", 0, kShortestExpiry.count(), limits.expiresMax.count());
	if (!expires) return expires.error();
	if (*expires > 0) out.expiresIn = std::chrono::seconds(*expires);
	return out;
}

std::int64_t sealedBytes(std::int64_t bytes) noexcept
{
	std::int64_t padded = 0;
	if (bytes > 0)
	{
		padded = (bytes + 1023) / 1024 * 1024;
		const auto exponent = static_cast<int>(std::bit_width(static_cast<std::uint64_t>(padded))) - 1;
		const int free = exponent - static_cast<int>(std::bit_width(static_cast<unsigned>(exponent)));
		const std::int64_t mask = (std::int64_t{1} << std::max(free, 0)) - 1;
		padded = (padded + mask) & ~mask;
	}
	std::int64_t sealed = 0;
	do {
		const auto part = std::min(padded, kPartPlain);
		// The header takes its space from the first segment: together they fill 512 KiB.
		const auto segments = std::max<std::int64_t>(1, (part + kPartHeader + kSegmentPlain - 1) / kSegmentPlain);
		sealed += kPartHeader + part + segments * kSegmentTag;
		padded -= part;
	} while (padded > 0);
	return sealed;
}

bool isId(std::string_view text) noexcept
{
	if (text.size() != 22) return false;
	for (char c: text)
		if (!((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_'))
			return false;
	// 22 characters are 132 bits; the last four must be zero, so that each id has one spelling.
	return text.back() == 'A' || text.back() == 'Q' || text.back() == 'g' || text.back() == 'w';
}

std::optional<std::string> cleanAddress(std::string_view address)
{
	while (!address.empty() && address.front() == ' ') address.remove_prefix(1);
	while (!address.empty() && address.back() == ' ') address.remove_suffix(1);
	const auto sign = address.rfind('@');
	if (address.size() > 254 || sign == std::string_view::npos || sign == 0 || sign > 64) return std::nullopt;
	const auto domain = address.substr(sign + 1);
	if (domain.find('.') == std::string_view::npos || domain.front() == '.' || domain.back() == '.')
		return std::nullopt;
	std::string out;
	for (unsigned char c: address)
	{
		if (c <= 0x20 || c == 0x7F ||
			std::string_view("<>()[],;:\\\"").find(static_cast<char>(c)) != std::string_view::npos)
			return std::nullopt;
		out.push_back(static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c));
	}
	if (std::count(out.begin(), out.end(), '@') != 1) return std::nullopt;
	return out;
}

}
