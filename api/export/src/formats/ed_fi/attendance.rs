//! Absences, late entries and early exits that stand: `InterchangeStudentAttendance`.

use std::collections::BTreeSet;

use registro::cli::Failure;
use registro::desk::attendance_stream;
use registro_domain::attendance::{AbsenceScope, Fact};
use registro_domain::calendar::SchoolYear;
use registro_domain::ids::PersonId;
use registro_projections::attendance_totals::{AttendanceTotals, FactState, KnownFact};

use super::super::{each, school_year};
use super::xml::Xml;
use crate::bag::Bag;
use crate::tables::Source;

pub(super) async fn export(source: &Source<'_>, bag: &Bag) -> Result<(), Failure> {
    let name = "data/ed-fi/InterchangeStudentAttendance.xml";
    let mut xml = Xml::create(bag, name, "InterchangeStudentAttendance")?;
    each::<AttendanceTotals>(source, |row| {
        if !source.restricted.gives(row.student, attendance_stream(row.student, row.year))? {
            return Ok(());
        }
        // A day has one event of a kind.
        let mut told = BTreeSet::new();
        for known in row.facts.values().filter(|known| known.state == FactState::Stands) {
            let Some(category) = category(known) else { continue };
            if told.insert((known.on, category)) {
                event(&mut xml, row.student, row.year, known, category)?;
            }
        }
        Ok(())
    })
    .await?;
    xml.finish(bag)
}

fn category(known: &KnownFact) -> Option<&'static str> {
    match &known.fact {
        Fact::Absence { .. } if known.is_justified() => Some("Excused Absence"),
        Fact::Absence { .. } => Some("Unexcused Absence"),
        Fact::Entry { .. } => Some("Tardy"),
        Fact::Exit { .. } => Some("Early departure"),
        Fact::Activity { .. } | Fact::RecoveryMissed { .. } => None,
    }
}

fn event(
    xml: &mut Xml,
    student: PersonId,
    year: SchoolYear,
    known: &KnownFact,
    category: &str,
) -> Result<(), Failure> {
    xml.element("StudentSchoolAttendanceEvent", |xml| {
        xml.element("AttendanceEvent", |xml| {
            xml.text("EventDate", &known.on.to_string())?;
            let category = format!("uri://ed-fi.org/AttendanceEventCategoryDescriptor#{category}");
            xml.text("AttendanceEventCategory", &category)?;
            match known.fact {
                Fact::Absence { scope: AbsenceScope::WholeDay } => xml.text("EventDuration", "1"),
                Fact::Absence { .. }
                | Fact::Entry { .. }
                | Fact::Exit { .. }
                | Fact::Activity { .. }
                | Fact::RecoveryMissed { .. } => Ok(()),
            }
        })?;
        xml.student(student)?;
        xml.school("SchoolReference")?;
        xml.element("SessionReference", |xml| {
            xml.element("SessionIdentity", |xml| {
                xml.text("SessionName", &school_year(year.0))?;
                xml.text("SchoolYear", &format!("{}-{}", year.0, year.0 + 1))?;
                xml.school("SchoolReference")
            })
        })
    })
}
