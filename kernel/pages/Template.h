// Parses a template with its partials once, and renders it. Only this file and StrictContext use kainjow.
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

/// Names a file that a template was made from, with the time when it last changed.
struct SourceFile
{
	std::string path;
	std::filesystem::file_time_type changed;
};

/// Returns a partial's text by the name in its tag, and adds its file to `files`. Errors: Missing.
using PartialReader = std::function<Result<std::string>(const std::string& name, std::vector<SourceFile>& files)>;

/// Joins a template and its partials into one text, in which every name carries a letter of Asking and "|". Errors:
/// Internal.
Result<std::string> joinTemplate(const std::string& text, Medium medium, const PartialReader& partials);

/// Holds one parsed template. Immutable. [any thread]
class Template
{
public:
	/// Parses a template and its partials. Errors: Internal (a tag that is not allowed, a partial that is missing or
	/// includes itself, a section that is not closed).
	static Result<std::shared_ptr<const Template>> compile(
		const std::string& text, Medium medium, SourceFile file, const PartialReader& partials);
	~Template();
	Template(const Template&) = delete;
	Template& operator=(const Template&) = delete;

	/// Renders the template. scopes: outermost first. Errors: Internal (a name is missing or of the wrong kind).
	Result<std::string> render(const std::vector<const Value*>& scopes, const Roots& roots) const;

	const std::vector<SourceFile>& files() const noexcept { return _files; }
	const std::vector<std::string>& words() const noexcept { return _words; }          // keys of {{t.KEY}}
	const std::vector<std::string>& wordLists() const noexcept { return _wordLists; }  // prefixes of {{>words.PREFIX}}
	const std::vector<std::string>& slots() const noexcept { return _slots; }

private:
	struct Parsed;
	Template();
	std::unique_ptr<Parsed> _parsed;
	std::vector<SourceFile> _files;
	std::vector<std::string> _words;
	std::vector<std::string> _wordLists;
	std::vector<std::string> _slots;
};

}
