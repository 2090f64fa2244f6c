// Holds one catalogue in one language. Words that take arguments are ICU MessageFormat patterns.
#pragma once
#include "sx/kit.h"

#include "kernel/pages/PageEngine.h"

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace sx::pages {

/// Lists words for a script: keys and texts, in the order of the keys.
using WordList = std::vector<std::pair<std::string, std::string>>;

/// Looks up and formats the words of one catalogue. [any thread]
class Words
{
public:
	/// Corrects the typography and checks every pattern. Errors: Internal, with each faulty key in `detail`.
	static Result<std::shared_ptr<const Words>> make(const Catalogue& catalogue, const Language& language);
	/// Does the same for a language that may lack words: leaves out faulty ones, and those that take an argument that
	/// the English word does not take, and adds them to `faults`. english: nullptr for none.
	static std::shared_ptr<const Words> makePartial(
		const Catalogue& catalogue, const Language& language, const Words* english, std::string& faults);
	~Words();
	Words(const Words&) = delete;
	Words& operator=(const Words&) = delete;

	bool has(std::string_view key) const noexcept;
	/// Returns a word that takes no arguments; nullopt when the key is unknown or its word takes some.
	std::optional<std::string> plain(std::string_view key) const;
	/// Formats a word. Errors: Missing (no such key), Internal (an argument is missing, or is not text, a number or a
	/// flag).
	Result<std::string> format(std::string_view key, const Value& arguments) const;
	/// Returns the names of a word's arguments; none for an unknown key.
	std::set<std::string> argumentsOf(std::string_view key) const;
	std::vector<std::string> keys() const;
	/// Returns the keys that begin with the prefix and a dot, in order.
	std::vector<std::string> keysBelow(std::string_view prefix) const;

private:
	struct State;
	explicit Words(std::unique_ptr<State> state);
	static std::shared_ptr<Words> read(const Catalogue& catalogue, const Language& language, std::string& faults);
	std::unique_ptr<State> _state;
};

}
