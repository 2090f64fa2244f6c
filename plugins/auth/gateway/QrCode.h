// Draws QR codes.
#pragma once
#include <string>

namespace sx::auth {

/// Is a drawing of squares of size 1 for an SVG.
struct QrPicture
{
	int size = 0;      // width and height, quiet zone included
	std::string path;  // of the dark squares
};

/// Draws a text as a QR code with a quiet zone of four squares.
QrPicture qrPicture(const std::string& text);

}
