// Implements sms.sender/1, the job that delivers queued texts, and the handling of gateways' reports.
#pragma once
#include "domain/Driver.h"
#include "domain/Limits.h"
#include "store/TextRows.h"

namespace sms {

struct SenderSettings
{
	Limits limits;
	std::vector<std::string> countries;
	int maxSegments = 4;
	std::chrono::seconds giveUpAfter{3600}, keep{30 * 86400};
	std::string reportOrigin;
};

/// Queues texts in the database and delivers them by jobs. [any thread, between start and stop]
class StoredSender final: public sx::sms::Sender
{
public:
	static constexpr const char* kJob = "sms.send";
	static constexpr int kAttempts = 60;  // so many that giveUpAfter ends the retries first

	/// Starts the sender. driver: null if this deployment sends no texts.
	void start(sx::Context& context, const Numbers& numbers, Driver* driver, SenderSettings settings);

	bool isOffered() const noexcept override { return _driver != nullptr; }
	sx::Result<sx::sms::Number> parse(std::string_view typed, std::string_view country) const noexcept override;
	std::string masked(std::string_view e164) const override { return sms::masked(e164); }
	sx::Result<> queue(sx::Sql& sql, const sx::TenantId& tenant, const sx::sms::Text& text) noexcept override;
	std::vector<sx::sms::Country> countries() const override;
	std::string readable(std::string_view e164) const override { return _numbers->readable(e164); }

	/// Delivers one text, erases it, and tells the listeners. Can be repeated after a crash at any point. [a job
	/// thread]
	sx::Result<> send(const sx::Job& job);
	/// Records what the gateway reports of the text with that token. Errors: Missing. [a request's thread]
	sx::Result<> report(std::string_view token, sx::sms::Delivery delivery);
	/// Gives up texts that no job handles any more, deletes old rows, and updates the metric of waiting texts.
	sx::Result<> sweep();

private:
	bool serves(std::string_view country) const noexcept;
	sx::Result<> deliver(const TextRow& row, const Opened& opened, bool isLastTry);
	/// Sets the state of a text, erases its content, and tells the listeners unless they know the state already.
	sx::Result<> settle(TextRow row, State state);
	std::string reportUrl(const sx::TenantId& tenant, const std::string& token) const;

	sx::Context* _context = nullptr;
	const Numbers* _numbers = nullptr;
	Driver* _driver = nullptr;
	const sx::TenantSource* _tenants = nullptr;
	SenderSettings _settings;
	std::vector<sx::sms::DeliveryListener*> _listeners;
};

}
