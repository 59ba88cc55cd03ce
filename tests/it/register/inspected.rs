//! The audit officer's desk on the command line: acts found and things played again with somebody's eyes, recorded first.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use super::killed::simulate;
use crate::served::{binary, command};

struct Place {
    binary: PathBuf,
    dir: TempDir,
    /// Who founded the school.
    principal: String,
}

impl Place {
    fn simulated() -> Self {
        let (binary, dir) = (binary(), tempfile::tempdir().expect("a temporary folder"));
        assert!(simulate(&binary, &dir.path().join("log.db")).status().expect("it runs").success());
        let founded = json(&run(&binary, dir.path(), &["show", "event", "0", "--json"]));
        let principal = id(&founded["actor"]["person"]);
        Self { binary, dir, principal }
    }

    fn run(&self, arguments: &[&str]) -> Output {
        run(&self.binary, self.dir.path(), arguments)
    }

    /// With the principal's eyes.
    fn headed(&self, arguments: &[&str]) -> Output {
        self.run(&[arguments, &["--reader", &self.principal, "--capacity", "principal"]].concat())
    }

    /// Absences, the newest first.
    fn absences(&self) -> Vec<Value> {
        let found = json(&self.headed(&["search", "--kind", "absence-recorded.v1", "--json"]));
        let acts = found["acts"].as_array().expect("acts").clone();
        assert!(!acts.is_empty() && acts.iter().all(|act| act["kind"] == "absence-recorded.v1"), "{found}");
        acts
    }

    /// Who holds an office of the school.
    fn holder(&self, office: &str) -> String {
        let found = json(&self.headed(&["search", "--kind", "office-assigned.v1", "--json"]));
        let acts = found["acts"].as_array().expect("acts");
        let said = acts.iter().map(|act| &act["event"]["data"]["office-assigned.v1"]);
        let holder = said.into_iter().find(|said| said["office"].to_string().contains(office));
        id(&holder.unwrap_or_else(|| panic!("no {office}: {found}"))["person"])
    }
}

fn run(binary: &Path, dir: &Path, arguments: &[&str]) -> Output {
    command(binary, dir).args(arguments).stderr(Stdio::piped()).output().expect("registro runs")
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn json(output: &Output) -> Value {
    assert!(output.status.success(), "{}", said(output));
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", said(output)))
}

fn id(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("not an id: {value}")).to_owned()
}

fn student(absence: &Value) -> String {
    id(&absence["event"]["data"]["absence-recorded.v1"]["student"])
}

#[test]
fn acts_are_found_and_things_are_played_again_as_in_the_browser() {
    let place = Place::simulated();
    let absence = place.absences().swap_remove(0);
    let hers = student(&absence);

    // A page, and the next one from where it ended.
    let page = json(&place.headed(&["search", "--limit", "5", "--json"]));
    let next = page["next"].as_u64().expect("more acts").to_string();
    assert_eq!(page["acts"].as_array().map(Vec::len), Some(5));
    let further = json(&place.headed(&["search", "--limit", "5", "--before", &next, "--json"]));
    assert_eq!(further["acts"][0]["position"].to_string(), next);
    let told = said(&place.headed(&["search", "--limit", "5"]));
    assert!(told.contains("5 atti") && told.contains("norma: ") && told.contains("--before "), "{told}");
    for unusual in ["late", "correction", "before-scrutiny", "out-of-hours"] {
        assert!(place.headed(&["search", "--unusual", unusual]).status.success(), "{unusual}");
    }

    let last = json(&place.headed(&["replay", "--student", &hers, "--json"]));
    assert_eq!(last["steps"], last["known"]);
    assert!(last.get("next").is_none(), "{last}");
    let first = json(&place.headed(&["replay", "--student", &hers, "--step", "1", "--json"]));
    assert_eq!((&first["known"], first.get("previous")), (&Value::from(1), None), "{first}");
    let told = said(&place.headed(&["replay", "--student", &hers, "--step", "1"]));
    assert!(told.starts_with("passo 1 di "), "{told}");
    let two = ["replay", "--student", &hers, "--against", "2025-09-01", "--at", "2025-10-04", "--json"];
    let two = json(&place.headed(&two));
    let changed = |line: &Value| line["changed"] == true;
    assert!(two["lines"].as_array().expect("lines").iter().any(changed), "{two}");

    let class = ["replay", "--class", "1A", "--on", "2025-09-18", "--json"];
    assert!(json(&place.headed(&class))["lines"].is_array());

    // Who recorded that absence: her acts, the first of them, and the last when it was recorded.
    let actor = id(&absence["event"]["actor"]["person"]);
    let first = json(&place.headed(&["replay", "--actor", &actor, "--step", "1", "--json"]));
    assert_eq!((&first["step"], &first["actor"]), (&Value::from(1), &Value::from(actor.as_str())));
    let at = id(&absence["recorded_at"]);
    let then = json(&place.headed(&["replay", "--actor", &actor, "--at", &at, "--json"]));
    assert_eq!(then["event"]["recorded_at"], absence["recorded_at"]);
    assert!(then["step"].as_u64() <= then["acts"].as_u64(), "{then}");

    // Whoever is told of can be told that.
    let accesses = said(&place.run(&["show", "accesses", &hers]));
    let purpose = "ispezione da parte di chi gestisce il sistema, come la vede: dirigente scolastico";
    assert!(accesses.contains(purpose), "{accesses}");
    // As what was read in the browser: of a student her year, of somebody's acts whatever they may be about.
    for kind in ["note e comportamento", "voti", "lezioni"] {
        assert!(accesses.contains(kind), "{kind} not in {accesses}");
    }
}

/// Of all that somebody recorded one act is read: whoever is named in the others only has not been read of.
#[test]
fn of_somebodys_acts_only_the_one_that_is_told_is_noted() {
    let place = Place::simulated();
    let mut absent: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for absence in place.absences() {
        absent.entry(id(&absence["event"]["actor"]["person"])).or_default().insert(student(&absence));
    }
    let (actor, students) = absent.iter().max_by_key(|(_, students)| students.len()).expect("somebody");
    assert!(1 < students.len(), "{absent:?}");
    let read = || -> Vec<usize> {
        let accesses = students.iter().map(|student| said(&place.run(&["show", "accesses", student])));
        accesses.map(|accesses| accesses.matches("come la vede: dirigente scolastico").count()).collect()
    };
    // A roll names a whole class: an act about one student is looked for.
    let told = |step: &u32| {
        json(&place.headed(&["replay", "--actor", actor, "--step", &step.to_string(), "--json"]))
    };
    let absence = |step: &u32| told(step)["event"]["kind"] == "absence-recorded.v1";
    let step = (1..40).find(absence).expect("an absence among her first acts");
    let before = read();
    told(&step);
    let after = read();
    assert!(before.iter().zip(&after).any(|(before, after)| before == after), "{before:?} {after:?}");
    assert_ne!(before, after);
}

#[test]
fn who_may_not_see_it_in_the_browser_is_not_told_on_the_command_line() {
    let place = Place::simulated();
    let hers = student(&place.absences()[0]);
    let (auditor, secretary) = (place.holder("auditor"), place.holder("secretariat"));
    let as_auditor = ["--reader", &auditor, "--capacity", "auditor"];

    // Without a recorded reason: nobody's acts by name, and no student.
    let search = [["search", "--actor", &place.principal, "--json"].as_slice(), &as_auditor].concat();
    let acts = json(&place.run(&search));
    // What the school and the board say is nobody's.
    let of_nobody = |act: &Value| {
        let said = act["event"]["data"].to_string();
        ["absence", "late-entry", "grade", "note-", "infraction", "enrolled"]
            .iter()
            .all(|kind| !said.starts_with(&format!("{{\"{kind}")))
    };
    assert!(acts["acts"].as_array().expect("acts").iter().all(of_nobody), "{acts}");
    let refused = |arguments: &[&str], why: &str| {
        let done = place.run(arguments);
        assert!(!done.status.success() && said(&done).contains(why), "{arguments:?}: {}", said(&done));
    };
    let replay = ["replay", "--student", &hers];
    // A notice names its recipients: that search was one access to them. What is refused shows nobody.
    let seen = || said(&place.run(&["show", "accesses", &hers])).matches("come la vede: revisore").count();
    let before = seen();
    refused(&[replay.as_slice(), &as_auditor].concat(), "lo studente non si trova");
    assert_eq!(seen(), before);

    refused(&["search", "--reader", &place.principal, "--capacity", "auditor"], "oggi non è revisore");
    refused(&["search", "--reader", &secretary, "--capacity", "secretariat"], "non si cerca fra gli atti");
    let as_head = ["--reader", &place.principal, "--capacity", "principal"];
    for step in ["0", "99999"] {
        let beyond = [replay.as_slice(), &["--step", step], &as_head].concat();
        refused(&beyond, "non c'è un passo");
    }
    // What cannot be parsed is told apart.
    for malformed in [
        [["replay"].as_slice(), &as_head].concat(),
        [replay.as_slice(), &["--class", "1A", "--on", "2025-09-18"], &as_head].concat(),
        [replay.as_slice(), &["--step", "1", "--at", "2025-09-18"], &as_head].concat(),
        [["search", "--unusual", "strani"].as_slice(), &as_head].concat(),
        replay.to_vec(),
    ] {
        assert_eq!(place.run(&malformed).status.code(), Some(2), "{malformed:?}");
    }
}
