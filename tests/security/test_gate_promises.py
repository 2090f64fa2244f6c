"""Tests promises P2, P5, P8 and P10 of docs/protocol.md for the gates that only the server enforces.

These gates are the SMS code and a partner's gate.
The partner's plugin (tests/contract/question) is built outside the tree, with the installed SDK.
"""
import json
import os
import re
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
from deployment import Deployment, wait_until  # noqa: E402
from opener import MANIFEST, Reader, b64, send_with_gates  # noqa: E402
from partner import QuestionInstallation  # noqa: E402

MOBILE, QUESTION, ANSWER = "+15145550142", "Nom de notre premier chien?", "Fripon-le-brave"
SMS = {"gates": {"sms": True}, "mobile": MOBILE}
ASKED = {"gates": {"question": {"text": QUESTION, "answer": ANSWER}}}
WRONG = {
    "sms": {"answers": {"sms": "abcdef"}},
    "question": {"answers": {"question": "Médor"}},
}  # not six digits, so never right by chance


def both_wrong():
    return {"answers": {**WRONG["sms"]["answers"], **WRONG["question"]["answers"]}}


class GatePromisesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.installed = cls.enterClassContext(QuestionInstallation())
        cls.server = cls.enterClassContext(
            Deployment({"SX_HTTP_PER_MINUTE": "1000000"}, cls.installed.config, cls.installed.programs)
        )

    def send(self, setting, opens=3, **more):
        sent = send_with_gates(self.server, opens=opens, **setting, **more)
        return sent, Reader(self.server.port, sent["link"])

    def both(self, opens=3):
        for name, setting in (("sms", SMS), ("question", ASKED)):
            with self.subTest(name):
                yield name, *self.send(setting, opens)

    def texts(self):
        return [mail["text"] for mail in self.server.mails() if mail["kind"] == "sms"]

    def code_for(self, reader):
        """Asks for the code; returns the six digits that were sent to the mobile."""
        before = len(self.texts())
        self.assertEqual(reader.call("/gates/sms/ask", proof=reader.proof)[0], 202)
        text = wait_until(
            lambda: (all_texts := self.texts()) and len(all_texts) > before and all_texts[0], what="the text"
        )
        return re.search(r"#(\d{6})\b", text)[1]

    def right(self, name, reader):
        return {"answers": {name: self.code_for(reader) if name == "sms" else ANSWER}}

    def opens_left(self, sent):
        return self.server.api("GET", f"/api/v1/messages/{sent['id']}")[1]["recipients"][0]["opens_left"]

    def gives_nothing(self, reader, answer):
        status, body = answer
        self.assertNotEqual(status, 200)
        for member in ("share", "slot", "files", "to"):
            self.assertNotIn(member, body)
        self.assertIn(reader.file(MANIFEST)[0], (404, 410))

    def test_P2_P5_nothing_and_no_open_before_the_gates_are_passed(self):
        for name, sent, reader in self.both(opens=1):
            for method in ("GET", "HEAD"):
                self.assertEqual(reader.request(method, "", headers={"Accept": "text/html"})[0], 200)
            status, gates = reader.gates()
            self.assertEqual((status, gates["gates"]), (200, [name]))
            self.assertNotIn("share", gates)
            self.gives_nothing(reader, reader.open(None))                                            # no answers
            for wrong in (
                WRONG[name], both_wrong(), {"answers": {name: ""}}, {"answers": {name: None}}, {"answers": []},
                {"answers": {name: {}}}, {"sms_code": "000000", "answers": {"sms": "000000"}}
            ):
                self.gives_nothing(reader, reader.open(None, **wrong))
            stranger = Reader(self.server.port, sent["link"].split("#")[0])
            self.gives_nothing(stranger, stranger.open(None, **({} if name == "sms" else self.right(name, reader))))
            self.assertEqual(self.opens_left(sent), 1)
        # Right answers open the message; a code sent by SMS is good for one open only.
        for name, sent, reader in self.both(opens=2):
            right = self.right(name, reader)
            self.assertEqual(reader.open(None, **right)[0], 200)
            self.assertEqual(reader.file(MANIFEST)[0], 200)
            self.assertEqual(reader.open(None, **right)[0], 403 if name == "sms" else 200)

    def test_P5_every_gate_of_several_is_needed(self):
        sent, reader = self.send({"gates": {**SMS["gates"], **ASKED["gates"]}, "mobile": MOBILE}, opens=1)
        code = self.code_for(reader)
        self.gives_nothing(reader, reader.open(None, answers={"sms": code, **WRONG["question"]["answers"]}))
        self.gives_nothing(reader, reader.open(None, answers={**WRONG["sms"]["answers"], "question": ANSWER}))
        self.gives_nothing(reader, reader.open(None, answers={"sms": code}))
        self.assertEqual(self.opens_left(sent), 1)
        self.assertEqual(reader.open(None, answers={"sms": code, "question": ANSWER})[0], 200)

    def test_P8_tries_are_counted_for_the_grant_and_not_for_the_address(self):
        for name, sent, reader in self.both():
            other, other_reader = self.send(SMS if name == "sms" else ASKED)
            right = self.right(name, reader)
            for _ in range(10):  # without the proof, no try is counted
                stranger = Reader(self.server.port, sent["link"].split("#")[0])
                self.assertEqual(stranger.open(None, **WRONG[name])[0], 404)
            left = []
            for number in range(5):  # each from another address
                far = Reader(self.server.port, sent["link"], network=f"127.0.7.{number + 1}")
                status, problem = far.open(None, **WRONG[name])
                self.assertEqual((status, problem["code"]), (403, "wrong_secret"))
                left.append(problem["tries_left"])
            self.assertEqual(left, [14, 13, 12, 11, 10])
            far = Reader(self.server.port, sent["link"], network="127.0.9.1")
            self.gives_nothing(far, far.open(None, **right))  # the right answer from a new address is refused too
            status, headers, body = far.request(
                "POST", "/open", {"proof": far.proof, "lease": b64(os.urandom(32)), **right}
            )
            self.assertEqual((status, json.loads(body)["code"]), (429, "locked"))
            self.assertGreater(int(headers["Retry-After"]), 0)
            self.assertEqual(self.opens_left(sent), 3)
            # Another grant still opens from an address that tried wrongly.
            tried = Reader(self.server.port, other["link"], network="127.0.7.1")
            self.assertEqual(tried.open(None, **self.right(name, other_reader))[0], 200)

    def test_P8_a_wrong_answer_does_not_say_which_gate_was_wrong(self):
        _, reader = self.send({"gates": {**SMS["gates"], **ASKED["gates"]}, "mobile": MOBILE})
        code = self.code_for(reader)
        answers = [
            reader.open(None, **given)
            for given in (
                {"answers": {"sms": code, **WRONG["question"]["answers"]}},
                {"answers": {**WRONG["sms"]["answers"], "question": ANSWER}},
                both_wrong(),
            )
        ]
        for _, problem in answers:
            for changing in ("tries_left", "request_id", "instance"):
                problem.pop(changing, None)
        self.assertEqual(answers[0][0], 403)
        self.assertEqual(answers[1:], answers[:1] * 2)

    def test_P8_asking_for_codes_needs_the_proof_and_sends_one_at_a_time(self):
        sent, reader = self.send(SMS)
        before = len(self.texts())
        stranger = Reader(self.server.port, sent["link"].split("#")[0])
        self.assertEqual(stranger.call("/gates/sms/ask", proof=stranger.proof)[0], 404)
        code = self.code_for(reader)
        for number in range(5):
            far = Reader(self.server.port, sent["link"], network=f"127.0.8.{number + 1}")
            status, body = far.call("/gates/sms/ask", proof=far.proof)
            self.assertEqual(status, 202)
            self.assertLessEqual(body["retry_after"], 30)
        self.assertLessEqual(reader.gates()[1]["waits"]["sms"], 30)
        self.assertEqual(len(self.texts()), before + 1)
        self.assertEqual(reader.open(None, answers={"sms": code})[0], 200)

    def test_P3_P10_code_mobile_and_answer_stand_nowhere_in_clear(self):
        sent, reader = self.send(SMS)
        asked, asked_reader = self.send(ASKED)
        code = self.code_for(reader)
        shown = json.dumps(reader.gates()[1], ensure_ascii=False)
        self.assertIn("0142", shown)
        self.assertNotIn("555", shown)
        self.assertNotIn(ANSWER, json.dumps(asked_reader.gates()[1], ensure_ascii=False))
        reader.open(None, **WRONG["sms"])
        asked_reader.open(None, answers={"question": "Un-essai-perdu"})
        with tempfile.TemporaryDirectory() as folder:
            self.server.run_server("backup", Path(folder) / "backup")
            stored = self.server.everything_stored() + b"\n".join(
                path.read_bytes() for path in Path(folder).rglob("*") if path.is_file()
            )
        self.assertEqual(reader.open(None, answers={"sms": code})[0], 200)
        self.assertEqual(asked_reader.open(None, answers={"question": ANSWER})[0], 200)
        stored += self.server.log_path.read_bytes()
        for secret in (
            MOBILE[1:], MOBILE[2:], "5145550142", "514 555-0142", ANSWER, ANSWER.lower(), QUESTION, "Un-essai-perdu"
        ):
            self.assertNotIn(secret.encode(), stored, secret)
        self.assertEqual(re.findall(rb"(?<![0-9A-Za-z])" + code.encode() + rb"(?![0-9A-Za-z])", stored), [])
        # The sender's register names the gate, but nothing that was typed.
        for each, gate in ((sent, "sms"), (asked, "question")):
            followed = self.server.api("GET", f"/api/v1/messages/{each['id']}")[1]
            self.assertIn(("wrong_secret", gate), [(event["kind"], event["cause"]) for event in followed["events"]])
            self.assertNotIn("Un-essai-perdu", json.dumps(followed, ensure_ascii=False))

    def test_P5_a_gate_whose_plugin_is_gone_stays_shut_and_uses_nothing_up(self):
        sent, reader = self.send(ASKED, opens=1)
        self.server.stop()
        self.server.config = str(self.installed.config_without)
        self.addCleanup(lambda: setattr(self.server, "config", str(self.installed.config)))
        self.server.start()
        self.assertIn("sealed.gates.gone", self.server.log_path.read_text())
        for answer in (reader.gates(), reader.open(None, answers={"question": ANSWER}), reader.open(None)):
            self.assertEqual((answer[0], answer[1]["code"]), (503, "gate_gone"))
            self.gives_nothing(reader, answer)
        stranger = Reader(self.server.port, sent["link"].split("#")[0])
        self.assertEqual(stranger.gates()[0], 404)  # without the key, nothing about the gate is revealed
        events = self.server.api("GET", f"/api/v1/messages/{sent['id']}")[1]["events"]
        self.assertIn(("refused", "gate_gone"), [(event["kind"], event["cause"]) for event in events])
        self.assertEqual(self.opens_left(sent), 1)
        self.server.stop()
        self.server.config = str(self.installed.config)
        self.server.start()
        self.assertEqual(reader.open(None, answers={"question": ANSWER})[0], 200)


if __name__ == "__main__":
    unittest.main(verbosity=2)
