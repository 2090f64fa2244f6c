// Keeps the demonstration's mails instead of sending them: shown on a page, sealed at rest.
#pragma once
#include "domain/Letter.h"
#include "store/PostboxRows.h"
#include "sx/mail/Postbox.h"

#include <vector>

namespace sx::mail {

/// Stores mails in the database in place of delivering them. [any thread]
class PostboxDriver final: public Driver
{
public:
	/// keeps: how many letters sweep() leaves. context must outlive the driver.
	PostboxDriver(Context& context, Mailbox sender, std::int64_t keeps):
		_context(context), _sender(std::move(sender)), _keeps(keeps)
	{
	}

	Result<> deliver(const Letter& letter) noexcept override;
	Result<> check() noexcept override { return {}; }

	/// Returns the newest letters of every tenant, the newest first. Leaves out those sealed under a retired key.
	Result<std::vector<Letter>> newest(std::int64_t most) const;
	/// Returns one letter, of whichever tenant. Errors: Missing.
	Result<Letter> byId(const std::string& id) const;
	/// Deletes every letter.
	Result<> clear() { return keep(0); }
	/// Deletes all letters but the newest.
	Result<> sweep() { return keep(_keeps); }
	const Mailbox& sender() const noexcept { return _sender; }

private:
	Result<Letter> open(const PostboxRow& row) const;
	Result<> keep(std::int64_t most);

	Context& _context;
	const Mailbox _sender;
	const std::int64_t _keeps;
};

/// Implements mail.postbox/1, whether there is a postbox or not. [any thread]
class PostboxDoor final: public Postbox
{
public:
	/// postbox: null where mails leave.
	explicit PostboxDoor(PostboxDriver* postbox): _postbox(postbox) {}
	bool isOpen() const noexcept override { return _postbox != nullptr; }
	Result<> put(const Intercepted& intercepted) noexcept override;

private:
	PostboxDriver* const _postbox;
};

}
