"""Takes a browser's steps without a browser: cookies, forms, the anti-robot challenge, signing in by mail."""
import base64
import hashlib
import http.client
import itertools
import json
import re
import urllib.parse

from deployment import wait_until


PROXY = "127.0.0.9"  # the address that SX_HTTP_PROXIES names where a test has visitors of other networks


class Visitor:
    """Holds the cookies of one browser at a Deployment. `headers` go with every request; with X-Forwarded-… among
    them, it comes from PROXY."""

    def __init__(self, server, headers=None):
        self.server = server
        self.headers = headers or {}
        self.cookies = {}

    def request(self, method, path, form=None, headers=None):
        """Returns (status, headers, text); keeps the cookies."""
        given = {"Host": f"localhost:{self.server.port}", **self.headers, **(headers or {})}
        if self.cookies:
            given.setdefault("Cookie", "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        body = None
        if form is not None:
            body = urllib.parse.urlencode(form)
            given["Content-Type"] = "application/x-www-form-urlencoded"
        source = PROXY if any(name.startswith("X-Forwarded-") for name in given) else "127.0.0.1"
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30, source_address=(source, 0))
        connection.request(method, path, body, given)
        answer = connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        connection.close()
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = line.split(";")[0].partition("=")
            if value:
                self.cookies[name] = value
            else:
                self.cookies.pop(name, None)
        return answer.status, answer.headers, text

    def get(self, path):
        return self.request("GET", path)[0]

    def post(self, path, form):
        """Sends a form as the signed-in person, with the CSRF token of the account page; returns the status."""
        token = re.search(r'<meta name="csrf" content="([^"]+)"', self.request("GET", "/account")[2])
        return self.request("POST", path, {**form, "_csrf": token[1] if token else ""})[0]

    def proof(self):
        """Solves a challenge as altcha's worker does."""
        challenge = json.loads(self.request("GET", "/sign-in/challenge")[2])
        parameters = challenge["parameters"]
        start = bytes.fromhex(parameters["salt"]) + bytes.fromhex(parameters["nonce"])
        for counter in itertools.count():
            key = hashlib.sha256(start + counter.to_bytes(4, "big")).hexdigest()
            if key.startswith(parameters["keyPrefix"]):
                break
        solution = {"counter": counter, "derivedKey": key, "time": 1}
        return base64.b64encode(json.dumps({"challenge": challenge, "solution": solution}).encode()).decode()

    def links(self, address):
        """Returns the texts of the sign-in mails to an address, newest first."""
        return [mail["text"] for mail in self.server.mails() if address in mail["to"] and "/sign-in/link#" in mail["text"]]

    def ask(self, address):
        """Asks for a sign-in link of somebody who has an account; waits for its mail, and returns the status."""
        before = len(self.links(address))
        status = self.request("POST", "/sign-in", {"address": address, "next": "/", "altcha": self.proof()})[0]
        if status == 200:
            wait_until(lambda: len(self.links(address)) > before, what=f"a link for {address}")
        return status

    def mailed(self, address):
        """Returns the token and the code of the newest sign-in mail to an address."""
        text = self.links(address)[0]
        return re.search(r"/sign-in/link#([\w-]{22})", text)[1], re.search(r"^(\w{4}-\w{4})\s*$", text, re.M)[1]

    def use(self, token):
        """Presses the button on the page behind a link; returns the status."""
        return self.request("POST", "/sign-in/link", {"token": token})[0]

    def sign_in(self, address):
        assert self.ask(address) == 200, f"no link for {address}"
        assert self.use(self.mailed(address)[0]) == 303, f"{address} was not signed in"
        return self
