// Shows a company's journal as page, as JSON and as files (product row D15; docs/wire.md), and its verification.
#pragma once
#include "handlers/JournalView.h"
#include "sx/routes.h"
#include "sx/tables/Exports.h"

namespace sx::audit {

/// [any thread]
class JournalPage
{
public:
	static constexpr const char* kPath = "/admin/journal";
	static constexpr std::string_view kRead = "audit.read";

	JournalPage(const Context& context, JournalBook& book, const Sentences& sentences):
		_context(context), _book(book), _sentences(sentences), _writer(context.find<tables::Writer>())
	{
	}
	static Routes<JournalPage> routes();

private:
	Result<Response> show(Request& request) const;
	Result<Response> list(Request& request) const;
	Result<Response> exported(Request& request) const;
	Result<Response> verify(Request& request) const;

	Result<Sought> soughtBy(const Request& request) const;
	/// Returns the filters in words, for the first line of a file.
	std::string filterOf(const Request& request, const Sought& sought) const;

	const Context& _context;
	JournalBook& _book;
	const Sentences& _sentences;
	const tables::Writer* const _writer;  // may be null
};

}
