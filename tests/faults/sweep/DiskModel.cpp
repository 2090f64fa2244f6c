#include "tests/faults/sweep/DiskModel.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <random>
#include <utility>

namespace sx::faults {
namespace {

namespace fs = std::filesystem;

std::string_view parentOf(std::string_view path) { return path.substr(0, path.rfind('/')); }

std::string contentOf(const std::string& path)
{
	std::ifstream in(path, std::ios::binary);
	return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}

void DiskModel::take(const std::string& folder)
{
	_folder = folder;
	madeFolder(folder);
	for (const auto& entry: fs::recursive_directory_iterator(folder))
	{
		auto node = std::make_shared<Node>();
		node->isFolder = entry.is_directory();
		if (!node->isFolder) node->safe = contentOf(entry.path().string());
		_names[entry.path().string()] = std::move(node);
	}
	_safeNames = _names;
}

void DiskModel::opened(int fd, const std::string& path, bool isEmptied)
{
	auto& node = _names[path];
	if (!node)
	{
		node = std::make_shared<Node>();
		node->isFolder = fs::is_directory(path);
	}
	if (_open.size() <= static_cast<std::size_t>(fd)) _open.resize(static_cast<std::size_t>(fd) + 1);
	_open[static_cast<std::size_t>(fd)] = {node, path, node->lostFlushes};
	if (isEmptied) truncated(fd, 0);
}

void DiskModel::forget(int fd) noexcept
{
	if (knows(fd)) _open[static_cast<std::size_t>(fd)] = {};
}

bool DiskModel::knows(int fd) const noexcept
{
	return fd >= 0 && static_cast<std::size_t>(fd) < _open.size() && _open[static_cast<std::size_t>(fd)].node;
}

void DiskModel::wrote(int fd, std::int64_t at, std::string_view bytes)
{
	_open[static_cast<std::size_t>(fd)].node->unsafe.push_back({at, std::string(bytes), false});
}

void DiskModel::truncated(int fd, std::int64_t size)
{
	_open[static_cast<std::size_t>(fd)].node->unsafe.push_back({size, {}, true});
}

bool DiskModel::flushed(int fd)
{
	auto& [node, path, seenLosses] = _open[static_cast<std::size_t>(fd)];
	if (node->isFolder)
	{
		const auto isHere = [&folder = path](const auto& name) { return parentOf(name.first) == folder; };
		std::erase_if(_safeNames, isHere);
		for (const auto& name: _names)
			if (isHere(name)) _safeNames.insert(name);
		return true;
	}
	for (const auto& change: node->unsafe) apply(node->safe, change);
	node->unsafe.clear();
	return std::exchange(seenLosses, node->lostFlushes) == node->lostFlushes;
}

void DiskModel::failedToFlush(int fd)
{
	auto& open = _open[static_cast<std::size_t>(fd)];
	if (open.node->isFolder) return;  // names stand in a journal, which a later flush writes
	open.node->unsafe.clear();
	open.seenLosses = ++open.node->lostFlushes;
}

void DiskModel::madeFolder(const std::string& path)
{
	_names[path] = std::make_shared<Node>();
	_names[path]->isFolder = true;
}

void DiskModel::removed(const std::string& path) { _names.erase(path); }

void DiskModel::renamed(const std::string& from, const std::string& to)
{
	_names[to] = _names[from];
	_names.erase(from);
}

void DiskModel::apply(std::string& content, const Change& change)
{
	const auto at = static_cast<std::size_t>(change.at);
	if (change.isTruncation) return content.resize(at);
	if (content.size() < at + change.bytes.size()) content.resize(at + change.bytes.size());
	content.replace(at, change.bytes.size(), change.bytes);
}

DiskModel::Names DiskModel::survivingNames(unsigned seed) const
{
	std::mt19937 dice(seed);
	auto names = _safeNames;
	if (seed == 0) return names;
	for (const auto& [path, node]: _names)
		if (auto safe = names.find(path); (safe == names.end() || safe->second != node) && dice() % 2)
			names[path] = node;
	for (const auto& [path, node]: _safeNames)
		if (!_names.contains(path) && dice() % 2) names.erase(path);
	return names;
}

void DiskModel::losePower(unsigned seed)
{
	constexpr std::size_t kSector = 512;
	std::mt19937 dice(seed + 1);
	for (const auto& entry: fs::directory_iterator(_folder)) fs::remove_all(entry);
	for (const auto& [path, node]: survivingNames(seed))
	{
		if (!fs::exists(parentOf(path))) continue;  // its folder's name is lost
		if (node->isFolder)
		{
			fs::create_directory(path);
			continue;
		}
		auto content = node->safe;
		for (auto change: node->unsafe)
		{
			const auto fate = seed == 0 ? 0 : dice() % 3;
			if (fate == 0) continue;
			if (fate == 1) change.bytes.resize(dice() % (change.bytes.size() + 1) / kSector * kSector);
			apply(content, change);
		}
		std::ofstream(path, std::ios::binary) << content;
		fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
	}
}

}
