#include "gateway/QrCode.h"

#include <qrcodegen/qrcodegen.hpp>

namespace sx::auth {

QrPicture qrPicture(const std::string& text)
{
	constexpr int kQuiet = 4;
	const auto code = qrcodegen::QrCode::encodeText(text.c_str(), qrcodegen::QrCode::Ecc::MEDIUM);
	QrPicture out{.size = code.getSize() + 2 * kQuiet, .path = {}};
	for (int y = 0; y < code.getSize(); ++y)
		for (int x = 0; x < code.getSize(); ++x)
			if (code.getModule(x, y))
				out.path += "M" + std::to_string(x + kQuiet) + " " + std::to_string(y + kQuiet) + "h1v1h-1z";
	return out;
}

}
