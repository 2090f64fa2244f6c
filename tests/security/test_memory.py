"""Tests that the server's memory keeps no secret once it is used (promise P10, finding F18), and no sealed share once
its message is destroyed (P4).

Mails and texts go to servers of their own, as in production: the demonstration's postbox would keep them.
"""
import re
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
from deployment import Deployment, wait_until  # noqa: E402
from mail_server import MailServer, TextGateway  # noqa: E402
from memory import copies, memory_of  # noqa: E402
from opener import MANIFEST, Reader, send_with_gates  # noqa: E402
from visitor import Visitor  # noqa: E402

PASSWORD, MOBILE, CAMILLE = "Un-mot-de-passe-rare", "+15145550142", "camille.roy@example.com"


class MemoryTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.mail = cls.enterClassContext(MailServer())
        cls.texts = cls.enterClassContext(TextGateway())
        cls.server = cls.enterClassContext(Deployment({
            **cls.mail.settings, **cls.texts.settings, "SX_PLUGINS_SETTINGS_AUTH_PROOF_WORK": "200"
        }))

    def assert_gone(self, **secrets):
        for _ in range(8):  # connections that stay open hold their last request
            self.server.api("GET", "/api/v1/messages", key="none")
        left = []

        def are_gone():
            left[:] = copies(self.server.process.pid, secrets)
            return not left
        try:
            wait_until(are_gone, 20)
        except AssertionError:
            self.fail("still in memory:\n" + "\n".join(left))

    def destroy(self, message):
        self.assertEqual(self.server.api("POST", f"/api/v1/messages/{message}/destroy")[0] // 100, 2)
        self.assertEqual(self.server.api("GET", f"/api/v1/messages/{message}/receipt")[0], 200)

    def test_P10_memory_keeps_no_secret_of_a_request_that_is_over(self):
        # The link's secret passes through a body, JSON, a sealed row, a job and a mail.
        _, sent, _ = self.server.sx("send", "--to", "louis@example.net", "--subject", "Acte", "--body", "x",
                                    "--password", PASSWORD, "--opening-code", "--opens", "2", "--json")
        mail = self.mail.mail_to("louis@example.net", "/m/")
        link = re.search(r"http\S+/m/\S+#k1_[\w-]{43}", mail["text"])[0]
        code = re.search(r"^([A-Z0-9]{3}-[A-Z0-9]{3})$", mail["text"], re.M)[1]
        secrets = {"link": link.split("#k1_")[1], "key": self.server.demo["api_key"], "password": PASSWORD,
                   "shown code": code, "typed code": code.replace("-", "")}
        self.assert_gone(**secrets)
        into = self.enterContext(tempfile.TemporaryDirectory())
        self.server.sx("open", link, "--code", code, "--password", PASSWORD, "--out", into)
        self.assert_gone(**secrets)
        self.destroy(sent["id"])
        self.assert_gone(**secrets)

    def test_P10_memory_keeps_no_proof_and_no_answer_of_a_gate(self):
        sent = send_with_gates(self.server, {"sms": True}, mobile=MOBILE)
        reader = Reader(self.server.port, sent["link"])
        self.assertEqual(reader.call("/gates/sms/ask", proof=reader.proof)[0], 202)
        text = wait_until(lambda: self.texts.texts and self.texts.texts[0], what="the text")
        secrets = {"answer": re.search(r"#(\d{6})\b", text)[1], "proof": reader.proof, "mobile": MOBILE[1:]}
        self.assert_gone(**secrets)
        self.assertEqual(reader.open(None, answers={"sms": "000000"})[0], 403)
        status, opened = reader.open(None, answers={"sms": secrets["answer"]})
        self.assertEqual(status, 200)
        self.assertEqual(reader.file(MANIFEST)[0], 200)
        secrets.update(lease=reader.lease, share=opened["share"])
        self.assert_gone(**secrets)
        self.destroy(sent["id"])
        self.assert_gone(**secrets)

    def test_P10_memory_keeps_nothing_that_signs_somebody_in(self):
        browser = Visitor(self.server)
        self.assertEqual(
            browser.request("POST", "/sign-in", {"address": CAMILLE, "next": "/", "altcha": browser.proof()})[0], 200
        )
        text = self.mail.mail_to(CAMILLE, "/sign-in/link#")["text"]
        secrets = {"token": re.search(r"/sign-in/link#([\w-]{22})", text)[1],
                   "code": re.search(r"^(\w{4}-\w{4})\s*$", text, re.M)[1], "browser": browser.cookies["sx_browser"]}
        self.assert_gone(**secrets)
        form = {"code": secrets["code"], "address": CAMILLE}
        self.assertEqual(browser.request("POST", "/sign-in/code", form)[0], 303)
        self.assertEqual(browser.get("/account"), 200)
        self.assert_gone(**secrets, session=browser.cookies["sx_session"])

    def test_P4_memory_keeps_no_sealed_share_of_a_message_that_is_destroyed(self):
        if self.server.database:
            self.skipTest("PostgreSQL keeps the sealed share in dead rows until vacuum (docs/security.md)")
        sent = self.server.send_link("--body", "x", "--opens", "3")
        reader = Reader(self.server.port, sent["link"])
        for _ in range(3):  # each opening leaves the share in the pages of a connection to the database
            self.assertEqual(reader.open(sent["code"])[0], 200)
        share = bytes.fromhex(
            self.server.rows(f"SELECT hex(share) FROM sealed_grant WHERE item_id = '{sent['id']}'")[0][0]
        )
        self.assertIn(share, memory_of(self.server.process.pid))
        self.destroy(sent["id"])
        self.assertNotIn(share, memory_of(self.server.process.pid))


if __name__ == "__main__":
    unittest.main(verbosity=2)
