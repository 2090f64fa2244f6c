#include "services/ReceiptChain.h"

#include <exception>

namespace sx::sealed {

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
	ReceiptRow previous;
	for (;;)
	{
		auto rows = _services.store().read(
			tenant, [&](Sql& sql) { return destruction_rows::receipts(sql, previous.number + 1, 500); });
		if (!rows) return rows.error();
		if (rows->empty()) break;
		for (const auto& row: *rows)
		{
			if (auto fault = faultOf(tenant, row, previous); !fault.empty())
			{
				report.firstFault = std::move(fault);
				return report;
			}
			++report.entries;
			previous = row;
		}
	}
	auto missing = _services.store().read(tenant, [&](Sql& sql) { return destruction_rows::missingReceipts(sql); });
	if (!missing) return missing.error();
	if (*missing > 0) report.firstFault = std::to_string(*missing) + " destroyed items have no receipt";
	return report;
}
catch (const std::exception& e)
{
	return failed(Code::Internal, std::string("sealed.receipts: ") + e.what());
}

}
