#include "domain/ClientData.h"

namespace sx::passkeys {

Result<> checkClientData(const Keys& keys, const Json& json, std::string_view text, const Expected& expected)
{
	const auto wrong = [](const char* what) { return invalid("passkey", std::string("passkey: ") + what); };
	auto data = json.parse(text);
	if (!data || !data->isObject()) return wrong("the client's data is no JSON");
	if ((*data)["type"].text() != expected.type) return wrong("another ceremony");
	auto challenge = keys.fromBase64Url((*data)["challenge"].text());
	if (!challenge || !keys.equal(challenge->value, expected.challenge)) return wrong("another challenge");
	if ((*data)["origin"].text() != expected.origin) return wrong("another origin");
	if ((*data)["crossOrigin"].flag() || data->has("topOrigin")) return wrong("embedded by another site");
	return {};
}

}
