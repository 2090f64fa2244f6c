// Reads filters and tells which resources fit. Source: RFC 7644, section 3.4.2.2.
#pragma once
#include "domain/Attribute.h"

#include <memory>

namespace sx::scim {

/// Is a filter, such as `userName eq "ada@example.com" and active eq true`. Immutable. [any thread]
class Filter
{
public:
	/// Errors: Invalid with problem invalidFilter (syntax, an unknown operator, more than 20 terms, 2,000 bytes).
	static Result<Filter> parse(std::string_view text);

	/// Tells whether a resource (or one element of a list, in a path such as `emails[type eq "work"]`) fits.
	bool matches(const Value& resource) const;
	/// Returns the text that an attribute must equal for anything to fit; nothing if the filter demands none. It lets a
	/// store look the one resource up instead of reading all.
	std::optional<std::string> demanded(std::string_view attribute) const;

	struct Term;

private:
	explicit Filter(std::shared_ptr<const Term> root): _root(std::move(root)) {}
	std::shared_ptr<const Term> _root;
};

}
