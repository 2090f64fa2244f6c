// One person's address book.
#pragma once
#include "domain/Contact.h"
#include "sx/sms/Sms.h"

namespace contacts {

/// Whose book it is.
struct Owner
{
	sx::TenantId tenant;
	sx::UserId user;
};

/// What an import makes of one line.
struct Verdict
{
	enum class Kind { New, Replaces, Skipped, Twice, Invalid } kind = Kind::New;
	sx::Error error{};  // Invalid
	Contact contact;    // as it would be kept
};

/// Everything is sealed, so finding and sorting happen on the opened rows of one person. [any thread, between start and
/// stop]
class Book
{
public:
	void start(sx::Context& context);

	/// Sorted by name. Errors: Unavailable.
	sx::Result<std::vector<Contact>> all(const Owner& owner) const;
	/// Errors: Missing.
	sx::Result<Contact> byId(const Owner& owner, const std::string& id) const;
	/// Cleaned, checked, the mobile in E.164. Errors: Invalid with field name, address or mobile.
	sx::Result<Contact> prepare(const Contact& typed) const;
	/// A new one where the id is empty. Errors: Invalid, Conflict (field address: another contact has it; problem
	/// "full": too many), Missing.
	sx::Result<> save(const Owner& owner, const Contact& prepared);
	sx::Result<> remove(const Owner& owner, const std::string& id);

	/// What would become of these lines; `replaces`: contacts of the same address are replaced instead of kept.
	sx::Result<std::vector<Verdict>> judge(const Owner& owner, const std::vector<Contact>& lines, bool replaces) const;
	/// Keeps what is New or Replaces, all or nothing. Errors: Conflict (problem "full").
	sx::Result<> import(const Owner& owner, const std::vector<Verdict>& verdicts);

	/// Empty where no texts are sent: then a mobile is kept as it was typed.
	std::vector<sx::sms::Country> countries() const
	{
		return _sender ? _sender->countries() : std::vector<sx::sms::Country>();
	}
	std::string readable(const Contact& contact) const
	{
		return _sender && !contact.mobile.empty() ? _sender->readable(contact.mobile) : contact.mobile;
	}

private:
	sx::Result<std::vector<Contact>> read(sx::Sql& sql, const Owner& owner) const;
	sx::Result<> write(sx::Sql& sql, const Owner& owner, const Contact& contact) const;
	sx::Result<Contact> open(const Owner& owner, const std::string& id, const std::string& sealed) const;
	std::string markOf(const Owner& owner, const Contact& contact) const;

	sx::Context* _context = nullptr;
	sx::sms::Sender* _sender = nullptr;
	std::size_t _most = 5000;
};

}
