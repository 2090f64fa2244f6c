// Reads and writes what an author's client and the server say to each other of a draft (docs/wire.md).
#pragma once
#include "sx/sealed/Items.h"
#include "sx/time.h"

namespace sx::sealed {

/// Reads `"files":[{"id","bytes"}]`, what a client is about to seal; Items::begin checks it.
inline std::vector<File> filesIn(const Value& body)
{
	std::vector<File> out;
	for (const auto& file: body["files"].list()) out.push_back({{file["id"].text()}, file["bytes"].integer(-1)});
	return out;
}

/// Returns what an author's client is told of a draft, once. tellsCodes: the author passes the opening codes on.
inline Value begunValue(const Keys& keys, const Terms& terms, const Begun& begun, bool tellsCodes = false)
{
	Value::List grants;
	for (std::size_t i = 0; i < begun.grants.size(); ++i)
	{
		const auto& grant = begun.grants[i];
		grants.push_back(Value::object({{"grant", grant.id.value},
			{"address", terms.grants[i].address},
			{"token", grant.token.value},
			{"share", keys.toBase64Url(grant.share.reveal())},
			{"code", tellsCodes && !grant.code.empty() ? Value(grant.code) : Value()},
			{"flags", static_cast<std::int64_t>(grant.flags)}}));
	}
	return Value::object({{"id", begun.id.value},
		{"expires", isoTime(begun.expires)},
		{"part_bytes", storage::kPartBytes},
		{"grants", std::move(grants)}});
}

/// Returns the link of a grant, for a mail: the server forgets its secret once the mail has left.
inline std::string linkOf(const Keys& keys, const Tenant& tenant, const Token& token, std::string_view secret)
{
	return tenant.origin + "/m/" + token.value + "#k1_" + keys.toBase64Url(secret);
}

}
