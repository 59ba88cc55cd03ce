//! Grades that stand: what was graded is a line item, what each student got is a result.

use std::collections::BTreeSet;

use registro::cli::Failure;
use registro::desk::assessment_stream;
use registro_domain::assessment::GradeKind;
use registro_projections::grades::GradeBook;

use super::super::each;
use super::super::sheet::Sheet;
use super::{Course, name, of_course};
use crate::bag::Bag;
use crate::tables::Source;

fn word(kind: GradeKind) -> (&'static str, &'static str) {
    match kind {
        GradeKind::Written => ("written", "Prova scritta"),
        GradeKind::Oral => ("oral", "Prova orale"),
        GradeKind::Practical => ("practical", "Prova pratica"),
    }
}

/// `taught` learns of every subject that was graded in a class.
pub(super) async fn export(
    source: &Source<'_>,
    bag: &Bag,
    taught: &mut BTreeSet<Course>,
) -> Result<(), Failure> {
    let mut sheet =
        Sheet::create(bag, &name("categories"), "sourcedId,status,dateLastModified,title,weight")?;
    for kind in [GradeKind::Written, GradeKind::Oral, GradeKind::Practical] {
        let (kind, title) = word(kind);
        sheet.put(&[&format!("category-{kind}"), "", "", title, ""])?;
    }
    sheet.finish(bag)?;
    let header = "sourcedId,status,dateLastModified,title,description,assignDate,dueDate,classSourcedId,\
                  categorySourcedId,gradingPeriodSourcedId,resultValueMin,resultValueMax,schoolSourcedId";
    let mut items = Sheet::create(bag, &name("lineItems"), header)?;
    let header = "sourcedId,status,dateLastModified,lineItemSourcedId,studentSourcedId,scoreStatus,score,scoreDate,\
                  comment,textScore,classSourcedId,inProgress,incomplete,late,missing";
    let mut results = Sheet::create(bag, &name("results"), header)?;
    let org = source.app.register.school.0.to_string();
    let mut known = BTreeSet::new();
    each::<GradeBook>(source, |row| {
        if !source.restricted.gives(row.student, assessment_stream(row.student, row.year))? {
            return Ok(());
        }
        for (number, grade) in row.grades.iter().filter(|(_, grade)| grade.stands()) {
            let course = (grade.class, grade.subject.clone());
            let (kind, title) = word(grade.kind);
            let (on, of) = (grade.on.to_string(), of_course(&course));
            let item = format!("{of}-{on}-{kind}");
            if known.insert(item.clone()) {
                let (title, category) = (format!("{title} del {on}"), format!("category-{kind}"));
                let term = format!("term-{}", row.year.0);
                items.put(&[&item, "", "", &title, "", &on, &on, &of, &category, &term, "1", "10", &org])?;
            }
            taught.insert(course);
            let hundredths = grade.mark.value.0;
            let score = format!("{}.{:02}", hundredths / 100, hundredths % 100);
            let (student, year) = (row.student, row.year.0);
            let id = format!("{student}-{year}-{number}");
            let comment = grade.comment.as_ref().map_or("", |text| text.as_str());
            let student = student.to_string();
            results.put(&[
                &id,
                "",
                "",
                &item,
                &student,
                "fully graded",
                &score,
                &on,
                comment,
                "",
                &of,
                "",
                "",
                "",
                "",
            ])?;
        }
        Ok(())
    })
    .await?;
    items.finish(bag)?;
    results.finish(bag)
}
