#include "services/TextBook.h"

#include <algorithm>

namespace sx::email_templates {

namespace {

Place placeOf(const Edited& edited) { return {std::string(edited.language.shortTag()), edited.kind, edited.piece}; }

PieceRule ruleFrom(const Piece& piece)
{
	PieceRule out{.key = std::string(piece.key),
		.shape = piece.shape,
		.arguments = {},
		.required = {piece.required.begin(), piece.required.end()},
		.standard = piece.standard,
		.sample = piece.arguments};
	for (const auto& [name, value]: piece.arguments.members()) out.arguments.push_back(name);
	return out;
}

/// Shows a piece that has no text as blank but for what it must name.
OwnText blankOf(const Piece& piece)
{
	std::string text = "\u00a0";
	for (const auto name: piece.required) text += '{' + std::string(name) + "} ";
	return {.text = text, .html = text};
}

Value textsOf(const std::optional<OwnText>& own)
{
	return Value::object({{"text", own ? own->text : std::string()}, {"html", own ? own->html : std::string()}});
}

}

/// Answers with the company's texts, or with the one that is typed, and notes every piece that is asked for.
class TextBook::Recorder final: public OwnTexts
{
public:
	Recorder(const TextSnapshot& snapshot, const Edited* edited, const OwnText* typed, bool hasDefaults):
		_snapshot(snapshot), _edited(edited), _typed(typed), _hasDefaults(hasDefaults)
	{
	}
	std::optional<OwnText> find(const Piece& piece) const override
	{
		const auto isKnown = std::any_of(
			pieces.begin(), pieces.end(), [&](const PieceRule& each) { return each.key == piece.key; });
		if (!isKnown) pieces.push_back(ruleFrom(piece));
		if (_edited && _edited->piece == piece.key && _typed) return *_typed;
		auto own = _snapshot.find(
			piece.tenant, {std::string(piece.language.shortTag()), std::string(piece.kind), std::string(piece.key)});
		if (!own && !_hasDefaults) return blankOf(piece);
		return own;
	}

	mutable std::vector<PieceRule> pieces;

private:
	const TextSnapshot& _snapshot;
	const Edited* const _edited;
	const OwnText* const _typed;
	const bool _hasDefaults;
};

TextBook::TextBook(Context& context, TextSnapshot& snapshot, mail::Outbox& outbox):
	_context(context), _snapshot(snapshot), _outbox(outbox), _catalogues(context.find<Catalogues>()),
	_sources(context.findAll<SampleMails>()), _journal(context.find<audit::Journal>())
{
}

std::vector<SampleKind> TextBook::kinds(const Language& language) const
{
	std::vector<SampleKind> out;
	for (const auto* source: _sources)
		for (auto& each: source->kinds(language)) out.push_back(std::move(each));
	std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.isText < b.isText; });
	return out;
}

Result<Sample> TextBook::sample(
	const Tenant& tenant, const Language& language, std::string_view kind, const OwnTexts& own) const
{
	const auto word = [&](const char* key) { return _context.pages().text(language, key); };
	const SampleWanted wanted{.tenant = tenant,
		.language = language,
		.own = &own,
		.now = _context.clock().now(),
		.reader = {word("sample.reader"), word("sample.reader_address")},
		.sender = {word("sample.sender"), word("sample.sender_address")},
		.fileName = word("sample.file")};
	for (const auto* source: _sources)
	{
		auto made = source->sample(kind, wanted);
		if (made || made.error().code != Code::Missing) return made;
	}
	return failed(Code::Missing, "no such mail");
}

Result<KindView> TextBook::view(const Tenant& tenant, const Language& language, std::string_view kind) const
{
	const Recorder recorder(_snapshot, nullptr, nullptr, true);
	auto made = sample(tenant, language, kind, recorder);
	if (!made) return made.error();
	return KindView{std::move(recorder.pieces), std::move(*made)};
}

Result<PieceRule> TextBook::ruleOf(const Tenant& tenant, const Edited& edited) const
{
	auto shown = view(tenant, edited.language, edited.kind);
	if (!shown) return shown.error();
	for (auto& each: shown->pieces)
		if (each.key == edited.piece) return std::move(each);
	return failed(Code::Missing, "no such piece");
}

Result<OwnText> TextBook::checked(const PieceRule& rule, const std::string& typed) const
{
	if (rule.shape == Shape::Rich)
		if (auto clean = _outbox.checkRichText(typed); !clean)
			return invalid("text", clean.error().detail, "characters");
	return ownTextOf(rule, typed);
}

Result<Sample> TextBook::preview(const Tenant& tenant, const Edited& edited, bool hasDefaults) const
{
	std::optional<OwnText> typed;
	if (!edited.piece.empty() && !edited.typed.empty())
	{
		auto rule = ruleOf(tenant, edited);
		if (!rule) return rule.error();
		auto own = checked(*rule, edited.typed);
		if (!own) return own.error();
		typed = std::move(*own);
	}
	const Recorder recorder(_snapshot, &edited, typed ? &*typed : nullptr, hasDefaults);
	return sample(tenant, edited.language, edited.kind, recorder);
}

std::string TextBook::standardOf(const Language& language, std::string_view kind, const PieceRule& piece) const
{
	Value named = Value::Object{};
	for (const auto& [name, value]: piece.sample.members())
		named.set(name, value.isText() ? Value('{' + name + '}') : value);
	const auto plugin = kind.substr(0, kind.find('.'));
	const auto found = _catalogues ? _catalogues->find(language, plugin, piece.key, named) : std::nullopt;
	return found.value_or(piece.standard);
}

std::optional<OwnText> TextBook::own(const TenantId& tenant, const Edited& place) const
{
	return _snapshot.find(tenant, placeOf(place));
}

Result<std::vector<Version>> TextBook::versions(const TenantId& tenant, const Edited& place) const
{
	return _context.store().read(tenant, [&](Sql& sql) { return text_rows::versions(sql, placeOf(place)); });
}

Result<> TextBook::keep(const Caller& by, const Edited& place, const OwnText& own, const char* kind) const
{
	auto done = _context.store().write(by.tenant, [&](Sql& sql) -> Result<> {
		auto before = text_rows::versions(sql, placeOf(place));
		if (!before) return before.error();
		const auto former = before->empty() ? std::optional<OwnText>() : std::optional(before->front().own);
		if (former.value_or(OwnText{}) == own) return {};
		auto added = text_rows::add(
			sql, placeOf(place), {.own = own, .made = _context.clock().now(), .author = by.user});
		if (!added || !_journal) return added;
		return _journal->append(sql,
			{.kind = kind,
				.actor = by.user,
				.subject = place.kind,
				.details = Value::object({{"kind", place.kind},
					{"piece", place.piece},
					{"language", std::string(place.language.shortTag())},
					{"before", textsOf(former)},
					{"after", textsOf(own)}}),
				.address = by.address});
	});
	if (!done) return done;
	return _snapshot.refresh();
}

Result<> TextBook::save(const Caller& by, const Tenant& tenant, const Edited& edited) const
{
	auto rule = ruleOf(tenant, edited);
	if (!rule) return rule.error();
	auto own = checked(*rule, edited.typed);
	if (!own) return own.error();
	return keep(by, edited, *own, "email_templates.text_saved");
}

Result<> TextBook::remove(const Caller& by, const Edited& place) const
{
	if (!own(by.tenant, place)) return {};
	return keep(by, place, {}, "email_templates.text_deleted");
}

Result<> TextBook::restore(const Caller& by, const Tenant& tenant, const Edited& place, std::int64_t number) const
{
	auto all = versions(by.tenant, place);
	if (!all) return all.error();
	const auto found = std::find_if(
		all->begin(), all->end(), [&](const Version& each) { return each.number == number; });
	if (found == all->end()) return failed(Code::Missing, "no such version");
	if (found->own.text.empty()) return remove(by, place);
	auto rule = ruleOf(tenant, place);
	if (!rule) return rule.error();
	// What was allowed when it was saved may name what the piece does not know any more.
	auto own = checked(*rule, rule->shape == Shape::Rich ? found->own.html : found->own.text);
	if (!own) return own.error();
	return keep(by, place, *own, "email_templates.text_restored");
}

Result<> TextBook::test(const Tester& by, const Tenant& tenant, const Language& language, const std::string& kind) const
{
	auto shown = view(tenant, language, kind);
	if (!shown) return shown.error();
	const auto& made = shown->sample;
	if (made.subject.empty()) return failed(Code::Missing, "a text for a mobile is not mailed");
	const mail::Mail out{.to = {by.mailbox, by.name},
		.fromName = made.fromName,
		.subject = _context.pages().text(language, "test.subject", Value::object({{"subject", made.subject}})),
		.text = made.text,
		.html = made.html,
		.language = language,
		.kind = "email_templates.test",
		.cause = by.caller.user};
	return _context.store().write(by.caller.tenant, [&](Sql& sql) -> Result<> {
		if (auto queued = _outbox.queue(sql, out); !queued || !_journal) return queued;
		return _journal->append(sql,
			{.kind = "email_templates.test_sent",
				.actor = by.caller.user,
				.subject = kind,
				.details = Value::object({{"kind", kind}, {"language", std::string(language.shortTag())}}),
				.address = by.caller.address});
	});
}

}
