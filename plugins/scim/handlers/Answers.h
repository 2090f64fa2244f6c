// Answers as SCIM does: its content type, its errors, and the attributes that were asked for.
#pragma once
#include "domain/UserResource.h"
#include "services/Provisioning.h"
#include "sx/problems.h"

#include <atomic>

namespace sx::scim {

/// Returns who makes a request.
Asker askerOf(const Request& request);
/// Reads filter, startIndex and count. Errors: Invalid with problem invalidFilter or invalidValue.
Result<ListQuery> listQueryOf(const Request& request);
/// Reads the body. Errors: Invalid with problem invalidSyntax.
Result<Value> bodyOf(const Request& request);
/// Tells whether the caller wants an attribute, by name in lower case, to be returned.
bool asksFor(const Request& request, std::string_view attribute);

/// Writes what the kernel refuses below /scim/v2 as RFC 7644, section 3.12 has it: its clients read no problem+json.
/// [any thread]
class KernelErrors final: public ProblemWriter
{
public:
	void begin(const Context& context) noexcept { _json = &context.json(); }
	std::string_view below() const noexcept override { return "/scim/v2/"; }
	std::optional<Written> write(const ProblemFacts& problem) const noexcept override;

private:
	std::atomic<const Json*> _json = nullptr;  // until start()
};

/// Makes the answers of one plugin's handlers. [any thread]
class Answers
{
public:
	explicit Answers(const Context& context): _json(context.json()), _log(context.log()) {}

	/// Answers with a resource: its ETag and Location, and the attributes that the request asks for; 304 if the caller
	/// has this version.
	Response resource(const Request& request, const Value& resource, int status = 200) const;
	/// Answers with a resource, or why there is none.
	Response either(const Request& request, const Result<Value>& resource, int status = 200) const
	{
		return resource ? this->resource(request, *resource, status) : error(resource.error());
	}
	/// Answers with a part of a list.
	Response list(const Request& request, const ListQuery& query, const ListPart& part) const;
	Response document(const Value& value) const;
	/// Answers with an error as RFC 7644, section 3.12 has it. What is our fault is logged and not told.
	Response error(const Error& error) const;

private:
	Response text(const Value& value, int status) const;

	const Json& _json;
	Log& _log;
};

}
