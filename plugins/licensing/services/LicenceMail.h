// Words the mail about a licence that was given, changed or taken (row J12).
#pragma once
#include "sx/directory/Directory.h"
#include "sx/licensing/Plans.h"
#include "sx/mail/Outbox.h"
#include "sx/wording.h"

namespace sx::licensing {

/// Makes the mail, in the person's language. kind: that of the ledger's entry.
Result<mail::Mail> licenceMail(const Wording& wording,
	const Tenant& tenant,
	const directory::Person& person,
	const std::string& kind,
	const Plan& plan);

}
