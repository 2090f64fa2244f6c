// Offers names of domains and what DNS says about them to plugins that let companies prove other names.
#pragma once
#include "sx/plugin.h"

namespace sx::domains {

/// Reads names and their texts. [any thread] Since: SDK 1.0
class Records
{
public:
	static constexpr std::string_view kId = "domains.records/1";
	/// Returns the lower-case ASCII form of a name that somebody typed. Errors: Invalid with field "name": no domain,
	/// or `public_suffix` (a name below which anybody may register).
	virtual Result<std::string> nameOf(std::string_view typed) const noexcept = 0;
	/// Returns a name as people write it, in any script.
	virtual std::string shown(const std::string& ascii) const = 0;
	/// Returns the TXT records of a name; none if there are none, if it is another's alias, or if DNS does not answer.
	/// Takes seconds.
	virtual std::vector<std::string> textsOf(const std::string& name) const noexcept = 0;
protected:
	~Records() = default;
};

}
