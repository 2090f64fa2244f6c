// Rewrites a mail's HTML so that pages can show it under a content security policy without inline styles.
#pragma once
#include "sx/url.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace sx::mail {

/// Holds a mail's HTML and its styles, apart from each other. Since: SDK 1.0
struct Preview
{
	std::string html;  // links to the style sheet; opens links in a new tab
	std::string css;   // from style attributes and style elements
};

namespace preview {

/// Undoes the escapes of our templates.
inline std::string unescape(std::string_view text)
{
	std::string out;
	for (std::size_t i = 0; i < text.size(); ++i)
	{
		const auto rest = text.substr(i);
		if (rest.starts_with("&#39;"))
			out += '\'', i += 4;
		else if (rest.starts_with("&quot;"))
			out += '"', i += 5;
		else if (rest.starts_with("&amp;"))
			out += '&', i += 4;
		else
			out += text[i];
	}
	return out;
}

}

/// Moves the styles of a mail to a style sheet of its own at sheetUrl (plain ASCII). Does not sanitize: the mail comes
/// from our own templates, and the content security policy of the page decides what may run or load. Since: SDK 1.0
inline Preview previewOf(std::string_view html, std::string_view sheetUrl)
{
	constexpr std::string_view kAttribute = " style=\"", kElement = "<style", kElementEnd = "</style>",
							   kHead = "<head>";
	Preview out;
	std::size_t count = 0;
	bool isInTag = false;
	for (std::size_t i = 0; i < html.size();)
	{
		const auto rest = html.substr(i);
		if (rest.starts_with(kHead))
		{
			out.html.append(kHead)
				.append("<base target=\"_blank\"><link rel=\"stylesheet\" href=\"")
				.append(sheetUrl)
				.append("\">");
			i += kHead.size();
			continue;
		}
		if (rest.starts_with(kElement))
		{
			const auto open = rest.find('>'), close = rest.find(kElementEnd);
			if (open == std::string_view::npos || close == std::string_view::npos || close < open) break;
			out.css.append(rest.substr(open + 1, close - open - 1)).append("\n");
			i += close + kElementEnd.size();
			continue;
		}
		if (isInTag && rest.starts_with(kAttribute))
		{
			const auto end = rest.find('"', kAttribute.size());
			if (end == std::string_view::npos) break;
			const auto name = std::to_string(++count);
			out.html += " data-s=\"" + name + "\"";
			out.css += "[data-s=\"" + name + "\"]{" +
				preview::unescape(rest.substr(kAttribute.size(), end - kAttribute.size())) + "}\n";
			i += end + 1;
			continue;
		}
		if (html[i] == '<')
			isInTag = true;
		else if (html[i] == '>')
			isInTag = false;
		out.html += html[i++];
	}
	return out;
}

/// Makes a mail's HTML fit for a frame of a page that allows `style-src data:`: its styles in a sheet inside it, and
/// its logo from logoUrl; empty leaves it out. Since: SDK 1.0
inline std::string framed(std::string_view html, const std::string& logoUrl)
{
	const auto css = previewOf(html, "").css;
	auto out = previewOf(html, "data:text/css;charset=utf-8," + encodeUrl(css)).html;
	constexpr std::string_view kLogo = "cid:logo";
	if (const auto at = out.find(kLogo); at != std::string::npos && !logoUrl.empty())
		out.replace(at, kLogo.size(), logoUrl);
	return out;
}

}
