//! Where pages are. Every link of a page is made here, so that a path is written once.

use std::fmt::Write as _;

use jiff::civil::Date;
use registro_domain::ids::{
    BreachId, CaseId, ClassId, ConflictId, ErasureId, NoticeId, PeriodNumber, PersonId, RequestId,
    SubjectCode,
};
use registro_domain::scrutiny::ScrutinyPeriod;
use registro_eventlog::event::Position;

/// The school's disciplinary cases.
pub const CASES: &str = "/casi";

/// The access log, for the protection officer.
pub const ACCESSES: &str = "/accessi";
/// The desk of requests about data and documents.
pub const REQUESTS: &str = "/richieste";
/// Data to be erased or restricted.
pub const ERASURES: &str = "/cancellazioni";
/// The register of breaches.
pub const BREACHES: &str = "/violazioni";
/// Reasons recorded for reading what is not one's daily work.
pub const CONSULTATIONS: &str = "/consultazioni";

/// A disciplinary case's file.
pub fn case(case: CaseId) -> String {
    format!("{CASES}/{case}")
}

/// A breach, with its steps.
pub fn breach(breach: BreachId) -> String {
    format!("{BREACHES}/{breach}")
}

/// The desk of the Organo di garanzia.
pub const GUARANTEE: &str = "/organo-di-garanzia";

/// The bundle of evidence of a case.
pub fn evidence(case: CaseId) -> String {
    format!("{CASES}/{case}/prove")
}

/// The document of an act.
pub fn document(position: u64) -> String {
    format!("/eventi/{position}/documento")
}

/// A student's certificate of attendance.
pub fn certificate(student: PersonId) -> String {
    format!("/studenti/{student}/certificato")
}

/// The accessibility statement.
pub const ACCESSIBILITY: &str = "/accessibilita";
/// The words of the law, explained.
pub const GLOSSARY: &str = "/glossario";
/// The record of processing activities.
pub const PROCESSING: &str = "/trattamenti";
/// The notices of art. 13 and 14, and what an impact assessment begins from.
pub const TO_FAMILIES: &str = "/trattamenti/informativa/famiglie";
pub const TO_STAFF: &str = "/trattamenti/informativa/personale";
pub const IMPACT: &str = "/trattamenti/valutazione";

/// The audit officer's desk.
pub const INSPECTION: &str = "/ispezione";

/// A student played again.
pub fn inspect_student(student: PersonId) -> String {
    format!("{INSPECTION}/studenti/{student}")
}

/// A class's day played again.
pub fn inspect_class(class: ClassId, on: Date) -> String {
    format!("{INSPECTION}/classi/{class}?giorno={on}")
}

/// A case played again.
pub fn inspect_case(case: CaseId) -> String {
    format!("{INSPECTION}/casi/{case}")
}

/// A case's appeals, complaints and orders.
pub fn appeal(case: CaseId) -> String {
    format!("{CASES}/{case}/ricorso")
}

/// A conflict about the regulation.
pub fn erasure(erasure: ErasureId) -> String {
    format!("{ERASURES}/{erasure}")
}

pub fn request(request: RequestId) -> String {
    format!("{REQUESTS}/{request}")
}

/// The copy that answers a request.
pub fn own_data(request: RequestId) -> String {
    format!("{REQUESTS}/{request}/copia")
}

pub fn rule_conflict(conflict: ConflictId) -> String {
    format!("{GUARANTEE}/conflitti/{conflict}")
}

/// A student's disciplinary measures.
pub fn student_measures(student: PersonId) -> String {
    format!("/studenti/{student}/provvedimenti")
}

/// A student's page.
pub fn student(student: PersonId) -> String {
    format!("/studenti/{student}")
}

/// The acts on a student's record.
pub fn history(student: PersonId) -> String {
    format!("/studenti/{student}/storia")
}

/// A student's page with the reasons of a figure, perhaps as of an instant.
pub fn student_why(student: PersonId, figure: &str, as_of: Option<&str>) -> String {
    let as_of = as_of.map(|at| format!("&al={}", encoded(at))).unwrap_or_default();
    format!("/studenti/{student}?perche={}{as_of}#perche", encoded(figure))
}

/// The hours behind a figure of a student's page.
pub fn student_hours(student: PersonId, filter: &str) -> String {
    format!("/studenti/{student}/ore{filter}")
}

/// The facts of a student's year.
pub fn student_facts(student: PersonId) -> String {
    format!("/studenti/{student}/fatti")
}

/// A student's grades.
pub fn student_grades(student: PersonId) -> String {
    format!("/studenti/{student}/voti")
}

/// What was written of a student's conduct.
pub fn student_conduct(student: PersonId) -> String {
    format!("/studenti/{student}/note")
}

/// A class's grades in a subject.
pub fn class_grades(class: ClassId, subject: &SubjectCode) -> String {
    format!("/classi/{class}/voti?materia={}", encoded(&subject.0))
}

/// The same, with a planned test to hand back.
pub fn hand_back(class: ClassId, subject: &SubjectCode, test: &str) -> String {
    format!("{}&verifica={}#colonna", class_grades(class, subject), encoded(test))
}

/// Where a column of grades is sent.
pub fn class_grades_form(class: ClassId) -> String {
    format!("/classi/{class}/voti")
}

/// A class, today.
pub fn class(class: ClassId) -> String {
    format!("/classi/{class}")
}

/// A class on a day.
pub fn class_on(class: ClassId, on: Date) -> String {
    format!("/classi/{class}?giorno={on}")
}

/// The roll call of an hour; in a colleague's place, if she is named.
pub fn roll_call(class: ClassId, on: Date, period: PeriodNumber, colleague: Option<PersonId>) -> String {
    let colleague = colleague.map(|of| format!("&collega={of}")).unwrap_or_default();
    format!("/appello?classe={class}&giorno={on}&ora={}{colleague}", period.0)
}

/// The facts of a student's day, to be corrected or annulled.
pub fn student_day(student: PersonId, on: Date) -> String {
    format!("/studenti/{student}/giorni/{on}")
}

/// A scrutiny of a class.
pub fn scrutiny(class: ClassId, period: ScrutinyPeriod) -> String {
    format!("/classi/{class}/scrutinio/{}", self::period(period))
}

/// A scrutiny as paths name it.
pub fn period(period: ScrutinyPeriod) -> &'static str {
    match period {
        ScrutinyPeriod::Interim => "intermedio",
        ScrutinyPeriod::Final => "finale",
    }
}

/// The behaviour dossiers of a class, for a scrutiny.
pub fn behaviour_dossier(class: ClassId, period: ScrutinyPeriod) -> String {
    format!("/classi/{class}/fascicolo-comportamento?periodo={}", self::period(period))
}

/// A student's published results.
pub fn student_results(student: PersonId) -> String {
    format!("/studenti/{student}/scrutini")
}

/// A student's report card.
pub fn report_card(student: PersonId, period: ScrutinyPeriod) -> String {
    format!("/studenti/{student}/pagella/{}", self::period(period))
}

/// The students of a class.
pub fn class_students(class: ClassId) -> String {
    format!("/classi/{class}/studenti")
}

/// The reasons of a figure of a day, of one class or of the whole school.
pub fn day_why(figure: &str, on: Date, class: Option<ClassId>) -> String {
    let class = class.map(|class| format!("&classe={class}")).unwrap_or_default();
    format!("/perche?figura={figure}&giorno={on}{class}")
}

/// The acts on one student's day in class.
pub fn day_why_student(on: Date, class: ClassId, student: PersonId) -> String {
    format!("{}&studente={student}", day_why("ore", on, Some(class)))
}

/// A list behind a figure of the dashboard.
pub fn list(name: &str, on: Date) -> String {
    format!("/elenchi/{name}?giorno={on}")
}

/// Who would cross the line under each way of counting.
pub fn counting(on: Date) -> String {
    format!("/rapporti/conteggi?al={on}")
}

/// A notice of the board.
pub fn notice(notice: NoticeId) -> String {
    format!("/bacheca/{notice}")
}

/// A new notice to a student's family.
pub fn write_to_the_family(student: PersonId) -> String {
    format!("/bacheca/nuova?studente={student}")
}

/// An event in full.
pub fn event(position: Position) -> String {
    format!("/eventi/{}", position.0)
}

/// Percent-encoded, for the value of a parameter.
pub fn encoded(value: &str) -> String {
    let mut encoded = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

/// A path of this server, and not another server's address that looks like one.
pub fn is_local(path: &str) -> bool {
    path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains('\\')
        && !path.chars().any(|c| c.is_control() || c.is_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_path_of_this_server_is_returned_to() {
        assert!(is_local("/studenti/7?perche=hours-missed#perche"));
        for elsewhere in
            ["", "studenti", "//evil.example", "/\\evil.example", "https://evil.example", "/a\nb"]
        {
            assert!(!is_local(elsewhere), "{elsewhere:?}");
        }
    }

    #[test]
    fn a_value_is_encoded_byte_by_byte() {
        assert_eq!(encoded("/classi?a=è"), "%2Fclassi%3Fa%3D%C3%A8");
    }
}
