// Failures as HTTP: the one table from Code and Refusal to status and word.
#pragma once
#include "kernel/http/Exchange.h"
#include "kernel/http/PageRenderer.h"
#include "sx/result.h"

namespace sx::http {

/// What a failure becomes on the wire.
struct Kind
{
	int status;
	std::string_view word;  // the stable "code" of the problem and the key `problem.WORD.title` of its text
};
Kind kindOf(Code code) noexcept;
Kind kindOf(Refusal refusal) noexcept;
/// "Not Found": the reason of a status line; English by RFC 9110, read by programs.
std::string_view reasonOf(int status) noexcept;

/// A failure with its texts in the request's language.
struct Problem
{
	int status = 500;
	std::string code{};
	std::string title{};
	std::string text{};
	std::string field{};
	Value extra{};
	int retryAfter = 0;  // seconds; 0: none
};
Problem problemOf(const Error& error, const Exchange& exchange, PageRenderer& pages);
Problem problemOf(Refusal refusal, const Exchange& exchange, PageRenderer& pages);

/// RFC 9457.
std::string problemJson(const Problem& problem, const std::string& requestId);
/// For when the renderer cannot: nothing but the texts.
std::string bareProblemPage(const Problem& problem, const Language& language);
/// What PageRenderer::problem gets.
Value problemView(const Problem& problem, const std::string& requestId);

}
