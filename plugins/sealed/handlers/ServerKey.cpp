#include "handlers/ServerKey.h"

namespace sx::sealed {

Routes<ServerKey> ServerKey::routes() { return {{Method::Get, "/api/v1/server-key", kAnyone, &ServerKey::key}}; }

Result<Response> ServerKey::key(Request&) const
{
	const auto& keys = _services.keys();
	return Response::json(Value::object({{"algorithm", "Ed25519"}, {"key", keys.toBase64Url(keys.publicKey().value)}}));
}

}
