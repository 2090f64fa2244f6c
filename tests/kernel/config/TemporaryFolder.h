// Makes a folder that a test writes into, and removes it at the end.
#pragma once
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

class TemporaryFolder
{
public:
	TemporaryFolder()
	{
		std::string pattern = (std::filesystem::temp_directory_path() / "sx-test-XXXXXX").string();
		if (!::mkdtemp(pattern.data())) throw std::runtime_error("no temporary folder");
		path = pattern;
	}
	~TemporaryFolder()
	{
		std::error_code ignored;
		std::filesystem::remove_all(path, ignored);
	}
	TemporaryFolder(const TemporaryFolder&) = delete;
	TemporaryFolder& operator=(const TemporaryFolder&) = delete;

	std::string write(const std::string& name, const std::string& text) const
	{
		const auto file = std::filesystem::path(path) / name;
		std::filesystem::create_directories(file.parent_path());
		std::ofstream(file, std::ios::binary) << text;
		return file.string();
	}
	std::string path;
};
