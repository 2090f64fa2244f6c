#include "kernel/extend/LibraryFile.h"
#include "tests/kernel/extend/PluginFolder.h"

#include <cstring>
#include <random>

using namespace extend_tests;

class PluginHostTest: public CppUnit::TestFixture
{
	CPPUNIT_TEST_SUITE(PluginHostTest);
	CPPUNIT_TEST(startsInOrderOfNeedsAndStopsInReverse);
	CPPUNIT_TEST(namesEachFieldOfAForeignFingerprintAndRunsNoCode);
	CPPUNIT_TEST(refusesWhatIsNoLibrary);
	CPPUNIT_TEST(refusesALibraryOfAnotherProcessor);
	CPPUNIT_TEST(survivesLibrariesCutAnywhere);
	CPPUNIT_TEST(readsFlippedLibrariesWithoutHarm);
	CPPUNIT_TEST(refusesALibraryThatIsNotThePluginYamls);
	CPPUNIT_TEST(refusesUnsignedInProduction);
	CPPUNIT_TEST(loadsWhatAPublisherSigned);
	CPPUNIT_TEST(loadsWhatThisBuildSignedAsCore);
	CPPUNIT_TEST(refusesAnUnknownPublisher);
	CPPUNIT_TEST(refusesEveryKindOfChangeAfterSigning);
	CPPUNIT_TEST(refusesASignatureOfAnotherPlugin);
	CPPUNIT_TEST(doesNotSignWithAKeyThatOthersMayRead);
	CPPUNIT_TEST(namesTheMissingInterface);
	CPPUNIT_TEST(saysWhichDisabledPluginWouldHelp);
	CPPUNIT_TEST(saysWhichRevisionIsThere);
	CPPUNIT_TEST(refusesACycleAndNamesIt);
	CPPUNIT_TEST(startsAThemeWithoutCode);
	CPPUNIT_TEST(doesNotLetAWishBreakOthers);
	CPPUNIT_TEST(refusesAnotherKernel);
	CPPUNIT_TEST(refusesTwoProvidersOfOneInterface);
	CPPUNIT_TEST(refusesOneIdInTwoFolders);
	CPPUNIT_TEST(refusesABrokenPluginYamlWithItsPlace);
	CPPUNIT_TEST(leavesOutWhatNeedsAPluginThatFailed);
	CPPUNIT_TEST(isolatesAFailureOfEveryStep);
	CPPUNIT_TEST(stopsWhenARequiredPluginFails);
	CPPUNIT_TEST(stopsWhenARequiredPluginIsMissing);
	CPPUNIT_TEST(leavesDisabledPluginsAlone);
	CPPUNIT_TEST(refusesAServiceThatPluginYamlDoesNotList);
	CPPUNIT_TEST(findsWhatAPluginProvidesInStart);
	CPPUNIT_TEST(findsNoServiceOfAStoppedPlugin);
	CPPUNIT_TEST_SUITE_END();

	std::unique_ptr<PluginFolder> at;

public:
	void setUp() override { at = std::make_unique<PluginFolder>(); }
	void tearDown() override { at.reset(); }

private:
	static void assertHas(const std::string& text, const std::string& part)
	{
		CPPUNIT_ASSERT_MESSAGE("\"" + part + "\" is not in: " + text, text.find(part) != std::string::npos);
	}
	void assertStarts()
	{
		auto done = at->startAll();
		CPPUNIT_ASSERT_MESSAGE(done ? "" : done.error().detail, bool(done));
	}
	static std::string shell(const std::string& command)
	{
		std::string out;
		FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
		char block[4096];
		while (pipe && std::fgets(block, sizeof block, pipe)) out += block;
		if (pipe) ::pclose(pipe);
		while (!out.empty() && out.back() == '\n') out.pop_back();
		return out;
	}
	/// Signs a folder with the tool that partners use, and returns the public key.
	std::string sign(const std::string& folder, const std::string& name = "publisher")
	{
		const auto key = at->folder.path + "/" + name + ".key";
		const std::string tool = SX_SIGN;
		const auto publicKey = std::filesystem::exists(key) ? shell(tool + " public-key " + key)
															: shell(tool + " make-key " + key);
		assertHas(shell(tool + " sign " + folder + " --key " + key), "signed ");
		return publicKey;
	}
	static std::string readAll(const std::string& path)
	{
		std::ifstream stream(path, std::ios::binary);
		std::ostringstream out;
		out << stream.rdbuf();
		return out.str();
	}
	static void writeAll(const std::string& path, const std::string& bytes)
	{
		std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
	}
	/// Returns the offset of the descriptor in the library's bytes: its size, then the fingerprint.
	static std::size_t descriptorIn(const std::string& library)
	{
		struct
		{
			std::uint32_t size = sizeof(PluginDescriptor);
			Fingerprint fingerprint;
		} head;
		return library.find(std::string(reinterpret_cast<const char*>(&head), sizeof head));
	}

	void startsInOrderOfNeedsAndStopsInReverse()
	{
		at->addAll();
		assertStarts();
		CPPUNIT_ASSERT_EQUAL(std::string("started"), at->stateOf("beta"));
		at->host().stop();
		const auto text = at->notes();
		CPPUNIT_ASSERT(text.find("gamma declare") < text.find("alpha start"));
		CPPUNIT_ASSERT(text.find("alpha start") < text.find("beta start"));
		assertHas(text, "beta found alpha");
		CPPUNIT_ASSERT(text.find("gamma stop") < text.find("beta stop"));
		CPPUNIT_ASSERT(text.find("beta stop") < text.find("alpha stop"));
		CPPUNIT_ASSERT_EQUAL(std::string("stopped"), at->stateOf("alpha"));
	}
	void namesEachFieldOfAForeignFingerprintAndRunsNoCode()
	{
		const std::pair<const char*, std::size_t> fields[] = {{"sdkAbi", offsetof(Fingerprint, sdkAbi)},
			{"stdlib", offsetof(Fingerprint, stdlib)},
			{"poco", offsetof(Fingerprint, poco)},
			{"stringBytes", offsetof(Fingerprint, stringBytes)},
			{"pointerBytes", offsetof(Fingerprint, pointerBytes)},
			{"vectorBytes", offsetof(Fingerprint, vectorBytes)}};
		for (const auto& [name, offset]: fields)
		{
			setUp();
			const auto library = at->add("gamma") + "/gamma.so";
			auto bytes = readAll(library);
			const auto descriptor = descriptorIn(bytes);
			CPPUNIT_ASSERT(descriptor != std::string::npos);
			auto& byte = bytes[descriptor + sizeof(std::uint32_t) + offset];
			const auto before = static_cast<int>(static_cast<unsigned char>(byte));
			byte = static_cast<char>(before + 1);
			writeAll(library, bytes);
			assertStarts();
			const auto state = at->stateOf("gamma");
			assertHas(state, std::string("refused: ") + name + ": plugin ");
			assertHas(state, ": build it ");
			CPPUNIT_ASSERT_EQUAL(std::string(), at->notes());
		}
	}
	void refusesWhatIsNoLibrary()
	{
		writeAll(at->add("gamma") + "/gamma.so", "#!/bin/sh\n");
		std::filesystem::remove(at->add("alpha") + "/alpha.so");
		assertStarts();
		assertHas(at->stateOf("gamma"), "is not a 64-bit shared library");
		assertHas(at->stateOf("alpha"), "cannot be read");
	}
	void refusesALibraryOfAnotherProcessor()
	{
		const auto library = at->add("gamma") + "/gamma.so";
		auto bytes = readAll(library);
		bytes[18] = 8;  // e_machine: MIPS
		bytes[19] = 0;
		writeAll(library, bytes);
		assertStarts();
		assertHas(at->stateOf("gamma"), "is for another processor: plugin 8");
	}
	void survivesLibrariesCutAnywhere()
	{
		const auto library = at->add("gamma") + "/gamma.so";
		const auto bytes = readAll(library);
		for (std::size_t length = 0; length < bytes.size(); length += bytes.size() / 151)
		{
			writeAll(library, bytes.substr(0, length));
			extend::PluginHost host(at->options, at->services, *at->keys, at->log);
			CPPUNIT_ASSERT(bool(host.discover()));
		}
		CPPUNIT_ASSERT_EQUAL(std::string(), at->notes());
	}
	void readsFlippedLibrariesWithoutHarm()
	{
		const auto library = at->add("gamma") + "/gamma.so";
		const auto bytes = readAll(library);
		std::minstd_rand random(20261124);
		for (int i = 0; i < 500; ++i)
		{
			auto changed = bytes;
			// Mostly change the headers and tables, where a wrong number does the most harm.
			for (int k = 0; k < 8; ++k)
				changed[random() % (k < 6 ? 1024 : changed.size())] = static_cast<char>(random() % 256);
			writeAll(library, changed);
			auto read = extend::readFingerprint(library);
			CPPUNIT_ASSERT(read || !read.error().detail.empty());
		}
		CPPUNIT_ASSERT_EQUAL(std::string(), at->notes());
	}
	void refusesALibraryThatIsNotThePluginYamls()
	{
		const auto library = at->add("gamma") + "/gamma.so";
		std::filesystem::copy_file(
			std::string(PROBES) + "/alpha.so", library, std::filesystem::copy_options::overwrite_existing);
		assertStarts();
		assertHas(at->stateOf("gamma"), "its library says alpha 1.0.0, its plugin.yaml gamma 1.0.0");
	}
	void refusesUnsignedInProduction()
	{
		at->add("gamma");
		at->options.environment = Environment::Production;
		assertStarts();
		assertHas(at->stateOf("gamma"), "refused: is unsigned; sign it with tools/sign-plugin");
		CPPUNIT_ASSERT_EQUAL(std::string(), at->notes());
	}
	void loadsWhatAPublisherSigned()
	{
		at->options.environment = Environment::Production;
		at->options.publishers = {sign(at->add("gamma"))};
		assertStarts();
		CPPUNIT_ASSERT_EQUAL(std::string("started"), at->stateOf("gamma"));
		CPPUNIT_ASSERT(at->report("gamma").signature == extend::SignatureState::Signed);
	}
	void startsAThemeWithoutCode()
	{
		at->options.environment = Environment::Production;
		const auto themeIn = [&](const std::string& id) {
			const auto folder = at->add(id, "theme: {styles: [slate.css]}\n");
			std::filesystem::remove(folder + "/" + id + ".so");
			return folder;
		};
		at->options.publishers = {sign(themeIn("gamma"))};
		themeIn("alpha");
		assertStarts();
		CPPUNIT_ASSERT_EQUAL(std::string("started"), at->stateOf("gamma"));
		assertHas(at->stateOf("alpha"), "refused: is unsigned");
		CPPUNIT_ASSERT_EQUAL(std::string(), at->notes());  // nothing ran
		at->host().stop();
		CPPUNIT_ASSERT_EQUAL(std::string("stopped"), at->stateOf("gamma"));
	}
	void loadsWhatThisBuildSignedAsCore()
	{
		at->options.environment = Environment::Production;
		at->options.buildKey = sign(at->add("gamma"));
		assertStarts();
		CPPUNIT_ASSERT(at->report("gamma").signature == extend::SignatureState::Core);
		CPPUNIT_ASSERT_EQUAL(std::size_t{43}, extend::buildPublicKey().size());
	}
	void refusesAnUnknownPublisher()
	{
		at->options.environment = Environment::Production;
		const auto stranger = sign(at->add("gamma"), "stranger");
		at->options.publishers = {sign(at->add("alpha", "provides: [probe.alpha/1]\n"), "friend")};
		assertStarts();
		assertHas(at->stateOf("gamma"), "refused: is signed by an unknown publisher: add " + stranger);
		CPPUNIT_ASSERT_EQUAL(std::string("started"), at->stateOf("alpha"));
	}
	void refusesEveryKindOfChangeAfterSigning()
	{
		const std::pair<const char*, std::function<void(const std::string&)>> changes[] = {
			{"templates/page.html was changed",
				[](const auto& f) { writeAll(f + "/templates/page.html", "<script>"); }},
			{"gamma.so was changed", [](const auto& f) { writeAll(f + "/gamma.so", readAll(f + "/gamma.so") + "x"); }},
			{"plugin.yaml was changed",
				[](const auto& f) { writeAll(f + "/plugin.yaml", readAll(f + "/plugin.yaml") + "routes: true\n"); }},
			{"templates/more.html was added", [](const auto& f) { writeAll(f + "/templates/more.html", ""); }},
			{"templates/page.html is missing",
				[](const auto& f) { std::filesystem::remove(f + "/templates/page.html"); }},
			{"plugin.sig was changed", [](const auto& f) {
				 auto text = readAll(f + "/plugin.sig");
				 const auto digit = text.find("\"gamma.so\":\"") + 12;
				 text[digit] = text[digit] == '0' ? '1' : '0';
				 writeAll(f + "/plugin.sig", text);
			 }}};
		for (const auto& [reason, change]: changes)
		{
			setUp();
			at->options.environment = Environment::Production;
			const auto folder = at->add("gamma");
			at->folder.write("plugins/gamma/templates/page.html", "<p>");
			at->options.publishers = {sign(folder)};
			change(folder);
			assertStarts();
			assertHas(at->stateOf("gamma"), std::string("refused: was modified after it was signed: ") + reason);
			CPPUNIT_ASSERT(at->report("gamma").signature == extend::SignatureState::Modified);
			CPPUNIT_ASSERT_EQUAL(std::string(), at->notes());
		}
	}
	void refusesASignatureOfAnotherPlugin()
	{
		at->options.environment = Environment::Production;
		const auto alpha = at->add("alpha"), gamma = at->add("gamma");
		at->options.publishers = {sign(alpha)};
		std::filesystem::copy_file(alpha + "/plugin.sig", gamma + "/plugin.sig");
		assertStarts();
		assertHas(at->stateOf("gamma"), "plugin.sig is of alpha 1.0.0");
	}
	void doesNotSignWithAKeyThatOthersMayRead()
	{
		const auto folder = at->add("gamma");
		sign(folder);
		std::filesystem::permissions(at->folder.path + "/publisher.key", std::filesystem::perms(0644));
		assertHas(shell(std::string(SX_SIGN) + " sign " + folder + " --key " + at->folder.path + "/publisher.key"),
			"others may read it");
	}
	void namesTheMissingInterface()
	{
		at->add("gamma", "needs: [sms.sender/1]\n");
		assertStarts();
		CPPUNIT_ASSERT_EQUAL(
			std::string("refused: needs sms.sender/1, which no plugin here provides"), at->stateOf("gamma"));
	}
	void saysWhichDisabledPluginWouldHelp()
	{
		at->addAll();
		at->options.enabled = {"beta", "gamma"};
		assertStarts();
		assertHas(at->stateOf("beta"), "which alpha provides: add alpha to plugins.enabled");
		CPPUNIT_ASSERT_EQUAL(std::string("disabled"), at->stateOf("alpha"));
	}
	void saysWhichRevisionIsThere()
	{
		at->add("alpha", "provides: [probe.alpha/1]\n");
		at->add("beta", "needs: [probe.alpha/2]\n");
		assertStarts();
		assertHas(at->stateOf("beta"), "needs probe.alpha/2, but alpha provides probe.alpha/1");
	}
	void refusesACycleAndNamesIt()
	{
		at->add("alpha", "provides: [probe.alpha/1]\nneeds: [probe.beta/1]\n");
		at->add("beta", "provides: [probe.beta/1]\nneeds: [probe.alpha/1]\n");
		at->add("gamma", "needs: [probe.beta/1]\n");
		assertStarts();
		assertHas(at->stateOf("alpha"), "refused: needs itself: alpha needs beta, which needs alpha");
		assertHas(at->stateOf("beta"), "refused: needs itself: beta needs alpha, which needs beta");
		assertHas(at->stateOf("gamma"), "left out: needs probe.beta/1 of beta, which was refused");
		CPPUNIT_ASSERT_EQUAL(std::string(), at->notes());
	}
	void doesNotLetAWishBreakOthers()
	{
		at->add("alpha", "provides: [probe.alpha/1]\nwants: [probe.beta/1]\n");
		at->add("beta", "provides: [probe.beta/1]\nneeds: [probe.alpha/1]\n");
		assertStarts();
		CPPUNIT_ASSERT_EQUAL(std::string("started"), at->stateOf("alpha"));
		CPPUNIT_ASSERT_EQUAL(std::string("started"), at->stateOf("beta"));
	}
	void refusesAnotherKernel()
	{
		at->add("gamma");
		at->options.kernel = {2, 1, 0};
		assertStarts();
		assertHas(at->stateOf("gamma"), "refused: kernel: plugin >=1.0 <2.0, server 2.1.0");
	}
	void refusesTwoProvidersOfOneInterface()
	{
		at->add("alpha", "provides: [probe.alpha/1]\n");
		at->add("gamma", "provides: [probe.alpha/1]\n");
		at->add("beta", "needs: [probe.alpha/1]\n");
		assertStarts();
		assertHas(at->stateOf("alpha"), "refused: provides probe.alpha/1, which gamma provides too");
		assertHas(at->stateOf("gamma"), "refused: provides probe.alpha/1, which alpha provides too");
		assertHas(at->stateOf("beta"), "left out: needs probe.alpha/1");
	}
	void refusesOneIdInTwoFolders()
	{
		at->add("gamma");
		std::filesystem::copy(
			at->options.folder + "/gamma", at->options.folder + "/gamma2", std::filesystem::copy_options::recursive);
		assertStarts();
		assertHas(at->stateOf("gamma"), "refused: id gamma is in two folders");
	}
	void refusesABrokenPluginYamlWithItsPlace()
	{
		at->folder.write("plugins/gamma/plugin.yaml", "id: gamma\nversion: 1.0.0\ntitle: T\nkernle: \">=1.0\"\n");
		assertStarts();
		assertHas(at->stateOf("gamma"), "plugin.yaml:4:1: unknown key kernle; did you mean kernel?");
	}
	void leavesOutWhatNeedsAPluginThatFailed()
	{
		at->addAll();
		::setenv("PROBE_FAILS", "alpha.start", 1);
		assertStarts();
		assertHas(at->stateOf("alpha"), "failed: start: told to fail");
		assertHas(at->stateOf("beta"), "left out: needs probe.alpha/1 of alpha, which failed");
		CPPUNIT_ASSERT_EQUAL(std::string("started"), at->stateOf("gamma"));
		CPPUNIT_ASSERT(at->hooks.withdrawn == (std::vector<std::string>{"alpha", "beta"}));
		CPPUNIT_ASSERT(at->notes().find("beta start") == std::string::npos);
	}
	void isolatesAFailureOfEveryStep()
	{
		for (const std::string step: {"declare", "migrate", "start"})
		{
			setUp();
			at->addAll();
			if (step == "migrate")
				at->hooks.failsToMigrate = "beta";
			else
				::setenv("PROBE_FAILS", ("beta." + step).c_str(), 1);
			assertStarts();
			assertHas(at->stateOf("beta"), "failed: " + step + ": told to fail");
			CPPUNIT_ASSERT_EQUAL(std::string("started"), at->stateOf("alpha"));
		}
	}
	void stopsWhenARequiredPluginFails()
	{
		at->addAll();
		at->options.required = {"beta"};
		::setenv("PROBE_FAILS", "alpha.start", 1);
		auto done = at->startAll();
		CPPUNIT_ASSERT(!done && done.error().code == Code::Unavailable);
		assertHas(done.error().detail, "required plugin beta left out: needs probe.alpha/1 of alpha, which failed");
		assertHas(at->notes(), "gamma stop");
	}
	void stopsWhenARequiredPluginIsMissing()
	{
		at->addAll();
		at->options.required = {"delta"};
		auto done = at->startAll();
		CPPUNIT_ASSERT(!done);
		assertHas(done.error().detail, "required plugin delta is not in " + at->options.folder);
		CPPUNIT_ASSERT_EQUAL(std::string(), at->notes());
	}
	void leavesDisabledPluginsAlone()
	{
		at->addAll();
		at->options.enabled = {"gamma"};
		assertStarts();
		CPPUNIT_ASSERT(at->notes().find("alpha") == std::string::npos);
		CPPUNIT_ASSERT_EQUAL(std::size_t{3}, at->host().allManifests().size());
	}
	void refusesAServiceThatPluginYamlDoesNotList()
	{
		at->add("alpha");
		assertStarts();
		assertHas(at->stateOf("alpha"),
			"alpha provides probe.alpha/1, which its plugin.yaml lists under neither provides nor extends");
	}
	void findsWhatAPluginProvidesInStart()
	{
		at->addAll();
		::setenv("PROBE_LATE", "1", 1);
		assertStarts();
		assertHas(at->notes(), "beta found alpha");
	}
	void findsNoServiceOfAStoppedPlugin()
	{
		at->addAll();
		assertStarts();
		CPPUNIT_ASSERT(at->services.any("probe.alpha/1", "") != nullptr);
		at->host().stop();
		CPPUNIT_ASSERT(at->services.any("probe.alpha/1", "") == nullptr);
	}
};
CPPUNIT_TEST_SUITE_REGISTRATION(PluginHostTest);
