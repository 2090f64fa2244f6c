#include "sx/harness/Harness.h"

#include <Poco/Exception.h>
#include <Poco/JSON/Parser.h>
#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/NetException.h>
#include <Poco/StreamCopier.h>
#include <Poco/String.h>
#include <Poco/URI.h>

#include <sstream>

namespace sx::harness {

namespace {

// Not the kernel's parser, which the harness may not include; the kernel's own answers are small.
Value toValue(const Poco::Dynamic::Var& any)
{
	if (any.isEmpty()) return {};
	if (any.type() == typeid(Poco::JSON::Object::Ptr))
	{
		Value out{Value::Object{}};
		const auto& object = any.extract<Poco::JSON::Object::Ptr>();
		for (const auto& [name, each]: *object) out.set(name, toValue(each));
		return out;
	}
	if (any.type() == typeid(Poco::JSON::Array::Ptr))
	{
		Value out{Value::List{}};
		const auto& array = any.extract<Poco::JSON::Array::Ptr>();
		for (const auto& each: *array) out.add(toValue(each));
		return out;
	}
	if (any.isBoolean()) return any.convert<bool>();
	if (any.isInteger()) return any.convert<Poco::Int64>();
	if (any.isNumeric()) return any.convert<double>();
	return any.convert<std::string>();
}

Value parseJson(const std::string& body)
try
{
	return toValue(Poco::JSON::Parser().parse(body));
}
catch (const Poco::Exception&)
{
	return {};
}

std::string csrfOf(const std::string& page)
{
	static constexpr std::string_view kBefore = "<meta name=\"csrf\" content=\"";
	const auto found = page.find(kBefore);
	if (found == std::string::npos) return {};
	const auto begin = found + kBefore.size();
	return page.substr(begin, page.find('"', begin) - begin);
}

bool isUnsafe(std::string_view method) { return method != "GET" && method != "HEAD"; }

std::string formText(const Value& fields)
{
	std::string out;
	for (const auto& [name, value]: fields.members())
	{
		std::string left, right;
		Poco::URI::encode(name, "&=+%;", left);
		Poco::URI::encode(value.text(), "&=+%;", right);
		out += (out.empty() ? "" : "&") + left + "=" + right;
	}
	return out;
}

// Converts values to JSON for requests; POCO escapes texts.
Poco::Dynamic::Var fromValue(const Value& value)
{
	if (value.isObject())
	{
		Poco::JSON::Object::Ptr out = new Poco::JSON::Object;
		for (const auto& [name, each]: value.members()) out->set(name, fromValue(each));
		return out;
	}
	if (value.isList())
	{
		Poco::JSON::Array::Ptr out = new Poco::JSON::Array;
		for (const auto& each: value.list()) out->add(fromValue(each));
		return out;
	}
	if (value.isFlag()) return value.flag();
	if (value.isInteger()) return Poco::Int64{value.integer()};
	if (value.isNumber()) return value.number();
	if (value.isText()) return value.text();
	return {};
}

std::string jsonText(const Value& value)
{
	std::ostringstream out;
	Poco::JSON::Stringifier::stringify(fromValue(value), out);
	return out.str();
}

}

std::string Answer::header(std::string_view name) const
{
	for (const auto& [each, value]: headers)
		if (Poco::icompare(each, std::string(name)) == 0) return value;
	return {};
}

Client::Client(int port, std::string host): _port(port), _host(std::move(host)) {}

Answer Client::get(std::string_view path, const Headers& headers) { return send("GET", path, headers, {}); }
Answer Client::head(std::string_view path, const Headers& headers) { return send("HEAD", path, headers, {}); }
Answer Client::del(std::string_view path, const Headers& headers) { return send("DELETE", path, headers, {}); }
Answer Client::put(std::string_view path, std::string_view bytes, const Headers& headers)
{
	return send("PUT", path, headers, bytes);
}

Answer Client::post(std::string_view path, const Value& json, const Headers& headers)
{
	auto all = headers;
	all.emplace_back("Content-Type", "application/json");
	return send("POST", path, all, jsonText(json));
}

Answer Client::patch(std::string_view path, const Value& json, const Headers& headers)
{
	auto all = headers;
	all.emplace_back("Content-Type", "application/json");
	return send("PATCH", path, all, jsonText(json));
}

Answer Client::postForm(std::string_view path, const Value& fields, const Headers& headers)
{
	auto all = headers;
	all.emplace_back("Content-Type", "application/x-www-form-urlencoded");
	auto form = fields;
	if (!_csrf.empty() && !form.has("_csrf")) form.set("_csrf", _csrf);
	return send("POST", path, all, formText(form));
}

Answer Client::send(std::string_view method, std::string_view path, const Headers& headers, std::string_view body)
{
	Answer out;
	try
	{
		Poco::Net::HTTPClientSession session("127.0.0.1", static_cast<Poco::UInt16>(_port));
		session.setTimeout(Poco::Timespan(30, 0));
		Poco::Net::HTTPRequest request(std::string(method), std::string(path), Poco::Net::HTTPMessage::HTTP_1_1);
		request.set("Host", _host + ":" + std::to_string(_port));
		if (isUnsafe(method) || !body.empty()) request.setContentLength64(static_cast<Poco::Int64>(body.size()));
		if (!_apiKey.empty())
			request.set("Authorization", "Bearer " + _apiKey);
		else
		{
			std::string cookies;
			for (const auto& [name, value]: _cookies) cookies += (cookies.empty() ? "" : "; ") + name + "=" + value;
			if (!cookies.empty()) request.set("Cookie", cookies);
			if (isUnsafe(method) && !_csrf.empty()) request.set("X-CSRF-Token", _csrf);
		}
		for (const auto& [name, value]: _always) request.set(name, value);
		for (const auto& [name, value]: headers) request.set(name, value);
		auto& stream = session.sendRequest(request);
		stream.write(body.data(), static_cast<std::streamsize>(body.size()));
		Poco::Net::HTTPResponse response;
		auto& answer = session.receiveResponse(response);
		Poco::StreamCopier::copyToString(answer, out.body);
		out.status = response.getStatus();
		for (const auto& [name, value]: response) out.headers.emplace_back(name, value);
	}
	catch (const Poco::Exception& e)
	{
		out.status = 0;
		out.body = e.displayText();
		return out;
	}
	keepCookies(out.headers);
	const auto type = out.header("Content-Type");
	if (type.find("json") != std::string::npos) out.json = parseJson(out.body);
	if (auto token = csrfOf(out.body); !token.empty()) _csrf = token;
	return out;
}

void Client::keepCookies(const Headers& headers)
{
	for (const auto& [name, value]: headers)
	{
		if (Poco::icompare(name, std::string("Set-Cookie")) != 0) continue;
		const auto equals = value.find('=');
		if (equals == std::string::npos) continue;
		const auto key = value.substr(0, equals);
		const auto content = value.substr(equals + 1, value.find(';') - equals - 1);
		const bool ends = content.empty() || Poco::toLower(value).find("max-age=0") != std::string::npos;
		if (ends)
			_cookies.erase(key);
		else
			_cookies.insert_or_assign(key, content);
	}
}

Client& Client::apiKey(std::string key)
{
	_apiKey = std::move(key);
	return *this;
}
Client& Client::always(std::string name, std::string value)
{
	_always.emplace_back(std::move(name), std::move(value));
	return *this;
}
Client& Client::setCookie(std::string name, std::string value)
{
	_cookies.insert_or_assign(std::move(name), std::move(value));
	return *this;
}
Client& Client::csrf(std::string token)
{
	_csrf = std::move(token);
	return *this;
}

std::string Client::cookie(std::string_view name) const
{
	const auto found = _cookies.find(name);
	return found == _cookies.end() ? std::string() : found->second;
}

}
