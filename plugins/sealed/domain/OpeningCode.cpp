#include "domain/OpeningCode.h"

namespace sx::sealed {

std::string cleanOpeningCode(std::string_view typed)
{
	std::string out;
	for (char c: typed)
	{
		if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
		if (c == 'U') c = 'V';
		if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z')) out.push_back(c);
	}
	return out;
}

}
