#include "handlers/ReadingPage.h"

#include "sx/sealed/DraftEndpoints.h"
#include "sx/views.h"

namespace sx::sealed {
namespace {

/// Is the view of templates/pages/read.html.mustache, which is the same for every link.
struct ReadingView
{
	std::string title, host;
	bool isLanguageChosen;  // by the reader: the message's language does not change it

	Value value() const
	{
		return Value::object({{"title", title},
			{"subtitle", title},
			{"layout", "public"},
			{"frame", "sx-public-narrow"},
			{"scripts", Value::List{"read.js"}},
			{"host", host},
			{"isLanguageChosen", isLanguageChosen}});
	}
};

}

Routes<ReadingPage> ReadingPage::routes()
{
	const RouteOptions options{.maxBodyBytes = 8192, .contentSecurity = kSealingPolicy};
	return {
		// The token may have any form: link protection glues things to a link, and the page works out which part is the
		// token (row I4).
		{Method::Get, "/m/{token:text}", kAnyone, &ReadingPage::read, options},
		{Method::Get, "/m/sw.js", kAnyone, &ReadingPage::worker, options},
	};
}

Result<Response> ReadingPage::read(Request& request) const
{
	const RequestWords words(_services.context.pages(), request);
	const ReadingView view{words("read.title"),
		std::string(hostAndPortOf(request.tenant().origin)),
		request.principal() || chosenLanguageOf(request)};
	auto response = Response::page("read", view.value());
	response.header("Cache-Control", "no-store");
	return response;
}

Result<Response> ReadingPage::worker(Request& request) const
{
	auto script = _services.context.pages().render(request.language(), "fragments/sw.js", Value::object({}));
	if (!script) return script.error();
	auto response = Response::text(std::move(*script), "text/javascript; charset=utf-8");
	// A loop avoids a false warning: g++ 12 takes the longer name for a short string once it is inlined.
	for (const auto& [name, value]:
		{std::pair{"Cache-Control", "no-cache"}, std::pair{"Service-Worker-Allowed", "/m/"}})
		response.header(name, value);
	return response;
}

}
