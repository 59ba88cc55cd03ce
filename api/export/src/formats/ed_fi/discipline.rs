//! Disciplinary cases that came to a final sanction: `InterchangeStudentDiscipline`. Nothing that is still disputed goes out.

use registro::cli::Failure;
use registro::desk::case_stream;
use registro_domain::case::CaseSummary;
use registro_projections::cases::Cases;

use super::super::each;
use super::xml::Xml;
use crate::bag::Bag;
use crate::table::Cell;
use crate::tables::{Source, word};

pub(super) async fn export(source: &Source<'_>, bag: &Bag) -> Result<(), Failure> {
    let mut cases = Vec::new();
    each::<Cases>(source, |row| {
        if !source.restricted.gives(row.student, case_stream(row.id))? {
            return Ok(());
        }
        let summary = row.case.summary(source.on, &source.app.register.regulation, &source.holidays);
        cases.extend(summary.filter(CaseSummary::counts));
        Ok(())
    })
    .await?;
    let name = "data/ed-fi/InterchangeStudentDiscipline.xml";
    let mut xml = Xml::create(bag, name, "InterchangeStudentDiscipline")?;
    for case in &cases {
        incident(&mut xml, case)?;
    }
    for case in &cases {
        xml.element("StudentDisciplineIncidentBehaviorAssociation", |xml| behaviour(xml, case))?;
    }
    for case in &cases {
        action(&mut xml, case)?;
    }
    xml.finish(bag)
}

fn descriptor(kind: &str, word: &Cell) -> String {
    let word = word.written().unwrap_or_default();
    format!("uri://registro.example/{kind}Descriptor#{word}")
}

fn charge(case: &CaseSummary) -> String {
    descriptor("Behavior", &word(&case.charge.letter()))
}

fn incident(xml: &mut Xml, case: &CaseSummary) -> Result<(), Failure> {
    xml.element("DisciplineIncident", |xml| {
        xml.text("IncidentIdentifier", &case.case.to_string())?;
        xml.text("IncidentDate", &case.fact_on.to_string())?;
        xml.element("Behavior", |xml| xml.text("Behavior", &charge(case)))?;
        xml.school("SchoolReference")
    })
}

/// The student, the incident and what she did in it.
fn behaviour(xml: &mut Xml, case: &CaseSummary) -> Result<(), Failure> {
    xml.student(case.student)?;
    xml.element("DisciplineIncidentReference", |xml| {
        xml.element("DisciplineIncidentIdentity", |xml| {
            xml.text("IncidentIdentifier", &case.case.to_string())?;
            xml.school("SchoolReference")
        })
    })?;
    xml.text("Behavior", &charge(case))
}

fn action(xml: &mut Xml, case: &CaseSummary) -> Result<(), Failure> {
    let (Some(measure), Some(decided_on)) = (&case.measure, case.decided_on) else { return Ok(()) };
    xml.element("DisciplineAction", |xml| {
        xml.text("DisciplineActionIdentifier", &case.case.to_string())?;
        xml.text("Discipline", &descriptor("Discipline", &word(&measure.sanction)))?;
        xml.text("DisciplineDate", &decided_on.to_string())?;
        xml.student(case.student)?;
        xml.school("ResponsibilitySchoolReference")?;
        xml.element("StudentDisciplineIncidentBehaviorAssociationReference", |xml| {
            xml.element("StudentDisciplineIncidentBehaviorAssociationIdentity", |xml| behaviour(xml, case))
        })
    })
}
