// Compresses responses from memory with gzip.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace sx::http {

/// Tells whether Accept-Encoding allows a coding ("gzip", "br"): it is listed, and not with q=0.
bool acceptsCoding(std::string_view acceptEncoding, std::string_view coding) noexcept;
/// Compresses a text; nullopt: it would not get smaller.
std::optional<std::string> gzipped(std::string_view text);

}
