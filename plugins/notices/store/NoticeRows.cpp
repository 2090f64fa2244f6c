#include "store/NoticeRows.h"

namespace sx::notices::rows {

namespace {

const std::string kConsents = "SELECT id, user_id, topic, act, at, language, words, version, network, means"
							  " FROM notices_consent WHERE tenant_id = :tenant";
const std::string kNotices = "SELECT id, topic, content, made, position, sent, is_done, author, people"
							 " FROM notices_notice";
const std::string kBanners = "SELECT tenant_id, id, level, texts, starts, ends FROM notices_banner";

Result<> changed(const Result<std::int64_t>& count)
{
	if (!count) return count.error();
	return {};
}

Consent consentOf(const SqlRow& row)
{
	RowReader next(row);
	return {.id = next.text(),
		.user = {next.text()},
		.topic = kTopics.valueOf(next.text()).value_or(Topic::News),
		.act = kActs.valueOf(next.text()).value_or(Act::Withdrawn),
		.at = next.instant(),
		.language = next.text(),
		.words = next.text(),
		.version = next.text(),
		.network = next.text(),
		.means = kMeans.valueOf(next.text()).value_or(Means::Page)};
}

Result<std::vector<Consent>> consents(const Result<SqlRows>& rows)
{
	if (!rows) return rows.error();
	std::vector<Consent> out;
	for (const auto& row: *rows) out.push_back(consentOf(row));
	return out;
}

Notice noticeOf(const SqlRow& row)
{
	RowReader next(row);
	return {.id = next.text(),
		.topic = kTopics.valueOf(next.text()).value_or(Topic::News),
		.content = next.text(),
		.made = next.instant(),
		.position = next.text(),
		.sent = next.integer(),
		.isDone = next.flag(),
		.author = {next.text()},
		.people = next.integer()};
}

InEach<std::string> textsOf(const Json& json, const std::string& text)
{
	InEach<std::string> out;
	if (const auto parsed = json.parse(text))
		for (const auto& [tag, each]: parsed->members()) out.emplace(tag, each.text());
	return out;
}

std::string jsonOf(const Json& json, const InEach<std::string>& texts)
{
	Value out = Value::Object{};
	for (const auto& [tag, text]: texts) out.set(tag, text);
	return json.write(out);
}

Banner bannerOf(const Json& json, const SqlRow& row)
{
	RowReader next(row);
	return {.tenant = {next.text()},
		.id = next.text(),
		.level = kLevels.valueOf(next.text()).value_or(Level::Info),
		.texts = textsOf(json, next.text()),
		.starts = next.instant(),
		.ends = next.maybeInstant()};
}

}

Result<std::map<Topic, TopicState>> topicsOf(Sql& sql, const UserId& user)
{
	auto rows = sql.query("SELECT topic, state FROM notices_topic WHERE tenant_id = :tenant AND user_id = ?", {user});
	if (!rows) return rows.error();
	std::map<Topic, TopicState> out;
	for (const auto& row: *rows)
		if (const auto topic = kTopics.valueOf(row.text(0)))
			out[*topic] = kTopicStates.valueOf(row.text(1)).value_or(TopicState::Off);
	return out;
}

Result<> setTopic(Sql& sql, const UserId& user, Topic topic, TopicState state, Instant now)
{
	return changed(sql.execute("INSERT INTO notices_topic (tenant_id, user_id, topic, state, since)"
							   " VALUES (:tenant, ?, ?, ?, ?) ON CONFLICT (tenant_id, user_id, topic)"
							   " DO UPDATE SET state = excluded.state, since = excluded.since",
		{user, kTopics.wordOf(topic), kTopicStates.wordOf(state), now}));
}

Result<> append(Sql& sql, const Consent& consent)
{
	return changed(sql.execute("INSERT INTO notices_consent (tenant_id, id, user_id, topic, act, at, language, words,"
							   " version, network, means) VALUES (:tenant, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		{consent.id,
			consent.user,
			kTopics.wordOf(consent.topic),
			kActs.wordOf(consent.act),
			consent.at,
			consent.language,
			consent.words,
			consent.version,
			consent.network,
			kMeans.wordOf(consent.means)}));
}

Result<std::vector<Consent>> consentsOf(Sql& sql, const UserId& user)
{
	return consents(sql.query(kConsents + " AND user_id = ? ORDER BY id", {user}));
}

Result<std::vector<Consent>> consentsAfter(Sql& sql, const std::string& id, int limit)
{
	return consents(sql.query(kConsents + " AND id > ? ORDER BY id LIMIT ?", {id, limit}));
}

Result<> forget(Sql& sql, const UserId& user)
{
	auto gone = sql.execute("DELETE FROM notices_topic WHERE tenant_id = :tenant AND user_id = ?", {user});
	if (!gone) return gone.error();
	return changed(
		sql.execute("UPDATE notices_consent SET network = '' WHERE tenant_id = :tenant AND user_id = ?", {user}));
}

Result<std::map<UserId, TopicState>> statesOf(Sql& sql, Topic topic, const std::vector<UserId>& people)
{
	std::map<UserId, TopicState> out;
	if (people.empty()) return out;
	SqlValues values(people.begin(), people.end());
	values.emplace_back(kTopics.wordOf(topic));
	auto rows = sql.query("SELECT user_id, state FROM notices_topic WHERE tenant_id = :tenant AND user_id IN (" +
			placeholders(people.size()) + ") AND topic = ?",
		values);
	if (!rows) return rows.error();
	for (const auto& row: *rows) out[{row.text(0)}] = kTopicStates.valueOf(row.text(1)).value_or(TopicState::Off);
	return out;
}

Result<bool> addNotice(Sql& sql, const Notice& notice)
{
	auto count = sql.execute(
		"INSERT INTO notices_notice (tenant_id, id, topic, content, made, position, sent, is_done, author, people)"
		" VALUES (:tenant, ?, ?, ?, ?, '', 0, 0, ?, ?) ON CONFLICT (tenant_id, id) DO NOTHING",
		{notice.id, kTopics.wordOf(notice.topic), notice.content, notice.made, notice.author, notice.people});
	if (!count) return count.error();
	return *count > 0;
}

Result<std::vector<Notice>> noticesOf(Sql& sql, const std::string& before, int limit)
{
	const auto all = kNotices + " WHERE tenant_id = :tenant";
	auto rows = before.empty() ? sql.query(all + " ORDER BY id DESC LIMIT ?", {limit})
							   : sql.query(all + " AND id < ? ORDER BY id DESC LIMIT ?", {before, limit});
	if (!rows) return rows.error();
	std::vector<Notice> out;
	for (const auto& row: *rows) out.push_back(noticeOf(row));
	return out;
}

Result<Notice> notice(Sql& sql, const std::string& id)
{
	auto rows = sql.query(kNotices + " WHERE tenant_id = :tenant AND id = ?", {id});
	if (!rows) return rows.error();
	if (rows->empty()) return failed(Code::Missing, "no such notice");
	return noticeOf(rows->front());
}

Result<> advance(Sql& sql, const Notice& notice, const std::string& before)
{
	auto count = sql.execute("UPDATE notices_notice SET position = ?, sent = ?, is_done = ?"
							 " WHERE tenant_id = :tenant AND id = ? AND position = ? AND is_done = 0",
		{notice.position, notice.sent, notice.isDone, notice.id, before});
	if (!count) return count.error();
	if (*count == 0) return failed(Code::Conflict, "another run went on with this notice");
	return {};
}

Result<std::vector<Notice>> notices(Sql& sql, int limit)
{
	auto rows = sql.query(kNotices + " ORDER BY made DESC LIMIT ?", {limit});  // all tenants: the operator's list
	if (!rows) return rows.error();
	std::vector<Notice> out;
	for (const auto& row: *rows) out.push_back(noticeOf(row));
	return out;
}

Result<std::vector<Banner>> banners(Sql& sql, const Json& json, Instant now)
{
	auto rows = sql.query(kBanners + " WHERE ends IS NULL OR ends > ?", {now});  // all tenants: what each page may show
	if (!rows) return rows.error();
	std::vector<Banner> out;
	for (const auto& row: *rows) out.push_back(bannerOf(json, row));
	return out;
}

Result<std::optional<Banner>> banner(Sql& sql, const Json& json, const TenantId& tenant)
{
	auto rows = sql.query(kBanners + " WHERE tenant_id = ?", {tenant});
	if (!rows) return rows.error();
	if (rows->empty()) return std::optional<Banner>();
	return std::optional(bannerOf(json, rows->front()));
}

Result<> putBanner(Sql& sql, const Json& json, const Banner& banner)
{
	return changed(sql.execute("INSERT INTO notices_banner (tenant_id, id, level, texts, starts, ends)"
							   " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (tenant_id) DO UPDATE SET id = excluded.id,"
							   " level = excluded.level, texts = excluded.texts, starts = excluded.starts,"
							   " ends = excluded.ends",
		{banner.tenant,
			banner.id,
			kLevels.wordOf(banner.level),
			jsonOf(json, banner.texts),
			banner.starts,
			banner.ends}));
}

Result<> removeBanner(Sql& sql, const TenantId& tenant)
{
	return changed(sql.execute("DELETE FROM notices_banner WHERE tenant_id = ?", {tenant}));
}

}
