// Implements `sxserver demo`, which makes two companies, their people and an API key to try the product with.
#pragma once
#include "handlers/KeyVerbs.h"
#include "store/Principals.h"

namespace sx::auth {

/// Declares the verb, which refuses to run in production.
Result<> declareDemoVerb(Registry& registry, Desk& desk, const Principals& principals);

}
