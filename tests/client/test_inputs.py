"""Tests what people give to the command line: texts that are none, lists of addresses, names, codes, proxies, portals.
What is refused is refused before anything is sealed, and what is sent opens."""
import http.client
import http.server
import os
import socketserver
import subprocess
import sys
import tempfile
import threading
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
from deployment import Deployment, free_port  # noqa: E402

PAGE = b"<html><h1>Sign in to the guests' network</h1></html>"


class Portal(http.server.BaseHTTPRequestHandler):
    """Forwards to a server, and answers in its place where the test says so."""
    protocol_version = "HTTP/1.1"
    target = 0
    answers = []  # (part of a path, status, whether the server hears)

    def log_message(self, *_):
        pass

    def handle_any(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        own = next((each for each in self.answers if each[0] in self.path), None)
        if own and not own[2]:
            return self.reply(own[1], [("Content-Type", "text/html")], PAGE)
        connection = http.client.HTTPConnection("127.0.0.1", self.target, timeout=60)
        headers = {name: value for name, value in self.headers.items() if name.lower() != "connection"}
        headers["Host"] = f"localhost:{self.target}"
        connection.request(self.command, self.path, body, headers)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        if own:
            return self.reply(own[1], [("Content-Type", "text/html")], PAGE)
        skipped = ("connection", "transfer-encoding", "content-length")
        self.reply(answer.status, [each for each in answer.getheaders() if each[0].lower() not in skipped], content)

    def reply(self, status, headers, content):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PUT = handle_any


class InputsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Deployment().__enter__()
        cls.addClassCleanup(cls.server.__exit__, None, None, None)

    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def file(self, name, content):
        path = os.path.join(os.fsencode(self.folder), os.fsencode(name))
        with open(path, "wb") as out:
            out.write(content)
        return os.fsdecode(path)

    def opened(self, sent, code=None):
        return self.server.sx(
            "open", sent["link"], "--code", code or sent["code"], "--out", self.folder / "out", "--json"
        )[1]

    def refused(self, *arguments):
        status, _, error = self.server.sx("send", "--delivery", "link", *arguments, check=False)
        self.assertEqual(status, 2, error)
        return error

    def test_texts_of_every_editor_arrive_and_what_is_none_is_refused(self):
        text = "Voilà l’été 😀"
        for content in (
            text.encode(), b"\xef\xbb\xbf" + text.encode(), text.encode("utf-16"),
            b"\xfe\xff" + text.encode("utf-16-be"), text.encode("utf-16-le"), text.encode("utf-16-be")
        ):
            sent = self.server.send_link("--body-file", self.file("t.txt", content))
            self.assertEqual(self.opened(sent)["body"], text)
        to = ("--to", "louis@example.net", "--subject", "s")
        for content in (b"caf\xe9", b"\xe9", b"a\x00b", b"\xff\xfe\x3d\xd8", text.encode("utf-32"), b"\x82t\x82"):
            error = self.refused(*to, "--body-file", self.file("t.txt", content))
            self.assertIn("--body-file", error)
        latin = os.fsdecode(b"caf\xe9")
        self.assertIn("--subject", self.refused("--to", "louis@example.net", "--subject", latin, "--body", "x"))
        self.assertIn("--body", self.refused(*to, "--body", latin))
        self.assertIn("caf?.txt", self.refused(*to, "--body", "x", "--attach", self.file(b"caf\xe9.txt", b"x")))
        self.refused("--to", latin + "@example.net", "--subject", "s", "--body", "x")

    def test_recipients_are_read_as_mail_programs_write_them(self):
        _, out, _ = self.server.sx(
            "send", "--to", "Tremblay, Ana <ana@example.net>; “Roy, Luc” <luc@bücher.example>", "--to",
            "Équipe: Zoe@Example.NET., o’brien@example.net;", "--subject", "s", "--body", "x", "--delivery", "link",
            "--json"
        )
        self.assertEqual(
            [each["address"] for each in out["recipients"]],
            ["ana@example.net", "luc@xn--bcher-kva.example", "zoe@example.net", "o'brien@example.net"]
        )
        for wrong in ("josé@example.net", "ana@example", "ana", "", "ana@example.net; Roy", "ana@exam_ple.net"):
            self.refused("--to", wrong, "--subject", "s", "--body", "x")
        names = [each["name"] for each in self.server.sx("sent", "--json")[1]["messages"][0]["recipients"]]
        self.assertEqual(names, ["Tremblay, Ana", "Roy, Luc", "", ""])

    def test_codes_and_passwords_are_taken_as_they_are_pasted(self):
        for form in ("Code d’ouverture : {0}-{1}.", "{0} {1}", "«{0}‑{1}»", "Your code is {0}{1}, until 2026-12-01"):
            sent = self.server.send_link("--body", "x", "--opens", "1")
            self.assertEqual(self.opened(sent, form.format(sent["code"][:3], sent["code"][3:]))["body"], "x")
        sent = self.server.send_link("--body", "x", "--opens", "1")
        self.assertEqual(self.opened(sent, "".join(chr(ord(each) + 0xfee0) for each in sent["code"]))["body"], "x")
        to = ("--to", "louis@example.net", "--subject", "s", "--body", "x")
        for password in ("court", "Secret1234 ", " Secret1234", "Secret1234\u200b", "Secret1234\u3164", "😀😀😀😀"):
            self.refused(*to, "--password", password)
        for password in ("😀" * 8, "Secret12❤️", "e\u0301" * 8, "Sec\tret12"):
            sent = self.server.send_link("--body", "x", "--password", password)
            out = self.server.sx(
                "open", sent["link"], "--code", sent["code"], "--password", password, "--out", self.folder, "--json"
            )[1]
            self.assertEqual(out["body"], "x")

    def test_names_stay_whole_and_are_no_devices(self):
        names = ["aux.txt", "a" + "é" * 119 + ".pdf", "中" * 83, "CON", "👨‍👩‍👧 photo.jpg", "x. ", "…"]
        attach = [word for name in names for word in ("--attach", self.file(name, b"x"))]
        files = self.opened(self.server.send_link("--body", "x", *attach))["files"]
        self.assertEqual(
            [each["name"] for each in files],
            ["_aux.txt", "a" + "é" * 97 + ".pdf", "中" * 66, "_CON", "👨‍👩‍👧 photo.jpg", "x", "…"]
        )
        self.assertEqual(len({each["path"].lower() for each in files}), len(files))

    def test_long_subjects_are_cut_between_characters_in_the_own_list(self):
        subject = "中" * 300
        to = ("--to", "louis@example.net", "--subject", subject, "--delivery", "link")
        sent = self.server.sx("send", *to, "--body", "x", "--json")[1]
        _, listed, _ = self.server.sx("sent", "--json")
        own = next(each["subject"] for each in listed["messages"] if each["id"] == sent["id"])
        self.assertEqual(own, "中" * 166)
        self.assertEqual(self.opened(sent["recipients"][0])["subject"], subject)

    def test_a_text_in_clear_is_one_that_mail_takes(self):
        plan = self.file("plan.pdf", b"x")
        to = ("--to", "clair@example.net", "--subject", "中" * 300, "--attach", plan, "--attachments-only")
        body = self.file("t.txt", "Bonjour,\r\n\x0b\x1b[1mà vous\x1b[0m <b>&\r\n".encode())
        self.assertEqual(self.server.sx("send", *to, "--body-file", body)[0], 0)
        self.assertEqual(self.server.mail_to("clair@example.net")["subject"], "中" * 300)
        long = self.file("l.txt", b"a" * 400_001)
        status, _, error = self.server.sx("send", *to, "--body-file", long, check=False)
        self.assertEqual(status, 2, error)

    def test_a_proxy_of_the_environment_is_used_for_https_alone(self):
        dead = f"http://127.0.0.1:{free_port()}"
        command = [
            "--server", "https://acme.example.com", "--key", "k", "send", "--to", "a@example.net", "--subject", "s",
            "--body", "x"
        ]
        program = self.server.sx_command()[0]
        environment = {**self.server.environment, "HTTPS_PROXY": "socks5://127.0.0.1:1"}

        def run(**more):
            return subprocess.run(
                [program, *command], env={**environment, **more}, capture_output=True, text=True, timeout=120,
                check=False
            )
        self.assertEqual(run().returncode, 2)
        done = run(HTTPS_PROXY=dead)
        self.assertEqual(done.returncode, 5, done.stderr)
        # A server on this machine is reached past any proxy.
        status = subprocess.run(
            [str(each) for each in self.server.sx_command("sent", "--json")],
            env={**self.server.environment, "HTTPS_PROXY": dead, "HTTP_PROXY": dead, "ALL_PROXY": dead},
            capture_output=True, text=True, timeout=60, check=False
        )
        self.assertEqual(status.returncode, 0, status.stderr)

    def test_a_portal_costs_no_open_and_no_draft(self):
        Portal.target = int(self.server.portal.rsplit(":", 1)[1])
        with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Portal) as portal:
            portal.daemon_threads = True
            threading.Thread(target=portal.serve_forever, daemon=True).start()
            try:
                here = f"http://localhost:{portal.server_address[1]}"
                for path in ("/open", "/files/"):
                    for status in (200, 302, 404, 511):
                        for hears in (False, True):
                            sent = self.server.send_link("--body", "x", "--opens", "1")
                            link = sent["link"].replace(self.server.portal, here)
                            out = self.folder / f"{path.strip('/')}{status}{hears}"
                            arguments = ("open", link, "--code", sent["code"], "--out", out, "--json")
                            Portal.answers = [(path, status, hears)]
                            code, _, error = self.server.sx(*arguments, check=False)
                            self.assertEqual(code, 5, error)
                            self.assertIn(f"({status})", error)
                            Portal.answers = []
                            self.assertEqual(self.server.sx(*arguments)[1]["body"], "x")
                # Sending: the draft is kept, and goes on.
                for path, status in (("/parts/", 200), ("/parts/", 413), ("/send", 200), ("/send", 404)):
                    Portal.answers = [(path, status, path == "/send")]
                    send = [
                        "--server", here, "--key", self.server.demo["api_key"], "send", "--to",
                        f"{status}{len(path)}@example.net", "--subject", "s", "--body", "x", "--delivery", "link",
                        "--json"
                    ]
                    program = self.server.sx_command()[0]
                    done = self.server.run_program([program, *send])
                    self.assertEqual(done.returncode, 5, done.stderr)
                    self.assertIn(f"({status})", done.stderr)
                    Portal.answers = []
                    resumed = self.server.run_program(
                        [program, "--key", self.server.demo["api_key"], "resume", "--json"]
                    )
                    self.assertEqual(resumed.returncode, 0, resumed.stderr)
            finally:
                portal.shutdown()

    def test_errors_come_in_the_persons_language(self):
        for language, word in (("fr_CA.UTF-8", "Connectez-vous"), ("en_CA.UTF-8", "Sign in")):
            done = subprocess.run(
                [self.server.sx_command()[0], "--server", self.server.portal, "--key", "sx_wrong", "sent"],
                env={**self.server.environment, "LC_ALL": language}, capture_output=True, text=True, timeout=60,
                check=False
            )
            self.assertNotEqual(done.returncode, 0)
            self.assertIn(word, done.stderr)


if __name__ == "__main__":
    unittest.main()
