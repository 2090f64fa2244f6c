#include "services/DeploymentKey.h"

#include "domain/Dkim.h"
#include "domain/Mime.h"
#include "gateway/DkimKey.h"
#include "sx/time.h"

namespace sx::mail {

Result<KeyRecord> configuredRecord(const Settings& settings)
{
	const Secret secret(settings.text("dkim_key"));
	if (secret.empty()) return failed(Code::Missing, "no key: set plugins.settings.mail.dkim_key, or use --make FILE");
	auto text = recordOf(secret.reveal());
	if (!text) return text.error();
	return KeyRecord{recordNameOf(settings.text("dkim_selector"), domainOf(settings.text("from"))), std::move(*text)};
}

Result<KeyRecord> makeDeploymentKey(const Context& context, const std::string& path)
{
	auto made = makeKey();
	if (!made) return made.error();
	if (auto written = writeNewFile(path, made->secret.reveal()); !written) return written.error();
	auto selector = "sx" + isoTime(context.clock().now()).substr(0, 10);
	std::erase(selector, '-');
	return KeyRecord{recordNameOf(selector, domainOf(context.settings().text("from"))), std::move(made->record)};
}

}
