//! What the national register of students asks of a school at the end of a year, as complete and coherent CSV: marks and
//! absences of each subject, outcomes, attendance. Whoever sends it adds what the register does not know (the fiscal code, of
//! which only a key is kept) and the form that SIDI wants: `docs/interoperability.md`.

use std::collections::BTreeMap;

use registro::cli::Failure;
use registro::desk::{attendance_stream, scrutiny_stream};
use registro_domain::ids::{ClassId, PersonId, SubjectCode};
use registro_domain::scrutiny::{Average, Ground, Outcome, ScrutinyPeriod};
use registro_projections::attendance_totals::{AttendanceTotals, Totals};
use registro_projections::scrutinies::Scrutinies;

use super::sheet::Sheet;
use super::{each, school_year};
use crate::bag::Bag;
use crate::tables::Source;

/// Hours missed of each subject.
type Missed = BTreeMap<(PersonId, i16), BTreeMap<SubjectCode, u32>>;

pub(super) async fn export(source: &Source<'_>, bag: &Bag) -> Result<(), Failure> {
    students(source, bag)?;
    let missed = attendance(source, bag).await?;
    results(source, bag, &missed).await
}

/// The first cells of every row: the school's code, the year, the class.
fn place(source: &Source<'_>, class: Option<ClassId>, year: i16) -> [String; 3] {
    let school = &source.directory.school;
    let code = school.name.as_ref().map(|(_, code)| code.to_string()).unwrap_or_default();
    let label = class.and_then(|class| school.classes.get(&class)).map(|class| class.label.to_string());
    [code, school_year(year), label.unwrap_or_default()]
}

fn students(source: &Source<'_>, bag: &Bag) -> Result<(), Failure> {
    let header =
        "codice_meccanografico,anno_scolastico,classe,indirizzo,id_alunno,cognome,nome,data_nascita,dal,al";
    let mut sheet = Sheet::create(bag, "data/sidi/alunni.csv", header)?;
    for profile in source.people() {
        for enrolment in &profile.enrolments {
            let [code, year, label] = place(source, Some(enrolment.class), enrolment.year.0);
            let class = source.directory.school.classes.get(&enrolment.class);
            let track = class.map(|class| class.track.to_string()).unwrap_or_default();
            let until = enrolment.until.map(|day| day.to_string()).unwrap_or_default();
            sheet.put(&[
                &code,
                &year,
                &label,
                &track,
                &profile.person.to_string(),
                profile.family_name.as_str(),
                profile.given_name.as_str(),
                &profile.born_on.to_string(),
                &enrolment.from.to_string(),
                &until,
            ])?;
        }
    }
    sheet.finish(bag)
}

async fn attendance(source: &Source<'_>, bag: &Bag) -> Result<Missed, Failure> {
    let header = "codice_meccanografico,anno_scolastico,classe,id_alunno,monte_ore,ore_assenza,ore_deroga,\
                  ore_conteggiate,ore_residue,tre_quarti_frequentati";
    let mut sheet = Sheet::create(bag, "data/sidi/frequenze.csv", header)?;
    let share = source.app.register.regulation.attendance_share(source.on);
    let mut missed = Missed::new();
    each::<AttendanceTotals>(source, |row: &Totals| {
        if !source.restricted.gives(row.student, attendance_stream(row.student, row.year))? {
            return Ok(());
        }
        let [code, year, label] = place(source, row.class, row.year.0);
        let left = row.hours_left(share);
        sheet.put(&[
            &code,
            &year,
            &label,
            &row.student.to_string(),
            &row.annual_hours.to_string(),
            &row.hours_missed().to_string(),
            &row.hours_excused().to_string(),
            &row.hours_counted().to_string(),
            &left.max(0).to_string(),
            if left < 0 { "NO" } else { "SI" },
        ])?;
        let of_subject = row.hours_by_subject().into_iter().map(|(subject, hours)| (subject.clone(), hours));
        missed.insert((row.student, row.year.0), of_subject.collect());
        Ok(())
    })
    .await?;
    sheet.finish(bag)?;
    Ok(missed)
}

/// Of closed final scrutinies only: what is not deliberated is nobody's mark.
async fn results(source: &Source<'_>, bag: &Bag, missed: &Missed) -> Result<(), Failure> {
    let header = "codice_meccanografico,anno_scolastico,classe,id_alunno,disciplina,nome_disciplina,voto_finale,\
                  ore_assenza";
    let mut marks = Sheet::create(bag, "data/sidi/voti-e-assenze-finali.csv", header)?;
    let header = "codice_meccanografico,anno_scolastico,classe,id_alunno,comportamento,media,credito,esito,discipline_sospese";
    let mut outcomes = Sheet::create(bag, "data/sidi/esiti.csv", header)?;
    each::<Scrutinies>(source, |row| {
        if row.period != ScrutinyPeriod::Final || row.scrutiny.closed_on().is_none() {
            return Ok(());
        }
        if source.restricted.stream(&scrutiny_stream(row.class, row.period)?) {
            return Ok(());
        }
        let [code, year, label] = place(source, Some(row.class), row.year.0);
        let told = |(student, _): &(&PersonId, _)| !source.restricted.person(**student);
        for (student, judged) in row.scrutiny.students.iter().filter(told) {
            let hours = missed.get(&(*student, row.year.0));
            let id = student.to_string();
            for (subject, grade) in &judged.grades {
                let name = source.directory.school.subjects.get(subject).map(|name| name.to_string());
                let hours = hours.and_then(|hours| hours.get(subject)).copied().unwrap_or(0).to_string();
                let name = name.unwrap_or_default();
                marks.put(&[&code, &year, &label, &id, &subject.0, &name, &grade.to_string(), &hours])?;
            }
            let average = judged.average().map(Average::hundredths);
            let average = average.map(|of| format!("{}.{:02}", of / 100, of % 100)).unwrap_or_default();
            let behaviour = judged.behaviour.as_ref().map(|it| it.value.to_string()).unwrap_or_default();
            let credit = judged.credit.as_ref().map(|(points, ..)| points.to_string()).unwrap_or_default();
            let (outcome, suspended) = match &judged.outcome {
                Some(last) => written(&last.outcome),
                None => ("", String::new()),
            };
            outcomes.put(&[&code, &year, &label, &id, &behaviour, &average, &credit, outcome, &suspended])?;
        }
        Ok(())
    })
    .await?;
    marks.finish(bag)?;
    outcomes.finish(bag)
}

fn written(outcome: &Outcome) -> (&'static str, String) {
    match outcome {
        Outcome::Admitted => ("AMMESSO", String::new()),
        Outcome::Suspended { subjects, .. } => {
            let codes: Vec<&str> = subjects.iter().map(|subject| subject.0.as_str()).collect();
            ("GIUDIZIO SOSPESO", codes.join(" "))
        }
        Outcome::NotAdmitted { ground: Ground::Behaviour } => {
            ("NON AMMESSO PER COMPORTAMENTO", String::new())
        }
        Outcome::NotAdmitted { ground: Ground::Subjects | Ground::Essay } => ("NON AMMESSO", String::new()),
        Outcome::ExcludedForAbsences => ("ESCLUSO PER ASSENZE", String::new()),
    }
}
