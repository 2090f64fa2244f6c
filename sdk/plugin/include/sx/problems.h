// Writes what the kernel refuses in the form of a protocol that has errors of its own.
#pragma once
#include "sx/http.h"

#include <optional>
#include <string>

namespace sx {

/// Describes a refusal or a failure: a status, the stable code of problem+json, and a text in the request's language.
/// Since: SDK 1.0
struct ProblemFacts
{
	int status = 500;
	std::string code{}, text{};
};

/// Extension point: writes the errors of a protocol below a path, those of the kernel too: no route, no permission, too
/// many requests. A protocol whose clients read problem+json needs none. Provided before any plugin starts.
/// [any thread; never blocks] Since: SDK 1.0
class ProblemWriter
{
public:
	static constexpr std::string_view kId = "kernel.problem_writer/1";
	struct Written
	{
		std::string contentType, body;
	};
	/// Returns the path below which it writes: "/scim/v2/".
	virtual std::string_view below() const noexcept = 0;
	/// Writes an error; nullopt: as problem+json after all.
	virtual std::optional<Written> write(const ProblemFacts& problem) const noexcept = 0;
protected:
	~ProblemWriter() = default;
};

}
