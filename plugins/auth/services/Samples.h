// Makes samples of this plugin's mails and texts, for the page where companies word them and for tests of every mail.
#pragma once
#include "sx/wording.h"

namespace sx::auth {

/// Adds the kinds to the book.
void addSamples(SampleBook& book);

}
