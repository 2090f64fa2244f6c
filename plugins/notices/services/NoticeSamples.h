// Makes samples of this plugin's mails, for the page where companies word them and for tests of every mail.
#pragma once
#include "services/NoticeSending.h"

namespace sx::notices {

/// Adds the kinds to the book. The functions return nullptr until the plugin has started.
void addSamples(SampleBook& book,
	std::function<const Subscriptions*()> subscriptions,
	std::function<const NoticeSending*()> sending);

}
