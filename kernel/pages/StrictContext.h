// Resolves the names in kainjow's templates strictly and lazily, in our own value trees.
#pragma once
#include "sx/value.h"

#include "kernel/pages/Words.h"

#include <kainjow/mustache.hpp>

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace sx::pages {

/// Resolves the names that do not come from a view. An empty optional means that the name is missing.
struct Roots
{
	std::function<std::optional<std::string>(std::string_view key)> word{};    // {{t.KEY}}
	std::function<std::optional<std::string>(std::string_view path)> asset{};  // {{asset.PATH}}
	std::function<std::string(std::string_view slot)> slot{};                  // {{>slot.NAME}}
	std::function<std::optional<WordList>(std::string_view prefix)> list{};    // {{>words.PREFIX}}
};

/// Lists the letters that Template puts before names, so that a lookup knows which kind of tag it serves.
enum class Asking : char { Text = 'v', Url = 'u', Html = 'r', Section = 's', Slot = 'l', Words = 'w' };

/// Resolves the names of one rendering. Remembers the first fault; a faulty tag renders as nothing, and the caller must
/// discard the output.
class StrictContext final: public kainjow::mustache::basic_context<std::string>
{
public:
	/// Requires the scopes' values (outermost first) and the roots to outlive the context.
	StrictContext(const std::vector<const Value*>& scopes, const Roots& roots): _scopes(scopes), _roots(roots) {}

	void push(const kainjow::mustache::data* data) override;
	void pop() override { _scopes.pop_back(); }
	const kainjow::mustache::data* get(const std::string& tagged) const override;
	const kainjow::mustache::data* get_partial(const std::string&) const override { return nullptr; }

	/// Returns the first fault, or an empty text.
	const std::string& fault() const noexcept { return _fault; }

private:
	using Data = kainjow::mustache::data;
	const Data* text(const std::string& value) const;
	const Data* printed(Asking asking, std::string_view name, const Value& value) const;
	const Data* section(std::string_view name, const Value& value) const;
	const Data* words(std::string_view prefix) const;
	const Data* root(Asking asking, std::string_view name, const std::optional<std::string>& found) const;
	const Data* fail(std::string_view name, std::string_view what) const;
	const Value* find(std::string_view name) const;

	std::vector<const Value*> _scopes;  // nullptr: the section of a flag, which adds no names
	const Roots& _roots;
	// Mutable, because kainjow looks names up through a const function and keeps pointers to the results.
	mutable std::deque<Data> _made;
	mutable std::unordered_map<const Data*, const Value*> _origin;
	mutable std::string _fault;
};

}
