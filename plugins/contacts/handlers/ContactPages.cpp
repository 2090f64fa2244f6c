#include "handlers/ContactPages.h"

#include "handlers/Access.h"
#include "handlers/Owner.h"
#include "sx/list.h"

#include <algorithm>

namespace sx::contacts {

namespace {

constexpr std::size_t kPerPage = 50;

struct Fault
{
	std::string_view field, problem;
	const char* key;
};
/// Names the text for what is wrong with a contact; the first line that fits counts. An empty field or problem is any.
constexpr Fault kFaults[] = {{"mobile", "mobile_country", "fault.mobile.country"},
	{"mobile", "", "fault.mobile.wrong"},
	{"name", "long", "fault.name.long"},
	{"name", "", "fault.name.wrong"},
	{"", "missing", "fault.address.missing"},
	{"", "taken", "fault.address.taken"},
	{"", "full", "fault.full"},
	{"", "", "fault.address.wrong"}};

const char* faultKey(const Error& error)
{
	const auto* fault = std::find_if(std::begin(kFaults), std::end(kFaults), [&](const Fault& each) {
		return (each.field.empty() || each.field == error.field) &&
			(each.problem.empty() || each.problem == error.problem);
	});
	return fault->key;
}

std::string shownName(const Contact& contact) { return contact.name.empty() ? contact.address : contact.name; }

}

Routes<ContactPages> ContactPages::routes()
{
	const RouteOptions small{.maxBodyBytes = 8192};
	const RouteOptions adds{.maxBodyBytes = 8192, .spends = {std::string(Book::kQuota)}};
	const auto people = peopleWith(kUse);
	const std::string one = "/contacts/{id:uuid}";
	return {
		{Method::Get, "/contacts", people, &ContactPages::list},
		{Method::Get, "/contacts/new", people, &ContactPages::create},
		{Method::Post, "/contacts/new", people, &ContactPages::save, adds},
		{Method::Get, "/contacts/import", people, &ContactPages::importPage},
		{Method::Get, "/contacts/contacts.csv", allowedTo(kUse), &ContactPages::exportCsv},
		{Method::Get, one, people, &ContactPages::edit},
		{Method::Post, one, people, &ContactPages::save, small},
		{Method::Get, one + "/delete", people, &ContactPages::confirm},
		{Method::Post, one + "/delete", people, &ContactPages::remove, small},
	};
}

Result<Response> ContactPages::list(Request& request) const
{
	auto book = _book.all(ownerOf(request));
	if (!book) return book.error();
	const bool isEmpty = book->empty();
	const auto sought = request.query("q").value_or("");
	std::erase_if(*book, [folded = fold(sought)](const Contact& each) { return !fits(each, folded); });
	const auto pages = std::max<std::size_t>(1, (book->size() + kPerPage - 1) / kPerPage);
	const auto page = std::min(static_cast<std::size_t>(pageOf(request)), pages);
	const auto urlOfPage = [&](std::size_t number) {
		return number < 1 || number > pages ? std::string()
											: urlOf("/contacts", {{"page", std::to_string(number)}, {"q", sought}});
	};

	const RequestWords words(_pages, request);
	const auto number = [](std::size_t count) { return static_cast<std::int64_t>(count); };
	ContactListView view{.title = words("list.title"),
		.sought = sought,
		.count = words("list.count", Value::object({{"count", number(book->size())}})),
		.noneTitle = words("list.none", Value::object({{"sought", sought}})),
		.place = words("list.place", Value::object({{"page", number(page)}, {"pages", number(pages)}})),
		.isEmpty = isEmpty,
		.hasPages = pages > 1,
		.previousUrl = urlOfPage(page - 1),
		.nextUrl = urlOfPage(page + 1)};
	for (auto i = (page - 1) * kPerPage; i < std::min(page * kPerPage, book->size()); ++i)
	{
		const auto& each = (*book)[i];
		view.rows.push_back({.link = "/contacts/" + each.id,
			.shown = shownName(each),
			.address = each.address,
			.mobile = _book.readable(each)});
	}
	return Response::page("contacts", view.value());
}

ContactFormView ContactPages::formOf(const RequestWords& words, const Contact& typed) const
{
	const bool isNew = typed.id.empty();
	const auto path = "/contacts/" + typed.id;
	return {.title = words(isNew ? "form.new" : "form.edit"),
		.action = isNew ? "/contacts/new" : path,
		.deleteUrl = path + "/delete",
		.isNew = isNew,
		.name = typed.name,
		.address = typed.address,
		.mobile = typed.mobile,
		.countries = sms::countryChoices(_book.countries(), typed.country)};
}

Result<Response> ContactPages::refused(const Request& request, const Contact& typed, const Error& error) const
{
	const bool isOfForm = error.code == Code::Invalid || (error.code == Code::Conflict && !error.problem.empty());
	if (!isOfForm) return error;
	const RequestWords words(_pages, request);
	auto view = formOf(words, typed);
	// An address book that is full has no field of its own to show the error at.
	auto& shown = error.field == "name" ? view.nameError
		: error.field == "mobile"       ? view.mobileError
										: view.addressError;
	shown = words(faultKey(error));
	return Response::page("contact", view.value(words), error.code == Code::Conflict ? 409 : 400);
}

Result<Response> ContactPages::create(Request& request) const
{
	const RequestWords words(_pages, request);
	return Response::page("contact", formOf(words, {}).value(words));
}

Result<Response> ContactPages::edit(Request& request) const
{
	auto contact = _book.byId(ownerOf(request), request.parameter("id"));
	if (!contact) return contact.error();
	contact->mobile = _book.readable(*contact);
	const RequestWords words(_pages, request);
	return Response::page("contact", formOf(words, *contact).value(words));
}

Result<Response> ContactPages::save(Request& request) const
{
	auto fields = request.form();
	if (!fields) return fields.error();
	const auto typed = toContact(request.parameter("id"), *fields);
	auto prepared = _book.prepare(typed);
	if (!prepared) return refused(request, typed, prepared.error());
	if (auto saved = _book.save(ownerOf(request), *prepared); !saved) return refused(request, typed, saved.error());
	return Response::redirect("/contacts");
}

Result<Response> ContactPages::confirm(Request& request) const
{
	auto contact = _book.byId(ownerOf(request), request.parameter("id"));
	if (!contact) return contact.error();
	const RequestWords words(_pages, request);
	const auto path = "/contacts/" + contact->id;
	const ContactDeleteView view{.title = words("delete.title", Value::object({{"name", shownName(*contact)}})),
		.action = path + "/delete",
		.back = path,
		.address = contact->address,
		.mobile = _book.readable(*contact)};
	return Response::page("contact-delete", view.value());
}

Result<Response> ContactPages::remove(Request& request) const
{
	if (auto done = _book.remove(ownerOf(request), request.parameter("id")); !done) return done.error();
	return Response::redirect("/contacts");
}

Result<Response> ContactPages::importPage(Request& request) const
{
	const RequestWords words(_pages, request);
	return Response::page("contacts-import", ContactImportView{words("import.title")}.value());
}

Result<Response> ContactPages::exportCsv(Request& request) const
{
	auto book = _book.all(ownerOf(request));
	if (!book) return book.error();
	const RequestWords words(_pages, request);
	const std::vector<std::string> header{
		words("csv.name"), words("csv.address"), words("csv.mobile"), words("csv.country")};
	auto response = Response::text(toCsv(header, *book), "text/csv; charset=utf-8");
	response.header("Content-Disposition", "attachment; filename=\"contacts.csv\"");
	response.header("Cache-Control", "no-store");
	return response;
}

}
