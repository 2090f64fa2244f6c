#include "domain/Entry.h"

namespace sx::audit {

namespace {

constexpr std::string_view kPurpose = "audit.head";

/// Decodes lower-case hexadecimal digits. Returns no bytes if the text holds anything else.
Bytes fromHex(const std::string& hex)
{
	auto digit = [](char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1; };
	Bytes out;
	if (hex.size() % 2 != 0) return out;
	for (std::size_t i = 0; i < hex.size(); i += 2)
	{
		const int high = digit(hex[i]), low = digit(hex[i + 1]);
		if (high < 0 || low < 0) return {};
		out.value.push_back(static_cast<char>(high * 16 + low));
	}
	return out;
}

}

std::string hashOf(const TenantId& tenant, const Entry& entry, const Json& json, const Keys& keys)
{
	const auto text = json.writeCanonical(Value::object({{"v", 1},
		{"tenant", tenant.value},
		{"number", entry.number},
		{"at", toMillis(entry.at)},
		{"kind", entry.kind},
		{"actor", entry.actor},
		{"subject", entry.subject},
		{"details", entry.details},
		{"address", entry.address},
		{"previous", entry.previous}}));
	return keys.toHex(keys.sha256(text).value);
}

std::string headText(const TenantId& tenant, const Head& head)
{
	auto out = tenant.value + "\n" + std::to_string(head.entries) + "\n" + head.hash;
	if (head.forgotten > 0) out += "\n" + std::to_string(head.forgotten) + "\n" + head.start;
	return out;
}

std::string macOf(const TenantId& tenant, const Head& head, const Keys& keys)
{
	return keys.toHex(keys.mac(kPurpose, headText(tenant, head)).value);
}

bool hasTrueMac(const TenantId& tenant, const Head& head, const Keys& keys)
{
	return keys.matches(kPurpose, headText(tenant, head), fromHex(head.mac));
}

bool hasCurrentMac(const TenantId& tenant, const Head& head, const Keys& keys)
{
	return head.mac == macOf(tenant, head, keys);
}

bool ChainCheck::fault(std::int64_t number, const std::string& what)
{
	_report.firstFault = "entry " + std::to_string(number) + ": " + what;
	return false;
}

bool ChainCheck::take(const Entry& entry)
{
	const auto expected = _forgotten + _report.entries + 1;
	if (entry.number != expected)
		return fault(expected, "is missing; the next that is there is " + std::to_string(entry.number));
	if (entry.previous != _last) return fault(entry.number, "does not follow the one before it");
	if (entry.hash != hashOf(_tenant, entry, _json, _keys)) return fault(entry.number, "was altered");
	_last = entry.hash;
	++_report.entries;
	return true;
}

void ChainCheck::finish(const Head* head)
{
	if (!_report.firstFault.empty()) return;
	const auto last = _forgotten + _report.entries;
	if (!head)
	{
		if (last > 0) fault(last, "the end of the chain is not recorded any more");
		return;
	}
	if (head->entries > last)
		fault(last + 1, "is missing, up to the end at " + std::to_string(head->entries));
	else if (head->entries < last)
		fault(head->entries + 1, "stands behind the recorded end");
	else if (head->hash != _last)
		fault(last, "is not the recorded end");
	else if (!hasTrueMac(_tenant, *head, _keys))
		fault(last, "the recorded end was not written by this server, or under a retired key");
}

}
