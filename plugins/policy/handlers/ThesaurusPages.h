// Serves the thesaurus: its pages for administrators, its JSON for clients.
#pragma once
#include "domain/Thesaurus.h"
#include "sx/audit/Audit.h"
#include "sx/plugin.h"

namespace policy {

/// Handles the routes of the thesaurus. [any thread]
class ThesaurusPages
{
public:
	sx::Result<> declare(sx::Registry& registry);
	sx::Result<> start(sx::Context& context);

private:
	sx::Result<sx::Response> index(sx::Request& request) const;
	sx::Result<sx::Response> edit(sx::Request& request) const;
	sx::Result<sx::Response> save(sx::Request& request) const;
	sx::Result<sx::Response> remove(sx::Request& request) const;
	/// Handles GET /api/v1/policy/thesaurus.
	sx::Result<sx::Response> json(sx::Request& request) const;

	sx::Result<sx::Response> form(sx::Request& request, const List& list, const sx::Error* fault) const;
	std::string word(
		sx::Request& request, std::string_view key, const sx::Value& arguments = sx::Value::object({})) const;
	sx::Result<> audit(sx::Sql& sql, sx::Request& request, const char* kind, const ListId& list) const;

	sx::Context* _context = nullptr;
	sx::audit::Journal* _journal = nullptr;
};

}
