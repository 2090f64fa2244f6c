// Serves FOLDER/large and small JSON, and takes uploads into FOLDER (http-bench-host FOLDER). Prints its port; stops on
// SIGTERM.
#include "kernel/base/Clocks.h"
#include "kernel/http/Server.h"
#include "kernel/keys/KeyRing.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <csignal>
#include <iostream>

using namespace sx;

namespace {

class OneTenant final: public TenantSource
{
public:
	std::shared_ptr<const Tenant> byHost(std::string_view) const noexcept override { return _tenant; }
	std::shared_ptr<const Tenant> byId(const TenantId&) const noexcept override { return _tenant; }

private:
	std::shared_ptr<const Tenant> _tenant = std::make_shared<const Tenant>(
		Tenant{{"bench"}, "Bench", "http://127.0.0.1", {}, "UTC"});
};

class Nobody final: public PrincipalSource, public http::SessionStore, public http::PageRenderer, public Log
{
public:
	Result<Principal> byUser(const TenantId&, const UserId&) const noexcept override { return Error{Code::Missing}; }
	Result<Principal> byApiKey(const TenantId&, std::string_view, std::string_view) const noexcept override
	{
		return Error{Code::Unauthenticated};
	}
	Result<SessionRight> rightOf(const TenantId&, const UserId& user) noexcept override { return SessionRight{user}; }
	Result<std::string> create(const TenantId&, const SessionRight&, const http::Browser&) noexcept override
	{
		return Error{Code::Unavailable};
	}
	Result<http::Session> find(const TenantId&, std::string_view) noexcept override { return Error{Code::Missing}; }
	Result<> end(const TenantId&, std::string_view) noexcept override { return {}; }
	Result<std::vector<SessionInfo>> list(const TenantId&, const UserId&) noexcept override
	{
		return std::vector<SessionInfo>{};
	}
	Result<> endOne(Sql&, const UserId&, std::string_view) noexcept override { return {}; }
	Result<> endAll(Sql&, const UserId&) noexcept override { return {}; }
	Result<std::string> page(
		std::string_view, std::string_view, const Value&, const http::PageContext&) noexcept override
	{
		return Error{};
	}
	Result<std::string> problem(const Value&, const http::PageContext&) noexcept override { return Error{}; }
	std::string word(std::string_view, const Language&, std::string_view key, const Value&) noexcept override
	{
		return std::string(key);
	}
	void write(Level, std::string_view, std::initializer_list<LogField>) noexcept override {}
};

Result<Response> smallJson(Request&) { return Response::json(Value::object({{"status", "ok"}, {"count", 42}})); }

Route route(Method method, std::string path, Handler handler)
{
	Route route;
	route.method = method;
	route.path = std::move(path);
	route.handler = std::move(handler);
	route.receives = method == Method::Put;
	return route;
}

Result<Response> upload(const std::string& folder, const Request& request, bool sha256)
{
	Fd file(::open((folder + "/" + request.parameter("name")).c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
	return Response::receive(std::move(file),
		0,
		request.contentLength(),
		sha256,
		Authority::lasting(),
		[](Request&, const Received&) -> Result<Response> { return Response::empty(201); });
}

Result<> addRoutes(http::Router& router, const std::string& folder)
{
	if (auto added = router.addInline(route(Method::Get, "/inline.json", smallJson)); !added) return added;
	const Route all[] = {route(Method::Get, "/small.json", smallJson),
		route(Method::Get,
			"/large",
			[folder](Request&) -> Result<Response> {
				Fd file(::open((folder + "/large").c_str(), O_RDONLY | O_CLOEXEC));
				struct stat info
				{
				};
				if (!file || ::fstat(file.get(), &info) != 0) return Error{Code::Missing};
				return Response::blob(std::move(file), info.st_size, "application/octet-stream", Authority::lasting());
			}),
		route(Method::Put, "/raw/{name}", [folder](Request& r) { return upload(folder, r, false); }),
		route(Method::Put, "/hashed/{name}", [folder](Request& r) { return upload(folder, r, true); })};
	for (const auto& each: all)
		if (auto added = router.add({}, each); !added) return added;
	return {};
}

}

int main(int argc, char** argv)
{
	if (argc != 2)
	{
		std::cerr << "usage: http-bench-host FOLDER\n";
		return 2;
	}
	sigset_t ends;
	sigemptyset(&ends);
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGINT);
	pthread_sigmask(SIG_BLOCK, &ends, nullptr);
	const std::string folder = argv[1];
	auto keys = keys::KeyRing::open(folder + "/master", true);
	http::Router router;
	if (!keys || !addRoutes(router, folder))
	{
		std::cerr << "no keys or routes\n";
		return 1;
	}
	OneTenant tenant;
	Nobody nobody;
	base::SystemClock clock;
	http::ServerOptions options;
	options.port = 0;
	options.perMinute = 0;
	options.maxConnectionsPerNetwork = options.maxConnections;
	http::Server server(options, {tenant, nobody, nobody, nobody, **keys, clock, nobody}, std::move(router));
	if (const auto started = server.start(); !started)
	{
		std::cerr << started.error().detail << "\n";
		return 1;
	}
	std::cout << server.port() << std::endl;
	int signal = 0;
	sigwait(&ends, &signal);
	server.stop();
}
