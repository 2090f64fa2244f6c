"""Tests that what is not opened is closed (findings F4, F10, F12, F15, F16, F21) against a real server.

A key reaches what its scopes name, whoever leaves loses everything at once, nobody keeps a person out of their account,
and who was refused stands in the log, in the metrics and in the company's journal.
"""
import json
import re
import sys
import unittest
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
from deployment import Deployment, free_port, wait_until  # noqa: E402
from opener import Reader  # noqa: E402
from visitor import PROXY, Visitor  # noqa: E402

CAMILLE, MARC, JULIE = (f"{name}@example.com" for name in ("camille.roy", "marc.tremblay", "julie.gagnon"))
SETTINGS = {
    "SX_PLUGINS_SETTINGS_AUTH_PROOF_WORK": "200",
    "SX_PLUGINS_SETTINGS_AUTH_LINKS_PER_ADDRESS": "5",
    "SX_HTTP_PROXIES": PROXY,
    "SX_LOG_FORMAT": "json",
}
PARAMETERS = {"token": "A" * 22, "uuid": "01890a5d-ac96-774b-bcce-b302099a8057", "int": "1", "word": "x", "text": "x"}


def path_of(route):
    return re.sub(r"\{\w+(?::(\w+))?\}", lambda found: PARAMETERS[found[1] or "word"], route["path"])


class AccessTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.metrics_port = free_port()
        cls.server = cls.enterClassContext(Deployment({**SETTINGS, "SX_METRICS_PORT": str(cls.metrics_port)}))

    def verb(self, *words, check=True):
        return self.server.run_server(*words, check=check)

    def user(self, verb, address, *words, check=True):
        return self.verb("user", verb, "--tenant", "localhost", "--address", address, *words, check=check)

    def key(self, *words, user=CAMILLE, check=True):
        made = self.verb(
            "api-key", "add", "--tenant", "localhost", "--user", user, "--name", "test", *words, check=check
        )
        return made.stdout.strip() if made.returncode == 0 else None

    def by_key(self, key, method, path, form=None):
        return Visitor(self.server, {"Authorization": f"Bearer {key}"}).request(method, path, form)[0]

    def visitor(self, address):
        """Returns a browser in another network."""
        return Visitor(self.server, {"X-Forwarded-For": address})

    def log(self, event):
        lines = self.server.log_path.read_text().splitlines()
        return [line for line in map(json.loads, filter(lambda each: each.startswith("{"), lines))
                if line.get("event") == event]

    def journal(self, kind):
        """Waits for the journal's entries of a kind; returns (actor, subject, address, details) of each."""
        def entries():
            return self.server.rows(
                f"SELECT actor, subject, address, details FROM audit_entry WHERE kind = '{kind}' ORDER BY number"
            )
        return [(*row[:3], json.loads(row[3])) for row in wait_until(entries, what=f"{kind} in the journal")]


class KeysTest(AccessTest):
    """Finding F4: a key has the authority of its scopes, and no other."""

    def test_F4_a_key_reaches_no_page_of_its_owners_account_and_no_contacts(self):
        key = self.key("--scopes", "messages.send")
        person = Visitor(self.server).sign_in(CAMILLE)
        self.assertEqual(self.by_key(key, "GET", "/api/v1/messages"), 200)
        for method, path, form in (
            ("GET", "/api/v1/contacts", None),
            ("GET", "/contacts/contacts.csv", None),
            ("GET", "/account", None),
            ("POST", "/api/v1/contacts/import", {}),
            ("POST", "/account/mobile", {"mobile": "514 555-0199", "country": "CA"}),
            ("POST", "/account/mobile/code", {"code": "123456"}),
            ("POST", "/account/replies", {"protects": "1"}),
            ("POST", "/account/preferences", {"language": "en", "time_zone": ""}),
            ("POST", "/sign-out/everywhere", {}),
        ):
            with self.subTest(path=path):
                self.assertEqual(self.by_key(key, method, path, form), 403)
        self.assertEqual(person.get("/account"), 200)
        self.assertEqual(self.by_key(self.key("--scopes", "contacts.use"), "GET", "/api/v1/contacts"), 200)

    def test_F4_every_route_is_closed_to_keys_unless_it_names_one_of_their_scopes(self):
        """Tries all routes, those of plugins that do not exist yet included, with a key of one scope."""
        key = self.key("--scopes", "policy.read")
        routes = json.loads(self.verb("routes", "--json").stdout)
        asked = [each for each in routes if each["callers"].startswith("session")]
        self.assertGreater(len(asked), 40)
        for route in asked:
            if route["takes_keys"] and route["permission"] == "policy.read":
                continue
            with self.subTest(route=f"{route['method']} {route['path']}"):
                self.assertEqual(self.by_key(key, route["method"], path_of(route)), 403)
        everything = self.server.demo["api_key"]
        for route in asked:
            if not route["takes_keys"]:
                with self.subTest(route=f"{route['method']} {route['path']}", key="of every scope"):
                    self.assertEqual(self.by_key(everything, route["method"], path_of(route)), 403)

    def test_F4_unknown_scopes_are_refused_and_keys_expire(self):
        for scopes in ("nothing.at.all", "messages.send,message.send", ","):
            self.assertIsNone(self.key("--scopes", scopes, check=False))
        self.assertIsNone(self.key("--expires", "2020-01-01", check=False))
        key = self.key("--expires", "2d")
        self.assertEqual(self.by_key(key, "GET", "/api/v1/messages"), 200)
        line = next(
            each for each in self.verb("api-key", "list", "--tenant", "localhost").stdout.splitlines()
            if each.startswith(key[3:14])
        )
        self.assertIn("active until", line)
        self.assertIn("messages.send", line)
        self.server.sql(f"UPDATE api_keys_key SET expires = 1000 WHERE id = '{key[3:14]}'")
        self.assertEqual(self.by_key(key, "GET", "/api/v1/messages"), 401)


class LeavingTest(AccessTest):
    """Finding F10: what was given can be taken."""

    def test_F10_who_leaves_loses_sessions_keys_and_links_at_once(self):
        key = self.key(user=JULIE)
        session = Visitor(self.server).sign_in(JULIE)
        browser = Visitor(self.server)
        browser.ask(JULIE)
        token, code = browser.mailed(JULIE)
        self.assertEqual((session.get("/account"), self.by_key(key, "GET", "/api/v1/messages")), (200, 200))
        self.user("deactivate", JULIE)
        self.assertEqual((session.get("/account"), self.by_key(key, "GET", "/api/v1/messages")), (401, 401))
        self.assertEqual(browser.use(token), 410)
        self.assertEqual(browser.request("POST", "/sign-in/code", {"code": code, "address": JULIE})[0], 400)
        self.user("activate", JULIE)
        self.assertEqual((session.get("/account"), self.by_key(key, "GET", "/api/v1/messages")), (401, 401))
        self.assertEqual(Visitor(self.server).sign_in(JULIE).get("/account"), 200)
        for kind in ("directory.person_deactivated", "directory.person_activated"):
            self.assertEqual(len(self.journal(kind)), 1)

    def test_F10_a_role_changes_and_sessions_end(self):
        session = Visitor(self.server).sign_in(MARC)
        self.assertEqual(session.get("/admin/settings"), 200)
        self.user("role", MARC, "--role", "member")
        self.assertEqual(session.get("/admin/settings"), 401)
        session = Visitor(self.server).sign_in(MARC)
        self.assertEqual((session.get("/account"), session.get("/admin/settings")), (200, 403))
        self.verb("sessions", "end", "--tenant", "localhost", "--user", MARC)
        self.assertEqual(session.get("/account"), 401)
        self.user("role", MARC, "--role", "admin")
        self.assertEqual(self.journal("directory.role_changed")[0][3], {"from": "admin", "to": "member"})


class RefusalsTest(AccessTest):
    """Finding F12: attacks leave a trace: who, where, what, from where."""

    def test_F12_keys_origins_roles_and_links_are_in_log_journal_and_metrics(self):
        key = self.key(user=JULIE)
        self.verb("api-key", "revoke", "--tenant", "localhost", "--id", key[3:14])
        stranger = self.visitor("203.0.113.9")
        stranger.headers["Authorization"] = f"Bearer {key}"
        self.assertEqual(stranger.get("/api/v1/messages"), 401)
        member = Visitor(self.server, {"X-Forwarded-For": "203.0.113.10"}).sign_in(JULIE)
        self.assertEqual(member.get("/admin/settings"), 403)
        foreign = {"Origin": "https://evil.example"}
        self.assertEqual(member.request("POST", "/sign-out/everywhere", {}, foreign)[0], 403)
        browser = Visitor(self.server)
        browser.ask(CAMILLE)
        self.assertEqual(self.visitor("203.0.113.11").use(browser.mailed(CAMILLE)[0]), 403)
        ids = dict(self.server.rows("SELECT address, id FROM directory_person"))
        for kind, person, address, cause, route in (
            ("auth.key_refused", "", "203.0.113.9", "revoked", "/api/v1/messages"),
            ("access.denied", ids[JULIE], "203.0.113.10", "permission", "/admin/settings"),
            ("origin.refused", ids[JULIE], "203.0.113.10", "foreign_origin", "/sign-out/everywhere"),
            ("auth.link_refused", ids[CAMILLE], "203.0.113.11", "other_browser", "/sign-in/link"),
        ):
            with self.subTest(kind=kind):
                line = self.log(kind)[-1]
                self.assertEqual((line["address"], line["cause"], line["route"]), (address, cause, route))
                self.assertTrue(line["tenant"])
                self.assertEqual(line["person"], person)
                actor, subject, where, details = self.journal(kind)[-1]
                self.assertEqual((actor, where, details["cause"], details["route"]), (person, address, cause, route))
                if kind == "auth.key_refused":
                    self.assertEqual((line["key_id"], subject), (key[3:14], key[3:14]))
        self.assertNotIn(key[15:], self.server.log_path.read_text())
        with urllib.request.urlopen(f"http://localhost:{self.metrics_port}/metrics", timeout=10) as answer:
            metrics = answer.read().decode()
        for kind in ("auth.key_refused", "access.denied", "origin.refused", "auth.link_refused"):
            self.assertRegex(metrics, rf'refusals\w*{{[^}}]*kind="{kind}"[^}}]*}} [1-9]')

    def test_F12_a_link_for_nobody_and_a_wrong_code_leave_a_trace_that_says_no_more_than_the_answer(self):
        sent = self.server.send_link("--body", "x")
        nobody, stranger = (Reader(self.server.port, sent["link"]) for _ in range(2))
        nobody.token, stranger.proof = "A" * 22, "A" * 43
        for reader in (nobody, stranger):
            self.assertEqual(reader.gates()[0], 404)
        self.assertEqual(Reader(self.server.port, sent["link"]).open("WRONG1")[0], 403)
        wait_until(lambda: len(self.log("sealed.link_refused")) == 2, what="a line for each link")
        for line in self.log("sealed.link_refused"):
            self.assertEqual((line["cause"], line["route"]), ("refused", "/m/{token:token}/gates"))
        self.assertEqual(self.journal("sealed.gate_refused")[0][3]["route"], "/m/{token:token}/open")
        self.assertNotIn(stranger.token, self.server.log_path.read_text())

    def test_F12_strangers_cannot_flood_the_journal(self):
        for i in range(300):
            stranger = self.visitor(f"198.51.{i // 200}.{i % 200}")
            stranger.headers["Authorization"] = "Bearer sx_wrong"
            self.assertEqual(stranger.get("/api/v1/messages"), 401)
        wait_until(
            lambda: sum(each["address"].startswith("198.51.") for each in self.log("auth.key_refused")) == 300,
            what="a line of the log for each",
        )
        entries = wait_until(
            lambda: (found := [each for each in self.journal("auth.key_refused") if not each[1]])
            and any(each[3]["others"] for each in found) and found,
            what="the line of all others",
        )
        self.assertLessEqual(len(entries), 22)


class CookieTest(AccessTest):
    """Finding F15: a sibling's cookie does not count."""

    def test_F15_the_session_of_an_https_origin_is_a_host_cookie_and_two_are_none(self):
        person = Visitor(self.server, {"X-Forwarded-Proto": "https"}).sign_in(CAMILLE)
        self.assertEqual({"__Host-sx_session", "__Host-sx_browser"}, set(person.cookies))
        session = person.cookies["__Host-sx_session"]

        def status(cookie):
            headers = {"Cookie": cookie}
            return Visitor(self.server, {"X-Forwarded-Proto": "https"}).request("GET", "/account", None, headers)[0]
        self.assertEqual(status(f"__Host-sx_session={session}"), 200)
        self.assertEqual(status(f"sx_session={session}"), 401)
        other = "A" * 43
        for cookies in ((other, session), (session, other)):
            self.assertEqual(status("; ".join(f"__Host-sx_session={each}" for each in cookies)), 401)


class SignInTest(AccessTest):
    """Finding F16, and sign-in links of others: nobody is kept out, nobody is let into another's account."""

    def test_F16_a_stranger_keeps_nobody_out(self):
        stranger = self.visitor("203.0.113.9")
        statuses = [stranger.ask(MARC) for _ in range(6)]
        self.assertEqual(statuses, [200] * 5 + [429])
        self.assertEqual(self.visitor("198.51.100.7").sign_in(MARC).get("/account"), 200)

    def test_F16_the_persons_own_browser_is_exempt(self):
        person = self.visitor("203.0.113.20").sign_in(CAMILLE)
        stranger = self.visitor("203.0.113.20")               # in the same network
        while stranger.ask(CAMILLE) == 200:
            pass
        person.cookies.pop("sx_session")
        self.assertEqual(person.sign_in(CAMILLE).get("/account"), 200)

    def test_F16_a_link_of_the_attackers_own_account_signs_nobody_in(self):
        attacker, victim = self.visitor("203.0.113.30"), self.visitor("203.0.113.31")
        attacker.ask(JULIE)
        token, code = attacker.mailed(JULIE)
        self.assertEqual(victim.use(token), 403)
        self.assertNotIn("sx_session", victim.cookies)
        self.assertEqual(victim.request("POST", "/sign-in/code", {"code": code, "address": JULIE})[0], 400)
        status, _, text = attacker.request("POST", "/sign-in/link/account", {"token": token})
        self.assertEqual((status, json.loads(text)["address"]), (200, JULIE))
        self.assertEqual(attacker.request("POST", "/sign-in/code", {"code": code, "address": JULIE})[0], 303)


class DemonstrationTest(unittest.TestCase):
    """Finding F21: nobody knows the people and the key of a production server beforehand."""

    def test_F21_production_refuses_a_demonstrations_data_and_doctor_says_why(self):
        with Deployment() as server:
            server.stop()
            server.environment["SX_ENVIRONMENT"] = "production"
            for verb in ("serve", "doctor"):
                refused = server.run_server(verb, check=False)
                self.assertEqual(refused.returncode, 1)
                self.assertIn("demonstration", refused.stdout + refused.stderr)


if __name__ == "__main__":
    unittest.main()
