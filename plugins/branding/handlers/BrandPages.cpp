#include "handlers/BrandPages.h"

#include "sx/list.h"
#include "sx/text.h"

#include <algorithm>
#include <array>

namespace sx::branding {

namespace {

constexpr int kVersionsOfAPage = 30;
constexpr std::int64_t kMostForm = 11'000'000;  // so that a picture of 10 MB gets an answer that says why
constexpr const char* kPreviewPolicy =
	"frame-ancestors 'self'; script-src 'none'; form-action 'none'; sandbox allow-same-origin";
/// A mail's styles come in a sheet inside it (sx/mail/Preview.h).
constexpr const char* kMailPolicy =
	"frame-ancestors 'self'; script-src 'none'; form-action 'none'; style-src data:; sandbox allow-same-origin";
constexpr std::string_view kPictureFaults[] = {
	"picture_bytes", "picture_kind", "picture_pixels", "picture_broken", "too_many_pictures"};

/// Returns the query that the style sheet of a preview needs.
std::string sheetQuery(const Palette& palette)
{
	const std::pair<const char*, const std::string&> colours[] = {{"header_colour", palette.header},
		{"brand_colour", palette.brand},
		{"mail_button", palette.mailButton},
		{"mail_button_text", palette.mailButtonText},
		{"mail_border", palette.mailBorder}};
	std::string out;
	for (const auto& [name, colour]: colours)
		out += (out.empty() ? "" : "&") + std::string(name) + '=' + colour.substr(1);
	return out;
}

/// Reads the colours of a query; one that is none stays as in `base`.
Palette paletteIn(const Request& request, const Palette& base)
{
	auto out = base;
	const std::pair<const char*, std::string*> colours[] = {{"header_colour", &out.header},
		{"brand_colour", &out.brand},
		{"mail_button", &out.mailButton},
		{"mail_button_text", &out.mailButtonText},
		{"mail_border", &out.mailBorder}};
	for (const auto& [name, colour]: colours)
		if (auto typed = colourOf(request.query(name).value_or(""))) *colour = std::move(*typed);
	return out;
}

}

struct BrandPages::Typed
{
	Brand brand;
	std::int64_t base = 0;
	Address address{};
	std::string subDomain{};
	std::vector<FieldError> errors{};
	std::optional<Value> note{};
	bool isCut = false;
	std::vector<directory::SettingChange> changes{};  // of protections
};

Routes<BrandPages> BrandPages::routes()
{
	const auto manage = peopleWith(kManage);
	const std::string page = kPath, version = page + "/versions/{number:int}";
	return {
		{Method::Get, page, manage, &BrandPages::show, {.contentSecurity = "frame-src 'self'"}},
		{Method::Post,
			page,
			manage,
			&BrandPages::save,
			{.maxBodyBytes = kMostForm, .perMinute = 60, .contentSecurity = "frame-src 'self'"}},
		{Method::Post, page + "/pictures", manage, &BrandPages::upload, {.maxBodyBytes = kMostForm, .perMinute = 60}},
		{Method::Get, page + "/contrasts", manage, &BrandPages::contrasts},
		{Method::Get, page + "/subdomain", manage, &BrandPages::subDomain},
		{Method::Get, page + "/preview/mail", manage, &BrandPages::mailPreview, {.contentSecurity = kMailPolicy}},
		{Method::Get, page + "/preview/{kind:word}", manage, &BrandPages::preview, {.contentSecurity = kPreviewPolicy}},
		{Method::Get, page + "/preview.css", manage, &BrandPages::previewCss},
		{Method::Get, page + "/versions", manage, &BrandPages::versions},
		{Method::Get, version, manage, &BrandPages::version},
		{Method::Post, version + "/restore", manage, &BrandPages::restore},
	};
}

Result<std::vector<TenantSetting>> BrandPages::protections(const Request& request) const
{
	if (!_book) return std::vector<TenantSetting>();
	auto all = _book->list(request.tenant().id, request.language());
	if (!all) return all.error();
	return protectionsOf(std::move(*all));
}

bool BrandPages::mayProtect(const Request& request) const
{
	return _changes && request.principal()->may(directory::kManageSettings);
}

Result<Response> BrandPages::page(Request& request, const Typed& typed, int status) const
{
	const RequestWords words(_context.pages(), request);
	auto settings = protections(request);
	if (!settings) return settings.error();
	const ProtectionsView shown{words, *settings, mayProtect(request), typed.changes, typed.errors};
	const BrandView view{.brand = typed.brand,
		.base = typed.base,
		.address = typed.address,
		.typedSubDomain = typed.subDomain,
		.origin = request.tenant().origin,
		.numbers = _brands.numbersOf(request.tenant().id),
		.keepsHosts = _context.settings().integer("keeps_hosts"),
		.errors = typed.errors,
		.note = typed.note,
		.protections = shown.values(),
		.maySeeSettings = request.principal()->may(directory::kManageSettings),
		.hasOwnHosts = _hosts.isOffered(),
		.isError = !typed.errors.empty(),
		.themes = _themes ? _themes->themes(request.language()) : std::vector<Themes::Theme>(),
		.standardTheme = _themes ? _themes->standard() : std::string()};
	return Response::page("branding", view.value(words), status);
}

Result<Response> BrandPages::show(Request& request) const
{
	auto now = _brands.current(request.tenant().id);
	if (!now) return now.error();
	auto address = _brands.address(request.tenant().id);
	if (!address) return address.error();
	Typed typed{.brand = std::move(now->brand), .base = now->number, .address = std::move(*address)};
	const RequestWords words(_context.pages(), request);
	const auto done = request.query("done").value_or("");
	if (done == "saved") typed.note = noteView(NoteKind::Ok, words("branding.done.text"), words("branding.done.title"));
	if (done == "cut") typed.note = noteView(NoteKind::Warn, words("branding.cut.text"), words("branding.cut.title"));
	if (done == "restored")
		typed.note = noteView(NoteKind::Ok, words("branding.done.text"), words("branding.restored.title"));
	return page(request, typed, 200);
}

Result<BrandPages::Typed> BrandPages::read(Request& request, const Value& form) const
{
	const RequestWords words(_context.pages(), request);
	auto address = _brands.address(request.tenant().id);
	if (!address) return address.error();
	Typed out{.brand = brandIn([&](std::string_view field) { return form[field].text(); }),
		.base = integerOf(form["base"].text()).value_or(-1),
		.address = std::move(*address),
		.subDomain = asciiLower(form["subdomain"].text())};
	if (auto taken = takePictures(request, form, out); !taken) return taken.error();
	if (mayProtect(request))
	{
		auto settings = protections(request);
		if (!settings) return settings.error();
		out.changes = protectionChangesIn(form, *settings);
	}
	auto result = checked(std::move(out.brand));
	out.brand = std::move(result.brand);
	out.isCut = result.isCut;
	for (const auto& each: result.faults)
		out.errors.push_back(
			{each.field, words("error." + each.problem, Value::object({{"name", nameOfField(words, each.field)}}))});
	auto may = mayChoose(request.tenant().id, out.brand.theme, request.language());
	if (!may) return may.error();
	if (!*may) out.errors.push_back({"theme", words("error.theme")});
	const bool moves = !out.address.base.empty() && !out.subDomain.empty() && out.subDomain != out.address.subDomain;
	if (!moves)
		out.subDomain.clear();
	else if (const auto fault = _brands.faultOfSubDomain(request.tenant().id, out.address, out.subDomain);
			 !fault.empty())
		out.errors.push_back({"subdomain", words("error." + fault)});
	return out;
}

Result<bool> BrandPages::mayChoose(const TenantId& tenant, const std::string& theme, const Language& language) const
{
	if (theme.empty() || theme == Themes::kNone) return true;
	for (const auto& each: _themes ? _themes->themes(language) : std::vector<Themes::Theme>())
		if (each.id == theme) return true;
	auto now = _brands.current(tenant);
	if (!now) return now.error();
	return now->brand.theme == theme;
}

std::string BrandPages::pictureFault(const RequestWords& words, const Error& error) const
{
	for (const auto each: kPictureFaults)
		if (error.problem == each) return words("error." + error.problem);
	return {};
}

Result<> BrandPages::takePictures(Request& request, const Value& form, Typed& typed) const
{
	const RequestWords words(_context.pages(), request);
	for (const auto& [field, member]: kPictures)
	{
		const auto name = std::string(field);
		if (form[name + "_remove"].text() == "1") typed.brand.*member = {};
		const auto& bytes = form[name + "_file"]["bytes"].text();
		if (bytes.empty()) continue;
		auto taken = _brands.take(request.tenant().id, field == "icon" ? Kind::Icon : Kind::Logo, bytes);
		if (taken)
		{
			typed.brand.*member = std::move(*taken);
			continue;
		}
		auto fault = pictureFault(words, taken.error());
		if (fault.empty()) return taken.error();
		typed.errors.push_back({name + "_file", std::move(fault)});
	}
	return {};
}

Result<Response> BrandPages::save(Request& request) const
{
	auto form = request.form();
	if (!form) return form.error();
	auto typed = read(request, *form);
	if (!typed) return typed.error();
	if (!typed->errors.empty()) return page(request, *typed, 400);
	const auto caller = callerOf(request);
	std::vector<std::string> refused;
	Wish wish{
		.brand = typed->brand, .base = typed->base, .subDomain = typed->subDomain, .by = request.principal()->name};
	if (!typed->changes.empty())
		wish.also = [&](Sql& sql) {
			auto outcome = _changes->change(sql, caller, typed->changes);
			refused = std::move(outcome.refused);
			return outcome.done;
		};
	auto saved = _brands.save(caller, wish);
	if (saved) return Response::redirect(urlOf(kPath, {{"done", typed->isCut ? "cut" : "saved"}}));
	const RequestWords words(_context.pages(), request);
	const auto& error = saved.error();
	if (!refused.empty())
	{
		for (const auto& each: refused)
			typed->errors.push_back(
				{protectionIdOf(each), words("error.protection." + each.substr(each.find('.') + 1))});
		return page(request, *typed, 400);
	}
	if (error.problem == "brand_changed")
	{
		typed->note = noteView(NoteKind::Bad, words("branding.changed.text"), words("branding.changed.title"));
		return page(request, *typed, 409);
	}
	if (error.field.empty()) return error;
	typed->errors.push_back(error.field == "subdomain"
			? FieldError{"subdomain", words("error." + error.problem)}
			: FieldError{error.field + "_file", words("error.picture_broken")});
	return page(request, *typed, 400);
}

Result<Response> BrandPages::upload(Request& request) const
{
	auto form = request.form();
	if (!form) return form.error();
	for (const auto& [field, member]: kPictures)
	{
		const auto& bytes = (*form)[std::string(field) + "_file"]["bytes"].text();
		if (bytes.empty()) continue;
		auto taken = _brands.take(request.tenant().id, field == "icon" ? Kind::Icon : Kind::Logo, bytes);
		if (taken)
			return Response::json(Value::object({{"picture", textOf(*taken)},
				{"url", std::string(kFilesPath) + taken->file},
				{"width", taken->width},
				{"height", taken->height}}));
		auto fault = pictureFault(RequestWords(_context.pages(), request), taken.error());
		if (fault.empty()) return taken.error();
		return Response::json(Value::object({{"fault", std::move(fault)}}));
	}
	return invalid("logo_file", "no picture");
}

Result<Response> BrandPages::contrasts(Request& request) const
{
	const auto palette = paletteIn(request, {});
	return Response::json(
		Value::object({{"contrasts", contrastValues(RequestWords(_context.pages(), request), palette)}}));
}

Result<Response> BrandPages::subDomain(Request& request) const
{
	const RequestWords words(_context.pages(), request);
	auto address = _brands.address(request.tenant().id);
	if (!address) return address.error();
	const auto typed = asciiLower(request.query("name").value_or(""));
	if (typed == address->subDomain || address->base.empty())
		return Response::json(Value::object({{"isFree", true},
			{"text", words("subdomain.now", Value::object({{"origin", request.tenant().origin}}))}}));
	const auto fault = _brands.faultOfSubDomain(request.tenant().id, *address, typed);
	const auto host = Value::object({{"host", typed + '.' + address->base}});
	return Response::json(Value::object({{"isFree", fault.empty()},
		{"text", fault.empty() ? words("subdomain.free", host) : words("error." + fault)}}));
}

Result<Brand> BrandPages::previewed(const Request& request) const
{
	auto now = _brands.current(request.tenant().id);
	if (!now) return now.error();
	auto brand = std::move(now->brand);
	// Without a query it is the brand in force; with one, what the form has.
	if (request.query("company"))
	{
		const auto palette = paletteIn(request, brand.palette);
		brand = checked(brandIn([&](std::string_view field) { return request.query(field).value_or(""); })).brand;
		brand.palette = palette;
	}
	return brand;
}

Result<Response> BrandPages::preview(Request& request) const
{
	static constexpr std::array<std::string_view, 2> kKinds{"portal", "reading"};
	const auto kind = request.parameter("kind");
	if (std::find(kKinds.begin(), kKinds.end(), kind) == kKinds.end()) return failed(Code::Missing, "no such preview");
	auto brand = previewed(request);
	if (!brand) return brand.error();
	const RequestWords words(_context.pages(), request);
	const auto integrity = _brands.integrityOf(previewSheet(brand->palette));
	const PreviewView view{.words = words,
		.kind = kind,
		.brand = *brand,
		.mode = request.query("mode").value_or(""),
		.tenantBrand = previewBrand(*brand, sheetQuery(brand->palette), integrity)};
	return Response::page("branding-" + kind, view.value());
}

Result<Response> BrandPages::mailPreview(Request& request) const
{
	auto brand = previewed(request);
	if (!brand) return brand.error();
	auto made = _mails.of(request.tenant(), request.language(), *brand);
	if (!made) return made.error();
	return std::move(Response::text(std::move(*made), "text/html; charset=utf-8").header("Cache-Control", "no-store"));
}

Result<Response> BrandPages::previewCss(Request& request) const
{
	return std::move(Response::text(previewSheet(paletteIn(request, {})), "text/css; charset=utf-8")
						 .header("Cache-Control", "private, max-age=3600"));
}

Result<Response> BrandPages::versions(Request& request) const
{
	auto now = _brands.current(request.tenant().id);
	if (!now) return now.error();
	const auto before = integerOf(request.query("before").value_or("")).value_or(0);
	auto versions = _brands.versions(request.tenant().id, before, kVersionsOfAPage + 1);
	if (!versions) return versions.error();
	const bool goesOn = cutTo(*versions, kVersionsOfAPage);
	const RequestWords words(_context.pages(), request);
	auto view = VersionsView{.words = words, .versions = *versions, .newest = now->number}.value();
	addPaging(
		view, request, goesOn ? std::to_string(versions->back().number) : std::string(), [](const std::string& last) {
			return urlOf(std::string(kPath) + "/versions", {{"before", last}});
		});
	return Response::page("branding-versions", std::move(view));
}

Result<Response> BrandPages::version(Request& request) const
{
	auto version = _brands.version(request.tenant().id, integerOf(request.parameter("number")).value_or(0));
	if (!version) return version.error();
	auto now = _brands.current(request.tenant().id);
	if (!now) return now.error();
	const RequestWords words(_context.pages(), request);
	return Response::page("branding-version", VersionView{.words = words, .version = *version, .now = *now}.value());
}

Result<Response> BrandPages::restore(Request& request) const
{
	auto restored = _brands.restore(
		callerOf(request), integerOf(request.parameter("number")).value_or(0), request.principal()->name);
	if (!restored) return restored.error();
	return Response::redirect(urlOf(kPath, {{"done", "restored"}}));
}

}
