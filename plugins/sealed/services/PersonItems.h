// Lists what a person sealed, for administrators: everything about it, never what is in it (product row J9).
#pragma once
#include "services/ItemService.h"

namespace sx::sealed {

/// Holds one item as the list shows it.
struct PersonItem
{
	Followed followed;
	std::int64_t files = 0;  // 0 once they are destroyed
	Instant last{};          // when something last happened to it
};

/// Holds a part of the list. next: where it continues; empty: it ends.
struct PersonItems
{
	std::vector<PersonItem> items;
	ItemId next{};
};

/// [any thread]
class PersonItemsBook
{
public:
	PersonItemsBook(const Services& services, const ItemService& items): _services(services), _items(items) {}

	/// Returns a person's items of every kind, newest first. query.kind does not count. Errors: Missing (before).
	Result<PersonItems> list(const TenantId& tenant, ItemQuery query) const;
	/// Records that somebody looked at a person's list, or took it as a file. format: empty for the page.
	Result<> note(const Caller& by, const UserId& person, const std::string& format) const;

private:
	const Services& _services;
	const ItemService& _items;
};

}
