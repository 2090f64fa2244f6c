"""Checks what no compiler checks: plugins export one symbol, keys begin with the tenant, routes are used."""
import os
import re
import subprocess
import tempfile
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

    def test_a_page_and_a_mail_show_a_struct(self):
        """Checks that what a template gets comes from value() of a view, and that only mail::render renders mails."""
        seen = 0
        for source in sorted(ROOT.glob("plugins/*/*/*.cpp")) + sorted(ROOT.glob("sdk/plugin/scaffold/*/*.cpp")):
            text = source.read_text()
            for call in re.finditer(r"(Response::page|mail::render)\((.*?);", text, re.S):
                shown = re.search(r"\bstd::move\((\w+)\)", call[2])
                made = rf"\bauto {shown[1]} = [^;]*\.value\(" if shown else r"\.value\("
                seen += 1
                with self.subTest(file=str(source.relative_to(ROOT)), call=call[0]):
                    before = text[: call.start()] if shown else call[0]
                    self.assertTrue(re.search(made, before), "its view is no struct")
            with self.subTest(file=str(source.relative_to(ROOT))):
                self.assertNotRegex(text, r"render\([^;]*\"mails/", "mail::render renders both parts")
        self.assertGreater(seen, 25)

    def test_the_map_is_true(self):
        """Checks that docs/architecture.md names folders and files that exist, and every schedule with how often it runs."""
        text = (ROOT / "docs/architecture.md").read_text()
        for named in sorted(set(re.findall(r"`((?:kernel|plugins|sdk|templates|config|tools|tests|docs)/[\w./-]+)`", text))):
            pattern = re.sub(r"\b(NAME|PAGE)\b", "*", named)
            with self.subTest(path=named):
                self.assertTrue(any(ROOT.glob(pattern.rstrip("/"))))
        often = {"seconds{60}": "minute", "minutes(1)": "minute", "minutes(10)": "ten minutes",
                 "minutes(30)": "half hour", "hours(1)": "hour", "hours(24)": "day", "hours{24}": "day"}
        code = text_of(ROOT / "plugins", ".cpp") + text_of(ROOT / "kernel" / "app", ".cpp")
        found = re.findall(r'(?:schedule\(\s*|Schedule)\{(?:\.name = )?"([\w.]+)",\s*(?:\.every = )?std::chrono::([^,]+),', code)
        self.assertGreaterEqual(len(found), 10)
        for name, every in found:
            with self.subTest(schedule=name):
                row = rf"\| [^|]*`{re.escape(name)}`[^|]* \| every {often[every]} \|"
                self.assertTrue(re.search(row, text), f"its table has no row: every {often[every]}")

    def test_a_plugin_that_seals_is_short(self):
        """Checks that a partner's whole plugin with its page, all but its words, has under 400 lines (issue 10)."""
        files = [path for path in (ROOT / "tests/contract/dropbox").rglob("*") if path.is_file()]
        own = [path for path in files if not {"words", "build", "node_modules"} & set(path.parts)]
        self.assertGreater(len(own), 10)
        self.assertLess(sum(len(path.read_text().splitlines()) for path in own), 400)

    def test_no_headers_include_each_other(self):
        """Checks that no two headers of a plugin or of the kernel reach each other (house, 3.8.7)."""
        for root in [*SOURCES, ROOT]:
            headers = [path for path in root.rglob("*.h") if root in SOURCES or path.is_relative_to(ROOT / "kernel")]
            uses = {}
            for path in headers:
                named = re.findall(r'^#include "([^"]+)"', path.read_text(), re.M)
                uses[path] = [root / name for name in named if (root / name).exists()]
            done, open_ = set(), []

            def follow(path):
                if path in open_:
                    self.fail(" → ".join(str(each.relative_to(root)) for each in [*open_[open_.index(path):], path]))
                if path in done:
                    return
                open_.append(path)
                for each in uses.get(path, ()):
                    follow(each)
                open_.pop()
                done.add(path)

            for path in headers:
                with self.subTest(header=str(path.relative_to(ROOT))):
                    follow(path)

    def test_scripts_without_a_check_of_types_are_refused(self):
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "pages").mkdir()
            (Path(folder) / "pages/a.ts").write_text("const a: number = 'text';")
            script = Path(folder) / "check.cmake"
            script.write_text(
                f"include({ROOT}/sdk/plugin/cmake/SxWeb.cmake)\nsx_check_web(a {folder})\n"
            )
            refused = subprocess.run(["cmake", "-P", script], capture_output=True, text=True)
            self.assertNotEqual(refused.returncode, 0)
            self.assertIn("no tsconfig.json", " ".join(refused.stderr.split()))
            (Path(folder) / "tsconfig.json").write_text("{}")
            self.assertEqual(subprocess.run(["cmake", "-P", script], capture_output=True).returncode, 0)

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

    def test_every_part_of_a_persons_export_has_a_title(self):
        """Plugin privacy titles what a plugin keeps of a person by that plugin's word `person_data.title`."""
        seen = 0
        for source in SOURCES:
            for file in sorted([*source.rglob("*.h"), *source.rglob("*.cpp")]):
                classes = re.split(r"\nclass ", file.read_text())
                for text in classes:
                    if not re.match(r"[^{]*: *public (?:\w+::)?PersonData\b|[^{]*, public (?:\w+::)?PersonData\b", text):
                        continue
                    seen += 1
                    with self.subTest(plugin=source.name):
                        self.assertIn(f'name() const noexcept override {{ return "{source.name}"; }}', text)
                        for language in ("fr", "en"):
                            words = (source / "words" / f"{language}.yaml").read_text()
                            self.assertRegex(words, r"(?m)^person_data:\n  title: \S")
        self.assertGreaterEqual(seen, 10)

    def test_every_source_is_small_enough_to_read(self):
        layers = subprocess.run([ROOT / "tools" / "check-layers"], capture_output=True, text=True)
        self.assertEqual(layers.returncode, 0, layers.stdout)


if __name__ == "__main__":
    unittest.main()
