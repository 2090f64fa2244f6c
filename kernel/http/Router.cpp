#include "kernel/http/Router.h"
#include "kernel/http/SecurityHeaders.h"

#include <sys/stat.h>

#include <algorithm>
#include <cctype>

namespace sx::http {

namespace {

using Segment = RouteEntry::Segment;
using Breadth = RouteEntry::Kind;

std::vector<std::string_view> split(std::string_view path)
{
	std::vector<std::string_view> parts;
	if (path == "/") return parts;
	path.remove_prefix(1);
	while (true)
	{
		const auto slash = path.find('/');
		parts.push_back(path.substr(0, slash));
		if (slash == std::string_view::npos) return parts;
		path.remove_prefix(slash + 1);
	}
}

bool isWordChar(char c) noexcept
{
	return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-' || c == '.';
}

bool isTokenText(std::string_view text) noexcept
{
	return text.size() == 22 && std::all_of(text.begin(), text.end(), [](char c) { return isWordChar(c) && c != '.'; });
}

bool isIntText(std::string_view text) noexcept
{
	if (text.empty() || text.size() > 10 || (text.size() > 1 && text.front() == '0')) return false;
	if (!std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; })) return false;
	return text.size() < 10 || text <= "2147483647";
}

bool isUuidText(std::string_view text) noexcept
{
	if (text.size() != 36) return false;
	for (std::size_t i = 0; i < text.size(); ++i)
	{
		const bool isDash = i == 8 || i == 13 || i == 18 || i == 23;
		const char c = text[i];
		if (isDash ? c != '-' : !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) return false;
	}
	return true;
}

bool fits(Breadth kind, std::string_view text) noexcept
{
	switch (kind)
	{
	case Breadth::Token: return isTokenText(text);
	case Breadth::Int: return isIntText(text);
	case Breadth::Uuid: return isUuidText(text);
	case Breadth::Text: return !text.empty() && text.size() <= 1024;
	case Breadth::Word: break;
	}
	return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), isWordChar);
}

bool parseSegment(std::string_view text, Segment& segment)
{
	if (text.empty()) return false;
	if (!text.starts_with('{'))
	{
		segment.text = text;
		return std::all_of(text.begin(), text.end(), isWordChar) && text != "." && text != "..";
	}
	if (!text.ends_with('}')) return false;
	text = text.substr(1, text.size() - 2);
	const auto colon = text.find(':');
	segment.isParameter = true;
	segment.text = text.substr(0, colon);
	const auto kind = colon == std::string_view::npos ? std::string_view("word") : text.substr(colon + 1);
	if (kind == "token")
		segment.kind = Breadth::Token;
	else if (kind == "int")
		segment.kind = Breadth::Int;
	else if (kind == "uuid")
		segment.kind = Breadth::Uuid;
	else if (kind == "text")
		segment.kind = Breadth::Text;
	else if (kind != "word")
		return false;
	return !segment.text.empty() && std::all_of(segment.text.begin(), segment.text.end(), isWordChar);
}

/// Tells whether no path could distinguish the two routes.
bool isSameShape(const RouteEntry& left, const RouteEntry& right)
{
	return left.route.method == right.route.method &&
		std::equal(left.segments.begin(),
			left.segments.end(),
			right.segments.begin(),
			right.segments.end(),
			[](const Segment& a, const Segment& b) {
				if (a.isParameter != b.isParameter) return false;
				return a.isParameter ? a.kind == b.kind : a.text == b.text;
			});
}

bool takes(Method route, Method asked) noexcept
{
	return route == asked || (route == Method::Get && asked == Method::Head);
}

bool fill(const RouteEntry& entry, const std::vector<std::string_view>& parts, RouteMatch& match)
{
	match.values.clear();
	for (std::size_t i = 0; i < parts.size(); ++i)
	{
		const Segment& segment = entry.segments[i];
		if (!segment.isParameter)
		{
			if (segment.text != parts[i]) return false;
			continue;
		}
		if (!fits(segment.kind, parts[i])) return false;
		match.values.emplace_back(segment.text, parts[i]);
	}
	return true;
}

/// Orders routes so that the most precise one wins. Compares segments from the left: literals come before parameters,
/// and narrow parameter types before wide ones.
bool isMorePrecise(const RouteEntry& left, const RouteEntry& right)
{
	for (std::size_t i = 0; i < left.segments.size(); ++i)
	{
		const auto& a = left.segments[i];
		const auto& b = right.segments[i];
		if (a.isParameter != b.isParameter) return b.isParameter;
		const auto breadth = [](const Segment& segment) {
			return segment.isParameter ? std::max(segment.kind, Breadth::Uuid) : Breadth::Token;
		};
		if (breadth(a) != breadth(b)) return breadth(a) < breadth(b);
	}
	return false;
}

void allowMore(std::string& allow, Method method)
{
	static constexpr const char* kNames[] = {"GET, HEAD", "HEAD", "POST", "PUT", "PATCH", "DELETE"};
	const char* name = kNames[static_cast<int>(method)];
	if (allow.find(name) != std::string::npos) return;
	if (!allow.empty()) allow += ", ";
	allow += name;
}

}

Result<> Router::add(std::string plugin, Route route) { return insert(std::move(plugin), std::move(route), false); }
void RouteEntry::tookSince(std::chrono::steady_clock::time_point started) const noexcept
{
	const auto took =
		std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - started).count();
	const auto average = averageMicros.load(std::memory_order_relaxed);
	// Caps the sample, so that one stuck call does not make a route count as slow for long.
	averageMicros.store(average + (std::min<std::int64_t>(took, 10'000) - average) / 8, std::memory_order_relaxed);
}

Result<> Router::addInline(Route route) { return insert({}, std::move(route), true); }

Result<> Router::insert(std::string plugin, Route route, bool isInline)
{
	auto refuse = [&](const char* why) { return Error{Code::Invalid, "route " + route.path + ": " + why}; };
	if (!route.handler) return refuse("no handler");
	if (!route.path.starts_with('/')) return refuse("the path must begin with /");
	if (!route.permission.empty() && !asksForSomebody(route))
		return refuse("a permission needs Access::Member or Access::Session");
	// What is longer than a first block must belong to somebody before it is read.
	constexpr std::int64_t kMostOfStrangers = 65'536;
	if (!asksForSomebody(route) && !route.receives && !route.admits && route.maxBodyBytes > kMostOfStrangers)
		return refuse("strangers may send 64 KiB at most, unless `admits` lets them pass");
	if (isInline && route.receives) return refuse("an inline route cannot receive");
	if (route.path.starts_with("/assets/")) return refuse("/assets/ is the kernel's");
	auto entry = std::make_unique<RouteEntry>();
	bool hasParameter = false;
	for (const auto part: split(route.path))
	{
		if (!parseSegment(part, entry->segments.emplace_back())) return refuse("malformed path");
		hasParameter = hasParameter || entry->segments.back().isParameter;
	}
	auto policy = contentSecurityPolicy(route.contentSecurity);
	if (!policy) return refuse("malformed contentSecurity");
	entry->policy = std::move(policy).value();
	entry->plugin = std::move(plugin);
	entry->isInline = isInline;
	entry->number = static_cast<std::uint32_t>(_entries.size() + 1);
	entry->route = std::move(route);
	for (const auto& other: _entries)
		if (isSameShape(*entry, *other))
			return Error{Code::Conflict, "route " + entry->route.path + ": exists already"};
	if (!hasParameter)
		_literal.emplace(entry->route.path, entry.get());
	else
	{
		auto& same = _bySize[entry->segments.size()];
		const auto at = std::find_if(
			same.begin(), same.end(), [&](const RouteEntry* each) { return isMorePrecise(*entry, *each); });
		same.insert(at, entry.get());
	}
	_entries.push_back(std::move(entry));
	return {};
}

Result<> Router::addAssets(std::string name, const std::string& folder)
{
	if (!fits(Breadth::Word, name) || name.front() == '.')
		return Error{Code::Invalid, "assets " + name + ": not a name"};
	struct stat info
	{
	};
	if (::stat(folder.c_str(), &info) != 0 || !S_ISDIR(info.st_mode))
		return Error{Code::Missing, "assets " + name + ": no folder " + folder};
	_assetFolders[std::move(name)] = folder;
	return {};
}

const std::string* Router::assetFolder(std::string_view name) const
{
	const auto found = _assetFolders.find(name);
	return found == _assetFolders.end() ? nullptr : &found->second;
}

RouteMatch Router::match(std::optional<Method> method, std::string_view path) const
{
	RouteMatch match;
	const auto [first, last] = _literal.equal_range(path);
	for (auto each = first; each != last; ++each)
	{
		if (method && takes(each->second->route.method, *method))
		{
			match.entry = each->second;
			return match;
		}
		allowMore(match.allow, each->second->route.method);
	}
	const auto parts = split(path);
	const auto same = _bySize.find(parts.size());
	if (same == _bySize.end()) return match;
	for (const RouteEntry* entry: same->second)
	{
		if (!fill(*entry, parts, match)) continue;
		if (method && takes(entry->route.method, *method))
		{
			match.entry = entry;
			match.allow.clear();
			return match;
		}
		allowMore(match.allow, entry->route.method);
	}
	match.values.clear();
	return match;
}

}
