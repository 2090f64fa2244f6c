// Handles the pages of one person of a company: new, changed, suspended, removed; and the proof of a new address.
#pragma once
#include "handlers/PeopleViews.h"
#include "services/AddressProofs.h"
#include "services/StoredDirectory.h"
#include "sx/routes.h"

namespace sx::directory {

/// Handles the routes of the pages. [handlers' threads]
class PersonPages
{
public:
	PersonPages(const Context& context, StoredDirectory& directory, AddressProofs& proofs, const PersonMails& mails):
		_context(context), _pages(context.pages()), _directory(directory), _proofs(proofs), _mails(mails)
	{
	}
	static Routes<PersonPages> routes();

private:
	using Change = Result<> (StoredDirectory::*)(const TenantId&, const UserId&, const Caller&) noexcept;
	/// Holds what somebody typed, and why it was refused.
	struct Typed;

	Result<Response> create(Request& request) const;
	Result<Response> add(Request& request) const;
	Result<Response> show(Request& request) const;
	Result<Response> save(Request& request) const;
	Result<Response> deactivate(Request& request) const;
	Result<Response> activate(Request& request) const;
	Result<Response> signOut(Request& request) const;
	Result<Response> activation(Request& request) const;
	Result<Response> forgetMobile(Request& request) const;
	Result<Response> moveTo(Request& request) const;
	Result<Response> confirmRemoval(Request& request) const;
	Result<Response> remove(Request& request) const;
	Result<Response> proposal(Request& request) const;
	Result<Response> prove(Request& request) const;

	/// Returns the page of a person after an act: where it succeeded, a redirection that says `done`.
	Result<Response> after(const Request& request, const UserId& user, const Result<>& outcome, const char* done) const;
	Result<Response> page(const Request& request, const UserId& user, const Typed& typed) const;
	Result<Response> newPage(const Request& request, const Typed& typed) const;
	/// Fills the choices of a form.
	void fill(PersonView& view,
		const RequestWords& words,
		const Request& request,
		const Person& person,
		const std::string& country) const;

	const Context& _context;
	const Pages& _pages;
	StoredDirectory& _directory;
	AddressProofs& _proofs;
	const PersonMails& _mails;
};

}
