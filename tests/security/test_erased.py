"""Tests that what is erased is gone: from transfers that run and from every file (P4, P6).

docs/security.md says what holds at which moment on which database; docs/decisions/epoch-keys.md says how.
"""
import base64
import contextlib
import hashlib
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import unittest
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
from deployment import Deployment, wait_until  # noqa: E402
from memory import memory_of  # noqa: E402
from opener import Reader, b64  # noqa: E402
from unsealer import StolenKeys, manifests, message_keys  # noqa: E402

MANIFEST = "A" * 22
LARGE = 40_000_000


class SlowDownload:
    """Asks for a file and reads only its beginning, as slowly as a thief likes."""

    def __init__(self, reader, identity):
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
        self.socket.settimeout(30)
        self.socket.connect(("127.0.0.1", reader.port))
        self.socket.sendall(
            f"GET /m/{reader.token}/files/{identity} HTTP/1.1\r\nHost: {reader.host}\r\n"
            f"Authorization: Lease {reader.lease}\r\n\r\n".encode()
        )
        self.got = len(self.socket.recv(65536))

    def rest(self):
        """Reads until the connection ends; returns how many bytes came in all."""
        with contextlib.suppress(ConnectionResetError):
            while more := self.socket.recv(65536):
                self.got += len(more)
        self.socket.close()
        return self.got


class ErasedTest(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def with_large_file(self, server, *arguments):
        """Sends a large file, opens the message and begins a slow download; returns (sent, reader, download)."""
        path = self.folder / "large.bin"
        if not path.exists():
            path.write_bytes(os.urandom(LARGE))
        sent = server.send_link("--body", "x", "--attach", path, *arguments)
        reader = Reader(server.port, sent["link"])
        status, opened = reader.open(sent["code"])
        self.assertEqual(status, 200)
        identity = next(file["id"] for file in opened["files"] if file["id"] != MANIFEST)
        return sent, reader, SlowDownload(reader, identity)

    def assert_cut(self, server, download):
        self.assertLess(download.rest(), 10_000_000)
        held = 0
        for link in Path(f"/proc/{server.process.pid}/fd").iterdir():
            with contextlib.suppress(FileNotFoundError):  # closed since it was listed
                held += os.stat(link).st_size if "/storage/" in os.readlink(link) else 0
        self.assertEqual(held, 0)

    def test_P4_the_senders_order_cuts_a_running_download_before_the_receipt(self):
        with Deployment() as server:
            sent, _, download = self.with_large_file(server)
            self.assertEqual(server.api("POST", f"/api/v1/messages/{sent['id']}/destroy")[0] // 100, 2)
            self.assertEqual(server.api("GET", f"/api/v1/messages/{sent['id']}/receipt")[0], 200)
            self.assert_cut(server, download)

    def test_P4_expiry_cuts_a_running_download(self):
        with Deployment(has_moving_clock=True) as server:
            sent, _, download = self.with_large_file(server, "--expires", "24h")
            server.move_clock(86_400 + 1)
            wait_until(
                lambda: server.api("GET", f"/api/v1/messages/{sent['id']}/receipt")[0] == 200, 90, "the receipt"
            )
            self.assert_cut(server, download)

    def test_P4_the_end_of_a_draft_cuts_a_running_upload(self):
        with Deployment() as server:
            part = os.urandom(4_000_000)
            status, made = server.api(
                "POST",
                "/api/v1/messages",
                {
                    "language": "fr",
                    "opens": 1,
                    "expires_in": 3600,
                    "delivery": "link",
                    "recipients": [{"address": "a@example.net"}],
                    "files": [{"id": MANIFEST, "bytes": 1080}, {"id": b64(os.urandom(16)), "bytes": len(part)}],
                },
            )
            self.assertEqual(status, 201, made)
            file = server.rows(f"SELECT id FROM sealed_file WHERE item_id = '{made['id']}' AND bytes = {len(part)}")
            upload = self.enterContext(socket.create_connection(("127.0.0.1", server.port), 30))
            upload.sendall(
                f"PUT /api/v1/messages/{made['id']}/files/{file[0][0]}/parts/0 HTTP/1.1\r\n"
                f"Host: localhost:{server.port}\r\nAuthorization: Bearer {server.demo['api_key']}\r\n"
                f"Content-Type: application/octet-stream\r\nContent-Length: {len(part)}\r\n"
                f"X-Content-SHA256: {hashlib.sha256(part).hexdigest()}\r\n\r\n".encode() + part[:2_000_000]
            )
            stored = lambda: sum(  # noqa: E731
                each.stat().st_size for each in (server.data / "storage").rglob("*") if each.is_file()
            )
            wait_until(lambda: stored() >= 2_000_000, what="the first half")
            self.assertEqual(server.api("POST", f"/api/v1/messages/{made['id']}/destroy")[0] // 100, 2)
            with self.assertRaises(ConnectionError):
                for at in range(2_000_000, len(part), 10_000):
                    upload.sendall(part[at:at + 10_000])
                if not upload.recv(1):
                    raise ConnectionError
            self.assertEqual(stored(), 0)

    def test_P6_the_end_of_the_lease_cuts_a_running_download(self):
        with Deployment() as server:
            _, reader, download = self.with_large_file(server, "--opens", "2")
            lease = {"Authorization": f"Lease {reader.lease}"}
            self.assertEqual(reader.request("POST", "/finish", headers=lease)[0], 204)
            self.assertLess(download.rest(), 10_000_000)

    def test_P6_a_lease_whose_time_is_over_cuts_a_running_download(self):
        with Deployment(has_moving_clock=True) as server:
            _, reader, download = self.with_large_file(server, "--opens", "2", "--expires", "7d")
            server.move_clock(86_400 + 3600)  # a lease lives 24 hours at most
            wait_until(lambda: "cut=true" in server.log_path.read_text(), what="the cut")
            self.assertLess(download.rest(), 10_000_000)
            self.assertEqual(reader.file(MANIFEST)[0], 410)

    def test_a_download_is_recorded_when_bytes_have_left(self):
        with Deployment() as server:
            path = self.folder / "a.bin"
            path.write_bytes(os.urandom(100_000))
            sent = server.send_link("--body", "x", "--attach", path)
            reader = Reader(server.port, sent["link"])
            _, opened = reader.open(sent["code"])
            identity = next(file["id"] for file in opened["files"] if file["id"] != MANIFEST)

            def downloads():
                events = server.api("GET", f"/api/v1/messages/{sent['id']}")[1]["events"]
                return sum(event["kind"] == "downloaded" for event in events)

            lease = {"Authorization": f"Lease {reader.lease}"}
            status, headers, _ = reader.request("HEAD", f"/files/{identity}", headers=lease)
            self.assertEqual((status, int(headers["Content-Length"]) > 100_000), (200, True))
            self.assertEqual(downloads(), 0)
            self.assertEqual(reader.file(identity)[0], 200)
            wait_until(lambda: downloads() == 1, what="the download's line")

    @contextlib.contextmanager
    def strangers_that_write(self, server, link):
        """Has strangers send wrong proofs, which the register notes, until the block ends."""
        is_over = threading.Event()

        def write():
            while not is_over.wait(0.05):
                Reader(server.port, link).call("/gates", proof=b64(os.urandom(32)))
        thread = threading.Thread(target=write)
        thread.start()
        try:
            yield
        finally:
            is_over.set()
            thread.join()

    # What a thief has who comes the day after.

    def stolen(self, server, backup):
        """Returns (one hoard of all bytes that are left, the blobs among them)."""
        files = [each for place in (server.data, backup) for each in place.rglob("*") if each.is_file()]
        pieces = [each.read_bytes() for each in files] + [memory_of(server.process.pid)]
        if server.database:
            dump = subprocess.run(
                ["pg_restore", "-f", "-", *(each for each in files if each.read_bytes().startswith(b"PGDMP"))],
                check=True,
                capture_output=True,
            ).stdout
            pieces += [base64.b16decode(each, casefold=True) for each in re.findall(rb"\\x((?:[0-9a-f]{2})+)", dump)]
            cluster = server.rows("SHOW data_directory")[0][0]
            for place in ("base", "pg_wal"):
                for each in Path(cluster, place).rglob("*"):
                    with contextlib.suppress(FileNotFoundError):
                        pieces += [each.read_bytes()] if each.is_file() else []
        return b"\n".join(pieces), [each.read_bytes() for each in files if "storage" in each.parts]

    def subjects(self, hoard, blobs, keys, tenant, sent, grant):
        """Decrypts what can be decrypted with the link; returns the subjects found."""
        secret = Reader(0, sent["link"]).secret
        return [
            manifest["subject"]
            for key in message_keys(hoard, keys, tenant, sent["id"], grant, secret)
            for manifest in manifests(blobs, sent["id"], key)
        ]

    def test_P4_nothing_that_is_left_decrypts_the_day_after_expiry(self):
        backup = self.folder / "backup"
        with Deployment(has_moving_clock=True) as server:
            sent, _, download = self.with_large_file(server, "--expires", "24h")
            expiry = datetime.fromisoformat(server.api("GET", f"/api/v1/messages/{sent['id']}")[1]["expires"])
            tenant, grant = server.rows(f"SELECT tenant_id, id FROM sealed_grant WHERE item_id = '{sent['id']}'")[0]
            server.run_server("backup", backup, "--with-keys")
            self.assertFalse(list(backup.rglob("*.days")))

            # While the message lives, the same thief with the keys of that day reads it: the opener is right.
            keys = StolenKeys(server.data)
            day_key = keys.days[expiry.date()]
            hoard, blobs = self.stolen(server, backup)
            self.assertIn("Acte", self.subjects(hoard, blobs, keys, tenant, sent, grant))
            # Without that day's key, which is in no backup, it opens nothing.
            keys.days.clear()
            self.assertEqual(self.subjects(hoard, blobs, keys, tenant, sent, grant), [])

            live = server.send_link("--body", "y")
            with self.strangers_that_write(server, live["link"]):  # SQLite's log never rests (finding F2)
                server.sx("destroy", sent["id"])
                self.assert_cut(server, download)
                if not server.database:  # nothing of it is in SQLite's files, whoever has which key
                    left = b"".join(each.read_bytes() for each in server.data.glob("sx.sqlite*"))
                    self.assertFalse(list(StolenKeys(server.data).unsealed(left, f"sealed/{tenant}/{grant}/share")))

            # Another message, which lives longer, shows that the keys of other days stay.
            other = server.send_link("--body", "y", "--expires", "7d")
            midnight = datetime.combine(expiry.date() + timedelta(days=1), datetime.min.time(), timezone.utc)
            server.move_clock((midnight - datetime.now(timezone.utc)).total_seconds() + 1)
            key_file = server.data / "master.key.days" / f"{expiry.date().isoformat()}.key"
            wait_until(lambda: not key_file.exists(), 30, "the end of the day's key")
            wait_until(
                lambda: Reader(server.port, other["link"]).open(other["code"])[0] == 200, 10, "the other message"
            )
            hoard, blobs = self.stolen(server, backup)
            left = StolenKeys(server.data)
            self.assertNotIn(expiry.date(), left.days)
            self.assertTrue(left.days and left.masters)
            self.assertEqual(self.subjects(hoard, blobs, left, tenant, sent, grant), [])
            for form in (day_key, b64(day_key).encode()):
                self.assertNotIn(form, hoard)

            with self.subTest("a restored backup does not bring the day back"):
                server.stop()
                (server.data / "destructions.log").unlink()
                server.run_server("restore", backup, "--replace", "--accept-lost-destructions")
                server.start()
                self.assertEqual(Reader(server.port, sent["link"]).open(sent["code"])[0], 404)
                self.assertFalse(key_file.exists())

    def test_P4_a_share_moves_to_the_day_of_a_shorter_expiry(self):
        with Deployment(has_moving_clock=True) as server:
            sent = server.send_link("--body", "x", "--opens", "2", "--expires", "7d")
            path = f"/api/v1/messages/{sent['id']}"

            def day_of_share():
                text = "hex(share)" if not server.database else "encode(share, 'hex')"
                sealed = bytes.fromhex(
                    server.rows(f"SELECT {text} FROM sealed_grant WHERE item_id = '{sent['id']}'")[0][0]
                )
                self.assertEqual(sealed[0], 2)
                return date(1970, 1, 1) + timedelta(days=int.from_bytes(sealed[5:9], "big"))

            def expiry():
                return datetime.fromisoformat(server.api("GET", path)[1]["expires"]).date()
            before = expiry()
            self.assertEqual(day_of_share(), before)
            self.assertEqual(server.api("POST", f"{path}/limits", {"expires_in": 86_400})[0], 200)
            self.assertLess(expiry(), before)
            self.assertEqual(day_of_share(), expiry())
            self.assertEqual(Reader(server.port, sent["link"]).open(sent["code"])[0], 200)

    def test_P4_a_copy_of_the_days_keys_follows_and_is_destroyed_too(self):
        copy = self.folder / "days"
        copy.mkdir(mode=0o700)
        with Deployment({"SX_KEYS_DAYS_COPY": str(copy)}, has_moving_clock=True) as server:
            own = server.data / "master.key.days"
            sent = server.send_link("--body", "x", "--expires", "24h")
            day = datetime.fromisoformat(server.api("GET", f"/api/v1/messages/{sent['id']}")[1]["expires"]).date()
            wait_until((copy / f"{day}.key").exists, 30, "the copy")
            self.assertEqual((copy / f"{day}.key").stat().st_mode & 0o777, 0o600)
            server.stop()
            shutil.rmtree(own)  # the disk is lost
            server.start()
            self.assertEqual(Reader(server.port, sent["link"]).open(sent["code"])[0], 200)
            wait_until((own / f"{day}.key").exists, 30, "the key that comes back")
            server.move_clock(2 * 86_400)
            wait_until(lambda: not list(own.glob("*.key")) + list(copy.glob("*.key")), 30, "the end of both")

    def test_P4_a_server_without_the_days_key_takes_no_open(self):
        with Deployment() as server:
            sent = server.send_link("--body", "x", "--opens", "1")
            reader = Reader(server.port, sent["link"])
            server.stop()
            (server.data / "master.key.days").rename(server.data / "away")
            server.start()
            self.assertEqual(reader.open(sent["code"])[0], 503)
            server.stop()
            shutil.rmtree(server.data / "master.key.days", ignore_errors=True)
            (server.data / "away").rename(server.data / "master.key.days")
            server.start()
            self.assertEqual(reader.gates()[1]["opens_left"], 1)
            self.assertEqual(reader.open(sent["code"])[0], 200)


if __name__ == "__main__":
    unittest.main(verbosity=2)
