// Names the quotas of texts, so that nobody earns money by making this server send them (SMS pumping), and no link
// takes what codes need.
#pragma once
#include "sx/quotas/Quotas.h"
#include "sx/sms/Sms.h"

namespace sx::sms {

/// Returns every quota of texts.
std::vector<quotas::Quota> textQuotas();

/// Returns what a text takes. number: the MAC that represents the number in the database.
std::vector<quotas::Use> usesOf(const Text& text, const std::string& number);

}
