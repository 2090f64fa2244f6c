#include "kernel/extend/LibraryFile.h"

#include <elf.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <cstddef>
#include <cstring>
#include <optional>

namespace sx::extend {

namespace {

static_assert(sizeof(void*) == 8, "reads 64-bit libraries");

#if defined(__x86_64__)
constexpr Elf64_Half kMachine = EM_X86_64;
#elif defined(__aarch64__)
constexpr Elf64_Half kMachine = EM_AARCH64;
#else
#error "name this processor's EM_ constant"
#endif

/// Maps a file into memory. Checks every read against the file's end, because the file may be malformed.
class MappedFile
{
public:
	explicit MappedFile(const std::string& path)
	{
		Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
		struct stat info
		{
		};
		if (!fd || ::fstat(fd.get(), &info) != 0 || info.st_size <= 0) return;
		void* at = ::mmap(nullptr, static_cast<std::size_t>(info.st_size), PROT_READ, MAP_PRIVATE, fd.get(), 0);
		if (at == MAP_FAILED) return;
		_bytes = static_cast<const char*>(at);
		_size = static_cast<std::size_t>(info.st_size);
	}
	~MappedFile()
	{
		if (_bytes) ::munmap(const_cast<char*>(_bytes), _size);
	}
	MappedFile(const MappedFile&) = delete;
	MappedFile& operator=(const MappedFile&) = delete;

	bool isOpen() const { return _bytes != nullptr; }
	template <class T> std::optional<T> at(std::uint64_t offset) const
	{
		if (offset > _size || _size - offset < sizeof(T)) return std::nullopt;
		T out;
		std::memcpy(&out, _bytes + offset, sizeof(T));
		return out;
	}
	/// Tells whether the text, with its terminating zero, is at the offset.
	bool hasText(std::uint64_t offset, std::string_view text) const
	{
		return offset <= _size && _size - offset > text.size() &&
			std::memcmp(_bytes + offset, text.data(), text.size()) == 0 && _bytes[offset + text.size()] == '\0';
	}

private:
	const char* _bytes = nullptr;
	std::size_t _size = 0;
};

std::optional<Elf64_Shdr> section(const MappedFile& file, const Elf64_Ehdr& header, std::uint64_t index)
{
	if (index >= header.e_shnum || header.e_shoff > UINT64_MAX / 2) return std::nullopt;
	return file.at<Elf64_Shdr>(header.e_shoff + index * sizeof(Elf64_Shdr));
}

std::optional<Elf64_Sym> findSymbol(const MappedFile& file, const Elf64_Ehdr& header, std::string_view name)
{
	for (std::uint64_t i = 0; i < header.e_shnum; ++i)
	{
		const auto table = section(file, header, i);
		if (!table || table->sh_type != SHT_DYNSYM) continue;
		const auto names = section(file, header, table->sh_link);
		if (!names) continue;
		for (std::uint64_t each = 0; each < table->sh_size / sizeof(Elf64_Sym); ++each)
		{
			const auto symbol = file.at<Elf64_Sym>(table->sh_offset + each * sizeof(Elf64_Sym));
			if (!symbol) break;
			if (symbol->st_shndx != SHN_UNDEF && file.hasText(names->sh_offset + symbol->st_name, name)) return symbol;
		}
	}
	return std::nullopt;
}

/// Converts a memory address to an offset in the file.
std::optional<std::uint64_t> offsetOf(const MappedFile& file, const Elf64_Ehdr& header, std::uint64_t address)
{
	for (std::uint64_t i = 0; i < header.e_phnum; ++i)
	{
		const auto part = file.at<Elf64_Phdr>(header.e_phoff + i * sizeof(Elf64_Phdr));
		if (!part) return std::nullopt;
		if (part->p_type == PT_LOAD && address >= part->p_vaddr && address - part->p_vaddr < part->p_filesz)
			return part->p_offset + (address - part->p_vaddr);
	}
	return std::nullopt;
}

}

Result<Fingerprint> readFingerprint(const std::string& path)
{
	const MappedFile file(path);
	const auto refuse = [&](const std::string& what) { return Error{Code::Invalid, path + " " + what}; };
	if (!file.isOpen()) return refuse("cannot be read: the library beside plugin.yaml is named like its folder");
	const auto header = file.at<Elf64_Ehdr>(0);
	if (!header || std::memcmp(header->e_ident, ELFMAG, SELFMAG) != 0 || header->e_ident[EI_CLASS] != ELFCLASS64 ||
		header->e_type != ET_DYN)
		return refuse("is not a 64-bit shared library");
	if (header->e_machine != kMachine)
		return refuse("is for another processor: plugin " + std::to_string(header->e_machine) + ", server " +
			std::to_string(kMachine) + " (ELF numbers); build it for this one");
	const auto symbol = findSymbol(file, *header, "sxPlugin");
	if (!symbol) return refuse("has no symbol sxPlugin; build it with sx_add_plugin and SX_EXPORT_PLUGIN");
	const auto offset = offsetOf(file, *header, symbol->st_value);
	const auto size = offset ? file.at<std::uint32_t>(*offset) : std::nullopt;
	const auto fingerprint = offset ? file.at<Fingerprint>(*offset + offsetof(PluginDescriptor, fingerprint))
									: std::nullopt;
	if (!size || !fingerprint) return refuse("has an sxPlugin outside the file; build it again");
	if (*size < sizeof(PluginDescriptor) || symbol->st_size < sizeof(PluginDescriptor))
		return refuse("has a descriptor of " + std::to_string(*size) + " bytes, the server expects " +
			std::to_string(sizeof(PluginDescriptor)) + " or more; build it with this server's SDK");
	return *fingerprint;
}

std::string compareFingerprints(const Fingerprint& plugin, const Fingerprint& kernel)
{
	std::string out;
	const auto compare = [&](const char* field, std::uint64_t theirs, std::uint64_t ours, const char* advice) {
		if (theirs == ours) return;
		out += (out.empty() ? "" : "; ") + std::string(field) + ": plugin " + std::to_string(theirs) + ", server " +
			std::to_string(ours) + ": " + advice;
	};
	compare("sdkAbi", plugin.sdkAbi, kernel.sdkAbi, "build it with this server's SDK");
	compare("stdlib",
		plugin.stdlib,
		kernel.stdlib,
		"build it with the same standard library (1: libstdc++, above 1000: libc++)");
	compare("poco", plugin.poco, kernel.poco, "build it with this server's POCO (major * 256 + minor)");
	compare("stringBytes",
		plugin.stringBytes,
		kernel.stringBytes,
		"build it with the same standard library and without _GLIBCXX_USE_CXX11_ABI=0");
	compare("pointerBytes", plugin.pointerBytes, kernel.pointerBytes, "build it for 64 bits");
	compare("vectorBytes", plugin.vectorBytes, kernel.vectorBytes, "build it without _GLIBCXX_DEBUG");
	return out;
}

}
