#include "services/Courier.h"

#include "domain/Mime.h"
#include "sx/text.h"

namespace sx::mail {

Courier::Courier(Context& context,
	Driver& deployment,
	const Bounces& bounces,
	const CompanyServers* servers,
	CompanyServers::Alarm alarm):
	_context(context),
	_deployment(deployment), _bounces(bounces), _servers(servers), _alarm(std::move(alarm)),
	_pictures(context.find<branding::Pictures>()), _settings(*context.find<TenantSettings>()),
	_domains(context.findAll<SenderDomains>())
{
}

std::vector<Mailbox> Courier::wished(const Settings& settings, const Mail& mail) const
{
	const auto sender = settings.text("sender");
	std::vector<Mailbox> out;
	if (sender == "person" && !mail.author.address.empty()) out.push_back(mail.author);
	if (const auto own = settings.text("sender_address"); sender != "deployment" && isAddress(own))
		out.push_back({own, mail.fromName});
	return out;
}

std::shared_ptr<const SigningKey> Courier::keyOf(const TenantId& tenant, const std::string& address) const
{
	for (auto* each: _domains)
	{
		auto key = each->keyOf(tenant, asciiLower(domainOf(address)));
		if (!key) _context.log().warning("mail.sender.unknown", {{"detail", key.error().detail}});
		if (key && *key) return std::make_shared<const SigningKey>(std::move(**key));
	}
	return nullptr;
}

Result<Departure> Courier::departureOf(const Letter& letter) const
{
	auto settings = _settings.of(letter.tenant);
	if (!settings) return settings.error();
	for (auto& from: wished(**settings, letter.mail))
		if (auto key = keyOf(letter.tenant, from.address))
			return Departure{.from = std::move(from), .key = std::move(key)};
	return Departure{};
}

Result<Departure> Courier::ownDeparture(const Letter& letter, const CompanyServer& server) const
{
	auto settings = _settings.of(letter.tenant);
	if (!settings) return settings.error();
	Departure out{.from = {server.address, letter.mail.fromName}, .returnPath = server.address};
	const auto& author = letter.mail.author;
	if ((*settings)->text("sender") == "person" && !author.address.empty())
		for (auto* each: _domains)
			if (auto owns = each->owns(letter.tenant, asciiLower(domainOf(author.address))); owns && *owns)
				out.from = author;
	out.key = keyOf(letter.tenant, out.from.address);
	return out;
}

std::shared_ptr<const Logo> Courier::logoOf(const Letter& letter) const
{
	if (!_pictures || letter.mail.html.find(kLogoReference) == letter.mail.html.npos) return nullptr;
	auto picture = _pictures->mailLogo(letter.tenant);
	if (!picture) return nullptr;
	return std::make_shared<const Logo>(Logo{std::move(picture->contentType), std::move(picture->bytes)});
}

bool Courier::isTakenByOwn(const Letter& letter, const std::shared_ptr<const Logo>& logo) const
{
	if (!_servers) return false;
	const auto server = _servers->of(letter.tenant);
	if (!server || !*server || (*server)->rests(_context.clock().now())) return false;
	auto departure = ownDeparture(letter, **server);
	if (!departure) return false;
	auto leaving = letter;
	leaving.departure = std::move(*departure);
	leaving.departure.logo = logo;
	std::string said;
	const auto sent = _servers->deliver(letter.tenant, **server, leaving, &said);
	Result<> noted;
	if (!sent)
		noted = _servers->failed(letter.tenant, **server, said.empty() ? sent.error().detail : said, _alarm);
	else if ((*server)->failingSince)
		noted = _servers->recovered(letter.tenant, **server);
	if (!noted) _context.log().warning("mail.server.unnoted", {{"detail", noted.error().detail}});
	return bool(sent);
}

Result<> Courier::deliver(const Letter& letter) noexcept
try
{
	const auto logo = logoOf(letter);
	if (isTakenByOwn(letter, logo)) return {};
	auto departure = departureOf(letter);
	if (!departure) return departure.error();
	auto leaving = letter;
	leaving.departure = std::move(*departure);
	leaving.departure.logo = logo;
	leaving.departure.returnPath = _bounces.returnPath(letter.tenant, letter.id);
	return _deployment.deliver(leaving);
}
catch (const std::exception& e)
{
	return failed(Code::Internal, std::string("mail: ") + e.what());
}

}
