#include "kernel/config/Manifest.h"
#include "kernel/config/YamlTree.h"

#include <algorithm>
#include <filesystem>
#include <regex>

namespace sx::config {

namespace {

/// Reads the members of one map by name. refuseOthers() then reports every member that was not read as unknown.
class MapReader
{
public:
	MapReader(const YamlNode& node, std::string prefix, Problems& problems):
		_node(node), _prefix(std::move(prefix)), _problems(problems)
	{
	}

	std::string text(const char* key, const std::regex* form = nullptr, const char* example = "")
	{
		const auto* value = take(key);
		if (!value) return {};
		if (!value->isScalar()) return wrong(*value, key, "expects a text"), "";
		if (form && !std::regex_match(value->text, *form)) wrong(*value, key, std::string("expects ") + example);
		return value->text;
	}
	std::vector<std::string> texts(const char* key, const std::regex* form = nullptr, const char* example = "")
	{
		const auto* value = take(key);
		if (!value) return {};
		if (!value->isList()) return wrong(*value, key, "expects a list: [one, two]"), std::vector<std::string>();
		std::vector<std::string> out;
		for (const auto& item: value->items)
		{
			if (!item.isScalar())
				wrong(item, key, "expects texts in its list");
			else if (form && !std::regex_match(item.text, *form))
				wrong(item, key, "lists " + item.text + "; expects " + example);
			else if (std::find(out.begin(), out.end(), item.text) != out.end())
				wrong(item, key, "lists " + item.text + " twice");
			else
				out.push_back(item.text);
		}
		return out;
	}
	bool flag(const char* key)
	{
		const auto* value = take(key);
		if (!value) return false;
		if (value->text != "true" && value->text != "false") wrong(*value, key, "expects true or false");
		return value->text == "true";
	}
	const YamlNode* take(const char* key)
	{
		_known.push_back(key);
		return _node.find(key);
	}
	void need(const char* key)
	{
		if (!_node.find(key)) _problems.push_back({_node.position, _prefix + key + " is missing"});
	}
	void wrong(const YamlNode& at, const std::string& key, const std::string& text)
	{
		_problems.push_back({at.position, _prefix + key + " " + text});
	}
	void refuseOthers()
	{
		for (const auto& member: _node.members)
			if (std::find(_known.begin(), _known.end(), member.key) == _known.end())
				_problems.push_back(
					{member.position, "unknown key " + _prefix + member.key + didYouMean(member.key, _known)});
	}

private:
	const YamlNode& _node;
	std::string _prefix;
	Problems& _problems;
	std::vector<std::string> _known;
};

const std::pair<const char*, Type> kTypes[] = {{"text", Type::Text},
	{"integer", Type::Integer},
	{"flag", Type::Flag},
	{"duration", Type::Duration},
	{"bytes", Type::Bytes},
	{"texts", Type::Texts},
	{"file", Type::File},
	{"secret-file", Type::SecretFile}};

std::optional<std::int64_t> readLimit(MapReader& reader, const char* key, Type type)
{
	const auto* value = reader.take(key);
	if (!value) return std::nullopt;
	const auto number = type == Type::Duration ? parseDuration(value->text)
		: type == Type::Bytes                  ? parseBytes(value->text)
											   : [&]() -> Result<std::int64_t> {
		static const std::regex kNumber("-?[0-9]{1,18}");
		if (!std::regex_match(value->text, kNumber)) return Error{Code::Invalid, "expects a whole number"};
		return static_cast<std::int64_t>(std::stoll(value->text));
	}();
	if (!number)
	{
		reader.wrong(*value, key, number.error().detail);
		return std::nullopt;
	}
	return *number;
}

KeySpec readSetting(const YamlMember& member, Problems& problems)
{
	KeySpec spec;
	spec.key = member.key;
	static const std::regex kKey("[a-z][a-z0-9_]*");
	if (!std::regex_match(member.key, kKey))
		problems.push_back(
			{member.position, "settings." + member.key + ": a setting's name is lower case letters, digits and _"});
	if (!member.value.isMap())
	{
		problems.push_back({member.position, "settings." + member.key + " expects type, default and help"});
		return spec;
	}

	MapReader reader(member.value, "settings." + member.key + ".", problems);
	const std::string typeName = reader.text("type");
	std::vector<std::string> names;
	bool isKnown = false;
	for (const auto& [name, type]: kTypes)
	{
		names.push_back(name);
		if (typeName == name) spec.type = type, isKnown = true;
	}
	if (!isKnown)
		problems.push_back({member.value.find("type") ? member.value.find("type")->position : member.position,
			"settings." + member.key +
				".type expects text, integer, flag, duration, bytes, texts, file or secret-file" +
				didYouMean(typeName, names)});
	spec.min = readLimit(reader, "min", spec.type);
	spec.max = readLimit(reader, "max", spec.type);
	spec.choices = reader.texts("choices");
	static const std::regex kForm("address|network|host|url|header|mail-address");
	spec.form = reader.text("form", &kForm, "address, network, host, url, header or mail-address");
	spec.unsafe = reader.texts("unsafe");
	spec.local = reader.text("local");
	static const std::regex kSetting("[a-z][a-z0-9_.]*\\.[a-z][a-z0-9_]*");
	spec.atMost = reader.text("at_most", &kSetting, "a setting such as sealed.expires_max");
	static const std::regex kCondition("[a-z][a-z0-9_]*(=.+)?");
	spec.requiredIf = reader.texts("required_if", &kCondition, "another setting, or its value: driver=smtp");
	spec.help = reader.text("help");
	reader.need("help");
	spec.required = reader.flag("required");
	static const std::regex kScope("system|tenant|group|user");
	const auto scope = reader.texts("scope", &kScope, "system, tenant, group or user");
	if (!scope.empty()) spec.scope = scope;
	if ((spec.isOf("group") || spec.isOf("user")) && !spec.isOfTenant())
		problems.push_back({member.position,
			"settings." + member.key +
				": what groups or people choose, their company chooses too; add tenant to scope"});
	// A company must not choose a path on the server.
	if ((spec.type == Type::SecretFile || spec.type == Type::File) && spec.isOfTenant())
		problems.push_back(
			{member.position, "settings." + member.key + ": a " + typeName + " is the deployment's alone"});
	if (const auto* fallback = reader.take("default"))
	{
		// Check the default as if an operator had written it: one outside its own limits is the author's mistake.
		RawValue raw{{fallback->text}, fallback->isList(), fallback->position};
		if (fallback->isList()) raw.texts = {};
		for (const auto& item: fallback->items) raw.texts.push_back(item.text);
		for (const auto& each: raw.texts) spec.fallback += (spec.fallback.empty() ? "" : ",") + each;
		if (isKnown && spec.type != Type::SecretFile && !(raw.texts.size() <= 1 && spec.fallback.empty()))
			TypedSettings({spec}, {{spec.key, raw}}, {}, "", "settings.default of ", problems);
	}
	else if (!spec.required && (spec.type == Type::Integer || spec.type == Type::Duration || spec.type == Type::Bytes))
		problems.push_back(
			{member.position, "settings." + member.key + " has no default; give one, or required: true"});
	reader.refuseOthers();
	return spec;
}

/// Refuses conditions that can never hold, because a setting or a value is misspelt.
void checkConditions(const YamlNode& settings, const Schema& schema, Problems& problems)
{
	std::vector<std::string> names;
	for (const auto& each: schema) names.push_back(each.key);
	for (const auto& spec: schema)
		for (const auto& condition: spec.requiredIf)
		{
			const auto name = condition.substr(0, condition.find('='));
			const auto& position = settings.find(spec.key)->find("required_if")->position;
			const auto named = std::find_if(
				schema.begin(), schema.end(), [&](const KeySpec& each) { return each.key == name; });
			const auto begin = "settings." + spec.key + ".required_if names ";
			if (named == schema.end())
				problems.push_back({position, begin + name + ", which is no setting here" + didYouMean(name, names)});
			else if (const auto& choices = named->choices; !choices.empty() && name.size() < condition.size())
			{
				const auto value = condition.substr(name.size() + 1);
				if (std::find(choices.begin(), choices.end(), value) == choices.end())
					problems.push_back(
						{position, begin + "no value of " + name + ": " + value + didYouMean(value, choices)});
			}
		}
}

void readLists(MapReader& reader, Manifest& out)
{
	static const std::regex kInterface("[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)+/[1-9][0-9]*");
	static const std::regex kDotted("[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)+");
	constexpr const char* kInterfaceExample = "an interface with its revision such as mail.outbox/1";
	out.needs = reader.texts("needs", &kInterface, kInterfaceExample);
	out.wants = reader.texts("wants", &kInterface, kInterfaceExample);
	out.provides = reader.texts("provides", &kInterface, kInterfaceExample);
	out.extends = reader.texts("extends", &kInterface, kInterfaceExample);
	out.collects = reader.texts("collects", &kInterface, kInterfaceExample);
	out.permissions = reader.texts("permissions", &kDotted, "an id such as messages.send");
	out.features = reader.texts("features");
	out.network = reader.texts("network");
}

// Reads `theme`: styles, and a map of overrides by the original's name.
ThemeManifest readTheme(const YamlNode& node, Problems& problems)
{
	static const std::regex kStyle("[a-z0-9][a-z0-9_-]*\\.css");
	static const std::regex kTemplate("[a-z][a-z0-9_.-]*/(layouts|pages|partials|fragments|mails|icons|logos)/"
									  "[A-Za-z0-9_-]+\\.(html|text|svg)");
	static const std::regex kMadeFor("[0-9]+\\.[0-9]+\\.[0-9]+\\+[0-9a-f]{12}");
	ThemeManifest out{.isGiven = true, .styles = {}, .overrides = {}};
	MapReader reader(node, "theme.", problems);
	out.styles = reader.texts("styles", &kStyle, "a bundle such as slate.css");
	if (const auto* overrides = reader.take("overrides"); overrides && overrides->kind != YamlNode::Kind::Null)
	{
		if (!overrides->isMap()) reader.wrong(*overrides, "overrides", "expects names of templates with versions");
		for (const auto& each: overrides->members)
		{
			if (!std::regex_match(each.key, kTemplate))
				reader.wrong(each.value,
					"overrides",
					"names " + each.key + "; expects a template such as shared/layouts/public.html");
			else if (!each.value.isScalar() || !std::regex_match(each.value.text, kMadeFor))
				reader.wrong(each.value,
					"overrides." + each.key,
					"expects the version that it was made for, such as 1.0.0+3f2a9c01b2d4; `theme list` prints it");
			else
				out.overrides.push_back({each.key, each.value.text});
		}
	}
	reader.refuseOthers();
	return out;
}

bool isReserved(const std::string& id)
{
	// Plugins must not take these ids: their variables (SX_HTTP_…) and folders (/assets/shared) belong to the kernel.
	for (const char* each: {"kernel",
			 "shared",
			 "http",
			 "log",
			 "listen",
			 "keys",
			 "database",
			 "plugins",
			 "templates",
			 "data",
			 "port",
			 "environment"})
		if (id == each) return true;
	return false;
}

}

bool Manifest::lists(const std::vector<std::string>& list, std::string_view wanted) const noexcept
{
	return std::find(list.begin(), list.end(), wanted) != list.end();
}

bool Manifest::isWithoutCode() const
{
	std::error_code failed;
	return theme.isGiven && !std::filesystem::exists(library(), failed);
}

Result<Manifest> readManifest(const std::string& folder)
{
	Manifest out;
	out.folder = std::filesystem::absolute(folder).lexically_normal().string();
	while (out.folder.size() > 1 && out.folder.back() == '/') out.folder.pop_back();
	out.name = std::filesystem::path(out.folder).filename().string();
	const std::string file = out.folder + "/plugin.yaml";
	auto text = readTextFile(file);
	if (!text) return text.error();

	Problems problems;
	const auto root = readYaml(*text, file, problems);
	if (!root.isMap())
	{
		if (problems.empty()) problems.push_back({{file, 1, 1}, "expects id, version, kernel …"});
		return toError(problems);
	}
	MapReader reader(root, "", problems);
	static const std::regex kId("[a-z][a-z0-9_]{0,62}(\\.[a-z][a-z0-9_-]{0,62})*");
	static const std::regex kPrefix("[a-z][a-z0-9_]*");
	for (const char* key: {"id", "version", "title", "kernel"}) reader.need(key);
	out.id = reader.text("id", &kId, "one word, or a partner's com.acme.sms");
	if (isReserved(out.id)) reader.wrong(*root.find("id"), "id", "is a word of the kernel's: " + out.id);
	out.version = reader.text("version");
	if (const auto* at = root.find("version"))
		if (auto version = parseVersion(out.version); !version) reader.wrong(*at, "version", version.error().detail);
	out.title = reader.text("title");
	const std::string range = reader.text("kernel");
	if (const auto* at = root.find("kernel"))
	{
		auto parsed = VersionRange::parse(range);
		if (parsed)
			out.kernel = *parsed;
		else
			reader.wrong(*at, "kernel", parsed.error().detail);
	}
	readLists(reader, out);
	out.tables = reader.text("tables", &kPrefix, "a prefix such as messages");
	out.routes = reader.flag("routes");
	if (const auto* settings = reader.take("settings"))
	{
		if (settings->isMap())
		{
			for (const auto& member: settings->members) out.settings.push_back(readSetting(member, problems));
			checkConditions(*settings, out.settings, problems);
		}
		else if (settings->kind != YamlNode::Kind::Null)
			reader.wrong(*settings, "settings", "expects names with type, default and help");
	}
	if (const auto* theme = reader.take("theme")) out.theme = readTheme(*theme, problems);
	reader.refuseOthers();
	if (!problems.empty()) return toError(problems);
	return out;
}

std::vector<Manifest> readManifests(const std::string& pluginsFolder)
{
	std::vector<std::filesystem::path> folders;
	std::error_code failed;
	for (std::filesystem::directory_iterator each(pluginsFolder, failed), end; !failed && each != end;
		 each.increment(failed))
		if (std::error_code ignored; std::filesystem::exists(each->path() / "plugin.yaml", ignored))
			folders.push_back(each->path());
	std::sort(folders.begin(), folders.end());
	std::vector<Manifest> out;
	for (const auto& each: folders)
		if (auto manifest = readManifest(each.string())) out.push_back(std::move(manifest).value());
	return out;
}

}
