#include "services/SendingStates.h"

#include <algorithm>

namespace sx::domains {

namespace {

constexpr const char* kPage = "/admin/domains";

}

Result<mail::SenderState> SendingStates::stateOf(
	const TenantId& tenant, std::string_view domain, const Language& language) const noexcept
try
{
	if (!_claims || !_context) return failed(Code::Unavailable, "domains has not started");
	auto claims = _claims->list(tenant);
	if (!claims) return claims.error();
	for (const auto& each: *claims)
		if (each.name == domain) return stateOf(each, tenant, language);
	return mail::SenderState{.why = _context->pages().text(language,
								 _claims->isPublic(domain) ? "sender.public" : "sender.unclaimed",
								 Value::object({{"domain", domain}})),
		.page = _claims->isPublic(domain) ? std::string() : kPage};
}
catch (const std::exception& e)
{
	return failed(Code::Internal, std::string("domains: ") + e.what());
}

Result<mail::SenderState> SendingStates::stateOf(
	const Claim& claim, const TenantId& tenant, const Language& language) const
{
	const auto& pages = _context->pages();
	const auto named = Value::object({{"domain", _claims->names().shown(claim.name)}});
	mail::SenderState out{.isReady = claim.isOwned() && claim.sending == Sending::Ready,
		.page = std::string(kPage) + '/' + claim.id.value,
		.checked = claim.checked};
	if (!claim.isOwned())
	{
		out.why = pages.text(language, "sender.unproved", named);
		return out;
	}
	out.why = out.isReady
		? pages.text(language, "sender.ready", named)
		: pages.text(language, "sending.fault." + std::string(kSendingFaults.wordOf(claim.sendingFault)));
	auto keys = _claims->keys().list(tenant, claim.name);
	if (!keys) return keys.error();
	auto reading = _context->json().parse(claim.reading);
	if (!reading) return out;
	const auto mail = mailReadingOf(*reading);
	const auto active = std::find_if(
		keys->begin(), keys->end(), [](const DomainKey& each) { return each.state == KeyState::Active; });
	out.records = {
		{pages.text(language, "record.spf.title"), isFine(explainSpf(mail, _context->settings().text("spf_include")))},
		{pages.text(language, "record.dkim.title"), active != keys->end() && isPublished(*active, mail)},
		{pages.text(language, "record.dmarc.title"), isFine(explainDmarc(mail))}};
	return out;
}

}
