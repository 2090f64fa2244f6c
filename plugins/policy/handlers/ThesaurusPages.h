// Serves the thesaurus: its pages for administrators, its JSON for clients.
#pragma once
#include "services/Thesaurus.h"
#include "sx/routes.h"
#include "sx/views.h"

namespace sx::policy {

inline constexpr const char* kManage = "policy.thesaurus";
inline constexpr const char* kRead = "policy.read";  // the lists, as the composer and outside clients need them
inline constexpr const char* kThesaurusPath = "/admin/thesaurus";

/// Handles the routes of the thesaurus. [any thread]
class ThesaurusPages
{
public:
	ThesaurusPages(const Pages& pages, const Thesaurus& thesaurus): _pages(pages), _thesaurus(thesaurus) {}
	static Routes<ThesaurusPages> routes();

private:
	Result<Response> index(Request& request) const;
	Result<Response> edit(Request& request) const;
	Result<Response> save(Request& request) const;
	Result<Response> remove(Request& request) const;
	/// Handles GET /api/v1/policy/thesaurus.
	Result<Response> json(Request& request) const;

	/// Shows a list to edit. fault: what is wrong with it; nullptr: nothing.
	Response form(Request& request, const List& list, const Error* fault) const;

	const Pages& _pages;
	const Thesaurus& _thesaurus;
};

}
