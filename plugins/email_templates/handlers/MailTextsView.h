// Holds what /admin/mail-texts shows.
#pragma once
#include "domain/WordDiff.h"
#include "sx/value.h"

#include <string>
#include <vector>

namespace sx::email_templates {

/// Is the view of templates/pages/mail-texts.html.mustache. Texts are in the reader's language.
struct MailTextsView
{
	struct Choice
	{
		std::string value, name;
		bool isChosen = false;
	};
	struct Past
	{
		std::string number, date, text, author;
		bool isStandard = false;             // the catalogue's text was brought back
		std::vector<Stretch> differences{};  // of the text in force, which coming back to this one would undo
	};

	std::string title;
	std::string done{};   // what a form of the page has just done; empty: nothing
	std::string fault{};  // why the text was not taken; empty: it was
	Value::List languages{};
	std::vector<Choice> kinds{}, texts{}, pieces{};  // texts: kinds for mobiles
	std::string language{}, kind{}, piece{};
	std::string shape{};     // "line", "rich" or "text"
	std::string typed{};     // of lines and texts
	std::string html{};      // of rich pieces: checked
	std::string standard{};  // the catalogue's, with {names}
	std::string pieceName{};
	std::string most{};
	std::vector<Choice> variables{};  // value: {sender}; isChosen: it may not be missing
	bool isOwn = false;
	bool isText = false;  // for a mobile
	std::vector<Past> versions{};

	Value value() const;
};

}
