"""Checks the API of the built program: its document with spectral, its answers with schemathesis, once for each office.

    python tests/api/check.py [examples of each operation]

Runs in an environment that has schemathesis; spectral is installed beside this file. The server is a demo of its own.
"""

import http.client
import json
import os
import re
import subprocess
import sys
import tempfile
import urllib.parse
from pathlib import Path

HERE = Path(__file__).resolve().parent
TARGET = Path(os.environ.get("CARGO_TARGET_DIR") or HERE.parent.parent / "target")
PROGRAM = Path(os.environ.get("REGISTRO_BIN") or TARGET / "release" / "registro")
EXAMPLES = sys.argv[1] if 1 < len(sys.argv) else "1"
# What is asked of every answer: no error of the server, and nothing that the document does not tell.
CHECKS = ",".join([
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
])
# A stream has no end.
ENDLESS = "feed"


def ask(address, method, path, body=None, headers={}):
    connection = http.client.HTTPConnection(address, timeout=60)
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    return answer.status, dict(answer.getheaders()), answer.read().decode()


def without_waiting(document):
    """Who waits for what is never recorded is told so with 503, which is no failure: a test of its own has it."""
    for methods in document["paths"].values():
        for operation in methods.values():
            operation["parameters"] = [asked for asked in operation["parameters"] if asked["name"] != "at_least"]
    return document


def without_pairs_or_null(part):
    """Of a pair that may be null the program takes the schemas of the parts for one schema, and finds that it is none."""
    if isinstance(part, list):
        return [without_pairs_or_null(one) for one in part]
    if not isinstance(part, dict):
        return part
    part = {name: without_pairs_or_null(one) for name, one in part.items()}
    if isinstance(part.get("prefixItems"), list) and "null" in part["type"]:
        part["items"] = {"anyOf": part.pop("prefixItems")}
    return part


def offices(address):
    """The first person of each office that the demo lets in."""
    _, _, page = ask(address, "GET", "/accesso")
    found = {}
    pattern = r'name="person" value="([^"]+)">\s*<input type="hidden" name="capacity" value="([^"]+)"'
    for person, capacity in re.findall(pattern, page):
        found.setdefault(capacity, person)
    return found


def cookie(address, person, capacity):
    form = urllib.parse.urlencode({"person": person, "capacity": capacity})
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    _, headers, _ = ask(address, "POST", "/accesso", form, kind)
    given = next(value for name, value in headers.items() if name.lower() == "set-cookie")
    return given.split(";", 1)[0]


def spectral(document):
    rules = ["--ruleset", str(HERE / "spectral.yaml"), "--fail-severity", "warn"]
    return subprocess.run([HERE / "node_modules" / ".bin" / "spectral", "lint", *rules, document]).returncode


def schemathesis(address, document, office, session):
    print(f"--- {office or 'nobody'}", flush=True)
    program = Path(sys.executable).parent / "schemathesis"
    command = [
        program, "run", document, "--url", f"http://{address}", "--checks", CHECKS, "--phases", "fuzzing",
        "--max-examples", EXAMPLES, "--seed", "20261126", "--generation-database", "none", "--no-shrink", "--workers", "2",
        "--exclude-operation-id", ENDLESS, "--warnings", "off", "--continue-on-failure",
        "--suppress-health-check", "all", "--request-timeout", "30", "--output-sanitize", "true",
    ]
    if session:
        command += ["-H", f"Cookie: {session}"]
    return subprocess.run(command, cwd=Path(document).parent).returncode


def main():
    with tempfile.TemporaryDirectory() as folder:
        log = f"sqlite://{folder}/demo.db"
        command = [PROGRAM, "serve", "--demo", "--listen", "127.0.0.1:0", "--log", log, "--requests-per-minute", "0"]
        with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as server:
            try:
                address = server.stdout.readline().strip().rsplit("/", 1)[-1]
                document = f"{folder}/openapi.json"
                _, _, text = ask(address, "GET", "/api/v1/openapi.json")
                Path(document).write_text(text)
                failed = ["spectral"] if spectral(document) else []
                Path(document).write_text(json.dumps(without_pairs_or_null(without_waiting(json.loads(text)))))
                operations = sum(len(methods) for methods in json.loads(text)["paths"].values())
                people = offices(address)
                assert 5 < len(people), people
                for office, person in [("", None), *people.items()]:
                    session = cookie(address, person, office) if person else None
                    if schemathesis(address, document, office, session):
                        failed.append(f"schemathesis as {office or 'nobody'}")
                print(f"api: {operations} operations, {len(people)} offices, failed: {', '.join(failed) or 'none'}")
            finally:
                server.terminate()
    sys.exit(bool(failed))


main()
