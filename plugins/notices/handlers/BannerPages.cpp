#include "handlers/BannerPages.h"

#include "sx/list.h"

#include <algorithm>
#include <array>

namespace sx::notices {

namespace {

constexpr const char* kCookie = "sx_banner";
constexpr std::array kTimes{"starts", "ends"};
constexpr std::size_t kMostKept = 4;  // dismissed banners that a browser remembers

/// Is the view of templates/pages/banner.html.mustache.
struct BannerView
{
	std::string title{}, starts{}, ends{}, zone{};
	InEach<std::string> texts{};
	Value::List levels{};
	Value note{};
	std::vector<FieldError> errors{};
	bool isThere = false;

	Value value(const RequestWords& words) const
	{
		auto out = Value::object({{"title", title},
			{"layout", "portal"},
			{"texts", fieldsOf(words)},
			{"starts", starts},
			{"ends", ends},
			{"zone", zone},
			{"levels", levels},
			{"note", note},
			{"isThere", isThere},
			{"summary", errorSummaryView(words, errors)}});
		for (const auto* field: kTimes) out.set(std::string(field) + "Error", fieldErrorView(field, errorOf(field)));
		return out;
	}

private:
	std::string errorOf(std::string_view field) const
	{
		for (const auto& each: errors)
			if (each.field == field) return each.text;
		return {};
	}
	/// Returns a field for each language of the server.
	Value::List fieldsOf(const RequestWords& words) const
	{
		Value::List out;
		for (const auto& each: spokenLanguages())
		{
			const std::string tag(each.language.shortTag());
			const auto found = texts.find(tag);
			out.push_back(Value::object({{"field", tag},
				{"lang", each.language.tag},
				{"label", words("banner.text_in", Value::object({{"language", each.name}}))},
				{"value", found == texts.end() ? std::string() : found->second},
				{"error", fieldErrorView(tag, errorOf(tag))}}));
		}
		return out;
	}
};

std::string twoDigits(std::int64_t number) { return (number < 10 ? "0" : "") + std::to_string(number); }

}

Routes<BannerPages> BannerPages::routes()
{
	const auto manager = peopleWith(kManage);
	const std::string path = kPath;
	return {
		{Method::Get, path, manager, &BannerPages::show},
		{Method::Post, path, manager, &BannerPages::save},
		{Method::Post, path + "/remove", manager, &BannerPages::remove},
		{Method::Post, "/banner/dismiss", kAnyone, &BannerPages::dismiss},
	};
}

Value BannerPages::shown(const Request& request) const
{
	const auto dismissed = request.cookie(kCookie).value_or("");
	Value::List rows;
	for (const auto& each: _banners.shown(request.tenant().id))
		if (const auto* text = pickFor(request.language(), each.texts);
			text && dismissed.find(each.id) == dismissed.npos)
			rows.push_back(Value::object({{"id", each.id},
				{"text", *text},
				{"class",
					each.level == Level::Info         ? ""
						: each.level == Level::Outage ? "sx-note-bad"
													  : "sx-note-warn"},
				{"isInfo", each.level == Level::Info},
				{"isMaintenance", each.level == Level::Maintenance},
				{"isOutage", each.level == Level::Outage},
				{"back", request.method() == Method::Get ? request.path() : std::string("/")}}));
	return Value::object({{"banners", std::move(rows)}});
}

Result<Response> BannerPages::dismiss(Request& request) const
{
	auto form = request.form();
	if (!form) return form.error();
	auto back = (*form)["back"].text();
	// Only a path of this server, so that no link leads elsewhere.
	if (!back.starts_with('/') || back.starts_with("//") || back.find_first_of("\\\r\n") != back.npos) back = "/";
	auto kept = (*form)["id"].text();
	if (kept.size() != 22 || !_context.keys().fromBase64Url(kept)) return invalid("id", "no banner's");
	const auto before = request.cookie(kCookie).value_or("");
	std::size_t count = 1;
	for (std::size_t from = 0; from + 22 <= before.size() && count < kMostKept; from += 23, ++count)
		kept += "." + before.substr(from, 22);
	auto response = Response::redirect(back);
	response.cookie(kCookie, kept, std::chrono::days(90));
	return response;
}

std::string BannerPages::localTime(const std::string& zone, Instant at) const
{
	const auto day = _pages.dayAt(zone, at);
	const auto minutes = std::chrono::floor<std::chrono::minutes>(at - _pages.startOfDay(zone, day)).count();
	return isoDay(day) + "T" + twoDigits(minutes / 60) + ":" + twoDigits(minutes % 60);
}

std::optional<Instant> BannerPages::instantOf(const std::string& zone, const std::string& local) const
{
	if (local.size() != 16 || local[10] != 'T' || local[13] != ':') return std::nullopt;
	const auto day = dayOf(local.substr(0, 10));
	const auto hours = integerOf(local.substr(11, 2)), minutes = integerOf(local.substr(14, 2));
	if (!day || !hours || !minutes || *hours < 0 || *hours > 23 || *minutes < 0 || *minutes > 59) return std::nullopt;
	return _pages.startOfDay(zone, *day) + std::chrono::hours(*hours) + std::chrono::minutes(*minutes);
}

Response BannerPages::page(Request& request, const Form& form, bool isThere, const Error* error) const
{
	const RequestWords words(_pages, request);
	const auto zone = _pages.timeZone(words.language, words.zone);
	BannerView view{.title = words("banner.title"),
		.starts = form.starts,
		.ends = form.ends,
		.zone = words("banner.zone", Value::object({{"zone", zone ? zone->label : words.zone}})),
		.texts = form.texts,
		.isThere = isThere};
	for (const auto& [level, word]: kLevels.pairs())
		view.levels.push_back(Value::object({{"value", word},
			{"label", words("banner.level." + std::string(word))},
			{"isChosen", form.level == word}}));
	const auto done = request.query("done").value_or("");
	if (done == "saved" || done == "removed") view.note = noteView(NoteKind::Ok, words("banner.done." + done));
	if (error)
	{
		const bool isTime = std::find(kTimes.begin(), kTimes.end(), error->field) != kTimes.end();
		view.errors.push_back({error->field, words(isTime ? "banner.error." + error->field : "banner.error.text")});
	}
	return Response::page("banner", view.value(words), error ? 400 : 200);
}

Result<Response> BannerPages::show(Request& request) const
{
	auto banner = _banners.of(request.tenant().id);
	if (!banner) return banner.error();
	const auto zone = zoneOf(request);
	Form form{.starts = localTime(zone, _context.clock().now())};
	if (*banner)
		form = {.level = std::string(kLevels.wordOf((*banner)->level)),
			.texts = (*banner)->texts,
			.starts = localTime(zone, (*banner)->starts),
			.ends = (*banner)->ends ? localTime(zone, *(*banner)->ends) : std::string()};
	return page(request, form, banner->has_value(), nullptr);
}

Result<Response> BannerPages::save(Request& request) const
{
	auto read = request.form();
	if (!read) return read.error();
	const auto text = [&](const char* name) { return (*read)[name].text(); };
	Form form{.level = text("level"), .starts = text("starts"), .ends = text("ends")};
	for (const auto& each: spokenLanguages())
	{
		const std::string tag(each.language.shortTag());
		// Without a text the language shows the English one; French and English are refused without theirs.
		if (auto typed = (*read)[tag].text(); !typed.empty()) form.texts[tag] = std::move(typed);
	}
	const auto zone = zoneOf(request);
	const auto level = kLevels.valueOf(form.level);
	if (!level) return invalid("level", "no such level");
	const auto starts = instantOf(zone, form.starts), ends = instantOf(zone, form.ends);
	Result<> saved;
	if (!starts)
		saved = invalid("starts", "no time");
	else if (!ends && !form.ends.empty())
		saved = invalid("ends", "no time");
	else
		saved = _banners.put(callerOf(request),
			{.tenant = request.tenant().id, .level = *level, .texts = form.texts, .starts = *starts, .ends = ends});
	if (saved) return Response::redirect(std::string(kPath) + "?done=saved");
	if (saved.error().field.empty()) return saved.error();
	return page(request, form, false, &saved.error());
}

Result<Response> BannerPages::remove(Request& request) const
{
	auto removed = _banners.remove(callerOf(request), request.tenant().id);
	if (!removed) return removed.error();
	return Response::redirect(std::string(kPath) + "?done=removed");
}

}
