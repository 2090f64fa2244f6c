#include "gateway/DiskDriver.h"
#include "sx/harness/Harness.h"

#include <cppunit/extensions/HelperMacros.h>

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace sx::storage {
namespace {

namespace fs = std::filesystem;

/// Stands in for a request; the driver only passes it on and asks it nothing.
class NoRequest final: public Request
{
public:
	Method method() const noexcept override { return Method::Put; }
	const std::string& path() const noexcept override { return _nothing; }
	std::string parameter(std::string_view) const override { return {}; }
	std::optional<std::string> query(std::string_view) const override { return {}; }
	std::optional<std::string> header(std::string_view) const override { return {}; }
	std::optional<std::string> cookie(std::string_view) const override { return {}; }
	const Tenant& tenant() const noexcept override { return _tenant; }
	const Principal* principal() const noexcept override { return nullptr; }
	const Language& language() const noexcept override { return _tenant.language; }
	const std::string& clientAddress() const noexcept override { return _nothing; }
	const std::string& requestId() const noexcept override { return _nothing; }
	std::string_view body() const noexcept override { return {}; }
	Result<Value> json() const noexcept override { return Value(); }
	Result<Value> form() const noexcept override { return Value(); }
	std::int64_t contentLength() const noexcept override { return 0; }
	void under(std::shared_ptr<Authority>) const override {}

private:
	std::string _nothing;
	Tenant _tenant;
};

}

/// Tests the bytes on the disk: a part that was acknowledged is there, and one that was not does not count.
class DiskDriverTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(DiskDriverTest);
	CPPUNIT_TEST(writesEachPartAtItsPlaceInAnyOrder);
	CPPUNIT_TEST(refusesBytesOfAnotherHash);
	CPPUNIT_TEST(countsNoPartThatWasCut);
	CPPUNIT_TEST(letsANewerAttemptWinAndStopsTheOldersWrites);
	CPPUNIT_TEST(noticesWhenAnOlderAttemptStillWroteOverIt);
	CPPUNIT_TEST(runsPrepareBeforeTheFirstByteAndCommitAfterTheLast);
	CPPUNIT_TEST(keepsTheReserveFree);
	CPPUNIT_TEST(keepsTheReserveFreeWhenPartsComeAtOnce);
	CPPUNIT_TEST(saysThatTheDiskIsFullAndKeepsWhatIsStored);
	CPPUNIT_TEST(erasesOnceAndAgain);
	CPPUNIT_TEST(p4TakesTheBytesFromWhoHoldsTheFileOpen);
	CPPUNIT_TEST(sweepsOldFilesThatNobodyKnows);
	CPPUNIT_TEST(asksAboutTheFilesOfManyFoldersAtOnce);
	CPPUNIT_TEST(refusesNamesThatAreNoIds);
	CPPUNIT_TEST_SUITE_END();

	const BlobId _blob{"0000000f-4240-7000-8000-00000000abcd"};
	std::unique_ptr<harness::Server> _server;
	std::unique_ptr<DiskDriver> _driver;
	std::string _folder;
	int _commits = 0;

public:
	void setUp() override
	{
		_server = harness::Server::start({.plugins = {"storage"}});
		_folder = _server->dataFolder() + "/blobs-of-the-test";
		fs::create_directories(_folder);
		_driver = std::make_unique<DiskDriver>(_folder, 0, _server->keys());
		_commits = 0;
	}

private:
	PartTarget target(int part, std::string_view bytes) const
	{
		return {_blob, part, part * kPartBytes, static_cast<std::int64_t>(bytes.size()), _server->keys().sha256(bytes)};
	}
	/// Does what the kernel does with a Response::Receive: writes the bytes, then calls done.
	static Result<Response> write(Response& response, std::string_view bytes, Received received)
	{
		auto& receive = std::get<Response::Receive>(response.body());
		if (::pwrite(receive.file->get(), bytes.data(), bytes.size(), receive.offset) !=
			static_cast<ssize_t>(bytes.size()))
			received.complete = false;
		NoRequest request;
		return receive.done(request, received);
	}
	Received whole(std::string_view bytes) const
	{
		return {static_cast<std::int64_t>(bytes.size()), true, _server->keys().sha256(bytes), false};
	}
	Result<Response> begin(const PartTarget& target)
	{
		return _driver->receive(
			target,
			Authority::lasting(),
			[] { return Result<>(); },
			[this]() -> Result<> {
				++_commits;
				return {};
			});
	}
	Result<Response> put(int part, std::string_view bytes)
	{
		auto response = begin(target(part, bytes));
		CPPUNIT_ASSERT(response);
		return write(*response, bytes, whole(bytes));
	}
	std::string stored(std::int64_t offset, std::size_t bytes) const
	{
		std::string out(bytes, '\0');
		Fd fd(::open(_driver->path(_blob).c_str(), O_RDONLY));
		const auto got = ::pread(fd.get(), out.data(), bytes, offset);
		out.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
		return out;
	}

	void writesEachPartAtItsPlaceInAnyOrder()
	{
		CPPUNIT_ASSERT(put(1, "last"));
		CPPUNIT_ASSERT(put(0, "first"));
		CPPUNIT_ASSERT_EQUAL(2, _commits);
		CPPUNIT_ASSERT_EQUAL(std::string("first"), stored(0, 5));
		CPPUNIT_ASSERT_EQUAL(std::string("last"), stored(kPartBytes, 4));
		struct stat file
		{
		};
		CPPUNIT_ASSERT(::stat(_driver->path(_blob).c_str(), &file) == 0 && (file.st_mode & 0777) == 0600);
		CPPUNIT_ASSERT(file.st_blocks * 512 < kPartBytes);  // sparse
		auto sent = _driver->send(_blob, kPartBytes + 4, Authority::lasting());
		CPPUNIT_ASSERT(sent && std::get<Response::Blob>(sent->body()).length == kPartBytes + 4);
		CPPUNIT_ASSERT(_driver->send(_blob, kPartBytes + 5, Authority::lasting()).error().code == Code::Missing);
	}
	void refusesBytesOfAnotherHash()
	{
		auto response = begin(target(0, "right"));
		auto answer = write(*response, "wrong", whole("wrong"));
		CPPUNIT_ASSERT(!answer && answer.error().problem == "wrong_hash");
		CPPUNIT_ASSERT_EQUAL(0, _commits);
	}
	void countsNoPartThatWasCut()
	{
		auto response = begin(target(0, "whole"));
		auto answer = write(*response, "who", {3, false, {}, false});
		CPPUNIT_ASSERT(!answer && _commits == 0);
		CPPUNIT_ASSERT(put(0, "whole"));
	}
	void letsANewerAttemptWinAndStopsTheOldersWrites()
	{
		auto older = begin(target(0, "older"));
		auto newer = begin(target(0, "newer"));
		CPPUNIT_ASSERT(older && newer);
		CPPUNIT_ASSERT(write(*newer, "newer", whole("newer")));
		// The older attempt's descriptor can no longer write, and the attempt ends with a conflict.
		const int fd = std::get<Response::Receive>(older->body()).file->get();
		CPPUNIT_ASSERT(::pwrite(fd, "older", 5, 0) == -1 && errno == EBADF);
		auto answer = write(*older, "older", whole("older"));
		CPPUNIT_ASSERT(!answer && answer.error().code == Code::Conflict);
		CPPUNIT_ASSERT_EQUAL(1, _commits);
		CPPUNIT_ASSERT_EQUAL(std::string("newer"), stored(0, 5));
	}
	void noticesWhenAnOlderAttemptStillWroteOverIt()
	{
		auto older = begin(target(0, "older"));
		auto newer = begin(target(0, "newer"));
		auto& receive = std::get<Response::Receive>(newer->body());
		CPPUNIT_ASSERT(::pwrite(receive.file->get(), "newer", 5, 0) == 5);
		// Simulate a write of the older attempt that was under way when the newer one began.
		Fd late(::open(_driver->path(_blob).c_str(), O_WRONLY));
		CPPUNIT_ASSERT(::pwrite(late.get(), "OLD", 3, 0) == 3);
		NoRequest request;
		auto answer = receive.done(request, whole("newer"));
		CPPUNIT_ASSERT(!answer && answer.error().code == Code::Conflict && _commits == 0);
	}
	void runsPrepareBeforeTheFirstByteAndCommitAfterTheLast()
	{
		std::string order;
		auto response = _driver->receive(
			target(0, "bytes"),
			Authority::lasting(),
			[&]() -> Result<> {
				order += "prepare ";
				return {};
			},
			[&]() -> Result<> {
				order += stored(0, 5) + " commit";
				return {};
			});
		CPPUNIT_ASSERT(write(*response, "bytes", whole("bytes")));
		CPPUNIT_ASSERT_EQUAL(std::string("prepare bytes commit"), order);
		// An attempt that prepare refuses does not begin, and does not block the next one.
		auto refused = _driver->receive(
			target(0, "bytes"),
			Authority::lasting(),
			[]() -> Result<> {
				return Error{Code::Conflict, "complete"};
			},
			[] { return Result<>(); });
		CPPUNIT_ASSERT(!refused && refused.error().code == Code::Conflict);
		CPPUNIT_ASSERT(put(0, "again"));
	}
	void keepsTheReserveFree()
	{
		DiskDriver careful(_folder, std::int64_t{1} << 60, _server->keys());
		CPPUNIT_ASSERT(careful.hasRoom(1).error().code == Code::Full);
		auto refused = careful.receive(
			target(0, "bytes"), Authority::lasting(), [] { return Result<>(); }, [] { return Result<>(); });
		CPPUNIT_ASSERT(!refused && refused.error().code == Code::Full);
	}
	void keepsTheReserveFreeWhenPartsComeAtOnce()
	{
		// Nothing is written before the last part has begun, so the disk looks as empty to each of them (finding F14).
		struct statvfs disk
		{
		};
		CPPUNIT_ASSERT_EQUAL(0, ::statvfs(_folder.c_str(), &disk));
		const auto free = static_cast<std::int64_t>(disk.f_bavail) * static_cast<std::int64_t>(disk.f_frsize);
		DiskDriver careful(_folder, free - 5 * kPartBytes, _server->keys());
		std::vector<Response> running;
		int refused = 0;
		const auto begin = [&](int part) {
			auto response = careful.receive(
				{_blob, part, part * kPartBytes, kPartBytes, {}},
				Authority::lasting(),
				[] { return Result<>(); },
				[] { return Result<>(); });
			if (response)
				running.push_back(std::move(*response));
			else
				refused += response.error().code == Code::Full ? 1 : 100;
		};
		for (int part = 0; part < 20; ++part) begin(part);
		CPPUNIT_ASSERT(running.size() >= 3 && running.size() <= 5);  // others use the disk too
		CPPUNIT_ASSERT_EQUAL(20, refused + static_cast<int>(running.size()));
		// What ended, whole or cut, gives its room back.
		NoRequest request;
		for (auto& each: running) (void)std::get<Response::Receive>(each.body()).done(request, {0, false, {}, false});
		running.clear();
		begin(0);
		CPPUNIT_ASSERT_EQUAL(std::size_t(1), running.size());
	}
	void saysThatTheDiskIsFullAndKeepsWhatIsStored()
	{
		CPPUNIT_ASSERT(put(0, "stored"));
		auto response = begin(target(1, "too much"));
		NoRequest request;
		auto answer = std::get<Response::Receive>(response->body()).done(request, {3, false, {}, true});
		CPPUNIT_ASSERT(!answer && answer.error().code == Code::Full);
		CPPUNIT_ASSERT_EQUAL(std::string("stored"), stored(0, 6));
		CPPUNIT_ASSERT(put(1, "fits now"));
	}
	void erasesOnceAndAgain()
	{
		CPPUNIT_ASSERT(put(0, "bytes"));
		CPPUNIT_ASSERT(_driver->erase(_blob) && _driver->erase(_blob));
		CPPUNIT_ASSERT(!fs::exists(_driver->path(_blob)));
		CPPUNIT_ASSERT(_driver->send(_blob, 5, Authority::lasting()).error().code == Code::Missing);
	}
	void p4TakesTheBytesFromWhoHoldsTheFileOpen()
	{
		CPPUNIT_ASSERT(put(0, "secret"));
		auto sent = _driver->send(_blob, 6, Authority::lasting());
		CPPUNIT_ASSERT(sent);
		const int fd = std::get<Response::Blob>(sent->body()).file->get();
		char held[8];
		CPPUNIT_ASSERT_EQUAL(ssize_t(6), ::pread(fd, held, sizeof held, 0));
		CPPUNIT_ASSERT(_driver->erase(_blob));
		CPPUNIT_ASSERT_EQUAL(ssize_t(0), ::pread(fd, held, sizeof held, 0));
	}
	void sweepsOldFilesThatNobodyKnows()
	{
		CPPUNIT_ASSERT(put(0, "bytes"));
		const auto path = _driver->path(_blob);
		auto knowsNone = [](const std::vector<std::string>&) { return Result(std::vector<std::string>()); };
		auto knowsAll = [](const std::vector<std::string>& ids) { return Result(ids); };
		CPPUNIT_ASSERT_EQUAL(0, _driver->sweep(fromMillis(999'000), knowsNone).value());
		CPPUNIT_ASSERT_EQUAL(0, _driver->sweep(fromMillis(1'001'000), knowsAll).value());
		CPPUNIT_ASSERT(fs::exists(path));
		CPPUNIT_ASSERT_EQUAL(1, _driver->sweep(fromMillis(1'001'000), knowsNone).value());
		CPPUNIT_ASSERT(!fs::exists(path));
	}
	void asksAboutTheFilesOfManyFoldersAtOnce()
	{
		for (int i = 0; i < 50; ++i)
		{
			const BlobId blob{"0000000f-4240-7000-8000-0000000000" + std::to_string(10 + i)};
			const auto file = fs::path(_driver->path(blob));
			fs::create_directories(file.parent_path());
			std::ofstream(file) << "bytes";
		}
		int asked = 0;
		const auto counts = [&](const std::vector<std::string>&) {
			++asked;
			return Result(std::vector<std::string>());
		};
		CPPUNIT_ASSERT_EQUAL(50, _driver->sweep(fromMillis(1'001'000), counts).value());
		CPPUNIT_ASSERT_EQUAL(1, asked);
	}
	void refusesNamesThatAreNoIds()
	{
		for (const char* each: {"", "../../../../../../etc/passwd/aaaaaaaa", "x"})
		{
			CPPUNIT_ASSERT(!_driver->erase({each}));
			CPPUNIT_ASSERT(!_driver->send({each}, 1, Authority::lasting()));
		}
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(DiskDriverTest);

}
