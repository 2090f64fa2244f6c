// Reads and writes companies' providers, sign-ins under way, and which account of a provider is whose.
#pragma once
#include "domain/Company.h"

#include <optional>

namespace sx::oidc::rows {

struct StoredCompany
{
	Company company{};
	std::string sealedSecret{};
};
/// Returns what a company has chosen. Errors: Missing.
Result<StoredCompany> company(Sql& sql);
Result<> putCompany(Sql& sql, const StoredCompany& company, Instant now);
Result<> removeCompany(Sql& sql);

/// Is a sign-in under way. state, browser: hashes.
struct Flow
{
	std::string state, browser, issuer, clientId, sealed;
};
Result<> addFlow(Sql& sql, const Flow& flow, Instant expires);
/// Takes a flow out: nobody uses it a second time. Errors: Missing (none, or expired).
Result<Flow> takeFlow(Sql& sql, const std::string& state, Instant now);
/// Deletes the flows of all companies that have expired.
Result<> sweepFlows(Sql& sql, Instant now);

/// Returns whose an account is. Errors: Missing.
Result<UserId> personOf(Sql& sql, const std::string& issuer, const std::string& subject);
/// Says that an account is a person's. Returns false if the person has another one of that issuer.
Result<bool> bind(Sql& sql, const std::string& issuer, const std::string& subject, const UserId& user, Instant now);
/// Forgets a person's accounts; returns how many there were.
Result<std::int64_t> unbind(Sql& sql, const UserId& user);
/// Is an account of a provider.
struct Account
{
	std::string issuer, subject;
};
/// Returns a person's accounts.
Result<std::vector<Account>> accountsOf(Sql& sql, const UserId& user);

}
