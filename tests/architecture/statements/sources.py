"""Reads the SQL that stands in C++ sources: each text as the compiler joins its pieces."""
import re

from filled import ROOT

LITERAL = r'"(?:[^"\\\n]|\\.)*"'
JOINED = re.compile(rf"{LITERAL}(?:\s*{LITERAL})*")
COMMENT = re.compile(rf"({LITERAL})|//[^\n]*|/\*.*?\*/", re.S)
# What begins a statement or continues one.
SQL = re.compile(r"^ ?(SELECT|INSERT INTO|UPDATE|DELETE FROM|WITH|WHERE|AND|OR|FROM|JOIN|LEFT JOIN|ORDER BY|LIMIT|ON) ")


def flat(text):
    """Writes a text as the test compares it: on one line, each parameter as `?`."""
    return re.sub(r"\s+", " ", text.replace(":tenant", "?")).strip()


def pieces_of(file):
    """Yields the pieces of SQL in a C++ file, each once it is joined with the literals beside it."""
    text = COMMENT.sub(lambda found: found[1] or "", file.read_text().replace("\\\n", "\n"))
    for joined in JOINED.findall(text):
        piece = "".join(re.findall(r'"((?:[^"\\\n]|\\.)*)"', joined)).replace('\\"', '"')
        if SQL.match(piece):
            yield flat(piece)


def of_files(*patterns):
    """Returns the pieces in the files that match, each with the file it stands in."""
    files = sorted(file for pattern in patterns for file in ROOT.glob(pattern))
    return {piece: file.relative_to(ROOT) for file in files for piece in pieces_of(file)}


def of_product():
    return of_files("plugins/*/store/*.cpp", "kernel/app/*.cpp", "kernel/jobs/*.cpp")


def of_tests():
    return of_files("plugins/*/tests/*.cpp", "plugins/*/tests/*.h", "tests/support/*.h", "tests/kernel/**/*.cpp")
