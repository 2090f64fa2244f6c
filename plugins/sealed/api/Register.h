// Keeps the register: what happened to sealed things, without content (product rows A9 and I8).
#pragma once
#include "sx/http.h"
#include "sx/plugin.h"
#include "sx/sealed/Event.h"

namespace sx::sealed {

/// Returns from where a request comes.
inline Actor actorOf(const Request& request)
{
	return {request.clientAddress(), request.header("User-Agent").value_or("")};
}

/// Is a line as its owner reads it.
struct EventView
{
	Event event;
	std::string title;  // what happened, with the exact cause of a refusal
	std::string place;  // the reader's network address, its place if it is shown, and browser; empty for acts of the
	                    // owner or of the server
	bool isBad = false;
};

/// Writes and reads the register. [any thread; Sql: its thread] Since: SDK 1.0
class Register
{
public:
	static constexpr std::string_view kId = "sealed.register/1";
	/// Appends a line in the caller's transaction. Returns its id.
	virtual Result<EventId> append(Sql& sql, Event event) noexcept = 0;
	/// Returns a line. Errors: Missing.
	virtual Result<Event> byId(Sql& sql, const EventId& event) const noexcept = 0;
	/// Notes that the owner was told of a line. Returns true the first time: the caller queues the mail in the same
	/// transaction.
	virtual Result<bool> markTold(Sql& sql, const EventId& event) noexcept = 0;
	/// Counts the lines of one kind about a grant since a moment.
	virtual Result<int> count(Sql& sql, const GrantId& grant, EventKind kind, Instant since) const noexcept = 0;
	/// Returns when the newest line of a kind about a grant was written; nullopt: there is none.
	virtual Result<std::optional<Instant>> newest(Sql& sql, const GrantId& grant, EventKind kind) const noexcept = 0;
	/// Returns all lines of an item, oldest first.
	virtual Result<std::vector<Event>> ofItem(const TenantId& tenant, const ItemId& item) noexcept = 0;
	/// Returns all lines of an item as its owner reads them, oldest first.
	virtual Result<std::vector<EventView>> viewsOf(
		const TenantId& tenant, const Followed& followed, const Language& language) noexcept = 0;
	/// Returns a reader's network address with the place that it belongs to, where the company shows places:
	/// "203.0.113.7 (Montréal, Canada)".
	virtual std::string addressWithPlace(
		const TenantId& tenant, std::string_view address, const Language& language) const = 0;
	/// Shortens a User-Agent for people to read: "Firefox, Windows"; empty for an empty one.
	virtual std::string browserName(std::string_view agent) const = 0;
protected:
	~Register() = default;
};

}
