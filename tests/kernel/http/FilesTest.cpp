// Tests sending and receiving files: blobs with ranges, assets, bodies received into files.
#include "tests/support/HttpRig.h"

#include <thread>

using namespace sx;
using namespace sx::test;

namespace {

/// Returns reproducible pseudo-random bytes.
std::string noise(std::size_t size)
{
	std::string bytes(size, '\0');
	std::uint64_t state = 42;
	for (auto& each: bytes)
	{
		state = state * 6364136223846793005u + 1442695040888963407u;
		each = static_cast<char>(state >> 56);
	}
	return bytes;
}

}

class FilesTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(FilesTest);
	CPPUNIT_TEST(sendsABlobByteForByte);
	CPPUNIT_TEST(answersSingleRanges);
	CPPUNIT_TEST(ignoresRangesThatItDoesNotServe);
	CPPUNIT_TEST(refusesARangeBeyondTheEnd);
	CPPUNIT_TEST(sendsTheWholeWhenIfRangeNamesAnotherVersion);
	CPPUNIT_TEST(answersHeadOfABlobWithItsLength);
	CPPUNIT_TEST(saysNotModifiedToWhoHasIt);
	CPPUNIT_TEST(cutsTheConnectionWhenAFileIsShorterThanPromised);
	CPPUNIT_TEST(sendsLengthsBeyondFourGigabytes);
	CPPUNIT_TEST(keepsHashedAssetsForAYear);
	CPPUNIT_TEST(negotiatesPrecompressedAssets);
	CPPUNIT_TEST(servesNothingButFilesOfTheFolder);
	CPPUNIT_TEST(receivesABodyIntoAFileAtAnOffset);
	CPPUNIT_TEST(hashesWhatItReceives);
	CPPUNIT_TEST(receivesManyPartsOnOneConnection);
	CPPUNIT_TEST(tellsTheHandlerWhenAReceivedBodyIsCut);
	CPPUNIT_TEST(tellsTheHandlerWhenTheDiskIsFull);
	CPPUNIT_TEST(asksTheHandlerBeforeItSaysContinue);
	CPPUNIT_TEST(refusesAReceiveOfAnotherLength);
	CPPUNIT_TEST(receivesAnEmptyBody);
	CPPUNIT_TEST(cutsARunningDownloadWhenItsRightEnds);
	CPPUNIT_TEST(cutsARunningUploadWhenItsRightEnds);
	CPPUNIT_TEST(transfersNothingWhenTheRightHasEnded);
	CPPUNIT_TEST(cutsWhatTheRequestIsBoundTo);
	CPPUNIT_TEST(tellsHowManyBytesOfABlobHaveLeft);
	CPPUNIT_TEST_SUITE_END();

	HttpRig rig;
	std::string bytes = noise(3'000'000);
	std::shared_ptr<Authority> authority = Authority::lasting();

	Fd open(const std::string& name, int flags = O_RDWR | O_CREAT)
	{
		return Fd(::open((rig.folder / name).c_str(), flags | O_CLOEXEC, 0600));
	}

	void startDownload()
	{
		std::ofstream(rig.folder / "blob", std::ios::binary) << bytes;
		rig.get("/blob", [this](Request&) -> Result<Response> {
			auto response = Response::blob(
				open("blob", O_RDONLY), static_cast<std::int64_t>(bytes.size()), "application/octet-stream", authority);
			response.header("ETag", "\"v1\"").header("Last-Modified", "Tue, 24 Nov 2026 05:00:00 GMT");
			return response;
		});
		rig.get("/part", [this](Request&) -> Result<Response> {
			return Response::blob(open("blob", O_RDONLY), 1000, "application/octet-stream", authority, 500);
		});
		rig.start();
	}

	void sendsABlobByteForByte()
	{
		startDownload();
		const auto answer = rig.ask("GET /blob");
		CPPUNIT_ASSERT_EQUAL(200, answer.status);
		CPPUNIT_ASSERT(answer.body == bytes);
		CPPUNIT_ASSERT_EQUAL(std::string("bytes"), answer.header("Accept-Ranges"));
		CPPUNIT_ASSERT(rig.ask("GET /part").body == bytes.substr(500, 1000));
	}

	void answersSingleRanges()
	{
		startDownload();
		auto part = [&](std::string_view range, std::size_t first, std::size_t length) {
			const auto answer = rig.ask("GET /blob", "Range: bytes=" + std::string(range) + "\r\n");
			CPPUNIT_ASSERT_EQUAL_MESSAGE(std::string(range), 206, answer.status);
			CPPUNIT_ASSERT(answer.body == bytes.substr(first, length));
			CPPUNIT_ASSERT_EQUAL(
				"bytes " + std::to_string(first) + "-" + std::to_string(first + length - 1) + "/3000000",
				answer.header("Content-Range"));
		};
		part("0-0", 0, 1);
		part("100-199", 100, 100);
		part("2999990-", 2999990, 10);
		part("2999990-99999999", 2999990, 10);
		part("-5", 2999995, 5);
		part("-9000000", 0, 3000000);
		const auto inner = rig.ask("GET /part", "Range: bytes=10-19\r\n");
		CPPUNIT_ASSERT(inner.body == bytes.substr(510, 10));
		CPPUNIT_ASSERT_EQUAL(std::string("bytes 10-19/1000"), inner.header("Content-Range"));
	}

	void ignoresRangesThatItDoesNotServe()
	{
		startDownload();
		for (const auto* range: {"bytes=0-1,4-5",
				 "lines=1-2",
				 "bytes=5-2",
				 "bytes=a-b",
				 "bytes=-",
				 "bytes=1",
				 "bytes=99999999999999999999-"})
			CPPUNIT_ASSERT_EQUAL_MESSAGE(
				range, 200, rig.ask("GET /blob", "Range: " + std::string(range) + "\r\n").status);
	}

	void refusesARangeBeyondTheEnd()
	{
		startDownload();
		for (const auto* range: {"3000000-", "4000000-5000000", "-0"})
		{
			const auto answer = rig.ask("GET /blob", "Range: bytes=" + std::string(range) + "\r\n");
			CPPUNIT_ASSERT_EQUAL(416, answer.status);
			CPPUNIT_ASSERT_EQUAL(std::string("bytes */3000000"), answer.header("Content-Range"));
			CPPUNIT_ASSERT_EQUAL(std::string("application/problem+json"), answer.header("Content-Type"));
			CPPUNIT_ASSERT(answer.body.find("\"code\":\"bad_range\"") != std::string::npos);
		}
	}

	void sendsTheWholeWhenIfRangeNamesAnotherVersion()
	{
		startDownload();
		CPPUNIT_ASSERT_EQUAL(206, rig.ask("GET /blob", "Range: bytes=0-9\r\nIf-Range: \"v1\"\r\n").status);
		CPPUNIT_ASSERT_EQUAL(
			206, rig.ask("GET /blob", "Range: bytes=0-9\r\nIf-Range: Tue, 24 Nov 2026 05:00:00 GMT\r\n").status);
		CPPUNIT_ASSERT_EQUAL(200, rig.ask("GET /blob", "Range: bytes=0-9\r\nIf-Range: \"v2\"\r\n").status);
		CPPUNIT_ASSERT_EQUAL(200, rig.ask("GET /blob", "Range: bytes=0-9\r\nIf-Range: W/\"v1\"\r\n").status);
	}

	void answersHeadOfABlobWithItsLength()
	{
		startDownload();
		auto client = rig.client();
		const auto head = client.ask("HEAD /blob HTTP/1.1\r\nHost: acme.test\r\nRange: bytes=0-9\r\n\r\n", false);
		CPPUNIT_ASSERT_EQUAL(200, head.status);
		CPPUNIT_ASSERT_EQUAL(std::string("3000000"), head.header("Content-Length"));
		CPPUNIT_ASSERT(client.isSilent(50));
	}

	void saysNotModifiedToWhoHasIt()
	{
		startDownload();
		const auto answer = rig.ask("GET /blob", "If-None-Match: \"v0\", W/\"v1\"\r\n");
		CPPUNIT_ASSERT_EQUAL(304, answer.status);
		CPPUNIT_ASSERT(answer.header("Content-Length").empty());
		CPPUNIT_ASSERT_EQUAL(200, rig.ask("GET /blob", "If-None-Match: \"v2\"\r\n").status);
	}

	void cutsTheConnectionWhenAFileIsShorterThanPromised()
	{
		std::ofstream(rig.folder / "short") << "only this";
		rig.get("/", [this](Request&) -> Result<Response> {
			return Response::blob(open("short", O_RDONLY), 1000, "text/plain", authority);
		});
		rig.start();
		CPPUNIT_ASSERT_EQUAL(-1, rig.ask("GET /").status);
	}

	void sendsLengthsBeyondFourGigabytes()
	{
		constexpr std::int64_t kSize = 5'000'000'000;
		const auto sparse = open("sparse");
		CPPUNIT_ASSERT(::ftruncate(sparse.get(), kSize) == 0);
		CPPUNIT_ASSERT(::pwrite(sparse.get(), "end", 3, kSize - 3) == 3);
		rig.get("/", [this](Request&) -> Result<Response> {
			return Response::blob(open("sparse", O_RDONLY), kSize, "text/plain", authority);
		});
		rig.start();
		auto client = rig.client();
		CPPUNIT_ASSERT_EQUAL(std::string("5000000000"),
			client.ask("HEAD / HTTP/1.1\r\nHost: acme.test\r\n\r\n", false).header("Content-Length"));
		CPPUNIT_ASSERT_EQUAL(std::string("end"), rig.ask("GET /", "Range: bytes=4999999997-\r\n").body);
	}

	void startAssets()
	{
		std::filesystem::create_directory(rig.folder / "assets");
		std::ofstream(rig.folder / "assets/page.1A2B3C4D.js") << "plain";
		std::ofstream(rig.folder / "assets/page.1A2B3C4D.js.br") << "brotli";
		std::ofstream(rig.folder / "assets/page.1A2B3C4D.js.gz") << "gzip!";
		std::ofstream(rig.folder / "assets/logo.png") << "picture";
		std::ofstream(rig.folder / "assets/.hidden.js") << "secret";
		std::ofstream(rig.folder / "secret.js") << "secret";
		std::filesystem::create_symlink(rig.folder / "secret.js", rig.folder / "assets/link.js");
		std::filesystem::create_directory(rig.folder / "assets/sub.js");
		CPPUNIT_ASSERT(rig.router.addAssets("demo", rig.folder / "assets"));
		CPPUNIT_ASSERT(!rig.router.addAssets("none", rig.folder / "nothing"));
		rig.start();
	}

	void keepsHashedAssetsForAYear()
	{
		startAssets();
		const auto script = rig.ask("GET /assets/demo/page.1A2B3C4D.js");
		CPPUNIT_ASSERT_EQUAL(std::string("plain"), script.body);
		CPPUNIT_ASSERT_EQUAL(std::string("public, max-age=31536000, immutable"), script.header("Cache-Control"));
		CPPUNIT_ASSERT_EQUAL(std::string("text/javascript; charset=utf-8"), script.header("Content-Type"));
		CPPUNIT_ASSERT_EQUAL(304,
			rig.ask("GET /assets/demo/page.1A2B3C4D.js", "If-None-Match: " + script.header("ETag") + "\r\n").status);
		const auto logo = rig.ask("GET /assets/demo/logo.png");
		CPPUNIT_ASSERT_EQUAL(std::string("no-cache"), logo.header("Cache-Control"));
		CPPUNIT_ASSERT_EQUAL(std::string("pic"), rig.ask("GET /assets/demo/logo.png", "Range: bytes=0-2\r\n").body);
		const auto beyond = rig.ask("GET /assets/demo/logo.png", "Range: bytes=7-\r\n");
		CPPUNIT_ASSERT_EQUAL(416, beyond.status);
		CPPUNIT_ASSERT(beyond.body.find("\"code\":\"bad_range\"") != std::string::npos);
		CPPUNIT_ASSERT_EQUAL(std::string("no-store"), beyond.header("Cache-Control"));
		const auto head = rig.ask("HEAD /assets/demo/logo.png");
		CPPUNIT_ASSERT_EQUAL(std::string("7"), head.header("Content-Length"));
	}

	void negotiatesPrecompressedAssets()
	{
		startAssets();
		auto coded = [&](std::string_view accepted) {
			return rig.ask("GET /assets/demo/page.1A2B3C4D.js", "Accept-Encoding: " + std::string(accepted) + "\r\n");
		};
		CPPUNIT_ASSERT_EQUAL(std::string("brotli"), coded("gzip, deflate, br").body);
		CPPUNIT_ASSERT_EQUAL(std::string("br"), coded("gzip, deflate, br").header("Content-Encoding"));
		CPPUNIT_ASSERT_EQUAL(std::string("gzip!"), coded("gzip").body);
		CPPUNIT_ASSERT_EQUAL(std::string("gzip!"), coded("br;q=0, gzip;q=0.5").body);
		CPPUNIT_ASSERT_EQUAL(std::string("plain"), coded("identity").body);
		CPPUNIT_ASSERT_EQUAL(std::string("Accept-Encoding"), coded("identity").header("Vary"));
		CPPUNIT_ASSERT(coded("br").header("ETag") != coded("gzip").header("ETag"));
	}

	void servesNothingButFilesOfTheFolder()
	{
		startAssets();
		for (const auto* target: {"/assets/demo/",
				 "/assets/demo",
				 "/assets/",
				 "/assets/demo/.hidden.js",
				 "/assets/demo/link.js",
				 "/assets/demo/sub.js",
				 "/assets/demo/secret.js",
				 "/assets/demo/page.1A2B3C4D.js.br",
				 "/assets/other/logo.png",
				 "/assets/demo/a/logo.png"})
			CPPUNIT_ASSERT_EQUAL_MESSAGE(target, 404, rig.ask(std::string("GET ") + target).status);
		for (const auto* target: {"/assets/demo/../../secret.js",
				 "/assets/demo/%2e%2e/secret.js",
				 "/assets/demo/..%2fsecret.js",
				 "/assets/demo//logo.png"})
			CPPUNIT_ASSERT_EQUAL_MESSAGE(target, 400, rig.ask(std::string("GET ") + target).status);
		const auto post = rig.ask("POST /assets/demo/logo.png");
		CPPUNIT_ASSERT_EQUAL(405, post.status);
		CPPUNIT_ASSERT_EQUAL(std::string("GET, HEAD"), post.header("Allow"));
	}

	void startUpload(
		bool sha256, std::function<void(const Received&)> seen = [](const Received&) {})
	{
		auto put = route(Method::Put, "/parts/{part:int}", [this, sha256, seen](Request& r) -> Result<Response> {
			if (r.header("X-Refuse")) return Error{Code::Denied};
			const auto offset = std::stoll(r.parameter("part")) * 1'000'000;
			return Response::receive(open("upload"),
				offset,
				r.contentLength(),
				sha256,
				authority,
				[this, seen](Request& request, const Received& received) -> Result<Response> {
					seen(received);
					if (received.diskFull) return Error{Code::Full};
					return Response::json(Value::object({{"part", request.parameter("part")},
						{"bytes", received.bytes},
						{"sha256", rig.keys->toHex(received.sha256.value)}}));
				});
		});
		put.receives = true;
		rig.add(put);
		rig.start();
	}

	std::string putHead(std::size_t size, std::string_view headers = {}, int part = 0)
	{
		return "PUT /parts/" + std::to_string(part) +
			" HTTP/1.1\r\nHost: acme.test\r\nContent-Length: " + std::to_string(size) + "\r\n" + std::string(headers) +
			"\r\n";
	}

	void receivesABodyIntoAFileAtAnOffset()
	{
		startUpload(false);
		auto client = rig.client();
		const auto answer = client.ask(putHead(2'000'000, {}, 1) + bytes.substr(0, 2'000'000));
		CPPUNIT_ASSERT_EQUAL(200, answer.status);
		const auto content = contentOf(rig.folder / "upload");
		CPPUNIT_ASSERT_EQUAL(std::size_t(3'000'000), content.size());
		CPPUNIT_ASSERT(content.substr(1'000'000) == bytes.substr(0, 2'000'000));
	}

	void hashesWhatItReceives()
	{
		startUpload(true);
		auto client = rig.client();
		const auto answer = client.ask(putHead(bytes.size()) + bytes);
		CPPUNIT_ASSERT(answer.body.find(rig.keys->toHex(rig.keys->sha256(bytes).value)) != std::string::npos);
		CPPUNIT_ASSERT(contentOf(rig.folder / "upload") == bytes);
	}

	void receivesManyPartsOnOneConnection()
	{
		startUpload(true);
		auto client = rig.client();
		std::string all;
		for (int part = 2; part >= 0; --part)
			all += putHead(1'000'000, {}, part) + bytes.substr(static_cast<std::size_t>(part) * 1'000'000, 1'000'000);
		std::thread sending([&] { client.send(all); });
		for (int part = 2; part >= 0; --part)
			CPPUNIT_ASSERT(client.read().body.find("\"part\":\"" + std::to_string(part) + "\"") != std::string::npos);
		sending.join();
		CPPUNIT_ASSERT(contentOf(rig.folder / "upload") == bytes);
	}

	void tellsTheHandlerWhenAReceivedBodyIsCut()
	{
		for (const bool sha256: {false, true})
		{
			HttpRig fresh;
			std::mutex mutex;
			std::vector<Received> seen;
			auto put = route(Method::Put, "/", [&](Request& r) -> Result<Response> {
				return Response::receive(Fd(::open((fresh.folder / "f").c_str(), O_RDWR | O_CREAT, 0600)),
					0,
					r.contentLength(),
					sha256,
					Authority::lasting(),
					[&](Request&, const Received& received) -> Result<Response> {
						const std::lock_guard lock(mutex);
						seen.push_back(received);
						return Response::empty();
					});
			});
			put.receives = true;
			fresh.add(put);
			fresh.start();
			auto client = fresh.client();
			client.send("PUT / HTTP/1.1\r\nHost: acme.test\r\nContent-Length: 1000\r\n\r\nhalf of it");
			client.halfClose();
			CPPUNIT_ASSERT(client.isClosed());
			CPPUNIT_ASSERT(fresh.log.has("cut=true"));
			const std::lock_guard lock(mutex);
			CPPUNIT_ASSERT_EQUAL(std::size_t(1), seen.size());
			CPPUNIT_ASSERT(
				!seen[0].complete && seen[0].bytes == 10 && seen[0].sha256.value.empty() && !seen[0].diskFull);
		}
	}

	void tellsTheHandlerWhenTheDiskIsFull()
	{
		for (const bool sha256: {false, true})
		{
			HttpRig fresh;
			auto put = route(Method::Put, "/", [&](Request& r) -> Result<Response> {
				return Response::receive(Fd(::open("/dev/full", O_WRONLY)),
					0,
					r.contentLength(),
					sha256,
					authority,
					[](Request&, const Received& received) -> Result<Response> {
						if (received.diskFull && !received.complete) return Error{Code::Full};
						return Response::empty();
					});
			});
			put.receives = true;
			fresh.add(put);
			fresh.start();
			CPPUNIT_ASSERT_EQUAL(507, fresh.ask("PUT /", {}, bytes).status);
		}
	}

	void asksTheHandlerBeforeItSaysContinue()
	{
		startUpload(false);
		auto refused = rig.client();
		const auto answer = refused.ask(putHead(1000, "Expect: 100-continue\r\nX-Refuse: yes\r\n"));
		CPPUNIT_ASSERT_EQUAL(403, answer.status);
		CPPUNIT_ASSERT_EQUAL(std::string("close"), answer.header("Connection"));
		auto client = rig.client();
		CPPUNIT_ASSERT_EQUAL(100, client.ask(putHead(1000, "Expect: 100-continue\r\n")).status);
		CPPUNIT_ASSERT_EQUAL(200, client.ask(bytes.substr(0, 1000)).status);
		CPPUNIT_ASSERT_EQUAL(200, client.ask(putHead(10) + "0123456789").status);
	}

	void refusesAReceiveOfAnotherLength()
	{
		bool wasTold = false;
		auto put = route(Method::Put, "/", [&](Request&) -> Result<Response> {
			return Response::receive(
				open("f"), 0, 5, false, authority, [&](Request&, const Received& received) -> Result<Response> {
					wasTold = !received.complete;
					return Response::empty();
				});
		});
		put.receives = true;
		rig.add(put);
		rig.start();
		CPPUNIT_ASSERT_EQUAL(500, rig.ask("PUT /", {}, "0123456789").status);
		CPPUNIT_ASSERT(wasTold);
	}

	void receivesAnEmptyBody()
	{
		startUpload(true);
		const auto answer = rig.ask("PUT /parts/0");
		CPPUNIT_ASSERT_EQUAL(200, answer.status);
		CPPUNIT_ASSERT(
			answer.body.find("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855") != std::string::npos);
	}

	static constexpr std::int64_t kLong = 500'000'000;

	/// Sends a long sparse file to whoever asks; the request itself is bound to `bound`.
	void startLongDownload(const std::shared_ptr<Authority>& bound)
	{
		const auto sparse = open("long");
		CPPUNIT_ASSERT_EQUAL(0, ::ftruncate(sparse.get(), kLong));
		rig.get("/", [this, bound](Request& request) -> Result<Response> {
			request.under(bound);
			return Response::blob(open("long", O_RDONLY), kLong, "text/plain", authority);
		});
		rig.start();
	}

	/// Begins a download, ends its right in the middle, and checks that nothing more comes.
	void cutInTheMiddle(Authority& ended)
	{
		auto client = rig.client(65'536);
		client.send("GET / HTTP/1.1\r\nHost: acme.test\r\n\r\n");
		char first[1000];
		CPPUNIT_ASSERT_EQUAL(ssize_t(sizeof first), ::recv(client.fd(), first, sizeof first, MSG_WAITALL));
		CPPUNIT_ASSERT(ended.end());
		CPPUNIT_ASSERT(rig.log.has("cut=true"));
		// What the client's own system had taken is all; the server's system sends nothing of what it still had.
		CPPUNIT_ASSERT(client.readAll().size() < 1'000'000);
		CPPUNIT_ASSERT(ended.end(std::chrono::milliseconds(0)));
	}

	void cutsARunningDownloadWhenItsRightEnds()
	{
		startLongDownload(Authority::lasting());
		cutInTheMiddle(*authority);
	}

	void cutsWhatTheRequestIsBoundTo()
	{
		const auto lease = Authority::lasting();
		startLongDownload(lease);
		cutInTheMiddle(*lease);
		CPPUNIT_ASSERT(!authority->hasEnded());
	}

	void cutsARunningUploadWhenItsRightEnds()
	{
		std::atomic<int> cuts{0};
		startUpload(false, [&](const Received& received) { cuts += received.complete ? 0 : 1; });
		auto client = rig.client();
		client.send(putHead(2'000'000) + bytes.substr(0, 1'000'000));
		while (contentOf(rig.folder / "upload").size() < 1'000'000) ::usleep(1000);
		CPPUNIT_ASSERT(authority->end());
		client.send(bytes.substr(1'000'000, 1'000'000));
		CPPUNIT_ASSERT(client.isClosed());
		CPPUNIT_ASSERT(rig.log.has("cut=true"));
		CPPUNIT_ASSERT_EQUAL(1, cuts.load());
		CPPUNIT_ASSERT_EQUAL(std::size_t(1'000'000), contentOf(rig.folder / "upload").size());
	}

	void transfersNothingWhenTheRightHasEnded()
	{
		startUpload(false);
		CPPUNIT_ASSERT(authority->end());
		auto client = rig.client();
		CPPUNIT_ASSERT_EQUAL(410, client.ask(putHead(10) + "0123456789").status);
		CPPUNIT_ASSERT(contentOf(rig.folder / "upload").empty());
	}

	void tellsHowManyBytesOfABlobHaveLeft()
	{
		std::ofstream(rig.folder / "blob", std::ios::binary) << bytes;
		std::mutex mutex;
		std::vector<std::int64_t> left;
		rig.get("/", [&](Request&) -> Result<Response> {
			auto response = Response::blob(open("blob", O_RDONLY), 3'000'000, "text/plain", authority);
			std::get<Response::Blob>(response.body()).ended = [&](std::int64_t count) {
				const std::lock_guard lock(mutex);
				left.push_back(count);
			};
			return response;
		});
		rig.start();
		// A client may have the last byte before the server has told of it.
		const auto hasTold = [&](std::size_t count) {
			for (int i = 0; i < 5000; ++i, ::usleep(1000))
				if (const std::lock_guard lock(mutex); left.size() == count) return true;
			return false;
		};
		CPPUNIT_ASSERT_EQUAL(200, rig.ask("HEAD /").status);
		CPPUNIT_ASSERT(hasTold(1));
		CPPUNIT_ASSERT_EQUAL(206, rig.ask("GET /", "Range: bytes=5-9\r\n").status);
		CPPUNIT_ASSERT(hasTold(2));
		CPPUNIT_ASSERT_EQUAL(200, rig.ask("GET /").status);
		CPPUNIT_ASSERT(hasTold(3));
		rig.server.reset();
		CPPUNIT_ASSERT(left == (std::vector<std::int64_t>{0, 5, 3'000'000}));
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(FilesTest);
