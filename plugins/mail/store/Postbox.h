// Keeps the demonstration's mails instead of sending them: shown on a page, sealed at rest.
#pragma once
#include "domain/Letter.h"
#include "sx/mail/Postbox.h"
#include "sx/plugin.h"

namespace mail {

/// Stores mails in the database in place of delivering them. [any thread]
class Postbox final: public Driver
{
public:
	Postbox(sx::Context& context, sx::mail::Mailbox sender): _context(context), _sender(std::move(sender)) {}

	sx::Result<> deliver(const Letter& letter) noexcept override;
	sx::Result<> check() noexcept override { return {}; }

	/// Returns the newest letters of every tenant, the newest first.
	sx::Result<std::vector<Letter>> newest(std::int64_t most) const;
	/// Returns one letter, of whichever tenant. Errors: Missing.
	sx::Result<Letter> byId(const std::string& id) const;
	/// Deletes every letter.
	sx::Result<> clear();
	/// Deletes all letters but the newest.
	sx::Result<> keep(std::int64_t most);
	const sx::mail::Mailbox& sender() const noexcept { return _sender; }

private:
	sx::Result<Letter> open(const sx::SqlRow& row) const;

	sx::Context& _context;
	sx::mail::Mailbox _sender;
};

/// Implements mail.postbox/1, whether there is a postbox or not. [any thread]
class PostboxDoor final: public sx::mail::Postbox
{
public:
	void start(mail::Postbox* postbox) noexcept { _postbox = postbox; }
	bool isOpen() const noexcept override { return _postbox != nullptr; }
	sx::Result<> put(const sx::mail::Intercepted& intercepted) noexcept override;

private:
	mail::Postbox* _postbox = nullptr;
};

}
