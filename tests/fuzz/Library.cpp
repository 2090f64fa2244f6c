// With: kernel/extend/LibraryFile.cpp
#include "kernel/extend/LibraryFile.h"
#include "tests/fuzz/Fuzz.h"

#include <string>
#include <sys/mman.h>
#include <unistd.h>

namespace sx::fuzz {

void library(std::string_view bytes)
{
	const Fd file(::memfd_create("fuzz", MFD_CLOEXEC));
	require(file && ::write(file.get(), bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()),
		"no memory for a file");
	if (const auto fingerprint = extend::readFingerprint("/proc/self/fd/" + std::to_string(file.get())))
		(void)extend::compareFingerprints(*fingerprint, {});
}

}
