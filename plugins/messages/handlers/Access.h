// Names who may call this plugin's routes, and who does.
#pragma once
#include "services/Services.h"
#include "sx/routes.h"

namespace sx::messages {

inline constexpr std::string_view kSend = "messages.send";
inline constexpr Callers kSenders = allowedTo(kSend);

inline Asker askerOf(const Request& request)
{
	const auto* person = request.principal();
	return {request.tenant().id, person ? person->user : UserId{}, sealed::actorOf(request)};
}

inline constexpr int kUsualRows = 50, kMostRows = 100;  // of a list for clients
// Limits of parts and of bodies that hold a slot for each recipient.
inline constexpr int kPartsPerMinute = 6000;
inline constexpr std::int64_t kSealedBodyBytes = 1'000'000;

}
