#include "services/AccessEnd.h"

#include "store/KeyRows.h"

namespace sx::api_keys {

Result<> AccessEnd::end(Sql& sql, const UserId& user, Ending ending) noexcept
{
	if (!_clock) return failed(Code::Unavailable, "api_keys has not started");
	return ending == Ending::Everything ? key_rows::revokeAllOf(sql, user, _clock->now()) : Result<>();
}

}
