// Keeps parsed templates beyond one server, for a process that starts many: tests spend a third of their time parsing.
#pragma once
#include "kernel/pages/Files.h"
#include "kernel/pages/Template.h"

#include <algorithm>
#include <map>
#include <mutex>

namespace sx::pages {

/// Keeps templates by a text that names their file and the folders of their partials. [any thread]
class ParsedTemplates
{
public:
	/// Returns a template none of whose files has changed; else nullptr.
	std::shared_ptr<const Template> find(const std::string& key) const
	{
		std::lock_guard lock(_mutex);
		const auto found = _templates.find(key);
		if (found == _templates.end()) return nullptr;
		const auto& files = found->second->files();
		const bool isSame = std::all_of(
			files.begin(), files.end(), [](const auto& file) { return changedAt(file.path) == file.changed; });
		return isSame ? found->second : nullptr;
	}
	void keep(const std::string& key, std::shared_ptr<const Template> made)
	{
		std::lock_guard lock(_mutex);
		_templates.insert_or_assign(key, std::move(made));
	}

private:
	mutable std::mutex _mutex;
	std::map<std::string, std::shared_ptr<const Template>> _templates;
};

}
