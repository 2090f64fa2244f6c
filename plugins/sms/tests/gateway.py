"""Runs a gateway like Twilio's for SenderTest. Prints its port, then one JSON line for each request.

Usage: gateway.py FOLDER plain|tls
The number 15145550199 is refused for good, 15145550198 is too busy, 15145550197 gets a response that accepts nothing.
"""
import http.server
import json
import ssl
import subprocess
import sys
import urllib.parse

folder, mode = sys.argv[1], sys.argv[2]


class Handler(http.server.BaseHTTPRequestHandler):
	def do_POST(self):
		body = self.rfile.read(int(self.headers["Content-Length"])).decode()
		isJson = self.headers["Content-Type"] == "application/json"
		fields = (
			json.loads(body)
			if isJson
			else {name: values[0] for name, values in urllib.parse.parse_qs(body, strict_parsing=True).items()}
		)
		print(
			json.dumps(
				{
					"path": self.path,
					"type": self.headers["Content-Type"],
					"authorization": self.headers.get("Authorization", ""),
					"key": self.headers.get("X-Key", ""),
					**fields,
				}
			),
			flush=True,
		)
		status = 400 if "15145550199" in body else 503 if "15145550198" in body else 201
		answer = json.dumps({"status": "rejected" if "15145550197" in body else "queued"}).encode()
		self.send_response(status)
		self.send_header("Content-Type", "application/json")
		self.send_header("Content-Length", str(len(answer)))
		self.end_headers()
		self.wfile.write(answer)

	def log_message(self, *_):
		return


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
if mode == "tls":
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
	server.socket = context.wrap_socket(server.socket, server_side=True)
print(json.dumps({"port": server.server_port}), flush=True)
server.serve_forever()
