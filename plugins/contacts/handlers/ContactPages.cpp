#include "handlers/ContactPages.h"

#include <algorithm>
#include <cctype>

namespace contacts {

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

std::string faultKey(const sx::Error& error)
{
	if (error.field == "mobile")
		return error.problem == "mobile_country" ? "fault.mobile.country" : "fault.mobile.wrong";
	if (error.field == "name") return error.problem == "long" ? "fault.name.long" : "fault.name.wrong";
	if (error.problem == "missing") return "fault.address.missing";
	return error.problem == "taken" ? "fault.address.taken"
		: error.problem == "full"   ? "fault.full"
									: "fault.address.wrong";
}

sx::Result<> ContactPages::declare(sx::Registry& registry)
{
	using Answer = sx::Result<sx::Response> (ContactPages::*)(sx::Request&) const;
	auto route = [&](sx::Method method, std::string path, Answer answer) {
		return registry.route({.method = method,
			.path = std::move(path),
			.access = sx::Access::Member,
			.handler = [this, answer](sx::Request& request) { return (this->*answer)(request); },
			.maxBodyBytes = 8192});
	};
	if (auto done = route(sx::Method::Get, "/contacts", &ContactPages::list); !done) return done;
	if (auto done = route(sx::Method::Get, "/contacts/new", &ContactPages::create); !done) return done;
	if (auto done = route(sx::Method::Post, "/contacts/new", &ContactPages::save); !done) return done;
	if (auto done = route(sx::Method::Get, "/contacts/import", &ContactPages::importPage); !done) return done;
	if (auto done = route(sx::Method::Get, "/contacts/contacts.csv", &ContactPages::exportCsv); !done) return done;
	if (auto done = route(sx::Method::Get, "/contacts/{id:uuid}", &ContactPages::edit); !done) return done;
	if (auto done = route(sx::Method::Post, "/contacts/{id:uuid}", &ContactPages::save); !done) return done;
	if (auto done = route(sx::Method::Get, "/contacts/{id:uuid}/delete", &ContactPages::confirm); !done) return done;
	if (auto done = route(sx::Method::Post, "/contacts/{id:uuid}/delete", &ContactPages::remove); !done) return done;
	return registry.menu(
		{.key = "menu.contacts", .path = "/contacts", .icon = "people", .permission = "", .order = 40});
}

sx::Result<sx::Response> ContactPages::list(sx::Request& request) const
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

	sx::Value rows{sx::Value::List{}};
	for (auto i = (page - 1) * kPerPage; i < std::min(page * kPerPage, book->size()); ++i)
	{
		const auto& each = (*book)[i];
		rows.add(sx::Value::object({{"link", "/contacts/" + each.id},
			{"shown", each.name.empty() ? each.address : each.name},
			{"address", each.address},
			{"mobile", _book.readable(each)},
			{"hasMobile", !each.mobile.empty()}}));
	}
	const auto count = static_cast<std::int64_t>(book->size());
	return sx::Response::page("contacts",
		sx::Value::object({{"title", word(request, "list.title")},
			{"layout", "portal"},
			{"frame", ""},
			{"rows", std::move(rows)},
			{"hasRows", count > 0},
			{"isEmpty", total == 0},
			{"isFilteredEmpty", total > 0 && count == 0},
			{"hasAny", total > 0},
			{"sought", sought},
			{"count", word(request, "list.count", sx::Value::object({{"count", count}}))},
			{"noneTitle", word(request, "list.none", sx::Value::object({{"sought", sought}}))},
			{"hasPages", pages > 1},
			{"place",
				word(request,
					"list.place",
					sx::Value::object(
						{{"page", static_cast<std::int64_t>(page)}, {"pages", static_cast<std::int64_t>(pages)}}))},
			{"hasPrevious", page > 1},
			{"previousUrl", linkTo(page - 1)},
			{"hasNext", page < pages},
			{"nextUrl", linkTo(page + 1)}}));
}

sx::Response ContactPages::form(sx::Request& request, const Contact& typed, const sx::Error* error) const
{
	const bool isNew = typed.id.empty();
	const auto field = !error                               ? std::string()
		: error->field.empty() || error->field == "country" ? std::string("address")
															: error->field;
	const auto fault = error ? word(request, faultKey(*error)) : std::string();
	auto errorOf = [&](const char* name) {
		return field == name ? sx::Value::object({{"id", std::string(name) + "-error"}, {"text", fault}}) : sx::Value();
	};
	auto summary = !error
		? sx::Value()
		: sx::Value::object(
			  {{"title", word(request, "common.errors.fields", sx::Value::object({{"count", std::int64_t{1}}}))},
				  {"errors", sx::Value::List{sx::Value::object({{"link", "#" + field}, {"text", fault}})}}});
	auto countries = sx::sms::countryChoices(_book.countries(), typed.country);
	const bool hasCountries = !countries.empty();
	return sx::Response::page("contact",
		sx::Value::object({{"title", word(request, isNew ? "form.new" : "form.edit")},
			{"layout", "portal"},
			{"frame", ""},
			{"scripts", sx::Value::List{}},
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
		!error                                  ? 200
			: error->code == sx::Code::Conflict ? 409
												: 400);
}

sx::Result<sx::Response> ContactPages::create(sx::Request& request) const { return form(request, {}, nullptr); }

sx::Result<sx::Response> ContactPages::edit(sx::Request& request) const
{
	auto contact = _book.byId(ownerOf(request), request.parameter("id"));
	if (!contact) return contact.error();
	contact->mobile = _book.readable(*contact);
	return form(request, *contact, nullptr);
}

sx::Result<sx::Response> ContactPages::save(sx::Request& request) const
{
	auto fields = request.form();
	if (!fields) return fields.error();
	auto typed = toContact(request.parameter("id"), *fields);
	auto prepared = _book.prepare(typed);
	auto saved = prepared ? _book.save(ownerOf(request), *prepared) : sx::Result<>(prepared.error());
	if (saved) return sx::Response::redirect("/contacts");
	if (saved.error().code != sx::Code::Invalid &&
		(saved.error().code != sx::Code::Conflict || saved.error().problem.empty()))
		return saved.error();
	return form(request, typed, &saved.error());
}

sx::Result<sx::Response> ContactPages::confirm(sx::Request& request) const
{
	auto contact = _book.byId(ownerOf(request), request.parameter("id"));
	if (!contact) return contact.error();
	const auto shown = contact->name.empty() ? contact->address : contact->name;
	return sx::Response::page("contact-delete",
		sx::Value::object({{"title", word(request, "delete.title", sx::Value::object({{"name", shown}}))},
			{"layout", "portal"},
			{"frame", ""},
			{"action", "/contacts/" + contact->id + "/delete"},
			{"back", "/contacts/" + contact->id},
			{"address", contact->address},
			{"mobile", _book.readable(*contact)},
			{"hasMobile", !contact->mobile.empty()}}));
}

sx::Result<sx::Response> ContactPages::remove(sx::Request& request) const
{
	if (auto done = _book.remove(ownerOf(request), request.parameter("id")); !done) return done.error();
	return sx::Response::redirect("/contacts");
}

sx::Result<sx::Response> ContactPages::importPage(sx::Request& request) const
{
	return sx::Response::page("contacts-import",
		sx::Value::object({{"title", word(request, "import.title")},
			{"layout", "portal"},
			{"frame", ""},
			{"scripts", sx::Value::List{"contacts-import.js"}}}));
}

sx::Result<sx::Response> ContactPages::exportCsv(sx::Request& request) const
{
	auto book = _book.all(ownerOf(request));
	if (!book) return book.error();
	auto response = sx::Response::text(toCsv({word(request, "csv.name"),
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
