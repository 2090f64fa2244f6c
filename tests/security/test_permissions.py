"""Tries every route as everybody: strangers, each type of person, suspended people, keys without the scope, another
company; with ids of others, with members that nobody may set, and by every way up that there is.

What may be called by whom stands in route_table.py, by hand. A route without a line fails, and so does a line that the
server does not agree with. `test_permissions.py --missing` prints the lines that are missing, to be judged and kept.
"""
import http.client
import itertools
import json
import re
import sys
import unittest
import urllib.parse
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
sys.path.insert(0, str(Path(__file__).resolve().parent))
from deployment import ROOT, Deployment, wait_until  # noqa: E402
from route_table import OBJECTS, PERMISSIONS, SECRETS, TABLE  # noqa: E402
from visitor import PROXY, Visitor  # noqa: E402

TYPES = ("member", "admin", "super")
REFUSED = {401, 403}
# Ids that nothing has.
PARAMETERS = {"token": "A" * 22, "uuid": "01890a5d-ac96-774b-bcce-b302099a8057", "int": "1", "word": "x", "text": "x"}
PARAMETER = re.compile(r"\{(\w+)(?::(\w+))?\}")
# Members that decide whose a thing is or what somebody may do; no body may set them.
PRIVILEGED = {
    "tenant": "{beta}", "tenant_id": "{beta}", "owner": "{victim}", "user_id": "{victim}", "actor": "{victim}",
    "permissions": ["billing.manage"], "isActive": True, "is_active": True, "super": True, "hash": "0" * 64,
    "revoked": None,
}
# Bodies that are right, for what makes or changes something by JSON.
BODIES = {
    "POST /api/v1/keys": {"name": "mass", "scopes": ["messages.send"]},
    "POST /api/v1/messages/templates": {
        "name": "mass", "shared": False, "default": False,
        "options": {"language": "fr", "delivery": "mail", "protects": "all", "opens": 2, "expires_in": 86400,
                    "gates": {"password": False, "code": True}},
    },
    "POST /api/v1/contacts/import": {"contacts": [{"name": "mass", "address": "mass@example.net"}], "duplicates": "skip"},
    "POST /api/v1/groups": {"name": "mass {n}", "permissions": []},
    "POST /api/v1/users": {
        "address": "mass{n}@acme.example.com", "first_name": "Mass", "last_name": "Assigned", "role": "member"
    },
}
# Answers that deleting is done, whosever it is: the rows say that nothing was.
IDEMPOTENT = {"POST /contacts/{id:uuid}/delete", "POST /admin/people/{id:uuid}/oidc/unlink"}
# Tables that change by themselves when somebody only tries.
CHANGING = {"audit_entry", "audit_head", "kernel_session", "kernel_job", "kernel_schedule", "auth_browser", "mail_postbox",
            "quotas_use", "auth_proof", "auth_rate", "auth_request", "auth_link", "auth_person", "auth_waiting",
            "passkeys_challenge", "kernel_statistics"}

# Tables that still name a deleted person, each with the reason.
LEFT = {
    "audit_entry": "the journal says who did what by id, for as long as the company keeps it (privacy.journal_kept)",
    "auth_link": "an id, of a link that was used up, for a day",
    "kernel_session_end": "an id and a count: a sign-in that had begun before must not end in a session",
    "licensing_entry": "the ledger of licences, by id",
    "quotas_use": "an id and what was used, until the hour or day is over",
    "mail_outbox": "a mail that was on its way, until it has left",
    "mail_postbox": "the demonstration's postbox",
}


@dataclass
class Line:
    method: str
    path: str
    callers: str
    takes_keys: bool
    object: str

    @property
    def name(self):
        return f"{self.method} {self.path}"

    @property
    def permission(self):
        return self.callers if "." in self.callers else ""


def lines_of(table):
    for text in table.strip().splitlines():
        words = text.split()
        takes_keys = "+key" in words
        words = [each for each in words if each != "+key"]
        yield Line(*words[:3], takes_keys, words[3] if len(words) > 3 else "")


def line_of(route):
    """Writes the line that a route declares, for a person to judge."""
    callers = {"anyone": "anyone", "this machine": "machine", "session": "person"}.get(
        route["callers"], route["permission"]
    )
    place = " ?" if PARAMETER.search(route["path"]) else ""
    return f"{route['method']:<6} {route['path']} {callers}{' +key' if route['takes_keys'] else ''}{place}"


def permissions_of(kind):
    """Returns what a type of person may do."""
    return set(itertools.chain.from_iterable(PERMISSIONS[each] for each in TYPES[: TYPES.index(kind) + 1]))


def path_with(path, identity=None):
    """Fills the parameters of a path: with ids that nothing has, or the first of them with this one."""
    first = [identity]

    def value(found):
        return first.pop() if first and first[0] is not None else PARAMETERS[found[2] or "word"]
    return PARAMETER.sub(value, path)


class Caller:
    """Is somebody at one company's host: a browser with a session, or a program with a key."""

    networks = itertools.count(1)

    def __init__(self, server, host, key=None):
        number = next(Caller.networks)
        self.server, self.key = server, key
        self.host = f"{host}:{server.port}"
        self.visitor = Visitor(server, {"Host": self.host, "X-Forwarded-For": f"198.18.{number // 250}.{number % 250 + 1}"})
        self.csrf = ""

    def sign_in(self, address):
        self.address = address
        self.visitor.sign_in(address)
        self.refresh()
        return self

    def refresh(self):
        """Signs in again if the session is over, and takes its CSRF token."""
        status, _, text = self.visitor.request("GET", "/account")
        if status != 200:
            self.visitor.cookies.clear()
            self.visitor.sign_in(self.address)
            text = self.visitor.request("GET", "/account")[2]
        self.csrf = re.search(r'<meta name="csrf" content="([^"]+)"', text)[1]

    def call(self, method, path, body=None):
        """Returns (status, text). body: an object, sent as JSON below /api and as a form elsewhere."""
        headers = dict(self.visitor.headers)
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        elif self.visitor.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.visitor.cookies.items())
            headers["X-CSRF-Token"] = self.csrf
        data = None
        if method not in ("GET", "HEAD", "DELETE"):
            is_json = path.startswith("/api/")
            data = json.dumps(body or {}) if is_json else urllib.parse.urlencode(body or {})
            headers["Content-Type"] = "application/json" if is_json else "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60, source_address=(PROXY, 0))
        connection.request(method, path, data, headers)
        answer = connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        connection.close()
        return answer.status, text

    def status(self, method, path, body=None):
        return self.call(method, path, body)[0]


class PermissionsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        settings = {"SX_HTTP_PROXIES": PROXY, "SX_PLUGINS_SETTINGS_AUTH_PROOF_WORK": "100", "SX_HTTP_PER_MINUTE": "0"}
        server = cls.server = cls.enterClassContext(Deployment(settings))
        cls.routes = json.loads(server.run_server("routes", "--json").stdout)
        cls.lines = {line.name: line for line in lines_of(TABLE)}
        cls.companies = {each["subdomain"]: each for each in server.demo["tenants"]}
        cls.tenants = {
            name: server.rows(f"SELECT tenant_id FROM directory_host WHERE host = '{name}.localhost'")[0][0]
            for name in ("acme", "beta")
        }
        cls.addresses = {}
        for each in cls.companies["acme"]["users"]:
            cls.addresses.setdefault(each["role"], each["address"])
        others = [each["address"] for each in cls.companies["acme"]["users"] if each["role"] == "member"]
        cls.colleague = others[1]
        cls.people = dict(server.rows("SELECT address, id FROM directory_person"))
        cls.callers = {kind: Caller(server, "acme.localhost").sign_in(cls.addresses[kind]) for kind in TYPES}
        cls.everything = cls.companies["acme"]["api_key"]
        cls.strangers_key = cls.companies["beta"]["api_key"]
        cls.program = Caller(server, "acme.localhost", cls.everything)
        cls.stranger = Caller(server, "beta.localhost", cls.strangers_key)
        cls.make_objects("acme", Caller(server, "acme.localhost", cls.everything),
                         Caller(server, "acme.localhost").sign_in(cls.addresses["super"]))
        beta = next(each["address"] for each in cls.companies["beta"]["users"] if each["role"] == "super")
        cls.stranger_session = Caller(server, "beta.localhost").sign_in(beta)
        cls.make_objects("beta", cls.stranger, cls.stranger_session)

    @classmethod
    def make_objects(cls, subdomain, program, session):
        """Makes one of each of OBJECTS in a company, as its super-administrator."""
        for name in ("POST /api/v1/keys", "POST /api/v1/messages/templates", "POST /api/v1/contacts/import",
                     "POST /api/v1/groups"):
            body = json.loads(json.dumps(BODIES[name]).replace("mass", f"kept-{subdomain}"))
            status, text = program.call(*name.split(), body)
            assert status < 300, (name, status, text)
        status, text = program.call("POST", "/api/v1/messages", {
            "language": "fr", "opens": 2, "expires_in": 3600, "delivery": "link", "gates": {"code": False},
            "recipients": [{"address": "louis@example.net"}], "files": [{"id": "A" * 22, "bytes": 1080}],
        })
        assert status == 201, (status, text)
        status, text = session.call("POST", "/admin/privacy/incidents", {"noticed": "2026-01-02", "what": "kept", "people": "1"})
        assert status == 303, (status, text)
        status, text = session.call("POST", "/admin/thesaurus/new", {
            "name": f"kept-{subdomain}", "kind": "words", "words": "secret", "action": "propose", "gate_password": "1", "is_on": "1"})
        assert status == 303, (status, text)
        notice = {"topic": "news", "fr-subject": "a", "fr": "b", "en-subject": "a", "en": "b"}
        status, text = session.call("POST", "/admin/notices/new", notice)
        assert status == 200, (status, text)
        notice["id"] = re.search(r'name="id" value="([0-9a-f-]{36})"', text).group(1)
        status, text = session.call("POST", "/admin/notices", notice)
        assert status == 303, (status, text)
        if subdomain == "beta":  # acme has its own, of the demonstration
            cls.server.run_server("subscription", "begin", "--tenant", "beta.localhost", "--seller", "localhost",
                                  "--seats", "pro:5", "--postal-code", "J2A 0G4")

    def one_of(self, thing, tenant, owner=None):
        """Returns the id of an object of a company, of that person if it has an owner."""
        table, column = OBJECTS[thing]
        where = f"tenant_id = '{tenant}'" + (f" AND {column} = '{owner}'" if owner and column else "")
        found = self.server.rows(f"SELECT id FROM {table} WHERE {where} ORDER BY id")
        self.assertTrue(found, f"there is no {thing} to try")
        return found[0][0]

    def key_of(self, address, scopes):
        made = self.server.run_server("api-key", "add", "--tenant", "acme.localhost", "--user", address, "--name", "test",
                                      "--scopes", ",".join(sorted(scopes)))
        return Caller(self.server, "acme.localhost", made.stdout.strip())

    def tables(self):
        if self.server.database:
            text = "SELECT table_name FROM information_schema.columns WHERE column_name = 'tenant_id'"
            return sorted(row[0] for row in self.server.rows(text))
        names = [row[0] for row in self.server.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return sorted(each for each in names
                      if any(column[1] == "tenant_id" for column in self.server.rows(f"PRAGMA table_info({each})")))

    def rows_of(self, tenant):
        """Returns all that is stored of a company, but for what trying itself changes."""
        out = {}
        waiting = f"SELECT id FROM mail_outbox WHERE tenant_id = '{tenant}' AND state = 'waiting'"
        wait_until(lambda: not self.server.rows(waiting), what="the company's mails to leave")
        for table in self.tables():
            if table in CHANGING:
                continue
            rows = self.server.rows(f"SELECT * FROM {table} WHERE tenant_id = '{tenant}'")
            out[table] = sorted(rows)
        out["api_keys_key"] = sorted(self.server.rows(
            f"SELECT id, user_id, scopes, networks, hash, revoked, expires FROM api_keys_key WHERE tenant_id = '{tenant}'"
        ))
        return out

    def tried(self):
        """Returns the lines that ask for somebody."""
        return [line for line in self.lines.values() if line.callers not in ("anyone", "machine")]


class TableTest(PermissionsTest):
    def test_every_route_has_a_line_and_every_line_a_route(self):
        missing = [line_of(route) for route in self.routes
                   if f"{route['method']} {route['path']}" not in self.lines]
        self.assertEqual(missing, [], "judge each and add it to tests/security/route_table.py:\n" + "\n".join(missing))
        declared = {f"{route['method']} {route['path']}" for route in self.routes}
        self.assertEqual(sorted(set(self.lines) - declared), [], "these lines have no route any more")

    def test_every_line_is_what_the_server_does(self):
        for route in self.routes:
            line = self.lines.get(f"{route['method']} {route['path']}")
            if line is None:
                continue
            with self.subTest(route=line.name):
                self.assertEqual(line_of(route).split()[2], line.callers)
                self.assertEqual(route["takes_keys"], line.takes_keys)
                if PARAMETER.search(line.path):
                    self.assertIn(line.object, {*OBJECTS, *SECRETS}, "say what its ids name")

    def test_every_permission_of_a_plugin_is_some_types(self):
        declared = set()
        for manifest in ROOT.glob("plugins/*/plugin.yaml"):
            text = manifest.read_text()
            for block in re.findall(r"^permissions:\s*\[([^\]]*)\]", text, re.M):
                declared |= {each.strip() for each in block.split(",") if each.strip()}
        self.assertEqual(declared - permissions_of("super"), set(), "say in route_table.py which type has it")
        text = (ROOT / "plugins/directory/plugin.yaml").read_text()
        for kind in TYPES:
            given = re.search(rf"^  {kind}_permissions:.*?default:\s*\[([^\]]*)\]", text, re.M | re.S)[1]
            self.assertEqual({each.strip() for each in given.split(",")}, set(PERMISSIONS[kind]), kind)


class RoutesTest(PermissionsTest):
    """Tries every line, with ids that nothing has."""

    def refuses(self, caller, line, path=None, body=None):
        status, text = caller.call(line.method, path or path_with(line.path), body)
        if status == 303 and line.method == "GET":  # to the page of signing in
            status = 401
        self.assertIn(status, REFUSED, text[:300])

    def test_strangers_are_asked_to_sign_in(self):
        nobody = Caller(self.server, "acme.localhost")
        for line in self.tried():
            with self.subTest(route=line.name):
                self.assertIn(nobody.status(line.method, path_with(line.path)), {303, 401} if line.method == "GET" else {401, 403})

    def test_each_type_of_person_calls_what_it_may_and_nothing_else(self):
        for kind, caller in self.callers.items():
            may = permissions_of(kind)
            for line in self.tried():
                with self.subTest(route=line.name, by=kind):
                    caller.refresh()
                    if line.permission and line.permission not in may:
                        self.refuses(caller, line)
                        continue
                    status, text = caller.call(line.method, path_with(line.path))
                    self.assertNotEqual(status, 401, text[:300])
                    self.assertLess(status, 500, text[:300])
                    if status == 403:  # for another reason than the route's permission
                        self.assertNotIn('"code":"denied"', text)

    def test_a_key_without_the_scope_and_a_key_beyond_its_persons_rights_are_refused(self):
        everything = permissions_of("super")
        for permission in sorted({line.permission for line in self.tried() if line.takes_keys}):
            without = self.key_of(self.addresses["super"], everything - {permission})
            beyond = None
            if permission not in permissions_of("member"):
                beyond = self.key_of(self.addresses["member"], {permission})
            for line in self.tried():
                if line.permission != permission:
                    continue
                with self.subTest(route=line.name):
                    self.refuses(without, line)
                    if beyond:
                        self.refuses(beyond, line)

    def test_a_key_of_every_scope_calls_what_takes_keys_and_nothing_else(self):
        for line in self.tried():
            with self.subTest(route=line.name):
                status, text = self.program.call(line.method, path_with(line.path))
                if line.takes_keys:
                    self.assertNotEqual(status, 401, text[:300])
                    if status == 403:
                        self.assertNotIn('"code":"denied"', text)
                else:
                    self.assertEqual(status, 403, text[:300])

    def test_another_companys_key_and_session_are_nobodys_at_every_host(self):
        for host in ("acme.localhost", "localhost", "solstice.localhost", "boreal.localhost"):
            stranger = Caller(self.server, host, self.strangers_key)
            for line in self.tried() if host == "acme.localhost" else self.tried()[::7]:
                with self.subTest(route=line.name, host=host):
                    self.assertIn(stranger.status(line.method, path_with(line.path)), {401, 403, 404})
        stranger = Caller(self.server, "acme.localhost")
        stranger.visitor.cookies = dict(self.stranger_session.visitor.cookies)
        stranger.csrf = self.stranger_session.csrf
        for line in self.tried():
            with self.subTest(route=line.name, by="another company's session"):
                self.refuses(stranger, line)

    def test_who_is_suspended_gets_nowhere(self):
        address = "suspended.admin@acme.example.com"
        self.server.run_server("user", "add", "--tenant", "acme.localhost", "--address", address, "--name", "Sus Pended",
                               "--role", "admin")
        session = Caller(self.server, "acme.localhost").sign_in(address)
        key = self.key_of(address, permissions_of("admin"))
        self.assertEqual((session.status("GET", "/keys"), key.status("GET", "/api/v1/keys")), (200, 200))
        self.server.run_server("user", "deactivate", "--tenant", "acme.localhost", "--address", address)
        for line in self.tried():
            for caller in (session, key):
                with self.subTest(route=line.name, by="key" if caller is key else "session"):
                    self.refuses(caller, line)


class OthersTest(PermissionsTest):
    """Tries every line with ids that are somebody else's."""

    @staticmethod
    def not_there(line):
        if line.name in IDEMPOTENT:
            return {303}
        return {404} if line.method == "GET" else {400, 403, 404, 422}

    def test_another_companys_objects_are_not_there(self):
        before = self.rows_of(self.tenants["beta"])
        for line in self.tried():
            if line.object not in OBJECTS:
                continue
            path = path_with(line.path, self.one_of(line.object, self.tenants["beta"]))
            for caller in (self.callers["super"], self.program):
                if caller is self.program and not line.takes_keys:
                    continue
                with self.subTest(route=line.name, by="key" if caller.key else "super"):
                    if not caller.key:
                        caller.refresh()
                    status, text = caller.call(line.method, path, BODIES.get(line.name))
                    self.assertIn(status, self.not_there(line), text[:300])
                    self.assertNotIn("kept-beta", text)
        self.assertEqual(before, self.rows_of(self.tenants["beta"]))

    def test_another_persons_objects_are_not_there(self):
        """Tries what a member may, with what belongs to the super-administrator."""
        colleague = Caller(self.server, "acme.localhost").sign_in(self.colleague)
        owner = self.people[self.addresses["super"]]
        tables = {OBJECTS[line.object][0] for line in self.tried() if line.object in OBJECTS}
        before = {table: self.rows_of(self.tenants["acme"])[table] for table in tables}
        for line in self.tried():
            mine = line.object in OBJECTS and OBJECTS[line.object][1]
            if not mine or (line.permission and line.permission not in permissions_of("member")):
                continue
            with self.subTest(route=line.name):
                path = path_with(line.path, self.one_of(line.object, self.tenants["acme"], owner))
                status, text = colleague.call(line.method, path, BODIES.get(line.name))
                self.assertIn(status, self.not_there(line), text[:300])
                self.assertNotIn("kept-acme", text)
        after = self.rows_of(self.tenants["acme"])
        for table in tables:
            self.assertEqual(before[table], after[table])

    def test_no_body_says_whose_a_thing_is_or_what_somebody_may(self):
        before = self.rows_of(self.tenants["beta"])
        roles = dict(self.server.rows("SELECT address, role FROM directory_person"))
        victim = self.people[self.addresses["super"]]
        count = itertools.count()
        admin = self.callers["admin"]
        admin.refresh()
        for name, body in BODIES.items():
            if name not in self.lines:
                continue
            for member, value in PRIVILEGED.items():
                with self.subTest(route=name, member=member):
                    text = json.dumps({**body, member: value}).replace("{beta}", self.tenants["beta"])
                    text = text.replace("{victim}", victim).replace("{n}", str(next(count)))
                    self.assertLess(admin.status(*name.split(), json.loads(text)), 500)
        self.assertEqual(before, self.rows_of(self.tenants["beta"]))
        after = dict(self.server.rows("SELECT address, role FROM directory_person"))
        self.assertEqual(roles, {address: role for address, role in after.items() if address in roles})
        self.assertEqual({role for address, role in after.items() if address not in roles} - {"member"}, set())
        table, column = OBJECTS["template"]
        self.assertNotIn("mass", {row[0] for row in self.server.rows(f"SELECT name FROM {table} WHERE {column} = '{victim}'")})
        made = self.server.rows("SELECT user_id, hash FROM api_keys_key WHERE name = 'mass'")
        self.assertEqual({row[0] for row in made} - {self.people[self.addresses["admin"]]}, set())
        self.assertNotIn("0" * 64, {row[1] for row in made})


class EscalationTest(PermissionsTest):
    """Tries to become more than one is."""

    def refused(self, caller, method, path, body=None):
        if not caller.key:
            caller.refresh()
        status, text = caller.call(method, path, body)
        self.assertIn(status, {400, 403, 404, 409, 422}, f"{method} {path}: {text[:300]}")

    def keys(self, caller, **more):
        return caller.call("POST", "/api/v1/keys", {"name": "up", "scopes": ["messages.send"], **more})

    def test_nobody_makes_a_key_that_may_do_more_than_they(self):
        owner, member = (self.people[self.addresses[kind]] for kind in ("super", "member"))
        for caller, more in (
            (self.callers["admin"], {"scopes": ["billing.manage"]}),
            (self.callers["admin"], {"user": owner}),
            (self.callers["admin"], {"user": member, "scopes": ["audit.read"]}),
            (self.key_of(self.addresses["super"], {"api_keys.own", "messages.send"}), {"scopes": ["api_keys.manage"]}),
            (self.key_of(self.addresses["super"], {"api_keys.own", "messages.send"}), {"user": member}),
        ):
            with self.subTest(more=more):
                if not caller.key:
                    caller.refresh()
                self.assertEqual(self.keys(caller, **more)[0], 403)

    def test_a_new_text_of_somebodys_key_is_for_who_may_do_as_much(self):
        theirs = json.loads(self.keys(self.program)[1])["id"]
        self.refused(self.callers["admin"], "POST", f"/api/v1/keys/{theirs}/rotate", {"overlap": 0})
        self.refused(self.callers["admin"], "POST", f"/keys/{theirs}/rotate", {"overlap": "0"})

    def test_an_administrator_makes_no_super_administrator_and_touches_none(self):
        admin = self.callers["admin"]
        owner, own = (self.people[self.addresses[kind]] for kind in ("super", "admin"))
        role = "SELECT role, is_active FROM directory_person WHERE id = '{}'"
        if "POST /api/v1/users" in self.lines:
            self.refused(admin, "POST", "/api/v1/users", {
                "address": "new.super@acme.example.com", "first_name": "New", "last_name": "Super", "role": "super"})
            self.refused(admin, "PATCH", f"/api/v1/users/{own}", {"role": "super"})
            self.refused(admin, "PATCH", f"/api/v1/users/{owner}", {"role": "member"})
            self.refused(admin, "PATCH", f"/api/v1/users/{owner}", {"state": "suspended"})
            self.refused(admin, "DELETE", f"/api/v1/users/{owner}")
            few = self.key_of(self.addresses["super"], {"directory.people.read", "directory.people.manage"})
            self.refused(few, "PATCH", f"/api/v1/users/{own}", {"role": "super"})
            self.refused(few, "POST", "/api/v1/users", {
                "address": "new.super@acme.example.com", "first_name": "New", "last_name": "Super", "role": "super"})
        if "POST /api/v1/groups" in self.lines:
            self.refused(admin, "POST", "/api/v1/groups", {"name": "Up", "permissions": ["oidc.manage"]})
            status, text = self.program.call("POST", "/api/v1/groups", {"name": "High", "permissions": ["oidc.manage"]})
            self.assertEqual(status, 201, text)
            group = json.loads(text)["id"]
            self.refused(admin, "PUT", f"/api/v1/groups/{group}/members/{own}")
            self.refused(admin, "PATCH", f"/api/v1/groups/{group}", {"permissions": ["oidc.manage", "audit.read"]})
            few = self.key_of(self.addresses["super"], {"directory.roles"})
            self.refused(few, "PUT", f"/api/v1/groups/{group}/members/{own}")
            self.refused(few, "POST", "/api/v1/groups", {"name": "Up", "permissions": ["audit.read"]})
            self.assertEqual(self.server.rows(f"SELECT 1 FROM directory_membership WHERE group_id = '{group}'"), [])
        for act in ("deactivate", "sign-out"):
            if f"POST /admin/people/{{id:uuid}}/{act}" in self.lines:
                self.refused(admin, "POST", f"/admin/people/{owner}/{act}")
        self.assertEqual(self.server.rows(role.format(owner)), [("super", "1")])
        self.assertEqual(self.server.rows(role.format(own)), [("admin", "1")])

    def test_who_is_deleted_leaves_no_name_and_no_row_but_those_named_here(self):
        """Looks for a deleted person's id and address in every table of the company (rows D8 and J24)."""
        address = "leaving.person@acme.example.com"
        self.server.run_server("user", "add", "--tenant", "acme.localhost", "--address", address, "--name", "Leaving Person",
                               "--role", "member")
        identity = dict(self.server.rows("SELECT address, id FROM directory_person"))[address]
        status, text = self.program.call("POST", "/api/v1/groups", {"name": "Leavers", "permissions": []})
        self.assertEqual(status, 201, text)
        group = json.loads(text)["id"]
        self.assertLess(self.program.status("PUT", f"/api/v1/groups/{group}/members/{identity}"), 300)
        session = Caller(self.server, "acme.localhost").sign_in(address)
        key = self.key_of(address, permissions_of("member"))
        for name in ("POST /api/v1/messages/templates", "POST /api/v1/contacts/import"):
            self.assertLess(key.status(*name.split(), BODIES[name]), 300, name)
        self.assertEqual(session.status("POST", "/account/preferences", {"language": "en", "time_zone": "America/Halifax"}), 303)
        tables = self.tables()
        before = {table for table in tables if self.names(table, identity, address)}
        self.assertLessEqual({"api_keys_key", "contacts_contact", "directory_membership", "directory_person",
                              "kernel_session", "option_templates_template"}, before)
        self.assertEqual(self.program.status("DELETE", f"/api/v1/users/{identity}"), 204)
        left = {table for table in tables if self.names(table, identity, address)}
        self.assertLessEqual(left, set(LEFT), "erase it with the person (directory.person_data/1), or say here why it stays")

    def names(self, table, identity, address):
        rows = self.server.rows(f"SELECT * FROM {table} WHERE tenant_id = '{self.tenants['acme']}'")
        return any(identity in column or address in column for row in rows for column in row)


if __name__ == "__main__":
    if "--missing" in sys.argv:
        with Deployment() as running:
            known = {line.name for line in lines_of(TABLE)}
            for each in json.loads(running.run_server("routes", "--json").stdout):
                if f"{each['method']} {each['path']}" not in known:
                    print(line_of(each))
    else:
        unittest.main()
