// Compares people over days, as page, as JSON and as files (product row J8; docs/wire.md).
#pragma once
#include "services/StatisticsBook.h"
#include "sx/routes.h"
#include "sx/tables/Exports.h"
#include "sx/views.h"

namespace sx::statistics {

/// [any thread]
class StatisticsPage
{
public:
	static constexpr const char* kPath = "/admin/statistics";
	static constexpr std::string_view kRead = "statistics.read";

	StatisticsPage(const Context& context, const StatisticsBook& book):
		_context(context), _book(book), _writer(context.find<tables::Writer>())
	{
	}
	static Routes<StatisticsPage> routes();

private:
	/// Holds what a request asks for.
	struct Asked
	{
		Period period;
		Wanted wanted;
		std::string people, search;  // as typed

		std::string url(const std::string& path, const std::string& before = {}) const;
	};

	Result<Response> show(Request& request) const;
	Result<Response> list(Request& request) const;
	Result<Response> own(Request& request) const;
	Result<Response> exported(Request& request) const;
	Result<Asked> askedBy(const Request& request, int usual, int most) const;

	const Context& _context;
	const StatisticsBook& _book;
	const tables::Writer* const _writer;  // may be null
};

}
