"""Checks every kind of mail in both languages as it leaves: MIME, HTML, what mail programs support, and spam (row A7).

One administrator sends themselves a test of each kind from the page of mail texts; what the postbox kept is checked.
"""
import email
import email.policy
import json
import os
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
from deployment import ROOT, Deployment, wait_until  # noqa: E402
from visitor import Visitor  # noqa: E402

MOST_BYTES = 60_000  # Gmail cuts a mail at 102 kB
MOST_POINTS = 2.0
# What only one company's mails may say: words of its brand, and a colour.
OWN = {
    "acme": (("acme", "patrimoine", "rue Girouard", "450 555-0142"), "#12352a"),
    "beta": (("beta", "clini", "rue Saint-Jacques", "514 555-0176"), "#f0b58c"),
}
STRICT = email.policy.default.clone(raise_on_defect=True)


class MailsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Deployment({"SX_HTTP_PER_MINUTE": "1000000"}))
        cls.mails = cls.mails_of(cls.server.demo, "localhost")

    @classmethod
    def mails_of(cls, company, host):
        """Returns every kind of mail in both languages, newest first, as a company's administrator gets it."""
        server = cls.server
        address = next(user["address"] for user in company["users"] if user["role"] == "super")
        admin = Visitor(server, {"Host": f"{host}:{server.port}"}).sign_in(address)
        page = admin.request("GET", "/admin/mail-texts")[2]
        group = re.search(r"<optgroup.*?</optgroup>", page, re.S)[0]  # the first lists mails, the second texts
        kinds = re.findall(r'<option value="([^"]+)"', group)
        csrf = re.search(r'<meta name="csrf" content="([^"]+)"', page)[1]
        before = len(server.mails())
        for language in ("fr", "en"):
            for kind in kinds:
                form = {"_csrf": csrf, "language": language, "kind": kind, "piece": "", "shape": "line", "text": ""}
                status = admin.request("POST", "/admin/mail-texts/test", form)[0]
                assert status == 303, f"{kind} {language}: {status}"
        count = 2 * len(kinds)
        wait_until(lambda: len(server.mails()) >= before + count, what="the test mails")
        mails = server.mails()[:count]
        names = [f"{kind} {language}" for language in ("fr", "en") for kind in kinds]
        for name, mail in zip(names, reversed(mails)):
            mail["kind"], mail["language"] = name.split()
            mail["source"] = admin.request("GET", f"/dev/postbox/{mail['id']}/source")[2]
        return mails

    def test_every_kind_is_there(self):
        self.assertGreaterEqual(len(self.mails), 2 * 24)
        for service in (ROOT / "plugins").glob("*/services/*.cpp"):
            if "mail::render(" in service.read_text():
                manifest = (service.parents[1] / "plugin.yaml").read_text()
                self.assertIn("email_templates.samples/1", manifest, f"{service.parents[1].name} mails without a sample")

    def test_mime_has_no_defect_and_both_parts_say_the_same_link(self):
        for mail in self.mails:
            with self.subTest(mail["kind"], language=mail["language"]):
                source = mail["source"].encode()
                self.assertLess(len(source), MOST_BYTES)
                self.assertLessEqual(max(len(line) for line in source.splitlines()), 998)
                message = email.message_from_bytes(source, policy=STRICT)
                for part in message.walk():
                    self.assertEqual(part.defects, [])
                for name in ("From", "To", "Subject", "Date", "Message-ID", "MIME-Version"):
                    self.assertEqual(len(message.get_all(name, [])), 1, name)
                self.assertEqual(message["Auto-Submitted"], "auto-generated")
                text = message.get_body(("plain",)).get_content()
                html = message.get_body(("html",)).get_content()
                for link in re.findall(r'href="(http[^"]+)"', html):
                    self.assertIn(link.replace("&amp;", "&"), text)
                self.assertRegex(html, r'^<!doctype html>\s*<html lang="(fr|en)-CA"')
                self.assertNotIn("{", text)

    def test_mail_programs_support_what_they_use(self):
        given = json.dumps([{key: mail[key] for key in ("kind", "language", "html")} for mail in self.mails])
        done = subprocess.run(["node", ROOT / "tests" / "mails" / "check.mjs"], input=given, capture_output=True,
                              text=True, timeout=300)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout, "")

    def test_no_mail_looks_like_spam(self):
        box = "".join(self.boxed(mail) for mail in self.mails)
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "preferences").touch()
            done = subprocess.run(
                ["spamassassin", "--local", "--test-mode", "--mbox", f"--prefspath={folder}/preferences"],
                input=box.encode(), capture_output=True, timeout=500, env={**os.environ, "HOME": folder})
        points = re.findall(rb"^X-Spam-Status: \w+, score=(-?[\d.]+) .*?tests=([\w,\s]*?)\s+autolearn", done.stdout, re.M | re.S)
        self.assertEqual(len(points), len(self.mails), done.stderr[-2000:])
        worst = max(points, key=lambda each: float(each[0]))
        self.assertLess(float(worst[0]), MOST_POINTS, worst)

    def test_a_mail_of_one_company_shows_nothing_of_another(self):
        """Neither another company's name, address, links, colours nor logo: what is common to both is not the brand's."""
        companies = {each["subdomain"]: each for each in self.server.demo["tenants"]}
        mails = {name: self.mails_of(companies[name], f"{name}.localhost") for name in OWN}
        logos, colours = {}, {}
        for name, (_, own) in OWN.items():
            self.assertEqual(len(mails[name]), len(self.mails))
            for mail in mails[name]:
                with self.subTest(mail["kind"], language=mail["language"], company=name):
                    message = email.message_from_bytes(mail["source"].encode(), policy=STRICT)
                    said = "\n".join([*map(str, message.values()), mail["text"], mail["html"]]).casefold()
                    self.assertTrue(own in said, f"without its own {own}")
                    for part in message.walk():
                        if part.get_content_maintype() == "image":
                            logos.setdefault(name, set()).add(part.get_content())
                    colours.setdefault(name, set()).update(re.findall(r"#[0-9a-f]{6}\b", mail["html"]))
                    for other in OWN.keys() - {name}:
                        for foreign in [*OWN[other][0], OWN[other][1]]:
                            self.assertFalse(foreign.casefold() in said, f"says {foreign} of {other}")
        self.assertEqual(len(logos["acme"]), 1)
        self.assertEqual(len(logos["beta"]), 1)
        self.assertFalse(logos["acme"] & logos["beta"])
        self.assertGreater(len(colours["acme"] ^ colours["beta"]), 4)

    @staticmethod
    def boxed(mail):
        """Returns a mail as a mailbox holds it, once a mail server has taken it from an address of the deployment."""
        source = mail["source"].replace("\r\n", "\n").replace("@localhost", "@example.com")
        source = re.sub(r"localhost:\d+", "boreal.example.com", source)
        source = re.sub(r"^From ", ">From ", source, flags=re.M)
        return f"From sender@example.com Sat Nov 28 00:00:00 2026\n{source}\n\n"


if __name__ == "__main__":
    unittest.main()
