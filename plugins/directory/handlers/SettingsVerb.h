// Implements `sxserver settings`, which shows and changes a company's settings on the command line.
#pragma once
#include "services/CompanySettings.h"
#include "sx/directory/Directory.h"
#include "sx/verbs.h"

namespace sx::directory {

/// Runs the verb. [main thread]
class SettingsVerb
{
public:
	SettingsVerb(const Directory& directory, const CompanySettings& settings):
		_directory(directory), _settings(settings)
	{
	}
	static Verbs<SettingsVerb> verbs();

private:
	Result<int> run(const std::vector<std::string>& words) const;

	const Directory& _directory;
	const CompanySettings& _settings;
};

}
