// Lists, previews, checks and keeps what companies say in their mails and texts (row D5).
#pragma once
#include "domain/OwnPiece.h"
#include "services/TextSnapshot.h"
#include "sx/audit/Audit.h"
#include "sx/catalogues.h"
#include "sx/mail/Outbox.h"

namespace sx::email_templates {

/// Holds what is shown of a kind of mail or text.
struct KindView
{
	std::vector<PieceRule> pieces;  // in the order in which the mail asks for them
	Sample sample;                  // with the company's own texts
};

/// Names one piece for whoever edits it.
struct Edited
{
	Language language;
	std::string kind, piece;
	std::string typed{};  // HTML of a rich piece, text of another
};

/// Says who asks for a test mail, which goes to them.
struct Tester
{
	Caller caller;
	std::string name, mailbox;
};

/// [any thread]
class TextBook
{
public:
	TextBook(Context& context, TextSnapshot& snapshot, mail::Outbox& outbox);

	/// Lists every kind of mail, then of text, by title.
	std::vector<SampleKind> kinds(const Language& language) const;
	/// Renders a kind as the company words it now. Errors: Missing.
	Result<KindView> view(const Tenant& tenant, const Language& language, std::string_view kind) const;
	/// Renders it with one piece as it is typed. edited.piece empty: as it is. hasDefaults: false shows pieces without
	/// an own text as blank. Errors: Missing, Invalid as save().
	Result<Sample> preview(const Tenant& tenant, const Edited& edited, bool hasDefaults) const;
	/// Returns what the catalogue says in a piece, with its arguments as {names}.
	std::string standardOf(const Language& language, std::string_view kind, const PieceRule& piece) const;
	/// Returns the company's own text of a piece.
	std::optional<OwnText> own(const TenantId& tenant, const Edited& place) const;
	/// Tells whether HTML may be shown as it is.
	bool isClean(const std::string& html) const { return bool(_outbox.checkRichText(html)); }
	/// Returns the versions of a piece, the newest first.
	Result<std::vector<Version>> versions(const TenantId& tenant, const Edited& place) const;

	/// Checks and keeps a text. Errors: Missing, Invalid as ownTextOf() and checkRichText() say, Conflict.
	Result<> save(const Caller& by, const Tenant& tenant, const Edited& edited) const;
	/// Brings the catalogue's text back.
	Result<> remove(const Caller& by, const Edited& place) const;
	/// Makes an earlier version the current one. Errors: Missing, Invalid (it does not fit the piece any more).
	Result<> restore(const Caller& by, const Tenant& tenant, const Edited& place, std::int64_t number) const;
	/// Mails a kind to the person themselves, as it is kept. Errors: Missing, Limited.
	Result<> test(const Tester& by, const Tenant& tenant, const Language& language, const std::string& kind) const;

private:
	class Recorder;
	Result<Sample> sample(
		const Tenant& tenant, const Language& language, std::string_view kind, const OwnTexts& own) const;
	Result<PieceRule> ruleOf(const Tenant& tenant, const Edited& edited) const;
	Result<OwnText> checked(const PieceRule& rule, const std::string& typed) const;
	Result<> keep(const Caller& by, const Edited& place, const OwnText& own, const char* kind) const;

	Context& _context;
	TextSnapshot& _snapshot;
	mail::Outbox& _outbox;
	const Catalogues* const _catalogues;
	const std::vector<SampleMails*> _sources;
	audit::Journal* const _journal;
};

}
