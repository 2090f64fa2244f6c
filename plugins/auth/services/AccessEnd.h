// Implements directory.access/1: ends what this plugin lets a person in with.
#pragma once
#include "sx/directory/Directory.h"

namespace sx::auth {

/// Ends sign-in links, known browsers and codes that wait. Made before start(), because directory collects it. [any
/// thread; begin: main thread]
class AccessEnd final: public directory::PersonAccess
{
public:
	/// Tells it the clock, which must live as long as this object is called.
	void begin(const Clock& clock) noexcept { _clock = &clock; }

	Result<> end(Sql& sql, const UserId& user, Ending ending) noexcept override;

private:
	const Clock* _clock = nullptr;
};

}
