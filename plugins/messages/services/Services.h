// Holds what every part of this plugin works with; made once at start.
#pragma once
#include "domain/NewMessage.h"
#include "domain/Quotas.h"
#include "sx/audit/Audit.h"
#include "sx/directory/Directory.h"
#include "sx/licensing/Entitlements.h"
#include "sx/mail/Outbox.h"
#include "sx/sealed/Leases.h"
#include "sx/settings.h"
#include "sx/sms/Sms.h"

namespace sx::messages {

struct Services
{
	Context& context;
	sealed::Items& items;
	sealed::Leases& leases;
	sealed::Register& events;
	mail::Outbox& outbox;
	quotas::Quotas& quotas;
	const TenantSource& tenants;
	audit::Journal* journal;  // may be null
	Limits own;               // without the gates
	const PrincipalSource& people;
	sms::Sender* texts;                                     // null: this deployment sends no texts
	directory::Directory* accounts;                         // may be null
	const directory::Mobiles* mobiles;                      // may be null
	TenantSettings& tenantSettings;                         // what companies, groups and people chose
	const licensing::Entitlements* entitlements = nullptr;  // may be null: no plan restricts anybody

	Store& store() const noexcept { return context.store(); }
	const Keys& keys() const noexcept { return context.keys(); }
	Instant now() const noexcept { return context.clock().now(); }

	/// Returns what a person may ask for: their company's and groups' settings, and their own. user: empty for who has
	/// no account. Errors: Unavailable.
	Result<Limits> limitsFor(const TenantId& tenant, const UserId& user) const;
	/// Returns what this deployment allows, with the gates that are offered.
	Limits limits() const
	{
		auto out = own;
		out.sendsTexts = texts != nullptr;
		for (auto& name: items.offeredGates())
			out.gates.push_back({name, std::string(items.contactOf(name)), items.replacesCode(name)});
		return out;
	}
	/// Writes into the company's audit journal if there is one.
	Result<> audit(Sql& sql, const audit::Event& event) const noexcept
	{
		if (!journal) return {};
		return journal->append(sql, event);
	}
};

/// Says who asks, for the register and for the audit journal.
struct Asker
{
	TenantId tenant;
	UserId user{};
	sealed::Actor actor{};
};

/// Decodes base64url of exactly that many bytes. Errors: Invalid with the field and the code `bad_request`.
inline Result<Bytes> bytesOf(const Keys& keys, const Value& text, std::size_t bytes, const std::string& field)
{
	auto decoded = keys.fromBase64Url(text.text());
	if (!text.isText() || !decoded || decoded->size() != bytes)
		return invalid(field, "not " + std::to_string(bytes) + " bytes as base64url", "bad_request");
	return std::move(*decoded);
}

}
