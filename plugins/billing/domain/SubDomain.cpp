#include "domain/SubDomain.h"

#include "sx/directory/SubDomain.h"
#include "sx/fold.h"
#include "sx/text.h"

namespace sx::billing {

namespace {

constexpr std::size_t kMost = 40;

bool isPlain(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

}

std::string suggestedSubDomain(std::string_view company)
{
	std::string out;
	for (const char c: fold(company))
	{
		if (out.size() == kMost) break;
		if (isPlain(c))
			out.push_back(c);
		else if (!out.empty() && out.back() != '-')
			out.push_back('-');
	}
	while (!out.empty() && out.back() == '-') out.pop_back();
	return out;
}

Result<std::string> subDomainOf(std::string_view typed)
{
	auto out = asciiLower(typed);
	switch (directory::faultOfSubDomain(out))
	{
	case directory::SubDomainFault::None: return out;
	case directory::SubDomainFault::Shape:
		return Error{.code = Code::Invalid,
			.detail = "no sub-domain",
			.messageKey = "order.error.subdomain",
			.problem = "subdomain_shape",
			.field = "subdomain"};
	case directory::SubDomainFault::Reserved: break;
	}
	return Error{.code = Code::Conflict,
		.detail = "the sub-domain is reserved",
		.messageKey = "order.error.subdomain_reserved",
		.problem = "subdomain_reserved",
		.field = "subdomain"};
}

}
