#include "domain/Brand.h"

#include "domain/Headline.h"
#include "sx/languages.h"
#include "sx/text.h"

#include <algorithm>

namespace sx::branding {

namespace {

constexpr std::size_t kMostName = 200, kMostLine = 120, kMostUrl = 300, kMostHeadline = 600, kMostFooter = 300;

/// Is the limit of a text in bytes, and what it must be.
enum class Form { Line, Name, Phone, Colour, Url, Headline };
struct Rule
{
	std::string_view field;
	Form form;
	std::size_t most;
};
constexpr Rule kRules[] = {{"company", Form::Name, kMostName},
	{"phone", Form::Phone, 40},
	{"address", Form::Line, kMostLine},
	{"city", Form::Line, kMostLine},
	{"postal_code", Form::Line, 20},
	{"region", Form::Line, kMostLine},
	{"country", Form::Line, kMostLine},
	{"header_colour", Form::Colour, 7},
	{"brand_colour", Form::Colour, 7},
	{"mail_button", Form::Colour, 7},
	{"mail_button_text", Form::Colour, 7},
	{"mail_border", Form::Colour, 7},
	{kHeadline, Form::Headline, kMostHeadline},
	{kFooter, Form::Line, kMostFooter},
	{"privacy_url", Form::Url, kMostUrl},
	{"terms_url", Form::Url, kMostUrl},
	{"contact_url", Form::Url, kMostUrl},
	{"theme", Form::Line, kMostLine}};

bool isUrl(std::string_view url)
{
	static constexpr std::string_view kOthers = "-._~:/?#[]@!$&()*+,;=%";
	return url.starts_with("https://") && url.size() > 10 && url[8] != '/' &&
		std::all_of(url.begin(), url.end(), [](char c) {
			return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
				kOthers.find(c) != std::string_view::npos;
		});
}

bool isPhone(std::string_view phone)
{
	return phone.find_first_not_of("0123456789 +-().,extpos#") == std::string_view::npos;
}

std::string trimmed(const std::string& text)
{
	const auto from = text.find_first_not_of(' ');
	return from == std::string::npos ? std::string() : text.substr(from, text.find_last_not_of(' ') + 1 - from);
}

std::string join(const std::vector<std::string>& parts, const char* between)
{
	std::string out;
	for (const auto& part: parts)
		if (!part.empty()) out += (out.empty() ? "" : between) + part;
	return out;
}

Value shownValue(const Shown& shown)
{
	return Value::object({{"file", shown.file}, {"width", shown.width}, {"height", shown.height}});
}

Shown pictureOf(const Value& value)
{
	return {
		value["file"].text(), static_cast<int>(value["width"].integer()), static_cast<int>(value["height"].integer())};
}

std::string urlOfFile(const std::string& file) { return std::string(kFilesPath) + file; }

}

const std::vector<TextField>& textFields()
{
	// The server's languages stay the same while it runs.
	static const std::vector<TextField> kFields = [] {
		std::vector<TextField> out{{"company", [](Brand& b) -> std::string& { return b.company; }},
			{"phone", [](Brand& b) -> std::string& { return b.phone; }},
			{"address", [](Brand& b) -> std::string& { return b.address; }},
			{"city", [](Brand& b) -> std::string& { return b.city; }},
			{"postal_code", [](Brand& b) -> std::string& { return b.postalCode; }},
			{"region", [](Brand& b) -> std::string& { return b.region; }},
			{"country", [](Brand& b) -> std::string& { return b.country; }},
			{"header_colour", [](Brand& b) -> std::string& { return b.palette.header; }},
			{"brand_colour", [](Brand& b) -> std::string& { return b.palette.brand; }},
			{"mail_button", [](Brand& b) -> std::string& { return b.palette.mailButton; }},
			{"mail_button_text", [](Brand& b) -> std::string& { return b.palette.mailButtonText; }},
			{"mail_border", [](Brand& b) -> std::string& { return b.palette.mailBorder; }}};
		for (const auto& [begin, texts]: {std::pair(kHeadline, &Brand::headline), {kFooter, &Brand::footer}})
			for (const auto& each: spokenLanguages())
			{
				const std::string tag(each.language.shortTag());
				out.emplace_back(
					std::string(begin) + tag, [tag, in = texts](Brand& b) -> std::string& { return (b.*in).in(tag); });
			}
		out.emplace_back("privacy_url", [](Brand& b) -> std::string& { return b.privacyUrl; });
		out.emplace_back("terms_url", [](Brand& b) -> std::string& { return b.termsUrl; });
		out.emplace_back("contact_url", [](Brand& b) -> std::string& { return b.contactUrl; });
		out.emplace_back("theme", [](Brand& b) -> std::string& { return b.theme; });
		return out;
	}();
	return kFields;
}

Value Texts::value() const
{
	Value out;
	for (const auto& [tag, text]: _all)
		if (!text.empty()) out.set(tag, text);
	return out;
}

bool Texts::operator==(const Texts& other) const
{
	const auto holds = [](const Texts& texts, const Texts& others) {
		return std::all_of(others._all.begin(), others._all.end(), [&](const auto& each) {
			const auto found = texts._all.find(each.first);
			return found == texts._all.end() ? each.second.empty() : found->second == each.second;
		});
	};
	return holds(*this, other) && holds(other, *this);
}

Checked checked(Brand typed)
{
	Checked out{.brand = std::move(typed)};
	for (const auto& each: textFields())
	{
		const auto& field = each.first;
		const auto rule = *std::find_if(std::begin(kRules), std::end(kRules), [&](const Rule& known) {
			return known.field == field || (known.field.ends_with('_') && field.starts_with(known.field));
		});
		auto& text = each.second(out.brand);
		const auto fault = [&](const char* problem) { out.faults.push_back({field, problem}); };
		if (rule.form == Form::Headline)
		{
			auto clean = cleanHeadline(text);
			text = std::move(clean.html);
			out.isCut = out.isCut || clean.isCut;
		}
		else
			text = trimmed(cleanLine(text));
		if (rule.form == Form::Colour)
		{
			if (auto colour = colourOf(text))
				text = std::move(*colour);
			else
				fault("colour");
		}
		else if (text.size() > rule.most)
			fault("long");
		else if (rule.form == Form::Name && text.empty())
			fault("name");
		else if (rule.form == Form::Phone && !isPhone(text))
			fault("phone");
		else if (rule.form == Form::Url && !text.empty() && !isUrl(text))
			fault("url");
	}
	return out;
}

Value valueOf(const Brand& brand)
{
	Value out = Value::Object{};
	auto copy = brand;
	for (const auto& [field, member]: textFields()) out.set(field, member(copy));
	for (const auto& [field, member]: kPictures) out.set(std::string(field), shownValue(brand.*member));
	out.set("is_named", brand.isNamed);
	return out;
}

Brand brandOf(const Value& value)
{
	Brand out;
	for (const auto& [field, member]: textFields())
		if (value[field].isText()) member(out) = value[field].text();
	for (const auto& [field, member]: kPictures) out.*member = pictureOf(value[field]);
	out.isNamed = value["is_named"].flag(true);
	return out;
}

std::vector<Difference> differencesOf(const Brand& before, const Brand& after)
{
	std::vector<Difference> out;
	auto was = before, is = after;
	for (const auto& [field, member]: textFields())
		if (member(was) != member(is)) out.push_back({field, member(was), member(is)});
	for (const auto& [field, member]: kPictures)
		if ((was.*member).file != (is.*member).file)
			out.push_back({std::string(field), (was.*member).file, (is.*member).file});
	if (was.isNamed != is.isNamed) out.push_back({"is_named", was.isNamed ? "1" : "0", is.isNamed ? "1" : "0"});
	return out;
}

std::string legalLineOf(const Brand& brand)
{
	const auto place = join({brand.city, brand.region.empty() ? "" : "(" + brand.region + ")", brand.postalCode}, " ");
	const auto where = join({brand.address, place, brand.country, brand.phone}, ", ");
	return where.empty() ? std::string() : brand.company + ", " + where;
}

Value tenantBrandOf(const Brand& brand, const std::string& sheetUrl, const std::string& integrity)
{
	auto out = Value::object({{"sheet", Value::object({{"url", sheetUrl}, {"integrity", integrity}})}});
	if (!brand.logo.file.empty())
	{
		auto logo = Value::object({{"url", urlOfFile(brand.logo.file)},
			{"width", brand.logo.width},
			{"height", brand.logo.height},
			{"alt", brand.company},
			{"isNamed", brand.isNamed}});
		if (!brand.darkLogo.file.empty())
			logo.set("darkUrl", urlOfFile(brand.darkLogo.file)).set("darkWidth", brand.darkLogo.width);
		else if (isLightHeader(brand.palette.header))
			logo.set("isPlated", true);
		out.set("logo", std::move(logo));
	}
	if (!brand.icon.file.empty()) out.set("icon", urlOfFile(brand.icon.file));
	for (const auto& [name, texts]: {std::pair("headline", brand.headline.value()), {"footer", brand.footer.value()}})
		if (!texts.isNull()) out.set(name, texts);
	Value links = Value::Object{};
	const std::pair<const char*, const std::string&> addresses[] = {
		{"privacy", brand.privacyUrl}, {"terms", brand.termsUrl}, {"contact", brand.contactUrl}};
	for (const auto& [name, url]: addresses)
		if (!url.empty()) links.set(name, url);
	if (!links.members().empty()) out.set("links", std::move(links));
	if (!brand.theme.empty()) out.set("theme", brand.theme);
	if (auto legal = legalLineOf(brand); !legal.empty()) out.set("legal", std::move(legal));
	Value::List colours;
	for (auto& colour: mailColoursOf(brand.palette)) colours.emplace_back(std::move(colour));
	out.set("mailColours", std::move(colours));
	return out;
}

bool isPalette(std::string_view theme) { return theme == "boreal" || theme == "solstice" || theme == "petrole"; }

Palette paletteOf(std::string_view theme)
{
	const auto of = [](const char* header, const char* brand) {
		return Palette{header, brand, brand, textOn(brand), mixed(brand, "#ffffff", 0.32)};
	};
	if (theme == "boreal") return of("#123a28", "#1f6b45");
	if (theme == "solstice") return of("#ffffff", "#f2851b");
	return of("#0b2f3a", "#0f6478");
}

}
