// Keeps the end of the chain of destruction receipts, and verifies the chain for `sxserver audit verify`.
#pragma once
#include "services/Services.h"
#include "store/DestructionRows.h"
#include "sx/audit/Audit.h"

namespace sx::sealed {

class ReceiptChain final: public audit::Chain
{
public:
	explicit ReceiptChain(const Services& services): _services(services) {}
	std::string name() const override { return "sealed.receipts"; }
	/// Checks that the numbers have no gap, that every hash, every link to the previous receipt and every signature is
	/// right, that the chain ends where its recorded end says, and that each item that is destroyed after the items'
	/// own state, the journal or the destruction log has a receipt (protocol.md section 8, P15).
	Result<audit::ChainReport> verify(const TenantId& tenant) const noexcept override;
	/// Renews the MACs of recorded ends that were made under an older key, so that this key can be retired.
	Result<> renewMacs() const noexcept;

private:
	std::string faultOf(const TenantId& tenant, const ReceiptRow& row, const ReceiptRow& previous) const;
	/// Checks every receipt up to the recorded end. Sets the report's count, and its fault if there is one.
	Result<> checkReceipts(const TenantId& tenant, audit::ChainReport& report) const;
	Result<std::string> faultInItems(const TenantId& tenant) const;
	Result<std::string> faultInJournal(const TenantId& tenant) const;
	Result<std::string> faultInLog(const TenantId& tenant) const;
	const Services& _services;
};

/// Records a new receipt as the chain's end, in the transaction that inserts it. After a forged end the new one gets no
/// MAC: appending must not repair what verify() reports.
Result<> recordEnd(Sql& sql, const Keys& keys, const ReceiptRow& previous, const ReceiptRow& receipt);

}
