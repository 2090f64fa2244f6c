// Holds what a company says about itself: name, address, colours, logos, texts. Each save is a version of it.
#pragma once
#include "domain/Colours.h"
#include "sx/base.h"
#include "sx/value.h"

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sx::branding {

/// Is a picture of a brand: its name below /brand/, and how large pages show it, in CSS pixels. An empty file: none.
struct Shown
{
	std::string file{};
	int width = 0, height = 0;
	bool operator==(const Shown&) const = default;
};

/// Holds a text in each language of the server, by short tag ("fr"). An empty text is as good as none.
class Texts
{
public:
	/// Returns the text in a language, to read or to write.
	std::string& in(const std::string& shortTag) { return _all[shortTag]; }
	/// Returns the texts that are not empty, or null if all are.
	Value value() const;
	bool operator==(const Texts& other) const;

private:
	std::map<std::string, std::string> _all;
};

/// Holds a brand. Texts are as they were typed; headlines are clean HTML.
struct Brand
{
	std::string company{}, phone{}, address{}, city{}, postalCode{}, region{}, country{};
	Palette palette{};
	Texts headline{}, footer{};
	std::string privacyUrl{}, termsUrl{}, contactUrl{};
	std::string theme{};  // id of a plugin that has one, or Themes::kNone; empty: what the operator chose for all
	Shown logo{}, darkLogo{}, icon{};
	bool isNamed = true;  // the company's name stands beside the logo
	bool operator==(const Brand&) const = default;
};

/// Names a text of a brand: the field of the form, and the member.
using TextField = std::pair<std::string, std::function<std::string&(Brand&)>>;
/// Begins the fields of texts that each language has, before its short tag: "headline_fr".
inline constexpr std::string_view kHeadline = "headline_", kFooter = "footer_";
/// Lists all texts and colours, in the order of the form.
const std::vector<TextField>& textFields();
/// Names a picture of a brand.
using PictureField = std::pair<std::string_view, Shown Brand::*>;
inline constexpr std::array<PictureField, 3> kPictures{
	{{"logo", &Brand::logo}, {"dark_logo", &Brand::darkLogo}, {"icon", &Brand::icon}}};

/// Is a field that cannot be as it was typed; problem: a word below `error`.
struct Fault
{
	std::string field, problem;
};
/// Cleans what was typed (blanks, colours, headlines) and checks it. isCut: a headline lost what it may not have.
struct Checked
{
	Brand brand;
	std::vector<Fault> faults{};
	bool isCut = false;
};
Checked checked(Brand typed);

/// Is how a brand is stored.
Value valueOf(const Brand& brand);
Brand brandOf(const Value& value);

/// Is a field that two brands have different; texts and colours as they are, pictures by their files.
struct Difference
{
	std::string field, before, after;
};
std::vector<Difference> differencesOf(const Brand& before, const Brand& after);

/// Returns who the company is and where, on one line for the end of mails; empty: it says nothing but its name.
std::string legalLineOf(const Brand& brand);

/// Returns tenant.brand, as pages need it (kernel/pages/FrameView.h). sheet: the file with the style sheet, and the
/// digest that `integrity` names.
Value tenantBrandOf(const Brand& brand, const std::string& sheetUrl, const std::string& integrity);

/// Tells whether a theme is one of the server's own, which are colours.
bool isPalette(std::string_view theme);
/// Returns the palette of one of the built themes; the product's for an unknown one.
Palette paletteOf(std::string_view theme);

/// Names where files of brands are served.
inline constexpr std::string_view kFilesPath = "/brand/";

}
