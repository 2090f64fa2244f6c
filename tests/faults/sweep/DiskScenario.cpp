#include "tests/faults/sweep/DiskScenario.h"

#include "tests/faults/sweep/FaultyMemory.h"
#include "tests/faults/sweep/StorageRig.h"

#include <sys/stat.h>

#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>

namespace sx::faults {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using storage::BlobId;
using Word = Told::Word;

constexpr int kOrphan = 9;
constexpr std::int64_t kBetweenParts = 4096;  // the test's parts lie close together

/// Bytes that tell which version of which part of which blob they are.
std::string contentOf(int blob, int part, int version)
{
	const Uncounted uncounted;
	std::string out;
	while (out.size() < 1500)
		out += std::to_string(blob) + '/' + std::to_string(part) + '/' + std::to_string(version) + ' ';
	return out;
}

std::string putName(int blob, int part, int version)
{
	return "put " + std::to_string(blob) + '/' + std::to_string(part) + ' ' + std::to_string(version);
}

std::string named(const char* what, int blob) { return what + std::to_string(blob); }

/// The work, with its client: whoever is refused tries once more.
class Client
{
public:
	Client(StorageRig& rig, const Faults& faults, Told& told): _rig(rig), _faults(faults), _told(told) {}

	template <class F> bool twice(std::string_view name, F&& work)
	{
		if (step(_told, name, work) || step(_told, name, work)) return true;
		if (_faults.isPassing() && _faults.hasStruck()) _told.complain("does not go on: " + std::string(name));
		return false;
	}
	void create(int blob, std::int64_t bytes)
	{
		twice(named("create ", blob), [&]() -> Result<> {
			_rig.setNextId(blob);
			auto id = _rig.store().write(kCompany, [&](Sql& sql) { return _rig.blobs().create(sql, bytes); });
			// One that was made without an answer is there.
			if (!id && id.error().code != Code::Conflict) return id.error();
			return {};
		});
	}
	void put(int blob, int version)
	{
		const auto bytes = contentOf(blob, 0, version);
		twice(putName(blob, 0, version), [&] {
			auto begun = _rig.begin(StorageRig::idOf(blob), bytes);
			return _rig.finish(begun, bytes);
		});
	}
	void complete(int blob)
	{
		twice(named("complete ", blob), [&] {
			return _rig.store().write(
				kCompany, [&](Sql& sql) { return _rig.blobs().complete(sql, StorageRig::idOf(blob)); });
		});
	}
	void destroy(int blob)
	{
		twice(named("destroy ", blob), [&] {
			return _rig.store().write(
				kCompany, [&](Sql& sql) { return _rig.blobs().destroy(sql, StorageRig::idOf(blob)); });
		});
		twice(named("erase ", blob), [&] { return _rig.runJobs(); });
	}
	/// Two parts of one file arrive at the same time: the second begins and ends while the first is on its way.
	void putTogether(int blob)
	{
		const auto id = StorageRig::idOf(blob);
		const auto first = contentOf(blob, 0, 1), second = contentOf(blob, 1, 1);
		bool isFirstTry = true;
		twice(putName(blob, 0, 1), [&] {
			auto begun = _rig.beginPart(id, 0, 0, first);
			if (std::exchange(isFirstTry, false))
				twice(putName(blob, 1, 1), [&] {
					auto other = _rig.beginPart(id, 1, kBetweenParts, second);
					return _rig.finish(other, second);
				});
			return _rig.finish(begun, first);
		});
	}
	/// An attempt that a newer one overtakes; the older one's bytes come last, when nobody wants them any more.
	void overtake(int blob)
	{
		const auto old = contentOf(blob, 0, 1);
		step(_told, putName(blob, 0, 1).insert(0, "never "), [&]() -> Result<> {
			auto begun = _rig.begin(StorageRig::idOf(blob), old);
			put(blob, 2);
			const bool isOvertaken = _told.was(Word::Acknowledged, putName(blob, 0, 2));
			auto done = _rig.finish(begun, old);
			if (done && isOvertaken) _told.complain("an overtaken attempt is acknowledged");
			if (done) _told.say(Word::Acknowledged, putName(blob, 0, 1));
			return Error{Code::Conflict, "overtaken"};
		});
	}
	void sweep()
	{
		twice("sweep", [&] { return _rig.blobs().sweep(); });
	}

private:
	StorageRig& _rig;
	const Faults& _faults;
	Told& _told;
};

/// Compares what was said with what stands there.
class DiskJudge
{
public:
	DiskJudge(StorageRig& rig, const Faults& faults, Told& told):
		_rig(rig), _told(told), _mayDoubt(faults.leavesDoubt()), _words(told.words())
	{
	}
	~DiskJudge() { _told.setNumber(Told::kDoubts, _doubts); }

	/// A part whose row says that it is whole must be one of the versions that may stand there, byte for byte.
	void part(int blob, int part)
	{
		if (wasAsked(named("destroy ", blob))) return;
		std::set<int> may, refused;
		bool mayBeMissing = true;
		for (const auto& word: _words)
			for (int version: {1, 2})
			{
				const auto name = putName(blob, part, version);
				const auto rest = std::string_view(word).substr(1);
				if (rest != name && rest != "never " + name) continue;
				if (word.front() == '?')
					mayBeMissing = true, may.insert(version);
				else if (word.front() == '+')
					mayBeMissing = false, may = {version}, refused = {};
				else if (may.size() > 1 || mayBeMissing)
					may.erase(version), refused.insert(version);
			}
		const auto name = named("part ", part) + named(" of blob ", blob);
		auto parts = _rig.blobs().parts(kCompany, StorageRig::idOf(blob));
		if (!parts) return _told.complain("no answer about " + name + ": " + parts.error().detail);
		if (std::find(parts->begin(), parts->end(), part) == parts->end())
		{
			if (!mayBeMissing) _told.complain(name + " was acknowledged and is gone");
			return;
		}
		const int found = versionOf(blob, part);
		if (found == 0) return _told.complain(name + " is said to be whole and is torn");
		if (may.contains(found)) return;
		if (!refused.contains(found)) return _told.complain(name + " is another version than was acknowledged");
		++_doubts;
		if (!_mayDoubt) _told.complain(name + " was refused and stands there");
	}
	void complete(int blob)
	{
		const auto completion = named("complete ", blob), destruction = named("destroy ", blob);
		auto sent = _rig.blobs().send(kCompany, StorageRig::idOf(blob));
		if (was('+', destruction) && sent) _told.complain(named("a destroyed blob is sent: ", blob));
		if (was('+', completion) && !wasAsked(destruction) && !sent)
			_told.complain(named("a complete blob is not sent: ", blob));
		if (sent && !wasAsked(completion)) _told.complain(named("sent without being complete: ", blob));
		if (sent && was('-', completion) && !was('+', completion))
		{
			++_doubts;
			if (!_mayDoubt) _told.complain(named("was refused and is complete: ", blob));
		}
		if (was('+', completion) && !wasAsked(destruction)) _kept.insert(StorageRig::idOf(blob).value);
		if (sent && versionOf(blob, 0) == 0) _told.complain(named("a complete blob is torn: ", blob));
	}
	void erased(int blob, const std::string& step)
	{
		if (was('+', step) && fs::exists(_rig.driver().path(StorageRig::idOf(blob))))
			_told.complain(named("erased bytes are on the disk: ", blob));
	}
	/// A month later nothing is left but what was completed.
	void sweepUp(const fs::path& folder)
	{
		_rig.advance(24h * 30);
		for (int i = 0; i < 2; ++i)
		{
			if (auto done = _rig.blobs().sweep(); !done) _told.complain("no sweep later: " + done.error().detail);
			if (auto done = _rig.runJobs(); !done) _told.complain("no erasing later: " + done.error().detail);
		}
		for (const auto& entry: fs::recursive_directory_iterator(folder / "blobs"))
			if (entry.is_regular_file() && !_kept.contains(entry.path().filename()) && !mayBeComplete(entry.path()))
				_told.complain("left behind for ever: " + entry.path().filename().string());
	}

private:
	bool was(char word, const std::string& step) const { return _told.was(static_cast<Word>(word), step); }
	bool wasAsked(const std::string& step) const { return was('?', step); }
	/// Completed without an answer.
	bool mayBeComplete(const fs::path& file)
	{
		const BlobId id{file.filename()};
		return bool(_rig.blobs().send(kCompany, id));
	}
	/// 0: neither version, whole.
	int versionOf(int blob, int part) const
	{
		std::ifstream in(_rig.driver().path(StorageRig::idOf(blob)), std::ios::binary);
		const std::string all{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
		for (int version: {1, 2})
		{
			const auto wanted = contentOf(blob, part, version);
			const auto at = static_cast<std::size_t>(part * kBetweenParts);
			if (all.size() >= at + wanted.size() && all.compare(at, wanted.size(), wanted) == 0) return version;
		}
		return 0;
	}

	StorageRig& _rig;
	Told& _told;
	const bool _mayDoubt;
	const std::vector<std::string> _words;
	std::set<std::string> _kept;
	long _doubts = 0;
};

}

void BlobsAtWork::prepare(const fs::path& folder)
{
	StorageRig rig(folder);
	const fs::path orphan = rig.driver().path(StorageRig::idOf(kOrphan));
	fs::create_directories(orphan.parent_path());
	std::ofstream(orphan) << "left behind";
}

void BlobsAtWork::run(const fs::path& folder, Faults& faults, long point, Told& told)
{
	StorageRig rig(folder);
	const timespec longAgo[2] = {{1000, 0}, {1000, 0}};
	::utimensat(AT_FDCWD, rig.driver().path(StorageRig::idOf(kOrphan)).c_str(), longAgo, 0);
	Client client(rig, faults, told);
	const auto size = static_cast<std::int64_t>(contentOf(1, 0, 1).size());
	faults.arm(point);
	client.create(1, size);
	client.put(1, 1);
	client.complete(1);
	client.create(2, size);
	client.put(2, 1);
	client.put(2, 2);
	client.create(3, storage::kPartBytes + 1);
	client.putTogether(3);
	client.create(4, size);
	client.overtake(4);
	client.create(5, size);
	client.put(5, 1);
	client.complete(5);
	client.destroy(5);
	client.sweep();
}

void BlobsAtWork::judge(const fs::path& folder, const Faults& faults, Told& told)
{
	StorageRig rig(folder);
	DiskJudge judge(rig, faults, told);
	for (int blob: {1, 2, 3, 4, 5}) judge.part(blob, 0);
	judge.part(3, 1);
	for (int blob: {1, 2, 3, 4, 5}) judge.complete(blob);
	judge.erased(5, "erase 5");
	judge.sweepUp(folder);
}

}
