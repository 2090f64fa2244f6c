// Implements sealed.register/1: the register as plugins and owners read it.
#pragma once
#include "domain/Visitor.h"
#include "services/Gates.h"
#include "services/RegisterWriter.h"
#include "store/RegisterRows.h"
#include "sx/places/Places.h"

namespace sx::sealed {

/// Reads the register and words its lines. [any thread; Sql: its thread]
class RegisterService final: public Register
{
public:
	RegisterService(const Services& services, const Gates& gates, RegisterWriter& writer):
		_services(services), _gates(gates), _writer(writer), _places(services.context.find<places::PlaceFinder>())
	{
	}

	Result<EventId> append(Sql& sql, Event event) noexcept override { return _writer.append(sql, std::move(event)); }
	Result<Event> byId(Sql& sql, const EventId& event) const noexcept override;
	Result<bool> markTold(Sql& sql, const EventId& event) noexcept override;
	Result<int> count(Sql& sql, const GrantId& grant, EventKind kind, Instant since) const noexcept override;
	Result<std::optional<Instant>> newest(Sql& sql, const GrantId& grant, EventKind kind) const noexcept override;
	Result<std::vector<Event>> ofItem(const TenantId& tenant, const ItemId& item) noexcept override;
	Result<std::vector<EventView>> viewsOf(
		const TenantId& tenant, const Followed& followed, const Language& language) noexcept override;
	std::string browserName(std::string_view agent) const override;
	std::string addressWithPlace(
		const TenantId& tenant, std::string_view address, const Language& language) const override;

	/// Holds a page of the register over all items.
	struct Found
	{
		std::vector<RegisterRow> rows;
		EventId next;  // empty: the last page
		std::map<EventId, Visitor> visitors;
	};
	/// Returns a page of an owner's register, newest first. Errors: Missing (before).
	Result<Found> page(
		const TenantId& tenant, const UserId& owner, const RegisterFilter& filter, const EventId& before, int limit);
	/// Says what happened, with the exact cause of a refusal (product row I8), as it was when it happened. kind: the
	/// item's.
	std::string title(const Event& event, std::string_view kind, Visitor visitor, const Language& language) const;
	/// Returns a reader's network address, its place if it is shown, and browser; empty for an act of the owner or of
	/// the server.
	std::string placeOf(const TenantId& tenant, const Event& event, const Language& language) const;
	/// Returns the place of a network address; empty if the company does not show places, or it is unknown.
	std::string placeOf(const TenantId& tenant, std::string_view address, const Language& language) const;

private:
	/// Says what happened once, in the words of the item's kind or in those for any kind.
	std::string wordingOf(const Event& event, std::string_view kind, Visitor visitor, const Language& language) const;
	/// Returns the names of the gates that an event's cause lists; empty if the event is not about gates.
	std::string gatesIn(const Event& event, const Language& language) const;

	const Services& _services;
	const Gates& _gates;
	RegisterWriter& _writer;
	const places::PlaceFinder* const _places;  // may be null
};

}
