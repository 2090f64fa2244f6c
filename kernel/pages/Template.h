// One template with its partials inside, parsed once; the only user of kainjow besides StrictContext.
#pragma once
#include "sx/kit.h"

#include "kernel/pages/Scan.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace sx::pages {

struct Roots;

/// A file that a template was made of, and when it last changed.
struct SourceFile
{
	std::string path;
	std::filesystem::file_time_type changed;
};

/// A file's text by the name that a partial tag used. Errors: Missing.
using PartialReader = std::function<Result<std::string>(const std::string& name, std::vector<SourceFile>& files)>;

/// Immutable once made. [any thread]
class Template
{
public:
	/// Errors: Internal (a tag that is not allowed, a partial that is missing or includes itself, an open section).
	static Result<std::shared_ptr<const Template>> compile(
		const std::string& text, Medium medium, SourceFile file, const PartialReader& partials);
	~Template();
	Template(const Template&) = delete;
	Template& operator=(const Template&) = delete;

	/// scopes: outermost first. Errors: Internal (a name is missing or of the wrong kind).
	Result<std::string> render(const std::vector<const Value*>& scopes, const Roots& roots) const;

	const std::vector<SourceFile>& files() const noexcept { return _files; }
	const std::vector<std::string>& words() const noexcept { return _words; }  // keys of {{t.KEY}}
	const std::vector<std::string>& slots() const noexcept { return _slots; }

private:
	struct Parsed;
	Template();
	std::unique_ptr<Parsed> _parsed;
	std::vector<SourceFile> _files;
	std::vector<std::string> _words;
	std::vector<std::string> _slots;
};

}
