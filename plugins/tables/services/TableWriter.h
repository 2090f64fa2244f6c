// Writes lists as files that people keep.
#pragma once
#include "domain/Sink.h"
#include "sx/plugin.h"

#include <atomic>

namespace sx::tables {

/// Implements tables.writer/1.
class TableWriter final: public Writer
{
public:
	explicit TableWriter(const Context& context): _context(context) {}

	Result<File> write(Format format,
		const Table& table,
		NextRow next,
		const Language& language,
		const std::string& zone) const noexcept override;

private:
	Result<File> text(Format format, NextRow next, const Look& look) const;
	Result<File> whole(Format format, const NextRow& next, const Look& look) const;
	File named(Format format, const Look& look) const;

	const Context& _context;
	mutable std::atomic<int> _running = 0;
};

}
