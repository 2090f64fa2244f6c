// Lets a plugin have sealed things of its own kind: it hears of them in the transactions that change them.
#pragma once
#include "sx/plugin.h"
#include "sx/sealed/Register.h"

namespace sx::sealed {

/// Extension point (`extends: [sealed.kind/1]`): the plugin that makes items of a kind. An error from a function that
/// takes Sql rolls back what happened. [any thread; Sql: its thread] Since: SDK 1.0
class Kind
{
public:
	static constexpr std::string_view kId = "sealed.kind/1";
	/// Returns the name in Terms::kind: a to z, 0 to 9 and _, at most 32 characters. Must never change.
	virtual std::string_view name() const noexcept = 0;
	/// Returns what the register calls an item whose note this device cannot open: "Message du 3 déc.". date: when it
	/// was made.
	virtual std::string title(const Language& language, const std::string& date) const = 0;
	/// Returns the path of the page where its owner follows an item; empty: there is none.
	virtual std::string page(const ItemId& item) const
	{
		static_cast<void>(item);
		return {};
	}
	/// Is told that a reader opened an item; queue here what tells its owner.
	virtual Result<> opened(Sql& sql, const Event& event) noexcept
	{
		static_cast<void>(sql);
		static_cast<void>(event);
		return {};
	}
	/// Is told that a grant was closed: erase here what was kept about its recipient.
	virtual Result<> closed(Sql& sql, const ItemId& item, const GrantId& grant) noexcept
	{
		static_cast<void>(sql);
		static_cast<void>(item);
		static_cast<void>(grant);
		return {};
	}
	/// Is told that an item is being destroyed, all its grants with it. May be told again after a restore.
	virtual Result<> ended(Sql& sql, const ItemId& item, Cause cause) noexcept
	{
		static_cast<void>(sql);
		static_cast<void>(item);
		static_cast<void>(cause);
		return {};
	}
	/// Returns members to add to the response of an open, which the reading page gets. Never a secret.
	virtual Result<Value> forReader(const TenantId& tenant, const ItemId& item) noexcept
	{
		static_cast<void>(tenant);
		static_cast<void>(item);
		return Value(Value::Object{});
	}
protected:
	~Kind() = default;
};

}
