// Serves the page on which sealed things are read.
#pragma once
#include "services/Services.h"
#include "sx/routes.h"

namespace sx::sealed {

class ReadingPage
{
public:
	explicit ReadingPage(const Services& services): _services(services) {}
	static Routes<ReadingPage> routes();

private:
	/// Returns the same bytes for every token, and changes no state.
	Result<Response> read(Request& request) const;
	/// Returns the script of the download's service worker, under the path that lets it serve /m/sealed/.
	Result<Response> worker(Request& request) const;

	const Services& _services;
};

}
