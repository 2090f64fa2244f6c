// Runs a scenario once for each point at which something can fail, and judges what every run left.
#pragma once
#include "sx/result.h"
#include "tests/faults/sweep/Faults.h"

#include <atomic>
#include <filesystem>
#include <new>
#include <string>
#include <string_view>
#include <vector>

namespace sx::faults {

/// Keeps what a scenario says while it runs, in memory that outlives its process. Saying allocates nothing.
class Told
{
public:
	/// What happened to one step, e.g. "put 3": it was asked for, and then acknowledged, refused, or neither.
	enum class Word : char { Asked = '?', Acknowledged = '+', Refused = '-' };

	void say(Word word, std::string_view step) noexcept;
	/// Tells what is broken; the sweep reports it.
	void complain(std::string_view what) noexcept;
	/// Remembers a number: the sweep's own are below 4, the scenario's from 5 on.
	static constexpr int kDoubts = 3;    // refused commits that stand there
	static constexpr int kInternal = 4;  // answers that say "our fault"
	void setNumber(int which, long number) noexcept { _numbers[which] = number; }
	long number(int which) const noexcept { return _numbers[which]; }

	bool was(Word word, std::string_view step) const;
	/// All words about all steps, in order: "?put 3", "+put 3".
	std::vector<std::string> words() const;
	/// Remembers which call failed.
	void setWhere(std::string_view where) noexcept { _where.append(where); }
	std::string where() const { return std::string(_where.view()); }
	std::string complaint() const { return std::string(_complaint.view()); }
	void clear() noexcept;

private:
	static std::string line(Word word, std::string_view step);

	/// A text of limited length that one process writes and another reads.
	template <std::size_t N> struct Text
	{
		std::atomic<std::size_t> size{0};
		char bytes[N];
		std::string_view view() const noexcept { return {bytes, size}; }
		std::size_t find(std::string_view part) const noexcept { return view().find(part); }
		void append(std::string_view part) noexcept
		{
			for (char c: part)
				if (size < N) bytes[size++] = c;
		}
	};
	Text<16 * 1024> _steps;
	Text<1024> _complaint;
	Text<256> _where;
	std::atomic<long> _numbers[8]{};
	std::atomic_flag _lock;
};

/// A run of the product that is repeated with every fault. Each function runs in a process of its own.
class Scenario
{
public:
	virtual ~Scenario() = default;
	/// Makes what each run starts from, without faults.
	virtual void prepare(const std::filesystem::path& folder) = 0;
	/// Opens what it needs, arms the faults, works, and closes. Says each step.
	virtual void run(const std::filesystem::path& folder, Faults& faults, long point, Told& told) = 0;
	/// Starts on what was left and complains of what breaks P12.
	virtual void judge(const std::filesystem::path& folder, const Faults& faults, Told& told) = 0;
};

/// Says a step: asks for it, does it, and tells what came of it. A std::bad_alloc of the caller's own is no answer.
/// True: it was acknowledged.
/// @param work  () → Result<…>
template <class F> bool step(Told& told, std::string_view name, F&& work)
{
	told.say(Told::Word::Asked, name);
	try
	{
		const auto done = work();
		told.say(done ? Told::Word::Acknowledged : Told::Word::Refused, name);
		if (!done && done.error().code == Code::Internal) told.setNumber(Told::kInternal, 1);
		return bool(done);
	}
	catch (const std::bad_alloc&)
	{
		return false;
	}
}

/// Fails points 1, 2, 3… of the scenario until a run ends without a fault, and prints one line.
/// Returns what is broken, one line a point (the first few); empty: nothing.
std::string sweep(const std::string& name, Scenario& scenario, Faults& faults);

}
