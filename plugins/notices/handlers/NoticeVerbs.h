// Implements `sxserver notice …` and `sxserver banner …`, by which the operator tells companies and people.
#pragma once
#include "services/Banners.h"
#include "services/NoticeSending.h"
#include "sx/verbs.h"

namespace sx::notices {

/// [main thread]
class NoticeVerbs
{
public:
	NoticeVerbs(const Context& context,
		const directory::Directory& directory,
		const Banners& banners,
		const NoticeSending& sending):
		_context(context),
		_directory(directory), _banners(banners), _sending(sending)
	{
	}
	static Verbs<NoticeVerbs> verbs();

private:
	using Words = std::vector<std::string>;
	Result<int> send(const Words& words);
	Result<int> list(const Words& words);
	Result<int> consents(const Words& words);
	Result<int> setBanner(const Words& words);
	Result<int> clearBanner(const Words& words);
	/// Returns the company of a host; nothing typed: all companies.
	Result<std::vector<std::shared_ptr<const Tenant>>> tenantsOf(const std::string& host) const;

	const Context& _context;
	const directory::Directory& _directory;
	const Banners& _banners;
	const NoticeSending& _sending;
};

}
