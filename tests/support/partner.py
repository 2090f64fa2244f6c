"""Makes an installation with a partner's gate (tests/contract/question), built with the installed SDK and signed.

Usage: partner.py FOLDER     makes it there; tests find FOLDER in SX_QUESTION (ctest's fixture `question`)
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from deployment import BIN, ROOT


def run(*words):
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, timeout=900)
    if done.returncode != 0:
        raise AssertionError(f"{words}: {done.returncode}\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    return done.stdout


def make(folder):
    """Installs server and SDK, builds, installs and signs the gate; writes FOLDER/installation.json."""
    prefix, source, key = (Path(folder) / name for name in ("prefix", "source", "acme.key"))
    for component in ("server", "sdk"):
        run("cmake", "--install", BIN.resolve().parent, "--prefix", prefix, "--component", component)
    shutil.copytree(ROOT / "tests/contract/question", source)
    run(
        "cmake", "-G", "Ninja", "-S", source, "-B", source / "build", f"-DCMAKE_PREFIX_PATH={prefix}",
        "-DCMAKE_CXX_FLAGS=-Wall -Wextra -Wpedantic -Werror -O1"
    )
    run("cmake", "--build", source / "build")
    plugins = prefix / "lib/sxserver/plugins"
    run("cmake", "--install", source / "build", "--prefix", plugins)
    publisher = run(prefix / "bin/sign-plugin", "--make-key", key).strip()
    run(prefix / "bin/sign-plugin", plugins / "question", "--key", key)
    demo = (ROOT / "config/demo.yaml").read_text()
    with_it, without = Path(folder) / "with.yaml", Path(folder) / "without.yaml"
    with_it.write_text(demo.replace("enabled: [", f"publishers: [{publisher}]\n  enabled: [com.acme.question, "))
    without.write_text(demo.replace("enabled: [", f"publishers: [{publisher}]\n  enabled: ["))
    installation = {"programs": str(prefix / "bin"), "config": str(with_it), "config_without": str(without)}
    (Path(folder) / "installation.json").write_text(json.dumps(installation))


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
        self.programs, self.config, self.config_without = (Path(found[key]) for key in found)
        return self

    def __exit__(self, *_):
        if self._own:
            self._own.cleanup()


if __name__ == "__main__":
    shutil.rmtree(sys.argv[1], ignore_errors=True)
    Path(sys.argv[1]).mkdir(parents=True)
    make(sys.argv[1])
