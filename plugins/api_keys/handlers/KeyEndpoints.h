// Handles /api/v1/keys.
#pragma once
#include "services/KeyBook.h"
#include "sx/routes.h"

namespace sx::api_keys {

/// Makes, lists, rotates and revokes keys for programs. [handlers' threads]
class KeyEndpoints
{
public:
	KeyEndpoints(const KeyBook& keys, const Clock& clock): _keys(keys), _clock(clock) {}
	static Routes<KeyEndpoints> routes();

private:
	Result<Response> list(Request& request) const;
	Result<Response> add(Request& request) const;
	Result<Response> show(Request& request) const;
	Result<Response> rotate(Request& request) const;
	Result<Response> revoke(Request& request) const;

	const KeyBook& _keys;
	const Clock& _clock;
};

}
