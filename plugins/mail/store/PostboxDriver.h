// Keeps the demonstration's mails instead of sending them: shown on a page, sealed at rest.
#pragma once
#include "domain/Letter.h"
#include "sx/mail/Postbox.h"
#include "sx/plugin.h"

namespace sx::mail {

/// Stores mails in the database in place of delivering them. [any thread]
class PostboxDriver final: public Driver
{
public:
	PostboxDriver(Context& context, Mailbox sender): _context(context), _sender(std::move(sender)) {}

	Result<> deliver(const Letter& letter) noexcept override;
	Result<> check() noexcept override { return {}; }

	/// Returns the newest letters of every tenant, the newest first.
	Result<std::vector<Letter>> newest(std::int64_t most) const;
	/// Returns one letter, of whichever tenant. Errors: Missing.
	Result<Letter> byId(const std::string& id) const;
	/// Deletes every letter.
	Result<> clear();
	/// Deletes all letters but the newest.
	Result<> keep(std::int64_t most);
	const Mailbox& sender() const noexcept { return _sender; }

private:
	Result<Letter> open(const SqlRow& row) const;

	Context& _context;
	Mailbox _sender;
};

/// Implements mail.postbox/1, whether there is a postbox or not. [any thread]
class PostboxDoor final: public Postbox
{
public:
	void start(PostboxDriver* postbox) noexcept { _postbox = postbox; }
	bool isOpen() const noexcept override { return _postbox != nullptr; }
	Result<> put(const Intercepted& intercepted) noexcept override;

private:
	PostboxDriver* _postbox = nullptr;
};

}
