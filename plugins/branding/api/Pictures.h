// Offers the pictures of a company's brand to what cannot fetch them from an address.
#pragma once
#include "sx/plugin.h"

namespace sx::branding {

/// Holds a picture that this server made itself: PNG, without metadata, at most 200 kB.
struct Picture
{
	std::string contentType;  // "image/png"
	std::string bytes;
};

/// Finds pictures of brands. [any thread]
class Pictures
{
public:
	static constexpr std::string_view kId = "branding.pictures/1";
	/// Returns the logo that mails show at `cid:logo`, twice as large as the frame's width and height say. Errors:
	/// Missing (the company has none), Unavailable.
	virtual Result<Picture> mailLogo(const TenantId& tenant) const noexcept = 0;
protected:
	~Pictures() = default;
};

}
