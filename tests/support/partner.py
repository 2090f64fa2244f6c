"""Makes an installation with partners' plugins (tests/contract/question, a gate, and tests/contract/dropbox, pages where
strangers seal files), built with the installed SDK and signed.

Usage: partner.py FOLDER     makes it there; tests find FOLDER in SX_QUESTION (ctest's fixture `question`)
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from deployment import BIN, ROOT


def run(*words):
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, timeout=900)
    if done.returncode != 0:
        raise AssertionError(f"{words}: {done.returncode}\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    return done.stdout


def bring_packages(source):
    """Does what `npm install` would: the packages of the plugin's package.json, and no other."""
    if not (source / "package.json").exists():
        return
    listed = json.loads((source / "package.json").read_text())
    for package in {**listed["devDependencies"], **listed["dependencies"]}:
        place = source / "node_modules" / package
        place.parent.mkdir(parents=True, exist_ok=True)
        place.symlink_to(ROOT / "node_modules" / package)


def build(name, folder, prefix, key):
    """Builds, installs and signs a plugin of tests/contract."""
    source = folder / name
    shutil.copytree(ROOT / "tests/contract" / name, source)
    bring_packages(source)
    run(
        "cmake", "-G", "Ninja", "-S", source, "-B", source / "build", f"-DCMAKE_PREFIX_PATH={prefix}",
        "-DCMAKE_CXX_FLAGS=-Wall -Wextra -Wpedantic -Werror -O1"
    )
    run("cmake", "--build", source / "build")
    plugins = prefix / "lib/sxserver/plugins"
    run("cmake", "--install", source / "build", "--prefix", plugins)
    run(prefix / "bin/sign-plugin", plugins / name, "--key", key)


def make(folder):
    """Installs server and SDK, builds, installs and signs the plugins; writes FOLDER/installation.json."""
    folder = Path(folder).resolve()
    prefix, key = folder / "prefix", folder / "acme.key"
    for component in ("server", "sdk"):
        run("cmake", "--install", BIN.resolve().parent, "--prefix", prefix, "--component", component)
    publisher = run(prefix / "bin/sign-plugin", "--make-key", key).strip()
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda name: build(name, folder, prefix, key), ("question", "dropbox")))
    demo = (ROOT / "config/demo.yaml").read_text()
    for beside in ("plans.yaml", "taxes.yaml", "terms.yaml"):  # which the configuration names
        shutil.copy(ROOT / "config" / beside, folder)
    installation = {"programs": str(prefix / "bin")}
    for setting, plugin in (("config", "question"), ("config_without", ""), ("config_dropbox", "dropbox")):
        config = folder / f"{setting}.yaml"
        enabled = f"com.acme.{plugin}, " if plugin else ""
        config.write_text(demo.replace("enabled: [", f"publishers: [{publisher}]\n  enabled: [{enabled}"))
        installation[setting] = str(config)
    (folder / "installation.json").write_text(json.dumps(installation))


class QuestionInstallation:
    """Finds the installation in SX_QUESTION, or makes one that lasts as long as the `with` block. `programs` and
    `config` are for Deployment; `config_without` disables the plugin."""

    def __enter__(self):
        folder = os.environ.get("SX_QUESTION")
        self._own = None if folder else tempfile.TemporaryDirectory()
        if self._own:
            folder = self._own.name
            make(folder)
        found = json.loads((Path(folder) / "installation.json").read_text())
        self.programs, self.config, self.config_without = (
            Path(found[key]) for key in ("programs", "config", "config_without")
        )
        return self

    def __exit__(self, *_):
        if self._own:
            self._own.cleanup()


if __name__ == "__main__":
    shutil.rmtree(sys.argv[1], ignore_errors=True)
    Path(sys.argv[1]).mkdir(parents=True)
    make(sys.argv[1])
