// Lets administrators write to those of their company who hear of a topic: write, look, confirm, follow.
#pragma once
#include "handlers/NoticeViews.h"
#include "services/NoticeSending.h"
#include "sx/routes.h"
#include "sx/views.h"

namespace sx::notices {

class NoticePages
{
public:
	static constexpr const char* kPath = "/admin/notices";
	static constexpr const char* kSend = "notices.send";

	NoticePages(const Context& context, const directory::Directory& directory, const NoticeSending& sending):
		_context(context), _pages(context.pages()), _directory(directory), _sending(sending)
	{
	}
	static Routes<NoticePages> routes();

private:
	Result<Response> list(Request& request) const;
	Result<Response> blank(Request& request) const;
	Result<Response> look(Request& request) const;
	Result<Response> send(Request& request) const;
	Result<Response> one(Request& request) const;

	Response form(Request& request, const NewNotice& notice, const Error* error) const;
	/// Shows how a notice looks in each language, and how many people get it.
	Result<Response> preview(Request& request, const NewNotice& notice, const Error* error) const;
	Result<std::vector<ShownMail>> mailsOf(Request& request, const Notice& notice) const;
	std::string authorOf(const Request& request, const RequestWords& words, const Notice& notice) const;

	const Context& _context;
	const Pages& _pages;
	const directory::Directory& _directory;
	const NoticeSending& _sending;
};

}
