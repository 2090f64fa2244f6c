// Implements a partner's gate: the sender asks a question, and the reader must answer it.
#include "sx/sealed/Gate.h"

#include <algorithm>
#include <cctype>

namespace {

/// Makes a text lower-case and removes spaces around it, because people type the same answer differently.
std::string plain(std::string_view text)
{
	const auto begin = text.find_first_not_of(' ');
	if (begin == std::string_view::npos) return {};
	std::string out(text.substr(begin, text.find_last_not_of(' ') - begin + 1));
	std::transform(
		out.begin(), out.end(), out.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
	return out;
}

class QuestionGate final: public sx::sealed::Gate
{
public:
	void use(sx::Context* context) { _context = context; }
	std::string_view name() const noexcept override { return "question"; }
	std::string title(const sx::Language& language) const override
	{
		return _context->pages().text(language, "gate.title");
	}
	std::string step(const sx::Language& language) const override
	{
		return _context->pages().text(language, "gate.step");
	}

	sx::Result<sx::Value> check(const sx::Value& wanted) const noexcept override
	{
		for (const auto* field: {"text", "answer"})
			if (plain(wanted[field].text()).empty() || wanted[field].text().size() > 400)
				return sx::invalid(field, "a question and its answer");
		// Store a keyed hash instead of the answer, so that the database does not reveal the answer.
		return sx::Value::object({{"text", wanted["text"].text()},
			{"mac", _context->keys().toBase64Url(macOf(wanted["answer"].text()).value)}});
	}

	sx::Result<sx::Value> shown(const sx::sealed::GateGrant& grant) const noexcept override
	{
		return sx::Value::object({{"text", grant.setting["text"].text()}});
	}

	bool isRight(const sx::sealed::GateGrant& grant, std::string_view answer) const noexcept override
	{
		const auto mac = _context->keys().fromBase64Url(grant.setting["mac"].text());
		return mac && _context->keys().matches("question.answer", plain(answer), *mac);
	}

private:
	sx::Bytes macOf(std::string_view answer) const { return _context->keys().mac("question.answer", plain(answer)); }

	sx::Context* _context = nullptr;
};

class QuestionPlugin final: public sx::Plugin
{
public:
	sx::Result<> declare(sx::Registry& registry) noexcept override
	{
		if (auto done = registry.provide<sx::sealed::Gate>(_gate); !done) return done;
		const auto nothing = [](sx::Request&) { return sx::Value::object({}); };
		if (auto done = registry.slot({"messages.composer.gates", "fragments/compose.html", nothing}); !done)
			return done;
		return registry.slot({"sealed.read.gates", "fragments/read.html", nothing});
	}
	sx::Result<> start(sx::Context& context) noexcept override
	{
		_gate.use(&context);
		return {};
	}
	void stop() noexcept override {}

private:
	QuestionGate _gate;
};

}

SX_EXPORT_PLUGIN(QuestionPlugin);
