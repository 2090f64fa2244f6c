#include "kernel/app/Program.h"

#include "kernel/app/Backup.h"
#include "kernel/app/Doctor.h"
#include "kernel/app/Kernel.h"
#include "kernel/app/KernelVerbs.h"

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

namespace sx::app {

namespace {

constexpr std::string_view kVersion = "1.0.0";

int fail(const Error& error)
{
	std::cerr << "sxserver: " << error.detail << "\n";
	return 1;
}

sigset_t stopSignals()
{
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	return set;
}

// Blocks the signals. Call it before any thread starts, so that only the thread that waits for a signal gets it.
void holdSignals()
{
	const auto set = stopSignals();
	pthread_sigmask(SIG_BLOCK, &set, nullptr);
	std::signal(SIGPIPE, SIG_IGN);
}

// Keeps secrets in memory out of core files, of pipes that take them, and from debuggers of the same user.
void refuseCoreFiles()
{
	const rlimit none{0, 0};
	setrlimit(RLIMIT_CORE, &none);
	prctl(PR_SET_DUMPABLE, 0);
}

void waitForSignal()
{
	const auto set = stopSignals();
	int which = 0;
	sigwait(&set, &which);
	// A second signal ends the process at once, without waiting for the drain.
	pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

int serve(KernelOptions options)
{
	holdSignals();
	auto opened = Kernel::open(std::move(options));
	if (!opened) return fail(opened.error());
	auto& kernel = **opened;
	if (auto started = kernel.start(); !started) return fail(started.error());
	if (auto serving = kernel.serve(); !serving) return fail(serving.error());
	kernel.log().info("server.ready", {{"port", kernel.port()}});
	std::cout << "ready http://localhost:" << kernel.port() << std::endl;
	waitForSignal();
	// A job that is still running must not delay the exit; it runs again at the next start.
	if (!kernel.stop()) std::_Exit(0);
	return 0;
}

// Limits the log to warnings and errors as text, which is all that a person at a terminal wants while a verb runs.
KernelOptions quietly(KernelOptions options)
{
	options.configuration.log.level = std::max(options.configuration.log.level, Log::Level::Warning);
	options.configuration.log.isText = true;
	return options;
}

int runPluginVerb(Kernel& kernel, const std::vector<std::string>& words)
{
	std::size_t used = 0;
	const auto* verb = kernel.offers().verb(words, used);
	if (!verb)
	{
		std::cerr << "sxserver: no verb \"" << words[0] << "\"; `sxserver help` lists them\n";
		return 2;
	}
	auto status = verb->run({words.begin() + static_cast<std::ptrdiff_t>(used), words.end()});
	if (!status) return fail(status.error());
	return *status;
}

void printPluginVerbs(const Kernel& kernel)
{
	for (const auto& [plugin, offers]: kernel.offers().all())
		for (const auto& verb: offers.verbs)
			std::cout << "  " << verb.name << std::string(verb.name.size() < 19 ? 20 - verb.name.size() : 1, ' ')
					  << verb.help << " (" << plugin << ")\n";
}

int withKernel(KernelOptions options, const std::vector<std::string>& words)
{
	auto opened = Kernel::open(quietly(std::move(options)));
	if (!opened) return fail(opened.error());
	auto& kernel = **opened;
	if (words[0] == "help")
	{
		printPluginVerbs(kernel);
		return 0;
	}
	if (words[0] == "jobs") return jobsVerb(kernel, words);
	auto started = kernel.start();
	if (words[0] == "plugins") return showPlugins(kernel);
	if (words[0] == "routes") return started ? showRoutes(kernel, words) : fail(started.error());
	if (!started) return fail(started.error());
	return runPluginVerb(kernel, words);
}

std::string defaultConfigFile(const std::string& programFolder)
{
	for (const auto* each: {"/../etc/sxserver/sxserver.yaml", "/sxserver.yaml"})
		if (std::filesystem::exists(programFolder + each)) return programFolder + each;
	return {};
}

}

CommandLine CommandLine::parse(const std::vector<std::string>& arguments)
{
	CommandLine out;
	for (std::size_t i = 0; i < arguments.size(); ++i)
	{
		const auto& each = arguments[i];
		if (each.starts_with("--config="))
			out.configFile = each.substr(9);
		else if (each == "--config" || each == "-c")
		{
			if (++i == arguments.size())
				out.fault = "--config needs a file";
			else
				out.configFile = arguments[i];
		}
		else if (each == "--help" || each == "-h")
			out.wantsHelp = true;
		else if (each == "--version")
			out.wantsVersion = true;
		else if (each.starts_with("-") && out.words.empty())
			out.fault = "unknown option " + each;
		else
			out.words.push_back(each);
	}
	return out;
}

int runProgram(const std::vector<std::string>& arguments, const std::string& programFolder)
{
	umask(077);
	auto line = CommandLine::parse(arguments);
	if (!line.fault.empty())
	{
		std::cerr << "sxserver: " << line.fault << "\n" << usage();
		return 2;
	}
	if (line.words.empty()) line.words = {"serve"};
	if (line.wantsVersion || line.words[0] == "version")
	{
		std::cout << "sxserver " << kVersion << "\n";
		return 0;
	}
	if (line.wantsHelp || line.words[0] == "help") std::cout << usage();
	if (line.wantsHelp) return 0;
	const auto file = line.configFile.empty() ? defaultConfigFile(programFolder) : line.configFile;
	auto configuration = config::Configuration::load(file, programFolder);
	if (!configuration) return fail(configuration.error());
	if (configuration->environment != Environment::Development) refuseCoreFiles();
	if (line.words[0] == "check-config") return checkConfig(*configuration);
	if (line.words[0] == "keys") return keysVerb(*configuration, line.words);
	KernelOptions options;
	options.configuration = std::move(configuration).value();
	options.resources = Kernel::resourcesOf(programFolder);
	if (line.words[0] == "backup") return backupVerb(quietly(std::move(options)), file, line.words);
	if (line.words[0] == "restore") return restoreVerb(quietly(std::move(options)), line.words);
	if (line.words[0] == "destructions") return destructionsVerb(quietly(std::move(options)), line.words);
	if (line.words[0] == "doctor") return doctor(quietly(std::move(options)), std::cout);
	if (line.words[0] == "serve") return serve(std::move(options));
	return withKernel(std::move(options), line.words);
}

}
