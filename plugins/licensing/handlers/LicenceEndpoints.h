// Serves subscription and licences as JSON (docs/wire.md).
#pragma once
#include "services/LicenceBook.h"
#include "sx/routes.h"
#include "sx/views.h"

namespace sx::licensing {

class LicenceEndpoints
{
public:
	LicenceEndpoints(const LicenceBook& licences, const directory::Directory& directory):
		_licences(licences), _directory(directory)
	{
	}
	static Routes<LicenceEndpoints> routes();

private:
	Result<Response> subscription(Request& request) const;
	Result<Response> list(Request& request) const;
	Result<Response> assign(Request& request) const;
	Result<Response> revoke(Request& request) const;
	Result<Response> transfer(Request& request) const;

	const LicenceBook& _licences;
	const directory::Directory& _directory;
};

}
