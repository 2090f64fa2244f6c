// Explains what a domain publishes about its mail: SPF (RFC 7208), DKIM (RFC 6376) and DMARC (RFC 7489).
#pragma once
#include "sx/enums.h"
#include "sx/value.h"

#include <string>
#include <vector>

namespace sx::domains {

/// Holds the texts of one name in DNS.
struct PublishedTexts
{
	std::string name;                  // "_dmarc.example.com"
	std::vector<std::string> texts{};  // none if there are none
	bool isKnown = true;               // false: DNS gave no answer that says something
};

/// Holds what a domain publishes about its mail.
struct MailReading
{
	PublishedTexts domain{}, dmarc{},
		parentDmarc{};                   // parentDmarc: of the registrable domain; its name empty: the same
	std::vector<PublishedTexts> keys{};  // SELECTOR._domainkey.…
};
Value valueOf(const MailReading& reading);
MailReading mailReadingOf(const Value& value);

/// Is one thing to know about a domain's mail. key: of the words, below `record.`.
struct Remark
{
	enum class Level { Fine, Careful, Wrong };
	Level level;
	std::string key;
	Value arguments = Value::Object{};
};

/// Explains one of the three. A record to add or to put in place of the old one stands in recordName and recordText;
/// empty: none.
struct Explanation
{
	std::vector<std::string> texts{};  // what is there
	std::vector<Remark> remarks{};
	std::string recordName{}, recordText{};
};

/// Returns a tag of a record: "none" for "p" of "v=DMARC1; p=none"; empty if it has none.
std::string tagOf(std::string_view record, std::string_view name);

/// include: what an SPF record must include so that this deployment may send; empty: nothing.
Explanation explainSpf(const MailReading& reading, const std::string& include);
Explanation explainDkim(const MailReading& reading);
Explanation explainDmarc(const MailReading& reading);

}
