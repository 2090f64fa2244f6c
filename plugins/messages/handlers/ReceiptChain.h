// The chain of destruction receipts, as `sxserver audit verify` checks it.
#pragma once
#include "handlers/Services.h"
#include "store/DestructionRows.h"
#include "sx/audit/Audit.h"

namespace sx::messages {

class ReceiptChain final: public audit::Chain
{
public:
	explicit ReceiptChain(const Services& services): _services(services) {}
	std::string name() const override { return "messages.receipts"; }
	/// Numbers without a gap, each hash, each link to the previous one, each signature, and a receipt for each
	/// destroyed message.
	Result<audit::ChainReport> verify(const TenantId& tenant) const noexcept override;

private:
	std::string faultOf(const TenantId& tenant, const ReceiptRow& row, const ReceiptRow& previous) const;
	const Services& _services;
};

}
