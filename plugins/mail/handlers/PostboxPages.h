// Handles /dev/postbox, which shows the mails that a demonstration would have sent.
#pragma once
#include "store/PostboxDriver.h"

namespace sx::mail {

/// Handles the routes of the postbox; responds 404 if there is no postbox. [handlers' threads]
class PostboxPages
{
public:
	Result<> declare(Registry& registry);
	void start(Context& context, PostboxDriver* postbox)
	{
		_context = &context;
		_postbox = postbox;
	}

private:
	Result<Response> list(Request& request) const;
	Result<Response> json(Request& request) const;
	Result<Response> html(Request& request) const;
	Result<Response> styles(Request& request) const;
	Result<Response> text(Request& request) const;
	Result<Response> source(Request& request) const;
	Result<Response> clear(Request& request) const;
	Result<Letter> letter(Request& request) const;

	Context* _context = nullptr;
	PostboxDriver* _postbox = nullptr;
};

}
