// Declares what kernel/http needs from a renderer of pages (kernel/app implements it over kernel/pages).
#pragma once
#include "sx/http.h"

namespace sx::http {

/// Gives a layout what it shows besides the page's own view. Valid during the call.
struct PageContext
{
	Request& request;       // tenant, principal, language, path, request id
	std::string_view csrf;  // empty: no session
};

/// Renders pages and words in the request's language. [handler's thread]
class PageRenderer
{
public:
	virtual ~PageRenderer() = default;
	/// Renders templates/pages/NAME.html.mustache of the plugin inside its layout. Errors: Internal (missing template,
	/// name, word).
	virtual Result<std::string> page(
		std::string_view plugin, std::string_view name, const Value& view, const PageContext& context) noexcept = 0;
	/// Renders the page of a failure. view: "status" (integer), "code" (text), "title" and "text" (text, from `word`
	/// below), "requestId", "retryAfter" (integer seconds, or absent). Errors: Internal; the caller then sends a bare
	/// page.
	virtual Result<std::string> problem(const Value& view, const PageContext& context) noexcept = 0;
	/// Returns a text of a plugin's catalogue; plugin empty: of the shared catalogue. kernel/http asks the shared
	/// catalogue for `problem.CODE.title` and `problem.CODE.text`; CODE: bad_request, unauthenticated, denied,
	/// not_found, method_not_allowed, conflict, gone, length_required, too_large, uri_too_long, bad_range, wrong_host,
	/// limited, headers_too_large, internal, not_implemented, unavailable, full. Returns the key itself if the
	/// catalogue does not have it.
	virtual std::string word(
		std::string_view plugin, const Language& language, std::string_view key, const Value& arguments) noexcept = 0;
};

}
