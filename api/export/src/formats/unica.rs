//! What families find in Unica and in Pago In Rete: who is who, and payments due. The notices are what the register knows; the
//! code of the payment (IUV) is given by whoever collects it.

use registro::cli::Failure;
use registro::desk::case_stream;
use registro_domain::case::{CaseSummary, Repair};
use registro_domain::people::Relation;
use registro_projections::cases::Cases;

use super::each;
use super::sheet::Sheet;
use crate::bag::Bag;
use crate::tables::Source;

pub(super) async fn export(source: &Source<'_>, bag: &Bag) -> Result<(), Failure> {
    families(source, bag)?;
    payments(source, bag).await
}

fn families(source: &Source<'_>, bag: &Bag) -> Result<(), Failure> {
    let header = "id_alunno,cognome_alunno,nome_alunno,data_nascita,classe,id_responsabile,cognome_responsabile,\
                  nome_responsabile,rapporto,dal,al";
    let mut sheet = Sheet::create(bag, "data/unica/identificativi.csv", header)?;
    for profile in source.people().filter(|profile| !profile.enrolments.is_empty()) {
        let class = profile.class_on(source.on);
        let label = class.and_then(|class| source.directory.school.classes.get(&class));
        let label = label.map(|class| class.label.to_string()).unwrap_or_default();
        let (id, born) = (profile.person.to_string(), profile.born_on.to_string());
        let student = [&id, profile.family_name.as_str(), profile.given_name.as_str(), &born, &label];
        if profile.guardians.is_empty() {
            sheet.put(&[&student[..], &["", "", "", "", "", ""]].concat())?;
        }
        for held in &profile.guardians {
            let Some(guardian) = source.person(held.guardian) else { continue };
            let relation = match held.relation {
                Relation::Mother => "madre",
                Relation::Father => "padre",
                Relation::Tutor => "tutore",
            };
            let (id, from) = (guardian.person.to_string(), held.from.to_string());
            let until = held.until.map(|day| day.to_string()).unwrap_or_default();
            let names = [guardian.family_name.as_str(), guardian.given_name.as_str()];
            sheet.put(&[&student[..], &[&id, names[0], names[1], relation, &from, &until]].concat())?;
        }
    }
    sheet.finish(bag)
}

/// Damages to be made good in money, once the sanction is final.
async fn payments(source: &Source<'_>, bag: &Bag) -> Result<(), Failure> {
    let header = "id_avviso,id_alunno,causale,importo_euro,dal";
    let mut sheet = Sheet::create(bag, "data/unica/avvisi-di-pagamento.csv", header)?;
    each::<Cases>(source, |row| {
        if !source.restricted.gives(row.student, case_stream(row.id))? {
            return Ok(());
        }
        let summary = row.case.summary(source.on, &source.app.register.regulation, &source.holidays);
        let Some(case) = summary.filter(CaseSummary::counts) else { return Ok(()) };
        let repair = case.measure.as_ref().and_then(|measure| measure.repair.as_ref());
        let Some(Repair::Payment { cents }) = repair else { return Ok(()) };
        let euros = format!("{}.{:02}", cents / 100, cents % 100);
        let from = case.decided_on.map(|day| day.to_string()).unwrap_or_default();
        let (id, student) = (case.case.to_string(), case.student.to_string());
        sheet.put(&[&id, &student, "Risarcimento del danno", &euros, &from])
    })
    .await?;
    sheet.finish(bag)
}
