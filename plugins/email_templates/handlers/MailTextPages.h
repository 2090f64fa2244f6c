// Serves the page where a company words its mails and texts, its preview and its forms (row D5).
#pragma once
#include "handlers/MailTextsView.h"
#include "services/TextBook.h"
#include "sx/branding/Pictures.h"
#include "sx/directory/Directory.h"
#include "sx/routes.h"
#include "sx/views.h"

namespace sx::email_templates {

inline constexpr const char* kPath = "/admin/mail-texts";
inline constexpr std::string_view kManage = "email_templates.manage";

class MailTextPages
{
public:
	/// people: names the authors of versions. pictures: the logos of previews. Both may be null.
	MailTextPages(const Context& context,
		const TextBook& book,
		const directory::Directory* people,
		const branding::Pictures* pictures):
		_pages(context.pages()),
		_catalogues(context.find<Catalogues>()), _book(book), _people(people), _pictures(pictures)
	{
	}
	static Routes<MailTextPages> routes();

private:
	Result<Response> page(Request& request) const;
	Result<Response> preview(Request& request) const;
	Result<Response> save(Request& request) const;
	Result<Response> remove(Request& request) const;
	Result<Response> restore(Request& request) const;
	Result<Response> test(Request& request) const;

	Result<Response> shown(Request& request, const Edited& wanted, const Error* fault) const;
	Result<> fillPiece(
		MailTextsView& view, Request& request, const Edited& edited, const PieceRule& piece, const Error* fault) const;
	std::string pieceName(const RequestWords& words, std::string_view kind, const PieceRule& piece) const;
	std::string variableName(const RequestWords& words, const std::string& name) const;
	std::string faultText(const RequestWords& words, const Error& fault) const;

	const Pages& _pages;
	const Catalogues* const _catalogues;
	const TextBook& _book;
	const directory::Directory* const _people;
	const branding::Pictures* const _pictures;
};

}
