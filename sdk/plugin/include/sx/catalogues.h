// Declares how one plugin shows the words of others: sentences of the journal, which each plugin keeps for its own
// kinds.
#pragma once
#include "sx/kit.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sx {

/// Reads the catalogues of all plugins. Found with Context::find; the kernel provides it, so no plugin.yaml names it.
/// [any thread] Since: SDK 1.0
class Catalogues
{
public:
	static constexpr std::string_view kId = "kernel.catalogues/1";
	/// Names one word.
	struct Word
	{
		std::string plugin, key;
	};
	/// Lists the words whose keys are below a prefix, in every plugin, in order: {"auth", "audit.signed_in"} for
	/// "audit".
	virtual std::vector<Word> below(std::string_view prefix) const = 0;
	/// Returns a word of a plugin's own catalogue, formatted as Pages::text does; an argument that is not given is
	/// written as "…". nullopt: no such word, or its arguments are of a wrong type.
	virtual std::optional<std::string> find(
		const Language& language, std::string_view plugin, std::string_view key, const Value& arguments) const = 0;
protected:
	~Catalogues() = default;
};

}
