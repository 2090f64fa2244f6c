// Tests the program itself: how it starts, stops and refuses to start.
#include <cppunit/extensions/HelperMacros.h>

#include <Poco/Net/HTTPClientSession.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Pipe.h>
#include <Poco/PipeStream.h>
#include <Poco/Process.h>
#include <Poco/StreamCopier.h>
#include <Poco/TemporaryFile.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

namespace fs = std::filesystem;

struct Outcome
{
	int status;
	std::string out, err;
};

/// Runs sxserver, with its streams.
class Run
{
public:
	explicit Run(const Poco::Process::Args& arguments):
		_handle(Poco::Process::launch(std::getenv("SX_PROGRAM"), arguments, nullptr, &_out, &_err))
	{
	}

	/// Reads the next line of standard output.
	std::string line()
	{
		std::string out;
		char c = 0;
		while (_out.readBytes(&c, 1) == 1 && c != '\n') out += c;
		return out;
	}
	int id() const { return _handle.id(); }
	void signal(int which) { kill(_handle.id(), which); }
	int wait() { return _handle.wait(); }
	Outcome outcome()
	{
		Outcome out;
		Poco::PipeInputStream outStream(_out), errStream(_err);
		Poco::StreamCopier::copyToString(outStream, out.out);
		Poco::StreamCopier::copyToString(errStream, out.err);
		out.status = wait();
		return out;
	}

private:
	Poco::Pipe _out, _err;
	Poco::ProcessHandle _handle;
};

class ProgramTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(ProgramTest);
	CPPUNIT_TEST(saysWhenItIsReadyAndStopsOnSigterm);
	CPPUNIT_TEST(stopsOnCtrlC);
	CPPUNIT_TEST(keepsTheDataFolderPrivate);
	CPPUNIT_TEST(refusesSecondServerOnTheSameData);
	CPPUNIT_TEST(startsAgainAfterKill);
	CPPUNIT_TEST(p10LeavesNoCoreFileOutsideDevelopment);
	CPPUNIT_TEST(namesFileAndLineOfAMistake);
	CPPUNIT_TEST(namesTakenPort);
	CPPUNIT_TEST(refusesANewKeyForOldData);
	CPPUNIT_TEST(refusesKeysOfAnotherDeployment);
	CPPUNIT_TEST(rotatesKeysBesideARunningServer);
	CPPUNIT_TEST(doctorFindsNothingWrongThenAPublicKeyFile);
	CPPUNIT_TEST(restoresNothingWhenItCannotKeepTheDestructionLog);
	CPPUNIT_TEST(runsVerbOfAPlugin);
	CPPUNIT_TEST(explainsWrongWords);
	CPPUNIT_TEST(refusesOneFileForTwoSettings);
	CPPUNIT_TEST(namesValuesWithWhichItCannotServe);
	CPPUNIT_TEST(namesSettingsThatDoNotFitTogether);
	CPPUNIT_TEST(namesSettingsThatRequireEachOther);
	CPPUNIT_TEST(warnsOfWaysThatAreNotEncrypted);
	CPPUNIT_TEST_SUITE_END();

	std::unique_ptr<Poco::TemporaryFile> _folder;

	std::string path(const std::string& name) const { return _folder->path() + "/" + name; }
	std::string configuration() const { return path("sxserver.yaml"); }

public:
	void setUp() override
	{
		_folder = std::make_unique<Poco::TemporaryFile>();
		_folder->createDirectories();
		write("environment: demo\ndata_folder: data\nlisten: {port: 0}\nlog: {level: info}\n"
			  "plugins: {folder: " +
			std::string(std::getenv("SX_PLUGINS")) + ", enabled: [hello]}\n");
	}

	void write(const std::string& yaml) const { std::ofstream(configuration()) << yaml; }

	Outcome run(Poco::Process::Args arguments) const
	{
		arguments.push_back("--config");
		arguments.push_back(configuration());
		return Run(arguments).outcome();
	}

	static int portOf(const std::string& ready)
	{
		CPPUNIT_ASSERT_MESSAGE(ready, ready.starts_with("ready http://localhost:"));
		return std::stoi(ready.substr(ready.rfind(':') + 1));
	}

	static int statusOf(int port, const std::string& path)
	{
		Poco::Net::HTTPClientSession session("127.0.0.1", static_cast<Poco::UInt16>(port));
		Poco::Net::HTTPRequest request("GET", path, "HTTP/1.1");
		session.sendRequest(request);
		Poco::Net::HTTPResponse response;
		session.receiveResponse(response);
		return response.getStatus();
	}

	void saysWhenItIsReadyAndStopsOnSigterm()
	{
		Run server({"serve", "--config", configuration()});
		const int port = portOf(server.line());
		CPPUNIT_ASSERT_EQUAL(200, statusOf(port, "/health/live"));
		CPPUNIT_ASSERT_EQUAL(200, statusOf(port, "/health/ready"));
		const auto asked = std::chrono::steady_clock::now();
		server.signal(SIGTERM);
		auto outcome = server.outcome();
		CPPUNIT_ASSERT_EQUAL(0, outcome.status);
		CPPUNIT_ASSERT(std::chrono::steady_clock::now() - asked < std::chrono::seconds(10));
		CPPUNIT_ASSERT_MESSAGE(outcome.err, outcome.err.find("hello.stopped") != std::string::npos);
	}

	void stopsOnCtrlC()
	{
		Run server({"--config", configuration()});
		portOf(server.line());
		server.signal(SIGINT);
		CPPUNIT_ASSERT_EQUAL(0, server.outcome().status);
	}

	void keepsTheDataFolderPrivate()
	{
		CPPUNIT_ASSERT_EQUAL(0, run({"plugins"}).status);
		struct stat info
		{
		};
		CPPUNIT_ASSERT_EQUAL(0, stat(path("data").c_str(), &info));
		CPPUNIT_ASSERT_EQUAL(mode_t{0700}, mode_t(info.st_mode & 0777));
		for (const auto& entry: fs::recursive_directory_iterator(path("data")))
		{
			CPPUNIT_ASSERT_EQUAL(0, stat(entry.path().c_str(), &info));
			CPPUNIT_ASSERT_EQUAL_MESSAGE(entry.path().string(), mode_t{0}, mode_t(info.st_mode & 077));
		}
	}

	void refusesSecondServerOnTheSameData()
	{
		Run first({"serve", "--config", configuration()});
		portOf(first.line());
		auto second = run({"serve"});
		CPPUNIT_ASSERT_EQUAL(1, second.status);
		CPPUNIT_ASSERT_MESSAGE(second.err, second.err.find("another server") != std::string::npos);
		first.signal(SIGTERM);
		CPPUNIT_ASSERT_EQUAL(0, first.outcome().status);
	}

	void startsAgainAfterKill()
	{
		Run first({"serve", "--config", configuration()});
		portOf(first.line());
		first.signal(SIGKILL);
		first.wait();
		Run second({"serve", "--config", configuration()});
		portOf(second.line());
		second.signal(SIGTERM);
		CPPUNIT_ASSERT_EQUAL(0, second.outcome().status);
	}

	void p10LeavesNoCoreFileOutsideDevelopment()
	{
		rlimit limit{};
		CPPUNIT_ASSERT_EQUAL(0, ::getrlimit(RLIMIT_CORE, &limit));
		limit.rlim_cur = limit.rlim_max;  // what a shell or a unit may allow
		CPPUNIT_ASSERT_EQUAL(0, ::setrlimit(RLIMIT_CORE, &limit));
		const auto yaml = "data_folder: data\nlisten: {port: 0}\nplugins: {folder: " +
			std::string(std::getenv("SX_PLUGINS")) + ", enabled: [hello]}\nenvironment: ";
		for (const std::string environment: {"demo", "development"})
		{
			const bool isDevelopment = environment == "development";
			write(yaml + environment + "\n");
			Run server({"serve", "--config", configuration()});
			portOf(server.line());
			rlimit held{};
			CPPUNIT_ASSERT_EQUAL(0, ::prlimit(server.id(), RLIMIT_CORE, nullptr, &held));
			CPPUNIT_ASSERT_EQUAL(isDevelopment ? limit.rlim_max : rlim_t{0}, held.rlim_max);
			// What cannot be dumped belongs to root in /proc.
			struct stat info
			{
			};
			CPPUNIT_ASSERT_EQUAL(0, ::stat(("/proc/" + std::to_string(server.id()) + "/mem").c_str(), &info));
			CPPUNIT_ASSERT_EQUAL(isDevelopment ? ::geteuid() : uid_t{0}, info.st_uid);
			server.signal(SIGTERM);
			CPPUNIT_ASSERT_EQUAL(0, server.outcome().status);
		}
	}

	void namesFileAndLineOfAMistake()
	{
		write("environment: demo\nlisten:\n  prot: 8080\n");
		auto outcome = run({"serve"});
		CPPUNIT_ASSERT_EQUAL(1, outcome.status);
		CPPUNIT_ASSERT_MESSAGE(outcome.err, outcome.err.find("sxserver.yaml:3") != std::string::npos);
		CPPUNIT_ASSERT_MESSAGE(outcome.err, outcome.err.find("listen.port") != std::string::npos);
	}

	void namesTakenPort()
	{
		Run first({"serve", "--config", configuration()});
		const auto port = std::to_string(portOf(first.line()));
		write("environment: demo\ndata_folder: other\nlisten: {port: " + port +
			"}\nplugins: {folder: " + std::getenv("SX_PLUGINS") + ", enabled: [hello]}\n");
		auto second = run({"serve"});
		CPPUNIT_ASSERT_EQUAL(1, second.status);
		CPPUNIT_ASSERT_MESSAGE(second.err, second.err.find(port) != std::string::npos);
		first.signal(SIGTERM);
		first.outcome();
	}

	void refusesANewKeyForOldData()
	{
		CPPUNIT_ASSERT_EQUAL(0, run({"plugins"}).status);
		for (const auto& each: fs::directory_iterator(path("data")))
			if (each.path().filename().string().starts_with("master.key")) fs::remove(each.path());
		CPPUNIT_ASSERT_EQUAL(1, run({"plugins"}).status);
		CPPUNIT_ASSERT(!fs::exists(path("data/master.key")));
	}

	void refusesKeysOfAnotherDeployment()
	{
		CPPUNIT_ASSERT_EQUAL(0, run({"plugins"}).status);
		fs::rename(path("data"), path("first"));
		CPPUNIT_ASSERT_EQUAL(0, run({"plugins"}).status);
		for (const auto* file: {"sx.sqlite", "sx.sqlite-wal", "sx.sqlite-shm"})
		{
			fs::remove(path("data/") + file);
			if (fs::exists(path("first/") + file)) fs::copy(path("first/") + file, path("data/") + file);
		}
		auto outcome = run({"plugins"});
		CPPUNIT_ASSERT_EQUAL(1, outcome.status);
		CPPUNIT_ASSERT_MESSAGE(outcome.err, outcome.err.find("not those of this database") != std::string::npos);
	}

	void rotatesKeysBesideARunningServer()
	{
		Run server({"serve", "--config", configuration()});
		const int port = portOf(server.line());
		auto rotated = run({"keys", "rotate"});
		CPPUNIT_ASSERT_EQUAL_MESSAGE(rotated.err, 0, rotated.status);
		auto list = run({"keys", "list"});
		CPPUNIT_ASSERT_EQUAL(std::ptrdiff_t{2}, std::count(list.out.begin(), list.out.end(), '\n'));
		CPPUNIT_ASSERT(list.out.find("current") != std::string::npos);
		CPPUNIT_ASSERT_EQUAL(200, statusOf(port, "/health/ready"));
		server.signal(SIGTERM);
		CPPUNIT_ASSERT_EQUAL(0, server.outcome().status);
	}

	void doctorFindsNothingWrongThenAPublicKeyFile()
	{
		auto well = run({"doctor"});
		CPPUNIT_ASSERT_EQUAL_MESSAGE(well.out, 0, well.status);
		CPPUNIT_ASSERT(well.out.find("all is well") != std::string::npos);
		fs::permissions(path("data/master.key"), fs::perms::owner_read | fs::perms::group_read);
		auto unwell = run({"doctor"});
		CPPUNIT_ASSERT_EQUAL_MESSAGE(unwell.out, 1, unwell.status);
		CPPUNIT_ASSERT_MESSAGE(unwell.out, unwell.out.find("chmod 600") != std::string::npos);
	}

	void restoresNothingWhenItCannotKeepTheDestructionLog()
	{
		const auto log = path("data/destructions.log");
		auto saved = run({"backup", path("backup")});
		CPPUNIT_ASSERT_EQUAL_MESSAGE(saved.err, 0, saved.status);
		fs::rename(log, path("kept.log"));
		auto renewed = run({"destructions", "renew"});
		CPPUNIT_ASSERT_EQUAL_MESSAGE(renewed.err, 0, renewed.status);
		const auto before = fs::file_size(log);
		const auto made = fs::last_write_time(log);
		// A folder stands where the log of before the restore would be put aside.
		fs::create_directories(log + ".before-restore/full");
		auto refused = run({"restore", path("backup"), "--replace", "--destructions", path("kept.log")});
		CPPUNIT_ASSERT_EQUAL_MESSAGE(refused.out, 1, refused.status);
		CPPUNIT_ASSERT_MESSAGE(refused.err, refused.err.find(".before-restore") != std::string::npos);
		CPPUNIT_ASSERT(fs::file_size(log) == before && fs::last_write_time(log) == made);
		fs::remove_all(log + ".before-restore");
		auto restored = run({"restore", path("backup"), "--replace", "--destructions", path("kept.log")});
		CPPUNIT_ASSERT_EQUAL_MESSAGE(restored.err, 0, restored.status);
		CPPUNIT_ASSERT_EQUAL(before, fs::file_size(log + ".before-restore"));
	}

	void runsVerbOfAPlugin()
	{
		CPPUNIT_ASSERT_EQUAL(3, run({"hello", "say", "a", "b", "c"}).status);
		CPPUNIT_ASSERT(run({"help"}).out.find("hello say") != std::string::npos);
	}

	void explainsWrongWords()
	{
		auto outcome = run({"frobnicate"});
		CPPUNIT_ASSERT_EQUAL(2, outcome.status);
		CPPUNIT_ASSERT(outcome.err.find("frobnicate") != std::string::npos);
		CPPUNIT_ASSERT_EQUAL(2, Run({"--frobnicate"}).outcome().status);
		CPPUNIT_ASSERT(Run({"--help"}).outcome().out.find("doctor") != std::string::npos);
		CPPUNIT_ASSERT_EQUAL(0, run({"check-config"}).status);
	}

	static std::string productPlugins() { return std::string(std::getenv("SX_PRODUCT_PLUGINS")); }

	/// Returns what check-config and a start say about a configuration; settings: lines below plugins.settings.
	Outcome checked(const std::string& yaml) const
	{
		write(std::string("data_folder: data\n") + (yaml.starts_with("listen") ? "\n" : "listen: {port: 0}\n") + yaml);
		return run({"check-config"});
	}
	static void holds(const Outcome& outcome, const std::string& text)
	{
		CPPUNIT_ASSERT_MESSAGE(text + " is not in " + outcome.err, outcome.err.find(text) != std::string::npos);
	}

	void refusesOneFileForTwoSettings()
	{
		fs::create_symlink("one.log", path("link.log"));
		std::ofstream(path("one.log"));
		for (const char* copy: {"one.log", "./one.log", "link.log"})
		{
			const auto yaml = "destructions: {file: one.log, copy: " + std::string(copy) + "}\n";
			const auto outcome = checked(yaml);
			CPPUNIT_ASSERT_EQUAL(1, outcome.status);
			holds(outcome, "sxserver.yaml:3:");
			holds(outcome, "destructions.copy");
			// The start is refused too, and at once: it used to wait for its own lock for ever.
			const auto asked = std::chrono::steady_clock::now();
			const auto serving = run({"serve"});
			CPPUNIT_ASSERT_EQUAL(1, serving.status);
			holds(serving, "is the file of destructions.file too");
			CPPUNIT_ASSERT(std::chrono::steady_clock::now() - asked < std::chrono::seconds(5));
		}
		CPPUNIT_ASSERT_EQUAL(1, checked("keys: {master_file: data/sx.sqlite}\n").status);
		CPPUNIT_ASSERT_EQUAL(0, checked("destructions: {file: one.log, copy: two.log}\n").status);
		fs::create_directory(path("days"));
		CPPUNIT_ASSERT_EQUAL(0, checked("keys: {days_copy: days}\n").status);
	}

	void namesValuesWithWhichItCannotServe()
	{
		for (const auto& [yaml, named]:
			{std::pair<std::string, std::string>{
				 "http: {proxies: [127.0.0.1, 10.0.0.0/99]}\n", "10.0.0.0/99 is not an IP address or network"},
				{"listen: {address: localhost}\n", "localhost is not an IP address"},
				{"listen: {address: '127.0.0.1:80'}\n", "127.0.0.1:80 is not an IP address"},
				{"metrics: {address: nope, port: 9}\n", "nope is not an IP address"},
				{"metrics: {hosts: ['http://x']}\n", "http://x is not the name or IP address of a host"},
				{"http: {host_header: 'X Host'}\n", "X Host is not the name of a header"},
				{"plugins: {folder: /nope}\n", "/nope is no folder"},
				{"destructions: {file: /nope/x.log}\n", "there is no folder /nope"},
				{"destructions: {copy: .}\n", " is a folder"},
				{"destructions: {copy: data}\n", "is the file of data_folder too"},
				{"keys: {master_file: /nope/key}\n", "there is no folder /nope"},
				{"keys: {days_copy: data/master.key.days}\n", "is the file of keys.master_file too"},
				{"plugins: {publishers: [abc]}\n", "abc is no Ed25519 public key"},
				{"plugins: {folder: " + productPlugins() + ", settings: {mail: {security: startls}}}\n",
					"did you mean starttls"},
				{"plugins: {folder: " + productPlugins() + ", settings: {mail: {ca_file: /nope}}}\n",
					"cannot be read: /nope"}})
		{
			const auto outcome = checked(yaml);
			CPPUNIT_ASSERT_EQUAL_MESSAGE(yaml, 1, outcome.status);
			holds(outcome, named);
			holds(outcome, "sxserver.yaml:3:");
		}
	}

	void namesSettingsThatDoNotFitTogether()
	{
		const auto folder = "plugins: {folder: " + productPlugins() + ", ";
		auto outcome = checked(folder + "enabled: [messages, directory, auth]}\n");
		CPPUNIT_ASSERT_EQUAL(1, outcome.status);
		holds(outcome, "plugins.enabled: messages cannot run");
		holds(outcome, "plugins.enabled: auth cannot run");
		outcome = checked(folder + "settings: {messages: {expires: 20d}, sealed: {expires_max: 10d}}}\n");
		CPPUNIT_ASSERT_EQUAL(1, outcome.status);
		holds(outcome, "plugins.settings.messages.expires is 20d, more than plugins.settings.sealed.expires_max");
		CPPUNIT_ASSERT_EQUAL(0, checked(folder + "settings: {sealed: {expires_max: 10d}}}\n").status);
		CPPUNIT_ASSERT_EQUAL(1, checked(folder + "settings: {sealed: {expires_max: 9d}}}\n").status);
		outcome = checked("sessions: {idle: 20d, absolute: 1d}\n");
		CPPUNIT_ASSERT_EQUAL(1, outcome.status);
		holds(outcome, "sxserver.yaml:3:18: sessions.idle is longer");
		outcome = checked("listen: {port: 9000}\nmetrics: {port: 9000}\n");
		CPPUNIT_ASSERT_EQUAL(1, outcome.status);
		holds(outcome, "sxserver.yaml:4:17: metrics.port: is the port of listen.port too");
		for (const char* each: {"mail: {from: nobody}",
				 "mail: {host: 'a b'}",
				 "sms: {url: gateway.example}",
				 "sms: {report_from: [10.0.0.0/8]}",
				 "sms: {report_origin: 'ftp://x'}",
				 "sms: {per_number_hour: 50, per_number_day: 5}"})
		{
			outcome = checked(folder + "settings: {" + each + "}}\n");
			CPPUNIT_ASSERT_EQUAL_MESSAGE(each, 1, outcome.status);
			holds(outcome, "sxserver.yaml:3:");
		}
	}

	void namesSettingsThatRequireEachOther()
	{
		const auto with = [](const std::string& settings) {
			return "plugins: {folder: " + productPlugins() + ", settings: {" + settings + "}}\n";
		};
		std::ofstream(path("password")) << "secret";
		fs::permissions(path("password"), fs::perms::owner_read);
		for (const auto& [yaml, named]:
			{std::pair<std::string, std::string>{with("sms: {driver: kannel}"),
				 "plugins.settings.sms.url must be set, because plugins.settings.sms.driver is kannel"},
				{with("sms: {driver: http, url: ''}"),
					"sms.url must be set, because plugins.settings.sms.driver is http"},
				{with("sms: {taken_field: a.b}"),
					"sms.taken_values must be set, because plugins.settings.sms.taken_field"},
				{with("sms: {taken_values: [ok]}"), "sms.taken_field must be set"},
				{with("mail: {driver: smtp}"), "mail.host must be set, because plugins.settings.mail.driver is smtp"},
				{with("mail: {host: mx.example, password: " + path("password") + "}"),
					"mail.user must be set, because plugins.settings.mail.password is set"},
				{"http: {host_header: X-Host}\n", "http.proxies must be set, because http.host_header is set"},
				{"http: {request_id_header: X-Id}\n",
					"http.proxies must be set, because http.request_id_header is set"},
				{"metrics: {hosts: [metrics.example]}\n", "metrics.port must be set, because metrics.hosts is set"}})
		{
			const auto outcome = checked(yaml);
			CPPUNIT_ASSERT_EQUAL_MESSAGE(yaml, 1, outcome.status);
			holds(outcome, named);
			holds(outcome, "sxserver.yaml:3:");
		}
		for (const auto& yaml: {with("sms: {driver: kannel, url: 'https://gateway.example/send'}"),
				 with("sms: {driver: none}"),
				 with("mail: {driver: smtp, host: mx.example, user: sx, password: " + path("password") + "}"),
				 with("mail: {driver: postbox}"),
				 std::string("http: {proxies: [127.0.0.1], host_header: X-Host}\n")})
		{
			const auto outcome = checked(yaml);
			CPPUNIT_ASSERT_EQUAL_MESSAGE(outcome.err, 0, outcome.status);
		}
	}

	void warnsOfWaysThatAreNotEncrypted()
	{
		const auto with = [](const std::string& settings) {
			return "plugins: {folder: " + productPlugins() + ", settings: {" + settings + "}}\n";
		};
		const std::pair<std::string, bool> cases[] = {{"database: postgresql://sx:secret@db.example/sx\n", true},
			{"database: postgresql://sx:secret@db.example/sx?sslmode=prefer\n", true},
			{"database: postgresql://sx:secret@db.example/sx?sslmode=require\n", false},
			{"database: postgresql://sx:secret@localhost/sx\n", false},
			{"database: postgresql:///sx?host=/run/postgresql\n", false},
			{with("sms: {url: 'http://gateway.example/send'}"), true},
			{with("sms: {url: 'http://127.0.0.1:13013/send'}"), false},
			{with("sms: {url: 'https://gateway.example/send'}"), false},
			{with("mail: {host: mail.example, security: none, user: sx}"), true},
			{with("mail: {host: localhost, security: none}"), false},
			{with("mail: {host: mail.example, security: tls}"), false},
			{with("directory: {scheme: http}"), true},
			{"http: {proxies: [0.0.0.0/0]}\n", true}};
		for (const auto& [yaml, isWarned]: cases)
		{
			const auto outcome = checked(yaml);
			CPPUNIT_ASSERT_EQUAL_MESSAGE(outcome.err, 0, outcome.status);
			CPPUNIT_ASSERT_EQUAL_MESSAGE(yaml, isWarned, outcome.err.find("warning: ") != std::string::npos);
			CPPUNIT_ASSERT(outcome.err.find("secret") == std::string::npos);
			if (isWarned) holds(outcome, "sxserver.yaml:3:");
			// A demonstration or a developer's machine sends nothing that matters.
			CPPUNIT_ASSERT(checked("environment: demo\n" + yaml).err.find("warning: ") == std::string::npos);
		}
	}
};

CPPUNIT_TEST_SUITE_REGISTRATION(ProgramTest);

}
