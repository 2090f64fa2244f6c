// Holds what every part of this plugin works with; made once at start.
#pragma once
#include "sx/audit/Audit.h"
#include "sx/plugin.h"
#include "sx/quotas/Quotas.h"
#include "sx/recovery.h"
#include "sx/sealed/Gate.h"
#include "sx/sealed/Items.h"
#include "sx/sealed/Kind.h"
#include "sx/sealed/SendingRule.h"
#include "sx/settings.h"
#include "sx/statistics/Counters.h"
#include "sx/storage/Blobs.h"

namespace sx::sealed {

struct Services
{
	Context& context;
	storage::Blobs& blobs;
	Destructions& destructions;
	audit::Journal* journal;  // may be null
	Limits limits;
	std::chrono::seconds draftLife;
	bool keepsNotes;
	std::vector<Gate*> gates;
	std::vector<Kind*> kinds;
	TenantSettings& tenantSettings;  // what companies chose for themselves
	std::vector<SendingRule*> rules;
	statistics::Counters* counters = nullptr;  // may be null

	Store& store() const noexcept { return context.store(); }
	const Keys& keys() const noexcept { return context.keys(); }
	Instant now() const noexcept { return context.clock().now(); }

	/// Returns the plugin's part of a kind; nullptr: its plugin is gone.
	Kind* kindNamed(std::string_view name) const noexcept
	{
		for (auto* each: kinds)
			if (each->name() == name) return each;
		return nullptr;
	}
	/// Adds to the statistics of an item's owner, if they are kept.
	Result<> count(Sql& sql, const UserId& owner, const statistics::Counts& counts) const noexcept
	{
		return counters ? counters->add(sql, owner, now(), counts) : Result<>();
	}
	/// Writes into the company's audit journal if there is one.
	Result<> audit(Sql& sql, const audit::Event& event) const noexcept
	{
		if (!journal) return {};
		return journal->append(sql, event);
	}
};

/// Tells from a company's settings whether it wants constant protection (row J1).
inline bool asksCodeAlwaysIn(const Settings& settings) { return settings.flag("constant_protection"); }

/// Returns how a company's settings want opening codes to travel (row J1).
inline CodeDelivery codeDeliveryIn(const Settings& settings)
{
	return kCodeDeliveries.valueOf(settings.text("code_delivery")).value_or(CodeDelivery::Notice);
}

/// Returns the 16 random-looking bytes of a new UUIDv7 as an id of the wire.
std::string newId(const Keys& keys);

/// Decodes base64url of exactly that many bytes. Errors: Invalid with the field and the code `bad_request`.
Result<Bytes> bytesOf(const Keys& keys, const Value& text, std::size_t bytes, const std::string& field);

/// Returns the identity of a secret at rest: sealed under it, the secret opens under no other.
std::string rowIdentity(const TenantId& tenant, std::string_view id, std::string_view column);

}
