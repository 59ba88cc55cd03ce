//! What a school tells the next one of a student: who she is, each year's attendance and published results, final sanctions.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use jiff::civil::Date;
use registro::answers::Moment;
use registro::app::App;
use registro::cli::Failure;
use registro::desk::{assessment_stream, attendance_stream, case_stream, derogation_stream, scrutiny_stream};
use registro::refusal::Refusal;
use registro_domain::calendar::SchoolYear;
use registro_domain::case::{Charge, Measure, transfer_file};
use registro_domain::ids::{PersonId, SubjectCode};
use registro_domain::people::Profile;
use registro_domain::scrutiny::{Outcome, ScrutinyPeriod};
use serde::{Deserialize, Serialize};

use crate::restricted::Restricted;

const KIND: &str = "registro-student-file.v1";

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StudentFile {
    kind: String,
    /// The school's name and its code.
    pub(super) school: String,
    /// The day on which it was made.
    pub(super) on: Date,
    student: PersonId,
    pub(super) family_name: String,
    pub(super) given_name: String,
    born_on: Date,
    pub(super) years: Vec<Year>,
    pub(super) sanctions: Vec<Sanction>,
    /// Whether something is not in it because its processing is restricted (C4-05).
    #[serde(default)]
    restricted: bool,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Year {
    year: SchoolYear,
    class: String,
    annual_hours: u16,
    /// `None` while they are restricted.
    hours_missed: Option<u32>,
    hours_excused: Option<u32>,
    results: Vec<Results>,
}

/// As they were published.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Results {
    period: ScrutinyPeriod,
    grades: BTreeMap<SubjectCode, u8>,
    behaviour: Option<u8>,
    credit: Option<u8>,
    outcome: Option<Outcome>,
}

/// Final, and annulled by nobody (B1-11).
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sanction {
    fact_on: Date,
    charge: Charge,
    measure: Measure,
    decided_on: Option<Date>,
}

impl StudentFile {
    pub(super) async fn of(app: &App, student: PersonId) -> Result<Self, Refusal> {
        let directory = app.register.directory().await?;
        let profile = directory.person(student).ok_or(Refusal::NotFound("lo studente"))?;
        let on = app.register.today();
        let restricted = Restricted::of(app).await?;
        if restricted.person(student) {
            let why = "il trattamento dei dati dello studente è limitato (GDPR, art. 18): il fascicolo non si consegna finché la \
                       limitazione non è revocata";
            return Err(Refusal::NotAllowed(why.to_owned()));
        }
        let mut left_out = false;
        let file = transfer_file(app.summaries_of(student, Moment::Now, on).await?);
        let mut sanctions = Vec::new();
        for case in file.sanctions {
            if restricted.stream(&case_stream(case.case)?) {
                left_out = true;
                continue;
            }
            let (fact_on, charge, decided_on) = (case.fact_on, case.charge, case.decided_on);
            sanctions.extend(case.measure.map(|measure| Sanction { fact_on, charge, measure, decided_on }));
        }
        let school = match &directory.school.name {
            Some((name, code)) => format!("{name} ({code})"),
            None => app.register.school.0.to_string(),
        };
        let years = years(app, profile, on, &restricted, &mut left_out).await?;
        Ok(Self {
            kind: KIND.to_owned(),
            school,
            on,
            student,
            family_name: profile.family_name.to_string(),
            given_name: profile.given_name.to_string(),
            born_on: profile.born_on,
            years,
            sanctions,
            restricted: left_out,
        })
    }

    /// A file that came from elsewhere.
    pub(super) fn read(text: &str) -> Result<Self, Failure> {
        let file: Self = serde_json::from_str(text).map_err(|error| format!("fascicolo.json: {error}"))?;
        if file.kind != KIND {
            return Err(format!("«{}» non è un fascicolo che si conosca", file.kind).into());
        }
        Ok(file)
    }

    /// For people, in Italian.
    pub(super) fn told(&self) -> String {
        let mut text = format!(
            "# Fascicolo di {} {}\n\nNata o nato il {}. Preparato il {} da {}.\n\nDelle sanzioni vi sono soltanto le \
             definitive. I risultati sono quelli pubblicati.\n",
            self.family_name, self.given_name, self.born_on, self.on, self.school
        );
        if self.restricted {
            text.push_str(
                "\nDi alcuni dati il trattamento è limitato (GDPR, art. 18): qui non ci sono, e la scuola lo comunica a chi li ha avuti.\n",
            );
        }
        for year in &self.years {
            // A String takes any text.
            let _ = writeln!(text, "\n## {} · classe {}\n", year.year, year.class);
            let _ = match (year.hours_missed, year.hours_excused) {
                (Some(missed), Some(excused)) => writeln!(
                    text,
                    "Ore di assenza {missed} su {}, di cui {excused} in deroga.",
                    year.annual_hours
                ),
                (None, _) | (_, None) => writeln!(text, "Ore di assenza: non indicate."),
            };
            for results in &year.results {
                let grades: Vec<String> =
                    results.grades.iter().map(|(subject, grade)| format!("{subject} {grade}")).collect();
                let or_none = |number: Option<u8>| number.map_or_else(|| "—".to_owned(), |it| it.to_string());
                let _ = writeln!(
                    text,
                    "\n- {}: {}; comportamento {}; credito {}",
                    results.period.italian(),
                    grades.join(", "),
                    or_none(results.behaviour),
                    or_none(results.credit)
                );
            }
        }
        let _ = writeln!(text, "\n## Sanzioni definitive\n");
        if self.sanctions.is_empty() {
            let _ = writeln!(text, "Nessuna.");
        }
        for sanction in &self.sanctions {
            let _ = writeln!(
                text,
                "- fatto del {}, lettera {}: {}",
                sanction.fact_on,
                sanction.charge.letter(),
                sanction.measure.sanction.italian()
            );
        }
        text
    }
}

async fn years(
    app: &App,
    profile: &Profile,
    today: Date,
    restricted: &Restricted,
    left_out: &mut bool,
) -> Result<Vec<Year>, Refusal> {
    let directory = app.register.directory().await?;
    let mut years: BTreeMap<SchoolYear, String> = BTreeMap::new();
    for enrolment in &profile.enrolments {
        years.insert(enrolment.year, directory.class_label(enrolment.class));
    }
    let mut told = Vec::with_capacity(years.len());
    for (year, class) in years {
        let totals = app.totals(profile.person, year, Moment::Now).await?;
        let hidden = restricted.stream(&attendance_stream(profile.person, year)?)
            || restricted.stream(&derogation_stream(profile.person, year)?);
        *left_out |= hidden;
        let mut results = app.results(profile.person, year, &directory, today).await?;
        let all = results.len();
        let graded = restricted.stream(&assessment_stream(profile.person, year)?);
        let mut of_scrutinies = BTreeSet::new();
        for result in &results {
            if graded || restricted.stream(&scrutiny_stream(result.class, result.period)?) {
                of_scrutinies.insert((result.class, result.period));
            }
        }
        results.retain(|result| !of_scrutinies.contains(&(result.class, result.period)));
        *left_out |= results.len() < all;
        let results = results.into_iter().map(|result| Results {
            period: result.period,
            grades: result.judged.grades.iter().map(|(code, grade)| (code.clone(), grade.tenths())).collect(),
            behaviour: result.judged.behaviour.as_ref().map(|it| it.value.tenths()),
            credit: result.judged.credit.map(|(points, ..)| points),
            outcome: result.judged.outcome.map(|last| last.outcome),
        });
        told.push(Year {
            year,
            class,
            annual_hours: totals.as_ref().map_or(0, |totals| totals.annual_hours),
            hours_missed: (!hidden).then(|| totals.as_ref().map_or(0, |totals| totals.hours_missed())),
            hours_excused: (!hidden).then(|| totals.as_ref().map_or(0, |totals| totals.hours_excused())),
            results: results.collect(),
        });
    }
    Ok(told)
}
