// Starts a server with two companies, and takes a browser's steps of signing in.
#pragma once
#include "domain/Proof.h"
#include "sx/directory/Directory.h"
#include "sx/harness/Harness.h"

#include <cppunit/TestAssert.h>

#include <memory>
#include <string>

namespace sx::auth::tests {

/// Solves a challenge as altcha's worker does, and encodes the solution as the page does.
inline std::string solve(const sx::harness::Server& server, const sx::Value& challenge)
{
	const auto& parameters = challenge["parameters"];
	const auto start = fromHex(parameters["salt"].text()) + fromHex(parameters["nonce"].text());
	const auto prefix = parameters["keyPrefix"].text();
	for (std::uint32_t counter = 0; counter < 1'000'000; ++counter)
	{
		std::string bytes(4, '\0');
		for (int i = 0; i < 4; ++i)
			bytes[static_cast<std::size_t>(i)] = static_cast<char>(counter >> (24 - 8 * i) & 0xff);
		const auto key = server.keys().toHex(server.keys().sha256(start + bytes).value);
		if (!key.starts_with(prefix)) continue;
		auto answer = sx::Value::object({{"challenge", challenge},
			{"solution",
				sx::Value::object(
					{{"counter", static_cast<std::int64_t>(counter)}, {"derivedKey", key}, {"time", 1}})}});
		return server.keys().toBase64Url(server.json().write(answer));
	}
	CPPUNIT_FAIL("the challenge has no answer");
	return {};
}

/// Returns a text without every occurrence of a part.
inline std::string without(std::string text, const std::string& part)
{
	for (auto at = text.find(part); at != std::string::npos; at = text.find(part)) text.erase(at, part.size());
	return text;
}

/// Returns a page without request ids, which differ in every response.
inline std::string withoutIds(std::string body)
{
	for (std::size_t i = 0; i + 36 <= body.size(); ++i)
		if (body[i + 8] == '-' && body[i + 13] == '-' && body[i + 18] == '-' && body[i + 23] == '-') body.erase(i, 36);
	return body;
}

struct Portal
{
	static constexpr const char* kCamille = "camille.roy@example.com";
	static constexpr const char* kPriya = "priya.shah@example.com";

	explicit Portal(std::map<std::string, std::string> settings = {},
		std::vector<std::string> plugins = {"api_keys", "audit", "auth", "directory", "mail", "quotas"})
	{
		settings.try_emplace("auth.proof_work", "200");
		settings.try_emplace("auth.links_per_network", "1000");
		// Tests take the parts of callers in other networks.
		server = sx::harness::Server::start({.plugins = std::move(plugins),
			.settings = std::move(settings),
			.configuration = {{"http.proxies", "[127.0.0.1]"}}});
		boreal = *directory().addTenant(
			{"Notaires Boréal", {"localhost", "boreal.localhost"}, {"fr-CA"}, "America/Toronto", {}});
		solstice = *directory().addTenant(
			{"Clinique Solstice", {"solstice.localhost"}, {"en-CA"}, "America/Toronto", {}});
		camille = *directory().addPerson({boreal, "Camille Roy", kCamille, "super", {"fr-CA"}, ""});
		julie = *directory().addPerson({boreal, "Julie Gagnon", "julie.gagnon@example.com", "member", {"fr-CA"}, ""});
		priya = *directory().addPerson({solstice, "Priya Shah", kPriya, "super", {"en-CA"}, ""});
	}

	sx::directory::Directory& directory() const { return *server->find<sx::directory::Directory>(); }

	std::string proof(sx::harness::Client& browser, int work = 0) const
	{
		return solve(*server, browser.get("/sign-in/challenge?work=" + std::to_string(work)).json);
	}

	/// Returns a browser of another network.
	sx::harness::Client elsewhere(const std::string& address) const
	{
		auto out = server->anonymous();
		out.always("X-Forwarded-For", address);
		return out;
	}

	sx::harness::Answer ask(
		sx::harness::Client& browser, const std::string& address, const std::string& next = "/", int work = 0) const
	{
		return browser.postForm(
			"/sign-in", sx::Value::object({{"address", address}, {"next", next}, {"altcha", proof(browser, work)}}));
	}

	/// Returns the token of the newest mailed link; empty if none was mailed.
	std::string mailedToken() const
	{
		const auto mails = server->mails();
		if (mails.empty()) return {};
		constexpr std::string_view kPath = "/sign-in/link#";
		const auto& text = mails.back().text;
		const auto at = text.find(kPath);
		return at == std::string::npos ? std::string() : text.substr(at + kPath.size(), 22);
	}

	/// Returns the code of the newest mail.
	std::string mailedCode() const
	{
		const auto text = server->mails().back().text;
		for (std::size_t at = text.find('-'); at != std::string::npos; at = text.find('-', at + 1))
			if (at >= 5 && text[at - 5] == '\n' && text[at + 5] == '\n') return text.substr(at - 4, 9);
		return {};
	}

	static sx::harness::Answer typeCode(sx::harness::Client& browser, const std::string& code)
	{
		return browser.postForm("/sign-in/code", sx::Value::object({{"code", code}, {"address", kCamille}}));
	}

	/// Presses the button on the page behind a link.
	static sx::harness::Answer use(sx::harness::Client& browser, const std::string& token)
	{
		return browser.postForm("/sign-in/link", sx::Value::object({{"token", token}}));
	}

	std::unique_ptr<sx::harness::Server> server;
	sx::TenantId boreal, solstice;
	sx::UserId camille, julie, priya;
};

}
