// Keeps each person's own address book.
#pragma once
#include "domain/Contact.h"
#include "sx/sms/Sms.h"

namespace sx::contacts {

/// Tells whose address book it is.
struct Owner
{
	TenantId tenant;
	UserId user;
};

/// Tells what an import does with one line.
struct Verdict
{
	enum class Kind { New, Replaces, Skipped, Twice, Invalid } kind = Kind::New;
	Error error{};    // set if Invalid
	Contact contact;  // as it would be stored
};

/// Finds, stores and imports contacts. Every contact is sealed, so searching and sorting work on the unsealed rows of
/// one person. [any thread, between start and stop]
class Book
{
public:
	void start(Context& context);

	/// Returns all contacts, sorted by name. Leaves out those that are sealed under a retired key. Errors: Unavailable.
	Result<std::vector<Contact>> all(const Owner& owner) const;
	/// Returns one contact. Errors: Missing.
	Result<Contact> byId(const Owner& owner, const std::string& id) const;
	/// Cleans and validates a contact, and converts its mobile to E.164 if this deployment sends texts.
	/// Errors: Invalid with field name, address or mobile.
	Result<Contact> prepare(const Contact& typed) const;
	/// Stores a contact that prepare() returned; one without id is new. Errors: Conflict (field address: a different
	/// contact has it; problem "full": too many), Missing.
	Result<> save(const Owner& owner, const Contact& prepared);
	/// Deletes a contact; idempotent.
	Result<> remove(const Owner& owner, const std::string& id);

	/// Tells what an import would do with these lines. replaces: a line replaces the contact that has its address;
	/// otherwise the line is skipped.
	Result<std::vector<Verdict>> judge(const Owner& owner, const std::vector<Contact>& lines, bool replaces) const;
	/// Stores the contacts that are New or Replaces, all or nothing, but for those to replace that were deleted
	/// meanwhile. Errors: Conflict (problem "full").
	Result<> import(const Owner& owner, const std::vector<Verdict>& verdicts);

	/// Returns the countries whose numbers are served. Empty if this deployment sends no texts; then a mobile is stored
	/// as it was typed.
	std::vector<sms::Country> countries() const { return _sender ? _sender->countries() : std::vector<sms::Country>(); }
	/// Formats the contact's mobile for display.
	std::string readable(const Contact& contact) const
	{
		return _sender && !contact.mobile.empty() ? _sender->readable(contact.mobile) : contact.mobile;
	}

private:
	Result<std::vector<Contact>> read(Sql& sql, const Owner& owner) const;
	Result<> write(Sql& sql, const Owner& owner, const Contact& contact) const;
	Result<Contact> open(const Owner& owner, const std::string& id, const std::string& sealed) const;
	std::string markOf(const Owner& owner, const Contact& contact) const;

	Context* _context = nullptr;
	sms::Sender* _sender = nullptr;
	std::size_t _most = 5000;
};

}
