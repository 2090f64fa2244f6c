"""Tests deliveries and replies from outside (rows A2, A8, A12, I6): what leaves, what stays, and whether mails are
valid."""
import concurrent.futures
import email
import email.policy
import hashlib
import http.client
import json
import os
import re
import sys
import tempfile
import unittest
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
from deployment import Deployment, wait_until  # noqa: E402
from opener import Reader, b64, unb64  # noqa: E402

SENDER = "camille.roy@example.com"
MANIFEST = "A" * 22


class DeliveryTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Deployment().__enter__()
        cls.addClassCleanup(cls.server.__exit__, None, None, None)

    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def file(self, name="plan.bin", size=5000):
        path = self.folder / name
        path.write_bytes(os.urandom(size))
        return path

    def source(self, mail):
        """Returns the mail as a mail server gets it."""
        with urllib.request.urlopen(f"{self.server.portal}/dev/postbox/{mail['id']}/source", timeout=10) as answer:
            return answer.read()

    def check(self, raw, links=1):
        """Checks a mail by Python's own parser: two parts that agree, one button, nothing else to fetch or follow."""
        raw = raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        message = email.message_from_bytes(raw, policy=email.policy.SMTP)
        defects = [str(d) for part in message.walk() for d in part.defects] + [
            str(d) for value in message.values() for d in getattr(value, "defects", [])
        ]
        self.assertEqual(defects, [])
        self.assertTrue(all(byte < 128 for byte in raw))
        self.assertLessEqual(max(len(line) for line in raw.split(b"\r\n")), 998)
        self.assertEqual(message.get_content_type(), "multipart/alternative")
        self.assertEqual([part.get_content_type() for part in message.iter_parts()], ["text/plain", "text/html"])
        text, html = (message.get_body((kind,)).get_content().replace("\r\n", "\n") for kind in ("plain", "html"))
        self.assertEqual(re.findall(r"<(?:img|script|form|iframe|link|object)\b", html, re.I), [])
        followed = set(re.findall(r'(?:href|src|action|background)="([^"]+)"', html))
        self.assertEqual(len(followed), links, followed)
        for link in followed:
            self.assertIn(link, text)
        self.assertIn("@", str(message["from"]))
        self.assertTrue(str(message["subject"]).strip())
        return message, text, html

    def stored(self):
        """Returns everything that the server stores, as one blob of bytes."""
        return b"".join(path.read_bytes() for path in self.server.data.rglob("*") if path.is_file())

    def test_a2_the_attachments_only(self):
        body = "Bonjour Louis,\nrencontre à la marina Papillon-Azuré."
        status, out, _ = self.server.sx(
            "send", "--to", "a2@example.net", "--subject", "Acte de vente à relire", "--body", body, "--attach",
            self.file("Projet d’acte.pdf"), "--attachments-only", "--json"
        )
        mail = self.server.mail_to("a2@example.net")
        message, text, html = self.check(self.source(mail))
        self.assertEqual(str(message["subject"]), "Acte de vente à relire")
        for part in (text, html):
            self.assertIn("Papillon-Azuré", part)
            self.assertIn("Bordereau de téléchargement", part)
            self.assertIn("Projet d’acte.pdf", part)
        link = re.search(r"http\S+/m/\S+#k1_\S+", text)[0]
        code = re.search(r"^([0-9A-Z]{3}-[0-9A-Z]{3})$", text, re.M)[1]
        _, opened, _ = self.server.sx("open", link, "--code", code, "--out", self.folder / "out", "--json")
        self.assertEqual((opened["body"], [file["name"] for file in opened["files"]]), ("", ["Projet d’acte.pdf"]))
        # Once the mail is sent, the unsealed text is nowhere on the server.
        self.assertNotIn("Papillon".encode(), self.stored())

    def test_a2_refuses_what_protects_nothing_or_acts(self):
        self.assertEqual(
            self.server.sx(
                "send", "--to", "a@example.net", "--subject", "s", "--body", "b", "--attachments-only", check=False
            )[0],
            2,
        )
        wanted = {
            "language": "fr",
            "recipients": [{"address": "a@example.net"}],
            "protect": "files",
            "files": [{"id": MANIFEST, "bytes": 2000}],
        }
        status, answer = self.server.api("POST", "/api/v1/messages", wanted)
        self.assertEqual((status, answer["code"], answer["field"]), (400, "no_files", "files"))
        two = [*wanted["files"], {"id": "AQEBAQEBAQEBAQEBAQEBAQ", "bytes": 2000}]
        status, answer = self.server.api("POST", "/api/v1/messages", {**wanted, "files": two, "delivery": "link"})
        self.assertEqual((status, answer["field"]), (400, "delivery"))
        status, draft = self.server.api("POST", "/api/v1/messages", {**wanted, "files": two})
        self.assertEqual(status, 201)
        slip = [{"name": "a.pdf", "size": 5, "sha256": "a" * 64}]
        for notice, field in (
            ({"files": slip}, "notice.subject"),
            ({"files": [], "subject": "s"}, "notice.files"),
            ({"files": slip, "subject": "s"}, "notice.body.text"),
            (
                {"files": slip, "subject": "s", "body": {"text": "t", "html": "<img src=\"https://example.com/x\">"}},
                "notice.body.html",
            ),
        ):
            status, answer = self.send(f"/api/v1/messages/{draft['id']}", draft, notice)
            self.assertEqual((status, answer["field"]), (400, field))
        status, whole = self.server.api("POST", "/api/v1/messages", {**wanted, "protect": "all"})
        status, answer = self.send(
            f"/api/v1/messages/{whole['id']}", whole, {"files": [], "body": {"text": "t", "html": ""}}
        )
        self.assertEqual((status, answer["field"]), (400, "notice.body"))

    def slot(self, draft, flags=4):
        grant = draft["grants"][0]
        header = (
            b"SXK1\x01\x01" + bytes([flags, 0]) + bytes(8) + unb64(draft["id"]) + unb64(grant["grant"]) + os.urandom(16)
        )
        return {
            "grant": grant["grant"],
            "slot": b64(header + os.urandom(92)),
            "proof": b64(os.urandom(32)),
            "link_secret": b64(os.urandom(32)),
        }

    def send(self, path, draft, notice, headers=None):
        return self.server.api(
            "POST", path + "/send", {"grants": [self.slot(draft)], "notice": notice}, headers=headers
        )

    def mails_sent(self):
        """Counts the mails so far, without the bills that the demonstration mails to Acme meanwhile."""
        return sum("@acme." not in mail["to"] for mail in self.server.mails())

    def test_a12_a_mail_for_the_senders_own_program(self):
        before = self.mails_sent()
        _, out, _ = self.server.sx(
            "send", "--to", "eml.e@example.net", "--subject", "Acte", "--body", "Bonjour", "--attach", self.file(),
            "--delivery", "eml", "--out", self.folder / "mails", "--json"
        )
        path = Path(out["recipients"][0]["eml"])
        self.assertEqual(path.stat().st_mode & 0o777, 0o600)
        message, text, _ = self.check(path.read_bytes())
        self.assertEqual(message["x-unsent"], "1")
        self.assertEqual(message["from"].addresses[0].addr_spec, SENDER)
        self.assertEqual(message["to"].addresses[0].addr_spec, "eml.e@example.net")
        link = re.search(r"http\S+/m/\S+#k1_\S+", text)[0]
        self.assertEqual(link, out["recipients"][0]["link"])
        self.assertNotIn("LINK_SECRET", text)
        # The server sent nothing and never had the secret.
        self.assertEqual(self.mails_sent(), before)
        secret = link.split("#k1_")[1]
        stored = self.stored()
        self.assertNotIn(secret.encode(), stored)
        self.assertNotIn(unb64(secret), stored)
        self.assertNotIn(secret, self.server.log_path.read_text(errors="replace"))
        code = re.search(r"^([0-9A-Z]{3}-[0-9A-Z]{3})$", text, re.M)[1]
        self.assertEqual(
            self.server.sx("open", link, "--code", code, "--out", self.folder / "out", "--json")[1]["body"], "Bonjour"
        )

    def test_a12_the_text_and_a_mail_of_attachments_only_by_eml(self):
        _, out, _ = self.server.sx(
            "send", "--to", "both@example.net", "--subject", "Acte", "--body", "En clair", "--attach", self.file(),
            "--attachments-only", "--delivery", "eml", "--out", self.folder, "--json"
        )
        message, text, html = self.check(Path(out["recipients"][0]["eml"]).read_bytes())
        self.assertIn("En clair", text)
        self.assertIn("En clair", html)

    def test_a8_i6_the_mails_that_come_back_are_valid(self):
        sent = self.server.send_link("--body", "x", "--opens", "2", "--language", "en")
        reader = Reader(self.server.port, sent["link"])
        status, opened = reader.open(sent["code"])
        self.assertEqual((status, opened["replies"], opened["to"]["address"]), (200, True, "louis@example.net"))
        lease = {"Authorization": f"Lease {reader.lease}"}
        status, _, raw = reader.request("POST", "/reply", {"files": [{"id": MANIFEST, "bytes": 2000}]}, lease)
        self.assertEqual(status, 201, raw)
        draft = json.loads(raw)
        self.put(reader, draft, os.urandom(2000))
        slot = self.slot(draft)
        status, _, raw = reader.request(
            "POST", f"/reply/{draft['id']}/send", {"grants": [slot], "notice": {"files": []}}, lease
        )
        self.assertEqual(status, 200, raw)
        mail = self.server.mail_to(SENDER, "a répondu à votre message")
        _, text, _ = self.check(self.source(mail))
        self.assertIn(f"{draft['grants'][0]['token']}#k1_{slot['link_secret']}", text)
        self.check(self.source(self.server.mail_to(SENDER, "a ouvert votre message")))
        status, _, raw = reader.request("POST", "/again")
        self.assertEqual((status, raw), (202, b""))
        _, text, _ = self.check(self.source(self.server.mail_to(SENDER, "demande de recevoir de nouveau")))
        self.assertIn(f"/messages/{sent['id']}/again/", text)
        # Asked again on the same day: the same response, no second mail. The same for a link that never existed.
        count = self.mails_sent()
        self.assertEqual(reader.request("POST", "/again")[0::2], (202, b""))
        reader.token = b64(os.urandom(16))
        self.assertEqual(reader.request("POST", "/again")[0::2], (202, b""))
        wait_until(lambda: self.server.api("GET", f"/api/v1/messages/{sent['id']}")[0] == 200, 5)
        self.assertEqual(self.mails_sent(), count)

    def test_p1_a_reply_takes_no_open_and_is_sent_once_however_many_ask(self):
        sent = self.server.send_link("--body", "x", "--opens", "2")
        reader = Reader(self.server.port, sent["link"])
        reader.open(sent["code"])
        lease = {"Authorization": f"Lease {reader.lease}"}
        draft = json.loads(reader.request("POST", "/reply", {"files": [{"id": MANIFEST, "bytes": 2000}]}, lease)[2])
        self.put(reader, draft, os.urandom(2000))
        body = {"grants": [self.slot(draft)], "notice": {"files": []}}
        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            answers = list(
                pool.map(lambda _: reader.request("POST", f"/reply/{draft['id']}/send", body, lease)[0], range(16))
            )
        self.assertIn(200, answers)
        self.assertLessEqual(set(answers), {200, 409})
        token = draft["grants"][0]["token"]
        self.server.mail_to(SENDER, token)
        self.assertEqual(sum(token in (mail.get("text") or "") for mail in self.server.mails()), 1)
        self.assertEqual(reader.gates()[1]["opens_left"], 1)

    def put(self, reader, draft, data):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30)
        connection.request(
            "PUT",
            f"/m/{reader.token}/reply/{draft['id']}/files/{MANIFEST}/parts/0",
            data,
            {
                "Host": reader.host,
                "Authorization": f"Lease {reader.lease}",
                "X-Content-SHA256": hashlib.sha256(data).hexdigest(),
            },
        )
        answer = connection.getresponse()
        self.assertEqual(answer.status, 200, answer.read())
        connection.close()

    def test_i6_a_report_stands_in_the_journal_and_ends_requests(self):
        sent = self.server.send_link("--body", "x", "--opens", "2")
        reader = Reader(self.server.port, sent["link"])
        reader.open(sent["code"])
        lease = {"Authorization": f"Lease {reader.lease}"}
        self.assertEqual(reader.request("POST", "/report", {"reason": "<b>"}, lease)[0], 400)
        self.assertEqual(
            reader.request(
                "POST", "/report", {"reason": "unsolicited"}, {"Authorization": f"Lease {b64(os.urandom(32))}"}
            )[0],
            410,
        )
        for _ in range(2):
            self.assertEqual(reader.request("POST", "/report", {"reason": "unsolicited"}, lease)[0], 204)
        self.assertEqual(reader.request("POST", "/again")[0], 202)
        _, detail = self.server.api("GET", f"/api/v1/messages/{sent['id']}")
        self.assertEqual([event["cause"] for event in detail["events"] if event["kind"] == "reported"], ["unsolicited"])
        # The recipient destroys the message, and the receipt says so.
        self.assertEqual(reader.request("POST", "/destroy", None, lease)[0], 204)
        self.assertEqual(reader.request("POST", "/destroy", None, lease)[0], 410)
        status, receipt = self.server.api("GET", f"/api/v1/messages/{sent['id']}/receipt")
        self.assertEqual((status, receipt["receipt"]["cause"], receipt["receipt"]["opens"]), (200, "recipient", 1))
        _, detail = self.server.api("GET", f"/api/v1/messages/{sent['id']}")
        self.assertEqual(detail["state"], "destroyed")
        self.assertNotIn("asked_again", [event["kind"] for event in detail["events"]])

    def test_i6_a_reported_message_sends_no_more_notices(self):
        _, out, _ = self.server.sx(
            "send", "--to", "unwanted@example.net", "--subject", "s", "--body", "b", "--opens", "2", "--json"
        )
        text = self.server.mail_to("unwanted@example.net")["text"]
        reader = Reader(self.server.port, re.search(r"http\S+/m/\S+#k1_\S+", text)[0])
        reader.open(re.search(r"^([0-9A-Z]{3}-[0-9A-Z]{3})$", text, re.M)[1])
        self.assertEqual(
            reader.request("POST", "/report", {"reason": "other"}, {"Authorization": f"Lease {reader.lease}"})[0], 204
        )
        grant = self.server.api("GET", f"/api/v1/messages/{out['id']}")[1]["recipients"][0]["grant"]
        status, answer = self.server.api(
            "POST",
            f"/api/v1/messages/{out['id']}/grants/{grant}/notice",
            {"proof": reader.proof, "link_secret": b64(reader.secret), "notice": {"files": []}},
        )
        self.assertEqual((status, answer["code"]), (409, "reported"))


if __name__ == "__main__":
    unittest.main()
