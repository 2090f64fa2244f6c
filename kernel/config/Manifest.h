// Reads plugin.yaml, in which a plugin describes itself before any of its code runs (docs/plugin-yaml.md).
#pragma once
#include "kernel/config/Schema.h"

#include <compare>
#include <string>
#include <vector>

namespace sx::config {

struct Version
{
	int major = 0, minor = 0, patch = 0;
	auto operator<=>(const Version&) const = default;  // NOLINT(modernize-use-nullptr): clang-tidy 14 sees a 0 here
	std::string text() const;
};
/// Parses "1.2.3" or "1.2". Errors: Invalid.
Result<Version> parseVersion(std::string_view text);

/// Holds a range such as ">=1.0 <2.0"; a version is in it when every condition holds. Conditions: >= > <= < =.
class VersionRange
{
public:
	/// Parses a range. Errors: Invalid.
	static Result<VersionRange> parse(std::string_view text);
	bool contains(const Version& version) const noexcept;
	const std::string& text() const noexcept { return _text; }

private:
	struct Condition
	{
		std::string comparison;
		Version version;
	};
	std::vector<Condition> _conditions;
	std::string _text;
};

/// Says what a plugin's theme changes (docs/plugin-yaml.md).
struct ThemeManifest
{
	/// Is a template that stands in for another. name: "shared/layouts/public.html"; madeFor: "1.0.0+3f2a9c01b2d4", the
	/// version of what the original belongs to and the beginning of the original's SHA-256.
	struct Override
	{
		std::string name, madeFor;
	};
	bool isGiven = false;
	std::vector<std::string> styles;  // bundles of the plugin, such as "slate.css"
	std::vector<Override> overrides;
};

struct Manifest
{
	std::string folder;  // absolute, without a slash at the end
	std::string name;    // the folder's name; the library is NAME.so
	std::string id;
	std::string version;
	std::string title;
	VersionRange kernel;
	std::vector<std::string> needs, wants, provides, extends, collects;
	std::string tables;
	std::vector<std::string> permissions, features, network;
	bool routes = false;
	Schema settings;
	ThemeManifest theme;

	bool lists(const std::vector<std::string>& list, std::string_view id) const noexcept;
	std::string library() const { return folder + "/" + name + ".so"; }
	/// Tells whether the plugin is a theme without code: nothing of it is loaded.
	bool isWithoutCode() const;
};

/// Reads every plugin.yaml of a plugins folder, sorted by folder name. Skips invalid ones: the plugin host reports
/// those.
std::vector<Manifest> readManifests(const std::string& pluginsFolder);

/// Reads FOLDER/plugin.yaml. Errors: Invalid, with every finding in `detail`, one a line; those of readTextFile.
Result<Manifest> readManifest(const std::string& folder);

}
