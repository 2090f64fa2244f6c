#include "gateway/Resolver.h"

#include <algorithm>
#include <ares.h>
#include <arpa/nameser.h>
#include <memory>
#include <netdb.h>
#include <poll.h>

namespace sx::domains {
namespace {

using Outcome = TextAnswer::Outcome;
constexpr int kTries = 2;
constexpr int kDatagramBytes = 1232;  // passes every network unfragmented (DNS flag day 2020)
constexpr std::size_t kMostTexts = 50, kMostTextBytes = 4000;

/// Keeps c-ares initialised; it counts.
struct Library
{
	Library() { isReady = ares_library_init(ARES_LIB_INIT_ALL) == ARES_SUCCESS; }
	~Library()
	{
		if (isReady) ares_library_cleanup();
	}
	Library(const Library&) = delete;
	Library& operator=(const Library&) = delete;
	bool isReady = false;
};

struct Destroy
{
	void operator()(ares_channel channel) const noexcept { ares_destroy(channel); }
};
using Channel = std::unique_ptr<ares_channeldata, Destroy>;

Channel channelOf(const std::string& servers, std::chrono::milliseconds timeout)
{
	ares_options options{};
	// NOCHECKRESP: an answer SERVFAIL is told to us, instead of "no server could be reached".
	options.flags = ARES_FLAG_EDNS | ARES_FLAG_NOCHECKRESP | ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES;
	options.timeout = static_cast<int>(timeout.count());
	options.tries = kTries;
	options.ednspsz = kDatagramBytes;
	ares_channel made = nullptr;
	const int mask = ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_EDNSPSZ;
	if (ares_init_options(&made, &options, mask) != ARES_SUCCESS) return nullptr;
	Channel out(made);
	if (!servers.empty() && ares_set_servers_ports_csv(made, servers.c_str()) != ARES_SUCCESS) return nullptr;
	return out;
}

/// Tells whether the first record of an answer is no text: the texts after it are another name's.
bool isAliased(const unsigned char* bytes, int size)
{
	const auto skipName = [&](const unsigned char* at) -> const unsigned char* {
		char* name = nullptr;
		long length = 0;
		if (ares_expand_name(at, bytes, size, &name, &length) != ARES_SUCCESS) return nullptr;
		ares_free_string(name);
		return at + length;
	};
	if (size < HFIXEDSZ) return false;
	const auto* at = skipName(bytes + HFIXEDSZ);
	if (!at || at + QFIXEDSZ >= bytes + size) return false;
	at = skipName(at + QFIXEDSZ);
	if (!at || at + 2 > bytes + size) return false;
	return (at[0] << 8 | at[1]) != ns_t_txt;
}

/// Keeps of a text what can be shown, up to a limit.
void append(std::string& out, const unsigned char* bytes, std::size_t length)
{
	for (std::size_t i = 0; i < length && out.size() < kMostTextBytes; ++i)
		out += bytes[i] >= 0x20 && bytes[i] < 0x7F ? static_cast<char>(bytes[i]) : '?';
}

Outcome outcomeOf(int status)
{
	switch (status)
	{
	case ARES_SUCCESS: return Outcome::Found;
	case ARES_ENODATA: return Outcome::NoRecord;
	case ARES_ENOTFOUND: return Outcome::NoName;
	case ARES_ESERVFAIL:
	case ARES_EREFUSED:
	case ARES_ENOTIMP:
	case ARES_EFORMERR:
	case ARES_EBADRESP: return Outcome::ServerFailed;
	default: return Outcome::Silent;
	}
}

TextAnswer answerOf(int status, const unsigned char* bytes, int size)
{
	TextAnswer out{.outcome = outcomeOf(status)};
	if (status != ARES_SUCCESS) return out;
	ares_txt_ext* first = nullptr;
	out.outcome = outcomeOf(ares_parse_txt_reply_ext(bytes, size, &first));
	const std::unique_ptr<ares_txt_ext, decltype(&ares_free_data)> owned(first, &ares_free_data);
	for (const auto* each = first; each && out.texts.size() < kMostTexts; each = each->next)
	{
		if (each->record_start || out.texts.empty()) out.texts.emplace_back();
		append(out.texts.back(), each->txt, each->length);
	}
	if (isAliased(bytes, size)) out.outcome = Outcome::Alias;
	return out;
}

struct Pending
{
	TextAnswer answer{};
	bool isDone = false;
};

void onAnswer(void* pending, int status, int, unsigned char* bytes, int size)
{
	auto& mine = *static_cast<Pending*>(pending);
	mine.answer = answerOf(status, bytes, size);
	mine.isDone = true;
}

/// Waits for one of c-ares's sockets or for its next timeout, and lets it work. false: nothing is left to wait for.
bool proceed(ares_channel channel, std::chrono::milliseconds most)
{
	ares_socket_t sockets[ARES_GETSOCK_MAXNUM];
	const auto mask = static_cast<unsigned>(ares_getsock(channel, sockets, ARES_GETSOCK_MAXNUM));
	std::vector<pollfd> waits;
	for (unsigned i = 0; i < ARES_GETSOCK_MAXNUM; ++i)
	{
		short events = 0;
		if (ARES_GETSOCK_READABLE(mask, i)) events |= POLLIN;
		if (ARES_GETSOCK_WRITABLE(mask, i)) events |= POLLOUT;
		if (events) waits.push_back({sockets[i], events, 0});
	}
	if (waits.empty()) return false;
	timeval limit{.tv_sec = most.count() / 1000, .tv_usec = most.count() % 1000 * 1000}, next{};
	const auto* until = ares_timeout(channel, &limit, &next);
	const auto ready = poll(
		waits.data(), waits.size(), static_cast<int>(until->tv_sec * 1000 + until->tv_usec / 1000 + 1));
	if (ready <= 0) ares_process_fd(channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
	for (const auto& each: waits)
		if (ready > 0 && each.revents)
			ares_process_fd(channel,
				each.revents & (POLLIN | POLLERR | POLLHUP) ? each.fd : ARES_SOCKET_BAD,
				each.revents & POLLOUT ? each.fd : ARES_SOCKET_BAD);
	return true;
}

}

Resolver::Resolver(std::vector<std::string> servers, std::chrono::milliseconds timeout): _timeout(timeout)
{
	for (const auto& each: servers) _servers += (_servers.empty() ? "" : ",") + each;
}

Result<> Resolver::check() const
{
	const Library library;
	if (library.isReady && channelOf(_servers, _timeout)) return {};
	return invalid("resolvers", "not addresses of DNS resolvers: " + _servers);
}

std::vector<TextAnswer> Resolver::texts(const std::vector<std::string>& names) const
{
	const Library library;
	std::vector<Pending> pending(names.size());
	std::vector<TextAnswer> out;
	if (const auto channel = library.isReady ? channelOf(_servers, _timeout) : nullptr)
	{
		for (std::size_t i = 0; i < names.size(); ++i)
			ares_query(channel.get(), names[i].c_str(), ns_c_in, ns_t_txt, onAnswer, &pending[i]);
		const auto end = std::chrono::steady_clock::now() + 4 * _timeout;
		const auto isDone = [](const Pending& each) { return each.isDone; };
		while (!std::all_of(pending.begin(), pending.end(), isDone))
		{
			const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
				end - std::chrono::steady_clock::now());
			if (left.count() <= 0 || !proceed(channel.get(), left)) break;
		}
		ares_cancel(channel.get());  // what has no answer gets ARES_ECANCELLED: Silent
	}
	out.reserve(pending.size());
	for (auto& each: pending) out.push_back(std::move(each.answer));
	return out;
}

}
