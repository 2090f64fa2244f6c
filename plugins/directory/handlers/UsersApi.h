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

	StoredDirectory& _directory;
	PeopleImport& _import;
};

}
