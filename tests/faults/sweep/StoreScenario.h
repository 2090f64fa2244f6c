// The store at its daily work, with a judge of what it left.
#pragma once
#include "kernel/data/Database.h"
#include "tests/faults/sweep/Sweep.h"

namespace sx::faults {

/// Writes alone and together, replaces, claims, reads and removes, with a log that is checkpointed every few pages.
class StoreAtWork: public Scenario
{
public:
	void prepare(const std::filesystem::path& folder) override;
	void run(const std::filesystem::path& folder, Faults& faults, long point, Told& told) override;
	void judge(const std::filesystem::path& folder, const Faults& faults, Told& told) override;
};

/// Makes the database from nothing: the file, its journal mode, two migrations, and one write.
class FirstStart: public Scenario
{
public:
	void prepare(const std::filesystem::path& folder) override;
	void run(const std::filesystem::path& folder, Faults& faults, long point, Told& told) override;
	void judge(const std::filesystem::path& folder, const Faults& faults, Told& told) override;
};

/// Opens a database that is there already, and its log anew.
class NextStart final: public FirstStart
{
public:
	void prepare(const std::filesystem::path& folder) override;
};

/// Empties the log after a row was deleted, so that nothing of it lingers on the disk.
class LogEmptied final: public Scenario
{
public:
	void prepare(const std::filesystem::path& folder) override;
	void run(const std::filesystem::path& folder, Faults& faults, long point, Told& told) override;
	void judge(const std::filesystem::path& folder, const Faults& faults, Told& told) override;
};

}
