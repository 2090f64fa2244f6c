#include "handlers/PostboxView.h"

namespace sx::mail {

namespace {

Value toValue(const PostboxView::Row& row)
{
	return Value::object({{"link", row.link},
		{"to", row.to},
		{"subject", row.subject},
		{"isText", row.isText},
		{"at", row.at},
		{"isOpen", row.isOpen}});
}

Value toValue(const PostboxView::Detail& detail)
{
	Value::List links, codes;
	for (const auto& link: detail.links) links.push_back(Value::object({{"url", link.url}, {"shown", link.shown}}));
	for (const auto& code: detail.codes) codes.push_back(Value::object({{"code", code}}));
	const bool hasLinks = !links.empty() || !codes.empty();
	return Value::object({{"id", detail.id},
		{"subject", detail.subject},
		{"isMail", detail.isMail},
		{"from", detail.from},
		{"hasFrom", !detail.from.empty()},
		{"to", detail.to},
		{"replyTo", detail.replyTo},
		{"hasReplyTo", !detail.replyTo.empty()},
		{"at", detail.at},
		{"size", detail.size},
		{"hasHtml", detail.hasHtml},
		{"text", detail.text},
		{"links", std::move(links)},
		{"codes", std::move(codes)},
		{"hasLinks", hasLinks}});
}

}

Value PostboxView::value() const
{
	Value::List letters;
	for (const auto& row: rows) letters.push_back(toValue(row));
	auto out = Value::object({{"title", title},
		{"subtitle", subtitle},
		{"frame", "sx-public-wide"},
		{"styles", Value::List{"postbox.css"}},
		{"letters", std::move(letters)},
		{"hasLetters", !rows.empty()},
		{"isEmpty", isEmpty},
		{"isFilteredEmpty", isFilteredEmpty},
		{"count", count},
		{"sought", sought},
		{"noneTitle", noneTitle},
		{"hasOpen", open.has_value()},
		{"isChosen", isChosen}});
	if (open) out.set("open", toValue(*open));
	return out;
}

}
