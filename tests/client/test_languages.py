"""Adds a third language as an operator does, as files of words only: one that nobody speaks (tools/words pseudo), called
Spanish. Whoever chooses it reads no other language, is offered it and is written to in it; what it lacks is English.
"""
import html
import json
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
from deployment import ROOT, Deployment, wait_until  # noqa: E402
from visitor import Visitor  # noqa: E402

LEAST_LETTERS = 14  # a shorter text may be a name, or stand in another by chance
MARK = "ýž"
HEAD = "language:\n  tag: es-MX\n  name: Español\n"
MONTHS = "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre"
LACKING = ("auth", "preferences", "lead")  # a word that the translator has not come to
WRONG = ("auth", "preferences", "done")  # one that they gave an argument that nobody fills in


class LanguagesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory(prefix="sx-words-")))
        templates = cls.folder / "templates"
        templates.mkdir()
        for each in (ROOT / "templates").iterdir():
            if each.name != "words":
                (templates / each.name).symlink_to(each)
        (templates / "words").mkdir()
        for tag in ("fr", "en"):
            (templates / "words" / f"{tag}.yaml").symlink_to(ROOT / "templates/words" / f"{tag}.yaml")
        subprocess.run([ROOT / "tools/words", "pseudo", "es", templates / "words"], check=True)
        shared = templates / "words/es.yaml"
        shared.write_text(re.sub(r"\Alanguage:\n  tag: es\n", HEAD, shared.read_text()))
        cls.spoil(templates / "words/es")
        cls.server = cls.enterClassContext(
            Deployment({"SX_TEMPLATES_FOLDER": str(templates), "SX_HTTP_PER_MINUTE": "1000000"}))
        cls.english = yaml.load((ROOT / "plugins/auth/words/en.yaml").read_text(), Loader=yaml.BaseLoader)
        people = [user["address"] for user in cls.server.demo["users"] if user["role"] == "super"]
        cls.admin = Visitor(cls.server)
        cls.admin.cookies["sx_lang"] = "es"
        cls.address = people[0]
        cls.admin.sign_in(cls.address)
        cls.chosen = cls.admin.post("/account/preferences", {"language": "es", "time_zone": "America/Toronto"})

    @staticmethod
    def spoil(folder):
        path = folder / f"{LACKING[0]}.yaml"
        words = yaml.load(path.read_text(), Loader=yaml.BaseLoader)
        del words[LACKING[1]][LACKING[2]]
        words[WRONG[1]][WRONG[2]] = "{nobody} " + words[WRONG[1]][WRONG[2]]
        path.write_text(yaml.safe_dump(words, allow_unicode=True))

    def word(self, place):
        return plain(self.english[place[1]][place[2]])

    def pages(self):
        listed = json.loads(self.server.run_server("routes", "--json").stdout)
        for route in listed:
            path = route["path"]
            if route["method"] == "GET" and "{" not in path and not path.startswith(("/api/", "/scim/", "/dev/")):
                # The page of mail texts shows texts in the language of mails, which is the company's unless it is chosen.
                status, headers, text = self.admin.request("GET", path + "?language=es")
                if status == 200 and headers.get_content_type() == "text/html":
                    yield path, text

    def test_no_page_speaks_another_language(self):
        known = set()
        for folder in [ROOT / "templates/words", ROOT / "sdk/web/words", *(ROOT / "plugins").glob("*/words")]:
            for tag in ("fr", "en"):
                known |= {plain(text) for text in texts(folder / f"{tag}.yaml")}
        sold = plain((ROOT / "config/plans.yaml").read_text())  # what the operator sells is data, here in two languages
        known = {text for text in known if text not in sold} - {self.word(LACKING), self.word(WRONG)}
        found, count = [], 0
        for path, page in self.pages():
            count += 1
            self.assertRegex(page, r'<html[^>]* lang="es-MX"', path)
            self.assertIn(MARK, page, path)
            for part in re.findall(r">([^<>]+)<", page) + re.findall(r'(?:aria-label|placeholder|title)="([^"]*)"', page):
                if plain(part) in known:
                    found.append(f"{path}: {plain(part)}")
        self.assertGreater(count, 25)
        self.assertEqual(found, [])

    def test_what_it_lacks_is_english(self):
        self.assertEqual(self.chosen, 303)
        page = plain(self.admin.request("GET", "/account?done=preferences")[2])
        self.assertIn(self.word(LACKING), page)
        self.assertIn(self.word(WRONG), page)
        log = self.server.log_path.read_text()
        self.assertRegex(log, r'pages\.words\.left_out.*plugin="auth".*"preferences\.done: takes an argument[^;]*"')

    def test_the_switch_offers_all_others(self):
        visitor = Visitor(self.server, {"Accept-Language": "es-ES, en;q=0.5"})
        for asked, others in (("", ("fr", "en")), ("?lang=fr", ("en", "es")), ("?lang=en", ("fr", "es"))):
            page = visitor.request("GET", "/sign-in" + asked)[2]
            self.assertEqual(sorted(re.findall(r'href="\?lang=(\w+)"', page)), sorted(others), asked)
        self.assertRegex(page, r'hreflang="es-MX"[^>]*>\s*Español')

    def test_people_choose_it(self):
        for path, value in (("/account", "es"), ("/messages/new", "es"), ("/admin/mail-texts", "es"),
                            ("/admin/people/new", "es-MX")):
            page = self.admin.request("GET", path)[2]
            self.assertRegex(page, rf'<option value="{value}" lang="es-MX"[^>]*>\s*Español\s*</option>', path)
        self.assertNotEqual(self.admin.post("/account/preferences", {"language": "de", "time_zone": ""}), 303)

    def test_a_company_writes_in_it(self):
        page = self.admin.request("GET", "/admin/branding")[2]
        for field in ("headline_es", "footer_es"):
            self.assertIn(f'name="{field}"', page)
        given = {"fr": "Panne de courriel", "en": "Mail is down", "level": "outage", "starts": "2026-01-01T00:00"}
        visitor = Visitor(self.server, {"Accept-Language": "es"})
        self.assertEqual(self.admin.post("/admin/banner", given), 303)
        self.assertIn("Mail is down", visitor.request("GET", "/sign-in")[2])
        self.assertEqual(self.admin.post("/admin/banner", {**given, "es": "Correo caído"}), 303)
        self.wait_for(visitor, "Correo caído")
        self.assertEqual(self.admin.post("/admin/banner", {"fr": "", "en": "x", "es": "x", **{
            key: given[key] for key in ("level", "starts")}}), 400)
        self.admin.post("/admin/banner/remove", {})

    def test_a_message_in_it_is_read_in_it(self):
        self.server.sx("send", "--to", "lucia@example.net", "--subject", "Escritura", "--body", "Hola", "--language",
                       "es", "--json")
        mail = self.server.mail_to("lucia@example.net")
        self.assertIn('lang="es-MX"', mail["html"])
        for part in ("text", "html"):
            self.assertIn(MARK, mail[part])
            self.assertRegex(plain(mail[part]), rf"\d de ({MONTHS}) de \d{{4}}")
        link = re.search(r"http://localhost:\d+(/m/[\w-]{22})", mail["text"])[1]
        page = Visitor(self.server, {"Accept-Language": "es"}).request("GET", link)[2]
        self.assertRegex(page, r'<html[^>]* lang="es-MX"')
        self.assertIn(MARK, page)
        status, _ = self.server.sx("send", "--to", "lucia@example.net", "--subject", "s", "--body", "b", "--language",
                                   "de", "--json", check=False)[:2]
        self.assertNotEqual(status, 0)

    def test_the_tool_lists_what_lacks(self):
        listed = subprocess.run([ROOT / "tools/words", "missing", "es", self.folder / "templates"], capture_output=True,
                                text=True)
        self.assertEqual(listed.returncode, 1)
        self.assertIn("plugins/auth/words  preferences.lead  (missing)", listed.stdout)
        self.assertIn("plugins/auth/words  preferences.done  (other arguments)", listed.stdout)
        self.assertIn("2 to translate", listed.stderr)

    def wait_for(self, visitor, text):
        wait_until(lambda: text in visitor.request("GET", "/sign-in")[2], what=text)


def texts(path):
    def walk(node):
        for value in node.values():
            if isinstance(value, dict):
                yield from walk(value)
            elif len(str(value)) >= LEAST_LETTERS and " " in str(value) and "{" not in str(value):
                yield str(value)
    return list(walk(yaml.load(path.read_text(), Loader=yaml.BaseLoader) or {})) if path.exists() else []


def plain(text):
    """Returns a text without what typography changes."""
    text = html.unescape(text).replace("’", "'").replace("\u00a0", " ").replace("\u202f", " ")
    return re.sub(r"\s+", " ", text).strip()


if __name__ == "__main__":
    unittest.main()
