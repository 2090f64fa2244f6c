"""Tests second factors from outside, as somebody with a person's mailbox attacks them.

The attacker opens the link; nothing opens before the factor, whatever is pressed, replayed or guessed.
"""
import base64
import hashlib
import hmac
import html
import re
import struct
import sys
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
from deployment import Deployment  # noqa: E402
from visitor import Visitor  # noqa: E402

JULIE, MARC = "julie.gagnon@example.com", "marc.tremblay@example.com"
FORM = re.compile(r'<form[^>]*?method="post"[^>]*?action="([^"]+)"[^>]*>(.*?)</form>', re.S)
FIELD = re.compile(r'<input[^>]*?name="([^"]+)"[^>]*?value="([^"]*)"', re.S)


def totp(secret, steps=0):
    key = base64.b32decode(secret.replace(" ", ""))
    mac = hmac.new(key, struct.pack(">Q", int(time.time()) // 30 + steps), hashlib.sha1).digest()
    at = mac[19] & 15
    return f"{(struct.unpack('>I', mac[at:at + 4])[0] & 0x7fffffff) % 10**6:06}"


class SecondFactorTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Deployment({
            "SX_AUTH_PROOF_WORK": "200", "SX_AUTH_LINKS_PER_ADDRESS": "100", "SX_HTTP_PER_MINUTE": "1000000"
        }))
        cls.owner = Visitor(cls.server).sign_in(JULIE)
        cls.secret, cls.codes = cls.set_up(cls.owner)

    @classmethod
    def set_up(cls, visitor):
        """Sets up an app with the code of the step before, and returns its secret and the recovery codes."""
        page = visitor.request("GET", "/account/factors/app")[2]
        secret = re.search(r'id="secret"[^>]*>([^<]+)<', page)[1].strip()
        token = re.search(r'<meta name="csrf" content="([^"]+)"', page)[1]
        sealed = re.search(r'name="setup" value="([^"]+)"', page)[1]
        status, _, answer = visitor.request(
            "POST", "/account/factors/app", {"_csrf": token, "setup": sealed, "code": totp(secret, -1)})
        assert status == 200, (status, answer)
        return secret, re.findall(r"<li>(\w{5}-\w{5})</li>", answer)

    def first_proof(self, address=JULIE):
        thief = Visitor(self.server)
        self.assertEqual(thief.ask(address), 200)
        self.assertEqual(thief.use(thief.mailed(address)[0]), 303)
        self.assertNotIn("sx_session", thief.cookies)
        return thief

    def second(self, visitor, code):
        return visitor.request("POST", "/sign-in/second", {"code": code})[0]

    def test_nothing_opens_before_the_factor(self):
        thief = self.first_proof()
        for path in ("/account", "/messages", "/messages/new", "/account/factors/app", "/admin/people"):
            self.assertIn(thief.get(path), (303, 401, 404), path)
        for path in ("/account/factors/app/remove", "/account/factors/codes", "/account/sessions/end-others",
                     "/sign-out/everywhere", "/account/passkeys/options"):
            self.assertIn(thief.request("POST", path, {})[0], (303, 401, 403), path)
        self.assertEqual(self.owner.get("/account"), 200, "the owner is still in")

    def test_a_robot_that_presses_everything_signs_nobody_in(self):
        """A mail scanner follows the link, in a browser of its own and with the asker's, and presses every button."""
        asker = Visitor(self.server)
        self.assertEqual(asker.ask(JULIE), 200)
        token = asker.mailed(JULIE)[0]
        scanner = Visitor(self.server)
        for robot in (scanner, asker):
            pages = ["/sign-in/link", "/sign-in/code", "/sign-in/second", "/sign-in/passkey", "/sign-in/second/passkey"]
            for _ in range(2):
                robot.request("POST", "/sign-in/link", {"token": token})
                for path in pages:
                    page = robot.request("GET", path)[2]
                    for action, inner in FORM.findall(page):
                        fields = {name: html.unescape(value) for name, value in FIELD.findall(inner)}
                        fields.setdefault("code", "123456")
                        robot.request("POST", html.unescape(action), fields)
            self.assertNotIn("sx_session", robot.cookies)
        self.assertIn(scanner.get("/account"), (303, 401))

    def test_a_code_works_once_and_for_its_person_only(self):
        other = Visitor(self.server).sign_in(MARC)
        secret, codes = self.set_up(other)
        thief = self.first_proof()
        self.assertEqual(self.second(thief, totp(secret)), 400, "another person's app")
        self.assertEqual(self.second(thief, codes[0]), 400, "another person's recovery code")
        code = totp(self.secret)
        self.assertEqual(self.second(thief, code), 303)
        self.assertIn("sx_session", thief.cookies)
        again = self.first_proof()
        self.assertEqual(self.second(again, code), 400, "a replayed step")
        self.assertEqual(self.second(again, self.codes[0]), 303)
        third = self.first_proof()
        self.assertEqual(self.second(third, self.codes[0]), 400, "a replayed recovery code")
        self.assertNotIn("sx_session", third.cookies)

    def test_who_waits_is_bound_to_their_browser(self):
        waiting = self.first_proof()
        stranger = Visitor(self.server)
        status, headers, _ = stranger.request("POST", "/sign-in/second", {"code": totp(self.secret, 1)})
        self.assertEqual((status, headers["Location"]), (303, "/sign-in"))
        stranger.cookies["sx_second"] = "A" * 43
        status, headers, _ = stranger.request("POST", "/sign-in/second", {"code": totp(self.secret, 1)})
        self.assertEqual((status, headers["Location"]), (303, "/sign-in"))
        self.assertNotIn("sx_session", stranger.cookies)
        self.assertNotIn("sx_session", waiting.cookies)


class GuessingTest(unittest.TestCase):
    def test_tries_are_limited_by_their_sum(self):
        server = self.enterContext(Deployment({
            "SX_AUTH_PROOF_WORK": "200", "SX_AUTH_LINKS_PER_ADDRESS": "100", "SX_HTTP_PER_MINUTE": "1000000"
        }))
        owner = Visitor(server).sign_in(JULIE)
        secret, _ = SecondFactorTest.set_up(owner)
        statuses = []
        for _ in range(4):
            thief = Visitor(server)
            self.assertEqual(thief.ask(JULIE), 200)
            thief.use(thief.mailed(JULIE)[0])
            statuses += [thief.request("POST", "/sign-in/second", {"code": "000000"})[0] for _ in range(3)]
        self.assertEqual(statuses, [400] * 10 + [429] * 2)
        self.assertEqual(thief.request("POST", "/sign-in/second", {"code": totp(secret)})[0], 429, "even the right one")
        self.assertNotIn("sx_session", thief.cookies)


if __name__ == "__main__":
    unittest.main()
