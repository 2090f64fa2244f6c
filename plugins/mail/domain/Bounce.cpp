#include "domain/Bounce.h"

#include "sx/text.h"

#include <algorithm>
#include <vector>

namespace sx::mail {

namespace {

constexpr std::size_t kMostHeaderBytes = 65'536, kMostParts = 20, kMostBoundary = 70;  // RFC 2046, section 5.1.1

std::string_view withoutEnds(std::string_view text)
{
	const auto from = text.find_first_not_of(" \t\r\n"), to = text.find_last_not_of(" \t\r\n");
	return from == text.npos ? std::string_view() : text.substr(from, to - from + 1);
}

/// Takes one line off a text, without its end.
std::string_view nextLine(std::string_view& text)
{
	const auto end = std::min(text.find('\n'), text.size());
	auto line = text.substr(0, end);
	text.remove_prefix(std::min(end + 1, text.size()));
	if (line.ends_with('\r')) line.remove_suffix(1);
	return line;
}

/// Takes the fields up to an empty line off a text, unfolded.
std::vector<std::string> takeFields(std::string_view& text)
{
	std::vector<std::string> out;
	for (std::size_t read = 0; !text.empty() && read < kMostHeaderBytes;)
	{
		const auto line = nextLine(text);
		if (line.empty()) break;
		read += line.size() + 1;
		if ((line.front() == ' ' || line.front() == '\t') && !out.empty())
			out.back().append(line);
		else
			out.emplace_back(line);
	}
	return out;
}

/// Returns a field's value; empty if it is missing or there twice, because then nobody knows which one counts.
std::string valueOf(const std::vector<std::string>& fields, std::string_view name)
{
	std::string out;
	int count = 0;
	for (const auto& each: fields)
	{
		const auto colon = each.find(':');
		if (colon == each.npos || asciiLower(withoutEnds(std::string_view(each).substr(0, colon))) != name) continue;
		out = withoutEnds(std::string_view(each).substr(colon + 1));
		++count;
	}
	return count == 1 ? out : std::string();
}

/// Returns a parameter of a Content-Type, without quotes.
std::string parameterOf(const std::string& type, std::string_view name)
{
	for (auto at = type.find(';'); at != type.npos;)
	{
		const auto end = std::min(type.find(';', at + 1), type.size());
		const auto part = withoutEnds(std::string_view(type).substr(at + 1, end - at - 1));
		const auto equals = part.find('=');
		if (equals != part.npos && asciiLower(withoutEnds(part.substr(0, equals))) == name)
		{
			auto value = withoutEnds(part.substr(equals + 1));
			if (value.size() > 1 && value.front() == '"' && value.back() == '"')
				value = value.substr(1, value.size() - 2);
			return std::string(value);
		}
		at = end == type.size() ? type.npos : end;
	}
	return {};
}

std::string typeOf(const std::string& type)
{
	return asciiLower(withoutEnds(std::string_view(type).substr(0, type.find(';'))));
}

/// Returns the body of the only message/delivery-status part; nothing if there is none, or more.
std::optional<std::string> statusPart(std::string_view body, const std::string& boundary)
{
	std::optional<std::string> found;
	const auto delimiter = "--" + boundary;
	std::size_t parts = 0;
	bool isInside = false, isStatus = false;
	std::string content;
	while (!body.empty())
	{
		const auto before = body;
		const auto line = nextLine(body);
		if (!line.starts_with(delimiter))
		{
			if (isInside && isStatus) content.append(line).append("\n");
			continue;
		}
		const auto rest = withoutEnds(line.substr(delimiter.size()));
		if (!rest.empty() && rest != "--") continue;  // a line that only begins alike
		if (isStatus)
		{
			if (found) return std::nullopt;
			found = std::move(content);
			content.clear();
		}
		isStatus = false;
		if (rest == "--") return found;
		if (++parts > kMostParts) return std::nullopt;
		isInside = true;
		isStatus = typeOf(valueOf(takeFields(body), "content-type")) == "message/delivery-status";
		if (before.size() == body.size()) break;
	}
	return std::nullopt;  // it was cut short
}

/// Returns a status code "5.1.1" at the start of a text; empty if there is none (RFC 3463, section 2).
std::string statusCode(std::string_view text)
{
	const auto end = std::min(text.find_first_not_of("0123456789."), text.size());
	const auto code = text.substr(0, end);
	const bool isCode = code.size() >= 5 && code.size() <= 9 && (code[0] == '2' || code[0] == '4' || code[0] == '5') &&
		code[1] == '.' && std::count(code.begin(), code.end(), '.') == 2 && code.back() != '.';
	return isCode ? std::string(code) : std::string();
}

}

std::string returnPathOf(std::string_view address, std::string_view token)
{
	const auto at = std::min(address.rfind('@'), address.size());
	return std::string(address.substr(0, at)) + "+" + std::string(token) + std::string(address.substr(at));
}

std::optional<std::string> returnTokenOf(std::string_view returnPath)
{
	auto path = withoutEnds(returnPath.substr(0, 400));
	if (path.starts_with('<') && path.ends_with('>')) path = path.substr(1, path.size() - 2);
	const auto local = path.substr(0, std::min(path.rfind('@'), path.size()));
	const auto plus = local.rfind('+');
	if (plus == local.npos) return std::nullopt;
	auto token = asciiLower(local.substr(plus + 1));
	if (token.size() != kReturnTokenLength || token.find_first_not_of("0123456789abcdef") != token.npos)
		return std::nullopt;
	return token;
}

Bounce parseBounce(std::string_view message)
{
	auto text = message.substr(0, kMostBounceBytes);
	const auto type = valueOf(takeFields(text), "content-type");
	const auto boundary = parameterOf(type, "boundary");
	const bool isReport = typeOf(type) == "multipart/report" &&
		asciiLower(parameterOf(type, "report-type")) == "delivery-status";
	if (!isReport || boundary.empty() || boundary.size() > kMostBoundary) return {};
	const auto status = statusPart(text, boundary);
	if (!status) return {};
	Bounce out;
	std::string_view rest = *status;
	takeFields(rest);  // of the whole message; those of each recipient follow
	for (std::size_t groups = 0; !rest.empty() && groups < kMostParts; ++groups)
	{
		const auto fields = takeFields(rest);
		const auto action = asciiLower(valueOf(fields, "action"));
		const auto kind = action == "failed" ? BounceKind::Final
			: action == "delayed"            ? BounceKind::Soft
											 : BounceKind::None;
		if (kind <= out.kind) continue;
		out = {kind, statusCode(valueOf(fields, "status"))};
	}
	return out;
}

}
