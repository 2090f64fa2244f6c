// Holds what /account shows.
#pragma once
#include "sx/kit.h"
#include "sx/value.h"

#include <optional>
#include <string>
#include <vector>

namespace sx::auth {

/// Is the view of templates/pages/account.html.mustache. Texts are in the reader's language; an error is empty if there
/// is none.
struct AccountView
{
	/// Asks for a code that was sent.
	struct Waiting
	{
		std::string lead, code, codeError;  // code: as it was typed
		Value value() const;
	};
	struct Mobile
	{
		Value countries;
		std::string number, current;  // number: in the field; current: verified, readable
		bool isLocked = false;
		std::string numberError;
		std::optional<Waiting> waiting;
		Value value() const;
	};
	struct Replies
	{
		bool isOn = false;
		bool isFixed = false;  // cannot be changed, for the reason `why`
		std::string why, error;
		std::optional<Waiting> waiting;
		Value value() const;
	};

	/// Takes the person's language and time zone.
	struct Preferences
	{
		struct ZoneGroup
		{
			std::string label;
			std::vector<ZoneName> zones;
		};
		std::string language;  // short tag of the language that stands in the field
		bool hasIsoDates = false;
		std::string otherNote;  // says that mails are in another language; empty: they are not
		std::string zone;       // id of the zone that stands in the field; empty: the company's
		std::string company;    // names the choice that follows the company
		std::vector<ZoneGroup> groups;
		std::string languageError, zoneError;
		Value value() const;
	};

	/// Shows the person's second factors.
	struct SecondFactors
	{
		bool hasApp = false, bySms = false;
		bool isSmsOffered = false, hasMobile = false;
		bool isOn = false;        // any is on
		bool hasNoCodes = false;  // any is on, and no recovery code is left
		std::string codes;        // tells how many recovery codes are left
		std::string error;
		Value value() const;
	};
	/// Shows a session.
	struct Session
	{
		std::string id, device, address, place;  // place: empty: unknown, or not shown
		Value seen, since;
		bool isHere = false;  // it is the one that looks
		Value value() const;
	};

	std::string title, name, address;
	Value done{};  // tells what was saved; null: nothing
	Preferences preferences;
	std::optional<Mobile> mobile;  // none: this deployment sends no texts
	Replies replies;
	SecondFactors factors;
	std::vector<Session> sessions{};
	bool isError = false;
	bool isOwnDevice = false;
	bool hasOptions = false;  // of their own: the page of settings
	bool isStale = false;     // the person must sign in again before changing what protects the account

	Value value() const;
};

}
