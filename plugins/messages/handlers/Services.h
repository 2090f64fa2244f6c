// Holds what every handler of this plugin works with; made once at start.
#pragma once
#include "domain/NewMessage.h"
#include "sx/audit/Audit.h"
#include "sx/directory/Directory.h"
#include "sx/mail/Outbox.h"
#include "sx/messages/Gate.h"
#include "sx/plugin.h"
#include "sx/recovery.h"
#include "sx/settings.h"
#include "sx/sms/Sms.h"
#include "sx/storage/Blobs.h"

namespace sx::messages {

struct Services
{
	Context& context;
	storage::Blobs& blobs;
	mail::Outbox& outbox;
	const TenantSource& tenants;
	Destructions& destructions;
	audit::Journal* journal;  // may be null
	Limits limits;
	std::chrono::seconds lease;
	std::chrono::seconds draftLife;
	bool keepsNotes;
	const PrincipalSource& people;
	std::vector<Gate*> gates;           // the SMS gate first, then those of plugins
	sms::Sender* texts;                 // null: this deployment sends no texts
	const directory::Mobiles* mobiles;  // may be null
	TenantSettings& tenantSettings;     // what companies chose for themselves

	Store& store() const noexcept { return context.store(); }
	const Keys& keys() const noexcept { return context.keys(); }
	Instant now() const noexcept { return context.clock().now(); }

	/// Writes into the company's audit journal if there is one.
	Result<> audit(Sql& sql, const audit::Event& event) const noexcept
	{
		if (!journal) return {};
		return journal->append(sql, event);
	}
};

/// Returns the 16 random-looking bytes of a new UUIDv7 as an id of the wire.
std::string newId(const Keys& keys);

/// Decodes base64url of exactly that many bytes. Errors: Invalid with the field and the code `bad_request`.
Result<Bytes> bytesOf(const Keys& keys, const Value& text, std::size_t bytes, const std::string& field);

/// Returns the identity of a secret at rest: sealed under it, the secret opens under no other.
std::string rowIdentity(const TenantId& tenant, std::string_view id, std::string_view column);

}
