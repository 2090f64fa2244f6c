#include "handlers/BrandViews.h"

#include "sx/text.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace sx::branding {

namespace {

constexpr int kMostPixels = 480;

/// Is how a field of the form looks.
struct FieldForm
{
	std::string_view field, type, autocomplete;
	int most;
	bool isOptional;
};
constexpr FieldForm kFields[] = {{"company", "text", "organization", 200, false},
	{"phone", "tel", "tel", 40, true},
	{"address", "text", "address-line1", 120, true},
	{"city", "text", "address-level2", 120, true},
	{"postal_code", "text", "postal-code", 20, true},
	{"region", "text", "address-level1", 120, true},
	{"country", "text", "country-name", 120, true},
	{"privacy_url", "url", "off", 300, true},
	{"terms_url", "url", "off", 300, true},
	{"contact_url", "url", "off", 300, true}};
constexpr std::string_view kColours[] = {
	"header_colour", "brand_colour", "mail_button", "mail_button_text", "mail_border"};

/// Cuts a ratio to one decimal, so that no page claims more than there is.
std::string ratioText(const Language& language, double ratio)
{
	const auto tenths = static_cast<int>(std::floor(ratio * 10 + 1e-9));
	return std::to_string(tenths / 10) + spoken(language).decimal + std::to_string(tenths % 10);
}

std::string errorOf(const std::vector<FieldError>& errors, std::string_view field)
{
	for (const auto& each: errors)
		if (each.field == field) return each.text;
	return {};
}

/// Adds what every field has: id, label, value, error.
Value fieldValue(
	const RequestWords& words, const std::vector<FieldError>& errors, std::string_view field, const std::string& value)
{
	const auto error = errorOf(errors, field);
	return Value::object({{"id", field},
		{"label", nameOfField(words, field)},
		{"value", value},
		{"isWrong", !error.empty()},
		{"error", fieldErrorView(field, error)}});
}

std::string shownText(const RequestWords& words, const std::string& field, const std::string& text)
{
	if (field == "theme" && text == Themes::kNone) return words("branding.theme.none");
	if (field == "is_named") return words(text == "1" ? "common.yes" : "common.no");
	return text.empty() ? words("versions.none") : text;
}

}

std::string nameOfField(const RequestWords& words, std::string_view field)
{
	for (const auto begin: {kHeadline, kFooter})
		if (field.starts_with(begin))
			return words("field." + std::string(begin.substr(0, begin.size() - 1)),
				Value::object({{"language", spoken({std::string(field.substr(begin.size()))}).name}}));
	return words("field." + std::string(field));
}

std::string textOf(const Shown& shown)
{
	if (shown.file.empty()) return {};
	return shown.file + ' ' + std::to_string(shown.width) + ' ' + std::to_string(shown.height);
}

Shown shownOf(std::string_view text)
{
	const auto first = text.find(' ');
	const auto second = first == std::string_view::npos ? first : text.find(' ', first + 1);
	if (second == std::string_view::npos) return {};
	const auto numberOf = [](std::string_view digits) {
		int out = 0;
		const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), out);
		return read.ec == std::errc() && read.ptr == digits.data() + digits.size() ? out : 0;
	};
	Shown out{std::string(text.substr(0, first)),
		numberOf(text.substr(first + 1, second - first - 1)),
		numberOf(text.substr(second + 1))};
	const bool isName = out.file.ends_with(".png") &&
		out.file.find_first_not_of("0123456789abcdef") == out.file.size() - 4;
	const auto isSize = [](int pixels) { return pixels > 0 && pixels <= kMostPixels; };
	return isName && isSize(out.width) && isSize(out.height) ? out : Shown{};
}

Brand brandIn(const std::function<std::string(std::string_view field)>& valueOf)
{
	Brand out;
	for (const auto& [field, member]: textFields()) member(out) = valueOf(field);
	for (const auto& [field, member]: kPictures) out.*member = shownOf(valueOf(field));
	out.isNamed = valueOf("is_named") == "1";
	return out;
}

Value::List contrastValues(const RequestWords& words, const Palette& palette)
{
	Value::List out;
	for (const auto& each: contrastsOf(palette))
	{
		const std::string name(each.name);
		Value note;
		if (each.isMoved)
			note = Value::object({{"text",
									  words("moved." + name,
										  Value::object({{"given", ratioText(words.language, each.given)},
											  {"least", ratioText(words.language, each.least)},
											  {"used", each.used}}))},
				{"used", each.used}});
		out.push_back(Value::object({{"name", words("contrast." + name)},
			{"ratio", ratioText(words.language, each.is)},
			{"isFine", !each.isMoved},
			{"note", std::move(note)}}));
	}
	return out;
}

// Returns the choice of a theme; null where none is installed.
Value BrandView::themeField(const RequestWords& words) const
{
	if (themes.empty() && brand.theme.empty()) return {};
	std::string standard;
	bool isThere = brand.theme.empty() || brand.theme == Themes::kNone;
	for (const auto& each: themes)
	{
		isThere = isThere || each.id == brand.theme;
		if (each.id == standardTheme) standard = each.title;
	}
	Value::List choices;
	const auto add = [&](std::string_view id, std::string text) {
		choices.push_back(Value::object({{"value", id}, {"text", std::move(text)}, {"isChosen", id == brand.theme}}));
	};
	add("",
		standard.empty() ? words("branding.theme.none")
						 : words("branding.theme.standard", Value::object({{"title", standard}})));
	if (!standard.empty() || brand.theme == Themes::kNone) add(Themes::kNone, words("branding.theme.none"));
	for (const auto& each: themes) add(each.id, each.title);
	if (!isThere) add(brand.theme, words("branding.theme.gone", Value::object({{"id", brand.theme}})));
	auto out = fieldValue(words, errors, "theme", brand.theme);
	out.set("choices", std::move(choices));
	return out;
}

Value BrandView::value(const RequestWords& words) const
{
	auto texts = brand;
	Value out = Value::object({{"title", words("branding.title")},
		{"layout", "portal"},
		{"isError", isError},
		{"scripts", Value::List{"branding.js"}},
		{"styles", Value::List{"branding.css"}},
		{"note", note.value_or(Value())},
		{"summary", errorSummaryView(words, errors)},
		{"base", std::to_string(base)},
		{"subscription", numbers.first},
		{"customer", numbers.second},
		{"contrasts", contrastValues(words, brand.palette)},
		{"protections", protections},
		{"hasProtections", !protections.empty()},
		{"maySeeSettings", maySeeSettings},
		{"hasOwnHosts", hasOwnHosts},
		{"themes", themeField(words)},
		{"isNamed", brand.isNamed},
		{"previewUrl", std::string(kPath) + "/preview/portal"}});
	const auto textOfField = [&](std::string_view field) {
		for (const auto& [name, member]: textFields())
			if (name == field) return member(texts);
		return std::string();
	};
	const auto textField = [&](const FieldForm& form) {
		auto field = fieldValue(words, errors, form.field, textOfField(form.field));
		field.set("type", form.type)
			.set("autocomplete", form.autocomplete)
			.set("most", form.most)
			.set("isOptional", form.isOptional);
		return field;
	};
	for (const auto& form: kFields) out.set(std::string(form.field), textField(form));
	Value::List headlines, footers;
	for (const auto& field: textFields())
		if (field.first.starts_with(kHeadline))
			headlines.push_back(fieldValue(words, errors, field.first, textOfField(field.first)));
		else if (field.first.starts_with(kFooter))
			footers.push_back(textField({field.first, "text", "off", 300, true}));
	out.set("headlines", std::move(headlines)).set("footers", std::move(footers));
	for (const auto field: kColours)
	{
		auto view = fieldValue(words, errors, field, textOfField(field));
		view.set("palette", words("branding.palette", Value::object({{"name", view["label"]}})));
		out.set(std::string(field), std::move(view));
	}
	Value::List pictures;
	for (const auto& [field, member]: kPictures)
	{
		const auto& shown = brand.*member;
		const auto name = std::string(field);
		auto view = fieldValue(words, errors, name + "_file", textOf(shown));
		view.set("name", name)
			.set("label", words("field." + name))
			.set("hint", words("branding.hint." + name))
			.set("remove", words("branding.remove." + name))
			.set("removeId", name + "_remove")
			.set("isDark", field == "dark_logo")
			.set("there",
				shown.file.empty() ? Value()
								   : Value::object({{"url", std::string(kFilesPath) + shown.file},
										 {"width", shown.width},
										 {"height", shown.height}}));
		pictures.push_back(std::move(view));
	}
	out.set("pictures", std::move(pictures));
	auto subDomain = fieldValue(
		words, errors, "subdomain", typedSubDomain.empty() ? address.subDomain : typedSubDomain);
	subDomain.set("base", '.' + address.base)
		.set("state", words("subdomain.now", Value::object({{"origin", origin}})))
		.set("keeps", words("subdomain.keeps", Value::object({{"count", keepsHosts}})));
	out.set("subdomain", address.base.empty() ? Value() : std::move(subDomain));
	return out;
}

Value previewBrand(const Brand& brand, const std::string& query, const std::string& integrity)
{
	auto out = tenantBrandOf(brand, std::string(kPath) + "/preview.css?" + query, integrity);
	Value headline = Value::Object{};
	for (const auto& [language, html]: out["headline"].members()) headline.set(language, SafeHtml{html.text()});
	if (!headline.members().empty()) out.set("headline", std::move(headline));
	return out;
}

std::string previewSheet(const Palette& palette) { return sheetOf(palette.brand, palette.header); }

Value VersionsView::value() const
{
	Value::List rows;
	for (const auto& each: versions)
		rows.push_back(Value::object({{"url", std::string(kPath) + "/versions/" + std::to_string(each.number)},
			{"number", words.pages.number(words.language, each.number)},
			{"made", words.date(each.made, Pages::Style::Short)},
			{"by", each.userName},
			{"header", each.brand.palette.header},
			{"brand", each.brand.palette.brand},
			{"isNewest", each.number == newest},
			{"restored",
				each.undone == 0 ? Value()
								 : Value::object({{"text",
									   words("versions.restored", Value::object({{"number", each.undone}}))}})}}));
	return Value::object({{"title", words("versions.title")},
		{"layout", "portal"},
		{"styles", Value::List{"branding.css"}},
		{"hasRows", !rows.empty()},
		{"rows", std::move(rows)}});
}

Value VersionView::value() const
{
	Value::List rows;
	for (const auto& each: differencesOf(version.brand, now.brand))
		rows.push_back(Value::object({{"field", nameOfField(words, each.field)},
			{"then", shownText(words, each.field, each.before)},
			{"now", shownText(words, each.field, each.after)}}));
	const auto number = Value::object({{"number", version.number}});
	return Value::object({{"title", words("versions.one", number)},
		{"layout", "portal"},
		{"made",
			words("versions.made",
				Value::object({{"date", words.date(version.made, Pages::Style::Long)}, {"name", version.userName}}))},
		{"action", std::string(kPath) + "/versions/" + std::to_string(version.number) + "/restore"},
		{"isNow", version.number == now.number},
		{"hasRows", !rows.empty()},
		{"rows", std::move(rows)}});
}

Value NamesView::value() const
{
	Value::List rows;
	std::size_t number = 0;
	for (const auto& each: names)
	{
		const auto id = std::to_string(++number);
		const bool isProved = each.host.proved.has_value();
		rows.push_back(Value::object({{"host", each.host.host},
			{"shown", each.shown},
			{"proof", each.host.proof},
			{"recordName", each.recordName},
			{"nameId", "record-" + id},
			{"proofId", "proof-" + id},
			{"isProved", isProved},
			{"isFirst", each.isFirst},
			{"checked",
				each.host.checked ? Value::object({{"text", words.date(*each.host.checked, Pages::Style::Short)}})
								  : Value()}}));
	}
	return Value::object({{"title", words("names.title")},
		{"layout", "portal"},
		{"isError", !error.empty()},
		{"note", note},
		{"target", target},
		{"typed", typed},
		{"isWrong", !error.empty()},
		{"error", fieldErrorView("name", error)},
		{"summary", errorSummaryView(words, {{"name", error}})},
		{"hasRows", !rows.empty()},
		{"rows", std::move(rows)}});
}

Value PreviewView::value() const
{
	return Value::object({{"title", words("preview." + kind + ".title")},
		{"layout", kind == "portal" ? "portal" : "public"},
		{"styles", Value::List{"branding.css"}},
		{"subtitle", kind == "reading" ? Value(words("preview.reading.subtitle")) : Value()},
		{"company", brand.company},
		{"lead", words("preview." + kind + ".lead", Value::object({{"company", brand.company}}))},
		{"shownAs",
			Value::object({{"name", brand.company},
				{"mode", mode == "dark" || mode == "light" ? Value(mode) : Value()},
				{"brand", tenantBrand}})}});
}

}
