"""Reads the memory of a process, as somebody with root would."""
import contextlib
from pathlib import Path


def regions(process):
    """Yields (name, address, bytes) of all that a process may write to in its memory."""
    with open(f"/proc/{process}/mem", "rb", buffering=0) as memory:
        for line in Path(f"/proc/{process}/maps").read_text().splitlines():
            span, rights, *_, name = (line + " -").split(maxsplit=5)
            if not rights.startswith("rw"):
                continue
            start, end = (int(each, 16) for each in span.split("-"))
            with contextlib.suppress(OSError, ValueError):
                memory.seek(start)
                yield name.removesuffix(" -"), start, memory.read(end - start)


def memory_of(process):
    """Returns all that a process may write to in its memory, and what its open files hold."""
    out = [bytes for _, _, bytes in regions(process)]
    for link in Path(f"/proc/{process}/fd").iterdir():
        with contextlib.suppress(OSError):
            if link.is_file():
                out.append(link.read_bytes())
    return b"\n".join(out)


def copies(process, secrets):
    """Finds secrets (a map of names to texts) in a process's memory; returns a line for each copy.

    A secret counts where it stands alone, not as a part of a longer word or number: a code has six characters only.
    """
    found = []
    for place, start, content in regions(process):
        for name, text in secrets.items():
            at = content.find(text.encode())
            while at >= 0:
                end = at + len(text)
                if not (content[at - 1:at].isalnum() or content[end:end + 1].isalnum()):
                    found.append(f"{name} at {start + at:x} in {place}: {content[max(0, at - 40):end + 40]}")
                at = content.find(text.encode(), end)
    return found
