// Pairs the values of an enumeration with the words under which they are stored and sent, in one table.
#pragma once
#include <array>
#include <optional>
#include <string_view>
#include <utility>

namespace sx {

/// Holds the words of an enumeration, each value and each word once; enumWords() makes it. [any thread] Since: SDK 1.0
template <class Enum, std::size_t Size> class EnumWords
{
public:
	using Pair = std::pair<Enum, std::string_view>;
	constexpr explicit EnumWords(const std::array<Pair, Size>& pairs): _pairs(pairs) {}

	/// Returns the word of a value; empty if the table lacks it.
	constexpr std::string_view wordOf(Enum value) const noexcept
	{
		for (const auto& [each, word]: _pairs)
			if (each == value) return word;
		return {};
	}
	/// Returns the value of a word; nullopt if the table lacks it.
	constexpr std::optional<Enum> valueOf(std::string_view word) const noexcept
	{
		for (const auto& [value, each]: _pairs)
			if (each == word) return value;
		return std::nullopt;
	}
	constexpr const std::array<Pair, Size>& pairs() const noexcept { return _pairs; }

private:
	std::array<Pair, Size> _pairs;
};

/// Makes a table of literals: `constexpr auto kStates = enumWords<State>({{State::Waiting, "waiting"}, {State::Sent,
/// "sent"}});` Since: SDK 1.0
template <class Enum, std::size_t Size>
constexpr EnumWords<Enum, Size> enumWords(const std::pair<Enum, std::string_view> (&pairs)[Size])
{
	std::array<std::pair<Enum, std::string_view>, Size> all{};
	for (std::size_t i = 0; i < Size; ++i) all[i] = pairs[i];
	return EnumWords<Enum, Size>(all);
}

}
