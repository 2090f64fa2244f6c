// Writes a file that has no name, so that nothing of it is left when the server dies.
#pragma once
#include "sx/base.h"
#include "sx/result.h"

#include <string>
#include <string_view>

namespace sx::tables {

class OutFile
{
public:
	/// Makes the file in a folder. Errors: Full, Internal.
	static Result<OutFile> in(const std::string& folder);

	/// Appends bytes, through a buffer. A failure is kept for flush().
	void append(std::string_view bytes);
	/// Writes what the buffer holds. Errors: Full, Internal: whatever failed first.
	Result<> flush();
	/// Tells whether everything was written so far.
	bool isGood() const noexcept { return _failure == 0; }
	/// Returns the file's length in bytes, whoever wrote into it.
	Result<std::int64_t> length() const;
	/// Returns a path by which a library opens the file anew.
	std::string path() const;
	Fd takeFd() && noexcept { return std::move(_file); }

private:
	Fd _file;
	std::string _buffer;
	int _failure = 0;  // errno
};

}
