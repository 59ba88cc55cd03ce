"""What programs of others say of an export of a whole simulated year: BagIt, Frictionless, CloudEvents, Parquet, the ledger.

    python tests/export/check.py [students classes]

Runs in an environment that has bagit, frictionless, jsonschema and duckdb. Ends with 1 if anything is not as it should be.
"""

import base64
import csv
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as xml
from pathlib import Path

import bagit
import duckdb
import frictionless
import jsonschema

HERE = Path(__file__).resolve().parent
TARGET = Path(os.environ.get("CARGO_TARGET_DIR") or HERE.parent.parent / "target")
PROGRAM = Path(os.environ.get("REGISTRO_BIN") or TARGET / "release" / "registro")
STUDENTS, CLASSES = sys.argv[1:3] if 2 < len(sys.argv) else ("1014", "48")


def run(folder, *arguments):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("REGISTRO_")}
    done = subprocess.run([PROGRAM, *arguments], cwd=folder, env=environment, text=True, capture_output=True)
    if done.returncode:
        sys.exit(f"{arguments[0]}: {done.stdout}{done.stderr}")
    return done.stdout


def is_bag(bag):
    bagit.Bag(str(bag)).validate(processes=2)
    return "every file is what the manifest says"


def is_a_data_package(bag):
    report = frictionless.Package(str(bag / "data/datapackage.json")).validate()
    if not report.valid:
        sys.exit(f"frictionless: {report.flatten(['name', 'type', 'message'])[:20]}")
    return f"{len(report.tasks)} tables, keys and references included"


def are_cloud_events(bag):
    schema = json.loads((HERE / "cloudevents.schema.json").read_text())
    validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    lines, last = 0, -1
    for path in sorted((bag / "data/events").glob("*.ndjson")):
        for line in path.open(encoding="utf-8"):
            lines += 1
            event = json.loads(line)
            # Every event of the first file, then one of fifty: the schema is the same for all, and slow.
            if lines <= 8_192 or lines % 50 == 0:
                validator.validate(event)
            if int(event["sequence"]) != last + 1 or event["data"]["position"] != last + 1:
                sys.exit(f"{path.name}: event {event['sequence']} after {last}")
            last += 1
    return f"{lines} lines, in the order of the feed"


def root(leaves):
    """The root of RFC 6962, with the frontier of a growing tree."""
    frontier, size = [], 0
    for leaf in leaves:
        for _ in range(len(bin(size)) - len(bin(size).rstrip("1"))):
            leaf = hashlib.sha256(b"\x01" + frontier.pop() + leaf).digest()
        frontier.append(leaf)
        size += 1
    right = frontier.pop()
    while frontier:
        right = hashlib.sha256(b"\x01" + frontier.pop() + right).digest()
    return size, base64.b64encode(right).decode()


def has_its_roots(bag):
    """The records of the events are the entries of the ledger, year by year."""
    shards, years = json.loads((bag / "data/export.json").read_text()), {}
    for path in sorted((bag / "data/events").glob("*.ndjson")):
        for line in path.open(encoding="utf-8"):
            event = json.loads(line)
            when = event["time"]
            year = int(when[:4]) if 9 <= int(when[5:7]) else int(when[:4]) - 1
            if event["data"]["record"] is None:
                # Of a case taken out of the file.
                leaf = base64.b64decode(event["data"]["leaf"])
            else:
                leaf = hashlib.sha256(b"\x00" + base64.b64decode(event["data"]["record"])).digest()
            years.setdefault(year, []).append(leaf)
    link, signed = None, 0
    for shard in shards["shards"]:
        year = shard["year"]
        leaves = ([hashlib.sha256(b"\x00" + link).digest()] if link else []) + years.pop(year)
        size, top = root(leaves)
        if (size, top) != (shard["entries"], shard["root"]):
            sys.exit(f"ledger {year}: {size} {top}, the export says {shard}")
        checkpoint = bag / f"data/ledger/{year}/checkpoint"
        if checkpoint.exists():
            lines = checkpoint.read_text().splitlines()
            if lines[1:3] != [str(size), top]:
                sys.exit(f"ledger {year}: the checkpoint says {lines[1:3]}")
            signed += 1
        link = f"{shards['ledger']}/{year}\n{size}\n{top}\n".encode()
    if years:
        sys.exit(f"ledger: no shard for {sorted(years)}")
    return f"{len(shards['shards'])} roots rebuilt from the events, {signed} of them signed"


def parquet_is_the_same(bag):
    rows = 0
    for table in sorted((bag / "data/tables").glob("*.csv")):
        with table.open(encoding="utf-8", newline="") as file:
            lines = list(csv.reader(file))
        read = duckdb.sql(f"SELECT * FROM read_parquet('{bag / 'data/parquet' / (table.stem + '.parquet')}')")
        if read.columns != lines[0]:
            sys.exit(f"{table.stem}: columns {read.columns}")
        for line, row in zip(lines[1:], read.fetchall(), strict=True):
            for written, value in zip(line, row, strict=True):
                if written_as(written, value) != written.removeprefix("'"):
                    sys.exit(f"{table.stem}: {written!r} in the CSV, {value!r} in Parquet")
        rows += len(lines) - 1
    return f"{rows} rows, cell by cell"


def written_as(written, value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:.2f}"
    return str(value).removeprefix("'") if written.startswith("'") else str(value)


def nothing_is_carried_out(bag):
    cells = 0
    for path in (bag / "data").rglob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for line in csv.reader(file):
                for cell in line:
                    cells += 1
                    if cell[:1] in "=+-@\t\r" and cell and not cell.lstrip("-").replace(".", "").isdigit():
                        sys.exit(f"{path.name}: a spreadsheet would carry out {cell!r}")
    return f"{cells} cells"


def roster_refers_to_itself(bag):
    """Every reference of the OneRoster files leads somewhere."""
    tables = {}
    for path in (bag / "data/oneroster").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            tables[path.stem] = list(csv.DictReader(file))
    ids = {name: {row["sourcedId"] for row in rows} for name, rows in tables.items() if name != "manifest"}
    for name, known in ids.items():
        if len(known) != len(tables[name]):
            sys.exit(f"{name}: a sourcedId comes twice")
    references = [
        ("academicSessions", "parentSourcedId", "academicSessions"), ("classes", "courseSourcedId", "courses"),
        ("classes", "schoolSourcedId", "orgs"), ("classes", "termSourcedIds", "academicSessions"),
        ("courses", "orgSourcedId", "orgs"), ("enrollments", "classSourcedId", "classes"),
        ("enrollments", "userSourcedId", "users"), ("lineItems", "classSourcedId", "classes"),
        ("lineItems", "categorySourcedId", "categories"), ("lineItems", "gradingPeriodSourcedId", "academicSessions"),
        ("results", "lineItemSourcedId", "lineItems"), ("results", "studentSourcedId", "users"),
        ("roles", "userSourcedId", "users"), ("users", "agentSourcedIds", "users"), ("users", "primaryOrgSourcedId", "orgs"),
    ]
    for name, column, to in references:
        for row in tables[name]:
            for reference in filter(None, row[column].split(",")):
                if reference not in ids[to]:
                    sys.exit(f"{name}: {column} {reference} is not in {to}")
    return ", ".join(f"{name} {len(rows)}" for name, rows in sorted(tables.items()))


def is_well_formed(bag):
    told = []
    for path in sorted((bag / "data/ed-fi").glob("*.xml")):
        root = xml.parse(path).getroot()
        if root.tag != f"{{http://ed-fi.org/5.2.0}}{path.stem}":
            sys.exit(f"{path.name}: {root.tag}")
        told.append(f"{path.stem} {len(root)}")
    return ", ".join(told)


def totals(bag):
    done = subprocess.run([sys.executable, HERE / "totals.py", bag], text=True, capture_output=True)
    if done.returncode:
        sys.exit(f"totals: {done.stdout[:2000]}{done.stderr}")
    return done.stdout.strip().removeprefix("totals: ")


CHECKS = {
    "bagit": is_bag,
    "frictionless": is_a_data_package,
    "cloudevents": are_cloud_events,
    "ledger": has_its_roots,
    "parquet": parquet_is_the_same,
    "spreadsheets": nothing_is_carried_out,
    "oneroster": roster_refers_to_itself,
    "ed-fi": is_well_formed,
    "totals": totals,
}


def main():
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        (folder / "phrase").write_text("una frase detta per telefono\n")
        year = ["--students", STUDENTS, "--classes", CLASSES, "--seed", "1"]
        run(folder, "simulate", *year, "--json", "--log", "sqlite://year.db")
        export = ["--to", "bag", "--receiver-passphrase-file", "phrase"]
        print(f"export: {run(folder, 'export', *export, '--log', 'sqlite://year.db').strip()}", flush=True)
        for name, check in CHECKS.items():
            since = time.monotonic()
            told = check(folder / "bag")
            print(f"export: {name}: {told} ({time.monotonic() - since:.1f} s)", flush=True)


if __name__ == "__main__":
    main()
