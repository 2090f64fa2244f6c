#include "services/SendingGate.h"

#include "sx/sealed/SealedSize.h"

namespace sx::licensing {
namespace {

std::string at(std::string_view list, std::size_t index, const std::string& member)
{
	return std::string(list) + '[' + std::to_string(index) + "]." + member;
}

/// Returns the limit of the smallest plan under which a file of that sealed size may be sent, because the file's true
/// size is unknown here; the sealed size if there is no such plan.
std::int64_t sizeFor(const Catalogue& catalogue, std::int64_t sealedBytes)
{
	for (const auto& plan: catalogue.plans)
		if (const auto most = plan.limits.find(kFileBytes);
			most != plan.limits.end() && sealedBytes <= sealed::sealedBytes(most->second))
			return most->second;
	return sealedBytes;
}

}

Result<> SendingGate::check(Sql& sql, const sealed::Sending& sending) const
{
	auto person = _entitlements.of(sql, sending.owner);
	if (!person) return person.error();
	if (person->coverage == Coverage::Free) return {};
	if (auto may = _entitlements.checkSending(*person); !may) return may;
	for (std::size_t i = 0; i < sending.recipients.size(); ++i)
		for (const auto& gate: sending.recipients[i].gates)
			if (auto has = _entitlements.checkGate(*person, gate); !has)
				return has.error().at(at("grants", i, "gates." + gate));
	const auto most = person->limitOf(kFileBytes);
	for (std::size_t i = 0; most && i < sending.files.size(); ++i)
	{
		const auto& file = sending.files[i];
		if (file.id.value == sealed::kManifestId || file.bytes <= sealed::sealedBytes(*most)) continue;
		auto fits = _entitlements.checkAmount(*person, kFileBytes, sizeFor(_catalogue, file.bytes));
		if (!fits) return fits.error().at(at("files", i, "bytes"));
	}
	return {};
}

}
