#include "domain/Terms.h"

#include <algorithm>

namespace sx::sealed {
namespace {

std::string at(std::string_view list, std::size_t index, std::string_view member)
{
	return std::string(list) + '[' + std::to_string(index) + "]." + std::string(member);
}

Result<> checkFiles(const std::vector<File>& files, const Limits& limits)
{
	// The manifest counts besides.
	if (files.size() > static_cast<std::size_t>(limits.filesMax) + 1) return invalid("files", "too many");
	bool hasManifest = false;
	for (std::size_t i = 0; i < files.size(); ++i)
	{
		const auto& [id, bytes] = files[i];
		if (!isId(id.value)) return invalid(at("files", i, "id"), "not 16 bytes as base64url");
		if (std::any_of(files.begin(), files.begin() + static_cast<std::ptrdiff_t>(i), [&id = id](const File& other) {
				return other.id == id;
			}))
			return invalid(at("files", i, "id"), "named twice");
		if (bytes < sealedBytes(0)) return invalid(at("files", i, "bytes"), "no sealed file is that small");
		const bool isManifest = id.value == kManifestId;
		const auto most = isManifest ? kManifestMaxBytes : sealedBytes(limits.fileMaxBytes);
		if (bytes > most)
			return Error{.code = Code::TooLarge,
				.detail = "over the limit",
				.field = at("files", i, "bytes"),
				.extra = Value::object({{"max", most}})};
		hasManifest = hasManifest || isManifest;
	}
	if (!hasManifest) return invalid("files", "the manifest is missing");
	return {};
}

}

Error outOfRange(std::string field, std::int64_t min, std::int64_t max)
{
	return {.code = Code::Invalid,
		.detail = "out of range",
		.field = std::move(field),
		.extra = Value::object({{"min", min}, {"max", max}})};
}

Result<> checkTerms(const Terms& terms, const Limits& limits)
{
	if (terms.expiresIn < kShortestExpiry || terms.expiresIn > limits.expiresMax)
		return outOfRange("expires_in", kShortestExpiry.count(), limits.expiresMax.count());
	if (terms.grants.empty()) return invalid("grants", "nobody is named");
	for (std::size_t i = 0; i < terms.grants.size(); ++i)
		if (terms.grants[i].opens < 1 || terms.grants[i].opens > kOpensMax)
			return outOfRange(at("grants", i, "opens"), 1, kOpensMax);
	return checkFiles(terms.files, limits);
}

bool isId(std::string_view text) noexcept
{
	if (text.size() != 22) return false;
	for (char c: text)
		if (!((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_'))
			return false;
	// 22 characters are 132 bits; the last four must be zero, so that each id has one spelling.
	return text.back() == 'A' || text.back() == 'Q' || text.back() == 'g' || text.back() == 'w';
}

}
