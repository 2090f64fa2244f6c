// Makes samples of this plugin's mails and texts, for the page where companies word them and for tests of every mail.
#pragma once
#include "services/Notices.h"
#include "sx/wording.h"

#include <functional>

namespace sx::messages {

/// Adds the kinds to the book. notices: returns nullptr until the plugin has started.
void addSamples(SampleBook& book, std::function<const Notices*()> notices);

}
