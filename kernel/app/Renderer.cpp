#include "kernel/app/Renderer.h"

#include <exception>

namespace sx::app {

Renderer::Renderer(const pages::PageEngine& engine, const OfferBook& book, const Clock& clock, Log& log):
	_engine(engine), _book(book), _clock(clock), _log(log), _menu(book.menu())
{
}

Result<std::string> Renderer::page(
	std::string_view plugin, std::string_view name, const Value& view, const http::PageContext& context) noexcept
try
{
	return _engine.page(plugin, name, view, frameFor(context));
}
catch (const std::exception& e)
{
	return Error{Code::Internal, "page " + std::string(name) + ": " + e.what()};
}

Result<std::string> Renderer::problem(const Value& view, const http::PageContext& context) noexcept
try
{
	return _engine.problem(view, frameFor(context));
}
catch (const std::exception& e)
{
	return Error{Code::Internal, std::string("page of a failure: ") + e.what()};
}

std::string Renderer::word(
	std::string_view plugin, const Language& language, std::string_view key, const Value& arguments) noexcept
{
	return _engine.of(plugin).text(language, key, arguments);
}

pages::Frame Renderer::frameFor(const http::PageContext& context) const
{
	auto& request = context.request;
	pages::Frame frame{request};
	frame.csrf = context.csrf;
	frame.now = _clock.now();
	frame.menu = menuFor(request);
	frame.slot = [this, &context](std::string_view name) { return slotHtml(context, name); };
	return frame;
}

std::vector<pages::MenuItem> Renderer::menuFor(const Request& request) const
{
	std::vector<pages::MenuItem> out;
	const auto* principal = request.principal();
	if (!principal) return out;
	for (const auto& [plugin, entry]: _menu)
	{
		if (!entry.permission.empty() && !principal->may(entry.permission)) continue;
		const auto& pages = _engine.of(plugin);
		const auto brief = entry.key + "_short";
		out.push_back({pages.text(request.language(), entry.key),
			entry.path,
			entry.icon,
			entry.order,
			entry.isMainAct,
			_engine.hasWord(plugin, request.language(), brief) ? pages.text(request.language(), brief)
															   : std::string()});
	}
	return out;
}

// Leaves out what a provider fails to render, so that the page of another plugin still works. Forms of a fragment need
// the page's token, which no plugin has.
std::string Renderer::slotHtml(const http::PageContext& context, std::string_view name) const
{
	auto& request = context.request;
	std::string out;
	for (const auto& [plugin, slot]: _book.slots(name))
	{
		try
		{
			auto view = slot.view(request);
			view.set("csrf", context.csrf);
			auto html = _engine.fragment(plugin, slot.fragment, view, request.language(), request.tenant().brand);
			if (html)
				out += *html;
			else
				_log.error("slot.failed", {{"slot", slot.name}, {"plugin", plugin}, {"detail", html.error().detail}});
		}
		catch (const std::exception& e)
		{
			_log.error("slot.failed", {{"slot", slot.name}, {"plugin", plugin}, {"detail", e.what()}});
		}
	}
	return out;
}

}
