// Holds what the pages of contacts show.
#pragma once
#include "sx/views.h"

#include <string>
#include <vector>

namespace sx::contacts {

/// Is the view of templates/pages/contacts.html.mustache. Texts are in the reader's language.
struct ContactListView
{
	struct Row
	{
		std::string link, shown, address, mobile;
	};
	std::string title, sought, count, noneTitle, place;
	std::vector<Row> rows{};  // of this page
	bool isEmpty = false;     // the address book holds nothing
	bool hasPages = false;
	std::string previousUrl{}, nextUrl{};  // empty: this is the first or the last page

	Value value() const;
};

/// Is the view of templates/pages/contact.html.mustache. An error is empty if there is none.
struct ContactFormView
{
	std::string title, action, deleteUrl;
	bool isNew = false;
	std::string name, address, mobile;
	Value countries{};
	std::string nameError{}, addressError{}, mobileError{};

	Value value(const RequestWords& words) const;
};

/// Is the view of templates/pages/contact-delete.html.mustache. mobile: empty if the contact has none.
struct ContactDeleteView
{
	std::string title, action, back, address, mobile;

	Value value() const;
};

/// Is the view of templates/pages/contacts-import.html.mustache.
struct ContactImportView
{
	std::string title;

	Value value() const;
};

}
