// Puts invoices and bills into words.
#pragma once
#include "handlers/SubscriptionViews.h"
#include "services/DayWords.h"
#include "services/Invoices.h"

namespace sx::billing {

/// Returns a plan's name in a language; its id if it is not offered any more.
std::string planName(const licensing::Catalogue& catalogue, const Language& language, const std::string& plan);

/// Returns what a tax is called: "TVQ" for QST in French.
std::string taxName(const Pages& pages, const Language& language, const std::string& name);

/// Returns the lines of a bill in words.
std::vector<Sheet::Line> linesOf(
	const Pages& pages, const Language& language, const licensing::Catalogue& catalogue, const Bill& bill);

/// Returns subtotal, taxes and total of a bill in words.
std::vector<Sheet::Sum> sumsOf(const Pages& pages, const Language& language, const Bill& bill);

/// Puts a bill that is due at some time into words. title: the word of its heading, which takes the `amount`.
BillPart billPart(const RequestWords& words,
	const licensing::Catalogue& catalogue,
	const Bill& bill,
	const std::string& title,
	std::string text);

/// Says whether an invoice is paid, or what is open of it.
std::string stateOf(const Pages& pages, const Language& language, const Listed& listed);

/// Puts a whole invoice into words.
Sheet sheetOf(
	const Pages& pages, const Language& language, const licensing::Catalogue& catalogue, const Listed& listed);

}
