#include "domain/OpeningCode.h"

namespace sx::sealed {

std::string cleanOpeningCode(std::string_view typed) { return typedCode(typed, kCodeAlphabet, kCodeLength); }

}
