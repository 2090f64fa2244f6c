"""Makes an installation with a partner's gate (tests/contract/question), built with the installed SDK and signed."""
import shutil
import subprocess
from pathlib import Path

from deployment import BIN, ROOT


def run(*words):
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, timeout=900)
    if done.returncode != 0:
        raise AssertionError(f"{words}: {done.returncode}\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    return done.stdout


class QuestionInstallation:
    """Installs server and gate. `programs` and `config` are for Deployment; `config_without` disables the plugin."""

    def __init__(self, folder):
        prefix, source, key = (Path(folder) / name for name in ("prefix", "source", "acme.key"))
        for component in ("server", "sdk"):
            run("cmake", "--install", BIN.parent, "--prefix", prefix, "--component", component)
        shutil.copytree(ROOT / "tests/contract/question", source)
        run(
            "cmake", "-G", "Ninja", "-S", source, "-B", source / "build", f"-DCMAKE_PREFIX_PATH={prefix}",
            "-DCMAKE_CXX_FLAGS=-O1"
        )
        run("cmake", "--build", source / "build")
        plugins = prefix / "lib/sxserver/plugins"
        run("cmake", "--install", source / "build", "--prefix", plugins)
        publisher = run(prefix / "bin/sign-plugin", "--make-key", key).strip()
        run(prefix / "bin/sign-plugin", plugins / "question", "--key", key)
        self.programs = prefix / "bin"
        demo = (ROOT / "config/demo.yaml").read_text()
        self.config, self.config_without = Path(folder) / "with.yaml", Path(folder) / "without.yaml"
        self.config.write_text(
            demo.replace("enabled: [", f"publishers: [{publisher}]\n  enabled: [com.acme.question, ")
        )
        self.config_without.write_text(demo.replace("enabled: [", f"publishers: [{publisher}]\n  enabled: ["))
