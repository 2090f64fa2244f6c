// Provides a made-up request, for tests without a server.
#pragma once
#include "sx/http.h"

#include <map>

class FakeRequest final: public sx::Request
{
public:
	FakeRequest()
	{
		tenantSeen.name = "Notaires Bor\u00e9al";
		tenantSeen.origin = "https://boreal.example.com";
		tenantSeen.timeZone = "America/Toronto";
		tenantSeen.brand = sx::Value::object({{"theme", "boreal"}});
	}

	sx::Method method() const noexcept override { return sx::Method::Get; }
	const std::string& path() const noexcept override { return pathSeen; }
	std::string parameter(std::string_view) const override { return {}; }
	std::optional<std::string> query(std::string_view name) const override
	{
		auto found = queries.find(std::string(name));
		return found == queries.end() ? std::nullopt : std::optional(found->second);
	}
	std::optional<std::string> header(std::string_view) const override { return std::nullopt; }
	std::optional<std::string> cookie(std::string_view name) const override
	{
		auto found = cookies.find(std::string(name));
		return found == cookies.end() ? std::nullopt : std::optional(found->second);
	}
	const sx::Tenant& tenant() const noexcept override { return tenantSeen; }
	const sx::Principal* principal() const noexcept override { return isSignedIn ? &person : nullptr; }
	const sx::Language& language() const noexcept override { return languageSeen; }
	const std::string& clientAddress() const noexcept override { return address; }
	const std::string& requestId() const noexcept override { return id; }
	std::string_view body() const noexcept override { return {}; }
	sx::Result<sx::Value> json() const noexcept override { return sx::Error{sx::Code::Invalid}; }
	sx::Result<sx::Value> form() const noexcept override { return sx::Error{sx::Code::Invalid}; }
	std::int64_t contentLength() const noexcept override { return 0; }
	void under(std::shared_ptr<sx::Authority>) const override {}

	std::string pathSeen = "/sent";
	sx::Tenant tenantSeen;
	sx::Language languageSeen{"fr-CA"};
	bool isSignedIn = false;
	sx::Principal person{{}, {}, "Camille Roy", "camille.roy@example.com", "America/Toronto", {"fr-CA"}, {}};
	std::map<std::string, std::string> cookies, queries;
	std::string address = "203.0.113.24";
	std::string id = "7F3-20C";
};
