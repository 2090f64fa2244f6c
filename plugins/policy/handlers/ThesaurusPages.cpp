#include "handlers/ThesaurusPages.h"

#include "sx/list.h"

#include <algorithm>

namespace sx::policy {
namespace {

constexpr int kListsOfAPage = 20;
constexpr std::size_t kShownWords = 6;

/// Holds a row of templates/pages/thesaurus.html.mustache.
struct RowView
{
	std::string name, url, words, action, gates;
	bool isOn;

	Value value() const
	{
		return Value::object(
			{{"name", name}, {"url", url}, {"words", words}, {"action", action}, {"gates", gates}, {"isOn", isOn}});
	}
};

/// Holds what templates/pages/thesaurus.html.mustache shows.
struct IndexView
{
	std::string title, sought, done;  // done: what a form has just done; empty: nothing
	Value::List rows;
	int page;
	bool hasNext;

	Value value() const
	{
		return Value::object({{"title", title},
			{"layout", "portal"},
			{"sought", sought},
			{"isFiltered", !sought.empty()},
			{"done", done.empty() ? Value() : noteView(NoteKind::Ok, done)},
			{"hasRows", !rows.empty()},
			{"rows", rows},
			{"hasPages", page > 1 || hasNext},
			{"hasNext", hasNext},
			{"nextUrl", urlOfPage(page + 1)},
			{"hasPrevious", page > 1},
			{"previousUrl", urlOfPage(page - 1)}});
	}

private:
	std::string urlOfPage(int number) const
	{
		return urlOf(kThesaurusPath, {{"page", std::to_string(number)}, {"q", sought}});
	}
};

/// Holds a radio button or a check box; text: its explanation, where it has one.
struct ChoiceView
{
	std::string word, name, text;
	bool isChosen;

	Value value() const
	{
		return Value::object({{"value", word}, {"name", name}, {"text", text}, {"isChosen", isChosen}});
	}
};

std::string urlOfList(const ListId& id) { return std::string(kThesaurusPath) + '/' + id.value; }

/// Holds what templates/pages/list.html.mustache shows: a list to edit. An error is empty where nothing is wrong.
struct ListView
{
	const List& list;
	std::string title;
	Value::List kinds, actions, gates;
	bool hasFault;
	std::string nameError, wordsError, gatesError;

	Value value() const
	{
		const bool isNew = list.id.empty();
		return Value::object({{"title", title},
			{"layout", "portal"},
			{"isNew", isNew},
			{"hasFault", hasFault},
			{"url", isNew ? std::string(kThesaurusPath) + "/new" : urlOfList(list.id)},
			{"deleteUrl", urlOfList(list.id) + "/delete"},
			{"name", list.name},
			{"nameError", fieldErrorView("name", nameError)},
			{"words", linesOf(list.words)},
			{"wordsError", fieldErrorView("words", wordsError)},
			{"gatesError", fieldErrorView("gates", gatesError)},
			{"kinds", kinds},
			{"actions", actions},
			{"gates", gates},
			{"isOn", list.isOn}});
	}
};

/// Returns what a list matches, as a row shows it: its first words, or the name of its pattern.
std::string matchedBy(const List& list, const RequestWords& words)
{
	if (list.kind != Kind::Words) return words("kind." + std::string(kKinds.wordOf(*list.kind)) + "_text");
	const auto shown = std::min(list.words.size(), kShownWords);
	auto out = joined({list.words.begin(), list.words.begin() + static_cast<std::ptrdiff_t>(shown)}, ", ");
	if (list.words.size() > shown)
		out += words("list.more", Value::object({{"count", static_cast<std::int64_t>(list.words.size() - shown)}}));
	return out;
}

RowView rowOf(const List& list, const Thesaurus& thesaurus, const RequestWords& words)
{
	std::vector<std::string> gates;
	for (const auto& gate: list.gates) gates.push_back(thesaurus.gateTitle(words.language, gate));
	return {.name = list.name,
		.url = urlOfList(list.id),
		.words = matchedBy(list, words),
		.action = words("action." + std::string(kActions.wordOf(*list.action))),
		.gates = joined(gates, ", "),
		.isOn = list.isOn};
}

/// Makes the choices of an enumeration; its words are the keys below `group`.
template <class Enum, std::size_t Size>
Value::List choicesOf(const EnumWords<Enum, Size>& all,
	const std::optional<Enum>& chosen,
	const std::string& group,
	bool hasText,
	const RequestWords& words)
{
	Value::List out;
	for (const auto& [value, word]: all.pairs())
	{
		const auto key = group + '.' + std::string(word);
		out.push_back(ChoiceView{.word = std::string(word),
			.name = words(key),
			.text = hasText ? words(key + "_text") : std::string(),
			.isChosen = chosen == value}
						  .value());
	}
	return out;
}

Value::List gateChoices(const List& list, const Thesaurus& thesaurus, const RequestWords& words)
{
	Value::List out;
	for (const auto& gate: thesaurus.gates())
		out.push_back(ChoiceView{.word = gate,
			.name = thesaurus.gateTitle(words.language, gate),
			.text = {},
			.isChosen = std::find(list.gates.begin(), list.gates.end(), gate) != list.gates.end()}
						  .value());
	return out;
}

/// Reads a list from its form.
List listOf(const Value& form, ListId id, const std::vector<std::string>& gates)
{
	List out{.id = std::move(id),
		.name = joined(wordsOf(form["name"].text()), ", "),  // one line, without control characters
		.kind = kKinds.valueOf(form["kind"].text()),
		.action = kActions.valueOf(form["action"].text()),
		.isOn = form.has("is_on")};
	if (out.kind == Kind::Words) out.words = wordsOf(form["words"].text());
	for (const auto& gate: gates)
		if (form.has("gate_" + gate)) out.gates.push_back(gate);
	return out;
}

Value valueOf(const List& list)
{
	return Value::object({{"id", list.id.value},
		{"name", list.name},
		{"kind", kKinds.wordOf(*list.kind)},
		{"words", Value::List(list.words.begin(), list.words.end())},
		{"action", kActions.wordOf(*list.action)},
		{"gates", Value::List(list.gates.begin(), list.gates.end())}});
}

}

Routes<ThesaurusPages> ThesaurusPages::routes()
{
	const auto manage = allowedTo(kManage);
	const std::string path = kThesaurusPath;
	const RouteOptions wide{.maxBodyBytes = 1'000'000};
	return {
		{Method::Get, path, manage, &ThesaurusPages::index},
		{Method::Get, path + "/new", manage, &ThesaurusPages::edit},
		{Method::Post, path + "/new", manage, &ThesaurusPages::save, wide},
		{Method::Get, path + "/{id:uuid}", manage, &ThesaurusPages::edit},
		{Method::Post, path + "/{id:uuid}", manage, &ThesaurusPages::save, wide},
		{Method::Post, path + "/{id:uuid}/delete", manage, &ThesaurusPages::remove},
		{Method::Get, "/api/v1/policy/thesaurus", allowedTo(kRead), &ThesaurusPages::json},
	};
}

Result<Response> ThesaurusPages::index(Request& request) const
{
	const auto sought = request.query("q").value_or("").substr(0, 100);
	const int page = pageOf(request);
	auto lists = _thesaurus.page(request.tenant().id, sought, (page - 1) * kListsOfAPage, kListsOfAPage + 1);
	if (!lists) return lists.error();
	const bool hasNext = cutTo(*lists, kListsOfAPage);
	const RequestWords words(_pages, request);
	Value::List rows;
	for (const auto& list: *lists) rows.push_back(rowOf(list, _thesaurus, words).value());
	const auto done = request.query("done").value_or("");
	const IndexView view{.title = words("thesaurus.title"),
		.sought = sought,
		.done = done == "saved" || done == "deleted" ? words("done." + done) : std::string(),
		.rows = std::move(rows),
		.page = page,
		.hasNext = hasNext};
	return Response::page("thesaurus", view.value());
}

Response ThesaurusPages::form(Request& request, const List& list, const Error* fault) const
{
	const RequestWords words(_pages, request);
	const auto errorAt = [&](const std::string& field) {
		return fault && fault->field == field ? words("error." + field) : std::string();
	};
	const ListView view{.list = list,
		.title = list.id.empty() ? words("list.new") : list.name,
		.kinds = choicesOf(kKinds, list.kind, "kind", false, words),
		.actions = choicesOf(kActions, list.action, "action", true, words),
		.gates = gateChoices(list, _thesaurus, words),
		.hasFault = fault != nullptr,
		.nameError = errorAt("name"),
		.wordsError = errorAt("words"),
		.gatesError = errorAt("gates")};
	return Response::page("list", view.value(), fault ? 400 : 200);
}

Result<Response> ThesaurusPages::edit(Request& request) const
{
	const ListId id{request.parameter("id")};
	if (id.empty()) return form(request, List{}, nullptr);
	auto list = _thesaurus.byId(request.tenant().id, id);
	if (!list) return list.error();
	return form(request, *list, nullptr);
}

Result<Response> ThesaurusPages::save(Request& request) const
{
	auto fields = request.form();
	if (!fields) return fields.error();
	const auto list = listOf(*fields, {request.parameter("id")}, _thesaurus.gates());
	auto saved = _thesaurus.save(callerOf(request), list);
	if (!saved && saved.error().code == Code::Invalid) return form(request, list, &saved.error());
	if (!saved) return saved.error();
	return Response::redirect(urlOf(kThesaurusPath, {{"done", "saved"}}));
}

Result<Response> ThesaurusPages::remove(Request& request) const
{
	if (auto gone = _thesaurus.remove(callerOf(request), {request.parameter("id")}); !gone) return gone.error();
	return Response::redirect(urlOf(kThesaurusPath, {{"done", "deleted"}}));
}

Result<Response> ThesaurusPages::json(Request& request) const
{
	auto lists = _thesaurus.inForce(request.tenant().id);
	if (!lists) return lists.error();
	Value::List out;
	for (const auto& list: *lists) out.push_back(valueOf(list));
	return Response::json(Value::object({{"lists", std::move(out)}}));
}

}
