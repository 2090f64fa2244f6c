"""Tests the promises of docs/protocol.md, section 2, against a real server. Each test's name has its promise's number.

P7 and P16 are also tested in the clients, P2 and P10 in a real browser. P13 and P14 are about card capture and return
envelopes, which no plugin offers yet.
"""
import concurrent.futures
import json
import os
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
from deployment import Deployment  # noqa: E402
from opener import Reader, at_once, b64, unb64  # noqa: E402

MANIFEST = "A" * 22


class PromisesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        # Raise the limit per network address: these tests make many readers call from one address.
        cls.server = cls.enterClassContext(Deployment({"SX_HTTP_PER_MINUTE": "1000000"}))

    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def send(self, *arguments):
        sent = self.server.send_link("--body", "x", *arguments)
        return sent, Reader(self.server.port, sent["link"])

    def opens_left(self, reader):
        return reader.gates()[1]["opens_left"]

    def claim_by_a_thousand(self, opens, ports):
        sent, reader = self.send("--opens", opens)
        statuses = at_once(
            (
                ports[i % len(ports)],
                f"/m/{reader.token}/open",
                {"proof": reader.proof, "lease": b64(os.urandom(32)), "code": sent["code"]},
            )
            for i in range(1000)
        )
        self.assertEqual((statuses.count(200), statuses.count(404)), (opens, 1000 - opens))
        # The database holds as many leases as were granted, each with its own number.
        self.assertEqual(
            self.server.rows(
                "SELECT COUNT(*), COUNT(DISTINCT number), MAX(number) FROM sealed_lease "
                f"WHERE item_id = '{sent['id']}'"
            ),
            [(str(opens),) * 3],
        )

    def test_P1_seven_opens_give_seven_leases_to_a_thousand_callers(self):
        self.claim_by_a_thousand(7, [self.server.port])

    @unittest.skipUnless(os.environ.get("SX_TEST_POSTGRES"), "two servers share a PostgreSQL database")
    def test_P1_the_same_on_two_servers_of_one_database(self):
        ports = [self.server.port, self.server.start_another()]
        for opens in (1, 7):
            self.claim_by_a_thousand(opens, ports)

    def test_P1_one_lease_asked_by_many_at_once_takes_one_open(self):
        sent, reader = self.send("--opens", "3")
        lease = b64(os.urandom(32))
        with concurrent.futures.ThreadPoolExecutor(32) as pool:
            answers = list(
                pool.map(lambda _: Reader(self.server.port, sent["link"]).open(sent["code"], lease), range(60))
            )
        self.assertEqual({status for status, _ in answers}, {200})
        self.assertEqual(len({json.dumps(body["share"]) for _, body in answers}), 1)
        self.assertEqual(self.opens_left(reader), 2)

    def test_P2_following_the_link_and_pressing_without_the_code_takes_no_open(self):
        sent, reader = self.send("--opens", "1")
        for method in ("GET", "HEAD"):
            self.assertEqual(reader.request(method, "", headers={"Accept": "text/html"})[0], 200)
        self.assertEqual(reader.gates()[0], 200)
        self.assertEqual(reader.call("/open", proof=reader.proof, lease=b64(os.urandom(32)))[0], 400)
        self.assertEqual(reader.open("")[0], 403)
        self.assertEqual(self.opens_left(reader), 1)

    def test_P4_nothing_released_after_destruction(self):
        sent, reader = self.send("--opens", "2")
        self.assertEqual(reader.open(sent["code"])[0], 200)
        self.server.sx("destroy", sent["id"])
        self.assertEqual(reader.open(sent["code"], reader.lease)[0], 404)
        self.assertIn(reader.file(MANIFEST)[0], (404, 410))

    def test_P4_a_restored_backup_opens_nothing_that_was_destroyed_after_it(self):
        copy = self.folder / "destructions-copy.log"
        backup = self.folder / "backup"
        with Deployment({"SX_DESTRUCTIONS_COPY": str(copy)}) as server:
            kept, gone, used = [server.send_link("--body", "x", "--opens", opens, *password) for opens, password in
                                (("2", []), ("2", ["--password", "Chut-chut"]), ("1", []))]

            def open_all():
                """Tries to open each message with all that its recipient has; returns {name: exit status}."""
                return {
                    name: server.sx(
                        "open",
                        sent["link"],
                        "--code",
                        sent["code"],
                        *password,
                        "--out",
                        self.folder / os.urandom(8).hex(),
                        check=False
                    )[0]
                    for name, sent, password in (
                        ("kept", kept, []),
                        ("gone", gone, ["--password", "Chut-chut"]),
                        ("used", used, []),
                    )
                }

            def shares(sent):
                return server.rows(f"SELECT COUNT(share) FROM sealed_grant WHERE item_id = '{sent['id']}'")[0][0]
            server.run_server("backup", backup)                       # while the server serves
            self.assertFalse((backup / "keys").exists())
            server.sx("destroy", gone["id"])
            reader = Reader(server.port, used["link"])
            self.assertEqual(reader.open(used["code"])[0], 200)
            self.assertEqual(
                reader.request("POST", "/finish", headers={"Authorization": f"Lease {reader.lease}"})[0], 204
            )
            server.kill()
            self.assertEqual(copy.read_bytes(), (server.data / "destructions.log").read_bytes())
            self.assertEqual(
                server.run_server("restore", backup, check=False).returncode, 1
            )  # refuses to overwrite existing data

            with self.subTest("without the destruction log it refuses, and changes nothing"):
                for log in (copy, server.data / "destructions.log"):
                    log.rename(f"{log}.away")
                refused = server.run_server("restore", backup, "--replace", check=False)
                self.assertEqual(refused.returncode, 1)
                self.assertIn("--accept-lost-destructions", refused.stderr)
                self.assertEqual(shares(gone), "0")

            with self.subTest("a log that ends before the backup is refused too"):
                away = Path(f"{copy}.away")
                copy.write_bytes(away.read_bytes().splitlines(keepends=True)[0])
                self.assertEqual(server.run_server("restore", backup, "--replace", check=False).returncode, 1)
                self.assertEqual(shares(gone), "0")
                copy.unlink()

            with self.subTest("a changed log is refused"):
                changed = self.folder / "changed.log"
                changed.write_bytes(away.read_bytes().replace(gone["id"].encode(), kept["id"].encode()))
                self.assertEqual(
                    server.run_server(
                        "restore", backup, "--replace", "--destructions", changed, check=False
                    ).returncode,
                    1,
                )

            with self.subTest("with the log's copy"):
                server.run_server("restore", backup, "--replace", "--destructions", away)
                self.assertEqual((shares(kept), shares(gone), shares(used)), ("1", "0", "0"))
                self.assertEqual(server.run_server("audit", "verify").returncode, 0)
                server.start()
                self.assertEqual(open_all(), {"kept": 0, "gone": 3, "used": 3})   # 3: the open was refused
                self.assertEqual(server.api("GET", f"/api/v1/messages/{gone['id']}/receipt")[0], 200)
                blobs = [each for each in (server.data / "storage").rglob("*") if each.is_file()]
                self.assertEqual(len(blobs), len(server.rows("SELECT 1 FROM sealed_file")))
                server.stop()

            with self.subTest("what the refusal protects from"):
                (server.data / "destructions.log").unlink()
                copy.unlink()
                server.run_server("restore", backup, "--replace", "--accept-lost-destructions")
                server.start()
                self.assertEqual(open_all()["gone"], 0)

    def test_P4_an_interrupted_restore_serves_nobody_and_may_run_again(self):
        backup = self.folder / "backup"
        with Deployment() as server:
            sent = server.send_link("--body", "x")
            server.run_server("backup", backup, "--with-keys")
            self.assertEqual((backup / "keys" / "master.key").stat().st_mode & 0o777, 0o600)
            server.sx("destroy", sent["id"])
            server.stop()
            for name in ("master.key", "master.key.signing"):
                (server.data / name).unlink()
            (server.data / "restoring").write_text("as a restore that was killed leaves it")
            self.assertEqual(server.run_server("serve", check=False).returncode, 1)
            server.run_server("restore", backup)
            server.start()
            self.assertEqual(Reader(server.port, sent["link"]).open(sent["code"])[0], 404)
            # The server must not silently begin a new log when the old one is missing.
            server.stop()
            (server.data / "destructions.log").unlink()
            self.assertEqual(server.run_server("serve", check=False).returncode, 1)
            server.run_server("destructions", "renew")
            server.start()

    def test_P5_no_open_is_taken_before_proof_and_gates(self):
        sent, reader = self.send("--opens", "1", "--password", "Chut-chut")
        stranger = Reader(self.server.port, sent["link"].split("#")[0])
        self.assertEqual(stranger.open(sent["code"])[0], 404)
        self.assertEqual(reader.open(sent["code"])[0], 400)  # without the password
        self.assertEqual(reader.open("222222", password_proof=b64(os.urandom(32)))[0], 403)
        self.assertEqual(reader.call("/open", proof=reader.proof, lease="short", code=sent["code"])[0], 400)
        self.assertEqual(self.opens_left(reader), 1)

    def test_P6_ranges_work_within_the_lease_and_nothing_outside_it(self):
        path = self.folder / "a.bin"
        path.write_bytes(os.urandom(9_000_000))
        sent, reader = self.send("--opens", "2", "--attach", path)
        _, opened = reader.open(sent["code"])
        identity = next(file["id"] for file in opened["files"] if file["id"] != MANIFEST)
        whole = reader.file(identity)[2]
        status, headers, part = reader.file(identity, headers={"Range": "bytes=100-199"})
        self.assertEqual((status, part), (206, whole[100:200]))
        self.assertEqual(reader.file(identity, headers={"Range": f"bytes={len(whole)}-"})[0], 416)
        self.assertIn(reader.file(identity, lease=b64(os.urandom(32)))[0], (404, 410))
        self.assertIn(reader.request("GET", f"/files/{identity}")[0], (401, 404, 410))
        self.assertEqual(reader.request("POST", "/finish", headers={"Authorization": f"Lease {reader.lease}"})[0], 204)
        self.assertIn(reader.file(identity)[0], (404, 410))
        self.assertEqual(self.opens_left(reader), 1)

    def test_P7_a_changed_part_is_refused_and_leaves_no_file(self):
        path = self.folder / "a.bin"
        path.write_bytes(os.urandom(9_000_000))
        sent, _ = self.send("--attach", path)
        blob = max(
            (
                each
                for each in self.server.data.rglob("*")
                if each.is_file() and 9_000_000 <= each.stat().st_size < 10_000_000
            ),
            key=lambda each: each.stat().st_mtime,
        )
        with open(blob, "r+b") as file:
            file.seek(8_500_000)
            byte = file.read(1)
            file.seek(8_500_000)
            file.write(bytes([byte[0] ^ 1]))
        status, _, error = self.server.sx(
            "open", sent["link"], "--code", sent["code"], "--out", self.folder / "o", check=False
        )
        self.assertEqual(status, 1, error)
        self.assertEqual(
            [each.name for each in (self.folder / "o").iterdir() if not each.name.startswith(".sx-lease")], []
        )

    def test_P8_tries_are_counted_for_the_grant_and_only_with_the_proof(self):
        sent, reader = self.send("--opens", "1")
        other, other_reader = self.send("--opens", "1")
        for _ in range(10):
            self.assertEqual(Reader(self.server.port, sent["link"].split("#")[0]).open("222222")[0], 404)
        left = []
        for _ in range(5):
            status, problem = reader.open("222222")
            self.assertEqual((status, problem["code"]), (403, "wrong_secret"))
            left.append(problem["tries_left"])
        self.assertEqual(left, sorted(left, reverse=True))
        status, headers, body = reader.request(
            "POST", "/open", {"proof": reader.proof, "lease": b64(os.urandom(32)), "code": sent["code"]}
        )
        self.assertEqual((status, json.loads(body)["code"]), (429, "locked"))
        self.assertGreater(int(headers["Retry-After"]), 0)
        self.assertEqual(other_reader.open(other["code"])[0], 200)  # another grant, the same network address

    def test_P9_every_refusal_looks_the_same_to_a_stranger(self):
        used, used_reader = self.send("--opens", "1")
        used_reader.open(used["code"])
        used_reader.request("POST", "/finish", headers={"Authorization": f"Lease {used_reader.lease}"})
        gone, gone_reader = self.send()
        self.server.sx("destroy", gone["id"])
        live, _ = self.send()
        unknown = Reader(self.server.port, f"http://x/m/{b64(os.urandom(16))}#k1_{b64(os.urandom(32))}")
        stranger = Reader(self.server.port, live["link"].split("#")[0])

        def look(reader, path, body):
            status, headers, text = reader.request("POST", path, body)
            shown = json.loads(text)
            for changing in ("request_id", "instance"):
                shown.pop(changing, None)
            names = sorted(name for name in headers.keys())
            return status, names, shown
        for path, body in (
            ("/gates", lambda reader: {"proof": reader.proof}),
            ("/open", lambda reader: {"proof": reader.proof, "lease": b64(os.urandom(32)), "code": "222222"}),
        ):
            seen = [look(reader, path, body(reader)) for reader in (used_reader, gone_reader, unknown, stranger)]
            self.assertEqual(seen[0][0], 404)
            for each in seen[1:]:
                self.assertEqual(each, seen[0])
        # The page is the same for every token, byte for byte, except what changes with each response.
        pages = [
            reader.request("GET", "", headers={"Accept": "text/html"}) for reader in (used_reader, unknown, stranger)
        ]
        self.assertEqual({page[0] for page in pages}, {200})
        self.assertEqual(len({len(page[2]) for page in pages}), 1)

    def test_P9_the_sender_reads_the_true_cause(self):
        sent, reader = self.send("--opens", "1")
        reader.open("222222")
        self.assertEqual(reader.open(sent["code"])[0], 200)
        Reader(self.server.port, sent["link"]).open(sent["code"])
        events = self.server.api("GET", f"/api/v1/messages/{sent['id']}")[1]["events"]
        self.assertEqual([(event["kind"], event["cause"]) for event in events if event["kind"] != "visited"],
                         [("sent", ""), ("wrong_secret", "code"), ("opened", ""), ("refused", "used_up")])

    def test_P10_no_secret_in_headers_or_log_and_no_referrer(self):
        sent, reader = self.send()
        _, headers, page = reader.request("GET", "", headers={"Accept": "text/html"})
        self.assertEqual(headers["Referrer-Policy"], "no-referrer")
        self.assertIn("no-store", headers["Cache-Control"])
        self.assertNotIn("unsafe-inline", headers["Content-Security-Policy"])
        self.assertNotIn("unsafe-eval'", headers["Content-Security-Policy"].replace("wasm-unsafe-eval'", ""))
        reader.open(sent["code"])
        # If a mail program escapes the #, the browser sends the key to the server, which must not log it.
        fragment = sent["link"].split("#")[1]
        self.assertEqual(reader.request("GET", f"%23{fragment}", headers={"Accept": "text/html"})[0], 200)
        log = self.server.log_path.read_text()
        for secret in (fragment, reader.token, reader.proof, reader.lease, sent["code"], self.server.demo["api_key"]):
            self.assertNotIn(secret, log)

    def test_P11_another_tenants_key_sees_and_destroys_nothing(self):
        sent, reader = self.send()
        solstice = f"solstice.localhost:{self.server.port}"
        for method, path in (("GET", ""), ("POST", "/destroy"), ("GET", "/receipt")):
            status, _ = self.server.api(method, f"/api/v1/messages/{sent['id']}{path}", headers={"Host": solstice})
            self.assertIn(status, (401, 404))
        self.assertEqual(Reader(self.server.port, sent["link"], host=solstice).open(sent["code"])[0], 404)
        self.assertEqual(reader.open(sent["code"])[0], 200)

    def test_P12_what_was_acknowledged_is_there_after_kill_9(self):
        with Deployment() as server:
            sent = server.send_link("--body", "x", "--opens", "2")
            reader = Reader(server.port, sent["link"])
            self.assertEqual(reader.open(sent["code"])[0], 200)
            server.kill()
            server.start()
            self.assertEqual(reader.gates()[1]["opens_left"], 1)
            self.assertEqual(reader.open(sent["code"], reader.lease)[0], 200)

    def test_P15_receipts_chain_and_a_removed_one_is_noticed(self):
        with Deployment() as server:
            for _ in range(3):
                server.sx("destroy", server.send_link("--body", "x")["id"])
            self.assertEqual(server.run_server("audit", "verify").returncode, 0)
            server.stop()
            server.sql("DELETE FROM sealed_receipt WHERE number = 2")
            done = server.run_server("audit", "verify", check=False)
            self.assertEqual(done.returncode, 1, done.stdout + done.stderr)

    def test_P16_a_slot_of_another_version_is_refused(self):
        status, created = self.server.api(
            "POST",
            "/api/v1/messages",
            {
                "language": "fr",
                "opens": 1,
                "expires_in": 3600,
                "delivery": "link",
                "recipients": [{"address": "a@example.net"}],
                "files": [{"id": MANIFEST, "bytes": 1080}],
            },
        )
        self.assertEqual(status, 201)
        grant = created["grants"][0]
        header = (
            b"SXK1" + bytes([2, 1, 4, 0]) + bytes(8) + unb64(created["id"]) + unb64(grant["grant"]) + os.urandom(16)
        )
        status, problem = self.server.api(
            "POST",
            f"/api/v1/messages/{created['id']}/send",
            {
                "grants": [
                    {"grant": grant["grant"], "slot": b64(header + os.urandom(92)), "proof": b64(os.urandom(32))}
                ],
                "notice": {"files": []},
            },
        )
        self.assertEqual(status, 400)
        self.assertEqual(problem["field"], "grants[0].slot")


if __name__ == "__main__":
    unittest.main(verbosity=2)
