#include "kernel/http/Compression.h"
#include "kernel/http/RequestHead.h"

#include <zlib.h>

namespace sx::http {

bool acceptsCoding(std::string_view acceptEncoding, std::string_view coding) noexcept
{
	while (!acceptEncoding.empty())
	{
		const auto comma = acceptEncoding.find(',');
		const auto item = trimmed(acceptEncoding.substr(0, comma));
		const auto semicolon = item.find(';');
		if (equalsIgnoringCase(trimmed(item.substr(0, semicolon)), coding))
		{
			if (semicolon == std::string_view::npos) return true;
			const auto weight = trimmed(item.substr(semicolon + 1));
			return !weight.starts_with("q=0") || weight.find_first_of("123456789", 3) != std::string_view::npos;
		}
		if (comma == std::string_view::npos) return false;
		acceptEncoding.remove_prefix(comma + 1);
	}
	return false;
}

std::optional<std::string> gzipped(std::string_view text)
{
	constexpr int kGzipWindow = 15 + 16;
	z_stream stream{};
	if (deflateInit2(&stream, 5, Z_DEFLATED, kGzipWindow, 8, Z_DEFAULT_STRATEGY) != Z_OK) return std::nullopt;
	std::string out(text.size(), '\0');
	stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
	stream.avail_in = static_cast<uInt>(text.size());
	stream.next_out = reinterpret_cast<Bytef*>(out.data());
	stream.avail_out = static_cast<uInt>(out.size());
	const int end = deflate(&stream, Z_FINISH);
	out.resize(stream.total_out);
	deflateEnd(&stream);
	if (end != Z_STREAM_END) return std::nullopt;
	return out;
}

}
