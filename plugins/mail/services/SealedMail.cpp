#include "services/SealedMail.h"

#include "domain/Letter.h"

namespace sx::mail {

namespace {

std::string identity(const TenantId& tenant, const std::string& id) { return "mail:" + tenant.value + ":" + id; }

}

std::string sealMail(const Context& context, const TenantId& tenant, const std::string& id, const Value& mail)
{
	const auto& keys = context.keys();
	return keys.toBase64Url(keys.seal(identity(tenant, id), context.json().write(mail)).value);
}

Result<Value> openMail(const Context& context, const TenantId& tenant, const std::string& id, const std::string& sealed)
{
	auto bytes = context.keys().fromBase64Url(sealed);
	if (!bytes) return bytes.error();
	auto open = context.keys().open(identity(tenant, id), *bytes);
	if (!open) return open.error();
	auto value = context.json().parse(open->reveal());
	if (!value) return failed(Code::Internal, "mail: a sealed mail is no JSON");
	return value;
}

}
