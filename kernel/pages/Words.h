// One catalogue in one language: words, and ICU MessageFormat where they take arguments.
#pragma once
#include "sx/kit.h"

#include "kernel/pages/PageEngine.h"

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace sx::pages {

/// [any thread]
class Words
{
public:
	/// Mends typography and checks every pattern. Errors: Internal, with each faulty key in `detail`.
	static Result<std::shared_ptr<const Words>> make(const Catalogue& catalogue, const Language& language);
	~Words();
	Words(const Words&) = delete;
	Words& operator=(const Words&) = delete;

	bool has(std::string_view key) const noexcept;
	/// A word that takes no argument; empty: there is none, or it takes some.
	std::optional<std::string> plain(std::string_view key) const;
	/// Errors: Missing (no such key), Internal (an argument is missing or no text, number or flag).
	Result<std::string> format(std::string_view key, const Value& arguments) const;
	/// The names of a word's arguments; empty for an unknown key.
	std::set<std::string> argumentsOf(std::string_view key) const;
	std::vector<std::string> keys() const;

private:
	struct State;
	explicit Words(std::unique_ptr<State> state);
	std::unique_ptr<State> _state;
};

}
