#include "store/IncidentRows.h"

namespace sx::privacy::incident_rows {

namespace {

constexpr const char* kSelect =
	"SELECT id, happened, noticed, what, measures, people, is_serious, told_authority, told_people, is_closed, changed"
	" FROM privacy_incident WHERE tenant_id = :tenant";

Incident incidentOf(const SqlRow& row)
{
	RowReader next(row);
	return {.id = {next.text()},
		.happened = next.text(),
		.noticed = next.text(),
		.what = next.text(),
		.measures = next.text(),
		.people = next.integer(),
		.isSerious = next.flag(),
		.toldAuthority = next.text(),
		.toldPeople = next.text(),
		.isClosed = next.flag(),
		.changed = next.instant()};
}

Result<> done(const Result<std::int64_t>& touched)
{
	if (!touched) return touched.error();
	if (*touched == 0) return failed(Code::Missing, "no such incident");
	return {};
}

}

Result<std::vector<Incident>> list(Sql& sql, const IncidentId& before, int limit)
{
	auto text = std::string(kSelect);
	SqlValues values;
	if (!before.empty())
	{
		text += " AND id < ?";
		values.emplace_back(before);
	}
	values.emplace_back(limit);
	auto rows = sql.query(text + " ORDER BY id DESC LIMIT ?", values);
	if (!rows) return rows.error();
	std::vector<Incident> out;
	for (const auto& row: *rows) out.push_back(incidentOf(row));
	return out;
}

Result<Incident> byId(Sql& sql, const IncidentId& id)
{
	auto rows = sql.query(std::string(kSelect) + " AND id = ?", {id});
	if (!rows) return rows.error();
	if (rows->empty()) return failed(Code::Missing, "no such incident");
	return incidentOf(rows->front());
}

Result<> insert(Sql& sql, const Incident& incident)
{
	return done(sql.execute("INSERT INTO privacy_incident (tenant_id, id, happened, noticed, what, measures, people,"
							" is_serious, told_authority, told_people, is_closed, changed)"
							" VALUES (:tenant, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		{incident.id,
			incident.happened,
			incident.noticed,
			incident.what,
			incident.measures,
			incident.people,
			incident.isSerious,
			incident.toldAuthority,
			incident.toldPeople,
			incident.isClosed,
			incident.changed}));
}

Result<> update(Sql& sql, const Incident& incident)
{
	return done(sql.execute("UPDATE privacy_incident SET happened = ?, noticed = ?, what = ?, measures = ?, people = ?,"
							" is_serious = ?, told_authority = ?, told_people = ?, is_closed = ?, changed = ?"
							" WHERE tenant_id = :tenant AND id = ?",
		{incident.happened,
			incident.noticed,
			incident.what,
			incident.measures,
			incident.people,
			incident.isSerious,
			incident.toldAuthority,
			incident.toldPeople,
			incident.isClosed,
			incident.changed,
			incident.id}));
}

Result<std::int64_t> deleteClosed(Sql& sql, Instant before, int most)
{
	auto rows = sql.query("SELECT id FROM privacy_incident WHERE tenant_id = :tenant AND is_closed = 1 AND changed < ?"
						  " ORDER BY changed LIMIT ?",
		{before, most});
	if (!rows) return rows.error();
	for (const auto& row: *rows)
	{
		auto gone = sql.execute("DELETE FROM privacy_incident WHERE tenant_id = :tenant AND id = ?", {row.text(0)});
		if (!gone) return gone.error();
	}
	return static_cast<std::int64_t>(rows->size());
}

}
