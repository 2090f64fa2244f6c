#include "kernel/http/Multipart.h"

#include "kernel/http/RequestHead.h"
#include "kernel/http/Target.h"

#include <algorithm>
#include <optional>

namespace sx::http {

namespace {

constexpr int kMostParts = 200;
constexpr std::size_t kMostBoundary = 70, kMostHead = 2000;

Error malformed(const char* what) { return Error{Code::Invalid, std::string("malformed form: ") + what}; }

/// Returns a parameter of a header: `name="value"` or `name=value`; nothing if there is none.
std::optional<std::string> parameterOf(std::string_view header, std::string_view name)
{
	auto at = header.find(';');
	while (at != std::string_view::npos)
	{
		auto rest = header.substr(at + 1);
		rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size()));
		const auto equals = rest.find('=');
		if (equals == std::string_view::npos) return std::nullopt;
		const auto key = rest.substr(0, equals);
		rest.remove_prefix(equals + 1);
		std::string value;
		std::size_t i = 0;
		const bool isQuoted = !rest.empty() && rest.front() == '"';
		for (i = isQuoted ? 1 : 0; i < rest.size() && rest[i] != (isQuoted ? '"' : ';'); ++i)
		{
			if (isQuoted && rest[i] == '\\' && i + 1 < rest.size()) ++i;
			value.push_back(rest[i]);
		}
		if (isQuoted && i == rest.size()) return std::nullopt;
		if (equalsIgnoringCase(key, name)) return value;
		const auto next = rest.find(';', i);
		at = next == std::string_view::npos ? next : static_cast<std::size_t>(rest.data() + next - header.data());
	}
	return std::nullopt;
}

/// Returns the value of a header among the lines of a part's head; empty if there is none.
std::string_view headerOf(std::string_view head, std::string_view name)
{
	while (!head.empty())
	{
		const auto end = std::min(head.find("\r\n"), head.size());
		const auto line = head.substr(0, end);
		head.remove_prefix(std::min(end + 2, head.size()));
		const auto colon = line.find(':');
		if (colon != std::string_view::npos && equalsIgnoringCase(line.substr(0, colon), name))
			return trimmed(line.substr(colon + 1));
	}
	return {};
}

Result<> addPart(Value& form, std::string_view part)
{
	const auto end = part.find("\r\n\r\n");
	if (end == std::string_view::npos || end > kMostHead) return malformed("a part without a head");
	const auto disposition = headerOf(part.substr(0, end), "Content-Disposition");
	const auto name = parameterOf(disposition, "name");
	if (!name || name->empty() || !isUtf8(*name)) return malformed("a part without a name");
	const auto content = part.substr(end + 4);
	if (auto file = parameterOf(disposition, "filename"))
	{
		if (!isUtf8(*file)) return malformed("the name of a file");
		form.set(*name, Value::object({{"name", std::move(*file)}, {"bytes", content}}));
		return {};
	}
	if (!isUtf8(content) || content.find('\0') != std::string_view::npos) return malformed("a text");
	form.set(*name, content);
	return {};
}

}

Result<Value> parseMultipart(std::string_view contentType, std::string_view body)
{
	const auto boundary = parameterOf(contentType, "boundary");
	if (!boundary || boundary->empty() || boundary->size() > kMostBoundary) return malformed("no boundary");
	const auto mark = "--" + *boundary;
	if (!body.starts_with(mark)) return malformed("no part");
	body.remove_prefix(mark.size());
	const auto between = "\r\n" + mark;
	Value form = Value::Object{};
	for (int parts = 0; !body.starts_with("--"); ++parts)
	{
		if (parts == kMostParts || !body.starts_with("\r\n")) return malformed("too many parts, or none");
		body.remove_prefix(2);
		const auto end = body.find(between);
		if (end == std::string_view::npos) return malformed("a part without an end");
		if (auto added = addPart(form, body.substr(0, end)); !added) return added.error();
		body.remove_prefix(end + between.size());
	}
	return form;
}

}
