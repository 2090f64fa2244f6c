#include "kernel/app/TenantValues.h"

#include "sx/text.h"

#include "kernel/data/AfterCommit.h"

#include <algorithm>
#include <mutex>

namespace sx::app {

namespace {

// How long another server's change may stay unnoticed; sx/settings.h promises it.
constexpr auto kKept = std::chrono::seconds(5);
constexpr std::size_t kMaxValue = 2000;  // characters

TenantSetting::Type typeOf(config::Type type)
{
	switch (type)
	{
	case config::Type::Integer: return TenantSetting::Type::Integer;
	case config::Type::Flag: return TenantSetting::Type::Flag;
	case config::Type::Duration: return TenantSetting::Type::Duration;
	case config::Type::Bytes: return TenantSetting::Type::Bytes;
	case config::Type::Texts: return TenantSetting::Type::Texts;
	case config::Type::Text:
	case config::Type::File:
	case config::Type::SecretFile: break;
	}
	return TenantSetting::Type::Text;
}

TenantSetting::Level levelOf(config::Origin origin)
{
	switch (origin)
	{
	case config::Origin::File: return TenantSetting::Level::File;
	case config::Origin::Environment: return TenantSetting::Level::Environment;
	case config::Origin::Tenant: return TenantSetting::Level::Company;
	case config::Origin::Default: break;
	}
	return TenantSetting::Level::Default;
}

// Finds a key's entry: entries and schema are in the same order.
const config::Entry& entryOf(
	const config::TypedSettings& settings, const config::Schema& schema, const config::KeySpec& spec)
{
	return settings.entries()[static_cast<std::size_t>(&spec - schema.data())];
}

}

/// Holds what was last read of every company that was asked about.
struct TenantValues::Known
{
	std::shared_mutex mutex;
	std::map<std::string, Company> companies;
	std::int64_t changes = 0;  // counted so that what was read before a change is not kept after it
};

class TenantValues::OfPlugin final: public TenantSettings
{
public:
	OfPlugin(const TenantValues& all, const config::Manifest& plugin, Typed deployment):
		manifest(plugin), inherited(std::move(deployment)), _all(all)
	{
	}

	Result<std::shared_ptr<const Settings>> of(const TenantId& tenant) const noexcept override
	{
		return guarded([&] { return _all.of(manifest.id, tenant); });
	}

	Result<std::shared_ptr<const Settings>> in(Sql& sql) const noexcept override
	{
		return guarded([&] { return _all.in(manifest.id, sql); });
	}

	const config::Manifest& manifest;
	const Typed inherited;

private:
	/// Returns what a call gives; what it throws is an internal failure.
	template <class Call> static Result<std::shared_ptr<const Settings>> guarded(const Call& call) noexcept
	try
	{
		auto typed = call();
		if (!typed) return typed.error();
		return std::shared_ptr<const Settings>(std::move(*typed));
	}
	catch (const std::exception& e)
	{
		return Error{Code::Internal, std::string("settings of a company: ") + e.what()};
	}

	const TenantValues& _all;
};

TenantValues::TenantValues(
	Store& store, const pages::PageEngine& words, const Clock& clock, Log& log, std::vector<std::string> locked):
	_store(store),
	_words(words), _clock(clock), _log(log), _locked(std::move(locked)), _known(std::make_shared<Known>())
{
}

TenantValues::~TenantValues() = default;

TenantSettings& TenantValues::add(
	const config::Manifest& plugin, std::shared_ptr<const config::TypedSettings> deployment)
{
	// A plugin that started earlier may have read settings already, and what is cached then lacks this plugin.
	std::unique_lock lock(_known->mutex);
	_known->companies.clear();
	return *(_plugins[plugin.id] = std::make_unique<OfPlugin>(*this, plugin, std::move(deployment)));
}

void TenantValues::remove(const config::Manifest& plugin)
{
	if (auto gone = _plugins.extract(plugin.id)) _withdrawn.push_back(std::move(gone.mapped()));
}

Result<TenantValues::Typed> TenantValues::of(const std::string& plugin, const TenantId& tenant) const
{
	if (!_plugins.contains(plugin)) return Error{Code::Unavailable, "settings of " + plugin + ": it is not running"};
	const auto now = _clock.now();
	std::int64_t changes = 0;
	{
		std::shared_lock lock(_known->mutex);
		const auto found = _known->companies.find(tenant.value);
		if (found != _known->companies.end() && now >= found->second.read && now - found->second.read < kKept)
			return found->second.settings.at(plugin);
		changes = _known->changes;
	}
	auto rows = rowsOf(tenant);
	if (!rows) return rows.error();
	Company company{now, {}};
	for (const auto& [id, each]: _plugins) company.settings[id] = resolve(*each, *rows);
	auto out = company.settings.at(plugin);
	std::unique_lock lock(_known->mutex);
	if (changes == _known->changes) _known->companies.insert_or_assign(tenant.value, std::move(company));
	return out;
}

Result<TenantValues::Typed> TenantValues::in(const std::string& plugin, Sql& sql) const
{
	const auto found = _plugins.find(plugin);
	if (found == _plugins.end()) return Error{Code::Unavailable, "settings of " + plugin + ": it is not running"};
	auto rows = rowsIn(sql);
	if (!rows) return rows.error();
	return resolve(*found->second, *rows);
}

Result<TenantValues::Rows> TenantValues::rowsOf(const TenantId& tenant) const
{
	return _store.read(tenant, [](Sql& sql) { return rowsIn(sql); });
}

Result<TenantValues::Rows> TenantValues::rowsIn(Sql& sql)
{
	auto rows = sql.query("SELECT name, value FROM kernel_tenant_setting WHERE tenant_id = :tenant");
	if (!rows) return rows.error();
	Rows out;
	for (const auto& row: *rows) out.emplace(row.text(0), row.text(1));
	return out;
}

TenantValues::Typed TenantValues::resolve(const OfPlugin& plugin, const Rows& rows) const
{
	std::shared_ptr<config::TypedSettings> own;
	const auto prefix = plugin.manifest.id + ".";
	for (const auto& spec: plugin.manifest.settings)
	{
		const auto row = rows.find(prefix + spec.key);
		if (row == rows.end() || !spec.isOfTenant() || isLocked(row->first)) continue;
		if (!own) own = std::make_shared<config::TypedSettings>(*plugin.inherited);
		// The value was valid when it was set; the plugin may have become stricter since.
		if (auto put = own->putTenantValue(spec, row->second, prefix); !put)
			_log.warning("settings.company_value_ignored", {{"detail", put.error().detail}});
	}
	return own ? Typed(own) : plugin.inherited;
}

bool TenantValues::isLocked(std::string_view name) const noexcept
{
	return std::find(_locked.begin(), _locked.end(), name) != _locked.end();
}

Result<std::vector<TenantSetting>> TenantValues::list(const TenantId& tenant, const Language& language) const noexcept
try
{
	auto rows = rowsOf(tenant);
	if (!rows) return rows.error();
	std::vector<TenantSetting> out;
	for (const auto& [id, plugin]: _plugins)
	{
		const auto& schema = plugin->manifest.settings;
		const auto own = resolve(*plugin, *rows);
		const auto word = [&, &owner = id](const std::string& key, const std::string& otherwise) {
			return _words.hasWord(owner, language, key) ? _words.of(owner).text(language, key) : otherwise;
		};
		for (const auto& spec: schema)
		{
			if (!spec.isOfTenant()) continue;
			TenantSetting one;
			one.name = id + "." + spec.key;
			one.group = word("settings.title", plugin->manifest.title);
			const auto key = "setting." + spec.key + ".";
			one.label = word(key + "label", spec.key);
			one.help = word(key + "help", spec.help);
			one.type = typeOf(spec.type);
			for (const auto& choice: spec.choices) one.choices.push_back({choice, word(key + choice, choice)});
			const auto& entry = entryOf(*own, schema, spec);
			one.value = entry.shown;
			one.level = levelOf(entry.origin);
			one.inherited = entryOf(*plugin->inherited, schema, spec).shown;
			if (spec.min) one.min = config::inUnits(spec.type, *spec.min);
			if (spec.max) one.max = config::inUnits(spec.type, *spec.max);
			one.isLocked = isLocked(one.name);
			out.push_back(std::move(one));
		}
	}
	return out;
}
catch (const std::exception& e)
{
	return Error{Code::Internal, std::string("settings of a company: ") + e.what()};
}

Result<const config::KeySpec*> TenantValues::find(std::string_view name) const
{
	std::vector<std::string> known;
	for (const auto& [id, plugin]: _plugins)
	{
		for (const auto& spec: plugin->manifest.settings)
		{
			if (!spec.isOfTenant()) continue;
			known.push_back(id + "." + spec.key);
			if (known.back() == name) return &spec;
		}
	}
	return Error{Code::Missing,
		std::string(name) + " is no setting of companies" + config::didYouMean(std::string(name), known)};
}

Result<> TenantValues::set(Sql& sql, std::string_view name, std::string_view value) noexcept
try
{
	auto spec = find(name);
	if (!spec) return spec.error();
	const std::string key(name), text(value);
	if (isLocked(key))
		return Error{.code = Code::Denied,
			.detail = key + " is locked by the operator of this server (plugins.locked)",
			.problem = "locked",
			.field = key};
	const auto refuse = [&](std::string detail) {
		return Error{.code = Code::Invalid, .detail = std::move(detail), .field = key};
	};
	if (charactersIn(text) > kMaxValue)
		return refuse(key + " is longer than " + std::to_string(kMaxValue) + " characters");
	if (std::any_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }))
		return refuse(key + " has control characters");
	const auto& plugin = *_plugins.find(key.substr(0, key.rfind('.')))->second;
	config::TypedSettings checked(*plugin.inherited);
	if (auto fits = checked.putTenantValue(**spec, text, plugin.manifest.id + "."); !fits)
		return refuse(fits.error().detail);
	auto put = sql.execute("INSERT INTO kernel_tenant_setting (tenant_id, name, value) VALUES (:tenant, ?, ?)"
						   " ON CONFLICT (tenant_id, name) DO UPDATE SET value = excluded.value",
		{key, text});
	if (!put) return put.error();
	forgetAfterCommit(sql);
	return {};
}
catch (const std::exception& e)
{
	return Error{Code::Internal, std::string("settings.set: ") + e.what()};
}

Result<> TenantValues::unset(Sql& sql, std::string_view name) noexcept
try
{
	if (auto spec = find(name); !spec) return spec.error();
	auto gone = sql.execute("DELETE FROM kernel_tenant_setting WHERE tenant_id = :tenant AND name = ?", {name});
	if (!gone) return gone.error();
	if (*gone == 0) return Error{Code::Missing, "this company has no " + std::string(name) + " of its own"};
	forgetAfterCommit(sql);
	return {};
}
catch (const std::exception& e)
{
	return Error{Code::Internal, std::string("settings.unset: ") + e.what()};
}

void TenantValues::forgetAfterCommit(Sql& sql) noexcept
{
	if (auto* hooks = dynamic_cast<data::AfterCommit*>(&sql))
		hooks->afterCommit([known = _known, tenant = sql.tenant().value] {
			std::unique_lock lock(known->mutex);
			++known->changes;
			known->companies.erase(tenant);
		});
}

}
