#!/usr/bin/env python3
"""Makes a partner's plugin with nothing but the installed SDK, and runs it until a production server shows its page.

Usage: partner_plugin_test.py BUILD-FOLDER     (ctest calls it). Exit 0: all checks passed; 1: prints what failed.
"""
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from pathlib import Path

BUILD = Path(sys.argv[1]).resolve()
ROOT = Path(__file__).resolve().parents[2]
# Keeps this machine's settings out: a partner has only a compiler and the SDK.
ENVIRONMENT = {
	key: value
	for key, value in os.environ.items()
	if not key.startswith("SX_") and key not in ("CPATH", "CPLUS_INCLUDE_PATH")
}


def run(*words, cwd=None, expect=0):
	done = subprocess.run(
		[str(word) for word in words], cwd=cwd, env=ENVIRONMENT, capture_output=True, text=True, timeout=600
	)
	if expect is not None and done.returncode != expect:
		raise AssertionError(
			f"{' '.join(map(str, words))} gave {done.returncode}:\n{done.stdout[-3000:]}{done.stderr[-3000:]}"
		)
	return done.stdout + done.stderr


def has(text, part):
	assert part in text, f"{part!r} is not in:\n{text[-3000:]}"


class Server:
	"""Runs the installation's sxserver until the `with` block ends."""

	def __init__(self, prefix, config):
		self.log = tempfile.TemporaryFile()
		self.process = subprocess.Popen(
			[prefix / "bin/sxserver", "serve", "--config", config],
			env=ENVIRONMENT,
			stdout=subprocess.PIPE,
			stderr=self.log,
			text=True,
		)
		line = self.process.stdout.readline()
		found = re.match(r"ready http://localhost:(\d+)", line)
		if not found:
			self.process.wait(timeout=30)
			self.log.seek(0)
			raise AssertionError("the server did not start: " + self.log.read().decode()[-3000:])
		self.port = int(found.group(1))

	def get(self, path, data=None):
		request = urllib.request.Request(
			f"http://127.0.0.1:{self.port}{path}", data=data, headers={"Host": "acme.localhost"}
		)
		try:
			with urllib.request.urlopen(request, timeout=10) as answer:
				return answer.status, answer.read().decode()
		except urllib.error.HTTPError as error:
			return error.code, error.read().decode()

	def __enter__(self):
		return self

	def __exit__(self, *_):
		self.process.send_signal(signal.SIGTERM)
		assert self.process.wait(timeout=30) == 0, "the server did not stop cleanly"


def write_config(folder, publishers):
	config = folder / "sxserver.yaml"
	config.write_text(
		f"environment: production\nlisten: {{port: 0}}\ndata_folder: data\n"
		f"plugins:\n  enabled: [directory, com.acme.hello]\n  required: [directory]\n  publishers: [{publishers}]\n"
	)
	return config


def bring_packages(source):
	"""Does what `npm install` would: the packages of the plugin's package.json, and no other."""
	listed = json.loads((source / "package.json").read_text())
	for package in {**listed["devDependencies"], **listed.get("dependencies", {})}:
		place = source / "node_modules" / package
		place.parent.mkdir(parents=True, exist_ok=True)
		place.symlink_to(ROOT / "node_modules" / package)


def every_browser_part(source):
	"""Adds a page whose script attaches, seals, asks, reads and shows, with the SDK's partials around it."""
	parts = ["summary", "files", "progress", "editor", "password", "contacts", "gates", "from", "life", "lease",
	         "lease-warning", "files-read"]
	page = "".join("{{>sx-%s}}\n" % part for part in parts)
	(source / "templates/pages/parts.html.mustache").write_text(f'<div id="parts">\n{page}</div>\n')
	(source / "web/pages/parts.ts").write_text("""
import { Editor } from '@secure-exchanges/web/editor';
import { FileList } from '@secure-exchanges/web/files';
import { PasswordField, ReadGates, suggestionOf } from '@secure-exchanges/web/gates';
import { byId, ErrorSummary } from '@secure-exchanges/web/page';
import { ContactChoice } from '@secure-exchanges/web/people';
import { LeaseClock, ReadFiles } from '@secure-exchanges/web/read';
import { SealWorker, Upload, UploadProgress } from '@secure-exchanges/web/seal';

const root = byId('parts', HTMLElement);
const worker = new SealWorker(root.dataset['seal'] ?? '');
const files = new FileList(
  root, { bytes: 1e9, files: 9 }, { changed: () => undefined, remove: () => undefined, mark: file => worker.mark(file) },
);
const upload = new Upload(worker, files.all(), { path: '/hello/drops', headers: () => ({}) });
new UploadProgress(root).follow(upload);
new Editor(root, () => undefined);
new ErrorSummary(root).show([]);
new PasswordField(root, suggestionOf(root.dataset), () => undefined);
new ContactChoice(root, document.createElement('input'), () => undefined);
new ReadGates(root, { ask: async () => 0, over: () => undefined });
new LeaseClock(root, () => undefined).stop();
new ReadFiles(root, worker, { script: '/sw.js', scope: '/hello/sealed/' }, {
  order: () => Promise.reject(new Error('none')), ended: () => undefined,
});
""")


def main(folder):
	prefix, partner, server = folder / "prefix", folder / "partner", folder / "server"
	server.mkdir()
	partner.mkdir()
	for component in ("server", "sdk"):
		run("cmake", "--install", BUILD, "--prefix", prefix, "--component", component)

	# Every built-in plugin exports one symbol and has this build's signature.
	for library in sorted((prefix / "lib/sxserver/plugins").glob("*/*.so")):
		symbols = [line.split()[-1] for line in run("nm", "-D", "--defined-only", library).splitlines()]
		assert symbols == ["sxPlugin"], f"{library.name} exports {symbols}"
		assert (library.parent / "plugin.sig").is_file(), f"{library.name} is not signed"

	# Scaffold, build, test and install, with nothing but the SDK.
	run(prefix / "bin/new-plugin", "com.acme.hello", "--into", partner)
	source = partner / "hello"
	bring_packages(source)
	every_browser_part(source)
	run("cmake", "-G", "Ninja", "-S", source, "-B", source / "build", f"-DCMAKE_PREFIX_PATH={prefix}",
	    "-DCMAKE_CXX_FLAGS=-Wall -Wextra -Wpedantic -Werror -O1")
	assert (
		str(ROOT) not in (source / "build/build.ninja").read_text()
	), "the partner's build refers to the server's repository"
	run("cmake", "--build", source / "build")
	run("ctest", "--test-dir", source / "build", "--output-on-failure")
	plugins = prefix / "lib/sxserver/plugins"
	run("cmake", "--install", source / "build", "--prefix", plugins)
	symbols = [line.split()[-1] for line in run("nm", "-D", "--defined-only", plugins / "hello/hello.so").splitlines()]
	assert symbols == ["sxPlugin"], f"hello.so exports {symbols}"

	# When the plugin is unsigned, the server names it, leaves it out, and serves the rest.
	config = write_config(server, "")
	sxserver = prefix / "bin/sxserver"
	run(sxserver, "tenant", "add", "--name", "Acme", "--host", "acme.localhost", "--config", config)
	text = run(sxserver, "plugins", "--config", config, expect=None)
	has(text, "is unsigned; sign it with tools/sign-plugin")
	assert re.search(r"directory\s+\S+\s+started\s+core", text), text
	with Server(prefix, config) as running:
		assert running.get("/hello")[0] == 404

	# Sign the plugin by an unknown publisher; then let the operator trust that publisher.
	public_key = run(prefix / "bin/sign-plugin", "--make-key", folder / "acme.key").strip()
	has(run(prefix / "bin/sign-plugin", plugins / "hello", "--key", folder / "acme.key"), "signed com.acme.hello 0.1.0")
	has(run(sxserver, "plugins", "--config", config, expect=None), f"add {public_key} to plugins.publishers")
	config = write_config(server, public_key)
	assert re.search(
		r"com\.acme\.hello\s+0\.1\.0\s+started\s+signed", run(sxserver, "plugins", "--config", config)
	), "not started and signed"
	with Server(prefix, config) as running:
		status, page = running.get("/hello?lang=en")
		assert status == 200, status
		has(page, "Nobody has waved yet.")
		script = re.search(r'src="(/assets/com\.acme\.hello/wave\.[^"]+\.js)"', page)
		assert script and running.get(script.group(1))[0] == 200, "the page's script is not served"
		running.get("/hello", data=b"")
		has(running.get("/hello?lang=fr")[1], "1 personne a salué.")

	# After one word has changed, the server refuses the plugin and serves nothing of it.
	words = plugins / "hello/words/en.yaml"
	words.write_text(words.read_text().replace("Hello", "Hullo"))
	has(
		run(sxserver, "plugins", "--config", config, expect=None),
		"was modified after it was signed: words/en.yaml was changed",
	)
	with Server(prefix, config) as running:
		assert running.get("/hello")[0] == 404
	print("a partner's plugin was built with the installed SDK, signed, served and, once modified, refused")


if __name__ == "__main__":
	place = Path(tempfile.mkdtemp(prefix="sx-partner-"))
	try:
		main(place)
	except (AssertionError, subprocess.TimeoutExpired) as problem:
		sys.exit(f"partner_plugin_test: {problem}")
	finally:
		shutil.rmtree(place, ignore_errors=True)
