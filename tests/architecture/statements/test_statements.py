"""Explains every statement of kernel and plugins on a filled database, and fails if one reads a table that grows.

The unit tests collect the statements (SX_STATEMENTS, see kernel/app/HarnessServer.cpp). This fills SQLite and
PostgreSQL from the migrations, explains each statement and runs it with values that occur. See docs/checks.md.
"""
import json
import os
import re
import sqlite3
import subprocess
import unittest
from pathlib import Path

from allowed import FEW, NOT_RUN, STATEMENTS
from filled import ROOT, SERIES, Parameters, migrations, sqlite_of
from sources import flat, of_product, of_tests

BUILD = Path(os.environ.get("SX_TESTED", ROOT / "build" / "release")).resolve()  # where the unit tests ran
MOST_ROWS = 500  # that a statement may look at, beyond four times its LIMIT
STEPS_A_ROW = 15  # of SQLite's machine
SAMPLES = (2401, 8016, 13441)  # rows of the first tenant that give the parameters: filled.py
# PostgreSQL plans a prepared statement for its values five times before it considers one plan for all. The server
# prepares none whose LIMIT is a parameter (kernel/data/PostgresSession.cpp).
EXECUTIONS = SAMPLES * 2


def runs_statements(name):
    """Tells whether tests of this name start a server: only those write a record."""
    tests = ROOT / "plugins" / name / "tests"
    begins = ("sx/harness/Harness.h", "tests/support/PlansFixture.h")
    texts = [each.read_text() for each in tests.glob("*.[ch]*")]
    return name == "kernel-app" or any(header in text for header in begins for text in texts)


def collected():
    """Returns the texts that the unit tests have run."""
    out = set()
    for program in sorted((BUILD / "bin").glob("*-tests")):
        record = BUILD / "statements" / program.name.removesuffix("-tests")
        if not runs_statements(record.name):
            continue
        if not record.exists() or record.stat().st_mtime < program.stat().st_mtime:
            raise AssertionError(f"run its tests first: tools/test {program.name}")
        out.update(flat(json.loads(line)) for line in record.read_text().splitlines())
    return out


class Finding:
    def __init__(self, text, table, why, plan):
        self.text, self.table, self.why, self.plan = text, table, why, plan

    def __str__(self):
        return f"{self.table}: {self.why}\n  {self.text}\n" + "".join(f"      {line}\n" for line in self.plan)


def budget(parameters):
    return MOST_ROWS + 4 * sum(parameters.limits)


class Sqlite:
    def __init__(self, database, tables):
        self.database, self.tables = database, tables

    def finding(self, text):
        parameters = Parameters(self.database, self.tables, text)
        plan = [row[3] for row in self.database.execute("EXPLAIN QUERY PLAN " + text, parameters.at(SAMPLES[0]))]
        for line in plan:
            # One that walks along an index may end at its LIMIT: its steps tell. Counting all takes one step.
            walks = "USING" in line and not re.match(r"SELECT COUNT\(\*\) FROM \w+$", text)
            scan = re.match(r"SCAN (\w+)", line)
            table = scan and not walks and parameters.aliases.get(scan[1])
            if table and table not in FEW:
                return Finding(text, table, "is scanned", plan)
        steps = budget(parameters) * STEPS_A_ROW
        if not all(self.ends_within(steps, text, parameters.at(row)) for row in SAMPLES):
            return Finding(text, parameters.names(), f"takes over {steps} steps", plan)
        return None

    def ends_within(self, most, text, values):
        steps = 0

        def count():
            nonlocal steps
            steps += 50
            return steps > most

        self.database.execute("BEGIN")
        self.database.set_progress_handler(count, 50)
        try:
            self.database.execute(text, values).fetchall()
        except sqlite3.IntegrityError:
            pass  # the row is there already, and was found
        except sqlite3.OperationalError as error:
            if str(error) != "interrupted":
                raise
            return False
        finally:
            self.database.set_progress_handler(None, 0)
            if self.database.in_transaction:
                self.database.execute("ROLLBACK")
        return True


class Postgres:
    def __init__(self, url, sqlite):
        self.url, self.sqlite = url, sqlite

    def psql(self, script):
        return subprocess.run(["psql", "-qAtX", self.url], input=script, text=True, capture_output=True)

    def fill(self):
        script = "SET client_min_messages = error; DROP SCHEMA public CASCADE; CREATE SCHEMA public;\n"
        script += "CREATE DOMAIN blob AS bytea;\n" + "\n".join(migrations("postgresql")) + SERIES + ";\n"
        script += ";\n".join(table.fill() for table in self.sqlite.tables.values())
        done = self.psql("\\set ON_ERROR_STOP 1\n" + script + ";\nVACUUM ANALYZE;\n")
        if done.returncode:
            raise AssertionError(done.stderr)

    def findings(self, texts):
        """Explains all of them in one session, and yields what it finds."""
        script = ["SET jit = off; SET statement_timeout = '20s';"]
        for number, text in enumerate(texts):
            parameters = Parameters(self.sqlite.database, self.sqlite.tables, text)
            places = iter(range(1, 100_000))
            numbered = re.sub(r"('[^']*')|\?", lambda found: found[1] or f"${next(places)}", text)
            # Numbers that need 64 bits are bound as such; the others as what their place requires.
            types = ["bigint" if isinstance(each, int) and each >> 31 else "unknown" for each in parameters.at(SAMPLES[0])]
            script.append(f"\\echo @ {number}\nPREPARE s{number} {listed(types)} AS {numbered};")
            script.append(f"SET plan_cache_mode = {'force_custom_plan' if 'LIMIT ?' in text else 'auto'};")
            for row in EXECUTIONS:
                values = listed(self.literal(value) for value in parameters.at(row))
                how = "FORMAT JSON" if text.startswith("INSERT") else "FORMAT JSON, ANALYZE, TIMING OFF"
                script.append(f"BEGIN; EXPLAIN ({how}) EXECUTE s{number} {values}; ROLLBACK;")
        done = self.psql("\n".join(script) + "\n")
        answers = re.split(r"^@ \d+\n", done.stdout, flags=re.M)[1:]
        for text, answer in zip(texts, answers, strict=True):
            plans, decoder = [], json.JSONDecoder()
            while answer := answer.strip():
                plan, end = decoder.raw_decode(answer)
                plans.append(plan[0]["Plan"])
                answer = answer[end:]
            if len(plans) != len(EXECUTIONS):
                raise AssertionError(f"PostgreSQL does not explain this: {text}\n{done.stderr}")
            if finding := self.judge(text, plans):
                yield finding

    def judge(self, text, plans):
        most = budget(Parameters(self.sqlite.database, self.sqlite.tables, text))
        for plan in plans:
            scans = [node for node in nodes(plan) if node.get("Relation Name", "series") in self.sqlite.tables]
            for node in scans:
                table = node["Relation Name"]
                if node["Node Type"] == "Seq Scan" and table not in FEW and node.get("Actual Loops", 1):
                    return Finding(text, table, "is scanned", lines(plan))
            seen = sum(rows_of(node) for node in scans if node["Relation Name"] not in FEW)
            if seen > most:
                return Finding(text, ", ".join(node["Relation Name"] for node in scans), f"{seen} rows are read", lines(plan))
        return None

    @staticmethod
    def literal(value):
        if isinstance(value, bytes):
            return f"'\\x{value.hex()}'"
        return "'" + str(value).replace("'", "''") + "'"


def listed(words):
    return f"({', '.join(words)})".replace("()", "")


def nodes(plan):
    yield plan
    for each in plan.get("Plans", ()):
        yield from nodes(each)


def rows_of(node):
    removed = sum(rows for name, rows in node.items() if name.startswith("Rows Removed by"))
    return int((node.get("Actual Rows", 0) + removed) * node.get("Actual Loops", 1))


def lines(plan, depth=0):
    """Writes a plan as EXPLAIN does, without what does not matter here."""
    name = " ".join(str(plan[key]) for key in ("Node Type", "Index Name", "Relation Name") if key in plan)
    condition = "; ".join(f"{key}: {plan[key]}" for key in ("Index Cond", "Filter") if key in plan)
    out = [f"{'  ' * depth}{name} {condition} ({rows_of(plan)} rows)"]
    for each in plan.get("Plans", ()):
        out += lines(each, depth + 1)
    return out


class StatementsTest(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        product = of_product()
        own = tuple(of_tests().keys() - product.keys())
        run = {text for text in collected() if text.startswith(tuple(product)) and not text.endswith(own)}
        cls.not_run = {piece: file for piece, file in product.items() if not any(piece in text for text in run)}
        cls.database, tables = sqlite_of(run, FEW)
        cls.sqlite = Sqlite(cls.database, tables)
        # What no test runs can be explained too, if it is a whole statement.
        whole = {piece for piece in cls.not_run if cls.is_whole(piece)}
        cls.texts = sorted(text for text in run | whole if Parameters(cls.database, tables, text).names())
        cls.not_run = {piece: file for piece, file in cls.not_run.items() if piece not in whole}
        cls.found = {}

    @classmethod
    def is_whole(cls, piece):
        try:
            cls.database.execute("EXPLAIN " + piece, [None] * piece.count("?"))
        except sqlite3.OperationalError:
            return False
        return True

    def check(self, name, findings):
        self.found[name] = [finding for finding in findings if finding]
        bad = [each for each in self.found[name] if not any(part in each.text for part in STATEMENTS)]
        print(f"{name}: {len(self.texts)} statements, {len(bad)} bad, {len(self.found[name]) - len(bad)} allowed")
        if bad:
            self.fail(f"{name}: mend these, or say in allowed.py why not\n\n" + "\n".join(map(str, bad)))

    def test_1_sqlite_without_statistics(self):
        self.check("SQLite, new", [self.sqlite.finding(text) for text in self.texts])

    def test_2_sqlite(self):
        self.database.executescript("PRAGMA analysis_limit = 400; ANALYZE")
        self.check("SQLite", [self.sqlite.finding(text) for text in self.texts])

    def test_3_postgresql(self):
        postgres = Postgres(os.environ["SX_TEST_POSTGRES"], self.sqlite)
        postgres.fill()
        self.check("PostgreSQL", postgres.findings(self.texts))

    def test_4_no_exception_is_left_over(self):
        found = [each.text for findings in self.found.values() for each in findings]
        left = [part for part, why in STATEMENTS.items() if not any(part in text for text in found)]
        self.assertEqual([], left)

    def test_every_text_in_the_sources_was_run(self):
        left = {piece: str(file) for piece, file in self.not_run.items() if piece not in NOT_RUN}
        self.assertEqual({}, left, "no unit test runs these, so that nothing explains them")


if __name__ == "__main__":
    unittest.main(verbosity=2)
