"""Attacks the server through the proxies of the operator's guide (finding F13 and the half of F3 behind a proxy).

Runs config/proxies/ as they stand there, but for names, ports, certificates and one number. Needs nginx, haproxy, caddy.
"""
import contextlib
import http.client
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
from deployment import ROOT, Deployment, free_port, wait_until  # noqa: E402

EXAMPLES = ROOT / "config" / "proxies"
GIVEN = "attacker-chosen-id"
FEW = 20  # connections of one client in the tests, instead of the examples' number
SMALL = "POST /api/v1/contacts/import HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/csv\r\n"


def outside_address():
    """Returns an address of this machine that is not loopback, or None."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return None
        address = probe.getsockname()[0]
        return None if address.startswith("127.") else address


class Proxy:
    """Runs one example. `changes` maps what stands in the file to what the test needs; each must stand there."""

    def __init__(self, file, command, changes, folder, upstream, prepare=lambda text: text):
        self.name = file
        self.port = free_port()
        text = (EXAMPLES / file).read_text()
        for old, new in {**changes, "127.0.0.1:8080": f"127.0.0.1:{upstream}"}.items():
            if old not in text:
                raise AssertionError(f"{file} has no {old}")
            text = text.replace(old, new.replace("PORT", str(self.port)))
        self.folder = folder / file
        self.folder.mkdir()
        (self.folder / file).write_text(prepare(text))
        self.log = open(self.folder / "log", "wb")
        self.process = subprocess.Popen(command(self.folder / file), stdout=self.log, stderr=self.log,
                                        env={**os.environ, "HOME": str(self.folder),
                                             "XDG_DATA_HOME": str(self.folder), "XDG_CONFIG_HOME": str(self.folder)})
        wait_until(self.answers, 20, f"{file} to answer")

    def answers(self):
        if self.process.poll() is not None:
            raise AssertionError(f"{self.name} ended:\n" + (self.folder / "log").read_text(errors="replace"))
        with contextlib.suppress(OSError), self.connect() as one:
            return ask(one, "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n")[0] == 200
        return False

    def connect(self, source="127.0.0.1", to="127.0.0.1"):
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        plain = socket.create_connection((to, self.port), 10, (source, 0))
        try:
            return context.wrap_socket(plain, server_hostname="localhost")
        except OSError:
            plain.close()
            raise

    def ask(self, text, **where):
        with self.connect(**where) as one:
            return ask(one, text)

    def get(self, path, headers="", host="localhost", **where):
        return self.ask(f"GET {path} HTTP/1.1\r\nHost: {host}\r\n{headers}\r\n", **where)

    def stop(self):
        self.process.terminate()
        self.process.wait(20)
        self.log.close()


def ask(connection, text):
    """Sends a request; returns (status, headers, body)."""
    connection.sendall(text.encode())
    return answer_of(connection)


def answer_of(connection):
    answer = http.client.HTTPResponse(connection)
    try:
        answer.begin()
        return answer.status, answer.headers, answer.read().decode(errors="replace")
    except (http.client.HTTPException, ConnectionError, ssl.SSLError):
        return 0, {}, ""
    finally:
        answer.close()


def title(page):
    found = re.search(r"<title>(.*?)</title>", page, re.S)
    return found[1].strip() if found else page[:200]


def through_each(*without):
    """Makes a test of an attack run through each proxy but those."""
    def decorate(attack):
        def test(self):
            for proxy in self.proxies:
                if proxy.name not in without:
                    with self.subTest(proxy.name):
                        attack(self, proxy)
        return test
    return decorate


class ProxiesTest(unittest.TestCase):
    """Each attack goes through each of the three proxies."""

    @classmethod
    def setUpClass(cls):
        cls.folder = Path(tempfile.mkdtemp(prefix="sx-proxies-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.monitor = free_port()
        cls.server = cls.enterClassContext(Deployment({
            "SX_HTTP_PROXIES": "127.0.0.1", "SX_HTTP_REQUEST_ID_HEADER": "X-Request-Id", "SX_HTTP_STALL_TIMEOUT": "8s",
            "SX_METRICS_PORT": str(cls.monitor), "SX_LOG_LEVEL": "info", "SX_LOG_FORMAT": "json"}))
        cls.certificate = cls.folder / "acme.crt"
        key = cls.folder / "acme.key"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                        "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
                        "-keyout", key, "-out", cls.certificate], check=True, capture_output=True)
        both = cls.folder / "both.pem"
        both.write_text(cls.certificate.read_text() + key.read_text())
        cls.proxies = []
        for make in (cls.nginx, cls.haproxy, cls.caddy):
            proxy = make(cls.certificate, key, both)
            cls.addClassCleanup(proxy.stop)
            cls.proxies.append(proxy)

    @classmethod
    def nginx(cls, certificate, key, _):
        def prepare(text):
            main = cls.folder / "nginx.main"
            folders = "".join(f"{kind}_temp_path {cls.folder}/{kind};"
                              for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
            user = "user root;" if os.geteuid() == 0 else ""
            main.write_text(f"{user} daemon off; pid {cls.folder}/nginx.pid; error_log stderr;\n"
                            "worker_processes 1; events { worker_connections 2000; }\n"
                            f"http {{ access_log off; {folders} include {cls.folder}/nginx.conf/nginx.conf; }}\n")
            return text
        return Proxy("nginx.conf", lambda _: ["nginx", "-c", cls.folder / "nginx.main", "-e", "stderr"],
                     {"listen 443": "listen 0.0.0.0:PORT", "[::]:443": "[::1]:PORT", "/etc/ssl/acme.pem": str(certificate),
                      "/etc/ssl/acme.key": str(key), "acme.example.com": "localhost",
                      "sx_clients 500": f"sx_clients {FEW}"}, cls.folder, cls.server.port, prepare)

    @classmethod
    def haproxy(cls, _certificate, _key, both):
        return Proxy("haproxy.cfg", lambda file: ["haproxy", "-db", "-f", file],
                     {":::443": ":::PORT", "/etc/haproxy/acme.pem": str(both), "gt 500": f"gt {FEW}",
                      "maxconn 20000": "maxconn 2000"}, cls.folder, cls.server.port)

    @classmethod
    def caddy(cls, certificate, key, _):
        return Proxy("Caddyfile", lambda file: ["caddy", "run", "--adapter", "caddyfile", "--config", file],
                     {"acme.example.com": "localhost:PORT", "/etc/ssl/acme.pem": str(certificate),
                      "/etc/ssl/acme.key": str(key)}, cls.folder, cls.server.port,
                     lambda text: text.replace("{\n", "{\n\tadmin off\n\tauto_https disable_redirects\n", 1))


    def metric(self, name):
        with urllib.request.urlopen(f"http://localhost:{self.monitor}/metrics", timeout=10) as answer:
            return float(re.search(rf"^{name} (\S+)$", answer.read().decode(), re.M)[1])

    def direct(self, path, host):
        with socket.create_connection(("127.0.0.1", self.server.port), 10) as one:
            return ask(one, f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n")

    def key(self):
        return f"Authorization: Bearer {self.server.demo['api_key']}\r\n"

    @through_each()
    def test_people_can_work(self, proxy):
        environment = {**self.server.environment, "SSL_CERT_FILE": str(self.certificate)}
        portal = f"https://localhost:{proxy.port}"
        content = self.folder / f"content-{proxy.name}"
        content.write_bytes(os.urandom(20_000_000))
        sent = subprocess.run([self.server.bin / "sx", "--server", portal, "--key", self.server.demo["api_key"],
                               "send", "--to", "louis@example.net", "--subject", "Acte", "--body", "x", "--delivery",
                               "link", "--json", "--attach", content],
                              env=environment, capture_output=True, text=True, timeout=120)
        self.assertEqual(sent.returncode, 0, sent.stderr)
        one = json.loads(sent.stdout)["recipients"][0]
        link = one["link"].replace(f"http://localhost:{self.server.port}", portal)
        into = self.folder / f"opened-{proxy.name}"
        opened = subprocess.run([self.server.bin / "sx", "open", link, "--code", one["code"], "--out", into],
                                env=environment, capture_output=True, text=True, timeout=120)
        self.assertEqual(opened.returncode, 0, opened.stderr)
        self.assertEqual((into / content.name).read_bytes(), content.read_bytes())

    @through_each()
    def test_F13_a_header_names_no_other_company(self, proxy):
        own, other = (title(self.direct("/sign-in?lang=en", host)[2]) for host in ("localhost", "solstice.localhost"))
        self.assertNotEqual(own, other)
        for headers in ("X-Forwarded-Host: solstice.localhost\r\n",
                        "X-Forwarded-Host: localhost\r\nX-Forwarded-Host: solstice.localhost\r\n",
                        "Forwarded: host=solstice.localhost;proto=https\r\n",
                        "X-Host: solstice.localhost\r\nX-Original-Host: solstice.localhost\r\n",
                        "X-Forwarded-Server: solstice.localhost\r\nX-Original-URL: http://solstice.localhost/\r\n"):
            status, _, page = proxy.get("/sign-in?lang=en", headers)
            self.assertEqual((status, title(page)), (200, own), headers)

    @through_each()
    def test_F13_a_request_line_names_no_other_company(self, proxy):
        other = title(self.direct("/sign-in?lang=en", "solstice.localhost")[2])
        for line in ("https://localhost/sign-in?lang=en", f"https://localhost:{proxy.port}/sign-in?lang=en"):
            _, _, page = proxy.ask(f"GET {line} HTTP/1.1\r\nHost: solstice.localhost\r\n\r\n")
            self.assertNotEqual(title(page), other)

    @through_each()
    def test_F13_nobody_chooses_the_id_of_a_request(self, proxy):
        for headers in (f"X-Request-Id: {GIVEN}\r\n", f"X-Request-Id: a\r\nX-Request-Id: {GIVEN}\r\n",
                        f"X-Request-ID: {GIVEN}\r\nx_request_id: {GIVEN}\r\n"):
            _, answered, _ = proxy.get("/sign-in", headers)
            self.assertGreaterEqual(len(answered["X-Request-Id"]), 32)
            self.assertNotIn(GIVEN, answered["X-Request-Id"])
        self.assertFalse(GIVEN in self.server.log_path.read_text())

    @through_each()
    def test_F13_nobody_chooses_where_they_come_from(self, proxy):
        address = outside_address()
        where = {"source": address, "to": address} if address else {"source": "127.0.0.7"}
        seen = address or "127.0.0.7"
        before = len(self.server.log_path.read_text())
        for spoofed in ("X-Forwarded-For: 127.0.0.1\r\n", "X-Forwarded-For: 10.1.2.3, 127.0.0.1\r\n",
                        "X-Forwarded-For: 127.0.0.1\r\nX-Forwarded-For: 127.0.0.1\r\n", "X-Real-IP: 127.0.0.1\r\n",
                        "Forwarded: for=127.0.0.1\r\n", "Connection: close, X-Forwarded-For\r\n"):
            status, _, _ = proxy.get("/api/v1/contacts", spoofed + "Authorization: Bearer stolen-key\r\n", **where)
            self.assertEqual(status, 401, spoofed)
            if address:  # this machine may read the postbox of a demonstration
                self.assertEqual(proxy.get("/dev/postbox", spoofed, **where)[0], 404, spoofed)
                self.assertEqual(proxy.get("/dev/postbox.json", spoofed, **where)[0], 404, spoofed)
        def said():
            return re.findall(r'"event":"auth.key_refused".*', self.server.log_path.read_text()[before:])
        lines = wait_until(said, what="a line about the refused key")
        self.assertEqual({json.loads("{" + line)["address"].removesuffix("/24") for line in lines}, {seen})

    @through_each()
    def test_strangers_see_no_numbers_and_no_checks(self, proxy):
        self.assertGreater(self.metric("sx_connections"), 0)
        self.assertEqual(proxy.get("/metrics")[0], 404)
        self.assertEqual(proxy.get("/metrics", "X-Forwarded-For: 127.0.0.1\r\n")[0], 404)
        status, _, body = proxy.get("/health/ready")
        self.assertEqual((status, body), (200, '{"status":"ready"}'))

    def test_a_certificate_is_made_for_names_that_are_served_and_no_other(self):
        """Runs Caddy with the guide's lines for certificates on demand, and an authority of its own."""
        def prepare(text):
            ask_first = f"\ton_demand_tls {{\n\t\task http://127.0.0.1:{self.monitor}/tls-ask\n\t}}\n"
            text = text.replace("{\n", "{\n\tadmin off\n\tauto_https disable_redirects\n\tskip_install_trust\n" + ask_first, 1)
            return re.sub(r"\ttls /\S+ /\S+\n", "\ttls {\n\t\tissuer internal\n\t\ton_demand\n\t}\n", text)
        proxy = Proxy("Caddyfile", lambda file: ["caddy", "run", "--adapter", "caddyfile", "--config", file],
                      {"acme.example.com {": "https://:PORT {"}, Path(tempfile.mkdtemp(dir=self.folder)), self.server.port,
                      prepare)
        try:
            context = ssl.create_default_context()
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE

            def visit(host):
                with socket.create_connection(("127.0.0.1", proxy.port), 10) as plain:
                    with context.wrap_socket(plain, server_hostname=host) as one:
                        return title(ask(one, f"GET /sign-in?lang=fr HTTP/1.1\r\nHost: {host}\r\n\r\n")[2])
            for host in ("acme.localhost", "ACME.localhost", "beta.localhost"):
                self.assertIn(host.split(".")[0].casefold(), visit(host).casefold())
            for host in ("gamma.localhost", "acme.localhost.example.net", "www.acme.localhost"):
                with self.assertRaises(ssl.SSLError, msg=host):
                    visit(host)
        finally:
            proxy.stop()

    @through_each()
    def test_F3_bodies_of_strangers_hold_nothing(self, proxy):
        head = SMALL + "Content-Length: 1000000\r\n\r\n"
        with contextlib.ExitStack() as held:
            slow = []
            for i in range(24):
                slow.append(held.enter_context(proxy.connect(source=f"127.0.1.{i % 8 + 1}")))
                slow[-1].sendall(head.encode() + b"x" * 1000)
            self.assertEqual(proxy.get("/health/ready")[0], 200)
            for one in slow:
                if proxy.name == "Caddyfile":  # passes an answer on when it has read something more
                    one.sendall(b"x")
                self.assertEqual(answer_of(one)[0], 401)
            self.assertEqual(self.metric("sx_body_bytes"), 0)

    @through_each()
    def test_F3_a_body_that_trickles_is_cut(self, proxy):
        # Somebody's own body is read, but its pace is watched over the last moments and not over the whole.
        def cuts():
            return len(re.findall(r'"route":"/api/v1/contacts/import".*"cut":true', self.server.log_path.read_text()))
        before = cuts()
        with proxy.connect() as one:
            one.sendall((SMALL + self.key() + "Content-Length: 1000000\r\n\r\n").encode() + b"x" * 800_000)
            one.settimeout(0.1)

            def trickles():
                with contextlib.suppress(OSError):
                    one.sendall(b"x")
                    one.recv(1)
                return cuts() > before
            wait_until(trickles, 60, "the server to cut it")

    def test_F3_heads_that_do_not_end_reach_no_server(self):
        held, open_ones = contextlib.ExitStack(), []
        with held:
            before = self.metric("sx_connections")
            for proxy in self.proxies:
                for i in range(40):
                    one = held.enter_context(proxy.connect(source=f"127.0.2.{i % 10 + 1}"))
                    one.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Wait: ")
                    open_ones.append(one)
            self.assertLess(self.metric("sx_connections"), before + 10)
            since = time.monotonic()
            for proxy in self.proxies:
                self.assertEqual(proxy.get("/health/ready")[0], 200)
            self.assertLess(time.monotonic() - since, 5)
            end = time.monotonic() + 30
            for one in open_ones:
                one.settimeout(max(0.1, end - time.monotonic()))
                with contextlib.suppress(ConnectionError, ssl.SSLError):
                    while one.recv(4096):
                        pass

    @through_each("Caddyfile")
    def test_F3_one_client_has_not_all_connections(self, proxy):
        # Caddy limits no connections; the guide says what does.
        head = SMALL + self.key() + "Content-Length: 1000000\r\n\r\n"
        with contextlib.ExitStack() as held:
            for _ in range(FEW):
                held.enter_context(proxy.connect(source="127.0.3.1")).sendall(head.encode())
            refused = 0
            for _ in range(10):
                try:
                    one = held.enter_context(proxy.connect(source="127.0.3.1"))
                    one.sendall(head.encode())
                    one.settimeout(0.2)
                    refused += one.recv(1) is not None
                except TimeoutError:  # the server waits for the body
                    pass
                except OSError:
                    refused += 1
            self.assertEqual(refused, 10)
            self.assertEqual(proxy.get("/health/ready", source="127.0.3.2")[0], 200)


if __name__ == "__main__":
    unittest.main()
