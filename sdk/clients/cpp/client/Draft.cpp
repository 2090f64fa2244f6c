#include "client/Draft.h"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Parser.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>

#include <sys/stat.h>

namespace sx::client {

namespace {

using Poco::JSON::Array;
using Poco::JSON::Object;

std::filesystem::path folder()
{
	const char* configured = std::getenv("XDG_CACHE_HOME");
	const char* home = std::getenv("HOME");
	return (configured && *configured ? std::filesystem::path(configured)
									  : std::filesystem::path(home ? home : ".") / ".cache") /
		"sx" / "drafts";
}

std::string identity(std::string_view id) { return "sx/1/draft" + std::string(id); }

Object::Ptr toObject(const Draft& draft)
{
	Array::Ptr files = new Array, links = new Array, codes = new Array;
	for (const auto& each: draft.files)
	{
		Object::Ptr file = new Object;
		file->set("path", std::filesystem::absolute(each.path).string());
		file->set("id", toBase64Url(each.id));
		file->set("bytes", each.bytes);
		file->set("sha256", each.sha256);
		files->add(file);
	}
	for (const auto& each: draft.links) links->add(each);
	for (const auto& each: draft.codes) codes->add(each);
	Object::Ptr out = new Object;
	out->set("v", 1);
	out->set("origin", draft.origin);
	out->set("base", draft.base);
	out->set("lease", draft.lease);
	out->set("key", toBase64Url(view(draft.messageKey)));
	out->set("manifest", draft.manifest);
	out->set("manifest_bytes", draft.manifestBytes);
	out->set("files", files);
	out->set("body", draft.body);
	out->set("links", links);
	out->set("codes", codes);
	out->set("delivery", draft.delivery);
	return out;
}

Draft toDraft(const std::string& id, const Object& object)
{
	if (object.getValue<int>("v") != 1)
		throw ClientError(Failure::Damaged, "the draft was kept by another version of this program");
	Draft draft{.origin = object.getValue<std::string>("origin"),
		.base = object.getValue<std::string>("base"),
		.lease = object.getValue<std::string>("lease"),
		.id = id,
		.messageKey = secret(fromBase64Url(object.getValue<std::string>("key"))),
		.manifest = object.getValue<std::string>("manifest"),
		.manifestBytes = object.getValue<Poco::Int64>("manifest_bytes"),
		.files = {},
		.body = object.getObject("body"),
		.links = {},
		.codes = {},
		.delivery = object.getValue<std::string>("delivery")};
	const auto files = object.getArray("files"), links = object.getArray("links");
	for (unsigned i = 0; i < files->size(); ++i)
	{
		const auto file = files->getObject(i);
		draft.files.push_back({file->getValue<std::string>("path"),
			fromBase64Url(file->getValue<std::string>("id")),
			file->getValue<Poco::Int64>("bytes"),
			file->getValue<std::string>("sha256")});
	}
	for (unsigned i = 0; i < links->size(); ++i) draft.links.push_back(links->getElement<std::string>(i));
	const auto codes = object.getArray("codes");
	for (unsigned i = 0; i < links->size(); ++i)
		draft.codes.push_back(codes ? codes->getElement<std::string>(i) : std::string());  // older drafts have none
	return draft;
}

}

void keepDraft(const Draft& draft)
{
	std::ostringstream json;
	toObject(draft)->stringify(json);
	const std::string nonce(view(randomBytes(12)));
	const auto sealed = nonce + gcmSeal(deviceKey(), nonce, identity(draft.id), json.str());
	const auto path = folder() / toBase64Url(draft.id);
	std::error_code error;
	std::filesystem::create_directories(folder(), error);
	const auto earlier = umask(0077);
	std::ofstream out(path, std::ios::binary | std::ios::trunc);
	umask(earlier);
	out << sealed;
	if (!out.flush()) throw ClientError(Failure::Local, "cannot write " + path.string());
}

Draft keptDraft(const std::string& id)
{
	std::ifstream in(folder() / id, std::ios::binary);
	const std::string sealed((std::istreambuf_iterator<char>(in)), {});
	if (sealed.size() < 28) throw ClientError(Failure::Usage, "no interrupted send " + id + " is kept here");
	const auto raw = fromBase64Url(id);
	try
	{
		const auto json = gcmOpen(
			deviceKey(), std::string_view(sealed).substr(0, 12), identity(raw), std::string_view(sealed).substr(12));
		return toDraft(raw, *Poco::JSON::Parser().parse(json).extract<Object::Ptr>());
	}
	catch (const Poco::Exception&)
	{
		throw ClientError(Failure::Damaged, "the draft " + id + " cannot be read");
	}
}

std::vector<std::string> keptDrafts()
{
	std::vector<std::pair<std::filesystem::file_time_type, std::string>> found;
	std::error_code error;
	for (const auto& entry: std::filesystem::directory_iterator(folder(), error))
		if (entry.is_regular_file(error))
			found.emplace_back(entry.last_write_time(error), entry.path().filename().string());
	std::sort(found.begin(), found.end());
	std::vector<std::string> out;
	for (auto& [at, id]: found) out.push_back(std::move(id));
	return out;
}

void forgetDraft(const std::string& id) noexcept
{
	std::error_code ignored;
	std::filesystem::remove(folder() / toBase64Url(id), ignored);
}

}
