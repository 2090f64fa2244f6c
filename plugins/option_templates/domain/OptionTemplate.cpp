#include "domain/OptionTemplate.h"

#include "sx/text.h"

#include <algorithm>

namespace sx::option_templates {
namespace {

constexpr std::size_t kMaxName = 80;

}

Result<OptionTemplate> parseOptionTemplate(const Value& body, const UserId& user)
{
	OptionTemplate out;
	out.name = body["name"].text();
	const bool isPrintable = std::none_of(
		out.name.begin(), out.name.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; });
	if (out.name.empty() || charactersIn(out.name) > kMaxName || !isPrintable)
		return invalid("name", "1 to 80 bytes without control characters");
	for (const auto* field: {"shared", "default"})
		if (!body[field].isNull() && !body[field].isFlag()) return invalid(field, "not true or false");
	if (!body["shared"].flag()) out.owner = user;
	out.isDefault = body["default"].flag();
	return out;
}

}
