// Handles /contacts: the list, one contact, its deletion, import and export.
#pragma once
#include "store/Book.h"

namespace sx::contacts {

/// Returns the signed-in person as the owner of an address book.
inline Owner ownerOf(const Request& request) { return {request.principal()->tenant, request.principal()->user}; }

/// Handles the routes of the pages. [handlers' threads]
class ContactPages
{
public:
	explicit ContactPages(Book& book): _book(book) {}
	Result<> declare(Registry& registry);
	void start(Context& context) { _context = &context; }

private:
	Result<Response> list(Request& request) const;
	Result<Response> create(Request& request) const;
	Result<Response> edit(Request& request) const;
	Result<Response> save(Request& request) const;
	Result<Response> confirm(Request& request) const;
	Result<Response> remove(Request& request) const;
	Result<Response> importPage(Request& request) const;
	Result<Response> exportCsv(Request& request) const;

	Response form(Request& request, const Contact& typed, const Error* error) const;
	std::string word(const Request& request, std::string_view key, const Value& arguments = {}) const
	{
		return _context->pages().text(request.language(), key, arguments);
	}

	Book& _book;
	Context* _context = nullptr;
};

/// Returns the catalogue key of the text that tells what is wrong with a contact.
std::string faultKey(const Error& error);

}
