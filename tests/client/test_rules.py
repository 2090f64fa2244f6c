"""Tests the rules for recipients' domains from outside (rows D7, J6, I12): no client gets around one, and sx obeys."""
import os
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
from deployment import Deployment  # noqa: E402

MANIFEST, FILE = "A" * 22, "AQEBAQEBAQEBAQEBAQEBAQ"
POLICY = 6  # exit status of sx


def rule(domain, protection, gates=(), applies="all", **more):
    return {"domain": domain, "applies": applies, "protection": protection, "gates": list(gates), **more}


class RulesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Deployment().__enter__()
        cls.addClassCleanup(cls.server.__exit__, None, None, None)

    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.addCleanup(self.rules)

    def rules(self, *items):
        status, answer = self.server.api("PUT", "/api/v1/rules", {"items": list(items)})
        self.assertEqual(status, 200, answer)
        return answer["items"]

    def begin(self, *to, file=False, **more):
        files = [{"id": MANIFEST, "bytes": 2000}] + ([{"id": FILE, "bytes": 2000}] if file else [])
        return self.server.api("POST", "/api/v1/messages", {
            "language": "fr", "delivery": "link", "recipients": [{"address": each} for each in to], "files": files, **more
        })

    def refused(self, answer, code, field):
        status, problem = answer
        self.assertEqual((status, problem["code"], problem["field"]), (422, code, field), problem)
        self.assertTrue(problem["rule"] and problem["detail"], problem)

    def dry_run(self, *to, gates=(), files=(), **more):
        status, answer = self.server.api("POST", "/api/v1/policy/dry-run", {
            "user": "camille.roy@example.com", "to": list(to), "gates": list(gates), "files": list(files), **more
        })
        self.assertEqual(status, 200, answer)
        return answer

    def send(self, to, *more):
        return self.server.sx(
            "send", "--to", to, "--subject", "Acte", "--body", "Bonjour", "--delivery", "link", "--json", *more,
            check=False
        )

    def test_D7_a_raw_client_cannot_get_around_a_rule(self):
        self.rules(
            rule("forbidden.example", "forbidden"),
            rule("*.forbidden.example", "forbidden"),
            rule("xn--cole-9oa.example", "forbidden"),
            rule("gated.example", "mandatory", ["password"], opens_max=2),
        )
        before = self.server.rows("SELECT COUNT(*) FROM sealed_item")
        password = {"gates": {"password": True}}
        for address in ("ana@forbidden.example", "ANA@Forbidden.EXAMPLE", " ana@forbidden.example. ",
                        "ana@mail.forbidden.example", "ana@xn--cole-9oa.example", "ana@XN--COLE-9OA.example"):
            with self.subTest(address=address):
                self.refused(self.begin(address, **password), "rule_forbidden", "recipients[0].address")
        # In the middle of many, whose own gates say otherwise, and by turning off for one what all have.
        self.refused(self.begin("a@free.example", "b@forbidden.example"), "rule_forbidden", "recipients[1].address")
        self.refused(self.begin("a@gated.example"), "rule_gates", "recipients[0].gates.password")
        without = [{"address": "a@gated.example", "gates": {"password": False}}]
        self.refused(self.begin(recipients=without, **password), "rule_gates", "recipients[0].gates.password")
        more = [{"address": "a@gated.example", "opens": 3}]
        self.refused(self.begin(recipients=more, opens=1, **password), "rule_opens", "recipients[0].opens")
        self.refused(self.begin("a@gated.example", opens=99, **password), "rule_opens", "recipients[0].opens")
        self.refused(
            self.begin("a@gated.example", file=True, protect="files", **{**password, "delivery": "mail"}), "rule_clear",
            "protect"
        )
        self.assertEqual(self.server.rows("SELECT COUNT(*) FROM sealed_item"), before, "nothing was stored")
        self.assertEqual(self.begin("a@gated.example", **password)[0], 201)
        self.assertEqual(self.server.rows("SELECT MAX(opens) FROM sealed_grant WHERE address = 'a@gated.example'"),
                         [("2",)], "opens that nobody chose are lowered, not refused")

    def test_D7_the_most_specific_rule_decides(self):
        self.rules(
            rule("*", "mandatory", ["password"]),
            rule("*", "off", applies="without_files"),
            rule("*.example.org", "forbidden"),
            rule("example.org", "off"),
        )
        for address, file, status in (("a@other.example", True, 422), ("a@other.example", False, 201),
                                      ("a@example.org", True, 201), ("a@mail.example.org", False, 422)):
            with self.subTest(address=address, file=file):
                self.assertEqual(self.begin(address, file=file)[0], status)

    def test_D7_bad_rules_are_refused_as_a_whole_and_the_field_is_named(self):
        kept = self.rules(rule("example.org", "off"))
        for bad, field in ((rule("", "off"), "domain"), (rule("a b.org", "off"), "domain"), (rule("*.*", "off"), "domain"),
                           (rule("a.org", "on"), "protection"), (rule("a.org", "off", applies="never"), "applies"),
                           (rule("a.org", "off", ["telepathy"]), "gates[0]"), (rule("a.org", "off", opens_max=0), "opens_max"),
                           (rule("a.org", "off", opens_max=100), "opens_max"), (rule("EXAMPLE.com", "off"), "domain"),
                           ({**rule("a.org", "off"), "tenant_id": "x"}, "tenant_id")):
            with self.subTest(bad=bad):
                items = [rule("example.com", "default"), bad]
                status, problem = self.server.api("PUT", "/api/v1/rules", {"items": items})
                self.assertEqual((status, problem["field"]), (400, f"items[1].{field}"))
        self.assertEqual(self.server.api("GET", "/api/v1/rules"), (200, {"items": kept}))

    def test_I12_the_dry_run_answers_what_sending_does(self):
        self.rules(rule("forbidden.example", "forbidden"), rule("*", "mandatory", ["password"], "with_files", opens_max=2))
        file = [{"name": "Acte.pdf", "bytes": 12}]
        before = self.server.rows("SELECT COUNT(*) FROM sealed_item")
        for to, gates, files, opens in ((["a@forbidden.example"], [], [], 1), (["a@free.example"], [], [], 9),
                                        (["a@free.example"], [], file, 1), (["a@free.example"], ["password"], file, 2),
                                        (["a@free.example"], ["password"], file, 3),
                                        (["a@free.example", "b@forbidden.example"], ["password"], file, 1)):
            with self.subTest(to=to, gates=gates, files=len(files), opens=opens):
                answer = self.dry_run(*to, gates=gates, files=files, opens=opens)
                self.assertEqual(self.server.rows("SELECT COUNT(*) FROM sealed_item"), before, "nothing is kept")
                status, problem = self.begin(*to, file=bool(files), gates={each: True for each in gates}, opens=opens)
                self.assertEqual(answer["allowed"], status == 201, (answer, problem))
                before = self.server.rows("SELECT COUNT(*) FROM sealed_item")
                if status != 201:
                    self.assertIn(problem["code"], [each["refusal"] for each in answer["by"]])
        answer = self.dry_run("a@free.example", files=file)
        self.assertEqual((answer["must"], answer["opens_max"]), (["password"], 2))
        self.assertEqual([(each["rule"], each["level"]) for each in answer["by"]], [("*", "rule")])
        status, problem = self.server.api("POST", "/api/v1/policy/dry-run", {"user": "nobody@example.com", "to": ["a@b.ca"]})
        self.assertEqual((status, problem["field"]), (400, "user"))

    def test_D7_sx_obeys_before_it_sends(self):
        self.rules(
            rule("forbidden.example", "forbidden"),
            rule("gated.example", "mandatory", ["password"], opens_max=1),
            rule("coded.example", "mandatory", ["code"]),
            rule("usual.example", "default", ["password"]),
        )
        before = self.server.rows("SELECT COUNT(*) FROM sealed_item")
        for to, more, said in (("a@forbidden.example", (), "nothing may leave"), ("a@gated.example", (), "--password"),
                               ("a@gated.example", ("--force-unprotected", ), "--password"),
                               ("a@gated.example", ("--password", "Erable-Rouge-7", "--opens", "2"), "--opens 1")):
            with self.subTest(to=to, more=more):
                status, _, err = self.send(to, *more)
                self.assertEqual(status, POLICY, err)
                self.assertIn(said, err)
                self.assertIn(to, err)
        self.assertEqual(self.server.rows("SELECT COUNT(*) FROM sealed_item"), before)
        self.assertEqual(self.send("a@gated.example", "--password", "Erable-Rouge-7")[0], 0)
        status, sent, _ = self.send("a@coded.example", "--password", "Erable-Rouge-7")
        self.assertEqual(status, 0)
        self.assertTrue(sent["recipients"][0]["code"], "the code that a rule demands is asked for by itself")
        status, _, err = self.send("a@usual.example")
        self.assertEqual(status, 0)
        self.assertIn("--password", err)


if __name__ == "__main__":
    os.chdir(tempfile.gettempdir())
    unittest.main()
