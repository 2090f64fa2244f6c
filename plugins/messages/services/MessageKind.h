// Hears what happens to messages: opens, ends, deliveries of notices.
#pragma once
#include "services/Notices.h"
#include "sx/sealed/Kind.h"

namespace sx::messages {

/// Does what a message's plugin does when plugin sealed, mail or sms reports something. [any thread; Sql: its thread]
class MessageKind
{
public:
	MessageKind(const Services& services, const Notices& notices): _services(services), _notices(notices) {}

	std::string title(const Language& language, const std::string& date) const;
	Result<> opened(Sql& sql, const sealed::Event& event) const;
	Result<> closed(Sql& sql, const GrantId& grant) const;
	Result<> ended(Sql& sql, const MessageId& message) const;
	/// Tells the reading page whether a reply would reach somebody.
	Result<Value> forReader(const TenantId& tenant, const MessageId& message) const;

	/// Runs the job messages.opened {message, event}: mails the sender once.
	Result<> tellOpened(const Job& job) const noexcept;
	/// Notes whether the mail server took the notice.
	void onDelivery(const TenantId& tenant, std::string_view kind, std::string_view about, bool taken) const noexcept;
	/// Notes what became of the text: taken by the gateway, on the phone, or given up.
	void onText(
		const TenantId& tenant, std::string_view kind, std::string_view about, sms::Delivery delivery) const noexcept;

private:
	void setDelivered(
		const TenantId& tenant, std::string_view about, bool isDelivered, std::string cause) const noexcept;

	const Services& _services;
	const Notices& _notices;
};

}
