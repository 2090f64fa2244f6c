// Declares one of everything that a plugin may declare, so that the kernel's tests can see what becomes of it.
#include "sx/plugin.h"

#include <atomic>
#include <stdexcept>

namespace {

constexpr const char* kSecretDetail = "the secret detail of the failure";

class HelloPlugin final: public sx::Plugin
{
public:
	sx::Result<> declare(sx::Registry& registry) noexcept override
	{
		for (auto& route: routes())
			if (auto done = registry.route(std::move(route)); !done) return done;
		for (const auto& step: {registry.menu({"menu.members", "/hello/members", "people", "hello.read", 10, false}),
				 registry.menu({"menu.secret", "/hello/secret", "key", "hello.write", 20, false}),
				 registry.home("/hello/members"),
				 registry.signInPath("/hello/sign-in"),
				 registry.slot({"hello.side",
					 "fragments/side.html",
					 [](sx::Request&) {
						 return sx::Value::object({{"text", "from the slot"}});
					 }}),
				 registry.job({"hello.note", [this](const sx::Job& job) { return keepNote(job); }}),
				 registry.schedule({"hello.tick",
					 std::chrono::minutes(5),
					 [this]() -> sx::Result<> {
						 ++_ticks;
						 return {};
					 }}),
				 registry.healthCheck({"mood",
					 [this]() -> sx::Result<> {
						 return _isSad ? sx::Error{sx::Code::Unavailable, "it is sad"} : sx::Result<>();
					 }}),
				 registry.verb({"hello say",
					 "says how many words came",
					 [](const std::vector<std::string>& words) -> sx::Result<int> {
						 return static_cast<int>(words.size());
					 }})})
			if (!step) return step;
		return {};
	}

	sx::Result<> start(sx::Context& context) noexcept override
	{
		_context = &context;
		return {};
	}
	void stop() noexcept override { _context->log().info("hello.stopped"); }

private:
	static sx::Route make(
		sx::Method method, std::string path, sx::Access access, sx::Handler handler, std::string permission = {})
	{
		sx::Route route;
		route.method = method;
		route.path = std::move(path);
		route.access = access;
		route.handler = std::move(handler);
		route.permission = std::move(permission);
		return route;
	}

	std::vector<sx::Route> routes()
	{
		using sx::Access, sx::Method, sx::Request, sx::Response, sx::Result;
		const auto page = [this](Request& request) { return show(request); };
		return {make(Method::Get, "/hello", Access::Public, page),
			make(Method::Get, "/hello/members", Access::Member, page, "hello.read"),
			make(Method::Get, "/hello/secret", Access::Member, page, "hello.write"),
			make(Method::Get,
				"/hello/fail",
				Access::Public,
				[](Request&) -> Result<Response> {
					return sx::Error{sx::Code::Internal, kSecretDetail};
				}),
			make(Method::Get,
				"/hello/throw",
				Access::Public,
				[](Request&) -> Result<Response> { throw std::runtime_error(kSecretDetail); }),
			make(Method::Get,
				"/hello/sad",
				Access::Public,
				[this](Request&) -> Result<Response> {
					_isSad = true;
					return Response::empty();
				}),
			make(Method::Get,
				"/hello/ticks",
				Access::Public,
				[this](Request&) -> Result<Response> {
					return Response::json(sx::Value::object({{"ticks", _ticks.load()}}));
				}),
			make(
				Method::Post,
				"/hello/note",
				Access::Member,
				[this](Request& request) { return queueNote(request); },
				"hello.write"),
			make(Method::Post,
				"/hello/leave",
				Access::Member,
				[](Request&) -> Result<Response> { return std::move(Response::redirect("/hello").signOut()); }),
			make(Method::Post, "/hello/leave-everywhere", Access::Member, [this](Request& request) -> Result<Response> {
				auto done = _context->store().write(request.tenant().id,
					[&](sx::Sql& sql) { return _context->endSessions(sql, request.principal()->user); });
				if (!done) return done.error();
				return Response::empty();
			})};
	}

	sx::Result<sx::Response> show(sx::Request& request) const
	{
		const auto& pages = _context->pages();
		return sx::Response::page("hello",
			sx::Value::object({{"title", pages.text(request.language(), "page.title")},
				{"layout", request.principal() ? "portal" : "public"},
				{"greeting", _context->settings().text("greeting")}}));
	}

	sx::Result<sx::Response> queueNote(sx::Request& request)
	{
		auto json = request.json();
		if (!json) return json.error();
		auto queued = _context->store().write(request.tenant().id, [&](sx::Sql& sql) {
			return _context->jobs().enqueue(sql, {"hello.note", *json});
		});
		if (!queued) return queued.error();
		return sx::Response::empty();
	}

	sx::Result<> keepNote(const sx::Job& job)
	{
		return _context->store().write(job.tenant, [&](sx::Sql& sql) -> sx::Result<> {
			auto done = sql.execute("INSERT INTO hello_note (tenant_id, id, text) VALUES (:tenant, ?, ?)",
				{_context->keys().uuid(), job.payload["text"].text()});
			if (!done) return done.error();
			return {};
		});
	}

	sx::Context* _context = nullptr;
	std::atomic<std::int64_t> _ticks{0};
	std::atomic<bool> _isSad{false};
};

}

SX_EXPORT_PLUGIN(HelloPlugin);
