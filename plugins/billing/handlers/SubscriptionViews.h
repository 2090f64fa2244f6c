// Holds what the pages of subscription and invoices show.
#pragma once
#include "domain/Sheet.h"
#include "sx/views.h"

#include <optional>

namespace sx::billing {

/// Is the view of templates/pages/subscription.html.mustache. Texts are in the reader's language.
struct SubscriptionView
{
	/// Is a plan, with the seats that the form asks for.
	struct Plan
	{
		std::string id, name, price, bought, assigned, wanted;
		std::string planned{};  // "3 dès le 2026-12-24"; empty: nothing is planned
	};
	struct Choice
	{
		std::string value, label;
		bool isChosen = false;
	};
	std::string title, text;
	Value note{}, summary{};
	std::string standing{}, standingClass{};
	std::vector<Sheet::Sum> facts{};  // label and value
	std::vector<Plan> plans{};
	std::vector<Choice> periods{};
	std::string payText{}, payButton{};  // payText: why something is to be paid; empty: nothing is
	bool hasSubscription = false, canChange = false, canCancel = false, canResume = false, canPay = false;
	std::string none{};  // why there is no form

	Value value() const
	{
		Value::List shownFacts, shownPlans, shownPeriods;
		for (const auto& each: facts)
			shownFacts.push_back(Value::object({{"name", each.label}, {"value", each.amount}}));
		for (const auto& each: plans)
			shownPlans.push_back(Value::object({{"field", "seats." + each.id},
				{"input", "seats-" + each.id},
				{"name", each.name},
				{"price", each.price},
				{"bought", each.bought},
				{"assigned", each.assigned},
				{"wanted", each.wanted},
				{"hasPlanned", !each.planned.empty()},
				{"planned", each.planned}}));
		for (const auto& each: periods)
			shownPeriods.push_back(
				Value::object({{"value", each.value}, {"label", each.label}, {"isChosen", each.isChosen}}));
		return Value::object({{"layout", "portal"},
			{"title", title},
			{"text", text},
			{"note", note},
			{"summary", summary},
			{"standing", standing},
			{"standingClass", standingClass},
			{"facts", std::move(shownFacts)},
			{"plans", std::move(shownPlans)},
			{"periods", std::move(shownPeriods)},
			{"mustPay", !payText.empty()},
			{"payText", payText},
			{"payButton", payButton},
			{"hasSubscription", hasSubscription},
			{"canChange", canChange},
			{"canCancel", canCancel},
			{"canResume", canResume},
			{"canPay", canPay},
			{"hasNone", !none.empty()},
			{"none", none}});
	}
};

/// Makes the views of a bill's lines and sums.
inline Value lineViews(const std::vector<Sheet::Line>& lines)
{
	Value::List out;
	for (const auto& each: lines)
		out.push_back(Value::object({{"what", each.what},
			{"when", each.when},
			{"quantity", each.quantity},
			{"price", each.price},
			{"amount", each.amount}}));
	return out;
}

inline Value sumViews(const std::vector<Sheet::Sum>& sums)
{
	Value::List out;
	for (std::size_t i = 0; i < sums.size(); ++i)
		out.push_back(
			Value::object({{"label", sums[i].label}, {"amount", sums[i].amount}, {"isTotal", i + 1 == sums.size()}}));
	return out;
}

/// Is a bill that is due at some time, in the words of one language.
struct BillPart
{
	std::string title, text;
	std::vector<Sheet::Line> lines{};
	std::vector<Sheet::Sum> sums{};

	Value value() const
	{
		return Value::object({{"title", title},
			{"text", text},
			{"hasLines", !lines.empty()},
			{"lines", lineViews(lines)},
			{"sums", sumViews(sums)}});
	}
};

/// Is the view of templates/pages/subscription-change.html.mustache: what a change does, before it is done.
struct ChangeView
{
	std::string title;
	Value note{};
	BillPart now{}, renewal{};
	std::vector<std::pair<std::string, std::string>> fields{};  // of the form that confirms
	std::string button{};

	Value value() const
	{
		Value::List hidden;
		for (const auto& [name, what]: fields) hidden.push_back(Value::object({{"name", name}, {"value", what}}));
		return Value::object({{"layout", "portal"},
			{"title", title},
			{"note", note},
			{"now", now.value()},
			{"renewal", renewal.value()},
			{"fields", std::move(hidden)},
			{"button", button}});
	}
};

/// Is the view of templates/pages/subscription-payment.html.mustache: how it is paid, and what is due then.
struct PaymentView
{
	struct Way
	{
		std::string value, title, text;
	};
	std::string title, text, button;
	Value note{}, summary{};
	std::optional<BillPart> now{}, renewal{};
	std::int64_t dueNow = 0;  // cents
	std::vector<Way> ways{};

	Value value() const
	{
		Value::List shown;
		for (const auto& each: ways)
			shown.push_back(Value::object({{"id", "pay-" + each.value},
				{"value", each.value},
				{"title", each.title},
				{"text", each.text},
				{"isChosen", shown.empty()}}));
		return Value::object({{"layout", "portal"},
			{"title", title},
			{"text", text},
			{"note", note},
			{"summary", summary},
			{"now", now ? now->value() : Value()},
			{"renewal", renewal ? renewal->value() : Value()},
			{"dueNow", std::to_string(dueNow)},
			{"ways", std::move(shown)},
			{"hasNoWay", ways.empty()},
			{"button", button}});
	}
};

/// Is the view of templates/pages/subscription-paying.html.mustache, while the gateway has the company's attention.
struct PayingView
{
	std::string title, text, here;
	std::string url{};  // of the gateway's page; empty: nothing is to be done there
	std::string error{};
	bool isMaking = false;

	Value value() const
	{
		return Value::object({{"layout", "portal"},
			{"title", title},
			{"text", text},
			{"here", here},
			{"go", url.empty() ? Value() : Value::object({{"url", url}})},
			{"error", error.empty() ? Value() : noteView(NoteKind::Bad, error)},
			{"scripts", isMaking ? Value(Value::List{"order.js"}) : Value(Value::List{})},
			{"isMaking", isMaking}});
	}
};

/// Is the view of templates/pages/subscription-cancel.html.mustache.
struct CancelView
{
	std::string title, text;
	std::vector<std::string> losses{};

	Value value() const
	{
		Value::List shown;
		for (const auto& each: losses) shown.push_back(Value::object({{"text", each}}));
		return Value::object({{"layout", "portal"}, {"title", title}, {"text", text}, {"losses", std::move(shown)}});
	}
};

/// Is the view of templates/pages/invoices.html.mustache.
struct InvoicesView
{
	struct Row
	{
		std::string url, pdfUrl, number, kind, day, total, state;
		bool isPaid = false;
	};
	std::string title;
	std::vector<Row> rows{};

	Value value() const
	{
		Value::List shown;
		for (const auto& each: rows)
			shown.push_back(Value::object({{"url", each.url},
				{"pdfUrl", each.pdfUrl},
				{"number", each.number},
				{"kind", each.kind},
				{"day", each.day},
				{"total", each.total},
				{"state", each.state},
				{"isPaid", each.isPaid}}));
		return Value::object(
			{{"layout", "portal"}, {"title", title}, {"hasRows", !rows.empty()}, {"rows", std::move(shown)}});
	}
};

/// Is the view of templates/pages/invoice.html.mustache.
struct InvoiceView
{
	std::string pdfUrl;
	Sheet sheet;

	Value value() const
	{
		const auto texts = [](const std::vector<std::string>& lines) {
			Value::List out;
			for (const auto& line: lines) out.push_back(Value::object({{"text", line}}));
			return out;
		};
		Value::List facts;
		for (const auto& each: sheet.facts)
			facts.push_back(Value::object({{"label", each.label}, {"value", each.amount}}));
		return Value::object({{"layout", "portal"},
			{"title", sheet.title},
			{"pdfUrl", pdfUrl},
			{"sellerName", sheet.sellerName},
			{"sellerLines", texts(sheet.sellerLines)},
			{"customerLabel", sheet.customerLabel},
			{"customerName", sheet.customerName},
			{"customerLines", texts(sheet.customerLines)},
			{"facts", std::move(facts)},
			{"lines", lineViews(sheet.lines)},
			{"sums", sumViews(sheet.sums)},
			{"state", sheet.state}});
	}
};

}
