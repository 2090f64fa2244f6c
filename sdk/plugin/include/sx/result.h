// Declares Result and Error: the only way an expected failure leaves a function (C++20 has no std::expected).
#pragma once
#include "sx/value.h"

#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

namespace sx {

/// Says what kind of failure it is. The kernel maps each to one HTTP status (kernel/http/Problems.cpp). Since: SDK 1.0
enum class Code : std::uint16_t {
	Invalid = 1,      // 400: the caller's input; `field` names where
	Unauthenticated,  // 401: not signed in
	Denied,           // 403
	Missing,          // 404
	Conflict,         // 409: the state does not allow it
	Expired,          // 410
	TooLarge,         // 413
	Limited,          // 429; extra "retry_after" in seconds becomes Retry-After
	Internal,         // 500: our fault
	Unavailable,      // 503: a part is down; trying later may help
	Full,             // 507: no room on the disk
	Unfit             // 422: well-formed, but a rule does not allow the value; `field` names where
};

/// Describes an expected failure. Since: SDK 1.0
struct Error
{
	Code code = Code::Internal;
	std::string detail{};      // for the log; English; never shown to a person, never holds a secret
	std::string messageKey{};  // for the person: a key of the plugin's catalogue; empty: the kernel's text for the code
	std::string
		problem{};  // stable "code" of the problem+json, e.g. "wrong_secret"; empty: the kernel's word for the code
	std::string field{};  // the input at fault, e.g. "recipients[1].address"; empty: none
	Value extra{};        // further members of the problem+json and arguments of the message, e.g. {"tries_left": 2}

	/// Returns this error with another field: the caller's name of the input at fault. Since: SDK 1.0
	Error at(std::string place) const
	{
		auto out = *this;
		out.field = std::move(place);
		return out;
	}
};

/// Returns the error for an input that is wrong: Code::Invalid with the field at fault. problem: empty for the kernel's
/// word. Since: SDK 1.0
inline Error invalid(std::string field, std::string detail, std::string problem = {})
{
	return {
		.code = Code::Invalid, .detail = std::move(detail), .problem = std::move(problem), .field = std::move(field)};
}

/// Returns the error for an act that the state or the caller's rights do not allow. problem: the stable word that a
/// client acts upon, e.g. "wrong_secret". Since: SDK 1.0
inline Error refused(Code code, std::string problem, std::string detail)
{
	return {.code = code, .detail = std::move(detail), .problem = std::move(problem)};
}

/// Returns an error of a kind that needs no more than its line in the log. Since: SDK 1.0
inline Error failed(Code code, std::string detail) { return {.code = code, .detail = std::move(detail)}; }

/// Holds a value or an Error. `Result<>` carries nothing but success. Since: SDK 1.0
template <class T = std::monostate> class [[nodiscard]] Result
{
public:
	using Type = T;

	Result(T value): _state(std::in_place_index<0>, std::move(value)) {}
	Result(Error error): _state(std::in_place_index<1>, std::move(error)) {}
	Result() requires std::is_same_v<T, std::monostate> {}

	explicit operator bool() const noexcept { return _state.index() == 0; }
	/// Precondition: bool(*this).
	T& value() & noexcept { return *std::get_if<0>(&_state); }
	const T& value() const& noexcept { return *std::get_if<0>(&_state); }
	T&& value() && noexcept { return std::move(*std::get_if<0>(&_state)); }
	T* operator->() noexcept { return std::get_if<0>(&_state); }
	const T* operator->() const noexcept { return std::get_if<0>(&_state); }
	T& operator*() & noexcept { return *std::get_if<0>(&_state); }
	const T& operator*() const& noexcept { return *std::get_if<0>(&_state); }
	T&& operator*() && noexcept { return std::move(*std::get_if<0>(&_state)); }
	/// Precondition: !*this.
	const Error& error() const noexcept { return *std::get_if<1>(&_state); }

private:
	std::variant<T, Error> _state;
};

}
