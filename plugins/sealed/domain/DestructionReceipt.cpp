#include "domain/DestructionReceipt.h"

#include "sx/time.h"

namespace sx::sealed {

Value toValue(const Receipt& receipt)
{
	return Value::object({
		{"v", 1},
		{"tenant", receipt.tenant.value},
		{"message", receipt.item.value},
		{"made", isoTime(receipt.made)},
		{"destroyed", isoTime(receipt.destroyed)},
		{"cause", wordOf(receipt.cause)},
		{"opens", receipt.opens},
		{"previous", receipt.previous},
	});
}

}
