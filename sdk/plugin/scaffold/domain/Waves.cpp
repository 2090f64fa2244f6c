#include "domain/Waves.h"

namespace @NAME@ {

sx::Result<> mayWave(std::int64_t waves, std::int64_t most)
{
	if (waves < most) return {};
	return sx::Error{.code = sx::Code::Conflict,
		.detail = "there are enough waves",
		.messageKey = "wave.enough",
		.problem = "enough_waves"};
}

}
