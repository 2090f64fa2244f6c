#include "handlers/OpeningEndpoints.h"

namespace sx::sealed {
namespace {

Reader readerOf(const Request& request)
{
	return {request.tenant().id, {request.parameter("token")}, actorOf(request), request.language()};
}

Result<Value> bodyOf(const Request& request)
{
	auto body = request.json();
	if (!body) return body.error();
	return body;
}

Response unstored(Value value)
{
	auto response = Response::json(std::move(value));
	response.header("Cache-Control", "no-store");
	return response;
}

Result<Response> done(const Result<>& result)
{
	if (!result) return result.error();
	return Response::empty();
}

}

Routes<OpeningEndpoints> OpeningEndpoints::routes()
{
	const RouteOptions small{.maxBodyBytes = 8192};
	const auto spending = [](std::string_view quota) {
		return RouteOptions{.maxBodyBytes = 8192, .spends = {std::string(quota)}};
	};
	return {
		{Method::Post, "/m/{token:token}/gates", kAnyone, &OpeningEndpoints::gates, small},
		{Method::Post, "/m/{token:token}/gates/{gate}/ask", kAnyone, &OpeningEndpoints::ask, spending(kNetworkAsks)},
		{Method::Post, "/m/{token:token}/open", kAnyone, &OpeningEndpoints::open, small},
		{Method::Get,
			"/m/{token:token}/files/{file:token}",
			kAnyone,
			&OpeningEndpoints::file,
			{.maxBodyBytes = 8192, .perMinute = 6000}},
		{Method::Post, "/m/{token:token}/finish", kAnyone, &OpeningEndpoints::finish, small},
		{Method::Post, "/m/{token:token}/destroy", kAnyone, &OpeningEndpoints::giveUp, small},
		{Method::Post, "/m/{token:token}/report", kAnyone, &OpeningEndpoints::report, spending(kNetworkReports)},
	};
}

Error OpeningEndpoints::noted(const Request& request, Error error) const
{
	if (!_refusals) return error;
	if (error.problem == refusedLink().problem) _refusals->note(request, "sealed.link_refused", error.problem);
	if (error.code == Code::Denied) _refusals->note(request, "sealed.gate_refused", error.problem);
	return error;
}

Result<Response> OpeningEndpoints::gates(Request& request) const
{
	auto body = bodyOf(request);
	if (!body) return body.error();
	auto gates = _opening.gates(readerOf(request), *body);
	if (!gates) return noted(request, gates.error());
	return unstored(std::move(*gates));
}

Result<Response> OpeningEndpoints::ask(Request& request) const
{
	auto body = bodyOf(request);
	if (!body) return body.error();
	auto wait = _opening.ask(readerOf(request), *body, request.parameter("gate"));
	if (!wait) return noted(request, wait.error());
	return Response::json(Value::object({{"retry_after", static_cast<std::int64_t>(wait->count())}}), 202);
}

Result<Response> OpeningEndpoints::open(Request& request) const
{
	auto body = bodyOf(request);
	if (!body) return body.error();
	auto opened = _opening.open(readerOf(request), *body);
	if (!opened) return noted(request, opened.error());
	return unstored(std::move(*opened));
}

Result<Response> OpeningEndpoints::file(Request& request)
{
	const auto reader = readerOf(request);
	const FileId file{request.parameter("file")};
	Lease lease;
	auto blob = _leases.download(reader, request.header("Authorization").value_or(""), file, lease);
	if (!blob) return blob.error();
	request.under(lease.authority);
	auto response = _services.blobs.send(reader.tenant, *blob);
	if (!response) return response;
	if (file.value != kManifestId)
		std::get<Response::Blob>(response->body()).ended = [this,
															   tenant = reader.tenant,
															   event = Event{.item = lease.item,
																   .grant = lease.grant,
																   .at = _services.now(),
																   .kind = EventKind::Downloaded,
																   .cause = file.value,
																   .actor = reader.actor}](std::int64_t bytes) {
			// Nothing was downloaded by HEAD, or by who was cut off before the first byte.
			if (bytes > 0) _register.note(tenant, event);
		};
	response->header("Cache-Control", "no-store");
	return response;
}

Result<Response> OpeningEndpoints::finish(Request& request) const
{
	auto lease = leaseOf(_leases, request);
	if (!lease) return lease.error();
	return done(_leases.finish(readerOf(request), *lease));
}

Result<Response> OpeningEndpoints::giveUp(Request& request) const
{
	auto lease = leaseOf(_leases, request);
	if (!lease) return lease.error();
	return done(_leases.giveUp(readerOf(request), *lease));
}

Result<Response> OpeningEndpoints::report(Request& request) const
{
	auto lease = leaseOf(_leases, request);
	if (!lease) return lease.error();
	auto body = bodyOf(request);
	if (!body) return body.error();
	return done(_leases.report(readerOf(request), *lease, (*body)["reason"].text()));
}

}
