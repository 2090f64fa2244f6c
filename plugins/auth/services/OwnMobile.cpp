#include "services/OwnMobile.h"

#include "sx/typed.h"

namespace sx::auth {

namespace {

constexpr const char* kMobilePurpose = "auth.mobile";
constexpr std::size_t kCodeLength = 6;

/// Is sealed in place of a number when the code ends the protection of replies.
constexpr std::string_view kEndsProtection = "unprotect";

std::string identity(const Principal& person) { return "auth.mobile:" + person.tenant.value + ":" + person.user.value; }

std::string proofOf(const Principal& person, const std::string& sealed, const std::string& code)
{
	return identity(person) + ":" + sealed + ":" + code;
}

Error locked() { return refused(Code::Conflict, "mobile_locked", "auth: the mobile protects replies").at("mobile"); }

Error over() { return invalid("code", "auth: the code has expired or was tried too often", "code_over"); }

}

Result<> OwnMobile::checkPlan(const Principal& person) const
{
	if (!_entitlements) return {};
	auto entitled = _entitlements->of(person.tenant, person.user);
	if (!entitled) return entitled.error();
	return _entitlements->checkFeature(*entitled, licensing::kProtectedReplies);
}

std::string OwnMobile::planFault(const Language& language, const Error& error) const
{
	return _entitlements && error.code == Code::Denied ? _entitlements->explain(language, error) : std::string();
}

Result<OwnMobile::View> OwnMobile::view(const Principal& person, const Language& language) const
{
	auto mobile = _mobiles.mobileOf(person.tenant, person.user);
	if (!mobile) return mobile.error();
	View out{mobile->e164.empty() ? std::string() : _sender->readable(mobile->e164),
		mobile->country,
		{},
		mobile->protectsReplies,
		false,
		{}};
	if (auto may = checkPlan(person); !may)
	{
		out.whyNot = planFault(language, may.error());
		if (out.whyNot.empty()) return may.error();
	}
	auto row = _context.store().read(
		person.tenant, [&](Sql& sql) { return mobiles::find(sql, person.user, _context.clock().now()); });
	if (!row && row.error().code != Code::Missing) return row.error();
	if (!row || row->triesLeft == 0) return out;
	auto sealed = _context.keys().fromBase64Url(row->mobile);
	if (!sealed) return sealed.error();
	auto open = _context.keys().open(identity(person), *sealed);
	if (!open) return open.error();
	out.isEnding = open->reveal() == kEndsProtection;
	out.waiting = _sender->masked(out.isEnding ? mobile->e164 : open->reveal());
	return out;
}

Result<bool> OwnMobile::protectsReplies(const Principal& person) const
{
	auto mobile = _mobiles.mobileOf(person.tenant, person.user);
	if (!mobile) return mobile.error();
	return mobile->protectsReplies;
}

Result<> OwnMobile::sendCode(Sql& sql,
	const Principal& person,
	const Tenant& tenant,
	const sms::Number& to,
	const std::string& order,
	const char* word)
{
	const auto& keys = _context.keys();
	const auto code = keys.code(kDigitAlphabet, kCodeLength),
			   sealed = keys.toBase64Url(keys.seal(identity(person), order).value);
	const MobileRow row{sealed,
		keys.toBase64Url(keys.mac(kMobilePurpose, proofOf(person, sealed, code)).value),
		kTries,
		_context.clock().now() + kLife};
	if (auto done = mobiles::put(sql, person.user, row); !done) return done;
	const auto text = _context.pages().text(person.language,
		word,
		Value::object({{"tenant", tenant.name},
			{"code", code.substr(0, 3) + " " + code.substr(3)},
			{"minutes", std::int64_t{kLife.count()}}}));
	return _sender->queue(sql,
		person.tenant,
		{.to = to,
			.text = text,
			.language = person.language,
			.kind = "auth.mobile_code",
			.about = person.user.value,
			.cause = person.user,
			.budget = sms::Budget::Codes});
}

Result<bool> OwnMobile::give(
	const Principal& person, const Tenant& tenant, std::string_view typed, std::string_view country)
{
	bool isServed = false;
	for (const auto& each: _sender->countries()) isServed = isServed || each.code == country;
	if (!isServed) return invalid("country", "auth: a country that is not served", "mobile_country");
	auto current = _mobiles.mobileOf(person.tenant, person.user);
	if (!current) return current.error();
	const bool isBlank = typed.find_first_not_of(' ') == std::string_view::npos;
	sms::Number number;
	if (!isBlank)
	{
		auto parsed = _sender->parse(typed, country);
		if (!parsed) return parsed.error();
		number = std::move(*parsed);
	}
	const bool sends = !number.e164.empty() && number.e164 != current->e164;
	if (sends && current->protectsReplies) return locked();
	auto kept = _context.store().write(person.tenant, [&](Sql& sql) -> Result<> {
		if (auto done = _mobiles.setCountry(sql, person.user, country); !done) return done;
		if (!sends) return {};
		return sendCode(sql, person, tenant, number, number.e164, "mobile.text");
	});
	if (!kept) return kept.error();
	return sends;
}

Result<bool> OwnMobile::protectReplies(const Principal& person, const Tenant& tenant, bool wanted)
{
	auto current = _mobiles.mobileOf(person.tenant, person.user);
	if (!current) return current.error();
	if (wanted == current->protectsReplies) return false;
	if (wanted)
		if (auto may = checkPlan(person); !may) return may.error();
	if (current->e164.empty() && wanted) return refused(Code::Conflict, "mobile_missing", "auth: no verified mobile");
	const bool sends = !wanted && !current->e164.empty();
	auto done = _context.store().write(person.tenant, [&](Sql& sql) -> Result<> {
		if (sends)
			return sendCode(
				sql, person, tenant, {current->e164, current->country}, std::string(kEndsProtection), "replies.text");
		// Remove a number that awaits its code, which would otherwise replace the one that protects replies.
		if (auto gone = mobiles::remove(sql, person.user); !gone) return gone;
		return _mobiles.setProtectsReplies(sql, person.user, wanted);
	});
	if (!done) return done.error();
	return sends;
}

Result<> OwnMobile::prove(const Principal& person, std::string_view typed)
{
	const auto& keys = _context.keys();
	// Use up the try in a transaction of its own, so that a wrong code counts whatever happens afterwards.
	auto row = _context.store().write(
		person.tenant, [&](Sql& sql) { return mobiles::take(sql, person.user, _context.clock().now()); });
	if (!row && row.error().code == Code::Missing) return over();
	if (!row) return row.error();
	auto mac = keys.fromBase64Url(row->code);
	auto sealed = keys.fromBase64Url(row->mobile);
	if (!mac || !sealed) return over();
	if (!keys.matches(
			kMobilePurpose, proofOf(person, row->mobile, typedCode(typed, kDigitAlphabet, kCodeLength)), *mac))
	{
		if (row->triesLeft == 0) return over();
		return Error{.code = Code::Invalid,
			.detail = "auth: wrong code for a mobile",
			.problem = "code_wrong",
			.field = "code",
			.extra = Value::object({{"tries_left", row->triesLeft}})};
	}
	auto open = keys.open(identity(person), *sealed);
	if (!open) return open.error();
	return _context.store().write(person.tenant, [&](Sql& sql) -> Result<> {
		auto done = open->reveal() == kEndsProtection ? _mobiles.setProtectsReplies(sql, person.user, false)
													  : _mobiles.setMobile(sql, person.user, open->reveal());
		if (!done) return done;
		return mobiles::remove(sql, person.user);
	});
}

Result<> OwnMobile::remove(const Principal& person)
{
	auto protects = protectsReplies(person);
	if (!protects) return protects.error();
	if (*protects) return locked();
	return _context.store().write(person.tenant, [&](Sql& sql) -> Result<> {
		if (auto done = mobiles::remove(sql, person.user); !done) return done;
		return _mobiles.setMobile(sql, person.user, "");
	});
}

Result<> OwnMobile::sweep()
{
	return _context.store().writeAll(
		"codes for mobiles that have expired", [&](Sql& sql) { return mobiles::sweep(sql, _context.clock().now()); });
}

}
