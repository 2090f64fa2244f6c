#include "services/Samples.h"

#include "services/SmsGate.h"

namespace sx::sms_gate {

void addSamples(SampleBook& book)
{
	book.text("sms_gate.code", "mail_kind.code", [](const Wording& words, const SampleWanted& wanted) {
		return Sample{.text = codeText(words, wanted.tenant, wanted.language, "482915")};
	});
}

}
