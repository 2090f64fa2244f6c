"""Takes the mails and texts that a deployment sends, as servers of their own: unlike the demonstration's postbox, which
keeps mails inside the deployment."""
import http.server
import json
import subprocess
import sys
import tempfile
import threading
import urllib.parse

from deployment import ROOT, wait_until


class MailServer:
    """Runs plugins/mail/tests/smtp_server.py, as a context manager. `settings` leads a Deployment's mails to it."""

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.process = subprocess.Popen(
            [sys.executable, ROOT / "plugins/mail/tests/smtp_server.py", self.folder.name, "plain"],
            stdout=subprocess.PIPE,
            text=True
        )
        port = json.loads(self.process.stdout.readline())["port"]
        self.settings = {f"SX_PLUGINS_SETTINGS_MAIL_{name}": value for name, value in (
            ("DRIVER", "smtp"), ("HOST", "127.0.0.1"), ("PORT", str(port)), ("SECURITY", "none")
        )}
        self.mails = []
        self.reader = threading.Thread(target=self.read)
        self.reader.start()
        return self

    def read(self):
        for line in self.process.stdout:
            self.mails.insert(0, json.loads(line))

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(20)
        self.reader.join()
        self.process.stdout.close()
        self.folder.cleanup()

    def mail_to(self, address, about=""):
        """Waits for mail to an address whose text contains `about`; returns the newest one."""
        return wait_until(
            lambda: next((mail for mail in self.mails if address in mail["to"] and about in mail["text"]), None),
            20, f"a mail to {address}"
        )


class TextGateway:
    """Takes texts (SMS) by HTTP, as a context manager. `settings` leads a Deployment's texts to it."""

    def __enter__(self):
        self.texts = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(handler):
                form = urllib.parse.parse_qs(handler.rfile.read(int(handler.headers["Content-Length"])).decode())
                self.texts.insert(0, form["Body"][0])
                handler.send_response(200)
                handler.send_header("Content-Length", "0")
                handler.end_headers()

            def log_message(handler, *_):
                pass
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()
        self.settings = {"SX_PLUGINS_SETTINGS_SMS_DRIVER": "http",
                         "SX_PLUGINS_SETTINGS_SMS_URL": f"http://127.0.0.1:{self.server.server_address[1]}/send"}
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()
