#include "handlers/ThesaurusPages.h"

#include "store/ListRows.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace policy {
namespace {

constexpr const char* kManage = "policy.manage";
constexpr const char* kPath = "/admin/thesaurus";
constexpr int kListsOfAPage = 20;
constexpr std::size_t kShownWords = 6;
constexpr std::array kGates{"password", "sms", "code"};

std::string pageUrl(const std::string& sought, int page)
{
	constexpr char kDigits[] = "0123456789ABCDEF";
	std::string q;
	for (unsigned char c: sought)
	{
		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))
			q.push_back(static_cast<char>(c));
		else
			(((q += '%') += kDigits[c >> 4]) += kDigits[c & 15]);
	}
	return std::string(kPath) + "?page=" + std::to_string(page) + (q.empty() ? "" : "&q=" + q);
}

int pageOf(sx::Request& request)
{
	int page = 1;
	const auto text = request.query("page").value_or("1");
	std::from_chars(text.data(), text.data() + text.size(), page);
	return std::clamp(page, 1, 1000);
}

List listOf(const sx::Value& form)
{
	List out;
	const auto names = wordsOf(form["name"].text());  // makes the name one line without control characters
	for (const auto& part: names) (out.name += out.name.empty() ? "" : ", ") += part;
	out.kind = form["kind"].text();
	if (out.kind == "words") out.words = wordsOf(form["words"].text());
	out.action = form["action"].text();
	for (const auto* gate: kGates)
		if (form.has(std::string("gate_") + gate)) out.gates.emplace_back(gate);
	out.isOn = form.has("is_on");
	return out;
}

}

sx::Result<> ThesaurusPages::declare(sx::Registry& registry)
{
	using enum sx::Method;
	auto route = [&](sx::Method method,
					 std::string path,
					 sx::Result<sx::Response> (ThesaurusPages::*work)(sx::Request&) const,
					 const char* permission) {
		return registry.route({.method = method,
			.path = std::move(path),
			.access = sx::Access::Member,
			.handler = [this, work](sx::Request& request) { return (this->*work)(request); },
			.permission = permission,
			.maxBodyBytes = 1'000'000});
	};
	if (auto done = route(Get, kPath, &ThesaurusPages::index, kManage); !done) return done;
	if (auto done = route(Get, std::string(kPath) + "/new", &ThesaurusPages::edit, kManage); !done) return done;
	if (auto done = route(Post, std::string(kPath) + "/new", &ThesaurusPages::save, kManage); !done) return done;
	if (auto done = route(Get, std::string(kPath) + "/{id:uuid}", &ThesaurusPages::edit, kManage); !done) return done;
	if (auto done = route(Post, std::string(kPath) + "/{id:uuid}", &ThesaurusPages::save, kManage); !done) return done;
	if (auto done = route(Post, std::string(kPath) + "/{id:uuid}/delete", &ThesaurusPages::remove, kManage); !done)
		return done;
	if (auto done = route(Get, "/api/v1/policy/thesaurus", &ThesaurusPages::json, ""); !done) return done;
	return registry.menu(
		{.key = "menu.thesaurus", .path = kPath, .icon = "shield-exclamation", .permission = kManage, .order = 210});
}

sx::Result<> ThesaurusPages::start(sx::Context& context)
{
	_context = &context;
	_journal = context.find<sx::audit::Journal>();
	return {};
}

std::string ThesaurusPages::word(sx::Request& request, std::string_view key, const sx::Value& arguments) const
{
	return _context->pages().text(request.language(), key, arguments);
}

sx::Result<> ThesaurusPages::audit(sx::Sql& sql, sx::Request& request, const char* kind, const ListId& list) const
{
	if (!_journal) return {};
	return _journal->append(sql,
		{.kind = kind, .actor = request.principal()->user, .subject = list.value, .address = request.clientAddress()});
}

sx::Result<sx::Response> ThesaurusPages::index(sx::Request& request) const
{
	const auto sought = request.query("q").value_or("").substr(0, 100);
	const int page = pageOf(request);
	auto lists = _context->store().read(request.tenant().id,
		[&](sx::Sql& sql) { return list_rows::page(sql, sought, (page - 1) * kListsOfAPage, kListsOfAPage + 1); });
	if (!lists) return lists.error();
	const bool hasNext = lists->size() > static_cast<std::size_t>(kListsOfAPage);
	if (hasNext) lists->pop_back();
	sx::Value::List rows;
	for (const auto& list: *lists)
	{
		std::string words;
		for (std::size_t i = 0; i < std::min(list.words.size(), kShownWords); ++i)
			(words += i ? ", " : "") += list.words[i];
		if (list.words.size() > kShownWords)
			words += word(request,
				"list.more",
				sx::Value::object({{"count", static_cast<std::int64_t>(list.words.size() - kShownWords)}}));
		std::string gates;
		for (const auto& gate: list.gates) (gates += gates.empty() ? "" : ", ") += word(request, "gate." + gate);
		rows.push_back(sx::Value::object({{"name", list.name},
			{"url", std::string(kPath) + '/' + list.id.value},
			{"words", list.kind == "words" ? words : word(request, "kind." + list.kind + "_text")},
			{"action", word(request, "action." + list.action)},
			{"gates", gates},
			{"isOn", list.isOn}}));
	}
	const auto done = request.query("done").value_or("");
	return sx::Response::page("thesaurus",
		sx::Value::object({
			{"title", word(request, "thesaurus.title")},
			{"layout", "portal"},
			{"sought", sought},
			{"isFiltered", !sought.empty()},
			{"done",
				done == "saved" || done == "deleted" ? sx::Value::object({{"text", word(request, "done." + done)}})
													 : sx::Value()},
			{"hasRows", !rows.empty()},
			{"rows", std::move(rows)},
			{"hasPages", page > 1 || hasNext},
			{"hasNext", hasNext},
			{"nextUrl", pageUrl(sought, page + 1)},
			{"hasPrevious", page > 1},
			{"previousUrl", pageUrl(sought, page - 1)},
		}));
}

sx::Result<sx::Response> ThesaurusPages::form(sx::Request& request, const List& list, const sx::Error* fault) const
{
	const bool isNew = list.id.empty();
	sx::Value::List kinds, actions, gates;
	for (const std::string each: {"words", "card", "sin"})
		kinds.push_back(sx::Value::object(
			{{"value", each}, {"name", word(request, "kind." + each)}, {"isChosen", list.kind == each}}));
	for (const std::string each: {"propose", "force"})
		actions.push_back(sx::Value::object({{"value", each},
			{"name", word(request, "action." + each)},
			{"text", word(request, "action." + each + "_text")},
			{"isChosen", list.action == each}}));
	for (const std::string each: kGates)
		gates.push_back(sx::Value::object({{"value", each},
			{"name", word(request, "gate." + each)},
			{"isChosen", std::find(list.gates.begin(), list.gates.end(), each) != list.gates.end()}}));
	auto errorOf = [&](const char* field) {
		return fault && fault->field == field
			? sx::Value::object({{"text", word(request, std::string("error.") + field)}})
			: sx::Value();
	};
	return sx::Response::page("list",
		sx::Value::object({
			{"title", isNew ? word(request, "list.new") : list.name},
			{"layout", "portal"},
			{"isNew", isNew},
			{"hasFault", fault != nullptr},
			{"url", std::string(kPath) + '/' + (isNew ? "new" : list.id.value)},
			{"deleteUrl", std::string(kPath) + '/' + list.id.value + "/delete"},
			{"name", list.name},
			{"nameError", errorOf("name")},
			{"words", linesOf(list.words)},
			{"wordsError", errorOf("words")},
			{"gatesError", errorOf("gates")},
			{"kinds", std::move(kinds)},
			{"actions", std::move(actions)},
			{"gates", std::move(gates)},
			{"isOn", list.isOn},
		}),
		fault ? 400 : 200);
}

sx::Result<sx::Response> ThesaurusPages::edit(sx::Request& request) const
{
	const ListId id{request.parameter("id")};
	if (id.empty()) return form(request, List{}, nullptr);
	auto list = _context->store().read(request.tenant().id, [&](sx::Sql& sql) { return list_rows::byId(sql, id); });
	if (!list) return list.error();
	return form(request, *list, nullptr);
}

sx::Result<sx::Response> ThesaurusPages::save(sx::Request& request) const
{
	auto fields = request.form();
	if (!fields) return fields.error();
	auto list = listOf(*fields);
	list.id = {request.parameter("id")};
	if (auto fine = check(list); !fine) return form(request, list, &fine.error());
	const bool isNew = list.id.empty();
	if (isNew) list.id = {_context->keys().uuid()};
	auto done = _context->store().write(request.tenant().id, [&](sx::Sql& sql) -> sx::Result<> {
		if (!isNew)
			if (auto there = list_rows::byId(sql, list.id); !there) return there.error();
		if (auto put = list_rows::put(sql, list, _context->clock().now()); !put) return put;
		return audit(sql, request, isNew ? "policy.list_added" : "policy.list_changed", list.id);
	});
	if (!done) return done.error();
	return sx::Response::redirect(std::string(kPath) + "?done=saved");
}

sx::Result<sx::Response> ThesaurusPages::remove(sx::Request& request) const
{
	const ListId id{request.parameter("id")};
	auto done = _context->store().write(request.tenant().id, [&](sx::Sql& sql) -> sx::Result<> {
		if (auto gone = list_rows::remove(sql, id); !gone) return gone;
		return audit(sql, request, "policy.list_deleted", id);
	});
	if (!done) return done.error();
	return sx::Response::redirect(std::string(kPath) + "?done=deleted");
}

sx::Result<sx::Response> ThesaurusPages::json(sx::Request& request) const
{
	auto lists = _context->store().read(request.tenant().id, [](sx::Sql& sql) { return list_rows::inForce(sql); });
	if (!lists) return lists.error();
	sx::Value::List out;
	for (const auto& list: *lists)
	{
		sx::Value::List words, gates;
		for (const auto& each: list.words) words.emplace_back(each);
		for (const auto& each: list.gates) gates.emplace_back(each);
		out.push_back(sx::Value::object({{"id", list.id.value},
			{"name", list.name},
			{"kind", list.kind},
			{"words", std::move(words)},
			{"action", list.action},
			{"gates", std::move(gates)}}));
	}
	return sx::Response::json(sx::Value::object({{"lists", std::move(out)}}));
}

}
