"""Attendance totals of every student, from the events of an export alone. Written from docs/export.md.

    python tests/export/totals.py BAG

Prints how many students' figures are those of data/tables/attendance_totals.csv; ends with 1 if any differ.
"""

import csv
import json
import sys
from pathlib import Path


def school_year(day):
    """The year in which the school year of a day begins: on 1 September."""
    year, month = int(day[:4]), int(day[5:7])
    return year if 9 <= month else year - 1


class Year:
    def __init__(self):
        self.annual_hours = 0
        self.days = {}  # day -> the fact that each missed hour of it is missed for
        self.entries = set()
        self.turned = {}  # fact -> the one that took its place
        self.annulled = set()
        self.accepted = set()
        self.collective = set()
        self.excused = {}

    def figures(self):
        missed = [fact for day in self.days.values() for fact in day]
        excused = sum(self.excused.values())
        return {
            "annual_hours": self.annual_hours,
            "hours_missed": len(missed),
            "hours_excused": excused,
            "hours_counted": max(len(missed) - excused, 0),
            "hours_justified": sum(fact in self.accepted - self.collective for fact in missed),
            "late_entries": len(self.entries - self.annulled - set(self.turned)),
        }


def is_wider(before, after):
    """Whether a correction makes a fact count for more: then it is to be justified again."""
    if "absence" in before and "absence" in after:
        old, new = before["absence"]["scope"], after["absence"]["scope"]
        return old != "whole-day" and (new == "whole-day" or not set(new["hours"]) <= set(old["hours"]))
    if "entry" in before and "entry" in after:
        return before["entry"]["admitted_from"] < after["entry"]["admitted_from"]
    if "exit" in before and "exit" in after:
        return after["exit"]["at"] < before["exit"]["at"]
    return False


def take(years, event):
    said = event["data"]["says"]
    if not said:
        return
    ((kind, fact),) = said.items()
    if kind == "student-enrolled.v1":
        years.setdefault((fact["student"], fact["year"]), Year()).annual_hours = fact["annual_hours"]
    elif kind == "annual-hours-set.v1" and (fact["student"], fact["year"]) in years:
        years[fact["student"], fact["year"]].annual_hours = fact["hours"]
    if not event["subject"].startswith("attendance-"):
        return
    # The year of an act is that of its day.
    year = years.setdefault((fact["student"], school_year(event["effectiveon"])), Year())
    number = fact.get("number")
    if "missed" in fact:
        year.days[fact["on"]] = [hour["fact"] for hour in fact["missed"]]
    if fact.get("turns") is not None:
        year.turned[fact["turns"]] = number
    if kind == "entry-recorded.v1":
        year.entries.add(number)
    elif kind == "attendance-annulled.v1":
        year.annulled.add(number)
        year.turned = {turned: into for turned, into in year.turned.items() if into != number}
    elif kind == "attendance-corrected.v1":
        (year.entries.add if "entry" in fact["fact"] else year.entries.discard)(number)
        if is_wider(fact["withdrawn"], fact["fact"]):
            year.accepted.discard(number)
    elif kind == "justification-decided.v1":
        (year.accepted.add if fact["outcome"] == "accepted" else year.accepted.discard)(number)
    elif kind in ("justification-submitted.v2", "justification-withdrawn.v1"):
        year.accepted.discard(number)
    elif kind == "absence-classified.v1":
        (year.collective.add if fact["kind"] == "collective" else year.collective.discard)(number)
    elif kind == "hours-excused.v1":
        year.excused[number] = fact["hours"]
    elif kind == "excuse-revoked.v1" and number in year.excused:
        year.excused[number] = max(year.excused[number] - fact["hours"], 0)


def main(bag):
    years = {}
    for path in sorted((bag / "data/events").glob("*.ndjson")):
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                take(years, json.loads(line))
    with (bag / "data/tables/attendance_totals.csv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table))
    wrong = 0
    for row in rows:
        year = years.pop((row["student"], int(row["year"])), Year())
        for name, figure in year.figures().items():
            if int(row[name]) != figure:
                wrong += 1
                print(f"{row['student']} {row['year']}: {name} is {row[name]} in the table, {figure} by the events")
    for key in years:
        wrong += 1
        print(f"{key}: not in the table")
    print(f"totals: {len(rows)} students' years rebuilt from the events, {wrong} figures differ")
    sys.exit(1 if wrong or not rows else 0)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
