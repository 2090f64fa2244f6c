"""Tests what a crash, a full disk and a curious thief find (promises P3, P4, P12)."""
import base64
import hashlib
import http.client
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
from deployment import Deployment, wait_until  # noqa: E402

SEED = int(os.environ.get("SX_SEED", random.randrange(1 << 30)))


def everything_below(folder):
    for path in folder.rglob("*"):
        if path.is_file():
            yield path, path.read_bytes()


class FaultsTest(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def file(self, name, size):
        path = self.folder / name
        path.write_bytes(os.urandom(1 << 20) * (size // (1 << 20) + 1))
        os.truncate(path, size)
        return path

    def test_what_was_acknowledged_survives_kill_9_P12(self):
        """Kills the server at random points while senders work; every acknowledged message must open."""
        print("seed", SEED)
        dice = random.Random(SEED)
        attachment = self.file("a.bin", 9_000_000)
        with Deployment() as server:
            sent, lock, stopped = [], threading.Lock(), threading.Event()

            def work():
                while not stopped.is_set():
                    status, out, _ = server.sx(
                        "send", "--to", "louis@example.net", "--subject", "s", "--body", "b", "--attach", attachment,
                        "--delivery", "link", "--json", check=False
                    )
                    if status == 0:
                        with lock:
                            sent.append((out["recipients"][0]["link"], out["recipients"][0]["code"], out["id"]))
                    elif server.process.poll() is not None:
                        time.sleep(0.05)  # the server was stopped on purpose

            workers = [threading.Thread(target=work) for _ in range(3)]
            for worker in workers:
                worker.start()
            for _ in range(4):
                before = len(sent)
                wait_until(lambda: len(sent) > before, 60, "a message between two crashes")
                time.sleep(dice.random() * 0.5)  # chooses the random point; waits for nothing
                server.kill()
                server.start()
            stopped.set()
            for worker in workers:
                worker.join()

            wanted = hashlib.sha256(attachment.read_bytes()).hexdigest()
            for number, (link, code, _) in enumerate(sent):
                _, opened, _ = server.sx("open", link, "--code", code, "--out", self.folder / str(number), "--json")
                self.assertEqual(opened["files"][0]["sha256"], wanted)
            listed = {message["id"] for message in server.sx("sent", "--json")[1]["messages"]}
            # An interrupted send may be committed without its response; a half-made message is never listed.
            self.assertLessEqual({each[2] for each in sent}, listed)
            for identity in listed - {each[2] for each in sent}:
                status, message = server.api("GET", f"/api/v1/messages/{identity}")
                self.assertEqual((status, message["state"]), (200, "waiting"))

    def test_an_import_of_people_that_kill_9_interrupts_is_whole_or_nothing(self):
        """Kills the server at random points of an import of 10,000 people; all of them are there, or none."""
        print("seed", SEED)
        dice = random.Random(SEED)
        text = "address,first_name,last_name\n" + "".join(f"import{i}@example.com,Ana{i},Roy\n" for i in range(10_000))
        with Deployment() as server:
            def people():
                return int(server.rows("SELECT COUNT(*) FROM directory_person WHERE address LIKE 'import%@example.com'")[0][0])

            def post():
                began.set()
                request = urllib.request.Request(
                    f"{server.portal}/api/v1/users/import", method="POST", data=text.encode(),
                    headers={"Authorization": f"Bearer {server.demo['api_key']}", "Content-Type": "text/csv"},
                )
                try:
                    with urllib.request.urlopen(request, timeout=60) as answer:
                        answers.append(json.load(answer)["added"])
                except (OSError, http.client.HTTPException):
                    pass  # the server was killed

            seen = set()
            for longest in (0.1, 0.3, 0.6, 1.0, 2.0):
                answers, began = [], threading.Event()
                worker = threading.Thread(target=post)
                worker.start()
                began.wait()
                time.sleep(dice.random() * longest)  # chooses the random point; waits for nothing
                server.kill()
                worker.join()
                server.start()
                self.assertIn(people(), (0, 10_000))
                if answers:
                    self.assertEqual(people(), 10_000)  # what was acknowledged stays
                seen.add(people())
                if people():
                    break
            if 10_000 not in seen:
                post()
                self.assertEqual(answers, [10_000])
            self.assertEqual(people(), 10_000)
            self.assertEqual(server.run_server("audit", "verify").returncode, 0)

    def test_nothing_readable_is_left_anywhere_P3(self):
        """Searches every file of the server for bodies, names, subjects, link secrets, codes and passwords."""
        body, subject, name, password = (
            "phrase-secrete-du-corps",
            "objet-tres-confidentiel",
            "nom-de-fichier-prive",
            "MotDePasse-Jamais-Ecrit",
        )
        attachment = self.folder / f"{name}.txt"
        content = "contenu-lisible-du-fichier " * 4000
        attachment.write_text(content)
        with Deployment() as server:
            _, out, _ = server.sx(
                "send", "--to", "louis@example.net", "--subject", subject, "--body", body, "--attach", attachment,
                "--password", password, "--opening-code", "--delivery", "link", "--opens", "2", "--json"
            )
            link, code = out["recipients"][0]["link"], out["recipients"][0]["code"]
            server.sx(
                "send", "--to", "marie@example.net", "--subject", subject, "--body", body, "--attach", attachment,
                "--json"
            )
            mail = server.mail_to("marie@example.net")
            mailed = next(word for word in mail["text"].split() if "/m/" in word)
            server.sx("open", link, "--code", "222222", "--password", password, "--out", self.folder / "o", check=False)
            server.sx("open", link, "--code", code, "--password", password, "--out", self.folder / "o", "--json")
            needles = [
                body,
                subject,
                name,
                password,
                "contenu-lisible",
                code,
                link.split("#k1_")[1],
                mailed.split("#k1_")[1],
                link.split("/m/")[1].split("#")[0][-10:] + "#",
            ]
            for fragment in (link.split("#k1_")[1], mailed.split("#k1_")[1]):
                raw = base64.urlsafe_b64decode(fragment + "=")
                needles += [raw, raw.hex()]
            api_key = server.demo["api_key"]

            def search():
                for path, content in [*everything_below(server.data), (server.log_path, server.log_path.read_bytes())]:
                    for needle in needles:
                        wanted = needle if isinstance(needle, bytes) else needle.encode()
                        self.assertNotIn(wanted, content, f"{needle} stands in {path}")
                    if path.name != "demo.json":
                        self.assertNotIn(api_key.encode(), content, f"the API key stands in {path}")
            search()
            server.stop()
            search()

    def test_destruction_leaves_no_blob_and_no_share_P4(self):
        attachment = self.file("a.bin", 20_000_000)
        with Deployment() as server:
            def stored():
                return sum(
                    path.stat().st_size
                    for path in server.data.rglob("*")
                    if path.is_file() and path.stat().st_size > 5_000_000
                )
            nothing = stored()
            sent = server.send_link("--body", "x", "--attach", attachment)
            self.assertGreater(stored(), nothing + 19_000_000)
            server.sx("destroy", sent["id"])
            wait_until(lambda: stored() <= nothing, 20, "the blob to be gone")

    def test_a_full_disk_refuses_and_keeps_what_is_stored(self):
        """Fills the data folder, which is a small file system of its own. Needs root to mount it."""
        if os.geteuid() != 0:
            self.fail("this test mounts a tmpfs and needs root, as in the continuous integration")
        mount = self.folder / "disk"
        mount.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", mount], check=True)
        try:
            server = Deployment({"SX_DATA": str(mount / "data"), "SX_STORAGE_RESERVE": "1MB"})
            server.data = mount / "data"
            with server:
                kept = server.send_link("--body", "petit", "--attach", self.file("a.bin", 9_000_000))
                status, _, error = server.sx(
                    "send", "--to", "a@example.net", "--subject", "s", "--body", "b", "--attach",
                    self.file("b.bin", 80_000_000), "--delivery", "link", check=False
                )
                self.assertEqual(status, 1, error)
                self.assertIn("507", error)
                opened = server.sx("open", kept["link"], "--code", kept["code"], "--out", self.folder / "o", "--json")[
                    1
                ]
                self.assertEqual(opened["body"], "petit")
        finally:
            subprocess.run(["umount", mount], check=False)

    def test_a_gigabyte_passes_in_little_memory(self):
        big = self.file("grand.bin", 1_000_000_000)
        with Deployment() as server:
            idle = server.peak_bytes()  # programs, libraries, words and pages of all plugins: some 100 MB
            sent = server.send_link("--body", "x", "--attach", big)
            _, opened, _ = server.sx("open", sent["link"], "--code", sent["code"], "--out", self.folder / "o", "--json")
            self.assertEqual(opened["files"][0]["size"], 1_000_000_000)
            self.assertLess(server.peak_bytes() - idle, 40_000_000)
            print("peak resident bytes:", server.peak_bytes(), "idle:", idle)


if __name__ == "__main__":
    unittest.main(verbosity=2)
