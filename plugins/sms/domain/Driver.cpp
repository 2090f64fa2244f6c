#include "domain/Driver.h"

#include <algorithm>

namespace sms {

std::optional<sx::sms::Delivery> ReportRule::read(std::string_view value) const
{
	if (std::find(delivered.begin(), delivered.end(), value) != delivered.end()) return sx::sms::Delivery::Delivered;
	if (std::find(failed.begin(), failed.end(), value) != failed.end()) return sx::sms::Delivery::Failed;
	return std::nullopt;
}

ReportRule kannelReports() { return {"state", {"1"}, {"2", "16"}}; }

std::string masked(std::string_view e164)
{
	return "•••• " + std::string(e164.substr(e164.size() > 4 ? e164.size() - 4 : 0));
}

sx::Value toValue(const sx::sms::Text& text, const std::string& token)
{
	return sx::Value::object({{"to", text.to.e164},
		{"country", text.to.country},
		{"text", text.text},
		{"language", text.language.tag},
		{"kind", text.kind},
		{"about", text.about},
		{"token", token}});
}

sx::sms::Text toText(const sx::Value& value)
{
	return {{value["to"].text(), value["country"].text()},
		value["text"].text(),
		sx::languageOf(value["language"].text()),
		value["kind"].text(),
		value["about"].text()};
}

sx::Result<> check(const sx::sms::Text& text, int maxSegments)
{
	auto wrong = [](const char* field, const char* detail) {
		return sx::Error{.code = sx::Code::Invalid, .detail = detail, .field = field};
	};
	if (text.text.empty() || !isUtf8(text.text)) return wrong("text", "sms: a text is UTF-8 and not empty");
	if (measure(text.text).segments > maxSegments) return wrong("text", "sms: longer than max_segments");
	if (text.kind.empty()) return wrong("kind", "sms: a text has a kind");
	return {};
}

}
