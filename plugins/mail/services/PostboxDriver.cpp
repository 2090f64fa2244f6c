#include "services/PostboxDriver.h"

#include "services/SealedMail.h"

namespace sx::mail {

namespace {

constexpr std::string_view kWhy = "the demonstration's postbox";

}

Result<> PostboxDriver::deliver(const Letter& letter) noexcept
{
	return _context.store().write(letter.tenant, [&](Sql& sql) {
		return postbox::add(sql,
			{.tenant = letter.tenant,
				.id = letter.id,
				.made = _context.clock().now(),
				.sealed = sealMail(_context, letter.tenant, letter.id, toValue(letter)),
				.medium = letter.medium});
	});
}

Result<Letter> PostboxDriver::open(const PostboxRow& row) const
{
	auto value = openMail(_context, row.tenant, row.id, row.sealed);
	if (!value) return value.error();
	return Letter{.tenant = row.tenant,
		.id = row.id,
		.made = row.made,
		.mail = toMail(*value),
		.departure = toDeparture(*value),
		.medium = row.medium};
}

Result<std::vector<Letter>> PostboxDriver::newest(std::int64_t most) const
{
	auto rows = _context.store().readAll(kWhy, [&](Sql& sql) { return postbox::newest(sql, most); });
	if (!rows) return rows.error();
	std::vector<Letter> out;
	for (const auto& row: *rows)
		if (auto letter = open(row)) out.push_back(std::move(*letter));
	return out;
}

Result<Letter> PostboxDriver::byId(const std::string& id) const
{
	auto row = _context.store().readAll(kWhy, [&](Sql& sql) { return postbox::byId(sql, id); });
	if (!row) return row.error();
	return open(*row);
}

Result<> PostboxDriver::keep(std::int64_t most)
{
	return _context.store().writeAll(kWhy, [&](Sql& sql) { return postbox::keep(sql, most); });
}

Result<> PostboxDoor::put(const Intercepted& intercepted) noexcept
{
	if (!_postbox) return failed(Code::Unavailable, "mail: no postbox");
	Mail mail{.to = {intercepted.to},
		.fromName = intercepted.from,
		.subject = {},
		.text = intercepted.text,
		.language = intercepted.language,
		.kind = intercepted.kind};
	return _postbox->deliver(
		{.tenant = intercepted.tenant, .id = intercepted.id, .mail = std::move(mail), .medium = intercepted.kind});
}

}
