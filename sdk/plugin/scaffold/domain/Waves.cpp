#include "domain/Waves.h"

namespace sx::@NAME@ {

Result<> mayWave(std::int64_t waves, std::int64_t most)
{
	if (waves < most) return {};
	return Error{.code = Code::Conflict,
		.detail = "there are enough waves",
		.messageKey = "wave.enough",
		.problem = "enough_waves"};
}

}
