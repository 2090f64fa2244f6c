#include "services/SealedText.h"

namespace sx::sms {

namespace {

std::string identityOf(const TenantId& tenant, const std::string& id) { return "sms:" + tenant.value + ":" + id; }

}

std::string sealText(
	const Context& context, const TenantId& tenant, const std::string& id, const Text& text, const std::string& token)
{
	const auto& keys = context.keys();
	return keys.toBase64Url(keys.seal(identityOf(tenant, id), context.json().write(toValue(text, token))).value);
}

Result<Opened> openText(
	const Context& context, const TenantId& tenant, const std::string& id, const std::string& sealed)
{
	auto bytes = context.keys().fromBase64Url(sealed);
	if (!bytes) return bytes.error();
	auto open = context.keys().open(identityOf(tenant, id), *bytes);
	if (!open) return open.error();
	auto value = context.json().parse(open->reveal());
	if (!value) return failed(Code::Internal, "sms: a sealed text is no JSON");
	return Opened{toText(*value), (*value)["token"].text()};
}

}
