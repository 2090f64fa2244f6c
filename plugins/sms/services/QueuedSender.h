// Implements sms.sender/1, the job that delivers queued texts, and the handling of gateways' reports.
#pragma once
#include "domain/Driver.h"
#include "domain/Quotas.h"
#include "store/TextRows.h"

namespace sx::sms {

struct Opened;

struct SenderSettings
{
	std::vector<std::string> countries;
	int maxSegments = 4;
	std::chrono::seconds giveUpAfter{3600}, keep{30 * 86400};
	std::string reportOrigin;
};

/// Queues texts in the database and delivers them by jobs. [any thread]
class QueuedSender final: public Sender
{
public:
	static constexpr const char* kJob = "sms.send";
	static constexpr int kAttempts = 60;  // so many that giveUpAfter ends the retries first

	/// driver: null if this deployment sends no texts. All must outlive the sender.
	QueuedSender(
		Context& context, quotas::Quotas& quotas, const Numbers& numbers, Driver* driver, SenderSettings settings);

	bool isOffered() const noexcept override { return _driver != nullptr; }
	Result<Number> parse(std::string_view typed, std::string_view country) const noexcept override;
	std::string masked(std::string_view e164) const override { return sms::masked(e164); }
	Result<> queue(Sql& sql, const TenantId& tenant, const Text& text) noexcept override;
	Result<> reserve(Sql& sql, const Text& text) noexcept override;
	std::vector<Country> countries() const override;
	std::string readable(std::string_view e164) const override { return _numbers.readable(e164); }

	/// Delivers one text, erases it, and tells the listeners. Can be repeated after a crash at any point. [a job
	/// thread]
	Result<> send(const Job& job);
	/// Records what the gateway reports of the text with that token. Errors: Missing. [a request's thread]
	Result<> report(std::string_view token, Delivery delivery);
	/// Gives up texts that no job handles any more, deletes old rows, and updates the metric of waiting texts.
	Result<> sweep();

private:
	/// Returns the number as it may be sent to. Errors: Invalid (to), Unavailable.
	Result<Number> reachable(const Number& number) const noexcept;
	Result<> take(Sql& sql, const Text& text);
	bool serves(std::string_view country) const noexcept;
	Result<> deliver(const TextRow& row, const Opened& opened, bool isLastTry);
	/// Hands a text to the driver, unless it is too late for that.
	Result<> tryDriver(const TextRow& row, const Opened& opened);
	/// Sets the state of a text, erases its content, and tells the listeners unless they know the state already.
	Result<> settle(TextRow row, State state);
	std::string reportUrl(const TenantId& tenant, const std::string& token) const;

	Context& _context;
	quotas::Quotas& _quotas;
	const Numbers& _numbers;
	Driver* const _driver;
	const TenantSource* const _tenants;
	const SenderSettings _settings;
	const std::vector<DeliveryListener*> _listeners;
};

}
