"""Tests the list of all routes (`sxserver routes`): who may call each, what it costs before it is known whose it is, and
which limits it takes. A route that has none fails, also one of a plugin that does not exist yet.
"""
import json
import re
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
from deployment import Deployment  # noqa: E402

FIRST_BLOCK = 65_536  # bytes that anybody may make the server read
ONES_OWN = "changes one row that stands already"
# Routes that write and take from no quota, each with the reason.
WITHOUT_QUOTA = {
    "POST /account/factors/app": ONES_OWN,
    "POST /account/factors/app/remove": ONES_OWN,
    "POST /account/factors/codes": "ten rows a person, in place of the earlier ones",
    "POST /account/factors/sms": ONES_OWN,
    "POST /account/mobile/code": "five tries of a code that was asked for from the quotas of codes",
    "POST /account/mobile/remove": ONES_OWN,
    "POST /account/passkeys": "20 a person (`kMostPerPerson`)",
    "POST /account/passkeys/options": "writes nothing",
    "POST /account/passkeys/remove": ONES_OWN,
    "POST /account/preferences": ONES_OWN,
    "POST /account/sessions/end": ONES_OWN,
    "POST /account/sessions/end-others": "the person's own sessions",
    "DELETE /api/v1/domains/{id:uuid}": ONES_OWN,
    "DELETE /api/v1/groups/{id:uuid}": ONES_OWN,
    "DELETE /api/v1/groups/{id:uuid}/members/{user:uuid}": ONES_OWN,
    "DELETE /scim/v2/Groups/{id:word}": ONES_OWN,
    "DELETE /scim/v2/Users/{id:word}": ONES_OWN,
    "PATCH /api/v1/groups/{id:uuid}": ONES_OWN,
    "PATCH /scim/v2/Groups/{id:word}": ONES_OWN,
    "PATCH /scim/v2/Users/{id:word}": ONES_OWN,
    "POST /account/settings/reset": ONES_OWN,
    "POST /admin/branding": "100 versions a company (`kMostVersions`), 300 files (`kMostFiles`)",
    "POST /admin/branding/names": "5 a company (`kMost`)",
    "POST /admin/branding/names/delete": ONES_OWN,
    "POST /admin/branding/names/unuse": ONES_OWN,
    "POST /admin/branding/names/use": ONES_OWN,
    "POST /admin/branding/names/verify": "one row, of a name that is there",
    "POST /admin/branding/pictures": "300 files a company (`kMostFiles`)",
    "POST /admin/branding/versions/{number:int}/restore": "100 versions a company (`kMostVersions`)",
    "POST /admin/domains/{id:uuid}/delete": ONES_OWN,
    "POST /admin/groups/{id:uuid}": ONES_OWN,
    "POST /admin/groups/{id:uuid}/delete": ONES_OWN,
    "POST /admin/groups/{id:uuid}/members/{user:uuid}/remove": ONES_OWN,
    "POST /admin/groups/{id:uuid}/settings/reset": ONES_OWN,
    "POST /admin/people/{id:uuid}/oidc/unlink": ONES_OWN,
    "POST /admin/people/{id:uuid}/settings/reset": ONES_OWN,
    "POST /admin/sign-in/remove": ONES_OWN,
    "PUT /scim/v2/Groups/{id:word}": ONES_OWN,
    "PUT /scim/v2/Users/{id:word}": ONES_OWN,
    "POST /account/settings": "one row for each setting there is",
    "POST /admin/groups/{id:uuid}/settings": "one row for each setting there is",
    "POST /admin/people/{id:uuid}/settings": "one row for each setting there is",
    "PUT /api/v1/settings": "one row for each setting there is",
    "POST /admin/domains": "100 a company (`kMostOfACompany`)",
    "POST /api/v1/domains": "100 a company (`kMostOfACompany`)",
    "POST /account/topics": "one row a topic, of oneself",
    "POST /topics/leave": "one row a change of a topic, of whom the link names",
    "POST /topics/confirm": "one row a change of a topic, of whom the link names",
    "POST /banner/dismiss": "a cookie",
    "POST /admin/notices/new": "keeps nothing",
    "POST /admin/banner": "one row, the company's",
    "POST /admin/banner/remove": ONES_OWN,
    "POST /admin/mail": "one row, the company's",
    "POST /admin/mail/remove": ONES_OWN,
    "POST /admin/mail/test": "one line of the journal, six a minute",
    "POST /admin/domains/{id:uuid}/keys": "8 a domain (`kMostKeys`)",
    "POST /api/v1/domains/{id:uuid}/keys": "8 a domain (`kMostKeys`)",
    "POST /admin/domains/{id:uuid}/verify": "one row, of a claim that is there",
    "POST /api/v1/domains/{id:uuid}/verify": "one row, of a claim that is there",
    "POST /admin/groups": "a company's groups, which its administrators add",
    "POST /api/v1/groups": "a company's groups, which its administrators add",
    "POST /scim/v2/Groups": "a company's groups, which its administrators add",
    "POST /admin/groups/{id:uuid}/members": "a company's people, each once in a group",
    "PUT /api/v1/groups/{id:uuid}/members/{user:uuid}": "a company's people, each once in a group",
    "POST /admin/sign-in": "one provider a company",
    "POST /scim/v2/Users": "a company's people, whom its administrators add",
    "POST /admin/people/selection": "writes nothing",
    "POST /admin/subscription/cancel": ONES_OWN,
    "POST /admin/subscription/payment": "ten a minute; one order each, which the sweep deletes",
    "POST /admin/subscription/change": "bills the company that asks, which pays for each",
    "POST /admin/subscription/preview": "writes nothing",
    "POST /admin/subscription/resume": ONES_OWN,
    "POST /api/v1/quote": "writes nothing",
    "POST /api/v1/subscription/cancel": ONES_OWN,
    "POST /api/v1/subscription/change": "bills the company that asks, which pays for each",
    "POST /api/v1/subscription/preview": "writes nothing",
    "POST /api/v1/subscription/resume": ONES_OWN,
    "POST /checkout/test/{order:token}": "the demonstration's payment of one order, which counts once",
    "POST /admin/people/{id:uuid}": ONES_OWN,
    "POST /admin/journal/verify": "one job waits at most for each company; six a minute",
    "POST /admin/people/{id:uuid}/activate": ONES_OWN,
    "POST /admin/people/{id:uuid}/deactivate": ONES_OWN,
    "POST /admin/people/{id:uuid}/delete": ONES_OWN,
    "POST /admin/people/{id:uuid}/forget-mobile": ONES_OWN,
    "POST /admin/people/{id:uuid}/second-factors/reset": ONES_OWN,
    "POST /admin/people/{id:uuid}/sign-out": ONES_OWN,
    "POST /admin/mail-texts/delete": "50 versions of each piece of text there is (`kMostVersions`)",
    "POST /admin/mail-texts/preview": "writes nothing",
    "POST /admin/mail-texts/restore": "50 versions of each piece of text there is (`kMostVersions`)",
    "POST /admin/mail-texts/save": "50 versions of each piece of text there is (`kMostVersions`)",
    "POST /admin/rules/delete": ONES_OWN,
    "POST /admin/rules/save": "500 rules a company (`kMostRules`)",
    "POST /admin/rules/try": "writes nothing",
    "POST /admin/privacy/incidents": "the company's own register, by those who may keep it; 20 a minute",
    "POST /admin/privacy/incidents/{id:uuid}": ONES_OWN,
    "POST /admin/privacy/people/{id:uuid}/erase": "takes rows away",
    "POST /admin/settings": "one row for each setting there is",
    "POST /admin/settings/reset": ONES_OWN,
    "POST /admin/thesaurus/new": "200 lists a company (`kMostLists`)",
    "POST /admin/thesaurus/{id:uuid}": ONES_OWN,
    "POST /admin/thesaurus/{id:uuid}/delete": ONES_OWN,
    "PUT /api/v1/messages/{id:token}/files/{file:token}/parts/{part:int}": "the draft took these bytes when it began",
    "POST /api/v1/messages/{id:token}/send": "the draft took mails and texts when it began",
    "POST /api/v1/messages/{id:token}/destroy": ONES_OWN,
    "POST /api/v1/messages/{id:token}/limits": ONES_OWN,
    "POST /api/v1/messages/{id:token}/grants/{grant:token}/unlock": ONES_OWN,
    "POST /api/v1/messages/templates": "50 an owner (`kMostOfAnOwner`)",
    "PUT /api/v1/messages/templates/{id:uuid}": ONES_OWN,
    "DELETE /api/v1/messages/templates/{id:uuid}": ONES_OWN,
    "DELETE /api/v1/keys/{id:word}": ONES_OWN,
    "POST /api/v1/policy/dry-run": "writes nothing",
    "POST /api/v1/policy/recipients": "writes nothing",
    "PUT /api/v1/rules": "500 rules a company (`kMostRules`)",
    "POST /api/v1/users": "a company's people, whom its administrators add",
    "POST /api/v1/users/import": "a company's people, whom its administrators add; 10,000 a file",
    "PATCH /api/v1/users/{id:uuid}": ONES_OWN,
    "DELETE /api/v1/users/{id:uuid}": ONES_OWN,
    "POST /confirm-address/{token:token}": "uses up a link that an administrator's mail brought",
    "POST /contacts/{id:uuid}": ONES_OWN,
    "POST /contacts/{id:uuid}/delete": ONES_OWN,
    "POST /keys/{id:word}/revoke": ONES_OWN,
    "POST /m/{token:token}/gates": "the register keeps 50 lines of each kind and cause for a link",
    "POST /m/{token:token}/open": "the grant's opens and tries; the register's bounds",
    "POST /m/{token:token}/finish": ONES_OWN,
    "POST /m/{token:token}/destroy": ONES_OWN,
    "PUT /m/{token:token}/reply/{id:token}/files/{file:token}/parts/{part:int}": "the draft took these bytes when it began",
    "POST /m/{token:token}/reply/{id:token}/send": "the draft took its mail when it began",
    "POST /m/{token:token}/reply/{id:token}/destroy": ONES_OWN,
    "POST /messages/{id:token}/again/{grant:token}": ONES_OWN,
    "POST /messages/{id:token}/destroy": ONES_OWN,
    "POST /messages/{id:token}/limits": ONES_OWN,
    "POST /messages/{id:token}/grants/{grant:token}/unlock": ONES_OWN,
    "POST /messages/templates/{id:uuid}/default": ONES_OWN,
    "POST /messages/templates/{id:uuid}/delete": ONES_OWN,
    "POST /sign-in/code": "ten tries of one browser in 15 minutes; its network's rate",
    "POST /sign-in/link": "uses up a link that was asked for within the limits of asking",
    "POST /sign-in/link/account": "writes nothing",
    "POST /sign-in/passkey": "a challenge that the server signed, answered with a passkey of the company",
    "POST /sign-in/passkey/options": "writes nothing",
    "POST /sign-in/second": "ten tries of a person in 15 minutes, 60 of a network",
    "POST /sign-in/second/passkey": "ten tries of a person in 15 minutes, 60 of a network",
    "POST /sign-in/second/passkey/options": "writes nothing",
    "POST /sign-in/second/setup": ONES_OWN,
    "POST /sign-out": ONES_OWN,
    "POST /sign-out/everywhere": ONES_OWN,
    "POST /stripe/webhook": "signed by Stripe; counts once; 600 a minute",
    "POST /sms/report/{token:token}": "its token is in one text; " + ONES_OWN,
    "GET /sms/report/{token:token}": "its token is in one text; " + ONES_OWN,
}


def name_of(route):
    return f"{route['method']} {route['path']}"


def writes(route):
    return route["method"] not in ("GET", "HEAD") and route["callers"] != "this machine"


class RoutesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        server = cls.enterClassContext(Deployment())
        cls.routes = json.loads(server.run_server("routes", "--json").stdout)
        cls.lines = server.run_server("routes").stdout.splitlines()
        quotas = server.run_server("quotas", "--tenant", "localhost").stdout
        settings = server.run_server("check-config").stdout
        cls.limits = set(re.findall(r"^(\w+\.\w+) ", quotas, re.M)) | set(
            re.findall(r"^\s*plugins\.settings\.([\w.]+)", settings, re.M)
        )

    def test_a_line_for_each_route_says_who_calls_what_it_costs_and_what_limits_it(self):
        self.assertEqual(len(self.lines), len(self.routes))
        self.assertGreater(len(self.routes), 80)
        for line in self.lines:
            with self.subTest(route=line):
                self.assertRegex(line, r"^[A-Z]+ /\S* \| .+ \| body: .+ \| .+$")

    def test_nobody_makes_the_server_read_more_than_a_first_block_before_it_is_known_whose_it_is(self):
        for route in self.routes:
            with self.subTest(route=name_of(route)):
                self.assertLessEqual(route["bytes_before_identity"], FIRST_BLOCK)
                if route["callers"].startswith("session"):
                    self.assertEqual(route["bytes_before_identity"], 0)

    def test_every_route_that_writes_takes_from_a_quota_or_says_why_not(self):
        for route in filter(writes, self.routes):
            with self.subTest(route=name_of(route)):
                if name_of(route) not in WITHOUT_QUOTA:
                    self.assertTrue(route["spends"], "name its quotas in RouteOptions::spends, or the reason here")

    def test_limits_that_routes_name_exist(self):
        for route in self.routes:
            for limit in route["spends"]:
                with self.subTest(route=name_of(route), limit=limit):
                    self.assertIn(limit, self.limits)

    def test_no_reason_outlives_its_route(self):
        without = {name_of(route) for route in self.routes if not route["spends"]}
        self.assertEqual(set(WITHOUT_QUOTA) - without, set())

    def test_only_what_names_a_permission_takes_keys(self):
        for route in self.routes:
            with self.subTest(route=name_of(route)):
                self.assertEqual(route["takes_keys"], route["callers"].startswith("session or key with "))
                if route["path"].startswith(("/account", "/sign-", "/contacts/new")):
                    self.assertFalse(route["takes_keys"])


if __name__ == "__main__":
    unittest.main()
