// Offers the one way in which a session begins, and the extension points for other ways to sign in and for second
// factors.
#pragma once
#include "sx/plugin.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sx::auth {

/// Says that somebody has proved who they are, and how.
struct FirstProof
{
	SessionRight right;         // of Context::sessionRight(), taken before the proof was checked
	std::string how;            // "mail", "sms", or the plugin's own word: "passkey", "oidc"
	std::string next;           // page to show afterwards; only a path of this site is followed
	bool isTwoFactors = false;  // the proof was two factors in one: a passkey that verified its person, for example
};

/// Begins every session of a person: asks for the second factor that the person or the company wants, writes the
/// journal, tells the person of a device that they have not used before. [any thread]
class SignIn
{
public:
	static constexpr std::string_view kId = "auth.sign_in/1";
	/// Begins the session of a person whose first proof the caller has checked, or sends the browser to the page of the
	/// second factor, where no session exists yet. Errors: Missing (the person is gone or not active, or the right is
	/// over), Denied `other_way` (the company requires another way of signing in), Unavailable.
	virtual Result<Response> begin(const Request& request, const FirstProof& proof) noexcept = 0;
	/// Returns who waits in this browser for their second factor. Errors: Missing (nobody, or too late).
	virtual Result<UserId> waiting(const Request& request) const noexcept = 0;
	/// Counts one try of a second factor before it is checked, by person and by network. Errors: Missing as for
	/// waiting(), Limited.
	virtual Result<> countTry(const Request& request) noexcept = 0;
	/// Begins the session of who waits in this browser; the caller has checked the factor, after countTry(). factor:
	/// its name, for the journal. Errors: Missing as for waiting().
	virtual Result<Response> complete(const Request& request, std::string_view factor) noexcept = 0;
protected:
	~SignIn() = default;
};

/// Extension point: adds a way to sign in to the sign-in page. Provided before any plugin starts. [any thread]
class SignInChoice
{
public:
	static constexpr std::string_view kId = "auth.sign_in_choice/1";
	/// Is the button that leads to another plugin's page.
	struct Choice
	{
		std::string label;                        // in the reader's language
		std::string url;                          // a path of this site; `?next=` is appended
		std::string icon = "box-arrow-in-right";  // an icon of templates/icons
	};
	/// Returns the word that the plugin gives as FirstProof::how.
	virtual std::string_view how() const noexcept = 0;
	/// Returns what a company's page offers; nothing if the company does not use it.
	virtual std::vector<Choice> choices(const Tenant& tenant, const Language& language) const = 0;
	/// Tells whether a company lets its people sign in this way only. Super-administrators may always sign in by the
	/// mailed link, so that a provider that is down or badly set up keeps nobody out for good. Must fail closed: an
	/// error of the database is an error, no "false".
	virtual Result<bool> isRequired(const TenantId& tenant) const noexcept = 0;
protected:
	~SignInChoice() = default;
};

/// Extension point: a kind of second factor besides those of auth. Provided before any plugin starts. Its plugin checks
/// the factor on a page of its own: SignIn::waiting(), countTry(), complete(). [any thread]
class SecondFactor
{
public:
	static constexpr std::string_view kId = "auth.second_factor/1";
	/// Returns a word for it, as in SignIn::complete().
	virtual std::string_view name() const noexcept = 0;
	/// Tells whether a person has set it up. A person with any second factor is always asked for one.
	virtual Result<bool> isOn(const TenantId& tenant, const UserId& user) const noexcept = 0;
	/// Returns the button of the page that asks for a second factor; `url` is the plugin's page.
	virtual SignInChoice::Choice choice(const Language& language) const = 0;
	/// Forgets what a person has set up: an administrator resets their factors. [the transaction's thread]
	virtual Result<> reset(Sql& sql, const UserId& user) noexcept = 0;
protected:
	~SecondFactor() = default;
};

/// Serves plugins that offer a second factor on /account. [any thread]
class Factors
{
public:
	static constexpr std::string_view kId = "auth.factors/1";
	/// Tells whether the session is fresh enough to change what protects the account (`fresh_sign_in`). If not,
	/// answer staleAccount().
	virtual bool isFresh(const Request& request) const noexcept = 0;
	/// Goes to /account, which asks the person to sign in again; notes the refusal.
	virtual Result<Response> staleAccount(const Request& request) const noexcept = 0;
	/// Writes that the person who makes the request added a factor, which the caller has committed, and goes to
	/// /account, which offers recovery codes if the person has none. Errors: Unavailable.
	virtual Result<Response> added(const Request& request, std::string_view factor) noexcept = 0;
	/// Tells whether the person may remove one factor. Errors: Conflict `factor_required` (it is the last one, and the
	/// company asks everybody for one), Unavailable.
	virtual Result<> mayRemove(const Request& request) const noexcept = 0;
	/// Writes that the person who makes the request removed a factor, which the caller has committed. Recovery codes
	/// end with the last factor.
	virtual Result<> removed(const Request& request, std::string_view factor) noexcept = 0;
	/// Ends the factors of a person, of every kind, and writes the journal. The caller has checked that `by` may.
	/// [the transaction's thread]
	virtual Result<> reset(Sql& sql, const UserId& user, const Caller& by) noexcept = 0;
protected:
	~Factors() = default;
};

}
