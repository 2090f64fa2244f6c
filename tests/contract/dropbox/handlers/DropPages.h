// Answers /drop, where a person finds the address of their box, and the box itself.
#pragma once
#include "sx/directory/Directory.h"
#include "sx/mail/Outbox.h"
#include "sx/sealed/DraftEndpoints.h"

namespace sx::dropbox {

inline constexpr const char* kKind = "dropbox";

class DropPages final: public sealed::DraftEndpoints
{
public:
	DropPages(const Context& context,
		sealed::Items& items,
		mail::Outbox& outbox,
		directory::Directory& people,
		directory::Mobiles& mobiles):
		DraftEndpoints(context, items),
		_outbox(outbox), _people(people), _mobiles(mobiles)
	{
	}
	static Routes<DropPages> routes();

private:
	Result<Response> own(Request& request) const;
	Result<Response> box(Request& request) const;
	/// Finds whose box the path names. Errors: Missing.
	Result<directory::Person> ownerOf(const Request& request) const;

	Result<sealed::Terms> termsOf(const Request& request, const Value& body) override;
	Result<> keep(Sql& sql, const Request& request, const sealed::ItemId& item) override;
	Result<> mayChange(Sql& sql, const Request& request, const sealed::ItemId& item) override;
	Result<> tell(Sql& sql,
		const Request& request,
		const sealed::Item& item,
		const std::vector<sealed::GrantLink>& links) override;

	mail::Outbox& _outbox;
	directory::Directory& _people;
	directory::Mobiles& _mobiles;
};

}
