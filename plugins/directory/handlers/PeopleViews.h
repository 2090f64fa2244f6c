// Holds what the pages of a company's people show.
#pragma once
#include "sx/directory/Directory.h"
#include "sx/views.h"

#include <string>
#include <vector>

namespace sx::directory {

/// Is one choice of a select.
struct ChoiceView
{
	std::string value, label;
	bool isChosen = false;

	static Value::List values(const std::vector<ChoiceView>& all);
};

/// Is the view of templates/pages/people.html.mustache. Texts are in the reader's language.
struct PeopleView
{
	struct Row
	{
		std::string id, url, name, address, role;
		bool isActive = true;
		Value lastSent{};  // of timeView(); null: never
	};
	/// Is the head of a column that sorts. isUp, isDown: how the list is sorted by it now.
	struct Sort
	{
		std::string label, url;
		bool isUp = false, isDown = false;
	};
	std::string title, sought, unfilteredUrl;
	Value note{};  // of noteView()
	std::vector<ChoiceView> roles, states;
	std::string sort{};
	Sort byName{}, bySent{};
	std::vector<Row> rows{};
	bool isFiltered = false;
	bool canManage = false;

	Value value() const;
};

/// Is the view of templates/pages/person.html.mustache, of a person or of a new one.
struct PersonView
{
	struct Zone
	{
		std::string country;
		std::vector<ChoiceView> zones;
	};
	std::string title, action;
	bool isNew = false;
	Value note{};
	std::string address{}, firstName{}, lastName{}, companyZone{};
	std::vector<ChoiceView> roles{};
	Value::List languages{};
	std::vector<Zone> zones{};
	Value::List served{};  // countries of mobiles, of sms::countryChoices(); none: this deployment sends no texts
	bool hasCountry = false;
	bool followsCompany = true;
	bool canEdit = true;      // the reader may change the person
	bool canLockOut = false;  // and end their access
	bool canGiveRole = true;
	bool canSetOptions = false;
	bool isSelf = false, isHigher = false, isActive = true;
	std::string id{}, waiting{};  // waiting: a new address that awaits its proof
	Value lastSent{};
	bool hasMobile = false;
	std::string firstNameError{}, lastNameError{}, addressError{}, roleError{}, zoneError{}, countryError{},
		newAddressError{};
	std::string newAddress{};

	Value value(const RequestWords& words) const;
};

/// Is the view of templates/pages/person-delete.html.mustache.
struct PersonDeleteView
{
	std::string title, action, back, name, address;
	std::vector<std::string> losses;

	Value value() const;
};

/// Is the view of templates/pages/people-import.html.mustache.
struct PeopleImportView
{
	std::string title, most;

	Value value() const;
};

/// Is the view of templates/pages/confirm-address.html.mustache. address: empty if the link works no more.
struct ConfirmAddressView
{
	std::string title, text, action, address;
	bool isDone = false;

	Value value() const;
};

}
