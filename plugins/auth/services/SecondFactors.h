// Manages people's second factors: an authenticator app, codes by SMS, recovery codes, and what other plugins add.
#pragma once
#include "gateway/QrCode.h"
#include "store/FactorRows.h"
#include "store/WaitingRows.h"
#include "sx/audit/Audit.h"
#include "sx/auth/SignIn.h"
#include "sx/directory/Directory.h"
#include "sx/settings.h"
#include "sx/sms/Sms.h"

#include <optional>
#include <string>
#include <vector>

namespace sx::auth {

/// Holds what a person has set up.
struct FactorState
{
	bool hasApp = false;
	bool bySms = false;
	std::vector<const SecondFactor*> others{};  // of other plugins
	std::int64_t recoveryCodes = 0;             // that were not used
	std::string mobile{};                       // E.164, verified; empty: none

	/// Tells whether the person is asked for a second factor.
	bool isOn() const noexcept { return hasApp || bySms || !others.empty(); }
	std::size_t count() const noexcept { return std::size_t{hasApp} + std::size_t{bySms} + others.size(); }
};

/// Holds what a person sees while they set up an authenticator app.
struct AppSetup
{
	std::string sealed;  // the secret, for the form; opens for this person only, for ten minutes
	std::string secret;  // base32
	std::string uri;
	QrPicture picture;
};

/// Manages second factors. [any thread]
class SecondFactors
{
public:
	// Names of the own factors, in the journal.
	static constexpr const char* kApp = "app";
	static constexpr const char* kSms = "sms";
	static constexpr const char* kMail = "mail";
	static constexpr const char* kRecovery = "recovery";

	/// Holds the services of other plugins that it works with. sender, journal: may be null.
	struct Needs
	{
		const TenantSettings& settings;
		const directory::Mobiles& mobiles;
		sms::Sender* sender;
		audit::Journal* journal;
		std::vector<SecondFactor*> others;
	};
	SecondFactors(const Context& context, Needs needs): _context(context), _needs(std::move(needs)) {}

	Result<FactorState> stateOf(const TenantId& tenant, const UserId& user) const;
	/// Tells whether the company asks everybody for a second factor.
	Result<bool> isRequired(const TenantId& tenant) const;
	bool canText() const noexcept { return _needs.sender && _needs.sender->isOffered(); }
	std::string masked(const std::string& e164) const { return _needs.sender ? _needs.sender->masked(e164) : ""; }

	/// Draws a new secret, which counts once its code was typed.
	AppSetup newSetup(const Tenant& tenant, const UserId& user, const std::string& address) const;
	/// Returns the setup of a form again. Errors: Expired (made more than ten minutes ago, or for somebody else).
	Result<AppSetup> setupOf(
		const Tenant& tenant, const UserId& user, const std::string& address, const std::string& sealed) const;
	/// Turns the app on if the typed code is of its secret; the code counts as used. Errors: Expired as of setupOf(),
	/// Invalid `code_wrong` at "code".
	Result<> turnOnApp(const Caller& caller, const std::string& sealed, std::string_view typed);
	/// Errors: Conflict `factor_required` (it is the last one, and the company asks for one).
	Result<> turnOffApp(const Caller& caller);
	/// Tells whether the person may remove one factor. Errors: Conflict `factor_required`.
	Result<> mayRemoveOne(const Caller& caller) const;
	/// Turns codes by SMS on or off. Errors: Conflict `mobile_missing`, `factor_required`.
	Result<> setBySms(const Caller& caller, bool isOn);
	/// Makes ten recovery codes in place of the earlier ones, and returns them for the one time that they are shown.
	/// Errors: Conflict `factor_missing` (nothing to recover from).
	Result<std::vector<std::string>> newRecoveryCodes(const Caller& caller);
	/// Does so if the person has none left; returns none otherwise.
	Result<std::vector<std::string>> firstRecoveryCodes(const Caller& caller);
	/// Writes that a factor of another plugin was added or removed. Recovery codes end with the last factor.
	Result<> note(const Caller& caller, std::string_view factor, bool isAdded);
	/// Ends every factor of a person, and writes it. [the transaction's thread]
	Result<> reset(Sql& sql, const UserId& user, const Caller& by);

	/// Says which of a person's factors a typed code is.
	struct Match
	{
		std::string factor;
		std::int64_t step = 0, number = 0;  // of kApp; of kRecovery
	};
	/// Compares a typed code with everything that it could be, in the same time whatever it is. Uses nothing up.
	/// sentProof: what the MAC of the sent code is of, before its digits. Errors: Invalid `code_wrong` at "code".
	Result<Match> match(
		const TenantId& tenant, const Waiting& waiting, const std::string& sentProof, std::string_view typed) const;
	/// Uses up what was matched. Errors: Invalid `code_wrong` (used meanwhile). [the transaction's thread]
	Result<> use(Sql& sql, const UserId& user, const Match& match) const;
	/// Returns the MAC of a sent code, for Waiting::code.
	std::string sentMac(const std::string& sentProof, std::string_view digits) const;

private:
	Result<std::vector<std::string>> addRecoveryCodes(Sql& sql, const Caller& caller);
	Result<> record(Sql& sql, const Caller& caller, const char* kind, Value details, const UserId& subject) const;
	Result<> endIfLast(Sql& sql, const Caller& caller, bool isLast);

	const Context& _context;
	const Needs _needs;
};

}
