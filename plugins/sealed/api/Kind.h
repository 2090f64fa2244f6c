// Lets a plugin have sealed things of its own kind: it hears of them in the transactions that change them.
#pragma once
#include "sx/plugin.h"
#include "sx/sealed/Register.h"

#include <array>
#include <optional>

namespace sx::sealed {

/// Lists the texts of the reading page of which a kind may have its own wording. Those that it leaves out speak of a
/// message; other texts of the page fit every kind. `[name]`, `[count]` and `[date]` stand where the default has them.
/// A key is the catalogue's (words/fr.yaml, and sdk/web's) without `read.`, `sdk.` and `script.`.
inline constexpr auto kReaderWords = std::to_array<std::string_view>({"title",
	"gate.title",
	"gate.text",
	"gate.open",
	"gate.unknown",
	"gates.blocked",
	"gates.password.label",
	"next.open",
	"next.end_text",
	"refused.text",
	"refused.destroyed",
	"refused.ask",
	"failed.broken",
	"failed.gate",
	"lease.warning",
	"files_read.zip",
	"then.last",
	"acts.destroy",
	"acts.report",
	"destroying.title",
	"destroying.text",
	"destroying.yes",
	"destroying.done",
	"destroying.done_text",
	"destroying.failed",
	"reporting.title",
	"reporting.text",
	"reporting.not_for_me",
	"reporting.done",
	"finishing.left.one",
	"finishing.left.other",
	"finished.last_text",
	"finished.over_text"});
/// Lists the texts of the register of which a kind may have its own wording.
inline constexpr auto kRegisterWords = std::to_array<std::string_view>({"event.sent",
	"event.refused.expired",
	"event.refused.destroyed",
	"event.reported.not_for_me",
	"event.asked_again",
	"event.expired",
	"event.destroyed"});

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
	/// Returns this kind's own wording of a text, one of kReaderWords and kRegisterWords; nothing: as for any kind.
	/// With the texts in the plugin's catalogue below `kind.`: `return pages.find(language, "kind." +
	/// std::string(key));`.
	virtual std::optional<std::string> word(const Language& language, std::string_view key) const
	{
		static_cast<void>(language);
		static_cast<void>(key);
		return {};
	}
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
