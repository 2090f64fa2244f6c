// Implements directory.person_data/1: a person's own option templates. The company's have no owner, and stay.
#pragma once
#include "store/OptionTemplateRows.h"
#include "sx/directory/Directory.h"
#include "sx/plugin.h"

namespace sx::option_templates {

/// Is made before start(), because directory collects it. [the transaction's thread; begin, end: main thread]
class OwnedTemplates final: public directory::PersonData
{
public:
	/// Tells it the words and the reader of JSON, which must live until end().
	void begin(const Context& context) noexcept { _context = &context; }
	void end() noexcept { _context = nullptr; }

	std::string_view name() const noexcept override { return "option_templates"; }
	Result<std::vector<directory::Loss>> lossesOf(
		Sql& sql, const UserId& user, const Language& language) const noexcept override;
	Result<Value> exportOf(Sql& sql, const UserId& user) const noexcept override;
	Result<> erase(Sql& sql, const UserId& user) noexcept override { return option_template_rows::removeOf(sql, user); }

private:
	const Context* _context = nullptr;
};

}
