#include "gateway/OutFile.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace sx::tables {

namespace {

constexpr std::size_t kBuffer = 256 * 1024;

Error errorOf(int number)
{
	return failed(number == ENOSPC || number == EDQUOT ? Code::Full : Code::Internal,
		std::string("tables: a file cannot be written: ") + std::strerror(number));
}

}

Result<OutFile> OutFile::in(const std::string& folder)
{
	auto name = folder + "/list-XXXXXX";
	OutFile out;
	out._file = Fd(::mkostemp(name.data(), O_CLOEXEC));
	if (!out._file) return errorOf(errno);
	::unlink(name.c_str());
	return out;
}

void OutFile::append(std::string_view bytes)
{
	_buffer += bytes;
	if (_buffer.size() >= kBuffer) static_cast<void>(bool(flush()));
}

Result<> OutFile::flush()
{
	for (std::string_view rest = _buffer; !rest.empty() && _failure == 0;)
	{
		const auto written = ::write(_file.get(), rest.data(), rest.size());
		if (written >= 0)
			rest.remove_prefix(static_cast<std::size_t>(written));
		else if (errno != EINTR)
			_failure = errno;
	}
	_buffer.clear();
	if (_failure != 0) return errorOf(_failure);
	return {};
}

Result<std::int64_t> OutFile::length() const
{
	struct stat found
	{
	};
	if (::fstat(_file.get(), &found) != 0) return errorOf(errno);
	return found.st_size;
}

std::string OutFile::path() const { return "/proc/self/fd/" + std::to_string(_file.get()); }

}
