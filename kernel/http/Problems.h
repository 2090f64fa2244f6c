// Maps failures to HTTP: the one table from Code and RequestRefusal to status and word.
#pragma once
#include "kernel/http/Exchange.h"
#include "kernel/http/PageRenderer.h"
#include "sx/result.h"

namespace sx::http {

/// Says what a failure becomes in the response.
struct Kind
{
	int status;
	std::string_view word;  // the problem's stable "code", and part of the key `problem.WORD.title` of its text
};
Kind kindOf(Code code) noexcept;
Kind kindOf(RequestRefusal refusal) noexcept;
/// Returns the reason phrase of a status line ("Not Found"); English by RFC 9110, since programs read it.
std::string_view reasonOf(int status) noexcept;

/// Describes a failure with its texts in the request's language.
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
Problem problemOf(RequestRefusal refusal, const Exchange& exchange, PageRenderer& pages);

/// Writes a problem as application/problem+json (RFC 9457).
std::string problemJson(const Problem& problem, const std::string& requestId);
/// Makes a page of nothing but the texts, for when the renderer fails.
std::string bareProblemPage(const Problem& problem, const Language& language);
/// Makes the view that PageRenderer::problem takes.
Value problemView(const Problem& problem, const std::string& requestId);

}
