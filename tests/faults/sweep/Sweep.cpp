#include "tests/faults/sweep/Sweep.h"

#include "tests/faults/sweep/FaultyMemory.h"

#include <sys/mman.h>
#include <sys/wait.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <exception>
#include <functional>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <unistd.h>
#include <utility>

namespace sx::faults {
namespace {

namespace fs = std::filesystem;

constexpr int kStoppedExit = 86;
constexpr unsigned kPatience = 100;  // seconds for one run, which takes milliseconds on a machine at rest
constexpr long kMostPoints = 50'000, kMostBroken = 20;
enum Number { kCpp, kSqlite, kDescriptors };  // what a run left allocated and open

/// Runs work in a child process. What it returns is the exit status; what it throws is a complaint.
int inChild(Told& told, const std::function<int()>& work)
{
	const auto child = ::fork();
	if (child < 0) throw std::runtime_error("fork failed");
	if (child == 0)
	{
		::alarm(kPatience);
		// The product has stopped instead of answering: no core, no words.
		std::set_terminate([] { ::_exit(kStoppedExit); });
		try
		{
			::_exit(work());
		}
		catch (const std::exception& e)
		{
			const Uncounted uncounted;
			told.complain(e.what());
		}
		::_exit(1);
	}
	int status = 0;
	::waitpid(child, &status, 0);
	return status;
}

long descriptors() { return std::distance(fs::directory_iterator("/proc/self/fd"), fs::directory_iterator()); }

/// A run with its faults, from opening to what the next start finds. The exit status says whether a fault struck.
int runOnce(Scenario& scenario, const fs::path& folder, Faults& faults, long point, Told& told)
{
	faults.watch(folder);
	const auto before = LiveBlocks::now();
	const auto descriptorsBefore = descriptors();
	scenario.run(folder, faults, point, told);
	faults.disarm();
	const auto after = LiveBlocks::now();
	told.setNumber(kCpp, after.ofCpp - before.ofCpp);
	told.setNumber(kSqlite, after.ofSqlite - before.ofSqlite);
	told.setNumber(kDescriptors, descriptors() - descriptorsBefore);
	const bool struck = faults.hasStruck();
	told.setWhere(faults.where());
	faults.leave();
	return struck ? kStruckExit : 0;
}

/// What a run without a fault leaves is what libraries keep for ever; more than that is a leak.
struct Kept
{
	long numbers[3]{};
	explicit Kept(const Told& told)
	{
		for (int i: {kCpp, kSqlite, kDescriptors}) numbers[i] = told.number(i);
	}
	std::string moreThan(const Kept& usual, long mayLoseConnections) const
	{
		const long lost = numbers[kDescriptors] - usual.numbers[kDescriptors];
		if (lost > 0 && lost <= mayLoseConnections) return {};
		std::string out;
		const char* names[] = {"blocks", "blocks of SQLite", "descriptors"};
		for (int i: {kCpp, kSqlite, kDescriptors})
			if (numbers[i] > usual.numbers[i])
				out += " leaks " + std::to_string(numbers[i] - usual.numbers[i]) + ' ' + names[i];
		return out;
	}
};

/// What is wrong with a run by itself, before anybody looks at what it left.
std::string wrongOf(int status, const Faults& faults)
{
	if (WIFSIGNALED(status))
		return WTERMSIG(status) == SIGALRM ? "hangs" : "dies of signal " + std::to_string(WTERMSIG(status));
	if (WEXITSTATUS(status) == kStoppedExit && !faults.mayStop()) return "stops the process";
	return {};
}

/// Without a fault every step succeeds, except those that never may.
std::string unfinished(const Told& told)
{
	for (const auto& word: told.words())
		if (word.front() == '?' && !word.starts_with("?never") &&
			!told.was(Told::Word::Acknowledged, std::string_view(word).substr(1)))
			return "without a fault, " + word.substr(1) + " fails";
	return {};
}

class Place
{
public:
	Place()
	{
		char name[] = "/tmp/sx-sweep-XXXXXX";
		if (!::mkdtemp(name)) throw std::runtime_error("no temporary folder");
		_base = name;
		fs::create_directory(start());
	}
	~Place()
	{
		std::error_code ignored;
		fs::remove_all(_base, ignored);
	}
	fs::path start() const { return _base / "start"; }
	fs::path fresh() const
	{
		fs::remove_all(_base / "run");
		fs::copy(start(), _base / "run", fs::copy_options::recursive);
		return _base / "run";
	}

private:
	fs::path _base;
};

}

std::string Told::line(Word word, std::string_view step)
{
	return std::string{'\n', static_cast<char>(word)}.append(step).append("\n");
}

bool Told::was(Word word, std::string_view step) const
{
	const Uncounted uncounted;
	return _steps.find(line(word, step)) != std::string_view::npos;
}

void Told::say(Word word, std::string_view step) noexcept
{
	while (_lock.test_and_set())
	{
	}
	const char head[] = {'\n', static_cast<char>(word)};
	_steps.append({head, 2});
	_steps.append(step);
	_steps.append("\n");
	_lock.clear();
}

void Told::complain(std::string_view what) noexcept
{
	while (_lock.test_and_set())
	{
	}
	_complaint.append(_complaint.size == 0 ? "" : "; ");
	_complaint.append(what);
	_lock.clear();
}

std::vector<std::string> Told::words() const
{
	std::vector<std::string> out;
	std::string word;
	for (char c: _steps.view())
		if (c != '\n')
			word += c;
		else if (!word.empty())
			out.push_back(std::exchange(word, {}));
	return out;
}

void Told::clear() noexcept
{
	_steps.size = 0;
	_complaint.size = 0;
	_where.size = 0;
	for (auto& number: _numbers) number = 0;
}

std::string sweep(const std::string& name, Scenario& scenario, Faults& faults)
{
	void* shared = ::mmap(nullptr, sizeof(Told), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	auto& told = *new (shared) Told;
	const Place place;
	const auto start = std::chrono::steady_clock::now();
	std::string findings;
	long point = 0, broken = 0, stopped = 0, doubts = 0;
	const auto note = [&](const std::string& what) {
		if (what.empty()) return;
		if (++broken <= 5)
			findings += name + ", point " + std::to_string(point) + " (" + told.where() + "):" + what + '\n';
	};
	inChild(told, [&] {
		scenario.prepare(place.start());
		return 0;
	});
	note(told.complaint());
	std::optional<Kept> usual;
	for (bool struck = true; struck && broken < kMostBroken; ++point)
	{
		told.clear();
		const auto folder = place.fresh();
		const int status = inChild(told, [&] { return runOnce(scenario, folder, faults, point, told); });
		const bool hasStopped = WIFEXITED(status) && WEXITSTATUS(status) == kStoppedExit;
		struck = point == 0 || !WIFEXITED(status) || WEXITSTATUS(status) != 0;
		stopped += hasStopped;
		auto wrong = wrongOf(status, faults);
		const Kept kept(told);
		if (point == 0)
			usual = kept, wrong += unfinished(told);
		else if (!hasStopped)
			wrong += kept.moreThan(*usual, faults.mayLoseConnections());
		const int judged = inChild(told, [&] {
			scenario.judge(folder, faults, told);
			return 0;
		});
		if (const auto complaint = told.complaint(); !complaint.empty())
			wrong += ' ' + complaint;
		else if (judged != 0)
			wrong += " the judge died";
		doubts += told.number(Told::kDoubts);
		note(wrong);
		if (point == kMostPoints) throw std::runtime_error(name + " does not end");
	}
	::munmap(shared, sizeof(Told));
	std::printf("\nsweep: %s: %ld points, %ld broken", name.c_str(), point - 2, broken);
	if (stopped > 0) std::printf(", %ld stopped the process", stopped);
	if (doubts > 0) std::printf(", %ld refused commits stand", doubts);
	std::printf(" (%.1f s)", std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
	std::fflush(stdout);
	return findings;
}

}
