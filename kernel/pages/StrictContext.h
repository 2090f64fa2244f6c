// Where kainjow looks names up: strictly, lazily, in our own trees.
#pragma once
#include "sx/value.h"

#include <kainjow/mustache.hpp>

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace sx::pages {

/// What stands behind the names that are no view's. An empty optional is a missing name.
struct Roots
{
	std::function<std::optional<std::string>(std::string_view key)> word{};    // {{t.KEY}}
	std::function<std::optional<std::string>(std::string_view path)> asset{};  // {{asset.PATH}}
	std::function<std::string(std::string_view slot)> slot{};                  // {{>slot.NAME}}
};

/// The letter that Template puts before each name, so that a look-up knows which tag asks.
enum class Asking : char { Text = 'v', Url = 'u', Html = 'r', Section = 's', Slot = 'l' };

/// Of one rendering. Remembers the first fault; what is faulty renders as nothing, and the caller drops the output.
class StrictContext final: public kainjow::mustache::basic_context<std::string>
{
public:
	/// scopes: outermost first; they and the roots outlive the context.
	StrictContext(const std::vector<const Value*>& scopes, const Roots& roots): _scopes(scopes), _roots(roots) {}

	void push(const kainjow::mustache::data* data) override;
	void pop() override { _scopes.pop_back(); }
	const kainjow::mustache::data* get(const std::string& tagged) const override;
	const kainjow::mustache::data* get_partial(const std::string&) const override { return nullptr; }

	/// Empty: none.
	const std::string& fault() const noexcept { return _fault; }

private:
	using Data = kainjow::mustache::data;
	const Data* text(std::string value) const;
	const Data* printed(Asking asking, std::string_view name, const Value& value) const;
	const Data* section(std::string_view name, const Value& value) const;
	const Data* root(Asking asking, std::string_view name, const std::optional<std::string>& found) const;
	const Data* fail(std::string_view name, std::string_view what) const;
	const Value* find(std::string_view name) const;

	std::vector<const Value*> _scopes;  // nullptr: a flag's section, which adds no names
	const Roots& _roots;
	// kainjow's interface looks up through a const function; what it gets must live until the end.
	mutable std::deque<Data> _made;
	mutable std::unordered_map<const Data*, const Value*> _origin;
	mutable std::string _fault;
};

}
