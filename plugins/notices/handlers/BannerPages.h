// Shows banners on every page, lets readers dismiss them, and administrators set their company's.
#pragma once
#include "services/Banners.h"
#include "sx/routes.h"
#include "sx/views.h"

namespace sx::notices {

class BannerPages
{
public:
	static constexpr const char* kPath = "/admin/banner";
	static constexpr const char* kManage = "notices.manage";

	BannerPages(const Context& context, const Banners& banners):
		_context(context), _pages(context.pages()), _banners(banners)
	{
	}
	static Routes<BannerPages> routes();
	/// Returns the view of fragments/banner.html, on every page.
	Value shown(const Request& request) const;

private:
	struct Form
	{
		std::string level = "maintenance";
		InEach<std::string> texts{};
		std::string starts{}, ends{};
	};
	Result<Response> show(Request& request) const;
	Result<Response> save(Request& request) const;
	Result<Response> remove(Request& request) const;
	Result<Response> dismiss(Request& request) const;
	Response page(Request& request, const Form& form, bool isThere, const Error* error) const;
	std::string localTime(const std::string& zone, Instant at) const;
	std::optional<Instant> instantOf(const std::string& zone, const std::string& local) const;

	const Context& _context;
	const Pages& _pages;
	const Banners& _banners;
};

}
