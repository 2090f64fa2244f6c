// Reads forms that carry files (RFC 7578).
#pragma once
#include "sx/result.h"
#include "sx/value.h"

#include <string_view>

namespace sx::http {

/// Parses a body of multipart/form-data into an object: a text for a field, an object of `name` and `bytes` for a file.
/// contentType: of the request, with the boundary. A field sent twice counts once, the last. Errors: Invalid (no
/// boundary, a part without a name or an end, more than 200 parts, text that is no UTF-8).
Result<Value> parseMultipart(std::string_view contentType, std::string_view body);

}
