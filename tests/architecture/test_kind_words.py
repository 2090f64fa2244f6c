"""Checks that a kind of sealed things can word all that the reading page and the register say of it: what they call a
message is listed in sx/sealed/Kind.h, exists, and stands where the page's script finds it.
"""
import re
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SEALED, WEB = ROOT / "plugins/sealed", ROOT / "sdk/web"
# Names the components of sdk/web that the reading page shows.
READS = ("gates", "from", "life", "lease", "files_read")
LANGUAGES = ("fr", "en")


def texts_of(catalogue):
    """Returns the texts of a catalogue by their flat keys, such as read.script.gate.title."""
    texts, path = {}, []
    for line in catalogue.read_text().splitlines():
        found = re.match(r'( *)"?([\w-]+)"?:(?: (.*))?$', line)
        if not found or (path and path[-1][2] and len(found[1]) > path[-1][0]):
            texts[".".join(name for _, name, _ in path)] += " " + line.strip()  # a folded text
            continue
        while path and path[-1][0] >= len(found[1]):
            path.pop()
        path.append((len(found[1]), found[2], bool(found[3])))
        if found[3]:
            texts[".".join(name for _, name, _ in path)] = found[3]
    return texts


def shown(key):
    """Returns the key by which a kind words a text of the reading page; None for a text that is not shown there."""
    parts = [part for part in key.split(".") if part != "script"]
    if parts[0] == "read":
        return ".".join(parts[1:])
    return ".".join(parts[1:]) if parts[0] == "sdk" and parts[1] in READS else None


def listed(name):
    code = (SEALED / "api/Kind.h").read_text()
    return re.findall(r'"([\w.]+)"', re.search(rf"{name} = [^(]*\((.*?)\);", code, re.S)[1])


class KindWordsTest(unittest.TestCase):
    def setUp(self):
        self.texts = {
            language: {**texts_of(SEALED / f"words/{language}.yaml"), **texts_of(WEB / f"words/{language}.yaml")}
            for language in LANGUAGES
        }

    def test_what_speaks_of_a_message_can_be_worded(self):
        reader, register = listed("kReaderWords"), listed("kRegisterWords")
        for language, texts in self.texts.items():
            for key, text in texts.items():
                if not re.search(r"\bmessages?\b(?! text)", text, re.I) or re.search("text message", text):
                    continue
                with self.subTest(language=language, key=key, text=text):
                    if key.startswith("event."):
                        self.assertIn(key, register)
                    if shown(key) is not None:
                        self.assertIn(shown(key), reader)

    def test_each_listed_text_exists(self):
        for language, texts in self.texts.items():
            keys = {shown(key) for key in texts} | {key for key in texts if key.startswith("event.")}
            for key in listed("kReaderWords") + listed("kRegisterWords"):
                with self.subTest(language=language, key=key):
                    self.assertIn(key, keys, "no such text")

    def test_templates_mark_what_a_kind_words(self):
        reader = set(listed("kReaderWords")) - {"title"}  # the page's title is not an element of this template
        for template in [*SEALED.glob("templates/**/*.mustache"), *WEB.glob("templates/**/*.mustache")]:
            text = template.read_text()
            for found in re.finditer(r"\{\{t\.([\w.]+)\}\}", text):
                key, tag = shown(found[1]), text[: found.start()].rpartition("<")[2]
                with self.subTest(template=template.name, key=found[1]):
                    if key in reader:
                        self.assertIn(f'data-kind-word="{key}"', tag)


if __name__ == "__main__":
    unittest.main()
