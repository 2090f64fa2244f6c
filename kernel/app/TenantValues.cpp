#include "kernel/app/TenantValues.h"

#include "sx/enums.h"
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

SettingLevel levelOf(config::Origin origin)
{
	switch (origin)
	{
	case config::Origin::File: return SettingLevel::File;
	case config::Origin::Environment: return SettingLevel::Environment;
	case config::Origin::Tenant: return SettingLevel::Company;
	case config::Origin::Default: break;
	}
	return SettingLevel::Default;
}

/// Names the levels that choose, as `scope` of a plugin.yaml does.
constexpr auto kScopes = enumWords<SettingLevel>(
	{{SettingLevel::Company, "tenant"}, {SettingLevel::Group, "group"}, {SettingLevel::User, "user"}});

/// Names them in messages.
constexpr auto kWhose = enumWords<SettingLevel>(
	{{SettingLevel::Company, "companies"}, {SettingLevel::Group, "groups"}, {SettingLevel::User, "people"}});

// Finds a key's entry: entries and schema are in the same order.
const config::Entry& entryOf(
	const config::TypedSettings& settings, const config::Schema& schema, const config::KeySpec& spec)
{
	return settings.entries()[static_cast<std::size_t>(&spec - schema.data())];
}

/// Reads a row of the columns subject, name, value, is_locked, min_value, max_value.
SettingChoice choiceOf(const SqlRow& row)
{
	SettingChoice out{.isLocked = row.flag(3), .min = row.text(4), .max = row.text(5)};
	if (!row.isNull(2)) out.value = row.text(2);
	return out;
}

/// Returns a setting as it is within the bounds of a rule.
config::KeySpec within(const config::KeySpec& spec, const SettingRule& rule)
{
	auto out = spec;
	if (spec.isNumber()) out.min = rule.min, out.max = rule.max;
	return out;
}

}

/// Holds what was last read of every company that was asked about.
struct TenantValues::Known
{
	std::shared_mutex mutex;
	std::map<std::string, Company> companies;
	std::int64_t changes = 0;  // counted so that what was read before a change is not kept after it
};

class TenantValues::OfPerson final: public PersonSettings
{
public:
	OfPerson(Typed settings, std::map<std::string, SettingRule, std::less<>> rules):
		_settings(std::move(settings)), _rules(std::move(rules))
	{
	}
	std::string text(std::string_view key) const override { return _settings->text(key); }
	std::int64_t integer(std::string_view key) const noexcept override { return _settings->integer(key); }
	bool flag(std::string_view key) const noexcept override { return _settings->flag(key); }
	std::chrono::seconds duration(std::string_view key) const noexcept override { return _settings->duration(key); }
	std::int64_t bytes(std::string_view key) const noexcept override { return _settings->bytes(key); }
	std::vector<std::string> texts(std::string_view key) const override { return _settings->texts(key); }
	SettingRule ruleOf(std::string_view key) const override
	{
		const auto found = _rules.find(key);
		return found == _rules.end() ? SettingRule{} : found->second;
	}

private:
	const Typed _settings;
	const std::map<std::string, SettingRule, std::less<>> _rules;
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
		return guarded<Settings>([&] { return _all.of(manifest.id, tenant); });
	}

	Result<std::shared_ptr<const Settings>> in(Sql& sql) const noexcept override
	{
		return guarded<Settings>([&] { return _all.in(manifest.id, sql); });
	}

	Result<std::shared_ptr<const PersonSettings>> of(const TenantId& tenant, const UserId& user) const noexcept override
	{
		return guarded<PersonSettings>([&] { return _all.of(manifest.id, tenant, user); });
	}

	Result<std::shared_ptr<const PersonSettings>> in(Sql& sql, const UserId& user) const noexcept override
	{
		return guarded<PersonSettings>([&] { return _all.in(manifest.id, sql, user); });
	}

	std::string nameOf(const config::KeySpec& spec) const { return manifest.id + "." + spec.key; }

	const config::Manifest& manifest;
	const Typed inherited;

private:
	/// Returns what a call gives; what it throws is an internal failure.
	template <class Kind, class Call> static Result<std::shared_ptr<const Kind>> guarded(const Call& call) noexcept
	try
	{
		auto typed = call();
		if (!typed) return typed.error();
		return std::shared_ptr<const Kind>(std::move(*typed));
	}
	catch (const std::exception& e)
	{
		return Error{Code::Internal, std::string("settings of a company: ") + e.what()};
	}

	const TenantValues& _all;
};

TenantValues::TenantValues(Store& store,
	const pages::PageEngine& words,
	const Clock& clock,
	Log& log,
	std::vector<std::string> locked,
	FindGroups groups):
	_store(store),
	_words(words), _clock(clock), _log(log), _locked(std::move(locked)), _groups(std::move(groups)),
	_known(std::make_shared<Known>())
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
	auto layers = _store.read(tenant, [this](Sql& sql) { return layersIn(sql, {}); });
	if (!layers) return layers.error();
	Company company{now, {}};
	for (const auto& [id, each]: _plugins) company.settings[id] = resolve(*each, *layers);
	auto out = company.settings.at(plugin);
	std::unique_lock lock(_known->mutex);
	if (changes == _known->changes) _known->companies.insert_or_assign(tenant.value, std::move(company));
	return out;
}

Result<TenantValues::Typed> TenantValues::in(const std::string& plugin, Sql& sql) const
{
	const auto found = _plugins.find(plugin);
	if (found == _plugins.end()) return Error{Code::Unavailable, "settings of " + plugin + ": it is not running"};
	auto layers = layersIn(sql, {});
	if (!layers) return layers.error();
	return resolve(*found->second, *layers);
}

Result<std::shared_ptr<const PersonSettings>> TenantValues::of(
	const std::string& plugin, const TenantId& tenant, const UserId& user) const
{
	return _store.read(tenant, [&](Sql& sql) { return in(plugin, sql, user); });
}

Result<std::shared_ptr<const PersonSettings>> TenantValues::in(
	const std::string& plugin, Sql& sql, const UserId& user) const
{
	const auto found = _plugins.find(plugin);
	if (found == _plugins.end()) return Error{Code::Unavailable, "settings of " + plugin + ": it is not running"};
	const auto level = user.empty() ? SettingLevel::Company : SettingLevel::User;
	auto layers = layersIn(sql, {level, user.value});
	if (!layers) return layers.error();
	std::map<std::string, SettingRule, std::less<>> rules;
	for (const auto& spec: found->second->manifest.settings)
		rules.emplace(spec.key, outcomeOf(*found->second, spec, *layers).rule);
	return std::shared_ptr<const PersonSettings>(
		std::make_shared<const OfPerson>(resolve(*found->second, *layers), std::move(rules)));
}

Result<TenantValues::Layers> TenantValues::layersIn(Sql& sql, const SettingSubject& subject) const
{
	Layers out;
	out.push_back({SettingLevel::Company, ""});
	if (subject.level == SettingLevel::User)
		if (const auto* source = _groups ? _groups() : nullptr)
		{
			auto groups = source->groupsOf(sql, {subject.id});
			if (!groups) return groups.error();
			for (auto& each: *groups) out.push_back({SettingLevel::Group, std::move(each.id), std::move(each.name)});
		}
	if (subject.level != SettingLevel::Company) out.push_back({subject.level, subject.id});
	SqlValues subjects;
	for (const auto& each: out) subjects.emplace_back(each.subject);
	auto rows = sql.query("SELECT subject, name, value, is_locked, min_value, max_value FROM kernel_tenant_setting "
						  "WHERE tenant_id = :tenant AND subject IN (" +
			placeholders(subjects.size()) + ")",
		subjects);
	if (!rows) return rows.error();
	for (const auto& row: *rows)
		for (auto& layer: out)
		{
			if (layer.subject != row.text(0)) continue;
			layer.choices.insert_or_assign(row.text(1), choiceOf(row));
		}
	return out;
}

void TenantValues::narrow(
	SettingRule& rule, const config::KeySpec& spec, const SettingChoice& choice, const Layer& layer) const
{
	if (!spec.isNumber()) return;
	const auto put = [&](const std::string& text, std::optional<std::int64_t>& bound, bool isLeast) {
		if (text.empty()) return;
		auto read = config::TypedSettings::tenantValue(spec, text, "");
		if (!read) return _log.warning("settings.company_value_ignored", {{"detail", read.error().detail}});
		auto number = read->numberOf(spec);
		if (rule.min) number = std::max(number, *rule.min);
		if (rule.max) number = std::min(number, *rule.max);
		if (bound && (isLeast ? number <= *bound : number >= *bound)) return;
		bound = number;
		rule.by = layer.level;
		rule.group = layer.name;
	};
	put(choice.min, rule.min, true);
	put(choice.max, rule.max, false);
}

TenantValues::Outcome TenantValues::outcomeOf(
	const OfPlugin& plugin, const config::KeySpec& spec, std::span<const Layer> layers) const
{
	Outcome out{.level = levelOf(entryOf(*plugin.inherited, plugin.manifest.settings, spec).origin)};
	if (spec.isNumber()) out.rule.min = spec.min, out.rule.max = spec.max;
	const auto name = plugin.nameOf(spec);
	if (isLocked(name))
	{
		out.rule.isFixed = true;
		return out;
	}
	auto number = spec.isNumber() ? plugin.inherited->numberOf(spec) : 0;
	bool hasGroupSaid = false;
	for (const auto& layer: layers)
	{
		if (out.rule.isFixed) break;
		const auto said = layer.choices.find(name);
		const bool isSilent = said == layer.choices.end() || !spec.isOf(kScopes.wordOf(layer.level));
		if (isSilent || (layer.level == SettingLevel::Group && hasGroupSaid)) continue;
		const auto& choice = said->second;
		hasGroupSaid = layer.level == SettingLevel::Group;
		if (choice.value)
		{
			// The value was valid when it was set; the plugin may have become stricter since.
			if (auto read = config::TypedSettings::tenantValue(spec, *choice.value, plugin.manifest.id + "."))
			{
				if (spec.isNumber()) number = read->numberOf(spec);
				out.value = choice.value, out.level = layer.level, out.by = layer.name;
			}
			else
				_log.warning("settings.company_value_ignored", {{"detail", read.error().detail}});
		}
		narrow(out.rule, spec, choice, layer);
		if (choice.isLocked) out.rule.isFixed = true, out.rule.by = layer.level, out.rule.group = layer.name;
	}
	// A bound counts for what those above and below it chose.
	if (spec.isNumber() && out.rule.by != SettingLevel::Default)
	{
		auto fitting = number;
		if (out.rule.min) fitting = std::max(fitting, *out.rule.min);
		if (out.rule.max) fitting = std::min(fitting, *out.rule.max);
		if (fitting != number)
			out.value = config::inUnits(spec.type, fitting), out.level = out.rule.by, out.by = out.rule.group;
	}
	return out;
}

TenantValues::Typed TenantValues::resolve(const OfPlugin& plugin, const Layers& layers) const
{
	std::shared_ptr<config::TypedSettings> own;
	for (const auto& spec: plugin.manifest.settings)
	{
		if (!spec.isOfTenant()) continue;
		const auto outcome = outcomeOf(plugin, spec, layers);
		if (!outcome.value) continue;
		if (!own) own = std::make_shared<config::TypedSettings>(*plugin.inherited);
		if (auto put = own->putTenantValue(spec, *outcome.value, plugin.manifest.id + "."); !put)
			_log.warning("settings.company_value_ignored", {{"detail", put.error().detail}});
	}
	return own ? Typed(own) : plugin.inherited;
}

bool TenantValues::isLocked(std::string_view name) const noexcept
{
	return std::find(_locked.begin(), _locked.end(), name) != _locked.end();
}

TenantSetting TenantValues::shown(const OfPlugin& plugin,
	const config::KeySpec& spec,
	const Layers& layers,
	const SettingSubject& subject,
	const Language& language) const
{
	const auto& id = plugin.manifest.id;
	const auto word = [&](const std::string& key, const std::string& otherwise) {
		return _words.hasWord(id, language, key) ? _words.of(id).text(language, key) : otherwise;
	};
	const auto valueOf = [&](const Outcome& outcome) {
		if (!outcome.value) return entryOf(*plugin.inherited, plugin.manifest.settings, spec).shown;
		auto read = config::TypedSettings::tenantValue(spec, *outcome.value, "");
		return read ? read->entries().front().shown : *outcome.value;
	};
	const auto outcome = outcomeOf(plugin, spec, layers);
	const auto above = outcomeOf(plugin, spec, std::span(layers).first(layers.size() - 1));
	const auto key = "setting." + spec.key + ".";
	TenantSetting out;
	out.name = plugin.nameOf(spec);
	out.group = word("settings.title", plugin.manifest.title);
	out.label = word(key + "label", spec.key);
	out.help = word(key + "help", spec.help);
	out.type = typeOf(spec.type);
	for (const auto& choice: spec.choices) out.choices.push_back({choice, word(key + choice, choice)});
	out.value = valueOf(outcome);
	out.inherited = valueOf(above);
	out.level = outcome.level;
	out.by = outcome.by;
	const auto allowed = within(spec, above.rule);
	if (allowed.min) out.min = config::inUnits(spec.type, *allowed.min);
	if (allowed.max) out.max = config::inUnits(spec.type, *allowed.max);
	out.isLocked = above.rule.isFixed;
	out.lockedBy = above.rule.by;
	out.lockedByName = above.rule.group;
	const auto& own = layers.back().choices;
	if (const auto said = own.find(out.name); said != own.end()) out.own = said->second;
	out.isForLower = spec.isOf("user") || (spec.isOf("group") && subject.level != SettingLevel::User);
	return out;
}

Result<std::vector<TenantSetting>> TenantValues::list(
	const TenantId& tenant, const Language& language, const SettingSubject& subject) const noexcept
try
{
	auto layers = _store.read(tenant, [&](Sql& sql) { return layersIn(sql, subject); });
	if (!layers) return layers.error();
	std::vector<TenantSetting> out;
	for (const auto& [id, plugin]: _plugins)
		for (const auto& spec: plugin->manifest.settings)
			if (spec.isOf(kScopes.wordOf(subject.level)))
				out.push_back(shown(*plugin, spec, *layers, subject, language));
	return out;
}
catch (const std::exception& e)
{
	return Error{Code::Internal, std::string("settings of a company: ") + e.what()};
}

Result<std::pair<const TenantValues::OfPlugin*, const config::KeySpec*>> TenantValues::find(
	std::string_view name, const SettingSubject& subject) const
{
	std::vector<std::string> known;
	for (const auto& [id, plugin]: _plugins)
		for (const auto& spec: plugin->manifest.settings)
		{
			if (!spec.isOf(kScopes.wordOf(subject.level))) continue;
			known.push_back(plugin->nameOf(spec));
			if (known.back() == name) return std::pair<const OfPlugin*, const config::KeySpec*>{plugin.get(), &spec};
		}
	return Error{Code::Missing,
		std::string(name) + " is no setting of " + std::string(kWhose.wordOf(subject.level)) +
			config::didYouMean(std::string(name), known)};
}

Result<> TenantValues::check(
	const OfPlugin& plugin, const config::KeySpec& spec, const SettingChoice& choice, const Layers& above) const
{
	const auto key = plugin.nameOf(spec);
	const auto prefix = plugin.manifest.id + ".";
	const auto rule = outcomeOf(plugin, spec, above).rule;
	if (rule.isFixed)
		return Error{.code = Code::Denied,
			.detail = key + " is locked by " +
				(isLocked(key) ? "the operator of this server (plugins.locked)" : "a level above"),
			.problem = "locked",
			.field = key};
	const auto refuse = [&](std::string detail) {
		return Error{.code = Code::Invalid, .detail = std::move(detail), .field = key};
	};
	const bool isBounded = !choice.min.empty() || !choice.max.empty();
	if (isBounded && !spec.isNumber()) return refuse(key + " is no number, so it has no bounds");
	auto allowed = within(spec, rule);
	const auto inner = allowed;
	for (const auto& [text, bound]: {std::pair{&choice.min, &allowed.min}, std::pair{&choice.max, &allowed.max}})
	{
		if (text->empty()) continue;
		auto read = config::TypedSettings::tenantValue(inner, *text, prefix);
		if (!read) return refuse(read.error().detail);
		*bound = read->numberOf(spec);
	}
	if (isBounded && allowed.min && allowed.max && *allowed.min > *allowed.max)
		return refuse(key + " has a smallest value above its largest");
	if (!choice.value) return {};
	const auto& text = *choice.value;
	if (charactersIn(text) > kMaxValue)
		return refuse(key + " is longer than " + std::to_string(kMaxValue) + " characters");
	if (std::any_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }))
		return refuse(key + " has control characters");
	if (auto fits = config::TypedSettings::tenantValue(allowed, text, prefix); !fits)
		return refuse(fits.error().detail);
	return {};
}

Result<SettingChoice> TenantValues::set(
	Sql& sql, std::string_view name, const SettingChoice& choice, const SettingSubject& subject) noexcept
try
{
	auto found = find(name, subject);
	if (!found) return found.error();
	if (choice == SettingChoice{}) return unset(sql, name, subject);
	auto layers = layersIn(sql, subject);
	if (!layers) return layers.error();
	const auto own = std::move(layers->back());
	layers->pop_back();
	if (auto fits = check(*found->first, *found->second, choice, *layers); !fits) return fits.error();
	auto put = sql.execute(
		"INSERT INTO kernel_tenant_setting (tenant_id, subject, name, value, is_locked, min_value, max_value)"
		" VALUES (:tenant, ?, ?, ?, ?, ?, ?) ON CONFLICT (tenant_id, subject, name) DO UPDATE SET"
		" value = excluded.value, is_locked = excluded.is_locked, min_value = excluded.min_value,"
		" max_value = excluded.max_value",
		{subject.id, name, choice.value, choice.isLocked, choice.min, choice.max});
	if (!put) return put.error();
	forgetAfterCommit(sql);
	const auto said = own.choices.find(name);
	return said == own.choices.end() ? SettingChoice{} : said->second;
}
catch (const std::exception& e)
{
	return Error{Code::Internal, std::string("settings.set: ") + e.what()};
}

Result<SettingChoice> TenantValues::unset(Sql& sql, std::string_view name, const SettingSubject& subject) noexcept
try
{
	if (auto found = find(name, subject); !found) return found.error();
	auto gone = sql.query("DELETE FROM kernel_tenant_setting WHERE tenant_id = :tenant AND subject = ? AND name = ?"
						  " RETURNING subject, name, value, is_locked, min_value, max_value",
		{subject.id, name});
	if (!gone) return gone.error();
	if (gone->empty()) return Error{Code::Missing, "nothing of its own is said about " + std::string(name)};
	forgetAfterCommit(sql);
	return choiceOf(gone->front());
}
catch (const std::exception& e)
{
	return Error{Code::Internal, std::string("settings.unset: ") + e.what()};
}

Result<> TenantValues::forget(Sql& sql, const SettingSubject& subject) noexcept
{
	if (subject.id.empty()) return Error{Code::Invalid, "settings.forget: a company keeps its settings"};
	auto gone = sql.execute(
		"DELETE FROM kernel_tenant_setting WHERE tenant_id = :tenant AND subject = ?", {subject.id});
	if (!gone) return gone.error();
	return {};
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
