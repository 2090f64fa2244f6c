// Implements directory.person_data/1: what a person sealed ends with their account.
#pragma once
#include "services/Services.h"
#include "store/ItemRows.h"
#include "sx/directory/Directory.h"

namespace sx::sealed {

/// Is made before start(), because directory collects it. [the transaction's thread; begin, end: main thread]
class OwnedItems final: public directory::PersonData
{
public:
	void begin(Context& context) noexcept { _context = &context; }
	void end() noexcept { _context = nullptr; }

	std::string_view name() const noexcept override { return "sealed"; }
	Result<std::vector<directory::Loss>> lossesOf(
		Sql& sql, const UserId& user, const Language& language) const noexcept override
	{
		if (!_context) return failed(Code::Unavailable, "sealed did not start");
		auto count = item_rows::countLive(sql, user, _context->clock().now(), kMostCounted);
		if (!count) return count.error();
		return std::vector<directory::Loss>{{_context->pages().text(language, "loss"), *count}};
	}
	/// The person's client alone can read what they sealed, so only its dates are told.
	Result<Value> exportOf(Sql& sql, const UserId& user) const noexcept override
	{
		if (!_context) return failed(Code::Unavailable, "sealed did not start");
		auto count = item_rows::countLive(sql, user, _context->clock().now(), kMostCounted);
		if (!count) return count.error();
		return Value::object({{"live", *count}});
	}
	/// From the commit on nothing of it opens; the sweep destroys it.
	Result<> erase(Sql& sql, const UserId& user) noexcept override
	{
		if (!_context) return failed(Code::Unavailable, "sealed did not start");
		for (;;)
		{
			auto ended = item_rows::expireLive(sql, user, _context->clock().now(), kAtOnce);
			if (!ended) return ended.error();
			if (*ended < kAtOnce) return {};
		}
	}

private:
	static constexpr int kMostCounted = 1000, kAtOnce = 500;
	Context* _context = nullptr;
};

}
