"""Decrypts messages from stolen files and stolen keys, as a thief would; shares no code with the product.

Written from docs/protocol.md (sections 4 and 5) and docs/decisions/epoch-keys.md alone.
"""
import contextlib
import hashlib
import hmac
import json
import re
import struct
from datetime import date, timedelta
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from opener import hkdf, unb64

MANIFEST = bytes(16)


def hkdf_sha512(secret, salt, info, length):
    """Derives bytes with HKDF-SHA-512 (RFC 5869)."""
    prk = hmac.new(salt or bytes(64), secret, hashlib.sha512).digest()
    out, block, number = b"", b"", 1
    while len(out) < length:
        block = hmac.new(prk, block + info + bytes([number]), hashlib.sha512).digest()
        out, number = out + block, number + 1
    return out[:length]


class StolenKeys:
    """Holds the keys of a server as they lie on its disk at one moment."""

    def __init__(self, data):
        self.masters = {
            bytes.fromhex(line.split()[1]): unb64(line.split()[3])
            for line in (Path(data) / "master.key").read_text().splitlines()
            if line.startswith("key ")
        }
        self.days = {}
        for file in (Path(data) / "master.key.days").glob("*"):
            for line in file.read_text().splitlines():
                if line.startswith("key "):
                    _, day, key = line.split()
                    self.days[date.fromisoformat(day)] = unb64(key)

    def unsealed(self, hoard, identity):
        """Yields every value of this identity that a hoard of bytes holds and these keys open."""
        for key_id, master in self.masters.items():
            sealing = hkdf_sha512(master, b"", b"sx.master.sealing", 32)
            for version, number in ((1, 0), (2, 4)):
                for match in re.finditer(re.escape(bytes([version]) + key_id), hoard):
                    start = match.start()
                    head = hoard[start:start + 5 + number + 24]
                    if len(head) < 5 + number + 24:
                        continue
                    secret = sealing
                    if number:
                        day = date(1970, 1, 1) + timedelta(days=min(struct.unpack(">I", head[5:9])[0], 2_000_000))
                        if day not in self.days:
                            continue
                        secret = sealing + self.days[day]
                    made = hkdf_sha512(secret, head[-24:], f"sx.seal.{version}".encode(), 44)
                    sealed = hoard[start + len(head):start + len(head) + 48]  # 32 bytes and the tag
                    try:
                        yield AESGCM(made[:32]).decrypt(made[32:], sealed, head + identity.encode())
                    except InvalidTag:
                        pass


def message_keys(hoard, keys, tenant, message, grant, link_secret):
    """Yields every message key that link, stolen keys and a hoard of bytes give together."""
    slots = [
        hoard[match.start():match.start() + 156]
        for match in re.finditer(b"SXK1", hoard)
        if hoard[match.start() + 16:match.start() + 48] == unb64(message) + unb64(grant)
    ]
    for share in set(keys.unsealed(hoard, f"sealed/{tenant}/{grant}/share")):
        for slot in set(slots):
            header = slot[:64]
            secret, salt = link_secret + share + bytes(32), hashlib.sha256(header).digest()
            if hkdf(secret, salt, b"sx/1/commit") == slot[64:96]:
                # A page's end may have torn this copy of the slot; another one may be whole.
                with contextlib.suppress(InvalidTag):
                    yield AESGCM(hkdf(secret, salt, b"sx/1/kek")).decrypt(slot[96:108], slot[108:156], header)


def manifests(blobs, message, message_key):
    """Yields the manifest of a message for every blob among stolen files that is one."""
    file_key = hkdf(message_key, unb64(message), b"sx/1/file" + MANIFEST)
    aad = b"sx/1/part" + unb64(message) + MANIFEST + struct.pack(">IB", 0, 1)
    for blob in blobs:
        header, sealed = blob[:40], blob[40:]
        if header[:1] != b"\x28" or len(sealed) > 524_248:
            continue
        key = hkdf(file_key, header[1:33], aad)
        try:
            text = AESGCM(key).decrypt(header[33:40] + struct.pack(">IB", 0, 1), sealed, b"")
        except InvalidTag:
            continue
        yield json.loads(text.rstrip(b"\0"))
