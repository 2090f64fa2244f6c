// Declares the fuzz targets. Each takes any bytes, and aborts the program when the code under test breaks a promise.
// CI runs the corpus through them (Corpus.cpp); `tools/fuzz NAME` searches for further inputs (LibFuzzer.cpp).
#pragma once
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace sx::fuzz {

void head(std::string_view bytes);
void target(std::string_view bytes);
void ranges(std::string_view bytes);
void yaml(std::string_view bytes);
void library(std::string_view bytes);
void json(std::string_view bytes);
void slot(std::string_view bytes);
void parts(std::string_view bytes);
void links(std::string_view bytes);
void bounce(std::string_view bytes);

inline void require(bool condition, const char* what)
{
	if (condition) return;
	std::fprintf(stderr, "broken: %s\n", what);
	std::abort();
}

}
