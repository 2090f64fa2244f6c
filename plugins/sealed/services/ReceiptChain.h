// Verifies the chain of destruction receipts for `sxserver audit verify`.
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
	/// right, and that every destroyed item has a receipt.
	Result<audit::ChainReport> verify(const TenantId& tenant) const noexcept override;

private:
	std::string faultOf(const TenantId& tenant, const ReceiptRow& row, const ReceiptRow& previous) const;
	const Services& _services;
};

}
