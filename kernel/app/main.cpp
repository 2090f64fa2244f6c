#include "kernel/app/Program.h"

#include <exception>
#include <filesystem>
#include <iostream>

int main(int argc, char** argv)
try
{
	std::error_code failed;
	const auto self = std::filesystem::read_symlink("/proc/self/exe", failed);
	const auto folder = failed ? std::filesystem::current_path() : self.parent_path();
	return sx::app::runProgram({argv + 1, argv + argc}, folder.string());
}
catch (const std::exception& e)
{
	std::cerr << "sxserver: " << e.what() << "\n";
	return 1;
}
