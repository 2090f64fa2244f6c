#include "domain/GateName.h"

#include "sx/sealed/Gate.h"
#include "sx/sealed/Item.h"

#include <algorithm>
#include <string>

namespace sx::sealed {

Result<> checkGateNames(const std::vector<std::string_view>& names)
{
	for (auto each = names.begin(); each != names.end(); ++each)
	{
		const std::string name(*each);
		if (!isGateName(name))
			return failed(Code::Invalid, "a gate is called \"" + name + "\", not 1 to 32 of a to z, 0 to 9 and _");
		if (ownGate(name) || std::find(names.begin(), each, *each) != each)
			return failed(Code::Invalid, "two gates are called " + name);
	}
	return {};
}

}
