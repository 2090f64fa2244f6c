// Says in words what an entry of the journal means: its kind's sentence, from the catalogue of the plugin that wrote
// it.
#pragma once
#include "services/JournalBook.h"
#include "sx/catalogues.h"

namespace sx::audit {

/// Holds an entry as people read it.
struct Told
{
	std::string sentence;
	std::string actor, subject;  // names, or what stands for them
	/// Holds what changed, or one member of the details. before: empty if it is not a change.
	struct Line
	{
		std::string label, before, after;
	};
	std::vector<Line> lines;
	Value details;
};

/// [any thread]
class Sentences
{
public:
	explicit Sentences(const Context& context):
		_json(context.json()), _pages(context.pages()), _catalogues(*context.find<Catalogues>())
	{
	}

	Told tell(const Language& language, const Entry& entry, const std::map<std::string, std::string>& names) const;

	/// Names a kind for a choice: its sentence without names.
	std::string titleOf(const Language& language, const std::string& kind) const;
	/// Lists the kinds that have a sentence, in order of their titles.
	std::vector<std::pair<std::string, std::string>> kinds(const Language& language) const;

private:
	std::optional<std::string> sentenceOf(
		const Language& language, const std::string& kind, const Value& arguments) const;
	std::string labelOf(const Language& language, const std::string& field) const;
	std::string shown(
		const Language& language, const Value& value, const std::map<std::string, std::string>& names) const;

	const Json& _json;
	const Pages& _pages;
	const Catalogues& _catalogues;
};

}
