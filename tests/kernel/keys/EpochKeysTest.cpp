#include "kernel/keys/EpochKeys.h"

#include "kernel/base/Clocks.h"
#include "kernel/keys/KeyRing.h"

#include <cppunit/extensions/HelperMacros.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <thread>

namespace sx::keys {
namespace {

namespace fs = std::filesystem;
using std::chrono::days;
using std::chrono::hours;

const EpochDay kDay{std::chrono::year(2026) / 11 / 27};

}

/// Tests the keys of days: what is sealed until a day opens until that day is over, and never afterwards.
class EpochKeysTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(EpochKeysTest);
	CPPUNIT_TEST(opensUntilTheDayIsOverAndNeverAfterwards);
	CPPUNIT_TEST(refusesToSealUntilADayThatIsOver);
	CPPUNIT_TEST(keepsOneKeyForEachDayInAPrivateFile);
	CPPUNIT_TEST(needsTheKeyOfTheDayAndTheMasterKey);
	CPPUNIT_TEST(refusesEveryChangedByte);
	CPPUNIT_TEST(makesOneKeyHoweverManyAskAtOnce);
	CPPUNIT_TEST(overwritesAKeyForWhoHoldsItsFile);
	CPPUNIT_TEST(usesNoKeyThatIsPutBackAfterItsDay);
	CPPUNIT_TEST(keepsACopyAndTakesItBack);
	CPPUNIT_TEST(destroysTheCopyToo);
	CPPUNIT_TEST(makesNoCopyWhereItsFolderIsNotThere);
	CPPUNIT_TEST(refusesAKeyThatOthersMayRead);
	CPPUNIT_TEST_SUITE_END();

	fs::path _folder;
	base::FakeClock _clock{kDay + hours(12)};
	std::unique_ptr<KeyRing> _ring;

public:
	void setUp() override
	{
		char name[] = "/tmp/sx-days-XXXXXX";
		_folder = ::mkdtemp(name);
		fs::create_directory(_folder / "copy");
		_ring = open();
	}
	void tearDown() override { fs::remove_all(_folder); }

private:
	std::unique_ptr<KeyRing> open(const fs::path& copy = {}) const
	{
		auto ring = KeyRing::open(_folder / "master.key", true, &_clock, copy);
		CPPUNIT_ASSERT(ring);
		return std::move(*ring);
	}
	fs::path fileOf(EpochDay day) const { return _folder / "master.key.days" / (nameOf(day) + ".key"); }
	fs::path copyOf(EpochDay day) const { return _folder / "copy" / (nameOf(day) + ".key"); }
	static std::string contentOf(const fs::path& file)
	{
		std::ifstream in(file);
		std::ostringstream out;
		out << in.rdbuf();
		return out.str();
	}
	Bytes sealed(Instant until) const
	{
		auto out = _ring->sealUntil(until, "row", "share");
		CPPUNIT_ASSERT(out);
		return *out;
	}

	void opensUntilTheDayIsOverAndNeverAfterwards()
	{
		const auto value = sealed(kDay + days(1) + hours(3)), other = sealed(kDay + days(2));
		CPPUNIT_ASSERT_EQUAL(std::string_view("share"), _ring->open("row", value)->reveal());
		_clock.set(kDay + days(2) - std::chrono::milliseconds(1));
		CPPUNIT_ASSERT(_ring->open("row", value));
		_clock.set(kDay + days(2));
		CPPUNIT_ASSERT(_ring->open("row", value).error().code == Code::Expired);
		CPPUNIT_ASSERT(_ring->open("row", other));
		CPPUNIT_ASSERT_EQUAL(1, *_ring->epochs().tend());
		CPPUNIT_ASSERT(!fs::exists(fileOf(kDay + days(1))));
		CPPUNIT_ASSERT(fs::exists(fileOf(kDay + days(2))));
		CPPUNIT_ASSERT_EQUAL(0, *_ring->epochs().tend());
		_clock.set(kDay);  // even if somebody sets the clock back
		CPPUNIT_ASSERT(open()->open("row", value).error().code == Code::Missing);
	}
	void refusesToSealUntilADayThatIsOver()
	{
		CPPUNIT_ASSERT(_ring->sealUntil(kDay - hours(1), "row", "share").error().code == Code::Expired);
		CPPUNIT_ASSERT(_ring->sealUntil(kDay + hours(1), "row", "share"));
	}
	void keepsOneKeyForEachDayInAPrivateFile()
	{
		sealed(kDay + hours(13));
		sealed(kDay + hours(14));
		sealed(kDay + days(30));
		CPPUNIT_ASSERT(_ring->epochs().days() == (std::vector<EpochDay>{kDay, kDay + days(30)}));
		struct stat info
		{
		};
		CPPUNIT_ASSERT(::stat(fileOf(kDay).c_str(), &info) == 0 && (info.st_mode & 0777) == 0600);
		CPPUNIT_ASSERT(::stat(fileOf(kDay).parent_path().c_str(), &info) == 0 && (info.st_mode & 0777) == 0700);
	}
	void needsTheKeyOfTheDayAndTheMasterKey()
	{
		const auto value = sealed(kDay + days(1));
		const auto file = fileOf(kDay + days(1));
		fs::rename(file, _folder / "away");
		CPPUNIT_ASSERT(open()->open("row", value).error().code == Code::Missing);
		fs::rename(_folder / "away", file);
		CPPUNIT_ASSERT(open()->open("row", value));
		CPPUNIT_ASSERT(open()->open("other row", value).error().code == Code::Internal);
		const auto old = _ring->list().front().id;
		CPPUNIT_ASSERT(_ring->rotate() && _ring->open("row", value));
		CPPUNIT_ASSERT(_ring->retire(old));
		CPPUNIT_ASSERT(_ring->open("row", value).error().code == Code::Internal);
	}
	void refusesEveryChangedByte()
	{
		sealed(kDay + days(2));
		const auto value = sealed(kDay + days(1));
		for (std::size_t i = 0; i < value.size(); ++i)
		{
			auto changed = value;
			changed.value[i] = static_cast<char>(changed.value[i] ^ 3);
			CPPUNIT_ASSERT_MESSAGE(std::to_string(i), !_ring->open("row", changed));
			CPPUNIT_ASSERT(!_ring->open("row", {value.value.substr(0, i)}));
		}
	}
	void makesOneKeyHoweverManyAskAtOnce()
	{
		std::vector<std::unique_ptr<KeyRing>> rings;
		for (int i = 0; i < 8; ++i) rings.push_back(open());  // as other processes would
		std::vector<Bytes> values(rings.size());
		std::vector<std::thread> threads;
		for (std::size_t i = 0; i < rings.size(); ++i)
			threads.emplace_back([&, i] { values[i] = *rings[i]->sealUntil(kDay + days(3), "row", "share"); });
		for (auto& each: threads) each.join();
		for (const auto& each: values) CPPUNIT_ASSERT(_ring->open("row", each));
	}
	void overwritesAKeyForWhoHoldsItsFile()
	{
		sealed(kDay);
		const auto before = contentOf(fileOf(kDay));
		const Fd held(::open(fileOf(kDay).c_str(), O_RDONLY | O_CLOEXEC));
		fs::create_hard_link(fileOf(kDay), _folder / "linked");
		_clock.advance(hours(24));
		CPPUNIT_ASSERT_EQUAL(1, *_ring->epochs().tend());
		char byte = 0;
		CPPUNIT_ASSERT_EQUAL(ssize_t(0), ::pread(held.get(), &byte, 1, 0));
		CPPUNIT_ASSERT(!before.empty() && contentOf(_folder / "linked").empty());
	}
	void usesNoKeyThatIsPutBackAfterItsDay()
	{
		const auto value = sealed(kDay);
		fs::copy_file(fileOf(kDay), _folder / "kept");
		_clock.advance(hours(24));
		CPPUNIT_ASSERT_EQUAL(1, *_ring->epochs().tend());
		fs::rename(_folder / "kept", fileOf(kDay));
		CPPUNIT_ASSERT(open()->open("row", value).error().code == Code::Expired);
		CPPUNIT_ASSERT_EQUAL(1, *_ring->epochs().tend());
		CPPUNIT_ASSERT(!fs::exists(fileOf(kDay)));
	}
	void keepsACopyAndTakesItBack()
	{
		const auto value = sealed(kDay + days(1));
		const auto ring = open(_folder / "copy");
		CPPUNIT_ASSERT_EQUAL(0, *ring->epochs().tend());
		CPPUNIT_ASSERT_EQUAL(contentOf(fileOf(kDay + days(1))), contentOf(copyOf(kDay + days(1))));
		fs::remove_all(_folder / "master.key.days");
		const auto after = open(_folder / "copy");
		CPPUNIT_ASSERT(after->open("row", value));
		CPPUNIT_ASSERT_EQUAL(0, *after->epochs().tend());
		CPPUNIT_ASSERT_EQUAL(contentOf(copyOf(kDay + days(1))), contentOf(fileOf(kDay + days(1))));
	}
	void destroysTheCopyToo()
	{
		sealed(kDay);
		const auto ring = open(_folder / "copy");
		CPPUNIT_ASSERT(ring->epochs().tend() && fs::exists(copyOf(kDay)));
		_clock.advance(hours(24));
		CPPUNIT_ASSERT_EQUAL(1, *ring->epochs().tend());
		CPPUNIT_ASSERT(!fs::exists(copyOf(kDay)) && !fs::exists(fileOf(kDay)));
	}
	void makesNoCopyWhereItsFolderIsNotThere()
	{
		sealed(kDay + days(1));
		sealed(kDay);
		const auto ring = open(_folder / "not mounted");
		CPPUNIT_ASSERT(ring->epochs().tend().error().code == Code::Unavailable);
		CPPUNIT_ASSERT(!fs::exists(_folder / "not mounted"));
		_clock.advance(hours(24));  // the others are destroyed all the same
		CPPUNIT_ASSERT(!ring->epochs().tend() && !fs::exists(fileOf(kDay)));
	}
	void refusesAKeyThatOthersMayRead()
	{
		const auto value = sealed(kDay);
		::chmod(fileOf(kDay).c_str(), 0644);
		CPPUNIT_ASSERT(open()->open("row", value).error().code == Code::Denied);
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(EpochKeysTest);

}
