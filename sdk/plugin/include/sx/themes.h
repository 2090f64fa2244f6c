// Declares how a plugin learns which themes there are: looks of pages and mails that plugins ship and companies choose.
#pragma once
#include "sx/kit.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sx {

/// Lists the installed themes. A company's is named by `theme` of its brand. Found with Context::find; the kernel
/// provides it, so no plugin.yaml names it. [any thread] Since: SDK 1.0
class Themes
{
public:
	static constexpr std::string_view kId = "kernel.themes/1";
	/// Is the value of `theme` of a brand for pages as the server has them, whatever the operator chose for all.
	static constexpr std::string_view kNone = "none";
	/// Is a theme: the id of its plugin, and its name in a language.
	struct Theme
	{
		std::string id, title;
	};
	/// Lists the themes that companies may choose, by title.
	virtual std::vector<Theme> themes(const Language& language) const = 0;
	/// Returns the id of the theme of companies that choose none (`templates.theme`); empty: there is none.
	virtual std::string standard() const = 0;
protected:
	~Themes() = default;
};

}
