"""Tests the command-line client against a real server (rows G3, A5, I1, I2, I5)."""
import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
from deployment import Deployment, wait_until  # noqa: E402


def sha256(path):
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


class SxTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = (
            cls.enterClassContext(Deployment()) if hasattr(cls, "enterClassContext") else Deployment().__enter__()
        )

    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def file(self, name, size):
        path = self.folder / name
        path.write_bytes(os.urandom(min(size, 1 << 20)) * (size // (1 << 20) + 1))
        os.truncate(path, size)
        return path

    def open(self, sent, *arguments, check=True):
        return self.server.sx(
            "open",
            sent["link"],
            *(["--code", sent["code"]] if sent["code"] else []),
            "--out",
            self.folder / "out",
            "--json",
            *arguments,
            check=check
        )

    def test_what_is_sent_is_what_is_opened(self):
        plan, empty = self.file("plan été.pdf", 20_000_001), self.file("vide.txt", 0)
        sent = self.server.send_link(
            "--body", "Bonjour,\nvoici l’acte.", "--attach", plan, "--attach", empty, "--opens", "3", "--expires", "7d"
        )
        _, opened, _ = self.open(sent)
        self.assertEqual(opened["subject"], "Acte")
        self.assertEqual(opened["body"], "Bonjour,\nvoici l’acte.")
        self.assertEqual(opened["opens_left"], 2)
        self.assertIn("@", opened["from"])
        self.assertEqual([file["name"] for file in opened["files"]], ["plan été.pdf", "vide.txt"])
        for source, file in zip((plan, empty), opened["files"]):
            self.assertEqual(file["sha256"], sha256(source))
            self.assertEqual(file["sha256"], sha256(file["path"]))
            self.assertEqual(file["size"], source.stat().st_size)

    def test_the_only_open_can_be_taken_once(self):
        sent = self.server.send_link("--body", "x", "--opens", "1")
        self.assertEqual(self.open(sent)[1]["opens_left"], 0)
        status, _, error = self.open(sent, check=False)
        self.assertEqual(status, 3, error)

    def test_a_wrong_code_is_said_and_takes_no_open(self):
        sent = self.server.send_link("--body", "x", "--opens", "1")
        status, _, error = self.server.sx("open", sent["link"], "--code", "222222", "--out", self.folder, check=False)
        self.assertEqual(status, 4, error)
        self.assertIn("tries left", error)
        self.open(sent)

    def test_a_password_is_asked_and_checked(self):
        sent = self.server.send_link("--body", "x", "--password", "ﬁnesse été")
        self.assertEqual(self.open(sent, check=False)[0], 2)
        self.assertEqual(self.open(sent, "--password", "autre", check=False)[0], 4)
        # NFKC makes a ligature and the same two letters one password.
        self.assertEqual(self.open(sent, "--password", "finesse été")[1]["body"], "x")

    def test_a_code_by_sms_is_asked_for_and_checked(self):  # A4
        def texts():
            return [each["text"] for each in self.server.mails() if each["kind"] == "sms"]
        _, out, _ = self.server.sx(
            "send", "--to", "louis@example.net", "--to", "nadia@example.net", "--subject", "s", "--body", "x", "--sms",
            "louis@example.net=+15145550142", "--delivery", "link", "--json"
        )
        louis, nadia = out["recipients"]
        self.assertEqual(self.open(nadia)[1]["body"], "x")  # without a number there is no such gate
        status, _, error = self.open(louis, check=False)
        self.assertEqual(status, 2, error)
        self.assertIn("0142", error)
        self.assertNotIn("514555", error)
        code = re.search(r"\b(\d{6})\b", wait_until(texts, what="the text")[0]).group(1)
        wrong = "000000" if code != "000000" else "111111"
        self.assertEqual(self.open(louis, "--sms-code", wrong, check=False)[0], 4)
        self.assertEqual(self.open(louis, "--sms-code", code)[1]["body"], "x")

    def set_constant_protection(self, is_on):
        """Chooses for the demo's company, as its administrator does."""
        value = "true" if is_on else "false"
        self.server.run_server("settings", "--tenant", "localhost", "set", "sealed.constant_protection", value)

    def test_the_opening_code_is_asked_where_nothing_else_protects(self):  # A12, I1
        to = ("--to", "louis@example.net", "--to", "nadia@example.net", "--subject", "s", "--body", "x", "--delivery",
              "link", "--json")
        sms = ("--sms", "louis@example.net=+15145550142")

        def codes(*arguments):
            _, out, _ = self.server.sx("send", *to, *arguments)
            return out["recipients"], [each["code"] is not None for each in out["recipients"]]
        self.assertEqual(codes()[1], [True, True])
        self.assertEqual(codes(*sms)[1], [False, True])
        recipients, asked = codes("--password", "Chut-chut")
        self.assertEqual(asked, [False, False])
        # The link and the password alone open it.
        self.assertEqual(self.open(recipients[0], "--password", "Chut-chut")[1]["body"], "x")
        # Somebody who wants the code besides says so, and then it is needed.
        recipients, asked = codes("--password", "Chut-chut", "--opening-code")
        self.assertEqual(asked, [True, True])
        without = {**recipients[0], "code": None}
        self.assertEqual(self.open(without, "--password", "Chut-chut", check=False)[0], 2)
        self.assertEqual(self.open(recipients[0], "--password", "Chut-chut")[1]["body"], "x")
        self.assertIn("--opening-code", self.server.sx("help")[1])

    def test_a_company_with_constant_protection_asks_everybody_for_the_code(self):  # J1
        self.set_constant_protection(True)
        self.addCleanup(self.set_constant_protection, False)
        _, out, _ = self.server.sx(
            "send", "--to", "louis@example.net", "--to", "nadia@example.net", "--subject", "s", "--body", "x",
            "--password", "Chut-chut", "--sms", "louis@example.net=+15145550142", "--delivery", "link", "--json"
        )
        louis, nadia = out["recipients"]
        self.assertTrue(louis["code"])
        self.assertEqual(self.open({**nadia, "code": None}, "--password", "Chut-chut", check=False)[0], 2)
        self.assertEqual(self.open({**nadia, "code": "222222"}, "--password", "Chut-chut", check=False)[0], 4)
        self.assertEqual(self.open(nadia, "--password", "Chut-chut")[1]["body"], "x")
        # Other clients are forced too: this one says that it wants no code.
        status, made = self.server.api(
            "POST",
            "/api/v1/messages",
            {
                "language": "fr", "opens": 1, "expires_in": 3600, "delivery": "link",
                "gates": {"password": True, "code": False},
                "recipients": [{"address": "a@example.net"}],
                "files": [{"id": "A" * 22, "bytes": 1080}],
            },
        )
        self.assertEqual(status, 201, made)
        self.assertEqual(made["grants"][0]["flags"], 5)
        self.assertEqual(len(made["grants"][0]["code"]), 6)

    def test_a_rule_that_forces_the_opening_code_is_told_by_its_option(self):  # A16
        self.add_list("Code", "testament", "force", "code")
        send = ("send", "--to", "louis@example.net", "--subject", "Acte", "--body", "Le testament.", "--delivery",
                "link", "--json")
        self.server.sx(*send)  # nothing else protects it, so the code is asked
        status, _, error = self.server.sx(*send, "--password", "Chut-chut", check=False)
        self.assertEqual(status, 6, error)
        self.assertIn("--opening-code", error)
        self.server.sx(*send, "--password", "Chut-chut", "--opening-code")

    def test_a_link_by_sms_comes_without_its_code(self):  # A12
        def text_to(number):
            return next(
                (
                    each["text"]
                    for each in self.server.mails()
                    if each["kind"] == "sms" and number in each["to"] and "/m/" in each["text"]
                ),
                None,
            )
        to = (
            "--to", "louis@example.net", "--to", "nadia@example.net", "--subject", "s", "--body", "Par texto",
            "--delivery", "sms"
        )
        self.assertEqual(self.server.sx("send", *to, "--sms", "louis@example.net=+15145550171", check=False)[0], 2)
        _, out, _ = self.server.sx(
            "send",
            *to,
            "--sms",
            "louis@example.net=+15145550171",
            "--sms",
            "nadia@example.net=+1 514 555-0172",
            "--json"
        )
        for recipient, number in zip(out["recipients"], ("0171", "0172")):
            self.assertIsNone(recipient["link"])
            text = wait_until(lambda: text_to(number), what="the text")
            self.assertNotIn(recipient["code"], text)
            link = re.search(r"http\S+$", text)[0]
            self.assertEqual(self.open({"link": link, "code": recipient["code"]})[1]["body"], "Par texto")

    def test_a_number_that_cannot_be_is_refused_before_anything_is_sent(self):
        status, _, error = self.server.sx(
            "send", "--to", "louis@example.net", "--subject", "s", "--body", "x", "--sms", "louis@example.net=12",
            check=False
        )
        self.assertNotEqual(status, 0)
        self.assertIn("mobile", error)
        self.assertEqual(
            self.server.sx(
                "send", "--to", "louis@example.net", "--subject", "s", "--body", "x", "--sms", "other@example.net=12",
                check=False
            )[0],
            2,
        )

    def test_each_recipient_has_a_link_of_their_own(self):
        _, out, _ = self.server.sx(
            "send", "--to", "a@example.net", "--to", "b@example.net", "--subject", "s", "--body", "b", "--delivery",
            "link", "--opens", "1", "--json"
        )
        first, second = out["recipients"]
        self.assertEqual([first["address"], second["address"]], ["a@example.net", "b@example.net"])
        self.assertNotEqual(first["link"], second["link"])
        self.open(first)
        self.open(second)

    def test_a_mailed_message_hands_no_link_back_and_opens_from_the_mail(self):
        _, out, _ = self.server.sx(
            "send", "--to", "marie@example.net", "--subject", "s", "--body", "b", "--language", "en", "--json"
        )
        self.assertEqual(out["recipients"], [{"address": "marie@example.net", "link": None, "code": None}])
        mail = self.server.mail_to("marie@example.net")
        link = next(word for word in mail["text"].split() if "/m/" in word)
        code = next(
            word
            for word in mail["text"].replace("-", "").split()
            if len(word) == 6 and word.isalnum() and word.upper() == word
        )
        self.assertEqual(self.server.sx("open", link, "--code", code, "--out", self.folder, "--json")[1]["body"], "b")

    def test_a_destroyed_message_is_refused_and_its_receipt_verifies_offline(self):
        sent = self.server.send_link("--body", "x")
        status, _ = self.server.api("GET", f"/api/v1/messages/{sent['id']}/receipt")
        self.assertNotEqual(status, 200)
        self.server.sx("destroy", sent["id"])
        self.assertEqual(self.open(sent, check=False)[0], 3)
        status, receipt = self.server.api("GET", f"/api/v1/messages/{sent['id']}/receipt")
        self.assertEqual(status, 200)
        path = self.folder / "receipt.json"
        path.write_text(json.dumps(receipt))
        self.assertEqual(self.server.sx("verify-receipt", path)[0], 0)
        self.assertEqual(self.server.sx("verify-receipt", path, "--server-key", receipt["key"])[0], 0)
        receipt["receipt"]["opens"] += 1
        path.write_text(json.dumps(receipt))
        self.assertEqual(self.server.sx("verify-receipt", path, check=False)[0], 1)

    def test_the_sent_list_shows_subject_and_state(self):
        def listed(sent):
            return next(
                message for message in self.server.sx("sent", "--json")[1]["messages"] if message["id"] == sent["id"]
            )
        sent = self.server.send_link("--body", "x", "--opens", "1")
        self.assertEqual((listed(sent)["subject"], listed(sent)["state"]), ("Acte", "waiting"))
        self.open(sent)
        # The sealed note is erased with the message: after the last open the server has no subject that can be opened.
        self.assertEqual((listed(sent)["subject"], listed(sent)["state"]), (None, "used_up"))

    def add_list(self, name, word, action, gates):
        """Adds a word list to every company, as the administrators' page does."""
        self.server.sql(
            "INSERT INTO policy_list (tenant_id, id, name, kind, words, action, gates, is_on, changed) "
            f"SELECT tenant_id, '{name:A<22}', '{name}', 'words', '{word}', '{action}', '{gates}', 1, 0 "
            "FROM directory_tenant"
        )
        self.addCleanup(self.server.sql, f"DELETE FROM policy_list WHERE name = '{name}'")

    def test_the_thesaurus_holds_back_what_lacks_a_protection(self):  # A16
        self.add_list("Sante", "diagnostic", "force", "password")
        self.add_list("Argent", "facture", "propose", "password sms")
        plain = self.file("facture.pdf", 100)

        def send(*arguments):
            return self.server.sx(
                "send",
                "--to",
                "louis@example.net",
                "--subject",
                "Acte",
                "--delivery",
                "link",
                "--json",
                *arguments,
                check=False
            )
        before = len(self.server.sx("sent", "--json")[1]["messages"])
        # A forced rule stops every message without its protection; the check sends nothing of the message.
        for more in ([], ["--force-unprotected"]):
            status, _, error = send("--body", "Voici le DIAGNOSTIC.", *more)
            self.assertEqual(status, 6, error)
            self.assertIn("requires", error)
            self.assertIn("diagnostic", error)
            self.assertIn("--password", error)
        # A rule that only advises stops the message too, unless it is overridden; file names are checked as well.
        status, _, error = send("--body", "x", "--attach", plain, "--password", "Chut-chut")
        self.assertEqual(status, 6, error)
        self.assertIn("--sms", error)
        self.assertNotIn("--password", error)
        self.assertEqual(len(self.server.sx("sent", "--json")[1]["messages"]), before)
        status, _, error = send("--body", "x", "--attach", plain, "--force-unprotected")
        self.assertEqual(status, 0, error)
        self.assertIn("facture", error)
        # With the protection, or if nothing is found, nothing is printed.
        for arguments in (
            ["--body", "Le diagnostic.", "--password", "Chut-chut"],
            ["--body", "Rien."],
            ["--body", "La facture.", "--password", "Chut-chut", "--sms", "louis@example.net=+15145550142"],
        ):
            status, _, error = send(*arguments)
            self.assertEqual((status, error), (0, ""))

    def interrupted(self, big):
        """Kills a send while its file is uploaded; returns (id, path of the draft)."""
        command = self.server.sx_command(
            "send", "--to", "a@example.net", "--subject", "Sujet secret", "--body", "x", "--password", "Mot secret",
            "--opening-code", "--delivery", "link", "--attach", big, "--json"
        )
        run = subprocess.Popen(command, env=self.server.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        drafts = Path(self.server.environment["XDG_CACHE_HOME"]) / "sx" / "drafts"
        before = self.puts()
        wait_until(lambda: self.puts() >= before + 4 or run.poll() is not None, 60, "some parts on the server")
        run.kill()
        run.communicate()
        draft = max(drafts.iterdir(), key=lambda each: each.stat().st_mtime)
        return draft.name, draft

    def puts(self):
        return sum('"PUT"' in line and "status=200" in line or '"method":"PUT"' in line and '"status":200' in line
                   for line in self.server.log_path.read_text().splitlines())

    def test_an_interrupted_send_goes_on_and_sends_no_part_twice(self):
        big = self.file("grand.bin", 100_000_000)
        start = self.puts()
        identity, draft = self.interrupted(big)
        kept = draft.read_bytes()
        self.assertEqual(draft.stat().st_mode & 0o777, 0o600)
        for secret in (b"Sujet secret", b"Mot secret", b"grand.bin"):
            self.assertNotIn(secret, kept)
        _, sent, _ = self.server.sx("resume", "--json")
        self.assertEqual(sent["id"], identity)
        self.assertEqual(self.puts() - start, 13 + 1)   # the parts of the padded file and of the manifest, each once
        self.assertFalse(draft.exists())
        _, opened, _ = self.open(sent["recipients"][0], "--password", "Mot secret")
        self.assertEqual(opened["files"][0]["sha256"], sha256(big))
        # The response to the last step was lost: resuming gives the same link and code, and nothing is sent twice.
        identity, draft = self.interrupted(big)
        kept = draft.read_bytes()
        first = self.server.sx("resume", identity, "--json")[1]
        draft.write_bytes(kept)
        again = self.server.sx("resume", identity, "--json")[1]
        self.assertEqual(again["recipients"][0]["link"], first["recipients"][0]["link"])
        self.assertTrue(first["recipients"][0]["code"])
        self.assertEqual(again["recipients"][0]["code"], first["recipients"][0]["code"])

    def test_a_resumed_send_notices_a_changed_file_and_a_draft_that_is_gone(self):
        big = self.file("grand.bin", 100_000_000)
        identity, draft = self.interrupted(big)
        with open(big, "r+b") as file:
            file.write(b"anders")
        status, _, error = self.server.sx("resume", identity, check=False)
        self.assertEqual(status, 1, error)
        self.assertIn("changed", error)
        self.assertEqual(self.server.api("POST", f"/api/v1/messages/{identity}/destroy")[0], 200)
        self.assertEqual(self.server.sx("resume", identity, check=False)[0], 3)
        self.assertFalse(draft.exists())
        self.assertEqual(self.server.sx("resume", check=False)[0], 2)

    def linked_mails(self):
        """Returns the mails with a link, newest first."""
        return [mail for mail in self.server.mails() if "/m/" in (mail.get("text") or "")]

    def test_a_reply_reaches_the_sender_within_the_lease(self):
        sent = self.server.send_link("--body", "Pouvez-vous signer?", "--opens", "1")
        note = self.file("note.txt", 5000)
        before = len(self.linked_mails())
        self.server.sx(
            "reply", sent["link"], "--code", sent["code"], "--out", self.folder / "out", "--body", "Oui, demain.",
            "--attach", note, "--reply-password", "Chut-chut"
        )
        mails = wait_until(lambda: len(now := self.linked_mails()) > before and now, what="the reply's mail")
        mail = mails[0]
        link = next(word for word in mail["text"].split() if "/m/" in word)
        code = next(
            word
            for word in mail["text"].replace("-", "").split()
            if len(word) == 6 and word.isalnum() and word.upper() == word
        )
        _, opened, _ = self.server.sx(
            "open", link, "--code", code, "--password", "Chut-chut", "--out", self.folder / "reply", "--json"
        )
        self.assertEqual((opened["subject"], opened["body"]), ("RE : Acte", "Oui, demain."))
        self.assertEqual(opened["files"][0]["sha256"], sha256(note))
        # The reply ended reading, and with it the only open.
        self.assertEqual(self.open(sent, check=False)[0], 3)

    def test_an_interrupted_download_goes_on_within_its_lease(self):
        big = self.file("grand.bin", 200_000_000)
        sent = self.server.send_link("--body", "x", "--opens", "1", "--attach", big)
        command = self.server.sx_command(
            "open", sent["link"], "--code", sent["code"], "--out", self.folder / "out", "--json"
        )
        run = subprocess.Popen(command, env=self.server.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        out = self.folder / "out"
        wait_until(
            lambda: any(part.stat().st_size > 20_000_000 for part in out.glob(".*.sx-part")) or run.poll() is not None,
            30,
            "a part of the file",
        )
        run.send_signal(signal.SIGKILL)
        run.communicate()
        self.assertFalse((out / "grand.bin").exists())
        _, opened, _ = self.server.sx("open", sent["link"], "--code", sent["code"], "--out", out, "--json")
        self.assertEqual(sha256(opened["files"][0]["path"]), sha256(big))
        self.assertEqual(sorted(path.name for path in out.iterdir()), ["grand.bin"])

    def test_exit_statuses_say_what_happened(self):
        token = "AAECAwQFBgcICQoLDA0ODw"
        fragment = "k1_AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA"
        unknown = f"{self.server.portal}/m/{token}#{fragment}"
        self.assertEqual(self.server.sx("open", unknown, "--code", "K7F2QX", "--out", self.folder, check=False)[0], 3)
        self.assertEqual(self.server.sx("open", "https", "--out", self.folder, check=False)[0], 2)
        self.assertEqual(self.server.sx("send", "--to", "a@example.net", check=False)[0], 2)
        self.assertEqual(self.server.sx("fly", check=False)[0], 2)
        gone = f"http://127.0.0.1:1/m/{token}#{fragment}"
        self.assertEqual(self.server.sx("open", gone, "--code", "K7F2QX", "--out", self.folder, check=False)[0], 5)

    def test_names_under_localhost_are_this_machine(self):
        sent = self.server.send_link("--body", "x")
        link = sent["link"].replace("//localhost:", "//boreal.localhost:")
        self.assertEqual(
            self.server.sx("open", link, "--code", sent["code"], "--out", self.folder, "--json")[1]["body"], "x"
        )

    def test_bad_input_is_located(self):
        status, problem = self.server.api(
            "POST",
            "/api/v1/messages",
            {
                "language": "fr",
                "opens": 3,
                "expires_in": 3600,
                "delivery": "link",
                "recipients": [{"address": "a@example.net"}, {"address": "nobody"}],
                "files": [{"id": "A" * 22, "bytes": 1080}],
            },
        )
        self.assertEqual(status, 400)
        self.assertEqual(problem["field"], "recipients[1].address")
        status, problem = self.server.api(
            "POST",
            "/api/v1/messages",
            {
                "language": "fr",
                "opens": 100,
                "expires_in": 3600,
                "delivery": "link",
                "recipients": [{"address": "a@example.net"}],
                "files": [{"id": "A" * 22, "bytes": 1080}],
            },
        )
        self.assertEqual((status, problem["field"]), (400, "opens"))

    def test_another_tenants_key_reaches_nothing_P11(self):
        sent = self.server.send_link("--body", "x")
        for path in (f"/api/v1/messages/{sent['id']}", f"/api/v1/messages/{sent['id']}/receipt"):
            status, _ = self.server.api("GET", path, headers={"Host": f"solstice.localhost:{self.server.port}"})
            self.assertIn(status, (401, 404))


if __name__ == "__main__":
    unittest.main(verbosity=2)
