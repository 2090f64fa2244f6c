// Makes samples of this plugin's texts, for the page where companies word them and for tests of every mail.
#pragma once
#include "sx/wording.h"

namespace sx::sms_gate {

/// Adds the kind of its texts to the book.
void addSamples(SampleBook& book);

}
