// Answers GET /api/v1/entitlements: what a person may do, and how much of it is used.
#pragma once
#include "sx/directory/Directory.h"
#include "sx/licensing/Entitlements.h"
#include "sx/routes.h"

namespace sx::licensing {

class EntitlementEndpoint
{
public:
	EntitlementEndpoint(
		const Entitlements& entitlements, const Catalogue& catalogue, const directory::Directory& directory):
		_entitlements(entitlements),
		_catalogue(catalogue), _directory(directory)
	{
	}
	static Routes<EntitlementEndpoint> routes();

private:
	Result<Response> show(Request& request) const;

	const Entitlements& _entitlements;
	const Catalogue& _catalogue;
	const directory::Directory& _directory;
};

}
