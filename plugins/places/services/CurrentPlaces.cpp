#include "services/CurrentPlaces.h"

#include <sys/stat.h>

namespace sx::places {
namespace {

/// Names the state of a file: another one, or another content, has another name.
std::string stateOf(const std::string& path)
{
	struct stat at
	{
	};
	if (::stat(path.c_str(), &at) != 0) return {};
	return std::to_string(at.st_ino) + ' ' + std::to_string(at.st_size) + ' ' + std::to_string(at.st_mtim.tv_sec) +
		'.' + std::to_string(at.st_mtim.tv_nsec);
}

}

CurrentPlaces::CurrentPlaces(const Context& context):
	_context(context), _settings(*context.find<TenantSettings>()), _path(context.settings().text("file"))
{
}

std::shared_ptr<const PlaceFile> CurrentPlaces::current() const
{
	const std::lock_guard lock(_mutex);
	return _file;
}

Place CurrentPlaces::placeOf(const TenantId& tenant, std::string_view address, const Language& language) const noexcept
try
{
	const auto file = current();
	if (!file || address.empty()) return {};
	auto settings = _settings.of(tenant);
	if (!settings || !(*settings)->flag("shown")) return {};
	return file->placeOf(std::string(address), std::string(language.shortTag()));
}
catch (const std::exception&)
{
	return {};
}

Result<> CurrentPlaces::reread()
{
	if (_path.empty()) return {};
	const auto state = stateOf(_path);
	{
		const std::lock_guard lock(_mutex);
		if (state == _seen) return {};
	}
	auto opened = PlaceFile::open(_path, _context.dataFolder());
	const std::lock_guard lock(_mutex);
	_seen = state;
	if (!opened) return opened.error();
	_file = std::move(*opened);
	_context.log().info("places.file.read", {{"path", _path}});
	return {};
}

}
