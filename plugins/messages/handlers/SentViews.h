// Holds what the sent list and the page of one message show.
#pragma once
#include "handlers/MessageView.h"
#include "sx/sealed/ListQuery.h"

namespace sx::messages {

/// Is the view of templates/pages/sent.html.mustache.
struct SentView
{
	std::string title;
	sealed::ListQuery query;
	const std::vector<Followed>& messages;

	Value value(const Words& words, const Keys& keys) const;
};

/// Is the view of templates/pages/detail.html.mustache.
struct DetailView
{
	struct RecipientRow
	{
		RecipientView shown;
		std::string gates, url;  // url: of the message
		bool isOpenable = false;
		std::vector<EventView> events;

		Value value(const Words& words) const;
	};

	std::string title;
	const Followed& followed;
	std::vector<RecipientRow> recipients;
	Value::List conversation;  // of ReceivedPages::views
	std::string done;          // what a form of the page has just done; empty: nothing
	bool hasBadLimits = false, wasJustDestroyed = false;

	Value value(const Words& words, const Keys& keys) const;

private:
	/// Sets what the page says of limits, destruction and its receipt.
	void setEnd(Value& view, const Words& words) const;
};

}
