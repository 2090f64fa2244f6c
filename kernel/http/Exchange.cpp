#include "kernel/http/Exchange.h"
#include "kernel/base/JsonText.h"
#include "kernel/http/Multipart.h"
#include "sx/dates.h"
#include "sx/views.h"

namespace sx::http {

namespace {

std::optional<Method> methodNamed(std::string_view name) noexcept
{
	if (name == "GET") return Method::Get;
	if (name == "HEAD") return Method::Head;
	if (name == "POST") return Method::Post;
	if (name == "PUT") return Method::Put;
	if (name == "PATCH") return Method::Patch;
	if (name == "DELETE") return Method::Delete;
	return std::nullopt;
}

std::string_view mediaType(const RequestHead& head) noexcept
{
	const auto* type = head.field("Content-Type");
	return type ? trimmed(type->substr(0, type->find(';'))) : std::string_view();
}

constexpr std::string_view kHostPrefix = "__Host-";  // browsers let no other host set such a cookie

/// Returns the first supported language of Accept-Language. Ignores q-values, which are nearly always in falling order.
std::optional<Language> acceptedLanguage(std::string_view header)
{
	while (!header.empty())
	{
		const auto comma = header.find(',');
		const auto range = header.substr(0, comma);
		if (auto language = spokenLanguage(trimmed(range.substr(0, range.find(';'))))) return language;
		if (comma == std::string_view::npos) break;
		header.remove_prefix(comma + 1);
	}
	return std::nullopt;
}

Language languageFor(const Exchange& exchange)
{
	const auto* person = exchange.principal();
	if (auto chosen = chosenLanguageOf(exchange)) return withDates(*chosen, person && hasIsoDates(person->language));
	if (person) return person->language;
	if (const auto* header = exchange.head().field("Accept-Language"))
		if (auto accepted = acceptedLanguage(*header)) return *accepted;
	return exchange._tenant ? exchange._tenant->language : Language{};
}

}

bool Exchange::decode()
{
	_method = methodNamed(_head.method);
	const auto question = _head.target.find('?');
	auto path = decodePath(_head.target.substr(0, question));
	if (!path) return false;
	_path = std::move(*path);
	if (question == std::string_view::npos) return true;
	_rawQuery = _head.target.substr(question + 1);
	auto pairs = decodePairs(_rawQuery);
	if (!pairs) return false;
	_query = std::move(*pairs);
	return true;
}

std::string Exchange::parameter(std::string_view name) const
{
	for (const auto& [key, value]: _match.values)
		if (key == name) return value;
	return {};
}

std::optional<std::string> Exchange::query(std::string_view name) const
{
	for (const auto& [key, value]: _query)
		if (key == name) return value;
	return std::nullopt;
}

std::optional<std::string> Exchange::header(std::string_view name) const
{
	const auto* value = _head.field(name);
	return value ? std::optional<std::string>(*value) : std::nullopt;
}

bool Exchange::isHttps() const noexcept
{
	return _isForwardedHttps || (_tenant && _tenant->origin.starts_with("https://"));
}

std::string cookieName(std::string_view name, bool isHttps)
{
	return isHttps ? std::string(kHostPrefix).append(name) : std::string(name);
}

Exchange::FoundCookie Exchange::findCookie(std::string_view name) const noexcept
{
	FoundCookie found;
	const auto prefix = isHttps() ? kHostPrefix : std::string_view();
	for (const auto& [field, value]: _head.fields)
	{
		if (!equalsIgnoringCase(field, "Cookie")) continue;
		for (auto rest = value; !rest.empty();)
		{
			const auto end = rest.find(';');
			const auto item = trimmed(rest.substr(0, end));
			rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
			const auto equals = item.find('=');
			const auto key = item.substr(0, equals);
			if (equals == std::string_view::npos || !key.starts_with(prefix) || key.substr(prefix.size()) != name)
				continue;
			found.value = item.substr(equals + 1);
			++found.count;
		}
	}
	return found;
}

std::optional<std::string> Exchange::cookie(std::string_view name) const
{
	const auto found = findCookie(name);
	return found.count == 1 ? std::optional<std::string>(found.value) : std::nullopt;
}

const Language& Exchange::language() const noexcept
{
	if (!_language) _language = languageFor(*this);
	return *_language;
}

const Tenant& Exchange::tenant() const noexcept
{
	static const Tenant kNone{};
	return _tenant ? *_tenant : kNone;
}

bool Exchange::wantsHtml() const noexcept
{
	const auto* accept = _head.field("Accept");
	return accept && accept->find("text/html") != std::string_view::npos && !_path.starts_with("/api/");
}

bool Exchange::hasForm() const noexcept
{
	return equalsIgnoringCase(mediaType(_head), "application/x-www-form-urlencoded") || hasFiles();
}

bool Exchange::hasFiles() const noexcept { return equalsIgnoringCase(mediaType(_head), "multipart/form-data"); }

Result<Value> Exchange::json() const noexcept
{
	const auto type = mediaType(_head);
	if (!equalsIgnoringCase(type, "application/json") && !type.ends_with("+json"))
		return Error{Code::Invalid, "the body is not application/json"};
	return base::parseJson(_body);
}

Result<Value> Exchange::form() const noexcept
{
	if (!hasForm()) return Error{Code::Invalid, "the body is no form"};
	if (hasFiles()) return parseMultipart(*_head.field("Content-Type"), _body);
	const auto pairs = decodePairs(_body);
	if (!pairs) return Error{Code::Invalid, "malformed form"};
	Value form = Value::Object{};
	for (const auto& [name, value]: *pairs) form.set(name, value);
	return form;
}

}
