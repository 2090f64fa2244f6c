// Makes samples of this plugin's mails, for the page where companies word them and for tests of every mail.
#pragma once
#include "sx/wording.h"

namespace sx::billing {

/// Adds the kinds to the book.
void addSamples(SampleBook& book);

}
