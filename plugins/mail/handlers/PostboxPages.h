// Handles /dev/postbox, which shows the mails that a demonstration would have sent.
#pragma once
#include "handlers/PostboxView.h"
#include "services/PostboxDriver.h"
#include "sx/branding/Pictures.h"
#include "sx/routes.h"
#include "sx/views.h"

namespace sx::mail {

/// Handles the routes of the postbox; responds 404 if there is no postbox. [handlers' threads]
class PostboxPages
{
public:
	/// postbox: null where mails leave. pictures: null if nobody has any.
	PostboxPages(const Pages& pages, PostboxDriver* postbox, const branding::Pictures* pictures):
		_pages(pages), _postbox(postbox), _pictures(pictures)
	{
	}
	static Routes<PostboxPages> routes();

private:
	Result<Response> list(Request& request) const;
	Result<Response> json(Request& request) const;
	Result<Response> html(Request& request) const;
	Result<Response> styles(Request& request) const;
	Result<Response> text(Request& request) const;
	Result<Response> source(Request& request) const;
	Result<Response> clear(Request& request) const;

	Result<Letter> letter(Request& request) const { return _postbox->byId(request.parameter("id")); }
	PostboxView::Row rowOf(const RequestWords& words, const Letter& letter) const;
	PostboxView::Detail detailOf(const RequestWords& words, const Letter& letter) const;
	/// Returns the sending address; for a text its sender, which may be empty.
	const std::string& fromOf(const Letter& letter) const;
	/// Returns the company's logo if the mail shows it.
	std::optional<Logo> logoOf(const Letter& letter) const;

	const Pages& _pages;
	PostboxDriver* const _postbox;
	const branding::Pictures* const _pictures;
};

}
