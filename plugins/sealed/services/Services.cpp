#include "services/Services.h"

namespace sx::sealed {

std::string newId(const Keys& keys)
{
	std::string bytes;
	int high = -1;
	for (char c: keys.uuid())
	{
		const int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
		if (digit < 0) continue;
		if (high < 0)
			high = digit;
		else
		{
			bytes.push_back(static_cast<char>(high * 16 + digit));
			high = -1;
		}
	}
	return keys.toBase64Url(bytes);
}

Result<Bytes> bytesOf(const Keys& keys, const Value& text, std::size_t bytes, const std::string& field)
{
	auto decoded = keys.fromBase64Url(text.text());
	if (!text.isText() || !decoded || decoded->size() != bytes)
		return invalid(field, "not " + std::to_string(bytes) + " bytes as base64url", "bad_request");
	return std::move(*decoded);
}

std::string rowIdentity(const TenantId& tenant, std::string_view id, std::string_view column)
{
	return "sealed/" + tenant.value + '/' + std::string(id) + '/' + std::string(column);
}

}
