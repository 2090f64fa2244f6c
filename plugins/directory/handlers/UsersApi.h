// Handles /api/v1/users: a company's people, for programs.
#pragma once
#include "services/PeopleImport.h"
#include "services/StoredDirectory.h"
#include "sx/routes.h"

namespace sx::directory {

/// Handles the routes of docs/users-api.md. [handlers' threads]
class UsersApi
{
public:
	UsersApi(StoredDirectory& directory, PeopleImport& import): _directory(directory), _import(import) {}
	static Routes<UsersApi> routes();

private:
	Result<Response> list(Request& request) const;
	Result<Response> show(Request& request) const;
	Result<Response> add(Request& request) const;
	Result<Response> change(Request& request) const;
	Result<Response> remove(Request& request) const;
	Result<Response> import(Request& request) const;
	/// Answers with one person.
	Result<Response> answer(const Person& person) const;
	/// Checks that a key gives no role above member that may do what the key may not: its person's rights are not its
	/// own. Errors: Denied with field "role".
	Result<> mayGive(const Request& request, std::string_view role) const;

	StoredDirectory& _directory;
	PeopleImport& _import;
};

}
