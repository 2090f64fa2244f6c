#include "kernel/pages/Files.h"

#include <fstream>
#include <iterator>

namespace sx::pages {

Result<std::string> readFile(const std::string& path)
{
	std::ifstream in(path, std::ios::binary);
	if (!in) return Error{Code::Missing, path};
	std::string text(std::istreambuf_iterator<char>(in), {});
	if (in.bad()) return Error{Code::Missing, path};
	return text;
}

std::filesystem::file_time_type changedAt(const std::string& path) noexcept
{
	std::error_code error;
	auto time = std::filesystem::last_write_time(path, error);
	return error ? std::filesystem::file_time_type::min() : time;
}

}
