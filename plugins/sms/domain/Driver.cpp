#include "domain/Driver.h"

#include <algorithm>

namespace sx::sms {

std::optional<Delivery> ReportRule::read(std::string_view value) const
{
	if (std::find(delivered.begin(), delivered.end(), value) != delivered.end()) return Delivery::Delivered;
	if (std::find(failed.begin(), failed.end(), value) != failed.end()) return Delivery::Failed;
	return std::nullopt;
}

ReportRule kannelReports() { return {"state", {"1"}, {"2", "16"}}; }

std::string masked(std::string_view e164)
{
	return "•••• " + std::string(e164.substr(e164.size() > 4 ? e164.size() - 4 : 0));
}

Value toValue(const Text& text, const std::string& token)
{
	return Value::object({{"to", text.to.e164},
		{"country", text.to.country},
		{"text", text.text},
		{"language", text.language.tag},
		{"kind", text.kind},
		{"about", text.about},
		{"token", token}});
}

Text toText(const Value& value)
{
	return {.to = {value["to"].text(), value["country"].text()},
		.text = value["text"].text(),
		.language = languageOf(value["language"].text()),
		.kind = value["kind"].text(),
		.about = value["about"].text()};
}

Result<> check(const Text& text, int maxSegments)
{
	if (text.text.empty() || !isUtf8(text.text)) return invalid("text", "sms: a text is UTF-8 and not empty");
	if (measure(text.text).segments > maxSegments) return invalid("text", "sms: longer than max_segments");
	if (text.kind.empty()) return invalid("kind", "sms: a text has a kind");
	return {};
}

}
