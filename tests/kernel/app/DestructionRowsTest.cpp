// Tests how destructions move from the database into the log, and what readiness hears of it.
#include "kernel/app/DestructionRows.h"
#include "kernel/base/Clocks.h"
#include "kernel/base/JsonText.h"
#include "kernel/keys/KeyRing.h"
#include "kernel/observe/JsonLog.h"
#include "tests/kernel/data/TestDatabase.h"

#include <cppunit/extensions/HelperMacros.h>

#include <stdexcept>

namespace sx::app {

namespace {

/// Writes JSON until it is told to fail.
class MoodyJson final: public Json
{
public:
	Result<Value> parse(std::string_view text) const noexcept override { return _codec.parse(text); }
	std::string write(const Value& value) const override
	{
		if (isFailing) throw std::runtime_error("no memory");
		return _codec.write(value);
	}
	std::string writeCanonical(const Value& value) const override { return _codec.writeCanonical(value); }
	bool isFailing = false;

private:
	base::JsonCodec _codec;
};

}

class DestructionRowsTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(DestructionRowsTest);
	CPPUNIT_TEST(tellsReadinessOfAnException);
	CPPUNIT_TEST_SUITE_END();

	data::TestDatabase _files{false};
	base::FakeClock _clock;
	MoodyJson _json;
	observe::JsonLog _events{{.level = Log::Level::Error, .isText = true}, _clock};

	std::string file(const char* name) const { return (_files.folder / name).string(); }

	void tellsReadinessOfAnException()
	{
		auto keys = std::move(*keys::KeyRing::open(file("master.key"), true));
		auto database = _files.open();
		CPPUNIT_ASSERT(database->migrate("kernel", std::string(SX_SOURCE_DIR) + "/kernel/app/migrations"));
		auto store = database->storeFor("kernel");
		DestructionLog log(file("log"), {}, *keys, _json, _clock);
		CPPUNIT_ASSERT(log.begin());
		DestructionRows rows(*database, log, *keys, _clock, _events);
		CPPUNIT_ASSERT(store->write({"t"}, [&](Sql& sql) { return rows.note(sql, "messages.message", "m"); }));
		_json.isFailing = true;
		CPPUNIT_ASSERT(!rows.settle());
		CPPUNIT_ASSERT(!rows.state());
		_json.isFailing = false;
		CPPUNIT_ASSERT(rows.settle());
		CPPUNIT_ASSERT(rows.state());
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(DestructionRowsTest);

}
