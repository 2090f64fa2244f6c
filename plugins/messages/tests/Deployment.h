// Starts a server with this plugin, a sender, and readers who know what a real client would know. Keys are random bytes
// here: the server cannot tell, since it only checks macs; the clients' own tests seal for real.
#pragma once
#include "sx/directory/Directory.h"
#include "sx/harness/Harness.h"

#include <cppunit/extensions/HelperMacros.h>

#include <cctype>
#include <string>
#include <vector>

namespace sx::messages::tests {

inline const std::string kManifest(22, 'A');
inline const std::string kFile = "AQEBAQEBAQEBAQEBAQEBAQ";

/// Holds what a sender asks for.
struct Order
{
	int opens = 3;
	std::int64_t expiresIn = 86'400;
	bool password = false, code = false;
	std::string delivery = "link";
	std::vector<std::string> recipients{"louis.gagne@example.com"};
	std::int64_t fileBytes = 0;  // sealed bytes of a file besides the manifest; 0: no file
	std::string language = "fr";
	std::string mobile{};  // not empty: sets the SMS gate; with delivery sms, the number of the link
	bool asksSms() const { return !mobile.empty() && delivery != "sms"; }
};

/// Holds one recipient, with all that their link and the sender's client know.
struct Recipient
{
	std::string grant, address, token, share, code, slot, proof, passwordProof, secret;
};

struct Sent
{
	std::string id;
	std::vector<Recipient> recipients;
	std::string manifest, file;  // sealed bytes
	Recipient& one() { return recipients.at(0); }
};

class Deployment
{
public:
	explicit Deployment(std::map<std::string, std::string> settings = {}, std::vector<std::string> more = {})
	{
		harness::Options options;
		options.plugins = {
			"storage", "mail", "audit", "directory", "auth", "sms", "quotas", "sealed", "sms_gate", "messages"};
		options.plugins.insert(options.plugins.end(), more.begin(), more.end());
		options.settings = std::move(settings);
		server = harness::Server::start(std::move(options));
		tenant = company("Notaires Boréal", "localhost");
		sender.emplace(person(tenant, "Camille Roy", "localhost"));
	}
	/// Signs the sender in again, after the clock has passed the session's end.
	void signInAgain()
	{
		sender.emplace(server->signedIn(
			tenant, server->find<directory::Directory>()->byAddress(tenant, "camille@example.com")->id));
	}

	TenantId company(const std::string& name, const std::string& host)
	{
		auto made = server->find<directory::Directory>()->addTenant({name,
			{host},
			{"fr-CA"},
			"America/Toronto",
			Value::object({{"brand", "#1f6b45"}, {"header", "#123a28"}, {"logo", "boreal"}})});
		CPPUNIT_ASSERT(made);
		return *made;
	}
	/// Returns a client of a new person who may send, signed in.
	harness::Client person(const TenantId& of, const std::string& name, const std::string& host)
	{
		auto address = name.substr(0, name.find(' ')) + "@example.com";
		for (auto& c: address) c = static_cast<char>(std::tolower(c));
		auto made = server->find<directory::Directory>()->addPerson(
			{of, name, address, "member", {"fr-CA"}, "America/Toronto"});
		CPPUNIT_ASSERT(made);
		return server->signedIn(of, *made, host);
	}

	std::string random(std::size_t bytes) const { return server->keys().random(bytes).value; }
	std::string text(std::string_view bytes) const { return server->keys().toBase64Url(bytes); }
	std::string secret() const { return text(random(32)); }

	static Value bodyOf(const Order& order, std::int64_t manifestBytes)
	{
		Value::List recipients, files{Value::object({{"id", kManifest}, {"bytes", manifestBytes}})};
		for (const auto& each: order.recipients)
			recipients.push_back(order.mobile.empty() ? Value::object({{"address", each}})
													  : Value::object({{"address", each},
															{"mobile", order.mobile},
															{"gates", Value::object({{"sms", order.asksSms()}})}}));
		if (order.fileBytes) files.push_back(Value::object({{"id", kFile}, {"bytes", order.fileBytes}}));
		return Value::object({{"language", order.language},
			{"opens", order.opens},
			{"expires_in", order.expiresIn},
			{"delivery", order.delivery},
			{"gates", Value::object({{"password", order.password}, {"code", order.code}})},
			{"recipients", recipients},
			{"files", files}});
	}

	/// Creates a draft and fills in what the sender's client makes.
	Sent create(const Order& order)
	{
		Sent sent;
		sent.manifest = random(2000);
		if (order.fileBytes) sent.file = random(static_cast<std::size_t>(order.fileBytes));
		const auto made = sender->post("/api/v1/messages", bodyOf(order, 2000));
		CPPUNIT_ASSERT_EQUAL_MESSAGE(made.body, 201, made.status);
		sent.id = made.json["id"].text();
		for (const auto& each: made.json["grants"].list())
		{
			Recipient recipient;
			recipient.grant = each["grant"].text();
			recipient.address = each["address"].text();
			recipient.token = each["token"].text();
			recipient.share = each["share"].text();
			recipient.code = each["code"].text();
			recipient.proof = secret();
			recipient.passwordProof = secret();
			recipient.secret = secret();
			recipient.slot = text(slotOf(sent.id, recipient.grant, order));
			sent.recipients.push_back(std::move(recipient));
		}
		return sent;
	}

	std::string slotOf(const std::string& message, const std::string& grant, const Order& order) const
	{
		const auto& keys = server->keys();
		std::string header = "SXK1\x01\x01";
		header.push_back(
			static_cast<char>((order.password ? 1 : 0) | (order.asksSms() ? 2 : 0) | (order.code ? 4 : 0)));
		header.push_back(static_cast<char>(order.password ? 1 : 0));
		header += order.password ? std::string("\x00\x01\x00\x00\x00\x03\x00\x01", 8) : std::string(8, '\0');
		return header + keys.fromBase64Url(message)->value + keys.fromBase64Url(grant)->value + random(16) + random(92);
	}

	harness::Answer putPart(const std::string& message, const std::string& file, int part, std::string_view bytes)
	{
		return sender->put("/api/v1/messages/" + message + "/files/" + file + "/parts/" + std::to_string(part),
			bytes,
			{{"X-Content-SHA256", server->keys().toHex(server->keys().sha256(bytes).value)}});
	}
	void upload(const Sent& sent)
	{
		constexpr std::size_t kPart = 8 * 1024 * 1024;
		for (const auto& [id, bytes]: {std::pair(kManifest, &sent.manifest), std::pair(kFile, &sent.file)})
			for (std::size_t from = 0; from < bytes->size(); from += kPart)
			{
				const auto put = putPart(
					sent.id, id, static_cast<int>(from / kPart), std::string_view(*bytes).substr(from, kPart));
				CPPUNIT_ASSERT_EQUAL_MESSAGE(put.body, 200, put.status);
			}
	}

	Value sendBody(const Sent& sent, const Order& order)
	{
		Value::List grants;
		for (const auto& each: sent.recipients)
		{
			auto grant = Value::object({{"grant", each.grant}, {"slot", each.slot}, {"proof", each.proof}});
			if (order.password) grant.set("password_proof", each.passwordProof);
			if (order.delivery == "mail" || order.delivery == "sms") grant.set("link_secret", each.secret);
			grants.push_back(std::move(grant));
		}
		return Value::object({{"grants", grants},
			{"note", text("sealed note")},
			{"notice",
				Value::object({{"subject", "Acte de vente"},
					{"files",
						Value::List{Value::object(
							{{"name", "Acte <b>.pdf"}, {"size", 1'400'000}, {"sha256", std::string(64, 'a')}})}}})}});
	}
	harness::Answer sendDraft(const Sent& sent, const Order& order)
	{
		return sender->post("/api/v1/messages/" + sent.id + "/send", sendBody(sent, order));
	}
	Sent send(const Order& order = {})
	{
		auto sent = create(order);
		upload(sent);
		const auto answer = sendDraft(sent, order);
		CPPUNIT_ASSERT_EQUAL_MESSAGE(answer.body, 200, answer.status);
		return sent;
	}

	// The functions below act as a reader's client.
	harness::Answer gates(const Recipient& who)
	{
		return server->anonymous().post("/m/" + who.token + "/gates", Value::object({{"proof", who.proof}}));
	}
	harness::Answer open(const Recipient& who, const std::string& lease, Value more = Value::Object{})
	{
		more.set("proof", who.proof).set("lease", lease);
		return server->anonymous().post("/m/" + who.token + "/open", more);
	}
	harness::Answer file(
		const Recipient& who, const std::string& lease, const std::string& id, harness::Headers headers = {})
	{
		headers.emplace_back("Authorization", "Lease " + lease);
		return server->anonymous().get("/m/" + who.token + "/files/" + id, headers);
	}
	harness::Answer finish(const Recipient& who, const std::string& lease)
	{
		return server->anonymous().post(
			"/m/" + who.token + "/finish", Value::Object{}, {{"Authorization", "Lease " + lease}});
	}
	Value followed(const Sent& sent)
	{
		const auto answer = sender->get("/api/v1/messages/" + sent.id);
		CPPUNIT_ASSERT_EQUAL_MESSAGE(answer.body, 200, answer.status);
		return answer.json;
	}
	int opensLeft(const Sent& sent)
	{
		return static_cast<int>(followed(sent)["recipients"].list().at(0)["opens_left"].integer());
	}
	/// Counts how often the register has events of a kind (and cause).
	int events(const Sent& sent, std::string_view kind, std::string_view cause = {})
	{
		std::int64_t count = 0;
		const auto all = followed(sent);
		for (const auto& each: all["events"].list())
			if (each["kind"].text() == kind && (cause.empty() || each["cause"].text() == cause))
				count += each["times"].integer();
		return static_cast<int>(count);
	}

	std::unique_ptr<harness::Server> server;
	TenantId tenant;
	std::optional<harness::Client> sender;
};

}
