// Finds out whose address book a request is about.
#pragma once
#include "services/Book.h"
#include "sx/http.h"

namespace sx::contacts {

/// Returns the signed-in person as the owner of an address book.
inline Owner ownerOf(const Request& request) { return {request.principal()->tenant, request.principal()->user}; }

}
