//! The acts of a disciplinary case, in Italian.

use registro_domain::case::appeal::{Interest, Outcome, Ruling};
use registro_domain::case::{
    Assessment, CaseEvent, Communication, Convocation, Declined, Deliberation, HearingMode, Member,
};
use registro_domain::ids::PersonId;
use registro_domain::text::{Text, italian_day, italian_time};
use registro_projections::directory::Directory;

pub(super) fn sentence(event: &CaseEvent, directory: &Directory) -> String {
    match event {
        CaseEvent::Reported { infraction, .. } => format!(
            "segnalato un fatto del {} ({}): {}",
            italian_day(infraction.on),
            infraction.charge,
            infraction.facts
        ),
        CaseEvent::Dismissed { .. } => "caso archiviato senza contestazione".to_owned(),
        CaseEvent::ChargeNotified { notice, .. } => {
            let to = names(&notice.to, directory);
            format!("contestato l'addebito ({}) a {to}, prot. {}", notice.charge, notice.protocol)
        }
        CaseEvent::HearingOffered { hearing_at, .. } => format!(
            "invitato a esporre le proprie ragioni il {} alle {}",
            italian_day(hearing_at.date()),
            italian_time(hearing_at.time())
        ),
        CaseEvent::StudentHeard { hearing, .. } => {
            let how = match hearing.mode {
                HearingMode::Oral => "a voce",
                HearingMode::Written => "per iscritto",
            };
            format!("lo studente espone le proprie ragioni {how}: {}", hearing.statement)
        }
        CaseEvent::HearingDeclined { how: Declined::InWords, .. } => {
            "lo studente rinuncia a esporre le proprie ragioni".to_owned()
        }
        CaseEvent::HearingDeclined { how: Declined::DidNotCome, .. } => {
            "lo studente, invitato, non si presenta".to_owned()
        }
        CaseEvent::ParentsInformed { parents, protocol, .. } => {
            format!("informati {}, prot. {protocol}", names(parents, directory))
        }
        CaseEvent::ConversionOffered { activity, .. } => {
            format!("offerta la conversione della sanzione: {activity}")
        }
        CaseEvent::ConversionAnswered { accepted: true, .. } => "accettata la conversione".to_owned(),
        CaseEvent::ConversionAnswered { accepted: false, .. } => "rifiutata la conversione".to_owned(),
        CaseEvent::CouncilInformed { protocol, .. } => {
            format!("informato il consiglio di istituto, prot. {protocol}")
        }
        CaseEvent::BodyConvened { convocation, .. } => convened(convocation, directory),
        CaseEvent::Deliberated { deliberation, .. } => deliberated(deliberation),
        CaseEvent::Acquitted { body, .. } => format!("{}: nessuna sanzione", body.italian()),
        CaseEvent::MinutesDeposited { protocol, .. } => format!("depositato il verbale, prot. {protocol}"),
        CaseEvent::Communicated { communication, .. } => communicated(communication, directory),
        CaseEvent::DayExecuted { day, hours, .. } => {
            format!("eseguito il giorno {} della sanzione: {hours} ore di attività", italian_day(*day))
        }
        CaseEvent::HostCertified { day, hours, .. } => {
            format!("l'ente ospitante attesta {hours} ore il {}", italian_day(*day))
        }
        CaseEvent::ActivityAssessed { outcome, advice, .. } => {
            let outcome = match outcome {
                Assessment::Diligent => "svolta con diligenza",
                Assessment::Partial => "svolta in parte",
                Assessment::Insufficient => "svolta in modo insufficiente",
            };
            let advice = advice.as_ref().map(|advice| format!("; invito: {advice}")).unwrap_or_default();
            format!("verificata l'attività: {outcome}{advice}")
        }
        CaseEvent::AppealFiled { .. }
        | CaseEvent::Stayed { .. }
        | CaseEvent::AppealProtocolled { .. }
        | CaseEvent::AppealWithdrawn { .. }
        | CaseEvent::GuaranteeConvened { .. }
        | CaseEvent::GuaranteeNoticeSent { .. }
        | CaseEvent::PartiesInvited { .. }
        | CaseEvent::GuaranteeMemberSubstituted { .. }
        | CaseEvent::GuaranteeSat { .. }
        | CaseEvent::GuaranteeDecided { .. }
        | CaseEvent::OutcomeCommunicated { .. }
        | CaseEvent::Resumed { .. }
        | CaseEvent::ComplaintFiled { .. }
        | CaseEvent::DocumentsRequested { .. }
        | CaseEvent::OpinionGiven { .. }
        | CaseEvent::ComplaintDecided { .. }
        | CaseEvent::CourtOrdered { .. }
        | CaseEvent::Expunged { .. } => contested(event, directory),
    }
}

/// The acts of an appeal, of a complaint, of a court; nothing of the others.
fn contested(event: &CaseEvent, directory: &Directory) -> String {
    match event {
        CaseEvent::AppealFiled { appeal, .. } => {
            let interest = match &appeal.interest {
                Interest::TheStudent => "lo studente".to_owned(),
                Interest::Guardian => "chi ne ha la responsabilità".to_owned(),
                Interest::Other(stated) => format!("chi vi ha interesse ({stated})"),
            };
            let protocol = appeal.protocol.map(|number| format!(", prot. {number}")).unwrap_or_default();
            let late = appeal.late.map(|until| format!(", oltre il termine del {}", italian_day(until)));
            format!(
                "ricorso all'Organo di garanzia ({interest}){protocol}: si decide entro il {}{}",
                italian_day(appeal.decide_by),
                late.unwrap_or_default()
            )
        }
        CaseEvent::Stayed { executed, left, .. } => {
            format!("sanzione sospesa: {} giorni eseguiti, {} da eseguire", executed.len(), left.len())
        }
        CaseEvent::AppealProtocolled { protocol, .. } => format!("ricorso protocollato: {protocol}"),
        CaseEvent::AppealWithdrawn { by, .. } => format!("ricorso ritirato da {}", directory.name(*by)),
        CaseEvent::GuaranteeConvened { convocation, .. } => convened(convocation, directory),
        CaseEvent::GuaranteeNoticeSent { to, protocol, .. } => {
            format!("avviso scritto ai componenti dell'Organo di garanzia ({}), prot. {protocol}", to.len())
        }
        CaseEvent::PartiesInvited { to, .. } => format!("invitati a esporre: {}", names(to, directory)),
        CaseEvent::GuaranteeMemberSubstituted { member, .. } => substitute(member, directory),
        CaseEvent::GuaranteeSat { present, heard, .. } => {
            format!("seduta dell'Organo di garanzia: {} presenti, {} sentiti", present.len(), heard.len())
        }
        CaseEvent::GuaranteeDecided { ruling, .. } => ruled(ruling),
        CaseEvent::OutcomeCommunicated { to, complain_until, protocol, .. } => format!(
            "esito del ricorso comunicato a {}, prot. {protocol}: reclamo entro il {}",
            names(to, directory),
            italian_day(*complain_until)
        ),
        CaseEvent::Resumed { days, protocol, .. } => {
            format!("la sanzione riprende: {}, prot. {protocol}", dates(days))
        }
        CaseEvent::ComplaintFiled { complaint, .. } => format!(
            "reclamo al direttore dell'Ufficio scolastico regionale, prot. {}: parere entro il {}",
            complaint.protocol,
            italian_day(complaint.opinion_by)
        ),
        CaseEvent::DocumentsRequested { until, .. } => {
            format!("l'organo regionale chiede documenti: parere entro il {}", italian_day(*until))
        }
        CaseEvent::OpinionGiven { upheld, summary, .. } => {
            format!("parere dell'organo regionale, {}: {summary}", on_complaint(*upheld))
        }
        CaseEvent::ComplaintDecided { upheld, .. } => {
            format!("il direttore dell'Ufficio scolastico regionale decide: {}", on_complaint(*upheld))
        }
        CaseEvent::CourtOrdered { order, expunge, .. } => {
            let expunge = if *expunge { ", con espunzione dal fascicolo" } else { "" };
            format!("il giudice annulla la sanzione ({order}){expunge}")
        }
        CaseEvent::Expunged { order, .. } => format!("atto espunto dal fascicolo per ordine: {order}"),
        CaseEvent::Reported { .. }
        | CaseEvent::Dismissed { .. }
        | CaseEvent::ChargeNotified { .. }
        | CaseEvent::HearingOffered { .. }
        | CaseEvent::StudentHeard { .. }
        | CaseEvent::HearingDeclined { .. }
        | CaseEvent::ParentsInformed { .. }
        | CaseEvent::ConversionOffered { .. }
        | CaseEvent::ConversionAnswered { .. }
        | CaseEvent::CouncilInformed { .. }
        | CaseEvent::BodyConvened { .. }
        | CaseEvent::Deliberated { .. }
        | CaseEvent::Acquitted { .. }
        | CaseEvent::MinutesDeposited { .. }
        | CaseEvent::Communicated { .. }
        | CaseEvent::DayExecuted { .. }
        | CaseEvent::HostCertified { .. }
        | CaseEvent::ActivityAssessed { .. } => String::new(),
    }
}

fn names(people: &[PersonId], directory: &Directory) -> String {
    people.iter().map(|person| directory.name(*person)).collect::<Vec<_>>().join(", ")
}

fn dates(days: &[jiff::civil::Date]) -> String {
    days.iter().map(|day| italian_day(*day)).collect::<Vec<_>>().join(", ")
}

fn on_complaint(upheld: bool) -> &'static str {
    if upheld { "reclamo accolto" } else { "reclamo respinto" }
}

fn convened(convocation: &Convocation, directory: &Directory) -> String {
    let substitutes: Vec<String> = convocation
        .members
        .iter()
        .filter(|member| member.replaces.is_some())
        .map(|member| substitute(member, directory))
        .collect();
    let substitutes =
        if substitutes.is_empty() { String::new() } else { format!("; {}", substitutes.join("; ")) };
    format!(
        "convocato: {}, {} componenti, per il {} alle {}{substitutes}",
        convocation.body.italian(),
        convocation.members.len(),
        italian_day(convocation.sits_at.date()),
        italian_time(convocation.sits_at.time())
    )
}

fn substitute(member: &Member, directory: &Directory) -> String {
    match member.replaces {
        Some(replaced) => format!(
            "{} siede al posto di {}, che {}",
            directory.name(member.person),
            directory.name(replaced.person),
            replaced.why.italian()
        ),
        None => format!("siede {}", directory.name(member.person)),
    }
}

fn deliberated(deliberation: &Deliberation) -> String {
    let votes = deliberation.tally.map(|tally| format!(" ({} a {})", tally.favour, tally.against));
    let referred = if deliberation.remand_of.is_some() { ", dopo il rinvio" } else { "" };
    format!(
        "{}: {}, {}{}{referred}",
        deliberation.body.italian(),
        deliberation.measure.sanction.italian(),
        deliberation.charge,
        votes.unwrap_or_default()
    )
}

fn communicated(communication: &Communication, directory: &Directory) -> String {
    let appeal = communication.appeal.map_or_else(
        || "senza indicare termine e autorità per ricorrere".to_owned(),
        |info| format!("ricorso entro il {}", italian_day(info.until)),
    );
    let days = if communication.days.is_empty() {
        String::new()
    } else {
        format!(", giorni: {}", dates(&communication.days))
    };
    format!(
        "sanzione comunicata a {}, prot. {}{days}; {appeal}",
        names(&communication.to, directory),
        communication.protocol
    )
}

pub fn ruled(ruling: &Ruling) -> String {
    let tie = if ruling.tie_broken { ", a parità prevale il voto del presidente" } else { "" };
    let outcome = match &ruling.outcome {
        Outcome::Confirmed => "sanzione confermata".to_owned(),
        Outcome::ConfirmedInPart { measure } => {
            format!("sanzione confermata in parte: {}", measure.sanction.italian())
        }
        Outcome::Annulled { defect } => format!("sanzione annullata, si rinvia a chi l'ha decisa: {defect}"),
    };
    format!("l'Organo di garanzia decide: {outcome}{tie}")
}

pub(super) fn heading(event: &CaseEvent) -> (&'static str, &'static str) {
    match event {
        CaseEvent::Reported { .. } => ("Segnalazione", "warning-circle"),
        CaseEvent::Dismissed { .. } => ("Archiviazione", "close-circle"),
        CaseEvent::ChargeNotified { .. } => ("Contestazione di addebito", "mail"),
        CaseEvent::HearingOffered { .. } => ("Invito a esporre le ragioni", "comment"),
        CaseEvent::StudentHeard { .. } | CaseEvent::HearingDeclined { .. } => ("Audizione", "comment"),
        CaseEvent::ParentsInformed { .. } => ("Genitori informati", "mail"),
        CaseEvent::ConversionOffered { .. } | CaseEvent::ConversionAnswered { .. } => {
            ("Conversione", "refresh")
        }
        CaseEvent::CouncilInformed { .. } => ("Consiglio di istituto informato", "mail"),
        CaseEvent::BodyConvened { .. } | CaseEvent::GuaranteeConvened { .. } => ("Convocazione", "calendar"),
        CaseEvent::Deliberated { .. } => ("Sanzione deliberata", "file"),
        CaseEvent::Acquitted { .. } => ("Proscioglimento", "check-circle"),
        CaseEvent::MinutesDeposited { .. } => ("Verbale", "file"),
        CaseEvent::Communicated { .. } => ("Sanzione comunicata", "mail"),
        CaseEvent::DayExecuted { .. } => ("Sanzione eseguita", "check-circle"),
        CaseEvent::HostCertified { .. } => ("Attestazione dell'ente", "check-circle"),
        CaseEvent::ActivityAssessed { .. } => ("Attività verificata", "check-circle"),
        CaseEvent::AppealFiled { .. } => ("Ricorso", "file"),
        CaseEvent::Stayed { .. } => ("Sanzione sospesa", "clock"),
        CaseEvent::AppealProtocolled { .. } => ("Ricorso protocollato", "file"),
        CaseEvent::AppealWithdrawn { .. } => ("Ricorso ritirato", "close-circle"),
        CaseEvent::GuaranteeNoticeSent { .. } => ("Avviso ai componenti", "mail"),
        CaseEvent::PartiesInvited { .. } => ("Invito alle parti", "mail"),
        CaseEvent::GuaranteeMemberSubstituted { .. } => ("Surroga", "refresh"),
        CaseEvent::GuaranteeSat { .. } => ("Seduta dell'Organo di garanzia", "calendar"),
        CaseEvent::GuaranteeDecided { .. } => ("Decisione dell'Organo di garanzia", "file"),
        CaseEvent::OutcomeCommunicated { .. } => ("Esito comunicato", "mail"),
        CaseEvent::Resumed { .. } => ("Sanzione ripresa", "refresh"),
        CaseEvent::ComplaintFiled { .. } => ("Reclamo", "file"),
        CaseEvent::DocumentsRequested { .. } => ("Richiesta di documenti", "mail"),
        CaseEvent::OpinionGiven { .. } => ("Parere dell'organo regionale", "file"),
        CaseEvent::ComplaintDecided { .. } => ("Decisione sul reclamo", "file"),
        CaseEvent::CourtOrdered { .. } => ("Provvedimento del giudice", "file"),
        CaseEvent::Expunged { .. } => ("Espunzione", "close-circle"),
    }
}

pub(super) fn reason(event: &CaseEvent) -> Option<&Text> {
    match event {
        CaseEvent::Dismissed { reason, .. } => Some(reason),
        CaseEvent::Deliberated { deliberation, .. } => deliberation.reasons.as_ref(),
        CaseEvent::Acquitted { reasons, .. } | CaseEvent::ComplaintDecided { reasons, .. } => Some(reasons),
        CaseEvent::AppealFiled { appeal, .. } => appeal.grounds.as_ref().map(|grounds| &grounds.text),
        CaseEvent::GuaranteeDecided { ruling, .. } => Some(&ruling.reasons),
        CaseEvent::ComplaintFiled { complaint, .. } => Some(&complaint.grounds),
        CaseEvent::ChargeNotified { notice, .. } => notice.urgency.as_ref(),
        CaseEvent::Reported { .. }
        | CaseEvent::HearingOffered { .. }
        | CaseEvent::StudentHeard { .. }
        | CaseEvent::HearingDeclined { .. }
        | CaseEvent::ParentsInformed { .. }
        | CaseEvent::ConversionOffered { .. }
        | CaseEvent::ConversionAnswered { .. }
        | CaseEvent::CouncilInformed { .. }
        | CaseEvent::BodyConvened { .. }
        | CaseEvent::MinutesDeposited { .. }
        | CaseEvent::Communicated { .. }
        | CaseEvent::DayExecuted { .. }
        | CaseEvent::HostCertified { .. }
        | CaseEvent::ActivityAssessed { .. }
        | CaseEvent::Stayed { .. }
        | CaseEvent::AppealProtocolled { .. }
        | CaseEvent::AppealWithdrawn { .. }
        | CaseEvent::GuaranteeConvened { .. }
        | CaseEvent::GuaranteeNoticeSent { .. }
        | CaseEvent::PartiesInvited { .. }
        | CaseEvent::GuaranteeMemberSubstituted { .. }
        | CaseEvent::GuaranteeSat { .. }
        | CaseEvent::OutcomeCommunicated { .. }
        | CaseEvent::Resumed { .. }
        | CaseEvent::DocumentsRequested { .. }
        | CaseEvent::OpinionGiven { .. }
        | CaseEvent::CourtOrdered { .. }
        | CaseEvent::Expunged { .. } => None,
    }
}
