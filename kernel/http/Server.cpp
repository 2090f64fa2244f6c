#include "kernel/http/Server.h"
#include "kernel/http/ConnectionFlow.h"

#include <algorithm>
#include <csignal>

namespace sx::http {

class Server::Core
{
public:
	Core(ServerOptions options, ServerComponents components, Router router):
		options(std::move(options)), components(components), router(std::move(router))
	{
	}

	ServerOptions options;
	ServerComponents components;
	Router router;
	std::unique_ptr<ConnectionFlow> flow;
};

Server::Server(ServerOptions options, ServerComponents components, Router router):
	_core(std::make_unique<Core>(std::move(options), components, std::move(router)))
{
}

Server::~Server() { stop(); }

Result<> Server::start()
{
	auto proxies = Proxies::parse(_core->options.proxies);
	if (!proxies) return Error{Code::Invalid, "http.proxies: not an address or CIDR block"};
	if (_core->options.handlerThreads < 1 || _core->options.maxConnections < 1)
		return Error{Code::Invalid, "http: no threads or connections"};
	const int cores = static_cast<int>(std::thread::hardware_concurrency());
	const int workers = _core->options.ioWorkers > 0 ? _core->options.ioWorkers : std::clamp(cores, 2, 8);
	std::signal(SIGPIPE, SIG_IGN);  // sendfile and splice have no MSG_NOSIGNAL
	_core->flow = std::make_unique<ConnectionFlow>(
		_core->options, _core->components, _core->router, std::move(*proxies), workers);
	if (auto listening = _core->flow->listen(); !listening) return listening;
	_core->flow->start();
	return {};
}

void Server::stop() noexcept
{
	if (_core->flow) _core->flow->stop();
}

ServerLoad Server::load() const noexcept { return _core->flow ? _core->flow->load() : ServerLoad{}; }

int Server::port() const noexcept { return _core->flow ? _core->flow->port() : 0; }

}
