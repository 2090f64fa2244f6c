// Keeps each person's own address book.
#pragma once
#include "domain/Contact.h"
#include "store/ContactRows.h"
#include "sx/enums.h"
#include "sx/quotas/Quotas.h"
#include "sx/sms/Sms.h"

#include <string>
#include <vector>

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
	enum class Kind { New, Replaces, Skipped, Twice, Invalid };
	static constexpr auto kKinds = enumWords<Kind>({{Kind::New, "new"},
		{Kind::Replaces, "replaces"},
		{Kind::Skipped, "skipped"},
		{Kind::Twice, "twice"},
		{Kind::Invalid, "invalid"}});

	Kind kind = Kind::New;
	Error error{};      // set if Invalid, or if the mobile was left out
	Contact contact{};  // as it would be stored
	/// Tells whether the import stores the contact.
	bool isKept() const noexcept { return kind == Kind::New || kind == Kind::Replaces; }
};

/// Finds, stores and imports contacts. Every contact is sealed, so searching and sorting work on the unsealed rows of
/// one person. [any thread]
class Book
{
public:
	/// Names how many contacts one person can have.
	static constexpr std::string_view kQuota = "contacts.most";

	/// sender: null if this deployment sends no texts.
	Book(Context& context, const sms::Sender* sender, quotas::Quotas& quotas):
		_context(context), _sender(sender), _quotas(quotas)
	{
	}
	/// Returns every quota of this plugin.
	static std::vector<quotas::Quota> quotas();

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

	/// Counts, returns and deletes all contacts of a person, within the caller's transaction. [the transaction's
	/// thread]
	Result<std::int64_t> countOf(Sql& sql, const UserId& user) const;
	Result<Value> exportOf(Sql& sql, const UserId& user) const;
	Result<> eraseOf(Sql& sql, const UserId& user);

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
	/// Takes room for new contacts. Errors: Conflict (problem "full").
	Result<> take(Sql& sql, const Owner& owner, std::int64_t count) const;
	Result<> write(Sql& sql, const Owner& owner, const Contact& contact) const;
	Result<Contact> open(const Owner& owner, const ContactRow& row) const;
	std::string markOf(const Owner& owner, const Contact& contact) const;
	/// Judges a line that could be stored. known: the contact that has its address, or null.
	static Verdict judgeLine(Contact contact, const Contact* known, bool replaces);

	Context& _context;
	const sms::Sender* const _sender;
	quotas::Quotas& _quotas;
};

}
