"""Tests that sums are limited: for a link, a person, a company and a network (findings F5 to F8).

Each test is the attack that succeeded before, from outside, with many callers at once.
"""
import concurrent.futures
import os
import re
import sys
import unittest
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
from deployment import Deployment, free_port, wait_until  # noqa: E402
from opener import MANIFEST, Reader, b64, send_with_gates  # noqa: E402

# The defaults of a deployment, which the demonstration's configuration widens.
DEFAULTS = {
    "MESSAGES_PERSON_HOUR": 100, "MESSAGES_RECIPIENTS_PERSON_HOUR": 200, "MAIL_PERSON_HOUR": 200,
    "SMS_PER_PERSON_HOUR": 100, "SMS_PER_TENANT_HOUR": 300, "SMS_PER_COUNTRY_HOUR": 200,
    "SMS_CODE_PERSON_HOUR": 100, "SMS_CODE_TENANT_HOUR": 300, "SMS_CODE_COUNTRY_HOUR": 200,
    "SEALED_PERSON_DRAFTS": 100, "SEALED_NETWORK_DRAFTS_HOUR": 120,
}
MOBILE = "+15145550142"


def settings(**more):
    return {"SX_HTTP_PER_MINUTE": "1000000",
            **{f"SX_PLUGINS_SETTINGS_{name}": str(value) for name, value in {**DEFAULTS, **more}.items()}}


def file_ids(count):
    return [b64(number.to_bytes(16, "big")) for number in range(1, count + 1)]


def at_once(call, count):
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        return list(pool.map(call, range(count)))


class QuotasTest(unittest.TestCase):
    def begin(self, recipients, delivery="mail", key=None):
        return self.server.api("POST", "/api/v1/messages", {
            "language": "en", "opens": 1, "expires_in": 3600, "delivery": delivery, "recipients": recipients,
            "gates": {"code": True}, "files": [{"id": MANIFEST, "bytes": 2000}]
        }, key)

    def reader_of(self, sent):
        reader = Reader(self.server.port, sent["link"])
        self.assertEqual(reader.gates()[0], 200)
        self.assertEqual(reader.open(sent.get("code"))[0], 200)
        return reader

    def reply(self, reader, files, size, number=0):
        """Begins an answer from a network of its own, so that no rate is met; returns (status, problem's code)."""
        far = Reader(self.server.port, f"{self.server.portal}/m/{reader.token}", network=f"127.0.1.{number + 1}")
        listed = [{"id": MANIFEST, "bytes": 2000}] + [{"id": each, "bytes": size} for each in file_ids(files)]
        status, _, body = far.request(
            "POST", "/reply", {"files": listed, "gates": {"password": False}},
            {"Authorization": f"Lease {reader.lease}"}
        )
        code = re.search(rb'"code":\s*"(\w+)"', body)
        return status, code and code[1].decode()

    def used(self, quota):
        return int(self.server.rows(f"SELECT COALESCE(SUM(used), 0) FROM quotas_use WHERE quota = '{quota}'")[0][0])

    def is_told(self, answer, code, renews=True):
        status, problem = answer
        self.assertEqual((status, problem["code"]), (429, code), problem)
        self.assertTrue(problem["detail"])
        self.assertEqual("retry_after" in problem, renews)
        self.assertEqual("renews" in problem, renews)


class LinkTest(QuotasTest):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Deployment(settings()))

    def test_F5_one_link_announces_a_gigabyte_at_most(self):
        reader = self.reader_of(self.server.send_link("--body", "x"))
        answers = at_once(lambda number: self.reply(reader, 100, 2_500_000_000, number), 20)
        self.assertEqual(set(answers), {(429, "quota_bytes")})
        self.assertEqual(self.used("sealed.link_bytes"), 0)
        # Many small announcements at once are one sum.
        answers = at_once(lambda number: self.reply(reader, 1, 40_000_000, number), 16)
        taken = sum(each[0] == 201 for each in answers)
        self.assertEqual(taken, 250_000_000 // 40_002_000)
        self.assertEqual({each[1] for each in answers if each[0] != 201}, {"quota_bytes"})
        self.assertLessEqual(self.used("sealed.link_bytes"), 1_000_000_000)

    def test_F5_a_links_drafts_die_with_its_lease(self):
        reader = self.reader_of(self.server.send_link("--body", "x"))
        before = self.used("sealed.link_bytes")
        self.assertEqual(self.reply(reader, 1, 10_000_000)[0], 201)
        self.assertGreater(self.used("sealed.link_bytes"), before)
        self.assertEqual(reader.request("POST", "/finish", {}, {"Authorization": f"Lease {reader.lease}"})[0], 204)
        wait_until(lambda: self.used("sealed.link_bytes") == before, 90, "the link's drafts to end")

    def test_F6_sixty_answers_at_once_are_twenty(self):
        reader = self.reader_of(self.server.send_link("--body", "x"))
        before = self.used("messages.answers_link")
        answers = at_once(lambda number: self.reply(reader, 0, 0, number), 60)
        self.assertEqual(sum(each[0] == 201 for each in answers), 20)
        self.assertEqual({each[1] for each in answers if each[0] != 201}, {"quota_answers"})
        self.assertEqual(self.used("messages.answers_link") - before, 20)


class PersonTest(QuotasTest):
    def setUp(self):
        self.metrics = free_port()
        self.server = self.enterContext(Deployment({**settings(), "SX_METRICS_PORT": str(self.metrics)}))

    def test_F5_nobody_announces_without_end(self):
        listed = [{"id": MANIFEST, "bytes": 2000}] + [{"id": each, "bytes": 2_500_000_000} for each in file_ids(10)]
        answers = at_once(lambda _: self.server.api("POST", "/api/v1/messages", {
            "language": "en", "opens": 1, "expires_in": 3600, "delivery": "link",
            "recipients": [{"address": "a@example.net"}], "files": listed
        }), 12)
        self.assertEqual([status for status, _ in answers].count(201), 1)
        for answer in answers:
            if answer[0] != 201:
                self.is_told(answer, "quota_draft_bytes", renews=False)
        self.assertLessEqual(self.used("sealed.person_draft_bytes"), 50_000_000_000)

    def test_F7_nobody_sends_three_hundred_mails_in_a_second(self):
        def many(_):
            return self.begin([{"address": f"r{number}@example.net"} for number in range(50)])
        answers = at_once(many, 16)
        self.assertEqual([status for status, _ in answers].count(201), 4)
        for answer in answers:
            if answer[0] != 201:
                self.assertIn(answer[1]["code"], ("quota_recipients", "quota_mails"))
                self.is_told(answer, answer[1]["code"])
        self.assertEqual(self.used("messages.recipients_person_hour"), 200)
        self.assertEqual(self.used("mail.person_hour"), 200)
        status, _, told = self.server.sx("send", "--to", "a@example.net", "--subject", "s", "--body", "b", check=False)
        self.assertEqual(status, 8, told)
        self.assertRegex(told, r"minutes?\b.*\(20\d\d-.*quota_recipients")

    def test_F8_nobodys_links_take_the_readers_codes(self):
        guarded = send_with_gates(self.server, {"sms": True, "code": False}, mobile=MOBILE)
        def texted(number):
            return self.begin([{"address": f"r{each}@example.net", "mobile": f"+1514555{1000 + number * 50 + each}"}
                               for each in range(50)], "sms")
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(texted, range(8)))
        self.assertEqual([status for status, _ in answers].count(201), 2, "100 of the company's 300")
        for answer in answers:
            if answer[0] != 201:
                self.is_told(answer, "quota_texts")
        reader = Reader(self.server.port, guarded["link"])
        status, body = reader.call("/gates/sms/ask", proof=reader.proof)
        self.assertEqual(status, 202, body)
        wait_until(lambda: [mail for mail in self.server.mails() if mail["kind"] == "sms"], what="the code")

    def test_a_company_has_its_own_limit_and_the_operator_sees_its_use(self):
        self.server.run_server("quotas", "--tenant", "localhost", "set", "messages.person_hour", "1")
        self.assertEqual(self.begin([{"address": "a@example.net"}])[0], 201)
        self.is_told(self.begin([{"address": "a@example.net"}]), "quota_messages")
        with urllib.request.urlopen(f"http://127.0.0.1:{self.metrics}/metrics", timeout=10) as answer:
            self.assertIn(b'sx_quotas_refused{quota="messages.person_hour"} 1', answer.read())
        shown = self.server.run_server("quotas", "--tenant", "localhost").stdout
        self.assertRegex(shown, r"(?m)^messages\.company_day +1 of ")
        self.server.run_server("quotas", "--tenant", "localhost", "unset", "messages.person_hour")
        self.assertEqual(self.begin([{"address": "a@example.net"}])[0], 201)


if __name__ == "__main__":
    unittest.main()
