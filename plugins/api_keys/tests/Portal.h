// Starts a server with two companies whose people have API keys.
#pragma once
#include "sx/directory/Directory.h"
#include "sx/harness/Harness.h"

#include <cppunit/TestAssert.h>

#include <iostream>
#include <memory>
#include <sstream>
#include <string>

namespace sx::api_keys::tests {

struct Portal
{
	static constexpr const char* kCamille = "camille.roy@example.com";
	static constexpr const char* kMarc = "marc.tremblay@example.com";
	static constexpr const char* kJulie = "julie.gagnon@example.com";

	/// more: plugins besides those that keys need.
	explicit Portal(const std::vector<std::string>& more = {})
	{
		std::vector<std::string> plugins{"api_keys", "audit", "auth", "directory", "mail", "quotas"};
		plugins.insert(plugins.end(), more.begin(), more.end());
		server = harness::Server::start(
			{.plugins = std::move(plugins), .settings = {}, .configuration = {{"http.proxies", "[127.0.0.1]"}}});
		boreal = *directory().addTenant(
			{"Notaires Boréal", {"localhost", "boreal.localhost"}, {"fr-CA"}, "America/Toronto", {}});
		solstice = *directory().addTenant(
			{"Clinique Solstice", {"solstice.localhost"}, {"en-CA"}, "America/Toronto", {}});
		camille = person(boreal, "Camille Roy", kCamille, "super");
		marc = person(boreal, "Marc Tremblay", kMarc, "admin");
		julie = person(boreal, "Julie Gagnon", kJulie, "member");
		priya = person(solstice, "Priya Shah", "priya.shah@example.com", "super");
	}

	directory::Directory& directory() const { return *server->find<directory::Directory>(); }

	UserId person(const TenantId& tenant, const char* name, const char* address, const char* role) const
	{
		return *directory().addPerson({tenant, name, address, role, {"fr-CA"}, ""});
	}

	/// Runs a verb and returns the first line that it printed: of `api-key add`, the key.
	std::string firstLine(const std::vector<std::string>& words) const
	{
		std::ostringstream out, silent;
		auto* before = std::cout.rdbuf(out.rdbuf());
		auto* errors = std::cerr.rdbuf(silent.rdbuf());
		auto status = server->verb(words);
		std::cout.rdbuf(before);
		std::cerr.rdbuf(errors);
		CPPUNIT_ASSERT_MESSAGE(status ? "" : status.error().detail, bool(status));
		const auto text = out.str();
		return text.substr(0, text.find('\n'));
	}

	/// Returns a new key of Camille's, made by the operator. more: options of the verb.
	std::string keyWith(const std::string& scopes, const std::vector<std::string>& more = {}) const
	{
		std::vector<std::string> words{
			"api-key", "add", "--tenant", "localhost", "--user", kCamille, "--name", "Essai", "--scopes", scopes};
		words.insert(words.end(), more.begin(), more.end());
		return firstLine(words);
	}

	/// Returns a program that has a key. address: where its requests come from; empty: this machine.
	harness::Client program(
		const std::string& key, const std::string& address = {}, const std::string& host = "localhost") const
	{
		auto out = server->anonymous(host);
		out.apiKey(key);
		if (!address.empty()) out.always("X-Forwarded-For", address);
		return out;
	}

	std::unique_ptr<harness::Server> server;
	TenantId boreal, solstice;
	UserId camille, marc, julie, priya;
};

}
