#include "kernel/data/SqlText.h"

#include <algorithm>
#include <cctype>

namespace sx::data {
namespace {

bool isWord(char c) noexcept
{
	return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

class Scanner
{
public:
	Scanner(std::string_view text, char marker): _text(text), _marker(marker) {}

	Result<SqlText> run()
	{
		_out.text.reserve(_text.size() + 16);
		while (_at < _text.size())
		{
			const char* wrong = step();
			if (wrong) return Error{Code::Internal, std::string("sql: ") + wrong};
		}
		for (std::string_view word: {"select", "insert", "update", "delete", "with"})
			if (_firstWord == word) return std::move(_out);
		return Error{Code::Internal, "sql: only SELECT, INSERT, UPDATE, DELETE and WITH"};
	}

private:
	char peek(std::size_t ahead = 1) const noexcept { return _at + ahead < _text.size() ? _text[_at + ahead] : '\0'; }

	/// Takes one token; returns what is wrong with it, or nullptr.
	const char* step()
	{
		const char c = _text[_at];
		if (c == '-' && peek() == '-') return take(std::min(_text.find('\n', _at), _text.size()) - _at);
		if (c == '/' && peek() == '*') return comment();
		if (std::isspace(static_cast<unsigned char>(c)) != 0) return take(1);
		if (_hasEnded) return "more than one statement";
		if (c == '\'' || c == '"') return quoted(c);
		if (c == ';')
		{
			_hasEnded = true;
			++_at;
			return nullptr;
		}
		if (c == '?')
		{
			if (std::isdigit(static_cast<unsigned char>(peek())) != 0) return "a numbered parameter";
			_out.isPage = _out.isPage || _lastWord == "limit";
			return parameter(_out.values++, 1);
		}
		if (c == ':' && peek() == ':') return take(2);
		if (c == ':') return tenant();
		if (c == '@' || c == '$' || c == '`' || c == '[' || c == '\0')
			return "a character that one of the databases takes otherwise";
		if (isWord(c)) return word();
		return take(1);
	}

	const char* take(std::size_t length)
	{
		_out.text.append(_text.substr(_at, length));
		_at += length;
		return nullptr;
	}

	const char* comment()
	{
		const auto end = _text.find("*/", _at + 2);
		if (end == std::string_view::npos) return "an open comment";
		// PostgreSQL nests comments, and SQLite does not.
		if (_text.substr(_at + 2, end - _at - 2).find("/*") != std::string_view::npos) return "a comment in a comment";
		return take(end + 2 - _at);
	}

	/// Takes a quoted text. A doubled quote counts as two texts side by side, which makes no difference here.
	const char* quoted(char quote)
	{
		const auto end = _text.find(quote, _at + 1);
		if (end == std::string_view::npos) return "an open string";
		return take(end + 1 - _at);
	}

	const char* word()
	{
		std::size_t length = 1;
		while (isWord(peek(length)) && _at + length < _text.size()) ++length;
		if (length == 1 && peek() == '\'') return "a string with a prefix";
		_lastWord.clear();
		for (char c: _text.substr(_at, length))
			_lastWord += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
		if (_firstWord.empty()) _firstWord = _lastWord;
		return take(length);
	}

	const char* tenant()
	{
		constexpr std::string_view kName = ":tenant";
		if (_text.substr(_at, kName.size()) != kName || isWord(peek(kName.size())))
			return "a named parameter other than :tenant";
		_out.namesTenant = true;
		return parameter(SqlText::kTenant, kName.size());
	}

	const char* parameter(int what, std::size_t length)
	{
		_lastWord.clear();
		_out.parameters.push_back(what);
		_out.text += _marker;
		_out.text += std::to_string(_out.parameters.size());
		_at += length;
		return nullptr;
	}

	std::string_view _text;
	char _marker;
	std::size_t _at = 0;
	bool _hasEnded = false;
	std::string _firstWord, _lastWord;  // in lower case
	SqlText _out;
};

}

Result<SqlText> parseSql(std::string_view text, char marker) noexcept
try
{
	return Scanner(text, marker).run();
}
catch (const std::exception& e)
{
	return Error{Code::Internal, std::string("sql: ") + e.what()};
}

bool isPlainText(std::string_view text) noexcept
{
	for (std::size_t i = 0; i < text.size();)
	{
		const auto byte = [&](std::size_t k) {
			return i + k < text.size() ? static_cast<unsigned char>(text[i + k]) : 0u;
		};
		const auto follows = [&](std::size_t k) { return (byte(k) & 0xc0) == 0x80; };
		const unsigned first = byte(0);
		if (first == 0) return false;
		if (first < 0x80)
			i += 1;
		else if (first >= 0xc2 && first <= 0xdf && follows(1))
			i += 2;
		else if (first >= 0xe0 && first <= 0xef && follows(1) && follows(2) && !(first == 0xe0 && byte(1) < 0xa0) &&
			!(first == 0xed && byte(1) >= 0xa0))
			i += 3;
		else if (first >= 0xf0 && first <= 0xf4 && follows(1) && follows(2) && follows(3) &&
			!(first == 0xf0 && byte(1) < 0x90) && !(first == 0xf4 && byte(1) >= 0x90))
			i += 4;
		else
			return false;
	}
	return true;
}

}
