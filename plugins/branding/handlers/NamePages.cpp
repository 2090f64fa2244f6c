#include "handlers/NamePages.h"

#include "handlers/BrandViews.h"

namespace sx::branding {

Routes<NamePages> NamePages::routes()
{
	const auto manage = peopleWith(kManage);
	const auto page = std::string(kPath) + "/names";
	const RouteOptions asks{.perMinute = 30};  // each makes the server ask DNS
	return {
		{Method::Get, page, manage, &NamePages::show},
		{Method::Post, page, manage, &NamePages::add},
		{Method::Post, page + "/verify", manage, &NamePages::verify, asks},
		{Method::Post, page + "/use", manage, &NamePages::use},
		{Method::Post, page + "/unuse", manage, &NamePages::unuse},
		{Method::Post, page + "/delete", manage, &NamePages::remove},
	};
}

Result<Response> NamePages::page(Request& request, const std::string& typed, const Error* fault) const
{
	if (!_hosts.isOffered()) return failed(Code::Missing, "plugin domains is not there");
	auto names = _hosts.list(request.tenant().id);
	if (!names) return names.error();
	auto address = _brands.address(request.tenant().id);
	if (!address) return address.error();
	const RequestWords words(_context.pages(), request);
	std::string error;
	if (fault)
	{
		error = words("error.host");
		for (const auto* known: {"public_suffix", "host_ours", "host_taken", "too_many"})
			if (fault->problem == known) error = words("error." + fault->problem);
	}
	const auto done = request.query("done").value_or("");
	Value note;
	for (const auto* known: {"proved", "used", "unused", "deleted"})
		if (done == known) note = noteView(NoteKind::Ok, words("names.done." + done));
	if (done == "missing") note = noteView(NoteKind::Warn, words("names.done.missing"));
	const auto target = address->subDomain.empty() ? std::string(hostOf(request.tenant().origin))
												   : address->subDomain + '.' + address->base;
	const NamesView view{
		.words = words, .names = *names, .target = target, .typed = typed, .error = error, .note = std::move(note)};
	return Response::page("branding-names", view.value(), fault ? 400 : 200);
}

Result<Response> NamePages::show(Request& request) const { return page(request, "", nullptr); }

Result<Response> NamePages::add(Request& request) const
{
	auto form = request.form();
	if (!form) return form.error();
	const auto typed = (*form)["name"].text();
	auto added = _hosts.add(callerOf(request), typed);
	if (added) return Response::redirect(std::string(kPath) + "/names");
	const auto& error = added.error();
	if (error.code != Code::Invalid && error.code != Code::Conflict) return error;
	return page(request, typed, &error);
}

Result<Response> NamePages::verify(Request& request) const
{
	auto form = request.form();
	if (!form) return form.error();
	auto isThere = _hosts.verify(callerOf(request), (*form)["host"].text());
	if (!isThere && isThere.error().problem == "host_taken") return page(request, "", &isThere.error());
	if (!isThere) return isThere.error();
	return Response::redirect(urlOf(std::string(kPath) + "/names", {{"done", *isThere ? "proved" : "missing"}}));
}

Result<Response> NamePages::use(Request& request) const
{
	auto form = request.form();
	if (!form) return form.error();
	if (auto done = _hosts.use(callerOf(request), (*form)["host"].text(), true); !done) return done.error();
	return Response::redirect(urlOf(std::string(kPath) + "/names", {{"done", "used"}}));
}

Result<Response> NamePages::unuse(Request& request) const
{
	auto form = request.form();
	if (!form) return form.error();
	if (auto done = _hosts.use(callerOf(request), (*form)["host"].text(), false); !done) return done.error();
	return Response::redirect(urlOf(std::string(kPath) + "/names", {{"done", "unused"}}));
}

Result<Response> NamePages::remove(Request& request) const
{
	auto form = request.form();
	if (!form) return form.error();
	if (auto done = _hosts.remove(callerOf(request), (*form)["host"].text()); !done) return done.error();
	return Response::redirect(urlOf(std::string(kPath) + "/names", {{"done", "deleted"}}));
}

}
