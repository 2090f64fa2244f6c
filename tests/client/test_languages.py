"""Shows every page in a language that nobody speaks (tools/words pseudo), in place of English: what then still speaks
French or English is no word of a catalogue, and a word two fifths longer breaks no page.
"""
import html
import json
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
from deployment import BIN, ROOT, Deployment  # noqa: E402
from visitor import Visitor  # noqa: E402

LEAST_LETTERS = 14  # a shorter text may be a name, or stand in another by chance
MARK = "ýž"


class LanguagesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="sx-words-")))
        subprocess.run([ROOT / "tools/words", "pseudo", "en", cls.folder / "pseudo"], check=True)
        build = BIN.parent
        # Plugins are copied, because their words are part of what is signed; the rest is linked.
        shutil.copytree(build / "plugins", cls.folder / "plugins", symlinks=False)
        for plugin in (cls.folder / "plugins").iterdir():
            given = cls.folder / "pseudo/plugins" / plugin.name / "words/en.yaml"
            if given.exists():
                shutil.copy(given, plugin / "words/en.yaml")
                subprocess.run([BIN / "sx-sign", "sign", plugin, "--key", build / "build-key"], check=True,
                               capture_output=True)
        for name, source in (("templates", ROOT / "templates"), ("web", ROOT / "sdk/web")):
            (cls.folder / name).mkdir()
            for each in source.iterdir():
                if each.name != "words":
                    (cls.folder / name / each.name).symlink_to(each)
            shutil.copytree(source / "words", cls.folder / name / "words")
            shutil.copy(cls.folder / "pseudo" / source.relative_to(ROOT) / "words/en.yaml", cls.folder / name / "words/en.yaml")
        cls.server = cls.enterClassContext(Deployment({
            "SX_PLUGINS_FOLDER": str(cls.folder / "plugins"), "SX_TEMPLATES_FOLDER": str(cls.folder / "templates"),
            "SX_TEMPLATES_WEB": str(cls.folder / "web"), "SX_HTTP_PER_MINUTE": "1000000"}))
        people = [user["address"] for user in cls.server.demo["users"] if user["role"] == "super"]
        cls.admin = Visitor(cls.server)
        cls.admin.cookies["sx_lang"] = "en"
        cls.admin.sign_in(people[0])
        cls.admin.post("/account/preferences", {"language": "en", "time_zone": "America/Toronto"})

    def pages(self):
        listed = json.loads(self.server.run_server("routes", "--json").stdout)
        for route in listed:
            path = route["path"]
            if route["method"] == "GET" and "{" not in path and not path.startswith(("/api/", "/scim/", "/dev/")):
                # The page of mail texts shows texts in the language of mails, which is the company's unless it is chosen.
                status, headers, text = self.admin.request("GET", path + "?language=en")
                if status == 200 and headers.get_content_type() == "text/html":
                    yield path, text

    def test_no_page_speaks_another_language(self):
        known = set()
        for folder in [ROOT / "templates/words", ROOT / "sdk/web/words", *(ROOT / "plugins").glob("*/words")]:
            for tag in ("fr", "en"):
                known |= {plain(text) for text in texts(folder / f"{tag}.yaml")}
        sold = plain((ROOT / "config/plans.yaml").read_text())  # what the operator sells is data, in two languages
        known = {text for text in known if text not in sold}
        found, count = [], 0
        for path, page in self.pages():
            count += 1
            self.assertRegex(page, r'<html[^>]* lang="en', path)
            self.assertIn(MARK, page, path)
            for part in re.findall(r">([^<>]+)<", page) + re.findall(r'(?:aria-label|placeholder|title)="([^"]*)"', page):
                if plain(part) in known:
                    found.append(f"{path}: {plain(part)}")
        self.assertGreater(count, 25)
        self.assertEqual(found, [])


def texts(path):
    def walk(node):
        for value in node.values():
            if isinstance(value, dict):
                yield from walk(value)
            elif len(str(value)) >= LEAST_LETTERS and " " in str(value) and "{" not in str(value):
                yield str(value)
    return list(walk(yaml.safe_load(path.read_text()) or {})) if path.exists() else []


def plain(text):
    """Returns a text without what typography changes."""
    text = html.unescape(text).replace("’", "'").replace("\u00a0", " ").replace("\u202f", " ")
    return re.sub(r"\s+", " ", text).strip()


if __name__ == "__main__":
    unittest.main()
