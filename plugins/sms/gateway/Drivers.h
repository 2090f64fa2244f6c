// Implements the three drivers: Kannel, any HTTP gateway, and the demonstration's postbox.
#pragma once
#include "domain/Driver.h"
#include "domain/Template.h"
#include "gateway/GatewayCall.h"
#include "sx/mail/Postbox.h"

namespace sx::sms {

/// Hands texts to Kannel's smsbox, by POST with X-Kannel headers, so that no URL contains the password or the text.
/// Source: Kannel user guide, "Using the HTTP interface to smsbox".
class KannelDriver final: public Driver
{
public:
	KannelDriver(Endpoint endpoint, std::string from, const Clock& clock):
		_endpoint(std::move(endpoint)), _from(std::move(from)), _clock(clock)
	{
	}
	Result<> deliver(const Outgoing& outgoing) noexcept override;
	Result<> check() noexcept override { return _probe.check(_endpoint.url, _clock); }

private:
	Endpoint _endpoint;
	std::string _from;
	const Clock& _clock;
	Probe _probe;
};

/// Describes the requests and responses of a gateway, as the settings say.
struct HttpShape
{
	std::string method = "POST", body, from, takenField;
	bool isJson = false, basicAuth = true;
	std::vector<std::string> headers, takenStatuses, takenValues;
};

/// Hands texts to any gateway that takes one HTTP request per text.
class HttpDriver final: public Driver
{
public:
	HttpDriver(Endpoint endpoint, HttpShape shape, const Clock& clock, const Json& json):
		_endpoint(std::move(endpoint)), _shape(std::move(shape)), _clock(clock), _json(json)
	{
	}
	Result<> deliver(const Outgoing& outgoing) noexcept override;
	Result<> check() noexcept override { return _probe.check(_endpoint.url, _clock); }

private:
	bool isTaken(const GatewayResponse& response) const;

	Endpoint _endpoint;
	HttpShape _shape;
	const Clock& _clock;
	const Json& _json;
	Probe _probe;
};

/// Puts texts into the demonstration's postbox; sends nothing.
class PostboxDriver final: public Driver
{
public:
	PostboxDriver(mail::Postbox& postbox, std::string from): _postbox(postbox), _from(std::move(from)) {}
	Result<> deliver(const Outgoing& outgoing) noexcept override
	{
		return _postbox.put({.tenant = outgoing.tenant,
			.id = outgoing.id,
			.kind = "sms",
			.to = outgoing.text.to.e164,
			.from = _from,
			.text = outgoing.text.text,
			.language = outgoing.text.language});
	}
	Result<> check() noexcept override { return {}; }

private:
	mail::Postbox& _postbox;
	std::string _from;
};

}
