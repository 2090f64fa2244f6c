// Tests the destruction log after crashes, full disks and forgery.
#include "kernel/app/DestructionLog.h"
#include "kernel/base/Clocks.h"
#include "kernel/base/JsonText.h"
#include "kernel/keys/KeyRing.h"

#include <cppunit/extensions/HelperMacros.h>

#include <Poco/TemporaryFile.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>

namespace {

using sx::app::Destruction;
using sx::app::DestructionLog;

std::string contentOf(const std::string& path)
{
	std::ifstream in(path);
	std::ostringstream out;
	out << in.rdbuf();
	return out.str();
}

class DestructionLogTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(DestructionLogTest);
	CPPUNIT_TEST(tellsWhatCameAfterABackup);
	CPPUNIT_TEST(refusesABackupThatItDoesNotKnow);
	CPPUNIT_TEST(goesOnAfterALineThatACrashCut);
	CPPUNIT_TEST(noticesALineThatIsChangedOrTakenOut);
	CPPUNIT_TEST(bringsACopyUpToDateThatWasAway);
	CPPUNIT_TEST_SUITE_END();

	Poco::TemporaryFile _folder;
	sx::base::FakeClock _clock;
	sx::base::JsonCodec _json;
	std::unique_ptr<sx::keys::KeyRing> _keys;

	std::string file(const char* name) const { return _folder.path() + "/" + name; }
	DestructionLog log(const std::string& copy = {}) const
	{
		return DestructionLog(file("log"), copy, *_keys, _json, _clock);
	}
	static Destruction one(const std::string& id)
	{
		return {{"t"}, id, sx::fromMillis(1000), "messages.message", id + "/sender"};
	}
	void rewrite(const std::string& from, const std::string& to)
	{
		auto text = contentOf(file("log"));
		const auto at = text.find(from);
		CPPUNIT_ASSERT(at != std::string::npos);
		std::ofstream(file("log"), std::ios::trunc) << text.replace(at, from.size(), to);
	}

public:
	void setUp() override
	{
		_folder.createDirectories();
		_keys = std::move(*sx::keys::KeyRing::open(file("master.key"), true));
		CPPUNIT_ASSERT(log().begin());
	}

	void tellsWhatCameAfterABackup()
	{
		CPPUNIT_ASSERT(log().append({one("before")}));
		CPPUNIT_ASSERT(log().appendBackup("b1"));
		CPPUNIT_ASSERT(log().append({one("first"), one("second")}));
		CPPUNIT_ASSERT(log().appendBackup("b2"));
		auto since = log().since("b1");
		CPPUNIT_ASSERT(since);
		CPPUNIT_ASSERT_EQUAL(std::size_t{2}, since->size());
		CPPUNIT_ASSERT_EQUAL(std::string("first/sender"), since->front().subject);
		CPPUNIT_ASSERT(since->front().at == sx::fromMillis(1000));
		CPPUNIT_ASSERT(log().since("b2")->empty());
	}

	void refusesABackupThatItDoesNotKnow()
	{
		CPPUNIT_ASSERT(log().appendBackup("b1"));
		CPPUNIT_ASSERT(log().since("b2").error().code == sx::Code::Missing);
		std::filesystem::remove(file("log"));
		CPPUNIT_ASSERT(log().since("b1").error().code == sx::Code::Missing);
		CPPUNIT_ASSERT(!log().append({one("x")}));  // must not begin a new log silently
	}

	void goesOnAfterALineThatACrashCut()
	{
		CPPUNIT_ASSERT(log().appendBackup("b1"));
		CPPUNIT_ASSERT(log().append({one("first")}));
		std::ofstream(file("log"), std::ios::app) << R"({"at":1000,"id":"ha)";
		CPPUNIT_ASSERT_EQUAL(std::size_t{1}, log().since("b1")->size());
		CPPUNIT_ASSERT(log().append({one("second")}));
		CPPUNIT_ASSERT_EQUAL(std::size_t{2}, log().since("b1")->size());
	}

	void noticesALineThatIsChangedOrTakenOut()
	{
		CPPUNIT_ASSERT(log().appendBackup("b1"));
		CPPUNIT_ASSERT(log().append({one("first"), one("second"), one("third")}));
		const auto whole = contentOf(file("log"));
		rewrite("first/sender", "other/sender");
		CPPUNIT_ASSERT(log().since("b1").error().code == sx::Code::Invalid);
		std::ofstream(file("log"), std::ios::trunc) << whole;
		CPPUNIT_ASSERT(log().since("b1"));
		const auto from = whole.rfind('\n', whole.find("second/sender")) + 1;
		rewrite(whole.substr(from, whole.find('\n', from) + 1 - from), "");
		CPPUNIT_ASSERT(log().since("b1").error().code == sx::Code::Invalid);
	}

	void bringsACopyUpToDateThatWasAway()
	{
		auto away = log(file("nowhere/copy"));
		CPPUNIT_ASSERT(away.append({one("first")}));
		CPPUNIT_ASSERT(!away.copyState());
		std::filesystem::create_directory(file("nowhere"));
		CPPUNIT_ASSERT(away.append({one("second")}));
		CPPUNIT_ASSERT(away.copyState());
		CPPUNIT_ASSERT_EQUAL(contentOf(file("log")), contentOf(file("nowhere/copy")));
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(DestructionLogTest);

}
