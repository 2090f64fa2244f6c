// Reads what people type, paste and name: texts of files, opening codes, passwords, file names
// (sdk/vectors/texts-v1.json, which every client passes).
#pragma once
#include <string>
#include <string_view>

namespace sx::client {

/// Returns a text in UTF-8: without its byte order mark, and converted if it is UTF-16 (as some editors save
/// it), with a mark or without. what: names it in the error. Throws Usage, which says where the first byte is that is
/// no text.
std::string textOf(std::string_view bytes, const std::string& what);

/// Returns the opening code in what was typed or pasted ("Code : DK9-BY8"): six letters or digits, in capitals; what is
/// left of the letters and digits if no code is in it.
std::string typedOpeningCode(std::string_view text);

/// Checks a password that a sender chooses. Throws Usage if it has less than 8 characters, or a blank at its beginning
/// or end, which the reader could not see.
void checkNewPassword(std::string_view password);

/// Returns the beginning of a text, as many bytes at most, cut between what a reader sees as characters.
std::string firstBytes(const std::string& text, std::size_t most);

/// Returns a file name without what could leave the folder or deceive the eye, apart from the names that Windows gives
/// to devices, and 200 bytes at most: it is cut between whole characters, before its extension; "file" if nothing is
/// left.
std::string safeFileName(const std::string& name);

}
