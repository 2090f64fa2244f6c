// Lays what is kept of a person out as facts and tables, whatever its plugins keep.
#pragma once
#include "services/PrivacyBook.h"
#include "sx/views.h"

namespace sx::privacy {

/// Returns the view of templates/fragments/data.html.mustache.
Value dataView(const RequestWords& words, const Tenant& tenant, const std::vector<Section>& sections);

}
