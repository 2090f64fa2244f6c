#include "kernel/base/JsonText.h"

#include <Poco/Bugcheck.h>
#include <Poco/Exception.h>
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <Poco/NumberFormatter.h>

namespace sx::base {

namespace {

Value fromPoco(const Poco::Dynamic::Var& var)
{
	if (var.isEmpty()) return {};
	if (var.type() == typeid(Poco::JSON::Object::Ptr))
	{
		Value::Object members;
		for (const auto& [name, member]: *var.extract<Poco::JSON::Object::Ptr>())
			members.insert_or_assign(name, fromPoco(member));
		return Value(std::move(members));
	}
	if (var.type() == typeid(Poco::JSON::Array::Ptr))
	{
		Value::List list;
		for (const auto& each: *var.extract<Poco::JSON::Array::Ptr>()) list.push_back(fromPoco(each));
		return Value(std::move(list));
	}
	if (var.isBoolean()) return Value(var.convert<bool>());
	if (var.isString()) return Value(var.extract<std::string>());
	if (var.isInteger())
	{
		// Value has no integer beyond 64 bits signed; a double keeps the magnitude and loses digits, as in other JSON
		// readers.
		if (!var.isSigned() && var.convert<Poco::UInt64>() > Poco::UInt64{INT64_MAX})
			return Value(var.convert<double>());
		return Value(std::int64_t{var.convert<Poco::Int64>()});
	}
	return Value(var.convert<double>());
}

/// Counts what can begin a value; at least as many as there are values. Looks at each byte once.
std::size_t mostValues(std::string_view text) noexcept
{
	std::size_t count = 1;
	bool isInText = false;
	for (std::size_t i = 0; i < text.size(); ++i)
	{
		const char c = text[i];
		if (isInText && c == '\\')
			++i;
		else if (c == '"')
			isInText = !isInText;
		else if (!isInText && (c == ',' || c == '[' || c == '{'))
			++count;
	}
	return count;
}

void writeText(std::string& out, std::string_view text)
{
	static constexpr char kHex[] = "0123456789abcdef";
	out += '"';
	for (char c: text)
	{
		switch (c)
		{
		case '"': out += "\\\""; break;
		case '\\': out += "\\\\"; break;
		case '\b': out += "\\b"; break;
		case '\f': out += "\\f"; break;
		case '\n': out += "\\n"; break;
		case '\r': out += "\\r"; break;
		case '\t': out += "\\t"; break;
		default:
			if (static_cast<unsigned char>(c) < 0x20)
			{
				out += "\\u00";
				out += kHex[c >> 4];
				out += kHex[c & 15];
			}
			else
				out += c;
		}
	}
	out += '"';
}

void write(std::string& out, const Value& value, bool canonical)
{
	if (value.isNull())
		out += "null";
	else if (value.isFlag())
		out += value.flag() ? "true" : "false";
	else if (value.isInteger())
		out += std::to_string(value.integer());
	else if (value.isNumber())
	{
		poco_assert(!canonical);
		out += Poco::NumberFormatter::format(value.number());
	}
	else if (value.isText())
		writeText(out, value.text());
	else if (value.isSafeHtml())
		writeText(out, value.safeHtml());
	else if (value.isList())
	{
		out += '[';
		for (const auto& each: value.list())
		{
			if (&each != &value.list().front()) out += ',';
			write(out, each, canonical);
		}
		out += ']';
	}
	else
	{
		out += '{';
		bool isFirst = true;
		for (const auto& [name, member]: value.members())
		{
			if (!isFirst) out += ',';
			isFirst = false;
			writeText(out, name);
			out += ':';
			write(out, member, canonical);
		}
		out += '}';
	}
}

}

Result<Value> parseJson(std::string_view text) noexcept
try
{
	if (text.size() > kMaxJsonBytes) return Error{.code = Code::TooLarge, .detail = "JSON over 1 MiB"};
	if (mostValues(text) > kMaxJsonValues)
		return Error{.code = Code::TooLarge, .detail = "JSON of over 25,600 values", .problem = "too_many_values"};
	Poco::JSON::Parser parser;
	parser.setDepth(kMaxJsonDepth);
	return fromPoco(parser.parse(std::string(text)));
}
catch (const Poco::Exception& e)
{
	// Report only the exception's kind: the parser's message may quote the input, which may be secret.
	return Error{.code = Code::Invalid, .detail = std::string("not JSON: ") + e.name()};
}
catch (const std::exception&)
{
	return Error{.code = Code::Invalid, .detail = "not JSON"};
}

std::string writeJson(const Value& value)
{
	std::string out;
	write(out, value, false);
	return out;
}

std::string writeCanonicalJson(const Value& value)
{
	std::string out;
	write(out, value, true);
	return out;
}

}
