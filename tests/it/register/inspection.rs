//! The audit officer's desk: acts that are found, and a thing played again step by step.

use axum::http::StatusCode;
use jiff::civil::{date, datetime};
use registro::access::consult::Filter;
use registro::access::entry::Entry;
use registro::actor::Capacity;
use registro::commands::Command;
use registro::commands::people::{Act, People};
use registro::commands::school::{Act as SchoolAct, School as SchoolCommand};
use registro_domain::calendar::SchoolYear;
use registro_domain::ids::{ClassId, PersonId};
use registro_domain::people::Office;
use serde_json::{Value, json};
use uuid::Uuid;

use super::appeals;
use super::documents::page;
use super::support::{
    ANNA, CLASS_1A, GIULIA, ITALIAN, MARCO, MATHS, MOTHER, OTHER, PRINCIPAL, School, TUESDAY, person,
};

const HEAD: (PersonId, Capacity) = (PRINCIPAL, Capacity::Principal);
const TEACHER: (PersonId, Capacity) = (MATHS, Capacity::Teacher);
const AUDITOR: (PersonId, Capacity) = (person(31), Capacity::Auditor);

/// Giulia was called absent; the day after, in the evening, it turned out that she had been there.
async fn school() -> School {
    let school = School::open().await;
    let from = date(2025, 9, 1);
    let (given_name, family_name) = ("Revisore".to_owned(), "Prova".to_owned());
    let register = Act::Register { given_name, family_name, born_on: date(1979, 1, 1) };
    let acts = vec![register, Act::AssignOffice { office: Office::Auditor, from, until: None }];
    school.do_it(PRINCIPAL, Capacity::Principal, Command::People(People { person: AUDITOR.0, acts })).await;
    school.at(datetime(2025, 11, 11, 8, 6, 0, 0));
    school.call_roll(&[GIULIA, MARCO], &[]).await;
    school.at(datetime(2025, 11, 12, 21, 30, 0, 0));
    let annul = json!({ "student": GIULIA, "on": TUESDAY, "number": 0, "reason": "era presente" });
    let (status, answer) = school.post(TEACHER, "annulments", &annul).await;
    assert!(status.is_success(), "{answer}");
    school
}

async fn found(school: &School, who: (PersonId, Capacity), query: &str) -> Vec<Value> {
    let (status, answer) = school.get(who, &format!("acts?{query}")).await;
    assert_eq!(status, StatusCode::OK, "{query}: {answer}");
    answer["acts"].as_array().expect("acts").clone()
}

fn kinds(acts: &[Value]) -> Vec<&str> {
    acts.iter().filter_map(|act| act["kind"].as_str()).collect()
}

#[tokio::test]
async fn acts_are_found_by_what_is_known_of_them() {
    let school = school().await;
    let annulled = found(&school, HEAD, "unusual=correction").await;
    assert_eq!(kinds(&annulled), ["attendance-annulled.v1"]);
    assert_eq!(annulled[0]["event"]["actor_name"], "Prova Matematica");
    assert_eq!(
        kinds(&found(&school, HEAD, "unusual=late&recorded_from=2025-11-12").await),
        ["attendance-annulled.v1"]
    );
    assert_eq!(
        kinds(&found(&school, HEAD, "unusual=out-of-hours&recorded_from=2025-11-11").await),
        ["attendance-annulled.v1"]
    );
    assert!(found(&school, HEAD, "unusual=before-scrutiny").await.is_empty());

    let of_giulia = format!("person={GIULIA}&effective_from=2025-11-11&effective_to=2025-11-11");
    assert_eq!(
        kinds(&found(&school, HEAD, &of_giulia).await),
        ["attendance-annulled.v1", "absence-recorded.v1"]
    );
    let absences = found(&school, HEAD, "kind=absence-recorded.v1").await;
    assert_eq!(absences.len(), 2);
    let replaced: Vec<usize> =
        absences.iter().map(|act| act["superseded_by"].as_array().map_or(0, Vec::len)).collect();
    assert_eq!(replaced.iter().sum::<usize>(), 1);
    let by_teacher = found(&school, HEAD, &format!("actor={MATHS}")).await;
    assert!(
        by_teacher.len() > 2 && by_teacher.iter().all(|act| act["capacity"] == "teacher"),
        "{by_teacher:?}"
    );
    assert_eq!(found(&school, HEAD, "recorded_from=2025-11-12&recorded_to=2025-11-12").await.len(), 1);
    assert!(found(&school, HEAD, "recorded_to=2020-01-01").await.is_empty());
    // By part of a citation, and by nothing that is cited.
    let norm = absences[0]["because"][0]["citation"].as_str().expect("a norm").to_owned();
    let part: String = norm.chars().filter(char::is_ascii_alphanumeric).take(3).collect();
    assert!(!found(&school, HEAD, &format!("norm={part}")).await.is_empty(), "{norm}");
    assert!(found(&school, HEAD, "norm=nessuna-norma").await.is_empty());
}

#[tokio::test]
async fn without_a_reason_the_auditor_finds_envelopes_and_nobodys_acts() {
    let school = school().await;
    let envelopes = found(&school, AUDITOR, "unusual=late&recorded_from=2025-11-12").await;
    assert_eq!(kinds(&envelopes), ["attendance-annulled.v1"]);
    assert_eq!(envelopes[0].get("event"), None, "{envelopes:?}");
    // That an act is hers would be told by the question.
    for query in [format!("person={GIULIA}"), format!("actor={MATHS}")] {
        assert!(found(&school, AUDITOR, &query).await.is_empty(), "{query}");
    }
    let replay = format!("students/{GIULIA}/replay");
    assert_eq!(school.get(AUDITOR, &replay).await.0, StatusCode::NOT_FOUND);

    school.with_reason(AUDITOR).await;
    assert!(!found(&school, AUDITOR, &format!("person={GIULIA}")).await.is_empty());
    assert_eq!(school.get(AUDITOR, &replay).await.0, StatusCode::OK);
    // Nobody else has the desk.
    for who in [TEACHER, (MOTHER, Capacity::Guardian)] {
        assert_eq!(school.get(who, "acts").await.0, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn a_search_goes_on_where_it_was() {
    let school = school().await;
    let (mut query, mut all) = (String::new(), Vec::new());
    loop {
        let (status, answer) = school.get(HEAD, &format!("acts?limit=10{query}")).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        all.extend(answer["acts"].as_array().expect("acts").iter().map(|act| act["position"].as_u64()));
        match answer["next"].as_u64() {
            Some(next) => query = format!("&cursor={next}"),
            None => break,
        }
    }
    let newest_first = all.is_sorted_by(|one, other| one > other);
    assert!(newest_first && all.len() > 30 && all.last() == Some(&Some(0)), "{all:?}");
}

fn line<'a>(replay: &'a Value, what: &str) -> &'a Value {
    let lines = replay["lines"].as_array().expect("lines");
    lines.iter().find(|line| line["what"] == what).unwrap_or_else(|| panic!("{what}: {replay}"))
}

#[tokio::test]
async fn a_student_is_played_again_step_by_step_and_at_two_moments() {
    let school = school().await;
    let path = format!("students/{GIULIA}/replay");
    let (status, last) = school.get(HEAD, &path).await;
    assert_eq!(status, StatusCode::OK, "{last}");
    assert_eq!((&last["steps"], &last["event"]["kind"]), (&last["known"], &json!("attendance-annulled.v1")));
    assert_eq!(
        line(&last, "Ore perse"),
        &json!({ "what": "Ore perse", "before": "6", "after": "0", "changed": true })
    );
    assert_eq!(line(&last, "Ritardi")["changed"], false);
    assert!(last.get("next").is_none(), "{last}");

    // A step back: the absence, and what stood before it.
    let (_, step) = school.get(HEAD, &format!("{path}?position={}", last["previous"])).await;
    assert_eq!(step["event"]["kind"], "absence-recorded.v1");
    assert_eq!(step["next"], last["event"]["position"]);
    assert_eq!(line(&step, "Ore perse")["after"], "6");

    let (_, two) = school.get(HEAD, &format!("{path}?beside=2025-11-11T08:00&as_of=2025-11-11T12:00")).await;
    assert_eq!(line(&two, "Ore perse")["after"], "6");
    let (_, same) = school.get(HEAD, &format!("{path}?beside=2025-11-13&as_of=2025-11-13")).await;
    assert!(same["lines"].as_array().expect("lines").iter().all(|line| line["changed"] == false), "{same}");

    for bad in ["?position=99999", "?position=1&as_of=2025-11-11", "?as_of=ieri"] {
        let (status, answer) = school.get(HEAD, &format!("{path}{bad}")).await;
        assert!(status.is_client_error(), "{bad}: {answer}");
    }
}

#[tokio::test]
async fn a_classs_day_is_played_again() {
    let school = school().await;
    let path = format!("classes/{CLASS_1A}/replay?on={TUESDAY}");
    let (status, last) = school.get(HEAD, &path).await;
    assert_eq!(status, StatusCode::OK, "{last}");
    let changed: Vec<&Value> =
        last["lines"].as_array().expect("lines").iter().filter(|line| line["changed"] == true).collect();
    assert_eq!(changed.len(), 1, "{changed:?}");
    assert_eq!((&changed[0]["before"], &changed[0]["after"]), (&json!("assente"), &json!("presente")));
    let (_, before) = school.get(HEAD, &format!("{path}&as_of=2025-11-11T08:00")).await;
    assert_eq!((&before["known"], &before["lines"]), (&json!(0), &json!([])));
    assert_eq!(school.get((MOTHER, Capacity::Guardian), &path).await.0, StatusCode::NOT_FOUND);
}

/// What was recorded of the last reading.
async fn recorded(school: &School) -> Entry {
    let looked = school.app.accesses(&Filter::default(), None, 1).await.expect("the access log");
    looked.found.into_iter().next().and_then(|found| found.entry).expect("an entry")
}

/// Once she is in another class, a step of the year before still shows that year.
#[tokio::test]
async fn a_step_is_read_in_the_school_year_that_it_is_about() {
    let school = school().await;
    let path = format!("students/{GIULIA}/replay");
    let (_, then) = school.get(HEAD, &path).await;
    let annulment = then["event"]["position"].clone();

    school.at(datetime(2026, 9, 1, 9, 0, 0, 0));
    let class_2a = ClassId(Uuid::from_u128(0xC2A));
    let open = SchoolAct::OpenClass {
        class: class_2a,
        year: SchoolYear(2026),
        label: "2A".into(),
        track: "liceo".into(),
        annual_hours: 1056,
    };
    school.do_it(PRINCIPAL, Capacity::Principal, Command::School(SchoolCommand { acts: vec![open] })).await;
    let acts = vec![Act::Enrol { class: class_2a, from: date(2026, 9, 14), annual_hours: 1056 }];
    school.do_it(PRINCIPAL, Capacity::Principal, Command::People(People { person: GIULIA, acts })).await;

    let (_, step) = school.get(HEAD, &format!("{path}?position={annulment}")).await;
    let missed = line(&step, "Ore perse");
    assert_eq!((&missed["before"], &missed["after"]), (&json!("6"), &json!("0")), "{step}");
    // Two moments are those of the year of the later.
    let (_, two) = school.get(HEAD, &format!("{path}?beside=2025-11-11T08:00&as_of=2025-11-11T12:00")).await;
    assert_eq!(line(&two, "Ore perse")["after"], "6");
}

/// Two pieces of homework for the same day are two lines, and each says of which subject it is.
#[tokio::test]
async fn homework_is_told_by_subject_and_none_is_lost() {
    let school = School::open().await;
    for (who, subject, text) in
        [(MATHS, "MAT", "es. 1"), (ITALIAN, "ITA", "leggere il canto V"), (MATHS, "MAT", "es. 2")]
    {
        let body = json!({ "class": CLASS_1A, "on": TUESDAY, "subject": subject, "text": text, "due_on": "2025-11-13" });
        let (status, answer) = school.post((who, Capacity::Teacher), "homework", &body).await;
        assert!(status.is_success(), "{answer}");
    }
    let (_, played) = school.get(HEAD, &format!("classes/{CLASS_1A}/replay?on={TUESDAY}")).await;
    let told: Vec<(&str, &Value, &Value)> = played["lines"]
        .as_array()
        .expect("lines")
        .iter()
        .filter_map(|line| Some((line["what"].as_str()?, &line["before"], &line["after"])))
        .filter(|(what, ..)| what.starts_with("Compiti"))
        .collect();
    let (maths, italian) =
        ("Compiti di Matematica per il 13/11/2025", "Compiti di Italiano per il 13/11/2025");
    assert_eq!(
        told,
        [
            (maths, &json!("es. 1"), &json!("es. 1")),
            (italian, &json!("leggere il canto V"), &json!("leggere il canto V")),
            (maths, &json!(null), &json!("es. 2")),
        ]
    );
}

/// Whoever reads a case file reads all of its acts when it is played again, also those that do not name her.
#[tokio::test]
async fn a_case_file_is_played_again_whole() {
    let school = appeals::school().await;
    appeals::sanctioned(&school).await;
    let path = format!("cases/{}/replay", appeals::CASE);
    // Convened to decide it; she did not report it.
    for who in [(ITALIAN, Capacity::Teacher), appeals::HEAD] {
        let (_, file) = school.get(who, &format!("cases/{}", appeals::CASE)).await;
        let acts = file["acts"].as_array().map(Vec::len);
        let (status, played) = school.get(who, &path).await;
        assert_eq!(status, StatusCode::OK, "{played}");
        assert_eq!(played["steps"].as_u64(), acts.map(|acts| acts as u64), "{who:?}: {played}");
        assert!(recorded(&school).await.persons.contains(&GIULIA));
    }
    // Among the acts of the student too; of the other teachers, none of them.
    let (_, hers) = school.get((ITALIAN, Capacity::Teacher), &format!("students/{GIULIA}/replay")).await;
    assert_eq!(hers["event"]["kind"], "sanction-communicated.v1", "{hers}");
    for who in [(OTHER, Capacity::Teacher), (MARCO, Capacity::Student)] {
        assert_eq!(school.get(who, &path).await.0, StatusCode::NOT_FOUND, "{who:?}");
    }
}

/// A class's day names everybody in it, also who is in none of its acts.
#[tokio::test]
async fn everybody_in_a_class_is_recorded_when_its_day_is_played_again() {
    let school = school().await;
    let (_, played) = school.get(HEAD, &format!("classes/{CLASS_1A}/replay?on={TUESDAY}")).await;
    assert_eq!(line(&played, "Prova Anna")["after"], "presente");
    let persons = recorded(&school).await.persons;
    assert!([GIULIA, MARCO, ANNA].iter().all(|student| persons.contains(student)), "{persons:?}");
}

/// That a grade was changed near a scrutiny is not on the envelope: a list of envelopes would tell it.
#[tokio::test]
async fn without_a_reason_nobody_learns_which_grades_were_changed_near_a_scrutiny() {
    let school = school().await;
    school.at(datetime(2025, 11, 13, 10, 0, 0, 0));
    let done = async |who, path: &str, body: Value| {
        let (status, answer) = school.post(who, path, &body).await;
        assert!(status.is_success(), "{path}: {answer}");
    };
    let entry = json!({ "class": CLASS_1A, "subject": "MAT", "on": TUESDAY, "kind": "oral",
        "grades": [{ "student": GIULIA, "value": 450 }] });
    done(TEACHER, "grade-entries", entry).await;
    let open = json!({ "class": CLASS_1A, "period": "final", "act": { "open": {
        "covers_from": "2025-09-15", "covers_to": "2026-06-08", "sits_on": "2026-06-10" } } });
    school.at(datetime(2026, 5, 25, 10, 0, 0, 0));
    done(HEAD, "scrutinies", open).await;
    school.at(datetime(2026, 6, 3, 10, 0, 0, 0));
    let correct = json!({ "student": GIULIA, "year": 2025, "grade": 0,
        "act": { "correct": { "value": 400, "reason": "errore di somma" } } });
    done(TEACHER, "grades", correct).await;

    assert_eq!(kinds(&found(&school, HEAD, "unusual=before-scrutiny").await), ["grade-corrected.v1"]);
    assert!(found(&school, AUDITOR, "unusual=before-scrutiny").await.is_empty());
    school.with_reason(AUDITOR).await;
    assert_eq!(kinds(&found(&school, AUDITOR, "unusual=before-scrutiny").await), ["grade-corrected.v1"]);
}

#[tokio::test]
async fn the_first_day_there_is_may_be_asked_about() {
    let school = school().await;
    for day in ["-009999-01-01", "-009999-01-02"] {
        assert!(!found(&school, HEAD, &format!("recorded_from={day}")).await.is_empty(), "{day}");
    }
}

/// To who may not read of her, that nobody is called so and that somebody is are one answer.
#[tokio::test]
async fn the_desk_does_not_tell_who_is_there() {
    let school = school().await;
    let asked = async |who, field: &str, name: &str| {
        let path = format!("/ispezione?{field}={}&insolito=late", name.replace(' ', "%20"));
        let (status, shown) = page(&school, who, &path).await;
        assert_eq!(status, 200, "{shown}");
        shown.replace(&name.replace(' ', "%20"), "").replace(name, "")
    };
    for (field, there) in [("studente", "Prova Giulia"), ("autore", "Prova Matematica")] {
        let nobody = asked(AUDITOR, field, "Nessuno Prova").await;
        assert_eq!(asked(AUDITOR, field, there).await, nobody, "{field}");
        assert!(nobody.contains("Forse nessuno si chiama così"), "{nobody}");
        // Who knows everybody is told.
        let told = asked(HEAD, field, "Nessuno Prova").await;
        assert!(told.contains("essuno si chiama così") && !told.contains("Forse"), "{told}");
        assert!(asked(HEAD, field, there).await.contains("atti, dal più recente"), "{field}");
    }
    school.with_reason(AUDITOR).await;
    let hers = asked(AUDITOR, "studente", "Prova Giulia").await;
    assert!(hers.contains("Ripercorri") && hers.contains("atti, dal più recente"), "{hers}");
}
