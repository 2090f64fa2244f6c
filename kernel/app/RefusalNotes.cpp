#include "kernel/app/RefusalNotes.h"

#include "kernel/http/Exchange.h"

namespace sx::app {

namespace {

Refusal refusalOf(const Request& request, std::string_view kind, std::string_view cause, const UserId& person)
{
	Refusal out{.kind = std::string(kind),
		.cause = std::string(cause),
		.tenant = request.tenant().id,
		.person = person,
		.address = request.clientAddress(),
		.network = request.clientAddress()};
	if (const auto* principal = request.principal())
	{
		out.person = principal->user;
		out.key = principal->key;
	}
	// Every request of this process is an Exchange; a made-up one of a test has no route.
	if (const auto* exchange = dynamic_cast<const http::Exchange*>(&request))
	{
		if (exchange->entry()) out.route = exchange->entry()->route.path;
		if (out.key.empty()) out.key = exchange->_refusedKey;
		out.network = exchange->_address.networkText();
	}
	return out;
}

}

void RefusalNotes::note(
	const Request& request, std::string_view kind, std::string_view cause, const UserId& person) noexcept
try
{
	const auto refusal = refusalOf(request, kind, cause, person);
	_log.write(Log::Level::Warning,
		refusal.kind,
		{{"cause", refusal.cause},
			{"tenant", refusal.tenant.value},
			{"person", refusal.person.value},
			{"key_id", refusal.key},
			{"route", refusal.route},
			{"address", refusal.address},
			{"network", refusal.network},
			{"request_id", request.requestId()}});
	_metrics.count("refusals", "kind=\"" + refusal.kind + "\"");
	if (refusal.tenant.empty()) return;
	for (auto* keeper: _keepers) keeper->keep(refusal);
}
catch (const std::exception&)
{
	// Out of memory: the request goes on without its note.
}

}
