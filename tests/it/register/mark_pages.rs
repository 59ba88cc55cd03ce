//! The pages of grades and notes, used as people use them: without a script, and with forms that come back.

use axum::body::Body;
use axum::http::{Request, header};
use jiff::civil::date;
use registro::actor::Capacity;
use registro_domain::ids::PersonId;
use serde_json::json;
use uuid::Uuid;

use super::support::{
    ANNA, CLASS_1A, FATHER, GIULIA, ITALIAN, MARCO, MATHS, MOTHER, OTHER, PRINCIPAL, School, TUESDAY,
};
use super::words::form;

type Who = (PersonId, Capacity);

const HEAD: Who = (PRINCIPAL, Capacity::Principal);
const TEACHER: Who = (MATHS, Capacity::Teacher);
const COLLEAGUE: Who = (ITALIAN, Capacity::Teacher);
const HER_MOTHER: Who = (MOTHER, Capacity::Guardian);

async fn page(school: &School, (who, capacity): Who, path: &str) -> (u16, String) {
    let request = Request::builder()
        .uri(path)
        .header(header::ACCEPT, "text/html")
        .header(header::AUTHORIZATION, format!("Bearer {}", school.token(who, capacity)))
        .body(Body::empty())
        .expect("a request");
    school.page(request).await
}

async fn says(school: &School, who: Who, path: &str, said: &[&str], unsaid: &[&str]) {
    let (status, text) = page(school, who, path).await;
    assert_eq!(status, 200, "{path}: {text}");
    for words in said {
        assert!(text.contains(words), "{path}: {words} is not in\n{text}");
    }
    for words in unsaid {
        assert!(!text.contains(words), "{path}: {words} is in\n{text}");
    }
}

async fn sends(school: &School, who: Who, path: &str, body: String) -> (u16, String) {
    form(school, who, path, format!("command={}&{body}", Uuid::new_v4())).await
}

/// A12-01, A12-10: a column is filled, a test is handed back, and families see it.
#[tokio::test]
async fn a_teacher_fills_a_column_and_hands_a_test_back() {
    let school = School::open().await;
    let class = format!("/classi/{CLASS_1A}/voti");
    let maths = format!("{class}?materia=MAT");
    says(&school, TEACHER, &maths, &["Nuova colonna di voti", "da 1 a 10 per passi di 0,25"], &[]).await;
    says(&school, HEAD, &maths, &["Registro"], &["Nuova colonna di voti"]).await;
    let (status, _) = page(&school, (OTHER, Capacity::Teacher), &maths).await;
    assert_eq!(status, 404);

    let column = |act: &str, test: &str, values: &[(PersonId, &str)]| {
        let values: String = values.iter().map(|(id, value)| format!("&v-{id}={value}")).collect();
        format!(
            "subject=MAT&kind=scritto&on={TUESDAY}&weight=100&test={test}&act={act}{values}\
             &c-{GIULIA}=ordinato"
        )
    };
    // A value that is none comes back with what was written.
    let (status, text) =
        sends(&school, TEACHER, &class, column("enter", "", &[(GIULIA, "sei"), (ANNA, "7")])).await;
    assert_eq!(status, 400, "{text}");
    for words in ["Prova Giulia", "sei", "value=\"7\"", "value=\"ordinato\""] {
        assert!(text.contains(words), "{words} is not in\n{text}");
    }
    let (status, text) = sends(&school, TEACHER, &class, column("enter", "", &[])).await;
    assert_eq!(status, 400, "{text}");
    let (status, text) =
        sends(&school, TEACHER, &class, column("enter", "", &[(GIULIA, "6%C2%BD"), (ANNA, "7-")])).await;
    assert_eq!(status, 303, "{text}");
    says(&school, TEACHER, &maths, &["6,5", "6,75", "non pubblicato"], &[]).await;
    let hers = format!("/studenti/{GIULIA}/voti");
    says(&school, HER_MOTHER, &hers, &["Non ci sono ancora voti"], &["6,5"]).await;

    let planned = json!({ "class": CLASS_1A, "on": "2025-11-12", "period": 1 });
    assert!(school.post(TEACHER, "planned-tests", &planned).await.0.is_success());
    school.at(date(2025, 11, 20).at(12, 0, 0, 0));
    let to_do = "/adempimenti";
    says(&school, TEACHER, to_do, &["restituire la verifica corretta", "verifica=2025-11-12%2F1"], &[]).await;
    let waiting = format!("{maths}&verifica=2025-11-12%2F1");
    says(&school, TEACHER, &waiting, &["value=\"2025-11-12/1\" selected"], &[]).await;
    let back = column("hand-back", "2025-11-12/1", &[(GIULIA, "8"), (ANNA, "5"), (MARCO, "6")]);
    let (status, text) = sends(&school, TEACHER, &class, back).await;
    assert_eq!(status, 303, "{text}");
    says(
        &school,
        HER_MOTHER,
        &hers,
        &["<strong>8</strong>", "ordinato", "media <strong>8</strong>"],
        &["6,5"],
    )
    .await;
    let (_, text) = page(&school, TEACHER, to_do).await;
    assert!(text.contains("compiuto"), "{text}");
}

/// B7-05, C4-01: corrected with a reason in sight of the family, which states what it has to say; the author is told.
#[tokio::test]
async fn a_grade_is_corrected_and_contested_from_its_page() {
    let school = School::open().await;
    let oral = json!({ "class": CLASS_1A, "subject": "MAT", "on": TUESDAY, "kind": "oral",
                       "grades": [{ "student": GIULIA, "value": 450 }] });
    assert!(school.post(TEACHER, "grade-entries", &oral).await.0.is_success());
    let hers = format!("/studenti/{GIULIA}/voti");
    let act = |act: &str, more: &str| format!("year=2025&number=0&act={act}&{more}");
    says(&school, TEACHER, &hers, &["value=\"correct\""], &["value=\"publish\""]).await;
    says(&school, COLLEAGUE, &hers, &["4,5"], &["value=\"correct\""]).await;
    let (status, text) =
        sends(&school, TEACHER, &hers, act("correct", "value=4,1&text=errore+di+somma")).await;
    assert_eq!(status, 422, "{text}");
    assert!(text.contains("4,1 non è un voto") && text.contains("value=\"errore di somma\""), "{text}");
    let (status, text) = sends(&school, TEACHER, &hers, act("correct", "value=4&text=")).await;
    assert_eq!(status, 422, "{text}");
    // A7-07: conduct is asked about, and confirmed from the page that asks.
    let (status, text) = sends(&school, TEACHER, &hers, act("correct", "value=4&text=disturba")).await;
    assert_eq!(status, 422, "{text}");
    assert!(text.contains(&format!("action=\"{hers}?confirmed=true\"")), "{text}");
    let (status, _) = sends(&school, TEACHER, &hers, act("correct", "value=4&text=errore+di+somma")).await;
    assert_eq!(status, 303);
    let (status, _) = sends(&school, HEAD, &hers, act("correct", "value=5&text=ricorso+accolto")).await;
    assert_eq!(status, 303);
    let (status, text) = sends(&school, HER_MOTHER, &hers, act("state", "text=ha+risposto+a+tutto")).await;
    assert_eq!(status, 303, "{text}");
    let said = [
        "era 4,5",
        "errore di somma",
        "era 4,",
        "ricorso accolto",
        "dichiarazione di",
        "ha risposto a tutto",
    ];
    says(&school, HER_MOTHER, &hers, &said, &["value=\"correct\""]).await;
    says(&school, TEACHER, "/voti", &["Da altri", "da 4 a 5", "ricorso accolto"], &[]).await;
    says(&school, TEACHER, "/appello", &["Un tuo voto è stato cambiato da altri"], &[]).await;
    says(&school, COLLEAGUE, "/appello", &[], &["cambiato da altri"]).await;
    says(&school, HEAD, "/voti", &["vicino a uno scrutinio"], &["ricorso accolto"]).await;
    let (status, _) = page(&school, (FATHER, Capacity::Guardian), &hers).await;
    assert_eq!(status, 404);
}

/// A12-04, C6, C4-01, A10-C7: notes from the page of the student.
#[tokio::test]
async fn notes_are_written_answered_and_annulled_from_their_page() {
    let school = School::open().await;
    let hers = format!("/studenti/{GIULIA}/note");
    says(&school, TEACHER, &format!("/classi/{CLASS_1A}"), &[&format!("{hers}#scrivi-nota")], &[]).await;
    let write = |text: &str| format!("act=write&on={TUESDAY}&period=1&kind=disciplinary&text={text}");
    let (status, text) = sends(&school, TEACHER, &hers, write("con+Marco+Prova+ha+lanciato+il+gesso")).await;
    assert_eq!(status, 422, "{text}");
    assert!(text.contains("«Marco Prova» è un altro studente"), "{text}");
    assert!(text.contains("con Marco Prova ha lanciato il gesso</textarea>"), "{text}");
    let (status, text) = sends(&school, TEACHER, &hers, write("ha+lanciato+il+gesso")).await;
    assert_eq!(status, 303, "{text}");
    says(&school, HER_MOTHER, &hers, &["Nota disciplinare", "ha lanciato il gesso"], &["Scrivi una nota"])
        .await;
    says(&school, COLLEAGUE, &hers, &["Nessuna nota", "Scrivi una nota"], &["gesso"]).await;
    let state = "act=state&year=2025&number=0&text=era+caduto";
    assert_eq!(sends(&school, HER_MOTHER, &hers, state.to_owned()).await.0, 303);
    let praise = format!("act=praise&on={TUESDAY}&text=ha+raccolto+i+banchi");
    assert_eq!(sends(&school, TEACHER, &hers, praise).await.0, 303);
    let separate = format!("act=separate&on={TUESDAY}&period=2&keeper={ITALIAN}");
    assert_eq!(sends(&school, TEACHER, &hers, separate).await.0, 303);
    let annul = "act=annul&year=2025&number=0&reason=il+gesso+era+caduto";
    assert_eq!(sends(&school, TEACHER, &hers, annul.to_owned()).await.0, 303);
    let said = ["annullata", "era caduto", "ha raccolto i banchi", "dalla 2ª ora", "famiglia da avvisare"];
    says(&school, HER_MOTHER, &hers, &said, &[]).await;
    says(&school, HEAD, &hers, &said, &[]).await;
    for who in [(FATHER, Capacity::Guardian), (ANNA, Capacity::Student), (OTHER, Capacity::Teacher)] {
        assert_eq!(page(&school, who, &hers).await.0, 404, "{who:?}");
    }
}
