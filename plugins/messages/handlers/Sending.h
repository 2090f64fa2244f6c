// Making and sending a message: POST /api/v1/messages, its parts, and send (docs/wire.md).
#pragma once
#include "handlers/Notices.h"
#include "handlers/Services.h"
#include "store/MessageRows.h"

namespace sx::messages {

/// [any thread]
class Sending
{
public:
	Sending(const Services& services, const Notices& notices): _services(services), _notices(notices) {}

	Result<Response> create(Request& request) const;
	Result<Response> putPart(Request& request) const;
	Result<Response> parts(Request& request) const;
	Result<Response> send(Request& request) const;

private:
	/// A draft made in memory, and what its sender is told once.
	struct Draft
	{
		MessageRow message;
		std::vector<GrantRow> grants;
		std::vector<Secret> shares;
		std::vector<std::string> codes;
	};
	/// What the sender brings for one grant.
	struct Brought
	{
		SentGrant grant;
		Secret linkSecret;  // of delivery by mail
	};

	Result<Draft> draftOf(const Principal& sender, const TenantId& tenant, const NewMessage& wanted) const;
	Result<std::string> newCode() const;
	Result<Brought> broughtOf(const Value& each, const MessageRow& message, const GrantRow& grant, const std::string& field) const;
	Result<std::vector<Brought>> allBrought(const Value& list, const MessageRow& message, const std::vector<GrantRow>& grants) const;
	Result<std::vector<std::string>> codesOf(const TenantId& tenant, const std::vector<GrantRow>& grants) const;
	Result<Response> sentAlready(const MessageRow& message, const std::vector<GrantRow>& grants, const std::vector<Brought>& brought) const;
	Result<> commit(Request& request, const MessageRow& message, const Bytes& note, const std::vector<Brought>& brought,
		const std::vector<mail::Mail>& mails) const;

	const Services& _services;
	const Notices& _notices;
};

}
