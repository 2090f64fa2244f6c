// Handles /contacts: the list, one contact, its deletion, import and export.
#pragma once
#include "store/Book.h"

namespace contacts {

/// Returns the signed-in person as the owner of an address book.
inline Owner ownerOf(const sx::Request& request) { return {request.principal()->tenant, request.principal()->user}; }

/// Handles the routes of the pages. [handlers' threads]
class ContactPages
{
public:
	explicit ContactPages(Book& book): _book(book) {}
	sx::Result<> declare(sx::Registry& registry);
	void start(sx::Context& context) { _context = &context; }

private:
	sx::Result<sx::Response> list(sx::Request& request) const;
	sx::Result<sx::Response> create(sx::Request& request) const;
	sx::Result<sx::Response> edit(sx::Request& request) const;
	sx::Result<sx::Response> save(sx::Request& request) const;
	sx::Result<sx::Response> confirm(sx::Request& request) const;
	sx::Result<sx::Response> remove(sx::Request& request) const;
	sx::Result<sx::Response> importPage(sx::Request& request) const;
	sx::Result<sx::Response> exportCsv(sx::Request& request) const;

	sx::Response form(sx::Request& request, const Contact& typed, const sx::Error* error) const;
	std::string word(const sx::Request& request, std::string_view key, const sx::Value& arguments = {}) const
	{
		return _context->pages().text(request.language(), key, arguments);
	}

	Book& _book;
	sx::Context* _context = nullptr;
};

/// Returns the catalogue key of the text that tells what is wrong with a contact.
std::string faultKey(const sx::Error& error);

}
