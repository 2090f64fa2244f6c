// With: plugins/mail/domain/Bounce.cpp
#include "domain/Bounce.h"
#include "tests/fuzz/Fuzz.h"

namespace sx::fuzz {

void bounce(std::string_view bytes)
{
	const auto read = mail::parseBounce(bytes);
	require(read.kind != mail::BounceKind::None || read.status.empty(), "a status of nothing");
	require(read.status.size() <= 9, "a status longer than promised");
	const auto token = mail::returnTokenOf(bytes);
	if (!token) return;
	require(token->size() == mail::kReturnTokenLength, "a token of another length");
	require(
		mail::returnTokenOf(mail::returnPathOf("bounces@example.com", *token)) == token, "a token is read as another");
}

}
