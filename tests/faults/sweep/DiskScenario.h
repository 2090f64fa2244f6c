// Blobs on their way through the plugin storage, with a judge of what is left of them.
#pragma once
#include "tests/faults/sweep/Sweep.h"

namespace sx::faults {

/// Creates, puts, replaces, supersedes, completes, destroys, erases and sweeps. What is refused is tried once more, as
/// clients and jobs do.
class BlobsAtWork final: public Scenario
{
public:
	void prepare(const std::filesystem::path& folder) override;
	void run(const std::filesystem::path& folder, Faults& faults, long point, Told& told) override;
	void judge(const std::filesystem::path& folder, const Faults& faults, Told& told) override;
};

}
