// Acts on several people whom somebody ticked in the list: says first on whom, and what is lost.
#pragma once
#include "handlers/SelectionViews.h"
#include "services/PersonMails.h"
#include "services/StoredDirectory.h"
#include "sx/routes.h"

namespace sx::directory {

/// Handles the two steps: the question, and the act. [handlers' threads]
class SelectionPages
{
public:
	SelectionPages(const Pages& pages, StoredDirectory& directory, const PersonMails& mails):
		_pages(pages), _directory(directory), _mails(mails)
	{
	}
	static Routes<SelectionPages> routes();

private:
	enum class Act { Suspend, Remove, Remind };
	/// Holds what a form chose.
	struct Chosen;

	Result<Response> ask(Request& request) const;
	Result<Response> run(Request& request) const;
	/// Reads whom a form names, and what for. Errors: Invalid.
	Result<Chosen> chosenIn(const Request& request) const;
	Result<> act(Act act, const Caller& by, const UserId& user) const;
	/// Adds up what removing people destroys, by its name.
	Result<std::vector<Loss>> lossesOf(const Request& request, const std::vector<Person>& people) const;

	const Pages& _pages;
	StoredDirectory& _directory;
	const PersonMails& _mails;
};

}
