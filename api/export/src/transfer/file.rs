//! What a school tells the next one of a student: who she is, each year's attendance and published results, final sanctions.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use jiff::civil::Date;
use registro::answers::Moment;
use registro::app::App;
use registro::cli::Failure;
use registro::desk::{attendance_stream, case_stream, scrutiny_stream};
use registro::policy::is_restricted;
use registro::refusal::Refusal;
use registro_domain::calendar::SchoolYear;
use registro_domain::case::{Charge, Measure, transfer_file};
use registro_domain::ids::{PersonId, SubjectCode};
use registro_domain::people::Profile;
use registro_domain::scrutiny::{Outcome, ScrutinyPeriod};
use serde::{Deserialize, Serialize};

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
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Year {
    year: SchoolYear,
    class: String,
    annual_hours: u16,
    hours_missed: u32,
    hours_excused: u32,
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
        // What is restricted (GDPR, art. 18) is not told to anybody else meanwhile.
        let mut cases = app.summaries_of(student, Moment::Now, on).await?;
        let hidden = |case| case_stream(case).is_ok_and(|stream| is_restricted(&directory, &stream, student));
        cases.retain(|summary| !hidden(summary.case));
        let file = transfer_file(cases);
        let sanctions = file.sanctions.into_iter().filter_map(|case| {
            let (fact_on, charge, decided_on) = (case.fact_on, case.charge, case.decided_on);
            case.measure.map(|measure| Sanction { fact_on, charge, measure, decided_on })
        });
        let school = match &directory.school.name {
            Some((name, code)) => format!("{name} ({code})"),
            None => app.register.school.0.to_string(),
        };
        Ok(Self {
            kind: KIND.to_owned(),
            school,
            on,
            student,
            family_name: profile.family_name.to_string(),
            given_name: profile.given_name.to_string(),
            born_on: profile.born_on,
            years: years(app, profile, on).await?,
            sanctions: sanctions.collect(),
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
        for year in &self.years {
            // A String takes any text.
            let _ = writeln!(
                text,
                "\n## {} · classe {}\n\nOre di assenza {} su {}, di cui {} in deroga.",
                year.year, year.class, year.hours_missed, year.annual_hours, year.hours_excused
            );
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

async fn years(app: &App, profile: &Profile, today: Date) -> Result<Vec<Year>, Refusal> {
    let directory = app.register.directory().await?;
    let mut years: BTreeMap<SchoolYear, String> = BTreeMap::new();
    for enrolment in &profile.enrolments {
        years.insert(enrolment.year, directory.class_label(enrolment.class));
    }
    let mut told = Vec::with_capacity(years.len());
    for (year, class) in years {
        let hidden = is_restricted(&directory, &attendance_stream(profile.person, year)?, profile.person);
        let totals = app.totals(profile.person, year, Moment::Now).await?.filter(|_| !hidden);
        let results = app.results(profile.person, year, &directory, today).await?;
        let judged = |class, period| {
            scrutiny_stream(class, period).is_ok_and(|it| is_restricted(&directory, &it, profile.person))
        };
        let results = results.into_iter().filter(|told| !judged(told.class, told.period));
        let results = results.map(|result| Results {
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
            hours_missed: totals.as_ref().map_or(0, |totals| totals.hours_missed()),
            hours_excused: totals.as_ref().map_or(0, |totals| totals.hours_excused()),
            results: results.collect(),
        });
    }
    Ok(told)
}
