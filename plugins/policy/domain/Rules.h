// Decides what a company's rules for recipients' domains ask of what somebody sends (rows D7, J6). Values in, decisions
// out: the server enforces with it, clients are told by it, and the dry run answers with it.
#pragma once
#include "sx/enums.h"
#include "sx/sealed/Item.h"
#include "sx/sealed/SendingRule.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sx::policy {

inline constexpr std::size_t kMostRules = 500, kMostGatesOfRule = 12;

/// Is the domain of a rule for every recipient.
inline constexpr std::string_view kAnyDomain = "*";

/// Tells which things a rule is for, by the files attached to them.
enum class Applies { All, WithFiles, WithoutFiles };
inline constexpr auto kApplies = enumWords<Applies>(
	{{Applies::All, "all"}, {Applies::WithFiles, "with_files"}, {Applies::WithoutFiles, "without_files"}});

/// Tells what a rule wants of its gates. Off: nothing. Default: clients choose them beforehand. Mandatory: nothing
/// leaves without them, and nothing leaves in clear. Forbidden: nothing leaves for that domain.
enum class Protection { Off, Default, Mandatory, Forbidden };
inline constexpr auto kProtections = enumWords<Protection>({{Protection::Off, "off"},
	{Protection::Default, "default"},
	{Protection::Mandatory, "mandatory"},
	{Protection::Forbidden, "forbidden"}});

/// Is a rule for recipients of a domain. What was read and is no word of its kind is nullopt.
struct Rule
{
	std::string domain{kAnyDomain};  // ASCII, lower case; "*.example.org": the domains below it; "*": every domain
	std::optional<Applies> applies = Applies::All;
	std::optional<Protection> protection = Protection::Default;
	std::vector<std::string> gates{};
	std::optional<int> opensMax{};  // of each recipient; with any protection but Forbidden

	bool operator==(const Rule&) const = default;
	/// Tells whether both are for the same domain and the same things: only one of them may stand in a list.
	bool isRival(const Rule& other) const { return domain == other.domain && applies == other.applies; }
	bool forbids() const noexcept { return protection == Protection::Forbidden; }
	bool isMandatory() const noexcept { return protection == Protection::Mandatory; }
};

/// Reads one rule from JSON; the domain is as it was written. field: the rule's own ("items[2]"). Errors: Invalid with
/// the field below it.
Result<Rule> ruleIn(const Value& item, const std::string& field);
/// Writes a rule as ruleIn() reads it.
Value valueOf(const Rule& rule);
/// Writes a list of rules.
Value::List valuesOf(const std::vector<Rule>& rules);

/// Checks a rule whose domain is in ASCII and lower case. offered: the gates that authors can set. Errors: Invalid with
/// "domain", "applies", "protection", "gates[0]" or "opens_max".
Result<> check(const Rule& rule, const std::vector<std::string>& offered);
/// Checks that no two rules are rivals, and that they are not too many. Errors: Invalid with "items[2].domain" or
/// "items".
Result<> checkTogether(const std::vector<Rule>& rules);

/// Sorts rules by precedence, so that the first one that fits a recipient decides: an exact domain, then the longest
/// "*.domain" above it, then "*"; of the same domain, what is for things with or without files before what is for all.
void sortByPrecedence(std::vector<Rule>& rules);

/// Returns the rule that decides for a recipient; nullptr: none. rules: sorted.
const Rule* ruleFor(const std::vector<Rule>& rules, std::string_view address, bool hasFiles);

/// Names what a rule is against. The words are the stable codes of the problem+json.
enum class Breach { Forbidden, Gates, Opens, Clear };
inline constexpr auto kBreaches = enumWords<Breach>({{Breach::Forbidden, "rule_forbidden"},
	{Breach::Gates, "rule_gates"},
	{Breach::Opens, "rule_opens"},
	{Breach::Clear, "rule_clear"}});

/// Says why something may not leave: the first recipient whose rule is against it.
struct Refusal
{
	std::size_t recipient;  // its place in Sending::recipients
	Breach breach;
	std::vector<std::string> missing{};  // gates
};

/// Says what one recipient's rule makes of what is sent to them.
struct Verdict
{
	const Rule* rule = nullptr;  // nullptr: no rule fits
	std::optional<Breach> breach{};
	std::vector<std::string> missing{};  // gates that the rule demands and the author did not set
};

/// Decides for each recipient, and lowers the opens of those for whom the author chose none. rules: sorted.
std::vector<Verdict> verdictsOn(const std::vector<Rule>& rules, sealed::Sending& sending);

/// Returns the refusal of the first verdict that has a breach, its field relative to sealed::Terms; success if none
/// has.
Result<> firstRefusal(const std::vector<Verdict>& verdicts);

}
