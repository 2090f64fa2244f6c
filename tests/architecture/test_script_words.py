"""Checks that the scripts of each plugin and of sdk/web look up every word that {{>words.PREFIX}} prints for them, and
no other word.

A word is looked up where a script has its key as a text ('file.pause'), as a text with gaps (`done.title.${how}`), or
without its last part where the language counts ('files.count' for files.count.one and .other), or where C++ asks for
it.
"""
import re
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [(web.parent, web) for web in sorted((ROOT / "plugins").glob("*/web"))]
SOURCES.append((ROOT / "sdk" / "web", ROOT / "sdk" / "web" / "src"))
GAP = r"\$\{[^{}]*\}"


def text_of(folder, *endings):
    return "\n".join(path.read_text() for path in sorted(folder.rglob("*")) if path.suffix in endings)


def keys_of(catalogue):
    """Returns the flat keys of a catalogue, such as sent.script.title."""
    keys, path = set(), []
    for line in catalogue.read_text().splitlines():
        found = re.match(r'( *)"?([\w-]+)"?:( .*)?$', line)
        if not found or (path and path[-1][2] and len(found[1]) > path[-1][0]):
            continue  # a folded text
        while path and path[-1][0] >= len(found[1]):
            path.pop()
        path.append((len(found[1]), found[2], bool(found[3])))
        if found[3]:
            keys.add(".".join(name for _, name, _ in path))
    return keys


def pattern_of(text):
    """Returns a pattern of the keys that a text with gaps may stand for, or None when it could be any."""
    if not re.search("[a-z]", re.sub(GAP, "", text)):
        return None
    return "".join(r"[\w.]+" if part.startswith("${") else re.escape(part) for part in re.split(f"({GAP})", text))


def looked_up(code):
    """Yields the texts by which scripts look words up, each with whether they count with it."""
    for call in re.finditer(r"\bwords\.(get|count)\(|[^.\w](word|counted)\(", code):
        depth, end = 1, call.end()
        while depth and not (depth == 1 and code[end] == ","):
            depth += {"(": 1, ")": -1}.get(code[end], 0)
            end += 1
        argument = re.sub(r"[!=]==\s*'[^']*'", "", code[call.end() : end])
        for text in re.findall(rf"[`']((?:[\w.]|{GAP})+)[`']", argument):
            yield text, (call[1] or call[2]) in ("count", "counted")


class ScriptWordsTest(unittest.TestCase):
    def setUp(self):
        self.plugins = []
        for folder, web in SOURCES:
            templates = text_of(folder / "templates", ".mustache")
            prefixes = set(re.findall(r"\{\{>words\.([\w.]+)\}\}", templates))
            every = keys_of(folder / "words" / "fr.yaml") if prefixes else set()
            keys = {key: key[len(prefix) + 1 :] for prefix in prefixes for key in every if key.startswith(prefix + ".")}
            self.plugins.append((folder, web, keys))

    def test_every_word_is_looked_up(self):
        for plugin, web, keys in self.plugins:
            scripts = text_of(web, ".ts")
            texts = set(re.findall(rf"[`']((?:[\w.]|{GAP})+)[`']", scripts))
            patterns = re.compile("|".join(filter(None, map(pattern_of, texts))) or "(?!)")
            code = text_of(plugin, ".cpp")
            for key, word in keys.items():
                names = {word, re.sub(r"\.(one|other)$", "", word)}
                with self.subTest(plugin=plugin.name, word=key):
                    self.assertTrue(
                        any(map(patterns.fullmatch, names)) or f'"{key}"' in code,
                        "no script looks it up: delete it, or move it out of what scripts get",
                    )

    def test_every_lookup_finds_a_word(self):
        for plugin, web, keys in self.plugins:
            words = set(keys.values())
            for text, is_counted in set(looked_up(text_of(web, ".ts"))):
                pattern = pattern_of(text)
                for end in (r"\.one", r"\.other") if is_counted else ("",):
                    with self.subTest(plugin=plugin.name, looked_up=text + end.replace("\\", "")):
                        self.assertTrue(
                            pattern is None or any(re.fullmatch(pattern + end, word) for word in words),
                            "no template prints such a word for a script",
                        )

    def test_no_template_copies_words(self):
        for template in sorted(ROOT.glob("plugins/*/templates/**/*.mustache")):
            with self.subTest(template=str(template.relative_to(ROOT))):
                self.assertNotIn("data-word=", template.read_text(), "print them with {{>words.PREFIX}}")


if __name__ == "__main__":
    unittest.main()
