// Handles /dev/postbox, which shows the mails that a demonstration would have sent.
#pragma once
#include "store/Postbox.h"

namespace mail {

/// Handles the routes of the postbox; responds 404 if there is no postbox. [handlers' threads]
class PostboxPages
{
public:
	sx::Result<> declare(sx::Registry& registry);
	void start(sx::Context& context, Postbox* postbox)
	{
		_context = &context;
		_postbox = postbox;
	}

private:
	sx::Result<sx::Response> list(sx::Request& request) const;
	sx::Result<sx::Response> json(sx::Request& request) const;
	sx::Result<sx::Response> html(sx::Request& request) const;
	sx::Result<sx::Response> styles(sx::Request& request) const;
	sx::Result<sx::Response> text(sx::Request& request) const;
	sx::Result<sx::Response> source(sx::Request& request) const;
	sx::Result<sx::Response> clear(sx::Request& request) const;
	sx::Result<Letter> letter(sx::Request& request) const;

	sx::Context* _context = nullptr;
	Postbox* _postbox = nullptr;
};

}
