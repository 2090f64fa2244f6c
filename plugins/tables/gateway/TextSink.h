// Writes a list as CSV or as tab-separated values.
#pragma once
#include "domain/Sink.h"
#include "gateway/LocalTime.h"
#include "gateway/OutFile.h"

namespace sx::tables {

class TextSink final: public Sink
{
public:
	/// cellOf: csvCell or tsvCell. separator: between cells. hasMark: whether the file begins with a byte order mark,
	/// by which Excel knows UTF-8.
	TextSink(OutFile& out,
		const Look& look,
		std::string (*cellOf)(std::string_view),
		std::string_view separator,
		bool hasMark);
	Result<> add(const Row& row) override;
	Result<> finish() override { return _out.flush(); }

private:
	std::string textOf(const Cell& cell) const;

	OutFile& _out;
	LocalTime _local;
	std::string (*_cellOf)(std::string_view);
	std::string _separator;
};

}
