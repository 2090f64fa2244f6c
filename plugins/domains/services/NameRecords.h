// Implements domains.records/1.
#pragma once
#include "gateway/DomainNames.h"
#include "gateway/Resolver.h"
#include "sx/domains/Records.h"

namespace sx::domains {

class NameRecords final: public Records
{
public:
	explicit NameRecords(const Context& context):
		_resolver(context.settings().texts("resolvers"), context.settings().duration("timeout"))
	{
	}
	Result<std::string> nameOf(std::string_view typed) const noexcept override
	try
	{
		return _names.ascii(typed);
	}
	catch (const std::exception& e)
	{
		return failed(Code::Internal, std::string("records.nameOf: ") + e.what());
	}
	std::string shown(const std::string& ascii) const override { return _names.shown(ascii); }
	std::vector<std::string> textsOf(const std::string& name) const noexcept override
	try
	{
		auto answer = std::move(_resolver.texts({name}).front());
		if (answer.outcome != TextAnswer::Outcome::Found) return {};
		return std::move(answer.texts);
	}
	catch (const std::exception&)
	{
		return {};
	}

private:
	const DomainNames _names;
	const Resolver _resolver;
};

}
