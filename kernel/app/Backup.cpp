#include "kernel/app/Backup.h"

#include "kernel/app/BackupFolder.h"
#include "kernel/app/DataFolder.h"
#include "kernel/app/DestructionRows.h"
#include "kernel/app/Kernel.h"
#include "kernel/app/KernelComponents.h"
#include "kernel/app/KernelVerbs.h"
#include "kernel/data/Snapshot.h"

#include <filesystem>
#include <fstream>
#include <iostream>
#include <set>

namespace sx::app {

namespace {

namespace fs = std::filesystem;

int backupFailed(const Error& error)
{
	std::cerr << "sxserver: " << error.detail << "\n";
	return 1;
}

std::string signingFile(const config::Configuration& configuration)
{
	return configuration.keys.masterFile + ".signing";
}

Result<> saveFiles(const Kernel& kernel, const std::string& to)
{
	const auto& data = kernel.configuration().dataFolder;
	for (const auto& plugin: kernel.plugins())
	{
		if (!fs::exists(data + "/" + plugin.id)) continue;
		if (auto copied = copyTree(data + "/" + plugin.id, to + "/" + plugin.id); !copied) return copied;
	}
	return {};
}

Result<> saveKeys(const config::Configuration& configuration, const std::string& to)
{
	if (auto made = makeFolder(to); !made) return made;
	if (auto copied = copyPrivateFile(configuration.keys.masterFile, to + "/master.key"); !copied) return copied;
	return copyPrivateFile(signingFile(configuration), to + "/master.key.signing");
}

Result<BackupManifest> save(Kernel& kernel, const std::string& folder, const std::string& configFile, bool withKeys)
{
	const auto& configuration = kernel.configuration();
	const auto& keys = kernel.keys();
	BackupManifest manifest{keys.uuid(),
		kernel.clock().now(),
		configuration.database.isPostgres,
		withKeys,
		keys.toBase64Url(keys.publicKey().value),
		{}};
	// The log's line comes first, so that every later destruction follows it. Then comes the database's moment, and
	// last the files: a row without its file belongs to something that was destroyed meanwhile.
	if (auto noted = kernel.destructionLog().appendBackup(manifest.id); !noted) return noted.error();
	if (auto saved = data::saveDatabase(databaseUrl(configuration), folder + "/database"); !saved) return saved.error();
	if (auto saved = saveFiles(kernel, folder + "/files"); !saved) return saved.error();
	if (!configFile.empty())
		if (auto saved = copyPrivateFile(configFile, folder + "/sxserver.yaml"); !saved) return saved.error();
	if (withKeys)
		if (auto saved = saveKeys(configuration, folder + "/keys"); !saved) return saved.error();
	if (auto complete = writeManifest(folder, manifest, base::JsonCodec()); !complete) return complete.error();
	return manifest;
}

struct RestoreOptions
{
	std::string folder;
	std::string log;  // a further destruction log, besides those that the configuration names
	bool replaces = false;
	bool acceptsLoss = false;
};

bool parse(const std::vector<std::string>& words, RestoreOptions& out)
{
	for (std::size_t i = 1; i < words.size(); ++i)
	{
		if (words[i] == "--replace")
			out.replaces = true;
		else if (words[i] == "--accept-lost-destructions")
			out.acceptsLoss = true;
		else if (words[i] == "--destructions" && i + 1 < words.size())
			out.log = words[++i];
		else if (words[i].starts_with("-") || !out.folder.empty())
			return false;
		else
			out.folder = words[i];
	}
	return !out.folder.empty();
}

/// Performs one restore, step by step; every step is idempotent.
class Restore
{
public:
	Restore(KernelOptions options, RestoreOptions wanted): _options(std::move(options)), _wanted(std::move(wanted)) {}

	Result<> run()
	{
		for (auto step: {&Restore::check,
				 &Restore::takeKeys,
				 &Restore::settleOld,
				 &Restore::gather,
				 &Restore::mark,
				 &Restore::load,
				 &Restore::destroyAgain})
			if (auto done = (this->*step)(); !done) return done;
		return {};
	}
	std::size_t destroyed() const noexcept { return _destructions.size(); }

private:
	const config::Configuration& configuration() const noexcept { return _options.configuration; }

	Result<> check()
	{
		auto manifest = readManifest(_wanted.folder, _json);
		if (!manifest) return manifest.error();
		_manifest = *manifest;
		if (_manifest.isPostgres != configuration().database.isPostgres)
			return Error{Code::Invalid,
				std::string("the backup is one of ") + (_manifest.isPostgres ? "PostgreSQL" : "SQLite") +
					", the configuration names the other"};
		if (auto made = makeFolder(configuration().dataFolder); !made) return made;
		auto lock = lockFolder(configuration().dataFolder);
		if (!lock) return lock.error();
		_lock = std::move(*lock);
		auto isThere = data::hasTables(databaseUrl(configuration()));
		if (!isThere) return isThere.error();
		_isThere = *isThere;
		if (_isThere && !_wanted.replaces && !fs::exists(restoringMark(configuration().dataFolder)))
			return Error{
				Code::Conflict, "there is a database already; --replace replaces it and the files of the plugins", {}};
		return {};
	}

	Result<> takeKeys()
	{
		const auto& file = configuration().keys.masterFile;
		if (!fs::exists(file))
		{
			if (!_manifest.hasKeys)
				return Error{
					Code::Missing, "the backup holds no keys: give back " + file + " and " + file + ".signing first"};
			if (auto copied = copyPrivateFile(_wanted.folder + "/keys/master.key", file); !copied) return copied;
			if (auto copied = copyPrivateFile(
					_wanted.folder + "/keys/master.key.signing", signingFile(configuration()));
				!copied)
				return copied;
		}
		auto ring = keys::KeyRing::open(file, false);
		if (!ring) return ring.error();
		_keys = std::move(*ring);
		if (_keys->toBase64Url(_keys->publicKey().value) != _manifest.publicKey)
			return Error{Code::Denied, "the keys in " + file + " are not those of the backup"};
		return {};
	}

	Result<> mark()
	{
		std::ofstream out(restoringMark(configuration().dataFolder));
		out << _manifest.id << "\n";
		if (!out.flush()) return Error{Code::Unavailable, "the data folder cannot be written"};
		return syncAll(configuration().dataFolder);
	}

	/// Moves the last notes of the database that will be replaced into the log.
	Result<> settleOld()
	{
		if (!_isThere || !fs::exists(configuration().destructions.file)) return {};
		auto database = data::Database::open(databaseUrl(configuration()));
		if (!database) return warn(database.error());
		auto log = logAt(configuration().destructions.file);
		observe::JsonLog quiet({.level = Log::Level::Error, .isText = true}, _clock);
		DestructionRows rows(**database, log, *_keys, _clock, quiet);
		auto settled = rows.settle();
		return settled ? settled : warn(settled.error());
	}

	static Result<> warn(const Error& error)
	{
		std::cerr << "sxserver: the last destructions of the database that is replaced could not be read ("
				  << error.detail << "); those that were acknowledged are in the log\n";
		return {};
	}

	/// Reads what was destroyed since the backup. Fails closed: without a log that contains the backup, messages
	/// destroyed since would come back.
	Result<> gather()
	{
		std::set<std::string> seen;
		std::string best, faults;
		for (const auto& file: {configuration().destructions.file, configuration().destructions.copy, _wanted.log})
		{
			if (file.empty() || !fs::exists(file)) continue;
			auto since = logAt(file).since(_manifest.id);
			if (!since) faults += "\n  " + since.error().detail;
			if (!since && since.error().code == Code::Missing) continue;
			if (!since) return lost(faults);
			if (best.empty()) best = file;
			for (auto& each: *since)
				if (seen.insert(each.id).second) _destructions.push_back(std::move(each));
		}
		if (best.empty()) return lost(faults);
		return adopt(best);
	}

	Result<> lost(const std::string& faults) const
	{
		if (_wanted.acceptsLoss) return {};
		return Error{Code::Denied,
			"no destruction log tells what was destroyed after this backup:" +
				(faults.empty() ? "\n  there is none" : faults) +
				"\nGive back the log or its copy (--destructions FILE). With --accept-lost-destructions the backup is "
				"restored all the same, and every "
				"message that was destroyed since it was made OPENS AGAIN for who has its link."};
	}

	/// Makes the most complete log the configured one; the log continues where that one ends.
	Result<> adopt(const std::string& best) const
	{
		const auto& own = configuration().destructions.file;
		if (best == own) return {};
		const auto aside = own + ".before-restore";
		std::error_code failed;
		fs::rename(own, aside, failed);
		if (failed && failed != std::errc::no_such_file_or_directory)
			return Error{Code::Unavailable, own + " cannot be renamed to " + aside + ": " + failed.message()};
		return copyPrivateFile(best, own);
	}

	Result<> load()
	{
		if (auto loaded = data::loadDatabase(databaseUrl(configuration()), _wanted.folder + "/database"); !loaded)
			return loaded;
		std::error_code failed;
		for (const auto& each: fs::directory_iterator(_wanted.folder + "/files", failed))
			if (auto copied = copyTree(each.path(), configuration().dataFolder + "/" + each.path().filename().string());
				!copied)
				return copied;
		return syncAll(configuration().dataFolder);
	}

	Result<> destroyAgain()
	{
		const auto markFile = restoringMark(configuration().dataFolder);
		_options.renewsDestructionLog = _wanted.acceptsLoss;
		auto kernel = Kernel::open(std::move(_options));
		if (!kernel) return kernel.error();
		if (auto started = (*kernel)->start(); !started) return started;
		if (auto ended = (*kernel)->endAllSessions(); !ended) return ended;
		if (auto marked = (*kernel)->destructionLog().appendRestore(_manifest.id); !marked) return marked;
		for (const auto& each: _destructions)
		{
			auto* plugin = static_cast<DestroysAgain*>((*kernel)->services().any(DestroysAgain::kId, each.kind));
			if (!plugin)
				return Error{
					Code::Unavailable, "no plugin here destroys " + each.kind + " again; enable the one that did", {}};
			if (auto done = plugin->destroyAgain(each.tenant, each.subject, each.at); !done) return done;
		}
		if (auto settled = (*kernel)->destructions().settle(); !settled) return settled;
		std::error_code failed;
		fs::remove(markFile, failed);
		if (failed) return Error{Code::Unavailable, markFile + " cannot be removed: " + failed.message()};
		return syncAll((*kernel)->configuration().dataFolder);
	}

	DestructionLog logAt(const std::string& file) const { return DestructionLog(file, {}, *_keys, _json, _clock); }

	KernelOptions _options;
	const RestoreOptions _wanted;
	base::JsonCodec _json;
	base::SystemClock _clock;
	BackupManifest _manifest;
	Fd _lock;
	bool _isThere = false;
	std::unique_ptr<keys::KeyRing> _keys;
	std::vector<Destruction> _destructions;
};

}

std::string restoringMark(const std::string& dataFolder) { return dataFolder + "/restoring"; }

int backupVerb(KernelOptions options, const std::string& configFile, const std::vector<std::string>& words)
{
	const bool withKeys = words.size() == 3 && words[2] == "--with-keys";
	if (words.size() < 2 || words[1].starts_with("-") || words.size() > (withKeys ? 3U : 2U))
		return wrongUse("backup DIR [--with-keys]");
	if (auto made = makeEmptyFolder(words[1]); !made) return backupFailed(made.error());
	auto kernel = Kernel::open(std::move(options));
	if (!kernel) return backupFailed(kernel.error());
	auto saved = save(**kernel, words[1], configFile, withKeys);
	if (!saved) return backupFailed(saved.error());
	std::cout << "the backup " << saved->id << " is in " << words[1] << "\n";
	if (withKeys)
		std::cout << "it HOLDS THE MASTER KEYS: keep it as you keep them\n";
	else
		std::cout << "it holds no keys: keep " << (*kernel)->configuration().keys.masterFile
				  << " and its .signing apart; without them it cannot be used\n";
	std::cout << "it holds no keys of days, so that it opens nothing when they are destroyed: messages need those in "
			  << (*kernel)->keys().epochs().folder().string() << ", or in the folder that keys.days_copy names\n";
	std::cout << "restoring it takes the destruction log " << (*kernel)->destructionLog().file()
			  << " of the day of the restore, or its copy\n";
	return 0;
}

int restoreVerb(KernelOptions options, const std::vector<std::string>& words)
{
	RestoreOptions wanted;
	if (!parse(words, wanted))
		return wrongUse("restore DIR [--replace] [--destructions FILE] [--accept-lost-destructions]");
	Restore restore(std::move(options), wanted);
	if (auto done = restore.run(); !done) return backupFailed(done.error());
	std::cout
		<< "restored; " << restore.destroyed()
		<< " destructions that came after the backup were done again\n"
		   "everybody signs in again; mails that waited when the backup was made leave again when the server runs\n";
	return 0;
}

int destructionsVerb(KernelOptions options, const std::vector<std::string>& words)
{
	if (words.size() != 2 || words[1] != "renew") return wrongUse("destructions renew");
	options.renewsDestructionLog = true;
	auto kernel = Kernel::open(std::move(options));
	if (!kernel) return backupFailed(kernel.error());
	std::cout << "the destruction log is " << (*kernel)->destructionLog().file()
			  << "; make a backup now: older ones cannot be restored safely\n";
	return 0;
}

}
