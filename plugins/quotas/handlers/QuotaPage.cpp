#include "handlers/QuotaPage.h"

#include "handlers/QuotaWords.h"
#include "sx/list.h"
#include "sx/text.h"

namespace sx::quotas {
namespace {

constexpr int kRowsOfAPage = 50, kMostSearched = 500;
constexpr std::size_t kMostSought = 100;

/// Reads where a list continues: "USED:SUBJECT" of its last row.
std::optional<Shown> lastOf(const std::string& before)
{
	const auto colon = before.find(':');
	const auto used = integerOf(before.substr(0, colon));
	if (colon == std::string::npos || !used) return std::nullopt;
	Shown out;
	out.used = *used;
	out.subject = before.substr(colon + 1);
	return out;
}

std::string urlFor(const std::string& quota, const std::string& sought, const std::string& before)
{
	return urlOf(QuotaPage::kPath, {{"quota", quota}, {"q", sought}, {"before", before}});
}

}

Routes<QuotaPage> QuotaPage::routes() { return {{Method::Get, kPath, allowedTo(kManage), &QuotaPage::show}}; }

directory::Person QuotaPage::personOf(const TenantId& tenant, const std::string& id) const
{
	directory::Person out;
	if (_people)
		if (auto person = _people->byId(tenant, {id})) return std::move(*person);
	out.name = id;
	return out;
}

QuotaView::Row QuotaPage::rowOf(const Shown& shown, const RequestWords& words, std::string name) const
{
	const auto& quota = *shown.declared;
	return {.used = amountOf(words, quota, shown.used),
		.limit = amountOf(words, quota, shown.most),
		.renews = shown.renews ? words.date(*shown.renews, Pages::Style::Short) : std::string(),
		.isFull = shown.used >= shown.most,
		.isStanding = quota.isStanding(),
		.name = std::move(name)};
}

Result<QuotaPage::Part> QuotaPage::found(const TenantId& tenant, const Declared& quota, const std::string& sought) const
{
	auto rows = _book.most(tenant, quota, nullptr, kMostSearched);
	if (!rows) return rows.error();
	Part out;
	for (auto& row: *rows)
	{
		const auto person = personOf(tenant, row.subject);
		if (asciiLower(person.name + '\n' + person.address).find(asciiLower(sought)) == std::string::npos) continue;
		out.rows.push_back(std::move(row));
		if (out.rows.size() == kRowsOfAPage) break;
	}
	return out;
}

Result<QuotaPage::Part> QuotaPage::partOf(
	const Request& request, const Declared& quota, const std::string& sought) const
{
	const auto& tenant = request.tenant().id;
	if (!sought.empty()) return found(tenant, quota, sought);
	const auto last = lastOf(beforeOf(request));
	auto rows = _book.most(tenant, quota, last ? &*last : nullptr, kRowsOfAPage + 1);
	if (!rows) return rows.error();
	Part out{std::move(*rows), {}};
	if (cutTo(out.rows, kRowsOfAPage)) out.next = std::to_string(out.rows.back().used) + ':' + out.rows.back().subject;
	return out;
}

Result<Response> QuotaPage::show(Request& request) const
{
	const RequestWords words(_pages, request);
	const auto& tenant = request.tenant().id;
	const auto sought = request.query("q").value_or("").substr(0, kMostSought);
	const auto asked = request.query("quota").value_or("");
	const Declared* chosen = nullptr;
	QuotaView shown{
		.title = words("page.title"), .sought = sought, .clearUrl = {}, .company = {}, .people = {}, .kinds = {}};
	for (const auto& [name, declared]: _book.all())
	{
		if (declared.quota.scope == Scope::Person && (!chosen || name == asked)) chosen = &declared;
		if (declared.quota.scope != Scope::Company) continue;
		auto used = _book.of(tenant, declared, "");
		if (!used) return used.error();
		shown.company.push_back(rowOf(*used, words, labelOf(words, declared)));
	}
	for (const auto& [name, declared]: _book.all())
		if (declared.quota.scope == Scope::Person)
			shown.kinds.push_back({name, labelOf(words, declared), &declared == chosen});
	Part part;
	if (chosen)
	{
		auto read = partOf(request, *chosen, sought);
		if (!read) return read.error();
		part = std::move(*read);
	}
	for (const auto& row: part.rows)
	{
		const auto person = personOf(tenant, row.subject);
		shown.people.push_back(rowOf(row, words, person.name));
		shown.people.back().address = person.address;
	}
	const auto quota = chosen ? chosen->quota.name : std::string();
	shown.clearUrl = urlFor(quota, "", "");
	auto view = shown.value();
	addPaging(view, request, part.next, [&](const std::string& before) { return urlFor(quota, sought, before); });
	return Response::page("quotas", std::move(view));
}

}
