// Holds what the pages of settings show.
#pragma once
#include "sx/views.h"

#include <optional>
#include <string>
#include <vector>

namespace sx::directory {

/// Is the view of templates/pages/settings.html.mustache. Texts are in the reader's language.
struct SettingsView
{
	enum class Control { Input, Select, Checks };
	struct Option
	{
		std::string id, name, value, label;
		bool isChosen = false;
	};
	struct Setting
	{
		std::string id, name, label, help, value;
		Control control = Control::Input;
		std::vector<Option> options{};
		bool isShort = false;    // the field of an Input is short
		bool isInteger = false;  // telephones show digits
		std::string range{};     // the allowed values; empty: any
		bool isOwn = false;      // the company chose the value
		bool isLocked = false;
		std::string level{}, inherited{}, resetLabel{};
		std::string lockedBy{};   // who keeps the subject from choosing
		std::string lockedUrl{};  // where that was decided, if the reader may go there; empty: nowhere
		std::string boundBy{};    // who limits what it may choose; empty: the plugin
		bool hasRules = false;    // the subject decides what others may choose
		bool hasBounds = false;   // by a smallest and a largest value too
		bool isFixed = false;     // they may choose nothing
		std::string least{}, most{};
		std::string error{};  // empty: the value is allowed
	};
	struct Group
	{
		std::string name;
		std::vector<Setting> settings{};
	};

	std::string title, text, path;
	std::string back{};       // the page of the group or person; empty: none
	std::string lockLabel{};  // of the box that fixes a value
	std::string done{};       // what was done, told above the form; empty: nothing
	std::vector<Group> groups{};

	bool isError() const noexcept;
	Value value(const RequestWords& words) const;
};

}
