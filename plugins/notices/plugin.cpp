// Declares what the notices plugin offers: topics, notices to them, and banners.
#include "handlers/BannerPages.h"
#include "handlers/NoticePages.h"
#include "handlers/NoticeVerbs.h"
#include "handlers/TopicPages.h"
#include "services/NoticeBook.h"
#include "services/NoticeSamples.h"

namespace sx::notices {
namespace {

/// Holds everything that lives from start to stop, in the order of its making.
struct Components
{
	Components(
		const Context& context, const directory::Directory& directory, mail::Outbox& outbox, quotas::Quotas& quotas):
		banners(context),
		subscriptions(context, directory, outbox),
		sending(context, directory, outbox, *context.find<TenantSource>(), subscriptions, quotas),
		noticePages(context, directory, sending), topicPages(context, subscriptions), bannerPages(context, banners),
		verbs(context, directory, banners, sending)
	{
	}

	Banners banners;
	Subscriptions subscriptions;
	NoticeSending sending;
	NoticePages noticePages;
	TopicPages topicPages;
	BannerPages bannerPages;
	NoticeVerbs verbs;
};

class NoticesPlugin final: public Plugin
{
public:
	Result<> declare(Registry& registry) noexcept override
	{
		auto routes = addRoutes(
			registry, _components, &Components::topicPages, &Components::bannerPages, &Components::noticePages);
		if (!routes) return routes;
		if (auto added = addVerbs(registry, _components, &Components::verbs); !added) return added;
		if (auto added = registry.provide<directory::PersonData>(_data); !added) return added;
		addSamples(
			_samples,
			[this] { return _components ? &_components->subscriptions : nullptr; },
			[this] { return _components ? &_components->sending : nullptr; });
		if (auto added = registry.provide<SampleMails>(_samples, "notices"); !added) return added;
		auto job = registry.job({.kind = NoticeSending::kJob,
			.run = [this](const Job& each) -> Result<> { return _components->sending.send(each); }});
		if (!job) return job;
		const auto topics = [this](Request& request) {
			return _components ? _components->topicPages.own(request) : Value::object({{"topics", Value::List{}}});
		};
		if (auto added = registry.slot({"auth.account", "fragments/topics.html", topics, 70}); !added) return added;
		const auto banner = [this](Request& request) {
			return _components ? _components->bannerPages.shown(request) : Value::object({{"banners", Value::List{}}});
		};
		if (auto added = registry.slot({"layout.banner", "fragments/banner.html", banner}); !added) return added;
		auto entry = registry.menu({.key = "menu.send",
			.path = NoticePages::kPath,
			.icon = "envelope-paper",
			.permission = NoticePages::kSend,
			.order = 225});
		if (!entry) return entry;
		return registry.menu({.key = "menu.banner",
			.path = BannerPages::kPath,
			.icon = "bell",
			.permission = BannerPages::kManage,
			.order = 224});
	}

	Result<> start(Context& context) noexcept override
	try
	{
		const auto* directory = context.find<directory::Directory>();
		auto* outbox = context.find<mail::Outbox>();
		auto* quotas = context.find<quotas::Quotas>();
		if (!directory || !outbox || !quotas)
			return failed(Code::Unavailable, "notices: directory, mail or quotas is not there");
		if (auto declared = quotas->declare(context, NoticeSending::quotas()); !declared) return declared;
		_components = std::make_unique<Components>(context, *directory, *outbox, *quotas);
		_samples.begin(context);
		return {};
	}
	catch (const std::exception& e)
	{
		return failed(Code::Internal, std::string("notices.start: ") + e.what());
	}

	void stop() noexcept override
	{
		_samples.end();
		_components.reset();
	}

private:
	TopicData _data;
	SampleBook _samples;
	std::unique_ptr<Components> _components;
};

}
}

SX_EXPORT_PLUGIN(sx::notices::NoticesPlugin);
