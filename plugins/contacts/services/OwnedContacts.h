// Implements directory.person_data/1: tells, exports and erases a person's address book.
#pragma once
#include "services/Book.h"
#include "sx/directory/Directory.h"

namespace sx::contacts {

/// Is made before start(), because directory collects it. [the transaction's thread; begin, end: main thread]
class OwnedContacts final: public directory::PersonData
{
public:
	/// Tells it the book, which must live until end().
	void begin(Book& book, const Pages& pages) noexcept
	{
		_book = &book;
		_pages = &pages;
	}
	void end() noexcept { _book = nullptr; }

	std::string_view name() const noexcept override { return "contacts"; }
	Result<std::vector<directory::Loss>> lossesOf(
		Sql& sql, const UserId& user, const Language& language) const noexcept override
	{
		if (!_book) return failed(Code::Unavailable, "contacts did not start");
		auto count = _book->countOf(sql, user);
		if (!count) return count.error();
		return std::vector<directory::Loss>{{_pages->text(language, "loss"), *count}};
	}
	Result<Value> exportOf(Sql& sql, const UserId& user) const noexcept override
	{
		if (!_book) return failed(Code::Unavailable, "contacts did not start");
		return _book->exportOf(sql, user);
	}
	Result<> erase(Sql& sql, const UserId& user) noexcept override
	{
		if (!_book) return failed(Code::Unavailable, "contacts did not start");
		return _book->eraseOf(sql, user);
	}

private:
	Book* _book = nullptr;
	const Pages* _pages = nullptr;
};

}
