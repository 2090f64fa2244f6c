#include "services/InvoiceFile.h"

#include "gateway/InvoicePdf.h"

namespace sx::billing {

Result<std::string> pdfOf(const Sheet& sheet) { return drawnPdf(sheet); }

}
