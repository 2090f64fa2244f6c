// Renders pages for kernel/http: the engine's templates, framed with the menu and the slots that plugins declared.
#pragma once
#include "kernel/app/Offers.h"
#include "kernel/http/PageRenderer.h"
#include "kernel/pages/PageEngine.h"

namespace sx::app {

/// Implements PageRenderer over the page engine. [any thread]
class Renderer final: public http::PageRenderer
{
public:
	/// The arguments must outlive the renderer, and the book must be complete.
	Renderer(const pages::PageEngine& engine, const OfferBook& book, const Clock& clock, Log& log);

	Result<std::string> page(std::string_view plugin,
		std::string_view name,
		const Value& view,
		const http::PageContext& context) noexcept override;
	Result<std::string> problem(const Value& view, const http::PageContext& context) noexcept override;
	std::string word(std::string_view plugin,
		const Language& language,
		std::string_view key,
		const Value& arguments) noexcept override;

private:
	pages::Frame frameFor(const http::PageContext& context) const;
	std::vector<pages::MenuItem> menuFor(const Request& request) const;
	std::string slotHtml(const http::PageContext& context, std::string_view name) const;

	const pages::PageEngine& _engine;
	const OfferBook& _book;
	const Clock& _clock;
	Log& _log;
	const std::vector<OfferBook::OwnedMenuEntry> _menu;
};

}
