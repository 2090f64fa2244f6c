"""Checks what no compiler checks: plugins export one symbol, keys begin with the tenant, routes are used."""
import os
import re
import subprocess
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PLUGINS = Path(os.environ.get("SX_PLUGINS", ROOT / "build" / "plugins"))
SOURCES = sorted(path.parent for path in (ROOT / "plugins").glob("*/plugin.yaml"))


def text_of(folder, *endings):
    return "\n".join(
        path.read_text()
        for path in sorted(folder.rglob("*"))
        if path.suffix in endings and not {"node_modules", "tests"} & set(path.parts)
    )


class ArchitectureTest(unittest.TestCase):
    def test_a_plugin_exports_one_symbol(self):
        for source in SOURCES:
            library = PLUGINS / source.name / f"{source.name}.so"
            with self.subTest(plugin=source.name):
                out = subprocess.run(
                    ["nm", "-D", "--defined-only", library], check=True, capture_output=True, text=True
                ).stdout
                names = [line.split()[-1] for line in out.splitlines()]
                self.assertEqual([name for name in names if name != "global"], ["sxPlugin"])

    def test_every_key_begins_with_the_tenant(self):
        for migration in sorted(ROOT.glob("plugins/*/store/migrations/*.sql")) + sorted(
            ROOT.glob("kernel/app/migrations/*.sql")
        ):
            text = migration.read_text()
            for name, body in re.findall(r"CREATE TABLE (\w+) \((.*?)\n\)", text, re.S):
                with self.subTest(table=name, file=str(migration.relative_to(ROOT))):
                    key = re.search(r"PRIMARY KEY \(([^)]*)\)", body)
                    exempt = re.search(rf"--[^\n]*all tenants[^\n]*\n\s*CREATE TABLE {name} ", text)
                    first = key.group(1).split(",")[0].strip() if key else body.strip().split()[0]
                    if not exempt:
                        self.assertEqual(
                            first,
                            "tenant_id",
                            "its primary key begins with something else; if that is right, "
                            "say so above it: -- all tenants: REASON",
                        )

    def test_a_table_bears_its_plugins_name(self):
        for source in SOURCES:
            tables = re.search(r"^tables: *(\w+)", (source / "plugin.yaml").read_text(), re.M)
            for migration in source.glob("store/migrations/*.sql"):
                for name in re.findall(r"CREATE TABLE (?:IF NOT EXISTS )?(\w+)", migration.read_text()):
                    with self.subTest(table=name):
                        self.assertTrue(tables and name.startswith(tables.group(1) + "_"))

    def test_no_route_is_dead(self):
        """Checks that each route is named by a page, script, client, other route, mail or the documentation."""
        users = "\n".join(
            [
                text_of(ROOT / "sdk" / "clients", ".ts", ".cpp", ".h", ".mjs"),
                text_of(ROOT / "sdk" / "web", ".ts", ".mustache"),
                text_of(ROOT / "docs", ".md"),
                text_of(ROOT / "kernel" / "app", ".cpp"),
                text_of(ROOT / "templates", ".mustache", ".ts"),
                *(text_of(source, ".mustache", ".ts", ".cpp") for source in SOURCES),
            ]
        )
        for source in SOURCES:
            code = "\n".join([text_of(source / "handlers", ".cpp"), (source / "plugin.cpp").read_text()])
            for path in sorted(set(re.findall(r'"(/[a-z][^"\s?]*)"', code))):
                if not re.search(rf'(Method::\w+|\bget|\bpost|\broute\w*|path\s*=)[^;\n]*"{re.escape(path)}"', code):
                    continue
                with self.subTest(route=path):
                    fixed = re.split(r"\{", path)[0].rstrip("/") or "/"
                    self.assertGreaterEqual(
                        len(re.findall(re.escape(fixed), users)), 2, "nothing but its declaration names it"
                    )

    def test_no_log_field_is_refused(self):
        """Checks that no line of the log names a field whose value the log writes as "(refused)" (operations, 10)."""
        words = re.search(r"each: \{([^}]*)\}", (ROOT / "kernel/observe/JsonLog.cpp").read_text())[1]
        forbidden = re.compile(r"(?:\w+_)?(?:%s)" % "|".join(re.findall(r'"(\w+)"', words)))
        call = re.compile(r"\b_?log(?:\([^()]*\))?(?:\.of\([^()]*\))?(?:\.|->)(?:write|debug|info|warning|error)\(")
        seen = 0
        for source in sorted([*ROOT.glob("kernel/**/*.cpp"), *ROOT.glob("plugins/**/*.cpp"), *ROOT.glob("sdk/**/*.h"),
                              *ROOT.glob("kernel/**/*.h"), *ROOT.glob("plugins/**/*.h")]):
            text = source.read_text()
            for found in call.finditer(text):
                end, depth = found.end(), 1
                while depth and end < len(text):
                    depth += {"(": 1, ")": -1}.get(text[end], 0)
                    end += 1
                for name in re.findall(r'\{\s*"(\w+)"\s*,', text[found.end():end]):
                    seen += 1
                    with self.subTest(file=str(source.relative_to(ROOT)), field=name):
                        self.assertIsNone(forbidden.fullmatch(name))
        self.assertGreater(seen, 110)

    def test_every_source_is_small_enough_to_read(self):
        layers = subprocess.run([ROOT / "tools" / "check-layers"], capture_output=True, text=True)
        self.assertEqual(layers.returncode, 0, layers.stdout)


if __name__ == "__main__":
    unittest.main()
