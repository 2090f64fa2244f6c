// Runs a real HTTP server on its own port, with made-up people, companies and pages, and a client that sends raw bytes.
#pragma once
#include "kernel/base/Clocks.h"
#include "kernel/base/JsonText.h"
#include "kernel/http/Csrf.h"
#include "kernel/http/Server.h"
#include "kernel/keys/KeyRing.h"

#include <arpa/inet.h>
#include <cppunit/extensions/HelperMacros.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <mutex>
#include <set>

namespace sx::test {

/// Makes a folder, and removes it at the end.
class TemporaryFolder
{
public:
	TemporaryFolder()
	{
		std::string name = (std::filesystem::temp_directory_path() / "sx-http-XXXXXX").string();
		CPPUNIT_ASSERT(mkdtemp(name.data()));
		_path = name;
	}
	~TemporaryFolder()
	{
		std::error_code ignored;
		std::filesystem::remove_all(_path, ignored);
	}
	std::string operator/(std::string_view name) const { return (_path / name).string(); }
	std::string path() const { return _path.string(); }

private:
	std::filesystem::path _path;
};

inline std::string contentOf(const std::string& path)
{
	std::ifstream in(path, std::ios::binary);
	return {std::istreambuf_iterator<char>(in), {}};
}

/// Returns the resident memory of this process; 0 under a sanitizer, which uses much memory of its own.
inline std::int64_t residentBytes()
{
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
	return 0;
#endif
	std::ifstream in("/proc/self/statm");
	std::int64_t pages = 0;
	in >> pages >> pages;
	return pages * ::sysconf(_SC_PAGESIZE);
}

class Tenants final: public TenantSource
{
public:
	Tenants()
	{
		add({{"tenant-a"}, "Acme", "http://acme.test", {"en-CA"}, "America/Toronto"}, "acme.test");
		add({{"tenant-b"}, "Boreal", "https://boreal.test", {"fr-CA"}, "America/Toronto"}, "boreal.test");
	}
	std::shared_ptr<const Tenant> byHost(std::string_view host) const noexcept override
	{
		const auto found = _byHost.find(host);
		return found == _byHost.end() ? nullptr : found->second;
	}
	std::shared_ptr<const Tenant> byId(const TenantId&) const noexcept override { return nullptr; }

private:
	void add(Tenant tenant, std::string host)
	{
		_byHost[std::move(host)] = std::make_shared<const Tenant>(std::move(tenant));
	}
	std::map<std::string, std::shared_ptr<const Tenant>, std::less<>> _byHost;
};

class People final: public PrincipalSource
{
public:
	Result<Principal> byUser(const TenantId& tenant, const UserId& user) const noexcept override
	{
		if (user.value == "gone") return Error{Code::Missing};
		return Principal{tenant, user, "Ada", "ada@acme.test", "America/Toronto", {"en-CA"}, {"notes.write"}};
	}
	Result<Principal> byApiKey(const TenantId& tenant, std::string_view key, std::string_view) const noexcept override
	{
		if (key != "good-key") return Error{Code::Unauthenticated};
		return Principal{tenant, {"robot"}, "Robot", "", "America/Toronto", {"en-CA"}, {"notes.write"}};
	}
};

class Sessions final: public http::SessionStore
{
public:
	explicit Sessions(const Keys& keys): _keys(keys) {}
	Result<SessionRight> rightOf(const TenantId&, const UserId& user) noexcept override { return SessionRight{user}; }
	Result<std::string> create(
		const TenantId& tenant, const SessionRight& right, const http::Browser&) noexcept override
	{
		const std::lock_guard lock(_mutex);
		auto cookie = _keys.toBase64Url(_keys.random(32).value);
		_all[cookie] = {tenant, right.user};
		return cookie;
	}
	Result<http::Session> find(const TenantId& tenant, std::string_view cookie) noexcept override
	{
		const std::lock_guard lock(_mutex);
		const auto found = _all.find(cookie);
		if (found == _all.end() || found->second.tenant != tenant) return Error{Code::Missing};
		return found->second;
	}
	Result<> end(const TenantId&, std::string_view cookie) noexcept override
	{
		const std::lock_guard lock(_mutex);
		_all.erase(std::string(cookie));
		return {};
	}
	Result<std::vector<SessionInfo>> list(const TenantId&, const UserId&) noexcept override
	{
		return std::vector<SessionInfo>{};
	}
	Result<> endOne(Sql&, const UserId&, std::string_view) noexcept override { return {}; }
	Result<> endAll(Sql&, const UserId&) noexcept override { return {}; }

private:
	const Keys& _keys;
	std::mutex _mutex;
	std::map<std::string, http::Session, std::less<>> _all;
};

/// Renders pages that show what they were given.
class PlainPages final: public http::PageRenderer
{
public:
	Result<std::string> page(std::string_view plugin,
		std::string_view name,
		const Value& view,
		const http::PageContext& context) noexcept override
	{
		return "<html>" + std::string(plugin) + "/" + std::string(name) + " " + view["title"].text() +
			" lang=" + context.request.language().tag + " csrf=" + std::string(context.csrf) + view["filler"].text() +
			"</html>";
	}
	Result<std::string> problem(const Value& view, const http::PageContext& context) noexcept override
	{
		return "<html>problem " + view["title"].text() + " of " + context.request.tenant().name + "</html>";
	}
	std::string word(std::string_view plugin, const Language&, std::string_view key, const Value&) noexcept override
	{
		return (plugin.empty() ? "" : std::string(plugin) + ":") + std::string(key);
	}
};

class LinesLog final: public Log
{
public:
	void write(Level, std::string_view event, std::initializer_list<LogField> fields) noexcept override
	{
		std::string line(event);
		for (const auto& each: fields) line += " " + std::string(each.name) + "=" + base::writeJson(each.value);
		const std::lock_guard lock(_mutex);
		_lines.push_back(std::move(line));
	}
	/// Waits up to 5 s for a line that contains the text, because lines are written after the response is sent.
	bool has(std::string_view text)
	{
		for (int i = 0; i < 500; ++i)
		{
			if (holds(text)) return true;
			::usleep(10'000);
		}
		return false;
	}
	bool holds(std::string_view text)
	{
		const std::lock_guard lock(_mutex);
		return std::any_of(_lines.begin(), _lines.end(), [&](const std::string& line) {
			return line.find(text) != std::string::npos;
		});
	}

private:
	std::mutex _mutex;
	std::vector<std::string> _lines;
};

/// Holds a response as a client sees it.
struct Answer
{
	int status = 0;
	std::string head;
	std::string body;
	std::string header(std::string_view name) const
	{
		std::string lowered = head;
		std::transform(
			lowered.begin(), lowered.end(), lowered.begin(), [](unsigned char c) { return std::tolower(c); });
		std::string wanted = "\r\n" + std::string(name) + ":";
		std::transform(wanted.begin(), wanted.end(), wanted.begin(), [](unsigned char c) { return std::tolower(c); });
		const auto at = lowered.find(wanted);
		if (at == std::string::npos) return {};
		const auto begin = head.find_first_not_of(' ', at + wanted.size());
		return head.substr(begin, head.find("\r\n", begin) - begin);
	}
};

/// Talks over one TCP connection. Every wait ends after 5 s.
class Client
{
public:
	/// source: the address that the server sees; every 127.x.y.z is this machine.
	explicit Client(int port, int receiveBuffer = 0, const char* source = nullptr):
		_fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
	{
		if (receiveBuffer > 0) ::setsockopt(_fd.get(), SOL_SOCKET, SO_RCVBUF, &receiveBuffer, sizeof receiveBuffer);
		sockaddr_in address{};
		address.sin_family = AF_INET;
		if (source)
		{
			::inet_pton(AF_INET, source, &address.sin_addr);
			CPPUNIT_ASSERT(::bind(_fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
		}
		address.sin_port = htons(static_cast<std::uint16_t>(port));
		address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		_isConnected = ::connect(_fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
	}
	bool isConnected() const noexcept { return _isConnected; }
	int fd() const noexcept { return _fd.get(); }

	bool send(std::string_view bytes)
	{
		while (!bytes.empty())
		{
			const auto sent = ::send(_fd.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
			if (sent <= 0) return false;
			bytes.remove_prefix(static_cast<std::size_t>(sent));
		}
		return true;
	}
	void halfClose() { ::shutdown(_fd.get(), SHUT_WR); }

	/// Reads the next response. Status 0: the connection ended first; -1: it ended within the body. hasBody: false for
	/// the response to a HEAD request.
	Answer read(bool hasBody = true)
	{
		Answer answer;
		std::size_t end;
		while ((end = _input.find("\r\n\r\n")) == std::string::npos)
			if (!more()) return answer;
		answer.head = _input.substr(0, end + 2);
		_input.erase(0, end + 4);
		answer.status = std::stoi(answer.head.substr(9, 3));
		if (answer.status == 100) return answer;
		if (hasBody && answer.header("Transfer-Encoding") == "chunked")
		{
			if (!readChunks(answer.body)) answer.status = -1;
			return answer;
		}
		const auto length = answer.header("Content-Length");
		const std::size_t size = hasBody && !length.empty() ? std::stoul(length) : 0;
		while (_input.size() < size)
			if (!more())
			{
				answer.status = -1;
				return answer;
			}
		answer.body = _input.substr(0, size);
		_input.erase(0, size);
		return answer;
	}
	Answer ask(std::string_view bytes, bool hasBody = true)
	{
		send(bytes);
		return read(hasBody);
	}
	/// Reads everything until the server closes the connection.
	std::string readAll()
	{
		while (more())
		{
		}
		return std::exchange(_input, {});
	}
	/// Tells whether the server closed the connection and sent nothing more.
	bool isClosed()
	{
		const bool got = more();
		return !got && _input.empty() && !_isTimedOut;
	}
	/// Tells whether nothing arrives for so long.
	bool isSilent(int millis)
	{
		pollfd one{_fd.get(), POLLIN, 0};
		return _input.empty() && ::poll(&one, 1, millis) == 0;
	}

private:
	/// Reads a chunked body up to its last chunk, strictly. Returns false if the connection ended before, or is mute.
	bool readChunks(std::string& body)
	{
		for (;;)
		{
			std::size_t end;
			while ((end = _input.find("\r\n")) == std::string::npos)
				if (!more()) return false;
			const auto line = _input.substr(0, end);
			CPPUNIT_ASSERT_MESSAGE(line, line.find_first_not_of("0123456789abcdef") == std::string::npos);
			const auto size = std::stoul(line, nullptr, 16);
			while (_input.size() < end + 2 + size + 2)
				if (!more()) return false;
			body += _input.substr(end + 2, size);
			CPPUNIT_ASSERT_EQUAL(std::string("\r\n"), _input.substr(end + 2 + size, 2));
			_input.erase(0, end + 2 + size + 2);
			if (size == 0) return true;
		}
	}
	bool more()
	{
		pollfd one{_fd.get(), POLLIN, 0};
		_isTimedOut = ::poll(&one, 1, 5000) == 0;
		if (_isTimedOut) return false;
		char buffer[65536];
		const auto got = ::recv(_fd.get(), buffer, sizeof buffer, 0);
		if (got <= 0) return false;
		_input.append(buffer, static_cast<std::size_t>(got));
		return true;
	}
	Fd _fd;
	bool _isConnected = false;
	bool _isTimedOut = false;
	std::string _input;
};

inline Route route(Method method, std::string path, Handler handler)
{
	Route route;
	route.method = method;
	route.path = std::move(path);
	route.handler = std::move(handler);
	return route;
}

/// Remembers refusals as "KIND CAUSE PERSON".
class NotedRefusals final: public Refusals
{
public:
	void note(const Request& request, std::string_view kind, std::string_view cause, const UserId&) noexcept override
	{
		const std::lock_guard lock(_mutex);
		_all.push_back(std::string(kind) + " " + std::string(cause) + " " +
			(request.principal() ? request.principal()->user.value : "nobody"));
	}
	std::vector<std::string> all() const
	{
		const std::lock_guard lock(_mutex);
		return _all;
	}

private:
	mutable std::mutex _mutex;
	std::vector<std::string> _all;
};

/// Runs the server under test. Add routes, then call start().
class HttpRig
{
public:
	HttpRig(): keys(std::move(keys::KeyRing::open(folder / "master", true)).value()), sessions(*keys)
	{
		options.port = 0;
		options.ioWorkers = 2;
		options.handlerThreads = 4;
		options.isProduction = false;
		options.perMinute = 0;
		options.signInPath = "/sign-in";
	}
	~HttpRig() { server.reset(); }

	void add(Route route, std::string plugin = "demo")
	{
		CPPUNIT_ASSERT(router.add(std::move(plugin), std::move(route)));
	}
	void get(std::string path, Handler handler) { add(route(Method::Get, std::move(path), std::move(handler))); }
	void post(std::string path, Handler handler) { add(route(Method::Post, std::move(path), std::move(handler))); }
	void start()
	{
		server = std::make_unique<http::Server>(options,
			http::ServerComponents{tenants, people, sessions, pages, *keys, clock, log, nullptr, &refusals},
			std::move(router));
		const auto started = server->start();
		CPPUNIT_ASSERT_MESSAGE(started ? "" : started.error().detail, static_cast<bool>(started));
	}
	Client client(int receiveBuffer = 0) { return Client(server->port(), receiveBuffer); }
	/// Sends one request on its own connection. headers: lines with their CRLF.
	Answer ask(std::string_view methodAndTarget, std::string_view headers = {}, std::string_view body = {})
	{
		auto one = client();
		std::string text = std::string(methodAndTarget) + " HTTP/1.1\r\nHost: acme.test\r\n" + std::string(headers);
		const bool isUnsafe = !methodAndTarget.starts_with("GET") && !methodAndTarget.starts_with("HEAD");
		if (!body.empty() || isUnsafe) text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
		return one.ask(text + "\r\n" + std::string(body), !methodAndTarget.starts_with("HEAD"));
	}
	/// Starts a session of Ada at Acme, and returns its Cookie header line.
	std::string session(std::string* csrf = nullptr)
	{
		auto cookie = std::move(sessions.create({"tenant-a"}, {{"ada"}}, {})).value();
		if (csrf) *csrf = http::csrfToken(*keys, cookie);
		return "Cookie: sx_session=" + cookie + "\r\n";
	}

	TemporaryFolder folder;
	std::unique_ptr<keys::KeyRing> keys;
	base::FakeClock clock;
	Tenants tenants;
	People people;
	Sessions sessions;
	PlainPages pages;
	LinesLog log;
	NotedRefusals refusals;
	http::ServerOptions options;
	http::Router router;
	std::unique_ptr<http::Server> server;
};

inline Result<Response> hello(Request&) { return Response::text("hello", "text/plain"); }
inline const std::string kGet = "GET / HTTP/1.1\r\nHost: acme.test\r\n\r\n";

}
