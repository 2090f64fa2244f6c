#include "handlers/ContactPages.h"

#include <algorithm>
#include <cctype>

namespace sx::contacts {

namespace {

constexpr std::size_t kPerPage = 50;

std::string encode(const std::string& text)
{
	static constexpr std::string_view kHex = "0123456789ABCDEF";
	std::string out;
	for (const char each: text)
	{
		const auto c = static_cast<unsigned char>(each);
		if (std::isalnum(c))
			out += each;
		else
			out.append("%").append(1, kHex[c >> 4]).append(1, kHex[c & 15]);
	}
	return out;
}

std::size_t pageOf(const std::optional<std::string>& asked)
{
	const auto text = asked.value_or("1");
	if (text.empty() || text.size() > 6 || text.find_first_not_of("0123456789") != std::string::npos) return 1;
	return std::max<std::size_t>(1, std::stoul(text));
}

}

std::string faultKey(const Error& error)
{
	if (error.field == "mobile")
		return error.problem == "mobile_country" ? "fault.mobile.country" : "fault.mobile.wrong";
	if (error.field == "name") return error.problem == "long" ? "fault.name.long" : "fault.name.wrong";
	if (error.problem == "missing") return "fault.address.missing";
	return error.problem == "taken" ? "fault.address.taken"
		: error.problem == "full"   ? "fault.full"
									: "fault.address.wrong";
}

Result<> ContactPages::declare(Registry& registry)
{
	using Answer = Result<Response> (ContactPages::*)(Request&) const;
	auto route = [&](Method method, std::string path, Answer answer) {
		return registry.route({.method = method,
			.path = std::move(path),
			.access = Access::Member,
			.handler = [this, answer](Request& request) { return (this->*answer)(request); },
			.maxBodyBytes = 8192});
	};
	if (auto done = route(Method::Get, "/contacts", &ContactPages::list); !done) return done;
	if (auto done = route(Method::Get, "/contacts/new", &ContactPages::create); !done) return done;
	if (auto done = route(Method::Post, "/contacts/new", &ContactPages::save); !done) return done;
	if (auto done = route(Method::Get, "/contacts/import", &ContactPages::importPage); !done) return done;
	if (auto done = route(Method::Get, "/contacts/contacts.csv", &ContactPages::exportCsv); !done) return done;
	if (auto done = route(Method::Get, "/contacts/{id:uuid}", &ContactPages::edit); !done) return done;
	if (auto done = route(Method::Post, "/contacts/{id:uuid}", &ContactPages::save); !done) return done;
	if (auto done = route(Method::Get, "/contacts/{id:uuid}/delete", &ContactPages::confirm); !done) return done;
	if (auto done = route(Method::Post, "/contacts/{id:uuid}/delete", &ContactPages::remove); !done) return done;
	return registry.menu(
		{.key = "menu.contacts", .path = "/contacts", .icon = "people", .permission = "", .order = 40});
}

Result<Response> ContactPages::list(Request& request) const
{
	auto book = _book.all(ownerOf(request));
	if (!book) return book.error();
	const auto total = book->size();
	const auto sought = request.query("q").value_or("");
	const auto folded = fold(sought);
	std::erase_if(*book, [&](const Contact& each) { return !fits(each, folded); });
	const auto pages = std::max<std::size_t>(1, (book->size() + kPerPage - 1) / kPerPage);
	const auto page = std::min(pageOf(request.query("page")), pages);
	auto linkTo = [&](std::size_t number) {
		return "/contacts?page=" + std::to_string(number) + (sought.empty() ? "" : "&q=" + encode(sought));
	};

	Value rows{Value::List{}};
	for (auto i = (page - 1) * kPerPage; i < std::min(page * kPerPage, book->size()); ++i)
	{
		const auto& each = (*book)[i];
		rows.add(Value::object({{"link", "/contacts/" + each.id},
			{"shown", each.name.empty() ? each.address : each.name},
			{"address", each.address},
			{"mobile", _book.readable(each)},
			{"hasMobile", !each.mobile.empty()}}));
	}
	const auto count = static_cast<std::int64_t>(book->size());
	return Response::page("contacts",
		Value::object({{"title", word(request, "list.title")},
			{"layout", "portal"},
			{"frame", ""},
			{"rows", std::move(rows)},
			{"hasRows", count > 0},
			{"isEmpty", total == 0},
			{"isFilteredEmpty", total > 0 && count == 0},
			{"hasAny", total > 0},
			{"sought", sought},
			{"count", word(request, "list.count", Value::object({{"count", count}}))},
			{"noneTitle", word(request, "list.none", Value::object({{"sought", sought}}))},
			{"hasPages", pages > 1},
			{"place",
				word(request,
					"list.place",
					Value::object(
						{{"page", static_cast<std::int64_t>(page)}, {"pages", static_cast<std::int64_t>(pages)}}))},
			{"hasPrevious", page > 1},
			{"previousUrl", linkTo(page - 1)},
			{"hasNext", page < pages},
			{"nextUrl", linkTo(page + 1)}}));
}

Response ContactPages::form(Request& request, const Contact& typed, const Error* error) const
{
	const bool isNew = typed.id.empty();
	const auto field = !error                               ? std::string()
		: error->field.empty() || error->field == "country" ? std::string("address")
															: error->field;
	const auto fault = error ? word(request, faultKey(*error)) : std::string();
	auto errorOf = [&](const char* name) {
		return field == name ? Value::object({{"id", std::string(name) + "-error"}, {"text", fault}}) : Value();
	};
	auto summary = !error
		? Value()
		: Value::object({{"title", word(request, "common.errors.fields", Value::object({{"count", std::int64_t{1}}}))},
			  {"errors", Value::List{Value::object({{"link", "#" + field}, {"text", fault}})}}});
	auto countries = sms::countryChoices(_book.countries(), typed.country);
	const bool hasCountries = !countries.empty();
	return Response::page("contact",
		Value::object({{"title", word(request, isNew ? "form.new" : "form.edit")},
			{"layout", "portal"},
			{"frame", ""},
			{"scripts", Value::List{}},
			{"isError", error != nullptr},
			{"summary", std::move(summary)},
			{"action", isNew ? std::string("/contacts/new") : "/contacts/" + typed.id},
			{"isNew", isNew},
			{"deleteUrl", "/contacts/" + typed.id + "/delete"},
			{"name", typed.name},
			{"address", typed.address},
			{"mobile", typed.mobile},
			{"countries", std::move(countries)},
			{"hasCountries", hasCountries},
			{"nameError", errorOf("name")},
			{"addressError", errorOf("address")},
			{"mobileError", errorOf("mobile")},
			{"isNameWrong", field == "name"},
			{"isAddressWrong", field == "address"},
			{"isMobileWrong", field == "mobile"}}),
		!error                              ? 200
			: error->code == Code::Conflict ? 409
											: 400);
}

Result<Response> ContactPages::create(Request& request) const { return form(request, {}, nullptr); }

Result<Response> ContactPages::edit(Request& request) const
{
	auto contact = _book.byId(ownerOf(request), request.parameter("id"));
	if (!contact) return contact.error();
	contact->mobile = _book.readable(*contact);
	return form(request, *contact, nullptr);
}

Result<Response> ContactPages::save(Request& request) const
{
	auto fields = request.form();
	if (!fields) return fields.error();
	auto typed = toContact(request.parameter("id"), *fields);
	auto prepared = _book.prepare(typed);
	auto saved = prepared ? _book.save(ownerOf(request), *prepared) : Result<>(prepared.error());
	if (saved) return Response::redirect("/contacts");
	if (saved.error().code != Code::Invalid && (saved.error().code != Code::Conflict || saved.error().problem.empty()))
		return saved.error();
	return form(request, typed, &saved.error());
}

Result<Response> ContactPages::confirm(Request& request) const
{
	auto contact = _book.byId(ownerOf(request), request.parameter("id"));
	if (!contact) return contact.error();
	const auto shown = contact->name.empty() ? contact->address : contact->name;
	return Response::page("contact-delete",
		Value::object({{"title", word(request, "delete.title", Value::object({{"name", shown}}))},
			{"layout", "portal"},
			{"frame", ""},
			{"action", "/contacts/" + contact->id + "/delete"},
			{"back", "/contacts/" + contact->id},
			{"address", contact->address},
			{"mobile", _book.readable(*contact)},
			{"hasMobile", !contact->mobile.empty()}}));
}

Result<Response> ContactPages::remove(Request& request) const
{
	if (auto done = _book.remove(ownerOf(request), request.parameter("id")); !done) return done.error();
	return Response::redirect("/contacts");
}

Result<Response> ContactPages::importPage(Request& request) const
{
	return Response::page("contacts-import",
		Value::object({{"title", word(request, "import.title")},
			{"layout", "portal"},
			{"frame", ""},
			{"scripts", Value::List{"contacts-import.js"}}}));
}

Result<Response> ContactPages::exportCsv(Request& request) const
{
	auto book = _book.all(ownerOf(request));
	if (!book) return book.error();
	auto response = Response::text(toCsv({word(request, "csv.name"),
											 word(request, "csv.address"),
											 word(request, "csv.mobile"),
											 word(request, "csv.country")},
									   *book),
		"text/csv; charset=utf-8");
	response.header("Content-Disposition", "attachment; filename=\"contacts.csv\"");
	response.header("Cache-Control", "no-store");
	return response;
}

}
