"""Tests SCIM 2.0 as identity providers use it: the requests that Entra's and Okta's conformance suites make, in their
order and their forms, and what a provider must not be able to do. A real server, from outside.
"""
import http.client
import json
import sys
import unittest
import urllib.parse
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
from deployment import Deployment  # noqa: E402
from visitor import Visitor  # noqa: E402

CAMILLE, MARC, JULIE = (f"{name}@example.com" for name in ("camille.roy", "marc.tremblay", "julie.gagnon"))
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
NOBODY = "01890a5d-ac96-774b-bcce-b302099a8057"


class Provider:
    """Speaks as an identity provider does, with an API key."""

    def __init__(self, server, key, host="localhost"):
        self.visitor = Visitor(server, {"Authorization": f"Bearer {key}", "Host": f"{host}:{server.port}"})

    def call(self, method, path, body=None, headers=None):
        """Returns (status, headers, parsed body)."""
        given = {**self.visitor.headers, "Accept": "application/scim+json", **(headers or {})}
        text = None
        if body is not None:
            text = json.dumps(body) if not isinstance(body, str) else body
            given.setdefault("Content-Type", "application/scim+json; charset=utf-8")
        connection = http.client.HTTPConnection("127.0.0.1", self.visitor.server.port, timeout=60)
        connection.request(method, "/scim/v2" + path, text, given)
        answer = connection.getresponse()
        out = answer.read()
        connection.close()
        return answer.status, answer.headers, json.loads(out) if out else None

    def find(self, text, where="Users", more=""):
        return self.call("GET", f"/{where}?filter={urllib.parse.quote(text)}{more}")[2]

    def patch(self, path, *operations):
        return self.call("PATCH", path, {"schemas": [PATCH], "Operations": list(operations)})

    def add(self, who, **more):
        """Adds a user; returns the resource."""
        status, _, made = self.call("POST", "/Users", user(who, **more))
        assert status == 201, (status, made)
        return made


def user(who, **more):
    """Makes a user as Okta sends it."""
    return {
        "schemas": [USER], "userName": f"{who}@example.com", "name": {"givenName": who.title(), "familyName": "Test"},
        "emails": [{"primary": True, "value": f"{who}@example.com", "type": "work"}], "displayName": f"{who} Test",
        "locale": "en-CA", "externalId": f"okta-{who}", "groups": [], "password": "1mz050nq", "active": True, **more,
    }


class ScimTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(
            Deployment({"SX_PLUGINS_SETTINGS_AUTH_PROOF_WORK": "200", "SX_LOG_FORMAT": "json"})
        )
        cls.provider = Provider(cls.server, cls.key(CAMILLE, "scim.provision,directory.people.manage"))

    @classmethod
    def key(cls, owner, scopes="scim.provision", tenant="localhost"):
        return cls.server.run_server(
            "api-key", "add", "--tenant", tenant, "--user", owner, "--name", "scim", "--scopes", scopes
        ).stdout.strip()

    def is_error(self, answer, status, scim_type=None):
        got, headers, body = answer
        self.assertEqual((got, body["status"], body["schemas"]), (status, str(status), [ERROR]), body)
        self.assertTrue(headers["Content-Type"].startswith("application/scim+json"))
        if scim_type:
            self.assertEqual(body.get("scimType"), scim_type, body)

    def journal(self, kind):
        return self.server.rows(f"SELECT actor, subject, details FROM audit_entry WHERE kind = '{kind}'")


class DiscoveryTest(ScimTest):
    def test_the_service_describes_itself(self):
        status, headers, config = self.provider.call("GET", "/ServiceProviderConfig")
        self.assertEqual(status, 200)
        self.assertTrue(headers["Content-Type"].startswith("application/scim+json"))
        self.assertTrue(config["patch"]["supported"] and config["filter"]["supported"] and config["etag"]["supported"])
        self.assertFalse(config["bulk"]["supported"] or config["sort"]["supported"])
        self.assertEqual(config["authenticationSchemes"][0]["type"], "oauthbearertoken")
        types = self.provider.call("GET", "/ResourceTypes")[2]
        self.assertEqual([each["endpoint"] for each in types["Resources"]], ["/Users", "/Groups"])
        self.assertEqual(self.provider.call("GET", "/ResourceTypes/User")[2]["schema"], USER)
        schemas = self.provider.call("GET", "/Schemas")[2]
        self.assertEqual([each["id"] for each in schemas["Resources"]], [USER, GROUP])
        names = {each["name"] for each in self.provider.call("GET", f"/Schemas/{USER}")[2]["attributes"]}
        self.assertLessEqual({"userName", "name", "emails", "active", "externalId"}, names)
        self.is_error(self.provider.call("GET", "/Schemas/urn:nothing"), 404)


class OktaTest(ScimTest):
    """Makes the requests of Okta's SCIM 2.0 test, in its order."""

    def test_the_life_of_a_user(self):
        call, find = self.provider.call, self.provider.find
        status, headers, listed = call("GET", "/Users?count=1&startIndex=1")
        self.assertEqual((status, listed["itemsPerPage"], listed["startIndex"]), (200, 1, 1))
        self.assertGreaterEqual(listed["totalResults"], 3)
        first = listed["Resources"][0]
        for name in ("id", "userName", "active", "meta", "emails"):
            self.assertIn(name, first)
        self.assertTrue(first["name"]["givenName"] and first["emails"][0]["value"])
        self.assertEqual(call("GET", f"/Users/{first['id']}")[2]["userName"], first["userName"])

        nobody = find('userName eq "abcdefgh@abcdefgh.example"')
        self.assertEqual((nobody["totalResults"], nobody["Resources"]), (0, []))
        self.is_error(call("GET", "/Users/010101001010101011001010101011"), 404)

        status, headers, made = call("POST", "/Users", user("runscope"))
        self.assertEqual(status, 201, made)
        self.assertTrue(made["active"] and made["id"] and "password" not in made)
        self.assertEqual(made["schemas"], [USER])
        self.assertEqual((made["name"]["givenName"], made["name"]["familyName"]), ("Runscope", "Test"))
        self.assertEqual((made["userName"], made["externalId"]), ("runscope@example.com", "okta-runscope"))
        self.assertEqual(headers["Location"], made["meta"]["location"])
        self.assertTrue(made["meta"]["location"].endswith(f"/scim/v2/Users/{made['id']}"))
        self.assertEqual(headers["ETag"], made["meta"]["version"])
        self.assertEqual(call("GET", f"/Users/{made['id']}")[2], made)

        self.is_error(call("POST", "/Users", user("runscope")), 409, "uniqueness")
        self.is_error(call("POST", "/Users", {"schemas": [USER], "name": {"givenName": "No", "familyName": "Body"}}),
                      400, "invalidValue")
        found = find('userName eq "RunScope@example.com"')
        self.assertEqual((found["totalResults"], found["Resources"][0]["id"]), (1, made["id"]))

        changed = user("runscope", name={"givenName": "Anna", "familyName": "Test"}, id=made["id"])
        status, _, put = call("PUT", f"/Users/{made['id']}", changed)
        self.assertEqual((status, put["name"]["givenName"]), (200, "Anna"))
        self.assertEqual(put["name"]["formatted"], "Anna Test")
        status, _, off = self.provider.patch(f"/Users/{made['id']}", {"op": "replace", "value": {"active": False}})
        self.assertEqual((status, off["active"]), (200, False))
        self.assertFalse(call("GET", f"/Users/{made['id']}")[2]["active"])
        status, _, on = call("PUT", f"/Users/{made['id']}", {**changed, "active": True})
        self.assertTrue(on["active"])
        for kind, count in (("scim.user_created", 1), ("scim.user_changed", 3)):
            self.assertEqual(len([row for row in self.journal(kind) if row[1] == made["id"]]), count, kind)

    def test_paging_passes_over_nobody_and_repeats_nobody(self):
        added = [self.provider.add(f"page{number}")["id"] for number in range(9)]
        for each in added[2:8:2]:
            self.assertEqual(self.provider.call("DELETE", f"/Users/{each}")[0], 204)
        total = self.provider.call("GET", "/Users?count=0")[2]["totalResults"]
        seen, start = [], 1
        while start <= total:
            part = self.provider.call("GET", f"/Users?startIndex={start}&count=2")[2]
            self.assertEqual(part["totalResults"], total)
            self.assertEqual(part["itemsPerPage"], min(2, total - start + 1))
            seen += [each["id"] for each in part["Resources"]]
            start += part["itemsPerPage"]
        self.assertEqual(len(seen), len(set(seen)), "somebody came twice")
        self.assertEqual(len(seen), total)
        self.assertEqual([each for each in added if each in seen], [each for each in added if each not in added[2:8:2]])
        self.assertEqual(self.provider.call("GET", f"/Users?startIndex={total + 1}")[2]["Resources"], [])
        self.is_error(self.provider.call("GET", "/Users?count=many"), 400, "invalidValue")


class EntraTest(ScimTest):
    """Makes the requests of Entra's SCIM validator."""

    def test_the_life_of_a_user(self):
        call, find, patch = self.provider.call, self.provider.find, self.provider.patch
        self.assertEqual(find('externalId eq "none"')["totalResults"], 0)
        status, _, made = call("POST", "/Users", {
            "schemas": [USER, ENTERPRISE], "externalId": "0a21f0f2-8d2a", "userName": "O.Malley@example.com",
            "active": True, "name": {"formatted": "Olga Malley", "familyName": "Malley", "givenName": "Olga"},
            "emails": [{"primary": True, "type": "work", "value": "olga@example.com"}],
            ENTERPRISE: {"department": "bob", "manager": {"value": "x"}}, "title": "Notary",
            "phoneNumbers": [{"type": "mobile", "value": "+15145550142"}], "roles": [{"value": "super"}], "role": "super",
        }, {"Content-Type": "application/json"})
        self.assertEqual(status, 201, made)
        self.assertEqual((made["userName"], made["emails"][0]["value"]), ("o.malley@example.com", "olga@example.com"))
        path = f"/Users/{made['id']}"
        for text in ('userName eq "o.malley@example.com"', 'externalId eq "0a21f0f2-8d2a"', f'id eq "{made["id"]}"',
                     'emails[type eq "work"].value eq "olga@example.com"', 'emails.value eq "olga@example.com"',
                     'userName eq "o.malley@example.com" and active eq true', 'name.familyName eq "malley"',
                     'userName sw "o.mal" and not (active eq false)'):
            with self.subTest(filter=text):
                self.assertEqual([each["id"] for each in find(text)["Resources"]], [made["id"]])
        self.assertEqual(find('userName eq "olga@example.com"')["totalResults"], 0)
        self.assertEqual(find('userName eq "o.malley@example.com" and active eq false')["totalResults"], 0)

        status, _, changed = patch(path, {"op": "Replace", "path": 'emails[type eq "work"].value',
                                          "value": "olga.m@example.com"},
                                   {"op": "Replace", "path": "name.familyName", "value": "O'Malley"},
                                   {"op": "Add", "path": f"{ENTERPRISE}:department", "value": "north"},
                                   {"op": "Add", "path": 'addresses[type eq "work"].locality', "value": "Laval"})
        self.assertEqual(status, 200, changed)
        self.assertEqual(changed["emails"][0]["value"], "olga.m@example.com")
        self.assertEqual(changed["name"]["formatted"], "Olga O'Malley")
        self.assertEqual(patch(path, {"op": "Replace", "path": "userName", "value": "olga.omalley@example.com"})[2]
                         ["userName"], "olga.omalley@example.com")
        self.assertFalse(patch(path, {"op": "Replace", "path": "active", "value": "False"})[2]["active"])
        self.assertTrue(patch(path, {"op": "replace", "value": {"active": "True"}})[2]["active"])
        self.is_error(patch(path, {"op": "Replace", "path": "nonsense", "value": 1}), 400, "invalidPath")
        self.is_error(patch(path, {"op": "Remove"}), 400, "noTarget")
        self.is_error(patch(f"/Users/{NOBODY}", {"op": "Replace", "path": "active", "value": False}), 404)
        self.is_error(call("PUT", f"/Users/{NOBODY}", user("nobody")), 404)

        self.assertEqual(call("DELETE", path)[0], 204)
        for again in (call("GET", path), call("DELETE", path), call("PUT", path, user("olga")),
                      patch(path, {"op": "Replace", "path": "active", "value": True})):
            self.is_error(again, 404)
        self.assertEqual(find('externalId eq "0a21f0f2-8d2a"')["totalResults"], 0)
        status, _, back = call("POST", "/Users", user("olga.m"))
        self.assertEqual((status, back["id"], back["active"]), (201, made["id"], True), back)

    def test_filters_and_bodies_that_make_no_sense_are_refused(self):
        for text in ("userName eq", 'userName is "x"', "' OR 1=1 --", 'userName eq "x" and', "(" * 50, 'a[b eq "c"'):
            with self.subTest(filter=text):
                self.is_error(self.provider.call("GET", "/Users?filter=" + urllib.parse.quote(text)), 400,
                              "invalidFilter")
        for body in ("{", "[]", '"text"', "null", '{"userName": 5}', '{"userName": {"a": 1}}'):
            with self.subTest(body=body):
                self.is_error(self.provider.call("POST", "/Users", body), 400)
        self.is_error(self.provider.call("POST", "/Users", "a=b", {"Content-Type": "text/plain"}), 400, "invalidSyntax")
        self.is_error(self.provider.call("POST", "/Users", user("no mail", emails=[])), 400, "invalidValue")

    def test_attributes_and_versions(self):
        made = self.provider.add("versions")
        path = f"/Users/{made['id']}"
        self.assertEqual(set(self.provider.call("GET", path + "?attributes=userName,name.givenName")[2]),
                         {"schemas", "id", "userName", "name"})
        self.assertNotIn("emails", self.provider.call("GET", path + "?excludedAttributes=emails")[2])
        version = made["meta"]["version"]
        self.assertEqual(self.provider.call("GET", path, headers={"If-None-Match": version})[0], 304)
        self.is_error(self.provider.call("PUT", path, user("versions"), {"If-Match": 'W/"other"'}), 412)
        status, headers, _ = self.provider.call("PUT", path, user("versions", externalId="v2"), {"If-Match": version})
        self.assertEqual(status, 200)
        self.assertNotEqual(headers["ETag"], version)
        self.is_error(self.provider.call("DELETE", path, headers={"If-Match": version}), 412)


class GroupsTest(ScimTest):
    def test_the_life_of_a_group_as_entra_and_okta_keep_it(self):
        call, find, patch = self.provider.call, self.provider.find, self.provider.patch
        ada, bob, eve = (self.provider.add(f"group.{name}") for name in ("ada", "bob", "eve"))
        self.assertEqual(find('displayName eq "Notaries"', "Groups", "&excludedAttributes=members")["totalResults"], 0)
        status, headers, made = call("POST", "/Groups", {
            "schemas": [GROUP], "displayName": "Notaries", "externalId": "g1", "members": [{"value": ada["id"]}]})
        self.assertEqual(status, 201, made)
        self.assertEqual([each["value"] for each in made["members"]], [ada["id"]])
        path = f"/Groups/{made['id']}"
        self.assertEqual(headers["Location"], made["meta"]["location"])
        self.is_error(call("POST", "/Groups", {"schemas": [GROUP], "displayName": "notaries"}), 409, "uniqueness")
        self.is_error(call("POST", "/Groups", {"schemas": [GROUP]}), 400, "invalidValue")
        found = find('displayName eq "notaries"', "Groups", "&excludedAttributes=members")
        self.assertEqual([each["id"] for each in found["Resources"]], [made["id"]])
        self.assertNotIn("members", found["Resources"][0])
        self.assertEqual(find(f'id eq "{made["id"]}" and members eq "{ada["id"]}"', "Groups")["totalResults"], 1)
        self.assertEqual(find(f'id eq "{made["id"]}" and members eq "{bob["id"]}"', "Groups")["totalResults"], 0)

        def members():
            return {each["value"] for each in call("GET", path)[2]["members"]}

        self.assertEqual(patch(path, {"op": "Add", "path": "members", "value": [{"value": bob["id"]}]})[0], 204)
        self.assertEqual(patch(path, {"op": "add", "path": "members", "value": [{"value": bob["id"]}]})[0], 204)
        self.assertEqual(members(), {ada["id"], bob["id"]})
        self.assertEqual([each["display"] for each in call("GET", f"/Users/{bob['id']}")[2]["groups"]], ["Notaries"])
        patch(path, {"op": "Remove", "path": "members", "value": [{"value": ada["id"]}]})
        self.assertEqual(members(), {bob["id"]})
        patch(path, {"op": "remove", "path": f'members[value eq "{bob["id"]}"]'})
        self.assertEqual(members(), set())
        patch(path, {"op": "replace", "path": "members", "value": [{"value": ada["id"]}, {"value": eve["id"]}]})
        self.assertEqual(members(), {ada["id"], eve["id"]})
        patch(path, {"op": "replace", "value": {"id": made["id"], "displayName": "Notaries of Laval"}})
        self.assertEqual(call("GET", path)[2]["displayName"], "Notaries of Laval")
        status, _, put = call("PUT", path, {"schemas": [GROUP], "displayName": "Notaries", "members": []})
        self.assertEqual((status, put["members"], put["displayName"]), (200, [], "Notaries"))
        self.is_error(patch(path, {"op": "Add", "path": "members", "value": [{"value": NOBODY}]}), 400, "invalidValue")
        self.is_error(patch(path, {"op": "Add", "path": "members", "value": [{"value": made["id"], "type": "Group"}]}),
                      400, "invalidValue")
        self.is_error(patch(path, {"op": "Replace", "path": "permissions", "value": ["x"]}), 400, "invalidPath")
        self.assertEqual(call("DELETE", path)[0], 204)
        self.is_error(call("GET", path), 404)
        self.is_error(call("DELETE", path), 404)

    def test_who_is_removed_leaves_every_group(self):
        ada = self.provider.add("leaver")
        made = self.provider.call("POST", "/Groups", {"displayName": "Leavers", "members": [{"value": ada["id"]}]})[2]
        self.provider.call("DELETE", f"/Users/{ada['id']}")
        self.assertEqual(self.provider.call("GET", f"/Groups/{made['id']}")[2]["members"], [])
        self.assertNotIn("groups", self.provider.add("leaver"))


class AuthorityTest(ScimTest):
    """Tests what a provider's key cannot do."""

    def test_only_a_key_with_the_scope_of_the_company_gets_in(self):
        wrong = {
            "without the scope": Provider(self.server, self.key(CAMILLE, "messages.send")),
            "of a member": Provider(self.server, self.key(JULIE)),
            "no key": Provider(self.server, "sx_nothing"),
            "of another company": Provider(self.server, self.key("priya.shah@example.com", tenant="solstice.localhost")),
        }
        ada = self.provider.add("outside")
        for name, provider in wrong.items():
            for method, path in (("GET", "/Users"), ("POST", "/Users"), ("GET", "/Groups"), ("GET", "/Schemas"),
                                 ("PUT", f"/Users/{ada['id']}"), ("PATCH", f"/Users/{ada['id']}"),
                                 ("DELETE", f"/Users/{ada['id']}"), ("GET", f"/Users/{ada['id']}")):
                with self.subTest(key=name, request=f"{method} {path}"):
                    self.assertIn(provider.call(method, path, user("outside2") if method != "GET" else None)[0],
                                  (401, 403, 404))
        elsewhere = Provider(self.server, self.key("priya.shah@example.com", tenant="solstice.localhost"),
                             "solstice.localhost")
        self.is_error(elsewhere.call("GET", f"/Users/{ada['id']}"), 404)
        self.is_error(elsewhere.call("DELETE", f"/Users/{ada['id']}"), 404)
        self.assertEqual(elsewhere.find('userName eq "outside@example.com"')["totalResults"], 0)
        self.assertTrue(self.provider.call("GET", f"/Users/{ada['id']}")[2]["active"])

    def test_nobody_becomes_more_than_a_member(self):
        made = self.provider.add("climber", roles=[{"value": "super", "primary": True}], role="super", userType="admin",
                                 entitlements=[{"value": "oidc.manage"}], permissions=["directory.manage"])
        self.provider.patch(f"/Users/{made['id']}", {"op": "add", "path": "roles", "value": [{"value": "super"}]})
        self.assertEqual(self.server.rows(f"SELECT role FROM directory_person WHERE id = '{made['id']}'"), [("member",)])
        self.is_error(self.provider.patch(f"/Users/{made['id']}", {"op": "add", "value": {"role": "super"}}), 400,
                      "invalidPath")

    def test_an_administrators_key_touches_no_super_administrator(self):
        provider = Provider(self.server, self.key(MARC))
        camille = provider.find(f'userName eq "{CAMILLE}"')["Resources"][0]
        path = f"/Users/{camille['id']}"
        for answer in (
            provider.call("DELETE", path),
            provider.patch(path, {"op": "replace", "path": "active", "value": False}),
            provider.patch(path, {"op": "replace", "path": 'emails[type eq "work"].value', "value": "marc2@example.com"}),
            provider.call("PUT", path, user("camille.roy", emails=[{"value": "marc2@example.com"}])),
        ):
            self.is_error(answer, 403)
        self.assertTrue(self.provider.find(f'userName eq "{CAMILLE}"')["Resources"][0]["active"])

    def test_the_last_super_administrator_stays(self):
        camille = self.provider.find(f'userName eq "{CAMILLE}"')["Resources"][0]
        self.is_error(self.provider.call("DELETE", f"/Users/{camille['id']}"), 409)
        self.is_error(self.provider.patch(f"/Users/{camille['id']}", {"op": "replace", "value": {"active": False}}), 409)
        self.assertEqual(Visitor(self.server).sign_in(CAMILLE).get("/account"), 200)

    def test_deactivation_ends_sessions_and_keys_at_once(self):
        browser = Visitor(self.server).sign_in(JULIE)
        key = Provider(self.server, self.key(JULIE, "messages.send")).visitor.headers["Authorization"]
        by_key = Visitor(self.server, {"Authorization": key})
        self.assertEqual((browser.get("/account"), by_key.get("/scim/v2/Users")), (200, 403))
        julie = self.provider.find(f'userName eq "{JULIE}"')["Resources"][0]
        status = self.provider.patch(f"/Users/{julie['id']}", {"op": "Replace", "path": "active", "value": "False"})[0]
        self.assertEqual(status, 200)
        self.assertNotEqual(browser.get("/account"), 200)
        self.assertEqual(by_key.get("/scim/v2/Users"), 401)
        self.provider.patch(f"/Users/{julie['id']}", {"op": "Replace", "path": "active", "value": True})
        self.assertNotEqual(browser.get("/account"), 200, "what had ended stays ended")
        actor = self.journal("directory.person_deactivated")[-1][0]
        self.assertEqual(actor, self.provider.find(f'userName eq "{CAMILLE}"')["Resources"][0]["id"])

    def test_membership_gives_no_more_than_the_key_may_grant(self):
        made = self.provider.call("POST", "/Groups", {"displayName": "Managers"})[2]
        ada = self.provider.add("granted")
        narrow = Provider(self.server, self.key(CAMILLE, "scim.provision"))
        path = f"/Groups/{made['id']}"
        addition = {"op": "add", "path": "members", "value": [{"value": ada["id"]}]}
        self.assertEqual(narrow.patch(path, addition)[0], 204)
        self.assertEqual(narrow.patch(path, {"op": "remove", "path": "members"})[0], 204)
        self.server.sql(
            "UPDATE directory_group SET permissions = 'directory.people.manage' WHERE id = '" + made["id"] + "'"
        )
        for answer in (narrow.patch(path, addition), narrow.call("DELETE", path),
                       narrow.call("PUT", path, {"displayName": "Managers", "members": [{"value": ada["id"]}]})):
            self.is_error(answer, 403)
        self.assertEqual(self.provider.patch(path, addition)[0], 204)
        self.is_error(narrow.patch(path, {"op": "remove", "path": f'members[value eq "{ada["id"]}"]'}), 403)
        self.assertEqual(narrow.call("DELETE", f"/Users/{ada['id']}")[0], 204, "a person is removed nevertheless")


if __name__ == "__main__":
    unittest.main(verbosity=2)
