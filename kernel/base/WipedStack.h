// Wipes what calls that are over have left on a thread's stack.
#pragma once

namespace sx::base {

/// Overwrites the 32 KiB of this thread's stack below the caller. Short texts (a code has six characters) stand on the
/// stack itself, where no memory is freed that would be wiped; whoever has called code that handled some calls this
/// after it, from the same depth. Costs about a microsecond. [any thread]
void wipeStack() noexcept;

}
