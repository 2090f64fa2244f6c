#include "gateway/TaxFile.h"

#include "sx/time.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <charconv>

namespace sx::billing {

namespace {

constexpr std::string_view kKeys[] = {"name", "rate", "provinces", "from", "to"};

/// Reads a percentage of at most three decimals as thousandths, without the error of a binary fraction.
std::optional<std::int64_t> thousandthsOf(std::string_view text)
{
	const auto point = text.find('.');
	auto digits = std::string(text.substr(0, point));
	const auto decimals = point == std::string_view::npos ? std::string_view() : text.substr(point + 1);
	if (digits.empty() || decimals.size() > 3) return std::nullopt;
	digits += decimals;
	digits.append(3 - decimals.size(), '0');
	std::int64_t out = 0;
	const auto* end = digits.data() + digits.size();
	const auto read = std::from_chars(digits.data(), end, out);
	if (read.ec != std::errc() || read.ptr != end || out < 0 || out > 100'000) return std::nullopt;
	return out;
}

Error at(const std::string& path, const YAML::Mark& mark, const std::string& what)
{
	return failed(Code::Invalid, path + ":" + std::to_string(mark.line + 1) + ": " + what);
}

Result<TaxRate> rateOf(const std::string& path, const YAML::Node& node)
{
	const auto refuse = [&](const std::string& what) { return at(path, node.Mark(), what); };
	for (const auto& each: node)
		if (const auto key = each.first.as<std::string>();
			std::find(std::begin(kKeys), std::end(kKeys), key) == std::end(kKeys))
			return refuse("unknown key " + key);
	TaxRate out;
	out.name = node["name"].as<std::string>();
	const auto millis = thousandthsOf(node["rate"].as<std::string>());
	if (!millis) return refuse("rate is a percentage of at most three decimals");
	out.millis = *millis;
	for (const auto& each: node["provinces"]) out.provinces.push_back(each.as<std::string>());
	if (out.provinces.empty()) return refuse("provinces is empty");
	const auto from = dayOf(node["from"].as<std::string>());
	if (!from) return refuse("from is no day");
	out.from = *from;
	if (!node["to"]) return out;
	out.to = dayOf(node["to"].as<std::string>());
	if (!out.to || *out.to < out.from) return refuse("to is no day, or before from");
	return out;
}

}

Result<TaxTable> readTaxes(const std::string& path)
try
{
	const auto root = YAML::LoadFile(path);
	TaxTable out;
	for (const auto& each: root["taxes"])
	{
		auto rate = rateOf(path, each);
		if (!rate) return rate.error();
		out.push_back(std::move(*rate));
	}
	if (out.empty()) return failed(Code::Invalid, path + ": there is no tax");
	return out;
}
catch (const YAML::Exception& e)
{
	return at(path, e.mark, e.msg);
}

}
