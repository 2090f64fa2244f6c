// Declares Value, the tree that JSON, view models, job payloads and audit details are made of.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace sx {

/// Holds rich text that was cleaned already; the only value a template may print unescaped. Since: SDK 1.0
struct SafeHtml
{
	std::string html;
	bool operator==(const SafeHtml&) const = default;
};

/// Holds one value of a tree: null, flag, integer, number, text, clean HTML, list or object. Copying copies the whole
/// tree. [any thread, but not shared while written] Since: SDK 1.0
class Value
{
public:
	using List = std::vector<Value>;
	using Object = std::map<std::string, Value, std::less<>>;

	Value() = default;
	Value(bool flag): _state(flag) {}
	Value(int number): _state(std::int64_t{number}) {}
	Value(std::int64_t number): _state(number) {}
	Value(std::uint64_t number): _state(static_cast<std::int64_t>(number)) {}
	Value(double number): _state(number) {}
	Value(const char* text): _state(std::string(text)) {}
	Value(std::string_view text): _state(std::string(text)) {}
	Value(std::string text): _state(std::move(text)) {}
	Value(SafeHtml html): _state(std::move(html)) {}
	Value(List list): _state(std::move(list)) {}
	Value(Object object): _state(std::move(object)) {}

	/// Makes an object: Value::object({{"id", id}, {"opens", 3}})
	static Value object(std::initializer_list<std::pair<const std::string, Value>> members)
	{
		return Value(Object(members));
	}

	bool isNull() const noexcept { return _state.index() == 0; }
	bool isFlag() const noexcept { return std::holds_alternative<bool>(_state); }
	bool isInteger() const noexcept { return std::holds_alternative<std::int64_t>(_state); }
	bool isNumber() const noexcept { return std::holds_alternative<double>(_state) || isInteger(); }
	bool isText() const noexcept { return std::holds_alternative<std::string>(_state); }
	bool isSafeHtml() const noexcept { return std::holds_alternative<SafeHtml>(_state); }
	bool isList() const noexcept { return std::holds_alternative<List>(_state); }
	bool isObject() const noexcept { return std::holds_alternative<Object>(_state); }

	/// Returns the value as that type, or the fallback if it is of another type.
	bool flag(bool fallback = false) const noexcept
	{
		auto p = std::get_if<bool>(&_state);
		return p ? *p : fallback;
	}
	std::int64_t integer(std::int64_t fallback = 0) const noexcept
	{
		auto p = std::get_if<std::int64_t>(&_state);
		return p ? *p : fallback;
	}
	double number(double fallback = 0) const noexcept
	{
		if (auto p = std::get_if<double>(&_state)) return *p;
		if (auto p = std::get_if<std::int64_t>(&_state)) return static_cast<double>(*p);
		return fallback;
	}
	/// Returns the text; empty if the value is not a text. Valid until the value changes.
	const std::string& text() const noexcept
	{
		auto p = std::get_if<std::string>(&_state);
		return p ? *p : empty<std::string>();
	}
	const std::string& safeHtml() const noexcept
	{
		auto p = std::get_if<SafeHtml>(&_state);
		return p ? p->html : empty<std::string>();
	}
	/// Returns the list; empty if the value is not a list. Valid until the value changes.
	const List& list() const noexcept
	{
		auto p = std::get_if<List>(&_state);
		return p ? *p : empty<List>();
	}
	const Object& members() const noexcept
	{
		auto p = std::get_if<Object>(&_state);
		return p ? *p : empty<Object>();
	}

	bool has(std::string_view name) const noexcept { return members().find(name) != members().end(); }
	/// Returns a member of an object; null if there is none. Valid until the value changes.
	const Value& operator[](std::string_view name) const noexcept
	{
		const auto& all = members();
		auto found = all.find(name);
		return found == all.end() ? empty<Value>() : found->second;
	}
	/// Sets a member; first makes the value an object if it is not one.
	Value& set(std::string name, Value value)
	{
		if (!isObject()) _state = Object{};
		std::get<Object>(_state).insert_or_assign(std::move(name), std::move(value));
		return *this;
	}
	/// Appends to a list; first makes the value a list if it is not one.
	Value& add(Value value)
	{
		if (!isList()) _state = List{};
		std::get<List>(_state).push_back(std::move(value));
		return *this;
	}
	bool operator==(const Value&) const = default;

private:
	template <class T> static const T& empty() noexcept
	{
		static const T kEmpty{};
		return kEmpty;
	}

	std::variant<std::monostate, bool, std::int64_t, double, std::string, SafeHtml, List, Object> _state;
};

}
