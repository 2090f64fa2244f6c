#include "kernel/app/Doctor.h"

#include "kernel/app/ConfigurationCheck.h"
#include "kernel/app/DataFolder.h"
#include "kernel/app/Kernel.h"
#include "kernel/pages/Themes.h"

#include <iomanip>
#include <iostream>
#include <sys/stat.h>
#include <sys/timex.h>
#include <unistd.h>

namespace sx::app {

namespace {

constexpr std::int64_t kLittleSpace = 1'000'000'000;    // bytes: warn below
constexpr std::int64_t kNoSpace = 100'000'000;          // bytes: fail below
constexpr std::int64_t kFirstSaneYear = 1'767'225'600;  // 2026-01-01 in seconds: an earlier clock is wrong
constexpr std::chrono::minutes kLate{15};               // a job that has been due for longer has no worker

/// Prints findings as they come and remembers whether one of them is a failure.
class Findings
{
public:
	explicit Findings(std::ostream& out): _out(out) {}
	void ok(std::string_view part, const std::string& text) { line("ok", part, text); }
	void warn(std::string_view part, const std::string& text) { line("warn", part, text); }
	void fail(std::string_view part, const std::string& text)
	{
		_hasFailed = true;
		line("FAIL", part, text);
	}
	bool hasFailed() const noexcept { return _hasFailed; }

private:
	void line(std::string_view word, std::string_view part, const std::string& text)
	{
		_out << std::left << std::setw(5) << word << std::setw(14) << part << text << "\n";
	}

	std::ostream& _out;
	bool _hasFailed = false;
};

void checkConfiguration(Findings& findings, const config::Configuration& configuration)
{
	const auto advice = adviceOn(configuration, config::readManifests(configuration.plugins.folder));
	for (const auto& each: advice.mistakes) findings.fail("config", each);
	for (const auto& each: advice.warnings) findings.warn("config", each);
	if (auto good = checkValues(configuration); !good)
		findings.fail("config", good.error().detail);
	else if (advice.mistakes.empty() && advice.warnings.empty())
		findings.ok("config", "the configuration is good");
}

void checkFileMode(Findings& findings, const std::string& file)
{
	struct stat info
	{
	};
	if (stat(file.c_str(), &info) != 0)
		return findings.warn("keys", file + " is not there yet; the first start makes it");
	if (info.st_mode & 077)
		return findings.fail(
			"keys", file + " may be read by others; chmod 600 it, and rotate the key if others used this machine");
	if (info.st_uid != geteuid())
		return findings.fail("keys", file + " belongs to another user than the one that runs this");
	findings.ok("keys", file + " is private");
}

/// Without its day's key no message opens before its day, and with it a copy of the database opens after the
/// destruction.
void checkDayKeys(Findings& findings, Kernel& kernel)
{
	auto& epochs = kernel.keys().epochs();
	if (auto tended = epochs.tend(); !tended) return findings.fail("keys", tended.error().detail);
	const auto text = std::to_string(epochs.days().size()) + " keys of days in " + epochs.folder().string();
	if (!epochs.copy().empty())
		findings.ok("keys", text + ", and in " + epochs.copy().string());
	else if (kernel.configuration().environment == Environment::Production)
		findings.warn("keys", text + "; no backup has them: name a folder on another disk as keys.days_copy");
	else
		findings.ok("keys", text);
}

void checkFolder(Findings& findings, const std::string& folder)
{
	struct stat info
	{
	};
	if (stat(folder.c_str(), &info) != 0)
		return findings.warn("data", folder + " is not there yet; the first start makes it");
	if (info.st_mode & 077) findings.warn("data", folder + " may be read by others; chmod 700 it");
	const auto space = diskSpace(folder);
	const auto text = std::to_string(space.free / 1'000'000) + " MB free of " +
		std::to_string(space.total / 1'000'000) + " in " + folder;
	if (space.free < kNoSpace)
		findings.fail("disk", text + "; make room");
	else if (space.free < kLittleSpace)
		findings.warn("disk", text + "; make room soon");
	else
		findings.ok("disk", text);
}

void checkTime(Findings& findings)
{
	if (time(nullptr) < kFirstSaneYear)
		return findings.fail("time", "the clock of this machine is wrong; links would never expire");
	struct timex state
	{
	};
	if (adjtimex(&state) == TIME_ERROR || (state.status & STA_UNSYNC))
		return findings.warn("time", "the clock is not kept by a time server (NTP); expiry times depend on it");
	findings.ok("time", "the clock is kept by a time server");
}

void checkStatistics(Findings& findings, Kernel& kernel)
{
	auto kept = kernel.database().keepsStatistics();
	if (!kept) return findings.fail("database", kept.error().detail);
	if (!*kept)
		findings.warn("database",
			"PostgreSQL's autovacuum or track_counts is off: its plans follow old statistics, and the space of deleted "
			"rows is not used again; set both to on");
}

void checkPlugins(Findings& findings, const Kernel& kernel)
{
	for (const auto& each: kernel.plugins())
	{
		const auto text = each.id + " " + each.version + " is " + std::string(extend::word(each.state));
		if (each.state == extend::PluginState::Started)
			findings.ok("plugin", text);
		else if (each.state == extend::PluginState::Disabled)
			findings.ok("plugin", each.id + " is there and not enabled");
		else
			findings.fail("plugin", text + ": " + each.reason);
	}
}

void checkThemes(Findings& findings, const Kernel& kernel)
{
	const auto& themes = kernel.themes();
	for (const auto& each: themes.findings())
	{
		const auto text = each.theme + " " + each.file + " ";
		if (each.kind == pages::ThemeFinding::Kind::Refused)
			findings.fail("theme", text + "is left out, and the original shown: " + each.detail);
		else if (each.kind == pages::ThemeFinding::Kind::Drifted)
			findings.warn("theme", text + each.detail);
		else
			findings.ok("theme", text + "is not used: " + each.detail);
	}
	for (const auto& each: themes.themes(languageOf("en"))) findings.ok("theme", each.id + " can be chosen");
	const auto standard = themes.standard();
	if (!standard.empty() && !themes.has(standard))
		findings.fail("theme", "templates.theme names " + standard + ", which no plugin here has");
}

void checkHealth(Findings& findings, const Kernel& kernel)
{
	const auto health = kernel.health();
	for (const auto& each: health["checks"].list())
	{
		const auto name = each["plugin"].text() + " " + each["name"].text();
		if (each["ok"].flag())
			findings.ok("check", name);
		else
			findings.fail("check", name + ": " + each["detail"].text());
	}
}

void checkJobs(Findings& findings, Kernel& kernel)
{
	auto state = kernel.jobs().state();
	if (!state) return findings.fail("jobs", state.error().detail);
	const auto text = std::to_string(state->waiting) + " wait, " + std::to_string(state->running) + " run, " +
		std::to_string(state->failed) + " failed";
	if (state->failed > 0)
		findings.warn("jobs", text + "; `sxserver jobs` shows why");
	else if (state->oldestDue != Instant{} && kernel.clock().now() - state->oldestDue > kLate)
		findings.warn("jobs", text + "; the oldest has been due for more than 15 minutes: is a server running?");
	else
		findings.ok("jobs", text);
}

}

int doctor(KernelOptions options, std::ostream& out)
{
	Findings findings(out);
	const auto& configuration = options.configuration;
	checkConfiguration(findings, configuration);
	checkFileMode(findings, configuration.keys.masterFile);
	checkFileMode(findings, configuration.keys.masterFile + ".signing");
	checkFolder(findings, configuration.dataFolder);
	checkTime(findings);
	auto kernel = Kernel::open(std::move(options));
	if (!kernel)
	{
		findings.fail("server", kernel.error().detail);
		return 1;
	}
	checkDayKeys(findings, **kernel);
	auto started = (*kernel)->start();
	if (auto reached = (*kernel)->database().check(); !reached)
		findings.fail("database", reached.error().detail);
	else
		findings.ok("database", (*kernel)->database().description() + " answers, and every migration is applied");
	if (started) checkStatistics(findings, **kernel);
	if (!started) findings.fail("server", started.error().detail);
	checkPlugins(findings, **kernel);
	if (started) checkThemes(findings, **kernel);
	if (started) checkHealth(findings, **kernel);
	checkJobs(findings, **kernel);
	out << (findings.hasFailed() ? "something is wrong\n" : "all is well\n");
	return findings.hasFailed() ? 1 : 0;
}

}
