// Serves /assets/NAME/FILE: bundles with hashed names and their compressed variants.
#include "kernel/http/Answers.h"
#include "kernel/http/Compression.h"
#include "kernel/http/SecurityHeaders.h"

#include <cstdio>

#include <fcntl.h>
#include <sys/stat.h>

namespace sx::http {

namespace {

constexpr std::string_view kPrefix = "/assets/";

std::string_view contentTypeOf(std::string_view file) noexcept
{
	static constexpr std::pair<std::string_view, std::string_view> kTypes[] = {
		{".js", "text/javascript; charset=utf-8"},
		{".css", "text/css; charset=utf-8"},
		{".svg", "image/svg+xml"},
		{".png", "image/png"},
		{".jpg", "image/jpeg"},
		{".webp", "image/webp"},
		{".ico", "image/x-icon"},
		{".woff2", "font/woff2"},
		{".wasm", "application/wasm"},
		{".webmanifest", "application/manifest+json"},
		{".json", "application/json"},
		{".txt", "text/plain; charset=utf-8"}};
	for (const auto& [ending, type]: kTypes)
		if (file.ends_with(ending)) return type;
	return {};
}

/// Tells whether a name can only be an entry of the folder itself: it has no slash and no leading dot.
bool isFileName(std::string_view file) noexcept
{
	return !file.empty() && file.size() <= 128 && file.front() != '.' &&
		std::all_of(file.begin(), file.end(), [](char c) {
			return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.' || c == '-' ||
				c == '_';
		});
}

/// Tells whether a name is esbuild's NAME.HASH.ext, where HASH has eight characters of [0-9A-Z].
bool isHashed(std::string_view file) noexcept
{
	const auto last = file.rfind('.');
	if (last == std::string_view::npos || last < 9 || file[last - 9] != '.') return false;
	const auto hash = file.substr(last - 8, 8);
	return std::all_of(
		hash.begin(), hash.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); });
}

Fd openFile(const std::string& folder, std::string_view file, struct stat& info)
{
	const std::string path = folder + "/" + std::string(file);
	Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
	if (fd && (::fstat(fd.get(), &info) != 0 || !S_ISREG(info.st_mode))) return Fd();
	return fd;
}

std::string etagOf(const struct stat& info, std::string_view coding)
{
	char text[64];
	std::snprintf(text,
		sizeof text,
		"\"%llx-%llx%s%.*s\"",
		static_cast<unsigned long long>(info.st_mtim.tv_sec * 1'000'000'000LL + info.st_mtim.tv_nsec),
		static_cast<unsigned long long>(info.st_size),
		coding.empty() ? "" : "-",
		static_cast<int>(coding.size()),
		coding.data());
	return text;
}

}

void Answers::asset(Exchange& exchange, const Router& router) const
{
	const std::string_view rest = std::string_view(exchange.path()).substr(kPrefix.size());
	const auto slash = rest.find('/');
	const auto* folder = slash == std::string_view::npos ? nullptr : router.assetFolder(rest.substr(0, slash));
	const auto file = slash == std::string_view::npos ? std::string_view() : rest.substr(slash + 1);
	const auto type = contentTypeOf(file);
	if (!folder || !isFileName(file) || type.empty()) return refuse(exchange, RequestRefusal::NotFound, true);
	if (!exchange.isSafe())
	{
		exchange._match.allow = "GET, HEAD";
		return refuse(exchange, RequestRefusal::MethodNotAllowed, true);
	}
	const auto* accepted = exchange.head().field("Accept-Encoding");
	struct stat info
	{
	};
	Fd fd;
	std::string_view coding;
	for (const auto each: {std::string_view("br"), std::string_view("gzip")})
	{
		if (!accepted || !acceptsCoding(*accepted, each)) continue;
		fd = openFile(*folder, std::string(file) + (each == "br" ? ".br" : ".gz"), info);
		if (fd)
		{
			coding = each;
			break;
		}
	}
	if (!fd) fd = openFile(*folder, file, info);
	if (!fd) return refuse(exchange, RequestRefusal::NotFound, true);

	HeaderList headers;
	headers.set("Content-Type", std::string(type));
	if (!coding.empty()) headers.set("Content-Encoding", std::string(coding));
	headers.set("Vary", "Accept-Encoding");
	headers.set("ETag", etagOf(info, coding));
	headers.set("Cache-Control", isHashed(file) ? "public, max-age=31536000, immutable" : "no-cache");
	if (file.ends_with(".js"))
	{
		// A worker follows the policy of its own script. Argon2id runs as WebAssembly, and the service worker controls
		// the whole site.
		headers.set("Content-Security-Policy",
			std::move(contentSecurityPolicy("script-src 'self' 'wasm-unsafe-eval'")).value());
		headers.set("Service-Worker-Allowed", "/");
	}
	Output output;
	output.status = 200;
	output.file = std::make_shared<Fd>(std::move(fd));
	if (sendFile(exchange, headers, output, info.st_size)) finish(exchange, headers, {}, std::move(output));
}

}
