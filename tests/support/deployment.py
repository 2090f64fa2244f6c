"""Runs a real deployment for a test: sxserver with the demo companies, on a free port and with its own data folder."""
import contextlib
import json
import os
import re
import secrets
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(os.environ.get("SX_BIN", ROOT / "build" / "bin"))


def wait_until(condition, seconds=20, what="it"):
    """Polls a condition until it is truthy, and returns its result."""
    end = time.monotonic() + seconds
    while True:
        answer = condition()
        if answer:
            return answer
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds} s for {what}")
        time.sleep(0.02)


def free_port():
    """Finds a free port below those that the system gives to connections, which would take it before it is used."""
    while True:
        port = 10_000 + secrets.randbelow(22_000)
        with socket.socket() as sock, contextlib.suppress(OSError):
            sock.bind(("", port))
            return port


class Deployment:
    """Holds a running deployment, as a context manager. `environment` adds settings, e.g. SX_PLUGINS_SETTINGS_…

    has_moving_clock: move_clock() moves the date of the server while it runs.
    """

    def __init__(self, environment=None, config=None, programs=BIN, has_moving_clock=False):
        self.bin = Path(programs)
        self.folder = Path(tempfile.mkdtemp(prefix="sx-test-"))
        self.data = self.folder / "data"
        self.log_path = self.folder / "server.log"
        self.port = free_port()
        self.config = str(config or ROOT / "config" / "demo.yaml")
        self.environment = {**os.environ, "SX_PORT": str(self.port), "SX_DATA": str(self.data), "SX_LOG_LEVEL": "debug",
                            "XDG_CONFIG_HOME": str(self.folder / "config"),
                            "XDG_CACHE_HOME": str(self.folder / "cache"), **(environment or {})}
        self.process = None
        self.others = []
        self.database = None
        self.server_environment = {}
        if has_moving_clock:
            self.clock = self.folder / "clock"
            self.move_clock(0)
            self.server_environment = {
                "LD_PRELOAD": str(BIN.parent / "tests" / "moved_clock.so"), "SX_MOVED_CLOCK": str(self.clock)
            }
        if os.environ.get("SX_TEST_POSTGRES"):
            self.use_postgres(os.environ["SX_TEST_POSTGRES"])

    def use_postgres(self, url):
        """Creates a separate database in the cluster that tools/with-postgres started."""
        self.database = f"sx_test_{os.getpid()}_{self.port}"
        self.admin_url = url
        subprocess.run(["psql", "-q", url, "-c", f"CREATE DATABASE {self.database}"], check=True)
        base, _, query = url.partition("?")
        self.environment["SX_DATABASE"] = base.rsplit("/", 1)[0] + f"/{self.database}" + (f"?{query}" if query else "")

    def __enter__(self):
        self.run_server("demo")
        self.demo = json.loads((self.data / "demo.json").read_text())
        self.start()
        return self

    def __exit__(self, kind, value, trace):
        self.stop()
        if kind and self.log_path.exists():
            print("--- the server's last lines ---")
            print("\n".join(self.log_path.read_text(errors="replace").splitlines()[-40:]))
        if self.database:
            subprocess.run(
                ["psql", "-q", self.admin_url, "-c", f"DROP DATABASE IF EXISTS {self.database} WITH (FORCE)"],
                check=False,
            )
        shutil.rmtree(self.folder, ignore_errors=True)

    def run_server(self, *arguments, check=True):
        done = subprocess.run([self.bin / "sxserver", *arguments, "--config", self.config],
                              env={**self.environment, **self.server_environment},
                              capture_output=True, text=True, timeout=60)
        if check and done.returncode != 0:
            raise AssertionError(f"sxserver {arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}")
        return done

    def start(self):
        log = open(self.log_path, "ab")
        self.process = subprocess.Popen(
            [self.bin / "sxserver", "serve", "--config", self.config],
            env={**self.environment, **self.server_environment},
            stdout=log,
            stderr=log,
        )
        log.close()
        wait_until(self.answers, 30, "the server to answer")

    def start_another(self):
        """Starts a second server process on the same database and data folder (PostgreSQL only); returns its port."""
        port = free_port()
        log = open(self.folder / f"server-{port}.log", "ab")
        self.others.append(
            subprocess.Popen(
                [self.bin / "sxserver", "serve", "--config", self.config],
                env={**self.environment, **self.server_environment, "SX_PORT": str(port)},
                stdout=log,
                stderr=log,
            )
        )
        log.close()
        wait_until(lambda: self.is_ready(port), 30, "the second server to answer")
        return port

    def move_clock(self, ahead):
        """Moves the server's date so many seconds ahead of this machine's."""
        mode = "r+b" if self.clock.exists() else "wb"
        with open(self.clock, mode) as file:
            file.write(int(ahead).to_bytes(8, sys.byteorder, signed=True))

    def answers(self):
        if self.process.poll() is not None:
            raise AssertionError("the server ended:\n" + self.log_path.read_text(errors="replace")[-4000:])
        return self.is_ready(self.port)

    def is_ready(self, port):
        try:
            with urllib.request.urlopen(f"http://localhost:{port}/health/ready", timeout=2) as answer:
                return answer.status == 200
        except OSError:
            return False

    def stop(self):
        """Stops the server gracefully; returns its exit status."""
        for other in self.others:
            other.send_signal(signal.SIGTERM)
            other.wait(20)
        self.others = []
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(20)
        return self.process.returncode if self.process else None

    def kill(self):
        """Kills the server, as near as a process can come to a power failure."""
        self.process.kill()
        self.process.wait(10)

    def sql(self, text):
        """Runs SQL on the database, to do what only a thief or a fault would do."""
        if self.database:
            subprocess.run(
                ["psql", "-q", "-v", "ON_ERROR_STOP=1", self.environment["SX_DATABASE"], "-c", text], check=True
            )
            return
        with contextlib.closing(sqlite3.connect(self.data / "sx.sqlite")) as connection, connection:
            connection.execute(text)

    def rows(self, text):
        """Returns the rows of a query, every column as text."""
        if self.database:
            out = subprocess.run(
                ["psql", "-qAt", "-v", "ON_ERROR_STOP=1", self.environment["SX_DATABASE"], "-c", text],
                check=True,
                capture_output=True,
                text=True,
            )
            return [tuple(line.split("|")) for line in out.stdout.splitlines()]
        with contextlib.closing(sqlite3.connect(self.data / "sx.sqlite")) as connection:
            return [tuple("" if each is None else str(each) for each in row) for row in connection.execute(text)]

    def everything_stored(self):
        """Returns what a thief of the machine could read: every file of the data folder, the log, and the database."""
        stored = b"\n".join(path.read_bytes() for path in [*self.data.rglob("*"), self.log_path] if path.is_file())
        if self.database:
            stored += subprocess.run(
                ["pg_dump", self.environment["SX_DATABASE"]], check=True, capture_output=True
            ).stdout
        return stored

    @property
    def portal(self):
        return f"http://localhost:{self.port}"

    def resident_bytes(self):
        return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{self.process.pid}/status").read_text())[1]) * 1024

    def peak_bytes(self):
        return int(re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{self.process.pid}/status").read_text())[1]) * 1024

    def mails(self):
        with urllib.request.urlopen(f"{self.portal}/dev/postbox.json", timeout=10) as answer:
            return json.load(answer)

    def mail_to(self, address, about=""):
        """Waits for mail to an address whose subject or text contains `about`; returns the newest one."""
        def newest():
            return next((mail for mail in self.mails() if mail["to"].find(address) >= 0
                         and (about in mail["subject"] or about in (mail.get("text") or ""))), None)
        return wait_until(newest, 20, f"a mail to {address}")

    def api(self, method, path, body=None, key=None, headers=None):
        """Calls the API with the demo's key; returns (status, parsed body)."""
        request = urllib.request.Request(
            self.portal + path, method=method, data=None if body is None else json.dumps(body).encode()
        )
        request.add_header("Authorization", f"Bearer {key or self.demo['api_key']}")
        if body is not None:
            request.add_header("Content-Type", "application/json")
        for name, value in (headers or {}).items():
            request.add_header(name, value)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                text = answer.read()
                return answer.status, json.loads(text) if text else None
        except urllib.error.HTTPError as error:
            text = error.read()
            return error.code, json.loads(text) if text else None

    def sx(self, *arguments, check=True, timeout=300):
        """Runs the command-line client; returns (status, parsed JSON or text)."""
        done = subprocess.run(
            self.sx_command(*arguments), env=self.environment, capture_output=True, text=True, timeout=timeout
        )
        if check and done.returncode != 0:
            raise AssertionError(f"sx {arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}")
        try:
            out = json.loads(done.stdout)
        except ValueError:
            out = done.stdout
        return done.returncode, out, done.stderr

    def run_program(self, command):
        """Runs a program in the deployment's environment, whatever its exit status."""
        return subprocess.run(
            list(map(str, command)), env=self.environment, capture_output=True, text=True, timeout=60, check=False
        )

    def sx_command(self, *arguments):
        return [str(BIN / "sx"), "--server", self.portal, "--key", self.demo["api_key"], *map(str, arguments)]

    def send_link(self, *arguments):
        """Sends a message with --delivery link; returns {"id", "link", "code"} for its only recipient."""
        _, out, _ = self.sx(
            "send", "--to", "louis@example.net", "--subject", "Acte", "--delivery", "link", "--json", *arguments
        )
        return {"id": out["id"], **out["recipients"][0]}
