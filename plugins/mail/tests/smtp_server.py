"""Runs a real mail server (aiosmtpd) for SmtpTest. Prints its port, then one JSON line for each accepted mail, read
with Python's own mail parser.

Usage: smtp_server.py FOLDER MODE [PORT]; MODE: plain, starttls, tls, auth (STARTTLS required), refuse,
inject (an attacker on the line appends an unencrypted response to that of STARTTLS).
"""
import asyncio
import email
import email.policy
import json
import os
import socket
import ssl
import subprocess
import sys

import dkim
import dns.resolver
from aiosmtpd.smtp import SMTP, AuthResult

folder, mode = sys.argv[1], sys.argv[2]
published = f"{folder}/dns.json"  # {"records": {NAME: TEXT}} or {"server": PORT of a name server on loopback}
users = {b"sender": "mot de passe é".encode()}


def say(value):
	print(json.dumps(value), flush=True)


def texts(name, timeout=5):
	"""Returns the text of a DKIM record, for dkimpy."""
	with open(published) as file:
		dns_says = json.load(file)
	name = (name.decode() if isinstance(name, bytes) else name).rstrip(".")
	if "records" in dns_says:
		return dns_says["records"].get(name, "").encode() or None
	asker = dns.resolver.Resolver(configure=False)
	asker.nameservers, asker.port, asker.lifetime = ["127.0.0.1"], dns_says["server"], timeout
	try:
		return b"".join(asker.resolve(name, "TXT")[0].strings)
	except dns.exception.DNSException:
		return None


def signature(raw):
	"""Says what an independent verifier thinks of a mail's signature."""
	if not os.path.exists(published):
		return None
	verifier = dkim.DKIM(raw)
	if b"DKIM-Signature" not in raw:
		return {"good": False, "why": "there is none"}
	try:
		good = verifier.verify(dnsfunc=texts)
	except dkim.DKIMException as error:
		return {"good": False, "why": str(error)}
	fields = {key.decode(): value.decode() for key, value in verifier.signature_fields.items()}
	altered = dkim.verify(raw.replace(b"From:", b"From: Eve <eve@example.net>\r\nFrom:", 1), dnsfunc=texts)
	return {
		"good": good,
		"domain": fields["d"],
		"selector": fields["s"],
		"signed": [name.strip() for name in fields["h"].split(":")],
		"second_from": altered,
	}


class Handler:
	async def handle_RCPT(self, server, session, envelope, address, options):
		if address.startswith("gone@"):
			return "550 5.1.1 no such user"
		if address.startswith("later@"):
			return "451 4.3.0 try again"
		envelope.rcpt_tos.append(address)
		return "250 OK"

	async def handle_DATA(self, server, session, envelope):
		raw = envelope.original_content
		if mode == "refuse":
			return "554 5.6.0 content refused"
		message = email.message_from_bytes(raw, policy=email.policy.SMTP)
		text = message.get_body(("plain",))
		html = message.get_body(("html",))
		say(
			{
				"from": envelope.mail_from,
				"to": envelope.rcpt_tos,
				"tls": session.ssl is not None,
				"authenticated": bool(session.authenticated),
				"subject": str(message["subject"]),
				"header_from": [str(a) for a in message["from"].addresses],
				"name": message["from"].addresses[0].display_name,
				"header_to": [a.addr_spec for a in message["to"].addresses],
				"to_name": message["to"].addresses[0].display_name,
				"reply_to": message["reply-to"].addresses[0].addr_spec if message["reply-to"] else "",
				"sender": str(message["sender"] or ""),
				"unsubscribe": [str(message[name] or "") for name in ("list-unsubscribe", "list-unsubscribe-post")],
				"dkim": signature(raw),
				"type": message.get_content_type(),
				"parts": [p.get_content_type() for p in message.walk()],
				"text": text.get_content().replace("\r\n", "\n") if text else None,
				"html": html.get_content().replace("\r\n", "\n") if html else None,
				"date": str(message["date"].datetime),
				"id": str(message["message-id"]),
				"auto": str(message["auto-submitted"]),
				"defects": [str(d) for p in message.walk() for d in p.defects]
				+ [str(d) for v in message.values() for d in getattr(v, "defects", [])],
				"ascii": all(b < 128 for b in raw),
				"longest": max(len(line) for line in raw.split(b"\r\n")),
				"bare": raw.replace(b"\r\n", b"").count(b"\n") + raw.replace(b"\r\n", b"").count(b"\r"),
			}
		)
		return "250 taken"


def authenticate(server, session, envelope, mechanism, data):
	return AuthResult(success=users.get(data.login) == data.password)


def certificate():
	subprocess.run(
		[
			"openssl",
			"req",
			"-x509",
			"-newkey",
			"ec",
			"-pkeyopt",
			"ec_paramgen_curve:P-256",
			"-nodes",
			"-days",
			"2",
			"-keyout",
			f"{folder}/key.pem",
			"-out",
			f"{folder}/cert.pem",
			"-subj",
			"/CN=localhost",
			"-addext",
			"subjectAltName=DNS:localhost",
		],
		check=True,
		capture_output=True,
	)
	context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
	context.load_cert_chain(f"{folder}/cert.pem", f"{folder}/key.pem")
	return context


def inject():
	context = certificate()
	listener = socket.create_server(("127.0.0.1", 0))
	say({"port": listener.getsockname()[1]})
	line, _ = listener.accept()
	line.sendall(b"220 mx.test\r\n")
	line.recv(1000)
	line.sendall(b"250-mx.test\r\n250 STARTTLS\r\n")
	line.recv(1000)
	line.sendall(b"220 go on\r\n554 injected\r\n")
	line = context.wrap_socket(line, server_side=True)
	for answer in (b"250 mx.test\r\n", b"250 OK\r\n", b"250 OK\r\n", b"354 go on\r\n"):
		line.recv(1000)
		line.sendall(answer)
	content = b""
	while not content.endswith(b"\r\n.\r\n"):
		content += line.recv(65536)
	line.sendall(b"250 taken\r\n")
	say({"taken": True})
	line.recv(1000)


async def main():
	context = certificate() if mode in ("starttls", "tls", "auth") else None
	extra = {"authenticator": authenticate, "auth_required": True} if mode == "auth" else {}
	if mode in ("starttls", "auth"):
		extra["tls_context"] = context
		extra["require_starttls"] = mode == "auth"
	loop = asyncio.get_running_loop()
	server = await loop.create_server(
		lambda: SMTP(Handler(), hostname="mx.test", loop=loop, **extra),
		"127.0.0.1",
		int(sys.argv[3]) if len(sys.argv) > 3 else 0,
		ssl=context if mode == "tls" else None,
	)
	say({"port": server.sockets[0].getsockname()[1]})
	await server.serve_forever()

if mode == "inject":
	inject()
else:
	asyncio.run(main())
