// Reads which part of a list a request asks for, and makes the links to its other parts.
#pragma once
#include "sx/http.h"
#include "sx/result.h"

#include <charconv>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sx {

/// Reads a whole number, and nothing beside it. nullopt: something else, or over 64 bits. Since: SDK 1.0
inline std::optional<std::int64_t> integerOf(std::string_view text) noexcept
{
	std::int64_t number = 0;
	const auto* end = text.data() + text.size();
	const auto read = std::from_chars(text.data(), end, number);
	if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
	return number;
}

/// Reads the query's `limit`, how many rows of a list to return: 1 to most, `usual` if it is not there. Errors:
/// Invalid. Since: SDK 1.0
inline Result<int> limitOf(const Request& request, int usual, int most)
{
	const auto asked = request.query("limit");
	if (!asked) return usual;
	const auto limit = integerOf(*asked);
	if (!limit || *limit < 1 || *limit > most) return invalid("limit", "1 to " + std::to_string(most));
	return static_cast<int>(*limit);
}

/// Reads the query's `before`, the id after which a list continues; empty: from its start. Since: SDK 1.0
inline std::string beforeOf(const Request& request) { return request.query("before").value_or(""); }

/// Reads the query's `page`, from 1 to most; 1 if it is not there or no number. Since: SDK 1.0
inline int pageOf(const Request& request, int most = 1000)
{
	const auto page = integerOf(request.query("page").value_or("1")).value_or(1);
	return static_cast<int>(page < 1 ? 1 : page > most ? most : page);
}

/// Cuts a list, for which one row more than the limit was read, to the limit. Returns whether there was that row: then
/// the list continues before its last one. Since: SDK 1.0
template <class Row> bool cutTo(std::vector<Row>& rows, int limit)
{
	if (rows.size() <= static_cast<std::size_t>(limit)) return false;
	rows.resize(static_cast<std::size_t>(limit));
	return true;
}

/// Adds to a page's view the links between the parts of a list: hasPages, hasNext, nextUrl, hasFirst, firstUrl.
/// next: the id before which the list continues; empty: this is its end. url: makes the link to the part before an id
/// (empty: the first part). Since: SDK 1.0
inline void addPaging(Value& view,
	const Request& request,
	const std::string& next,
	const std::function<std::string(const std::string& before)>& url)
{
	const bool hasFirst = !beforeOf(request).empty();
	view.set("hasPages", hasFirst || !next.empty());
	view.set("hasNext", !next.empty());
	view.set("nextUrl", url(next));
	view.set("hasFirst", hasFirst);
	view.set("firstUrl", url(""));
}

}
