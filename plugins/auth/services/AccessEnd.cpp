#include "services/AccessEnd.h"

#include "store/BrowserRows.h"
#include "store/LinkRows.h"
#include "store/MobileRows.h"
#include "store/WaitingRows.h"

namespace sx::auth {

Result<> AccessEnd::end(Sql& sql, const UserId& user, Ending) noexcept
{
	if (!_clock) return failed(Code::Unavailable, "auth has not started");
	const auto now = _clock->now();
	if (auto done = links::endAllOf(sql, user, now); !done) return done;
	if (auto done = browsers::forgetAllOf(sql, user); !done) return done;
	if (auto done = mobiles::remove(sql, user); !done) return done;
	return waitings::removeAllOf(sql, user);
}

}
