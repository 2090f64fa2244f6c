// gzip for answers from memory.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace sx::http {

/// Whether Accept-Encoding takes a coding ("gzip", "br"): listed and not with q=0.
bool acceptsCoding(std::string_view acceptEncoding, std::string_view coding) noexcept;
/// nullopt: it would not get smaller.
std::optional<std::string> gzipped(std::string_view text);

}
