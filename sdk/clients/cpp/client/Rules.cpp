#include "client/Rules.h"

#include <Poco/JSON/Array.h>

namespace sx::client {

namespace {

std::vector<std::string> textsIn(const Poco::JSON::Object& object, const char* name)
{
	std::vector<std::string> out;
	const auto list = object.getArray(name);
	for (unsigned i = 0; list && i < list->size(); ++i) out.push_back(list->getElement<std::string>(i));
	return out;
}

}

std::vector<Ruling> fetchRulings(Transport& server, const std::vector<std::string>& addresses, bool hasFiles)
{
	Poco::JSON::Array::Ptr to = new Poco::JSON::Array;
	for (const auto& each: addresses) to->add(each);
	Poco::JSON::Object::Ptr body = new Poco::JSON::Object;
	body->set("to", to);
	body->set("has_files", hasFiles);
	Poco::JSON::Object::Ptr answer;
	try
	{
		answer = server.call("POST", "/api/v1/policy/recipients", body);
	}
	catch (const ClientError& e)
	{
		if (e.failure() == Failure::Refused) return {};  // 404: this deployment has no rules
		throw;
	}
	std::vector<Ruling> out;
	const auto list = answer->getArray("recipients");
	for (unsigned i = 0; list && i < list->size(); ++i)
	{
		const auto each = list->getObject(i);
		out.push_back({.address = each->optValue<std::string>("address", ""),
			.rule = each->isNull("rule") ? std::string() : each->optValue<std::string>("rule", ""),
			.isForbidden = each->optValue("forbidden", false),
			.isWhole = each->optValue("whole", false),
			.must = textsIn(*each, "must"),
			.preferred = textsIn(*each, "default"),
			.opensMax = {}});
		if (!each->isNull("opens_max")) out.back().opensMax = each->optValue("opens_max", 99);
	}
	return out;
}

}
