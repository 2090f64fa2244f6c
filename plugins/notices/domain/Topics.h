// Defines what people can hear of by mail, and what they said about it.
#pragma once
#include "sx/base.h"
#include "sx/enums.h"

#include <optional>
#include <string>

namespace sx::notices {

enum class Topic { Maintenance, News };
inline constexpr auto kTopics = enumWords<Topic>({{Topic::Maintenance, "maintenance"}, {Topic::News, "news"}});

/// Says whether a person hears of a topic. Asked: not until they confirm.
enum class TopicState { Asked, On, Off };
inline constexpr auto kTopicStates = enumWords<TopicState>(
	{{TopicState::Asked, "asked"}, {TopicState::On, "on"}, {TopicState::Off, "off"}});

/// Returns the state of a topic of which a person said nothing: what they use goes wrong or is under repair concerns
/// everybody who has an account; news do not.
constexpr TopicState usualState(Topic topic) noexcept
{
	return topic == Topic::Maintenance ? TopicState::On : TopicState::Off;
}

enum class Act { Asked, Confirmed, Withdrawn };
inline constexpr auto kActs = enumWords<Act>(
	{{Act::Asked, "asked"}, {Act::Confirmed, "confirmed"}, {Act::Withdrawn, "withdrawn"}});

/// Says how somebody did it: on a page while signed in, by a link in a mail, by their mail program's button.
enum class Means { Page, Link, OneClick };
inline constexpr auto kMeans = enumWords<Means>(
	{{Means::Page, "page"}, {Means::Link, "link"}, {Means::OneClick, "one_click"}});

/// Is what a person said about a topic, once.
struct Consent
{
	std::string id{};
	UserId user{};
	Topic topic = Topic::News;
	Act act = Act::Asked;
	Instant at{};
	std::string language{}, words{}, version{}, network{};
	Means means = Means::Page;
};

/// Is a notice that a company's people get.
struct Notice
{
	std::string id{};
	Topic topic = Topic::News;
	std::string content{};  // JSON, by language
	Instant made{};
	std::string position{};
	std::int64_t sent = 0;
	bool isDone = false;
	UserId author{};          // who wrote it to their company's people; empty: the operator
	std::int64_t people = 0;  // who heard of the topic when it was queued
};

}
