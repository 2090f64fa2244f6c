"""Fills a database from its schema, as after a year of a busy deployment, and finds values for a statement's parameters.

Everything follows from the migrations, so that a new table is filled without a word here. Row i of each table belongs
to the same tenant. A column that names another row (`message_id`) names row i of that table, if i % 8 is 0 or 1, and
else the one of these two that is near: half of the eight name each.
"""
import re
import sqlite3
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
ROWS = 24_000
TENANTS = 40  # the first has 60 % of the rows
YEAR = 365 * 24 * 3600 * 1000
NOW = 1_790_000_000_000
DAY = 24 * 3600 * 1000

# How often each state occurs, in percent. A column that is not here gets the words that the statements compare it with,
# each equally often.
WORDS = {
    "kernel_job.state": {"waiting": 60, "failed": 38, "running": 2},
    "mail_outbox.state": {"waiting": 90, "failed": 10},
    "sms_text.state": {"delivered": 90, "failed": 5, "taken": 4, "waiting": 1},
    "sms_text.told": {"delivered": 90, "failed": 5, "taken": 4, "waiting": 1},
    "sealed_gate.name": {"sms": 9, "question": 1},
    "storage_blob.state": {"complete": 97, "open": 2, "destroyed": 1},
    "messages_message.state": {"sent": 60, "destroyed": 36, "draft": 3, "destroying": 1},
    "sealed_item.state": {"sealed": 60, "destroyed": 36, "draft": 3, "destroying": 1},
}
# Columns that hold one of a few words, if no statement names them.
CHOICES = {"kind", "sort", "state", "cause", "scope", "medium", "role", "country", "language"}
# Columns that hold one of a tenant's forty people: the first has a fifth of the rows.
PEOPLE = {"sender", "receiver", "owner"}
# Columns that refer to a row by another name than its table's.
REFERENCES = {"thread": "message", "in_reply_to": "message", "reply_grant": "grant"}
TIME = re.compile(r"(^|_)(at|made|sent|expires|started|ended|changed|created|touched|destroyed|opened|began|revoked|"
                  r"until|after|seen|due|last_used)$")
COUNT = re.compile(r"^(position|part|opens|tries|tries_left|bytes|segments|gates|asked|used|attempts|delivered)$")


def migrations(dialect):
    """Yields the text of every migration that the dialect runs, folder by folder, in order."""
    folders = sorted(ROOT.glob("kernel/*/migrations")) + sorted(ROOT.glob("plugins/*/store/migrations"))
    for folder in folders:
        for file in sorted(folder.glob("*.sql")):
            if file.name.count(".") == 1 or f".{dialect}." in file.name:
                yield file.read_text()


TENANT = f"CASE WHEN i / 8 % 10 < 6 THEN 'tenant-0' ELSE 'tenant-' || (1 + i / 8 % {TENANTS - 1}) END"


def numbered(word, number):
    """Returns the SQL of a word with a number, always of the same length, so that texts are ordered as the numbers."""
    return f"'{word}-' || (10000000 + {number})"


def picked(words):
    """Returns the SQL that picks from words, each as often as it weighs."""
    total, reached, cases = sum(words.values()), 0, ""
    for word, weight in words.items():
        reached += weight
        cases += f" WHEN i * 7919 % {total} < {reached} THEN '{word}'"
    return f"CASE{cases} END"


def compared_words(statements):
    """Returns the words that statements compare a column with, by column."""
    words = {}
    for text in statements:
        for column, one, some in re.findall(r"(\w+) (?:(?:=|<>) '(\w+)'|(?:NOT )?IN \(((?:'\w+'(?:, )?)+)\))", text):
            words.setdefault(column, set()).update([one] if one else re.findall(r"\w+", some))
    return {column: dict.fromkeys(sorted(found), 1) for column, found in words.items()}


class Table:
    """Knows what stands in row `i` of a table: for each column an SQL expression that both databases understand."""

    def __init__(self, database, name, rows, words):
        self.name, self.rows = name, rows
        self.columns = {
            column: self.value(column, kind, words) if required or key else
            f"CASE WHEN i % 8 <> 5 THEN {self.value(column, kind, words)} END"
            for _, column, kind, required, _, key in database.execute(f"PRAGMA table_info({name})")
        }

    def value(self, column, kind, words):
        if column == "tenant_id":
            return TENANT
        if kind == "BIGINT":
            if re.match("(is|protects)_", column):
                return "CASE WHEN i % 10 = 3 THEN 1 ELSE 0 END"
            if TIME.search(column):
                return f"{NOW - YEAR + (30 * DAY if column == 'expires' else 0)} + i * {YEAR // self.rows}"
            if column == "opens_left":  # few are used up and not over yet
                return "CASE WHEN i % 100 = 17 THEN 0 ELSE 1 + i % 7 END"
            return "i % 8" if COUNT.match(column) else "i"
        if kind != "TEXT":
            return f"CAST({numbered(column, 'i')} AS BLOB)"
        choice = dict.fromkeys(("one", "two", "three", "four"), 1) if column in CHOICES else None
        if known := WORDS.get(f"{self.name}.{column}") or words.get(column) or choice:
            return picked(known)
        if column in PEOPLE:
            return numbered("user", "CASE WHEN i / 8 % 5 = 0 THEN 0 ELSE i / 8 % 40 END")
        if column == "id":
            return numbered(self.name.split("_", 1)[1], "i")
        refers = REFERENCES.get(column) or (column[:-3] if column.endswith("_id") else None)
        return numbered(refers, "(i / 8 * 8 + i % 2)") if refers else numbered(column, "i")

    def fill(self):
        """Returns the SQL that fills it."""
        return (
            f"INSERT INTO {self.name} ({', '.join(self.columns)}) SELECT {', '.join(self.columns.values())} "
            f"FROM series WHERE i < {self.rows} ON CONFLICT DO NOTHING"
        )


SERIES = (
    "CREATE TABLE series (i BIGINT PRIMARY KEY); INSERT INTO series WITH RECURSIVE s(i) AS "
    f"(SELECT 0 UNION ALL SELECT i + 1 FROM s WHERE i < {ROWS - 1}) SELECT i FROM s"
)


def sqlite_of(statements, few):
    """Returns a filled database in memory and its tables by name. few: how many rows the tables have that do not grow."""
    database = sqlite3.connect(":memory:", isolation_level=None)
    for text in migrations("sqlite"):
        database.executescript(text)
    words = compared_words(statements)
    names = [row[0] for row in database.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'")]
    tables = {name: Table(database, name, few.get(name, ROWS), words) for name in names}
    database.executescript(SERIES)
    database.execute("BEGIN")
    for table in tables.values():
        database.execute(table.fill())
    database.execute("COMMIT")
    return database, tables


class Parameters:
    """Finds a value for each parameter of a statement: what the filled rows hold in the column it is compared with."""

    PLACE = re.compile(r"\?|'[^']*'")
    COMPARED = re.compile(r"(?:(\w+)\.)?(\w+)\s*(=|<>|<=|>=|<|>|LIKE)\s*(?:LOWER\()?$")
    IN = re.compile(r"(?:(\w+)\.)?(\w+)\s+(?:NOT )?IN\s*\((?:\s*\?\s*,)*\s*$")
    ROW = re.compile(r"\(([\w., ]+)\)\s*(<|>|<=|>=)\s*\(((?:\s*\?\s*,)*)\s*$")

    def __init__(self, database, tables, text):
        self.database, self.tables, self.text = database, tables, text
        self.aliases = {}
        for table, alias in re.findall(r"\b(?:FROM|JOIN|UPDATE|INTO)\s+(\w+)(?:\s+(?:AS\s+)?(\w+))?", text):
            if table in tables:
                self.aliases[table] = table
                if alias and not alias.isupper():  # else the word that goes on
                    self.aliases[alias] = table
        self.is_page = bool(re.search(r"\bORDER BY\b.*\bLIMIT\b", text))
        self.limits = [50 if limit == "?" else int(limit) for limit in re.findall(r"\bLIMIT (\d+|\?)", text)]

    def names(self):
        """Returns the tables, separated by commas."""
        return ", ".join(sorted(set(self.aliases.values())))

    def at(self, row):
        """Returns the values that stand in row `row`, in the order of the parameters."""
        places = [place for place in self.PLACE.finditer(self.text) if not place.group().startswith("'")]
        found = [self.value(self.text[: place.start()]) for place in places]
        if not found:
            return []
        values = self.database.execute(f"SELECT {', '.join(found)} FROM (SELECT ? AS i)", (row,)).fetchone()
        return [1 if value is None else value for value in values]

    def value(self, before):
        """Returns the SQL of what stands behind `before`."""
        if re.search(r"\b(LIMIT|OFFSET)\s*$", before):
            return "50"
        if found := self.COMPARED.search(before):
            return self.of(found[1], found[2], found[3])
        if found := self.IN.search(before):
            return self.of(found[1], found[2], "=")
        if found := self.ROW.search(before):
            *alias, column = found[1].split(",")[found[3].count("?")].strip().split(".")
            return self.of(alias[0] if alias else None, column, found[2])
        return "1"

    def of(self, alias, column, operator):
        if operator == "LIKE":
            return "'%nobody%'"
        name = self.aliases.get(alias) if alias else next(
            (each for each in self.aliases.values() if column in self.tables[each].columns), None)
        table = self.tables.get(name)
        if not table or column not in table.columns:
            return "1"
        # What a page continues from lies anywhere, and what a sweep looks for is rare.
        extreme = {"<": 8, "<=": 8, ">": table.rows - 8, ">=": table.rows - 8}.get(operator) if not self.is_page else None
        value = table.columns[column]
        return re.sub(r"\bi\b", str(extreme), value) if extreme else value
