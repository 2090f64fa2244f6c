// What kernel/http asks of whoever renders pages (kernel/app implements it over kernel/pages).
#pragma once
#include "sx/http.h"

namespace sx::http {

/// What a layout shows besides the page's own view. Valid during the call.
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
	/// templates/pages/NAME.html.mustache of the plugin inside its layout. Errors: Internal (missing template, name,
	/// word).
	virtual Result<std::string> page(
		std::string_view plugin, std::string_view name, const Value& view, const PageContext& context) noexcept = 0;
	/// The page of a failure. view: "status" (integer), "code" (text), "title" and "text" (text, from `word` below),
	/// "requestId", "retryAfter" (integer seconds, or absent). Errors: Internal; a bare page is sent then.
	virtual Result<std::string> problem(const Value& view, const PageContext& context) noexcept = 0;
	/// A word of a plugin's catalogue; plugin empty: the shared one. kernel/http asks the shared catalogue for
	/// `problem.CODE.title` and `problem.CODE.text`; CODE: bad_request, unauthenticated, denied, not_found,
	/// method_not_allowed, conflict, gone, length_required, too_large, uri_too_long, bad_range, wrong_host, limited,
	/// headers_too_large, internal, not_implemented, unavailable, full. A missing key gives the key.
	virtual std::string word(
		std::string_view plugin, const Language& language, std::string_view key, const Value& arguments) noexcept = 0;
};

}
