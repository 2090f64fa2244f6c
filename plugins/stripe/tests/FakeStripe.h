// Speaks the part of Stripe's API that the plugin uses, over HTTP, with its idempotency keys; loses answers when asked
// to.
#pragma once
#include <Poco/JSON/Object.h>
#include <Poco/Net/HTMLForm.h>
#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/URI.h>

#include <atomic>
#include <map>
#include <mutex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

class FakeStripe
{
public:
	using Fields = std::map<std::string, std::string>;

	FakeStripe():
		_socket(Poco::Net::SocketAddress("127.0.0.1", 0)),
		_server(new Factory(*this), _socket, new Poco::Net::HTTPServerParams)
	{
		_server.start();
	}
	~FakeStripe() { _server.stopAll(true); }
	FakeStripe(const FakeStripe&) = delete;
	FakeStripe& operator=(const FakeStripe&) = delete;

	std::string url() const { return "http://127.0.0.1:" + std::to_string(_socket.address().port()); }

	static constexpr const char *kKey = "sk_test_fake", *kSecret = "whsec_fake";

	struct Session
	{
		std::string id, order, currency, mode, status = "open", paid = "unpaid", method = "pm_1";
		int amount = 0;
		Fields fields{};
	};
	std::vector<Session> sessions() const { return locked(_sessions); }
	/// Plays the customer on the hosted page. method: the card that they type there.
	void pay(std::size_t number, const std::string& method = "pm_1")
	{
		std::lock_guard lock(_mutex);
		auto& session = _sessions.at(number);
		session.status = "complete";
		session.paid = session.mode == "setup" ? "no_payment_required" : "paid";
		session.method = method;
	}
	/// Refuses every charge of a card, or not any more.
	void refuse(const std::string& method, bool isRefused = true)
	{
		std::lock_guard lock(_mutex);
		if (isRefused)
			_refuses.insert(method);
		else
			_refuses.erase(method);
	}
	/// Returns what was charged, each with what was asked.
	std::vector<Fields> charges() const { return locked(_charges); }
	void expire(std::size_t number)
	{
		std::lock_guard lock(_mutex);
		_sessions.at(number).status = "expired";
	}
	int charged() const { return locked(_charged); }
	int refunded() const { return locked(_refunded); }
	int calls() const { return locked(_calls); }
	/// Does what the next request says, and loses the answer.
	void loseNextAnswer() { _loses = true; }
	/// Answers 503 to everything, or not any more.
	void setDown(bool isDown) { _isDown = isDown; }

	/// Writes an event about a session, as a webhook's body has it: with the session as it was when it happened.
	std::string event(const std::string& id, const std::string& type, std::size_t number) const
	{
		const auto all = sessions();
		return R"({"id":")" + id + R"(","object":"event","type":")" + type + R"(","data":{"object":)" +
			jsonOf(all.at(number)) + "}}";
	}

private:
	/// Copies a member under the lock.
	template <class T> T locked(const T& member) const
	{
		std::lock_guard lock(_mutex);
		return member;
	}

	static std::string jsonOf(const Session& session)
	{
		std::ostringstream out;
		out << R"({"id":")" << session.id << R"(","object":"checkout.session","url":"https://checkout.stripe.test/c/)"
			<< session.id << R"(","client_reference_id":")" << session.order << R"(","amount_total":)" << session.amount
			<< R"(,"currency":")" << session.currency << R"(","status":")" << session.status
			<< R"(","payment_status":")" << session.paid << R"(","customer":"cus_1","payment_intent":)";
		// A session has one of them: a payment, or the keeping of a card.
		const bool isDone = session.status == "complete", isSetup = session.mode == "setup";
		const auto intent = R"({"id":")" + std::string(isSetup ? "seti_" : "pi_") + session.id +
			R"(","status":"succeeded","payment_method":{"id":")" + session.method +
			R"(","card":{"brand":"visa","last4":")" + (session.method == "pm_1" ? "4242" : "0341") + R"("}}})";
		out << (isDone && !isSetup ? intent : "null") << R"(,"setup_intent":)" << (isDone && isSetup ? intent : "null")
			<< "}";
		return out.str();
	}

	/// Answers a request: status and body.
	std::pair<int, std::string> answer(
		const std::string& method, const std::string& path, const std::string& key, const Fields& fields)
	{
		std::lock_guard lock(_mutex);
		++_calls;
		if (_isDown) return {503, R"({"error":{"code":"down"}})"};
		const std::string kSessions = "/v1/checkout/sessions";
		if (method == "GET" && path.starts_with(kSessions + "/"))
		{
			for (const auto& each: _sessions)
				if (path == kSessions + "/" + each.id) return {200, jsonOf(each)};
			return {404, R"({"error":{"code":"resource_missing"}})"};
		}
		if (key.empty()) return {400, R"({"error":{"code":"the_test_wants_a_key"}})"};
		if (const auto found = _answered.find(path + key); found != _answered.end())
			return found->second.first == fields
				? found->second.second
				: std::pair<int, std::string>{400, R"({"error":{"code":"idempotency"}})"};
		auto& [asked, out] = _answered[path + key];
		asked = fields;
		if (path == kSessions)
		{
			Session session{.id = "cs_test_" + std::to_string(_sessions.size() + 1),
				.order = at(fields, "client_reference_id"),
				.currency = at(fields, "line_items[0][price_data][currency]"),
				.mode = at(fields, "mode")};
			const auto amount = at(fields, "line_items[0][price_data][unit_amount]");
			session.amount = amount.empty() ? 0 : std::stoi(amount);
			session.fields = fields;
			_sessions.push_back(session);
			return out = {200, jsonOf(session)};
		}
		if (path == "/v1/payment_intents")
		{
			const auto method = at(fields, "payment_method");
			const bool isRefused = method == "pm_refused" || _refuses.contains(method);
			const std::string intent = R"({"id":"pi_)" + std::to_string(_answered.size()) + R"(","amount":)" +
				at(fields, "amount") + R"(,"currency":"cad","customer":"cus_1","payment_method":")" + method +
				R"(","metadata":{"order":")" + at(fields, "metadata[order]") + R"("},"status":")" +
				(isRefused ? "requires_payment_method" : "succeeded") + R"("})";
			if (isRefused) return out = {402, R"({"error":{"code":"card_declined","payment_intent":)" + intent + "}}"};
			++_charged;
			_charges.push_back(fields);
			return out = {200, intent};
		}
		if (path == "/v1/refunds")
		{
			++_refunded;
			return out = {200, R"({"id":"re_1"})"};
		}
		return out = {404, R"({"error":{"code":"unknown"}})"};
	}
	static std::string at(const Fields& fields, const std::string& name)
	{
		const auto found = fields.find(name);
		return found == fields.end() ? std::string() : found->second;
	}

	class Handler: public Poco::Net::HTTPRequestHandler
	{
	public:
		explicit Handler(FakeStripe& stripe): _stripe(stripe) {}
		void handleRequest(Poco::Net::HTTPServerRequest& request, Poco::Net::HTTPServerResponse& response) override
		{
			Fields fields;
			if (request.getMethod() == "POST")
				for (const auto& [name, value]: Poco::Net::HTMLForm(request, request.stream())) fields[name] = value;
			auto answered = request.get("Authorization", "") == std::string("Bearer ") + kKey
				? _stripe.answer(request.getMethod(),
					  Poco::URI(request.getURI()).getPath(),
					  request.get("Idempotency-Key", ""),
					  fields)
				: std::pair<int, std::string>{401, R"({"error":{"code":"key"}})"};
			if (_stripe._loses.exchange(false))
			{
				response.setContentLength(1'000'000);  // and the connection ends before
				response.setKeepAlive(false);
				response.send() << "{";
				return;
			}
			response.setStatusAndReason(static_cast<Poco::Net::HTTPResponse::HTTPStatus>(answered.first));
			response.setContentType("application/json");
			response.setContentLength(static_cast<std::streamsize>(answered.second.size()));
			response.send() << answered.second;
		}

	private:
		FakeStripe& _stripe;
	};
	class Factory: public Poco::Net::HTTPRequestHandlerFactory
	{
	public:
		explicit Factory(FakeStripe& stripe): _stripe(stripe) {}
		Poco::Net::HTTPRequestHandler* createRequestHandler(const Poco::Net::HTTPServerRequest&) override
		{
			return new Handler(_stripe);
		}

	private:
		FakeStripe& _stripe;
	};

	mutable std::mutex _mutex;
	std::vector<Session> _sessions;
	std::map<std::string, std::pair<Fields, std::pair<int, std::string>>> _answered;  // what was asked, and the answer
	std::vector<Fields> _charges;
	std::set<std::string> _refuses;
	int _charged = 0, _refunded = 0, _calls = 0;
	std::atomic<bool> _loses = false, _isDown = false;
	Poco::Net::ServerSocket _socket;
	Poco::Net::HTTPServer _server;
};
