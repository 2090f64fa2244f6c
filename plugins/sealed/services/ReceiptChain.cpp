#include "services/ReceiptChain.h"

#include "services/Destruction.h"

#include <exception>

namespace sx::sealed {
namespace {

constexpr std::string_view kPurpose = "sealed.receipt_end";
constexpr int kBatch = 500;

std::string textOf(const TenantId& tenant, const ReceiptEnd& end)
{
	return tenant.value + "\n" + std::to_string(end.number) + "\n" + end.hash.value;
}

/// Compares the chain's last receipt (number 0: there is none) with its recorded end. Returns the fault, or nothing.
std::string faultOfEnd(
	const Keys& keys, const TenantId& tenant, const std::optional<ReceiptEnd>& end, const ReceiptRow& last)
{
	const auto which = "receipt " + std::to_string(last.number);
	if (!end) return last.number == 0 ? std::string() : which + ": the end of the chain is not recorded any more";
	if (end->number > last.number)
		return "receipt " + std::to_string(last.number + 1) + " is missing, up to the end at " +
			std::to_string(end->number);
	if (end->number < last.number) return which + ": stands behind the recorded end";
	if (end->hash != last.hash) return which + ": is not the recorded end";
	if (!keys.matches(kPurpose, textOf(tenant, *end), end->mac))
		return which + ": the recorded end was not written by this server, or under a retired key";
	return {};
}

}

std::string ReceiptChain::faultOf(const TenantId& tenant, const ReceiptRow& row, const ReceiptRow& previous) const
{
	const auto& keys = _services.keys();
	if (row.number != previous.number + 1) return "receipt " + std::to_string(previous.number + 1) + " is missing";
	const auto which = "receipt " + std::to_string(row.number) + ": ";
	if (keys.sha256(row.body) != row.hash) return which + "its hash does not fit its text";
	auto body = _services.context.json().parse(row.body);
	if (!body) return which + "its text is not JSON";
	const auto expected = previous.number == 0 ? std::string() : keys.toBase64Url(previous.hash.value);
	if ((*body)["previous"].text() != expected) return which + "it does not follow the one before";
	if ((*body)["tenant"].text() != tenant.value || (*body)["message"].text() != row.item.value)
		return which + "it is of another item";
	if (row.publicKey != keys.publicKey()) return which + "it was signed with a key that is not this deployment's";
	if (!keys.verify(row.body, row.signature, row.publicKey)) return which + "its signature does not fit";
	return {};
}

Result<audit::ChainReport> ReceiptChain::verify(const TenantId& tenant) const noexcept
try
{
	audit::ChainReport report;
	if (auto checked = checkReceipts(tenant, report); !checked) return checked.error();
	for (const auto check: {&ReceiptChain::faultInItems, &ReceiptChain::faultInJournal, &ReceiptChain::faultInLog})
	{
		if (!report.firstFault.empty()) break;
		auto fault = (this->*check)(tenant);
		if (!fault) return fault.error();
		report.firstFault = std::move(*fault);
	}
	return report;
}
catch (const std::exception& e)
{
	return failed(Code::Internal, std::string("sealed.receipts: ") + e.what());
}

Result<> ReceiptChain::checkReceipts(const TenantId& tenant, audit::ChainReport& report) const
{
	// The end is read first: receipts that come meanwhile stand after it and are left out.
	std::optional<ReceiptEnd> end;
	ReceiptRow last, previous;
	auto opened = _services.store().read(tenant, [&](Sql& sql) -> Result<> {
		auto found = destruction_rows::receiptEnd(sql);
		if (!found) return found.error();
		end = std::move(*found);
		auto newest = destruction_rows::lastReceipt(sql);
		if (!newest) return newest.error();
		last = std::move(*newest);
		return {};
	});
	if (!opened) return opened.error();
	while (previous.number < last.number)
	{
		auto rows = _services.store().read(
			tenant, [&](Sql& sql) { return destruction_rows::receipts(sql, previous.number + 1, kBatch); });
		if (!rows) return rows.error();
		if (rows->empty()) break;
		for (auto& row: *rows)
		{
			if (row.number > last.number) break;
			report.firstFault = faultOf(tenant, row, previous);
			if (!report.firstFault.empty()) return {};
			++report.entries;
			previous = std::move(row);
		}
	}
	report.firstFault = faultOfEnd(_services.keys(), tenant, end, previous);
	return {};
}

Result<std::string> ReceiptChain::faultInItems(const TenantId& tenant) const
{
	auto missing = _services.store().read(tenant, [&](Sql& sql) { return destruction_rows::missingReceipts(sql); });
	if (!missing) return missing.error();
	return *missing == 0 ? std::string() : std::to_string(*missing) + " destroyed items have no receipt";
}

Result<std::string> ReceiptChain::faultInJournal(const TenantId& tenant) const
{
	auto* journal = _services.context.find<audit::JournalReader>();
	for (std::int64_t after = 0; journal;)
	{
		std::vector<ItemId> items;
		auto missing = _services.store().read(tenant, [&](Sql& sql) -> Result<std::vector<ItemId>> {
			auto some = journal->ofKind(sql, kDestroyedEvent, after, kBatch);
			if (!some) return some.error();
			for (const auto& entry: *some)
			{
				items.push_back({entry.subject});
				after = entry.number;
			}
			return destruction_rows::withoutReceipt(sql, items);
		});
		if (!missing) return missing.error();
		if (!missing->empty())
			return "item " + missing->front().value + ": the journal has its destruction, no receipt is there";
		if (items.empty()) break;
	}
	return std::string();
}

Result<std::string> ReceiptChain::faultInLog(const TenantId& tenant) const
{
	auto subjects = _services.destructions.subjects(tenant, kDestroyedItem);
	if (!subjects) return subjects.error();
	std::vector<ItemId> items;
	for (std::size_t i = 0; i < subjects->size(); ++i)
	{
		const auto& subject = (*subjects)[i];
		items.push_back({subject.substr(0, subject.find('/'))});
		if (items.size() < static_cast<std::size_t>(kBatch) && i + 1 < subjects->size()) continue;
		auto missing = _services.store().read(
			tenant, [&](Sql& sql) { return destruction_rows::withoutReceipt(sql, items); });
		if (!missing) return missing.error();
		if (!missing->empty())
			return "item " + missing->front().value + ": the destruction log has it, no receipt is there";
		items.clear();
	}
	return std::string();
}

Result<> ReceiptChain::renewMacs() const noexcept
try
{
	auto tenants = _services.store().readAll("companies with receipts", destruction_rows::tenantsWithEnd);
	if (!tenants) return tenants.error();
	const auto& keys = _services.keys();
	for (const auto& tenant: *tenants)
	{
		auto done = _services.store().write(tenant, [&](Sql& sql) -> Result<> {
			auto end = destruction_rows::receiptEnd(sql);
			if (!end) return end.error();
			if (!*end || !keys.matches(kPurpose, textOf(tenant, **end), (*end)->mac)) return {};
			const auto mac = keys.mac(kPurpose, textOf(tenant, **end));
			return mac == (*end)->mac ? Result<>() : destruction_rows::renewEndMac(sql, **end, mac);
		});
		if (!done) return done;
	}
	return {};
}
catch (const std::exception& e)
{
	return failed(Code::Internal, std::string("sealed.renewMacs: ") + e.what());
}

Result<> recordEnd(Sql& sql, const Keys& keys, const ReceiptRow& previous, const ReceiptRow& receipt)
{
	auto before = destruction_rows::receiptEnd(sql);
	if (!before) return before.error();
	ReceiptEnd end{.number = receipt.number, .hash = receipt.hash, .mac = {}};
	if (faultOfEnd(keys, sql.tenant(), *before, previous).empty())
		end.mac = keys.mac(kPurpose, textOf(sql.tenant(), end));
	return destruction_rows::setReceiptEnd(sql, end);
}

}
