// Holds what the pages of API keys show. Texts are in the reader's language; an error is empty if there is none.
#pragma once
#include "sx/views.h"

#include <optional>
#include <string>
#include <vector>

namespace sx::api_keys {

/// Names a scope for people.
struct ScopeView
{
	std::string name, label, help{};
	bool isChosen = false;

	Value value() const;
};

/// Describes a key.
struct KeyRowView
{
	std::string id, name, application, person, state, made, until, lastUse;
	std::vector<ScopeView> scopes;
	std::string quota{}, networks{}, overlap{};  // empty: there is none
	bool isActive = false, isRevoked = false;

	Value value() const;
};

/// Is the view of templates/pages/keys.html.mustache.
struct KeyListView
{
	std::string title, sought, noneTitle;
	Value note{};
	bool showsAll = false;  // everybody's keys
	std::vector<KeyRowView> rows{};

	Value value() const;
};

/// Is the view of templates/pages/key-new.html.mustache.
struct KeyFormView
{
	/// Is a field, with what was typed into it.
	struct Field
	{
		std::string typed, error{};
	};

	std::string title;
	bool hasPerson = false;  // keys for others too
	Field person, name, application, expires, networks, monthlyRequests;
	std::string scopesError, otherError;  // otherError: of no field
	std::string firstDay;                 // the earliest day on which the key may end
	std::vector<ScopeView> scopes;

	Value value(const RequestWords& words) const;
};

/// Is the view of templates/pages/key-made.html.mustache.
struct KeyMadeView
{
	std::string title, text, lead;
	KeyRowView key;

	Value value() const;
};

/// Is the view of templates/pages/key-rotate.html.mustache and key-revoke.html.mustache.
struct KeyActView
{
	struct Choice
	{
		std::string value, label;
		bool isChosen = false;
	};

	std::string title, action;
	KeyRowView key;
	std::vector<Choice> overlaps{};
	std::string error{};

	Value value() const;
};

}
