"""Tests from outside what a plan lets people do (rows E1, J11, H1): by API and by `sx`, on one server and on two."""
import concurrent.futures
import datetime
import json
import os
import sys
import tempfile
import unittest
import urllib.error
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
from deployment import Deployment  # noqa: E402
from opener import MANIFEST, Reader, send_with_gates  # noqa: E402

FILE = "AQEBAQEBAQEBAQEBAQEBAQ"
POLICY = 6  # exit status of sx
MOBILE = "+15145550142"


class EntitlementsTest(unittest.TestCase):
    def setUp(self):
        self.server = self.enterContext(Deployment({"SX_HTTP_PER_MINUTE": "1000000"}))
        self.me = self.server.api("GET", "/api/v1/entitlements")[1]["user"]

    def subscribe(self, plan, until="2099-12-31"):
        self.server.run_server(
            "subscription", "set", "--tenant", "localhost", "--plan", plan, "--seats", "1", "--until", until
        )

    def take(self, plan):
        """Gives the demonstration's person a licence of a plan, of a new seat."""
        self.subscribe(plan)
        status, answer = self.server.api("POST", "/api/v1/licences/assign", {"user": self.me, "plan": plan})
        self.assertEqual(status, 200, answer)

    def begin(self, language="en", size=0, **more):
        files = [{"id": MANIFEST, "bytes": 2000}] + ([{"id": FILE, "bytes": size}] if size else [])
        return self.server.api("POST", "/api/v1/messages", {
            "language": "en", "delivery": "link", "recipients": [{"address": "a@example.net", "mobile": MOBILE}],
            "files": files, **more
        }, headers={"Cookie": f"sx_lang={language}"})

    def refused(self, answer, status, code, *says):
        self.assertEqual((answer[0], answer[1]["code"]), (status, code), answer)
        for each in says:
            self.assertIn(each, answer[1]["detail"].replace("\u00a0", " "))

    def test_E1_an_eco_user_is_refused_sms_and_a_file_of_100_MB_by_api_and_sx(self):
        self.assertEqual(self.begin(gates={"sms": True}, size=120_000_000)[0], 201, "without a subscription all is free")
        self.take("eco")
        sms = {"gates": {"sms": True, "code": True}}
        self.refused(self.begin(**sms), 403, "not_in_plan", "Eco", "Advanced", "$6.99", "super-administrator")
        self.refused(self.begin("fr", **sms), 403, "not_in_plan", "Éco", "Avancé", "6,99 $", "super-administrateur")
        self.refused(self.begin(size=100_660_000), 413, "plan_limit", "25 MB", "Eco", "Advanced", "$6.99")
        self.refused(self.begin(delivery="sms", gates={"code": True}), 403, "not_in_plan", "Advanced")
        self.assertEqual(self.begin(size=20_000_000)[0], 201)
        send = ("send", "--to", "a@example.net", "--subject", "s", "--body", "b", "--delivery", "link")
        status, _, told = self.server.sx(*send, "--sms", f"a@example.net={MOBILE}", check=False)
        self.assertEqual(status, POLICY, told)
        self.assertRegex(told, r"(Advanced|Avancé).*super-admin.*not_in_plan")
        with tempfile.NamedTemporaryFile() as file:
            file.truncate(100_000_000)
            status, _, told = self.server.sx(*send, "--attach", file.name, check=False)
        self.assertEqual(status, POLICY, told)
        self.assertRegex(told, r"(Advanced|Avancé).*super-admin.*plan_limit")
        self.take("avance")
        self.assertEqual(self.begin(size=102_000_000, **sms)[0], 413, "100 MB at most")
        self.assertEqual(self.begin(size=100_000_000, **sms)[0], 201)

    def test_J11_a_downgrade_and_an_end_keep_what_was_sent_readable(self):
        self.take("avance")
        sent = send_with_gates(self.server, {"sms": False, "code": False})
        self.take("eco")
        self.assertEqual(Reader(self.server.port, sent["link"]).gates()[0], 200)
        self.subscribe("eco", "2026-01-01")
        self.refused(self.begin(), 403, "subscription_ended", "stays readable")
        reader = Reader(self.server.port, sent["link"])
        self.assertEqual(reader.gates()[0], 200)
        self.assertEqual(reader.open(None)[0], 200)
        status, listed = self.server.api("GET", "/api/v1/messages")
        self.assertEqual((status, len(listed["messages"])), (200, 1))

    def test_E1_who_has_no_licence_reads_and_does_not_send(self):
        self.subscribe("eco")
        self.refused(self.begin(), 403, "no_licence", "super-administrator")
        self.assertEqual(self.server.api("GET", "/api/v1/messages")[0], 200)

    def request(self, port, key):
        request = urllib.request.Request(f"http://localhost:{port}/api/v1/messages?limit=1")
        request.add_header("Authorization", f"Bearer {key}")
        request.add_header("Accept-Language", "en")
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read()

    def test_E1_the_501st_request_of_500_is_stopped(self):
        ports = [self.server.port]
        if os.environ.get("SX_TEST_POSTGRES"):
            ports.append(self.server.start_another())
        self.take("eco")
        keys = [self.server.api("POST", "/api/v1/keys", {"name": f"k{each}", "scopes": ["messages.send"]})[1]["key"]
                for each in range(3)]
        used = self.server.api("GET", "/api/v1/entitlements")[1]["used"]["api_requests_month"]
        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            answers = list(pool.map(
                lambda number: self.request(ports[number % len(ports)], keys[number % len(keys)]), range(540)
            ))
        taken = [each[0] for each in answers]
        self.assertEqual((taken.count(200), taken.count(429)), (500 - used, 540 - 500 + used))
        self.assertEqual(self.server.rows("SELECT used FROM licensing_use"), [("500",)])
        for port in ports:
            status, headers, body = self.request(port, keys[0])
            problem = json.loads(body)
            self.assertEqual((status, problem["code"]), (429, "quota_api_requests_month"), problem)
            self.assertEqual(headers["Content-Type"], "application/problem+json")
            self.assertEqual((headers["RateLimit-Limit"], headers["RateLimit-Remaining"]), ("500", "0"))
            self.assertEqual(headers["RateLimit-Reset"], headers["Retry-After"])
            renews = datetime.datetime.fromisoformat(problem["renews"].replace("Z", "+00:00"))
            self.assertEqual((renews.day, renews.hour, renews.minute), (1, 0, 0))
            left = (renews - datetime.datetime.now(datetime.timezone.utc)).total_seconds()
            self.assertAlmostEqual(left, int(headers["Retry-After"]), delta=30)
            self.assertIn("Advanced", problem["detail"])
        # A licence of a larger plan is in force at once; the requests of the month stay counted.
        self.server.run_server("subscription", "set", "--tenant", "localhost", "--plan", "avance", "--seats", "1",
                               "--until", "2099-12-31")
        self.server.sql(f"UPDATE licensing_licence SET plan = 'avance' WHERE user_id = '{self.me}'")
        self.assertEqual(self.request(ports[-1], keys[1])[0], 200)


class PresetsTest(unittest.TestCase):
    def test_H1_each_preset_starts_with_what_its_plan_needs(self):
        config = Path(__file__).resolve().parents[2] / "config"
        settings = {"SX_ENVIRONMENT": "demo", "SX_PLUGINS_SETTINGS_LICENSING_PLANS": str(config / "plans.yaml"),
                    "SX_PLUGINS_SETTINGS_BILLING_TAXES": str(config / "taxes.yaml")}
        for preset in ("eco", "avance", "pro"):
            with self.subTest(preset=preset), Deployment(settings, config / "presets" / f"{preset}.yaml") as server:
                self.assertEqual(server.api("GET", "/api/v1/entitlements")[0], 200)
                begun = server.api("POST", "/api/v1/messages", {
                    "language": "fr", "delivery": "link", "gates": {"sms": True},
                    "recipients": [{"address": "a@example.net", "mobile": MOBILE}],
                    "files": [{"id": MANIFEST, "bytes": 2000}]
                })
                self.assertEqual(begun[0], 400 if preset == "eco" else 201, begun)


if __name__ == "__main__":
    unittest.main()
