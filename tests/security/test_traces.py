"""Tests that strangers cannot push out or take away the truth (findings F9, F11, F17).

The register keeps what readers did, whatever strangers do; the newest receipts cannot be removed unnoticed; nobody's
signature passes for a server's.
"""
import concurrent.futures
import json
import os
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
from deployment import Deployment, wait_until  # noqa: E402
from opener import Reader, b64  # noqa: E402

MANIFEST = "A" * 22


class RegisterTest(unittest.TestCase):
    """Finding F9: strangers fill only the lines of strangers."""

    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Deployment({"SX_HTTP_PER_MINUTE": "1000000"}))

    def events(self, sent):
        return self.server.api("GET", f"/api/v1/messages/events?message={sent['id']}&limit=500")[1]["events"]

    def refusals(self, sent):
        return [event for event in self.events(sent) if event["kind"] == "refused"]

    def wrong_proofs(self, reader, count, headers=lambda i: {}):
        def one(i):
            return reader.request("POST", "/gates", {"proof": b64(os.urandom(32))}, headers(i))[0]
        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            self.assertEqual(set(pool.map(one, range(count))), {404})

    def test_P9_wrong_proofs_are_one_line_and_hide_nothing(self):
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        (folder / "plan.txt").write_text("a plan")
        sent = self.server.send_link("--body", "x", "--attach", folder / "plan.txt")
        stranger, reader = (Reader(self.server.port, sent["link"]) for _ in range(2))
        self.wrong_proofs(stranger, 520)
        self.assertEqual(sum(each["times"] for each in self.refusals(sent)), 520)
        self.assertEqual([each["cause"] for each in self.refusals(sent)], ["wrong_key"])
        self.assertIn("520", self.refusals(sent)[0]["text"])
        self.assertEqual(reader.gates()[0], 200)
        opened = reader.open(sent["code"])[1]
        file = next(each["id"] for each in opened["files"] if each["id"] != MANIFEST)
        self.assertEqual(reader.file(file)[0], 200)
        kinds = wait_until(lambda: (found := {event["kind"] for event in self.events(sent)}) and
                           "downloaded" in found and found, what="the download's line")
        self.assertLessEqual({"refused", "visited", "opened", "downloaded"}, kinds)

    def test_P9_strangers_with_many_names_fill_only_lines_of_strangers(self):
        sent = self.server.send_link("--body", "x")
        stranger, reader = (Reader(self.server.port, sent["link"]) for _ in range(2))
        self.wrong_proofs(stranger, 200, lambda i: {"User-Agent": f"browser {i}"})
        self.assertEqual(reader.gates()[0], 200)
        self.assertEqual(reader.open(sent["code"])[0], 200)
        refusals = self.refusals(sent)
        self.assertLessEqual(len(refusals), 50)
        self.assertEqual(sum(each["times"] for each in refusals), 200)
        self.assertLessEqual({"visited", "opened"}, {event["kind"] for event in self.events(sent)})


class ReceiptsTest(unittest.TestCase):
    """Findings F11 and F17: the end of the chain is anchored, and a signature needs a known signer."""

    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.server = self.enterContext(Deployment())

    def destroy(self, count):
        ids = [self.server.send_link("--body", "x")["id"] for _ in range(count)]
        for each in ids:
            self.server.sx("destroy", each)
        return ids

    def fault(self):
        """Returns what audit verify prints of the receipts once it fails."""
        done = self.server.run_server("audit", "verify", check=False)
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        return next(line for line in done.stdout.splitlines() if "sealed.receipts" in line and "FAULT" in line)

    def remove_newest(self, *more):
        for text in ("DELETE FROM sealed_receipt WHERE number = 3",
                     "DELETE FROM sealed_item WHERE state = 'destroyed' AND NOT EXISTS "
                     "(SELECT 1 FROM sealed_receipt r WHERE r.item_id = sealed_item.id)", *more):
            self.server.sql(text)

    def test_P15_the_newest_receipt_cannot_be_taken_away(self):
        self.destroy(3)
        self.assertEqual(self.server.run_server("audit", "verify").returncode, 0)
        self.server.stop()
        self.remove_newest()
        self.assertIn("is missing, up to the end at 3", self.fault())

    def test_P15_an_older_end_put_back_is_noticed(self):
        self.destroy(2)
        self.server.sql("CREATE TABLE kept AS SELECT * FROM sealed_receipt_end")
        self.destroy(1)
        self.server.stop()
        self.remove_newest("DELETE FROM sealed_receipt_end", "INSERT INTO sealed_receipt_end SELECT * FROM kept")
        self.assertIn("the journal has its destruction", self.fault())

    def test_P15_all_receipts_journal_and_ends_taken_away_are_noticed(self):
        self.destroy(3)
        self.server.stop()
        for table in ("sealed_receipt", "sealed_receipt_end", "audit_entry", "audit_head"):
            self.server.sql(f"DELETE FROM {table}")
        self.server.sql("DELETE FROM sealed_item WHERE state = 'destroyed'")
        # Something must still name the company: any later entry of its journal does.
        self.server.start()
        self.destroy(1)
        self.server.stop()
        self.assertIn("the destruction log has it", self.fault())

    def test_P15_a_restored_backup_verifies_though_the_log_knows_later_items(self):
        self.destroy(1)
        backup = self.folder / "backup"
        self.server.run_server("backup", backup)
        self.destroy(2)
        self.server.stop()
        self.server.run_server("restore", backup, "--replace")
        self.server.start()
        self.destroy(1)
        self.assertEqual(self.server.run_server("audit", "verify").returncode, 0)

    def test_P15_a_receipt_of_an_unknown_signer_does_not_pass(self):
        made = self.destroy(1)[0]
        receipt = self.server.api("GET", f"/api/v1/messages/{made}/receipt")[1]
        path = self.folder / "receipt.json"
        path.write_text(json.dumps(receipt))
        command = self.server.sx_command()[0]

        def verify(*more):
            return self.server.run_program([command, "verify-receipt", path, *more])
        self.assertEqual(verify().returncode, 7)
        self.assertIn(receipt["key"], verify().stderr)
        self.assertEqual(verify("--server", self.server.portal).returncode, 0)
        self.assertEqual(verify("--server-key", receipt["key"]).returncode, 0)
        with Deployment() as another:
            self.assertEqual(verify("--server", another.portal).returncode, 1)


if __name__ == "__main__":
    unittest.main()
