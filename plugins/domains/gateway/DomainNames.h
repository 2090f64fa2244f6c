// Reads the names of domains as people type them: other scripts (ICU), and which names belong to everybody (libpsl).
#pragma once
#include "sx/result.h"

#include <libpsl.h>
#include <memory>
#include <string>
#include <string_view>
#include <unicode/uidna.h>

namespace sx::domains {

/// [any thread]
class DomainNames
{
public:
	/// Throws std::runtime_error if the system's libraries lack their data.
	DomainNames();
	/// Returns the lower-case ASCII form of a domain: "xn--cole-9oa.example" of "École.example", also of "@…" and
	/// "https://…/". Errors: Invalid with field "name": not a domain, or `public_suffix` (a name such as `com` or
	/// `qc.ca`, below which anybody may register).
	Result<std::string> ascii(std::string_view typed) const;
	/// Returns a name as people write it; the same text if it is only ASCII, or cannot be shown.
	std::string shown(const std::string& ascii) const;
	/// Returns the part that its owner has registered: "example.com" of "a.b.example.com".
	std::string registrable(const std::string& ascii) const;

private:
	struct Close
	{
		void operator()(psl_ctx_t* list) const noexcept { psl_free(list); }
		void operator()(UIDNA* rules) const noexcept { uidna_close(rules); }
	};
	std::unique_ptr<psl_ctx_t, Close> _suffixes;
	std::unique_ptr<UIDNA, Close> _rules;
};

}
