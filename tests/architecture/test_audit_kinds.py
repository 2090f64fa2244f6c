#!/usr/bin/env python3
"""Checks that the journal can say in words what every kind of event means, in both languages.

A kind is a text `PLUGIN.what` in the code of that plugin. Its sentence is the word `audit.what` of that plugin (for the
kinds of the server itself, `audit.KIND` of plugin audit). Texts of that form which are something else are found by where
they stand (logs, jobs, mails, settings, permissions, quotas), or named below with the reason.
"""
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LITERAL = re.compile(r'"([a-z][a-z0-9_]*)\.([a-z][a-z0-9_]*)"')
LEAST = 80

# Texts of the form of a kind that the journal never gets.
OTHERS = {
    "auth.link": "a kind of mails",
    "auth.mobile": "a purpose of MACs",
    "auth.second_text": "a kind of texts",
    "email_templates.test": "a kind of mails",
    "messages.code": "a kind of mails",
    "messages.files": "what a company words apart of a kind of mails",
    "messages.reply": "the same",
    "messages.link_code": "a kind of texts",
    "auth.second_code": "a kind of texts and mails",
    "auth.new_device": "a kind of mails",
    "auth.second": "a purpose of MACs",
    "auth.recovery": "a purpose of MACs",
    "auth.link_text": "a kind of texts",
    "passkeys.challenge": "a purpose of MACs",
    "auth.proof": "a purpose of MACs",
    "billing.discount": "a purpose of MACs",
    "contacts.address": "a purpose of MACs",
    "billing.collect": "a kind of jobs",
    "billing.fulfil": "a kind of jobs",
    "billing.mail": "a kind of jobs",
    "directory.invitations": "a kind of jobs",
    "domains.not_found": "an answer of the DNS",
    "domains.notice": "a kind of mails",
    "licensing.licence": "a kind of mails",
    "mail.delayed": "a line of the log",
    "mail.given_up": "a line of the log",
    "notices.confirm": "a kind of mails",
    "notices.confirm_link": "a purpose of MACs",
    "notices.leave_link": "a purpose of MACs",
    "notices.notice": "a kind of mails",
    "notices.send": "a kind of jobs",
    "mail.return_path": "a purpose of MACs",
    "mail.send": "a kind of jobs",
    "mail.server_notice": "a kind of jobs and mails",
    "mail.test": "a kind of mails",
    "messages.link": "a kind of texts",
    "quotas.refused": "a line of the log",
    "sms.delayed": "a line of the log",
    "sms.given_up": "a line of the log",
    "sms.number": "a purpose of MACs",
    "sms.send": "a kind of jobs",
    "auth.mobile_code": "a kind of texts",
    "messages.notice": "a kind of mails",
    "messages.opened": "a kind of jobs and mails",
    "messages.ask_again": "a kind of jobs",
    "sms.code_number": "a quota",
    "sms_gate.code": "a kind of texts",
    "sealed.proof": "a purpose of MACs",
    "sealed.code": "a purpose of MACs",
    "sealed.password": "a purpose of MACs",
    "sealed.receipts": "a chain",
    "sealed.receipt_end": "a purpose of MACs",
    "sealed.item": "a kind of the destruction log",
    "sealed.grant": "a kind of the destruction log",
    "audit.head": "a purpose of MACs",
    "storage.room": "a health check",
}
# Where a text of that form stands and is no kind: before it on its line or the line above.
ELSEWHERE = re.compile(
    r"(log\(\)\s*\.\s*\w+\($|(_?log|Log)\.(info|warning|error|debug)\($|write\(Log|schedule\(\s*\{?$|healthCheck\(\s*\{?$|"
    r"slot\(\s*\{?$|menu\(\s*\{?$|allowedTo\($|peopleWith\($|may\($|text\($|words\($|mac\($|matches\($|render\($|failed\(.*$|"
    r"kId = $|quota\w*\W*$|limit\w*\W*$|count\($|\.key = $|jobs?\(\)\.enqueue.*|NewJob.*|has\($|find\w*\($|storeFor\($)"
)


def plugins():
    return sorted(path.parent for path in ROOT.glob("plugins/*/plugin.yaml"))


def words(plugin, language):
    """Returns the keys below `audit` of a catalogue, flat."""
    keys, stack = set(), []
    path = plugin / "words" / f"{language}.yaml"
    for line in path.read_text().splitlines() if path.exists() else ():
        match = re.match(r"( *)([\w-]+|\"[^\"]+\"):(.*)", line)
        if not match or line.lstrip().startswith("#"):
            continue
        depth = len(match.group(1)) // 2
        stack = stack[:depth] + [match.group(2).strip('"')]
        if match.group(3).strip():
            keys.add(".".join(stack))
    return {key.removeprefix("audit.") for key in keys if key.startswith("audit.")}


def declared(plugin):
    """Returns what plugin.yaml names: permissions, settings, tables; none of it is a kind."""
    text = (plugin / "plugin.yaml").read_text()
    names = set(re.findall(r"[a-z_]+\.[a-z_.]+", text))
    settings = re.split(r"^settings:\n", text, flags=re.M)
    for key in re.findall(r"^  (\w+):$", settings[1], re.M) if len(settings) > 1 else ():
        names.add(f"{plugin.name}.{key}")
    return names


def kinds_of(plugin):
    """Yields the kinds that a plugin's code names, each with its place."""
    known = declared(plugin)
    for folder in ("services", "handlers", "gateway", "store", "domain", "api", "."):
        for path in sorted((plugin / folder).glob("*.cpp")) + sorted((plugin / folder).glob("*.h")):
            text = re.sub(r"//[^\n]*", "", path.read_text())
            for match in LITERAL.finditer(text):
                kind = match.group(1) + "." + match.group(2)
                if match.group(1) != plugin.name or kind in OTHERS or kind in known or kind.endswith(("_", ".js", ".css")):
                    continue
                before = re.sub(r"\s+", " ", text[max(0, match.start() - 120):match.start()])
                line = before.split(";")[-1].split("{ {")[-1]
                if ELSEWHERE.search(before) or "registry." in line or "enqueue" in line or ".payload" in text[match.end():match.end() + 20]:
                    continue
                yield kind, f"{path.relative_to(ROOT)}:{text[:match.start()].count(chr(10)) + 1}"


def main():
    faults, total = [], set()
    sentences = {}
    for plugin in plugins():
        sentences[plugin.name] = {language: words(plugin, language) for language in ("fr", "en")}
        total |= {f"{plugin.name}.{key}" for key in sentences[plugin.name]["fr"]}
    for plugin in plugins():
        for kind, place in kinds_of(plugin):
            what = kind.split(".", 1)[1]
            for language in ("fr", "en"):
                if what not in sentences[plugin.name][language]:
                    faults.append(f"{place}: {kind} has no sentence (audit.{what}) in words/{language}.yaml")
    code = "".join(path.read_text() for top in ("plugins", "kernel") for ending in ("cpp", "h")
                   for path in ROOT.glob(f"{top}/**/*.{ending}") if "/tests/" not in str(path))
    # What code composes kinds of: "domains." and a state, "licensing.licence_" and an act.
    beginnings = set(re.findall(r'"([a-z][a-z0-9_]*\.(?:[a-z0-9_]+_)?)"', code))
    for kind in sorted(total):
        if any(kind.startswith(each) for each in beginnings):
            continue
        # A kind of the server itself stands below `audit` with its own name: audit.access.denied.
        if f'"{kind}"' not in code and f'"{kind.removeprefix("audit.")}"' not in code:
            print(f"{kind} has a sentence, and no code of this state writes it")
            total.remove(kind)
    for fault in sorted(set(faults)):
        print(fault)
    print(f"{len(total)} kinds have a sentence")
    if len(total) < LEAST:
        faults.append("few")
        print(f"fewer than {LEAST}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
