"""Runs a real Kannel (bearerbox, smsbox) with its fake network (fakesmsc) on loopback, for KannelTest. Prints smsbox's
port, then one JSON line for each text that the network got. Usage: kannel.py FOLDER; ends with its standard input."""
import json
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.parse

folder = sys.argv[1]
FAKESMSC = "/usr/lib/kannel/test/fakesmsc"
children = []


def free_ports(count):
	held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
	ports = [each.getsockname()[1] for each in held]
	for each in held:
		each.close()
	return ports


def await_port(port):
	until = time.monotonic() + 30
	while True:
		try:
			socket.create_connection(("127.0.0.1", port), 1).close()
			return
		except OSError:
			if time.monotonic() > until:
				raise
			threading.Event().wait(0.05)  # time.sleep fails under faketime 0.9.10 (tools/with-date)


def start(*command):
	child = subprocess.Popen(
		command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
	)
	children.append(child)
	return child


def drain(child, log):
	with open(f"{folder}/{log}", "w") as out:
		for line in child.stdout:
			out.write(line)
			out.flush()


def words(kind, shown):
	"""Decodes what fakesmsc shows: the bytes of coding 2 (UTF-16BE) URL-encoded, anything else unchanged."""
	return urllib.parse.unquote_to_bytes(shown.replace("+", " ")).decode("utf-16-be") if kind == "ucs-2" else shown


def watch(child):
	with open(f"{folder}/fakesmsc.log", "w") as out:
		for line in child.stdout:
			out.write(line)
			out.flush()
			found = re.search(r"Got message \d+: <(\S+) (\S+) (\S+) (.*)>", line)
			if found:
				print(
					json.dumps({"from": found[1], "to": found[2], "kind": found[3], "text": words(found[3], found[4])}),
					flush=True,
				)


admin, boxes, sendsms, network = free_ports(4)
with open(f"{folder}/kannel.conf", "w") as out:
	out.write(f"""group = core
admin-port = {admin}
admin-port-ssl = false
admin-password = admin
smsbox-port = {boxes}
box-allow-ip = 127.0.0.1
box-deny-ip = *.*.*.*
admin-allow-ip = 127.0.0.1
dlr-storage = internal

group = smsc
smsc = fake
smsc-id = FAKE
port = {network}
connect-allow-ip = 127.0.0.1

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = {sendsms}
sendsms-interface = 127.0.0.1
global-sender = 5140000000

group = sendsms-user
username = sender
password = "mot de passe"
user-allow-ip = 127.0.0.1
max-messages = 10
concatenation = true
""")
try:
	threading.Thread(
		target=drain,
		args=(start("/usr/sbin/bearerbox", "-v", "0", f"{folder}/kannel.conf"), "bearerbox.log"),
		daemon=True,
	).start()
	await_port(boxes)
	await_port(network)
	threading.Thread(
		target=watch,
		args=(start(FAKESMSC, "-H", "127.0.0.1", "-r", str(network), "-m", "0", "1 2 text nop"),),
		daemon=True,
	).start()
	threading.Thread(
		target=drain, args=(start("/usr/sbin/smsbox", "-v", "0", f"{folder}/kannel.conf"), "smsbox.log"), daemon=True
	).start()
	await_port(sendsms)
	print(json.dumps({"port": sendsms, "admin": admin}), flush=True)
	sys.stdin.read()
finally:
	for child in reversed(children):
		child.kill()
