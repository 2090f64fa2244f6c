"""Implements the opening half of the sealing protocol, as far as tests need it: proofs, gates, leases.

Shares no code with the product.
"""
import base64
import hashlib
import hmac
import http.client
import json
import os
import random
import socket
import urllib.request


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def hkdf(ikm, salt, info):
    """Derives 32 bytes with HKDF-SHA-256 (RFC 5869)."""
    prk = hmac.new(salt or bytes(32), ikm, hashlib.sha256).digest()
    return hmac.new(prk, info + b"\x01", hashlib.sha256).digest()


class Reader:
    """Opens one link with raw HTTP, so that a test can do what no honest client does."""

    def __init__(self, port, link, host=None, network="127.0.0.1"):
        """Takes a link apart. network: the address that the server sees; any of 127.0.0.0/8."""
        self.port, self.host, self.network = port, host or f"localhost:{port}", network
        rest = link.split("/m/")[1]
        self.token, fragment = rest.split("#k1_") if "#k1_" in rest else (rest, None)
        self.secret = unb64(fragment) if fragment else os.urandom(32)
        self.proof = b64(hkdf(self.secret, b"", b"sx/1/proof"))

    def request(self, method, path, body=None, headers=None):
        """Sends a request; returns (status, headers, raw body)."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30, source_address=(self.network, 0))
        try:
            data = None if body is None else json.dumps(body)
            connection.request(
                method,
                f"/m/{self.token}{path}",
                data,
                {
                    "Host": self.host,
                    "Accept": "application/json",
                    **({"Content-Type": "application/json"} if data else {}),
                    **(headers or {}),
                },
            )
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def call(self, path, **body):
        """Posts JSON; returns (status, parsed body)."""
        status, _, text = self.request("POST", path, body)
        return status, json.loads(text) if text else None

    def gates(self, **more):
        return self.call("/gates", **{"proof": self.proof, **more})

    def open(self, code, lease=None, **more):
        """Asks to open the message; returns (status, parsed body). code: None if the message has no opening code."""
        self.lease = lease or b64(os.urandom(32))
        return self.call(
            "/open", **{"proof": self.proof, "lease": self.lease, **({} if code is None else {"code": code}), **more}
        )

    def file(self, identity, lease=None, headers=None):
        return self.request(
            "GET", f"/files/{identity}", headers={"Authorization": f"Lease {lease or self.lease}", **(headers or {})}
        )


MANIFEST = "A" * 22
GATE_FLAGS = {"password": 1, "sms": 2, "code": 4}


def send_with_gates(server, gates, opens=3, **recipient):
    """Sends a message behind the given gates; returns {"id", "link", "grant"}.

    Its sealed bytes are random, which is enough to test what the server enforces.
    """
    def call(method, path, body, status):
        answer = server.api(method, f"/api/v1/messages{path}", body)
        assert answer[0] == status, answer
        return answer[1]
    made = call(
        "POST",
        "",
        {
            "language": "fr",
            "opens": opens,
            "expires_in": 3600,
            "delivery": "link",
            "gates": {"code": False, **gates},
            "recipients": [{"address": "louis@example.net", **recipient}],
            "files": [{"id": MANIFEST, "bytes": 1080}],
        },
        201,
    )
    grant, secret, part = made["grants"][0], os.urandom(32), os.urandom(1080)
    put = urllib.request.Request(
        f"{server.portal}/api/v1/messages/{made['id']}/files/{MANIFEST}/parts/0",
        method="PUT",
        data=part,
        headers={
            "Authorization": f"Bearer {server.demo['api_key']}",
            "Content-Type": "application/octet-stream",
            "X-Content-SHA256": hashlib.sha256(part).hexdigest(),
        },
    )
    urllib.request.urlopen(put, timeout=30).close()
    flags = sum(flag for name, flag in GATE_FLAGS.items() if gates.get(name))
    header = b"SXK1" + bytes([1, 1, flags, 0]) + bytes(8) + unb64(made["id"]) + unb64(grant["grant"]) + os.urandom(16)
    call(
        "POST",
        f"/{made['id']}/send",
        {
            "grants": [
                {
                    "grant": grant["grant"],
                    "slot": b64(header + os.urandom(92)),
                    "proof": b64(hkdf(secret, b"", b"sx/1/proof")),
                }
            ],
            "notice": {"files": []},
        },
        200,
    )
    return {"id": made["id"], "grant": grant["grant"], "link": f"{server.portal}/m/{grant['token']}#k1_{b64(secret)}"}


def at_once(requests):
    """Sends each (port, path, body) on its own connection; returns the statuses, in order.

    Holds back the last byte of each request, and then sends all of these in one burst.
    """
    waiting = []
    for port, path, body in requests:
        data = json.dumps(body).encode()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(data)}\r\n\r\n"
        )
        connection = socket.create_connection(("127.0.0.1", port), 60)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sendall(head.encode() + data[:-1])
        waiting.append((connection, data[-1:]))
    for connection, last in random.sample(waiting, len(waiting)):
        connection.sendall(last)
    statuses = []
    for connection, _ in waiting:
        answer = b""
        while more := connection.recv(65536):
            answer += more
        connection.close()
        statuses.append(int(answer.split(b" ", 2)[1]))
    return statuses
