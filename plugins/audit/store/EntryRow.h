// Reads an entry of the journal from its row.
#pragma once
#include "domain/Entry.h"
#include "sx/sql.h"

namespace sx::audit {

inline constexpr std::string_view kEntryColumns = "number, at, kind, actor, subject, details, address, previous, hash";

inline Entry entryOf(const SqlRow& row)
{
	RowReader next(row);
	return {
		.number = next.integer(),
		.at = next.instant(),
		.kind = next.text(),
		.actor = next.text(),
		.subject = next.text(),
		.details = next.text(),
		.address = next.text(),
		.previous = next.text(),
		.hash = next.text(),
	};
}

}
