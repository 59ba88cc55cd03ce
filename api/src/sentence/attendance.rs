//! Attendance, in Italian.

use registro_domain::attendance::{
    AbsenceScope, AttendanceEvent, Collection, ExitReason, Fact, Ground, JustificationGround,
    JustificationOutcome,
};
use registro_domain::hours::MissedHour;
use registro_domain::ids::PeriodNumber;
use registro_domain::text::{Text, italian_time};
use registro_projections::directory::Directory;

use super::hours;

pub(super) fn sentence(event: &AttendanceEvent, directory: &Directory) -> String {
    match event {
        AttendanceEvent::AbsenceRecorded { scope, missed, .. } => {
            format!("{}, {}", fact(&Fact::Absence { scope: scope.clone() }), lost(missed))
        }
        AttendanceEvent::EntryRecorded { at, admitted_from, ground, turns, missed, .. } => {
            let entry = fact(&Fact::Entry { at: *at, admitted_from: *admitted_from, ground: *ground });
            let turned = turns.map_or(String::new(), |turned| format!(", al posto del fatto n. {turned}"));
            format!("{entry}{turned}, {}", lost(missed))
        }
        AttendanceEvent::ExitRecorded { at, reason, collection, permission, interrupts, missed, .. } => {
            let exit = fact(&Fact::Exit { at: *at, reason: *reason, collection: *collection });
            let permitted = permission.map_or("", |_| ", con permesso");
            let flagged = interrupts.filter(|_| reason.waits_for_the_end_of_the_hour());
            let flagged =
                flagged.map_or(String::new(), |period| format!(", non al termine della {period} ora"));
            format!("{exit}{permitted}{flagged}, {}", lost(missed))
        }
        AttendanceEvent::Corrected { number, withdrawn, fact: corrected, missed, .. } => format!(
            "correzione del fatto n. {number}: {}, non più {}; {}",
            fact(corrected),
            fact(withdrawn),
            lost(missed)
        ),
        AttendanceEvent::Annulled { number, withdrawn, missed, .. } => {
            format!("annullamento del fatto n. {number}: {}; {}", fact(withdrawn), lost(missed))
        }
        AttendanceEvent::Restamped { withdrawn, class, missed, .. } => format!(
            "giornata contata di nuovo nella classe {}, non più nella {}; {}",
            directory.class_label(*class),
            directory.class_label(*withdrawn),
            lost(missed)
        ),
        AttendanceEvent::JustificationSubmitted { number, by, ground, .. } => format!(
            "giustificazione del fatto n. {number} presentata da {} ({})",
            directory.name(by.person()),
            justification_ground(*ground)
        ),
        AttendanceEvent::JustificationDecided { number, outcome, .. } => match outcome {
            JustificationOutcome::Accepted => format!("giustificazione del fatto n. {number} accolta"),
            JustificationOutcome::Refused { .. } => {
                format!("giustificazione del fatto n. {number} respinta")
            }
        },
        AttendanceEvent::JustificationWithdrawn { .. }
        | AttendanceEvent::GroundVerified { .. }
        | AttendanceEvent::AdmittedWithReserve { .. }
        | AttendanceEvent::Classified { .. }
        | AttendanceEvent::ClassificationContested { .. }
        | AttendanceEvent::ClassificationConfirmed { .. }
        | AttendanceEvent::Foretold { .. }
        | AttendanceEvent::ActivityRecorded { .. }
        | AttendanceEvent::RecoveryMissed { .. } => String::new(),
        AttendanceEvent::HoursExcused { hours: excused, .. } => {
            format!("deroga: {}", hours(usize::from(*excused)))
        }
        AttendanceEvent::ExcuseRevoked { hours: excused, .. } => {
            format!("deroga revocata: {}", hours(usize::from(*excused)))
        }
    }
}

pub(super) fn heading(event: &AttendanceEvent) -> (&'static str, &'static str) {
    match event {
        AttendanceEvent::AbsenceRecorded { .. } => ("Assenza", "close"),
        AttendanceEvent::EntryRecorded { .. } => ("Ingresso in ritardo", "clock"),
        AttendanceEvent::ExitRecorded { .. } => ("Uscita anticipata", "logout"),
        AttendanceEvent::Corrected { .. } => ("Correzione", "pencil"),
        AttendanceEvent::Annulled { .. } => ("Annullamento", "pencil"),
        AttendanceEvent::Restamped { .. } => ("Nuovo conteggio", "pencil"),
        AttendanceEvent::JustificationSubmitted { .. } => ("Giustificazione presentata", "file"),
        AttendanceEvent::JustificationDecided { outcome: JustificationOutcome::Accepted, .. } => {
            ("Giustificazione accolta", "check")
        }
        AttendanceEvent::JustificationDecided { outcome: JustificationOutcome::Refused { .. }, .. } => {
            ("Giustificazione respinta", "close")
        }
        AttendanceEvent::JustificationWithdrawn { .. }
        | AttendanceEvent::GroundVerified { .. }
        | AttendanceEvent::AdmittedWithReserve { .. }
        | AttendanceEvent::Classified { .. }
        | AttendanceEvent::ClassificationContested { .. }
        | AttendanceEvent::ClassificationConfirmed { .. }
        | AttendanceEvent::Foretold { .. }
        | AttendanceEvent::ActivityRecorded { .. }
        | AttendanceEvent::RecoveryMissed { .. } => ("", "file"),
        AttendanceEvent::HoursExcused { .. } => ("Deroga", "file"),
        AttendanceEvent::ExcuseRevoked { .. } => ("Deroga revocata", "file"),
    }
}

/// The reason that the author gave.
pub(super) fn reason(event: &AttendanceEvent) -> Option<&Text> {
    match event {
        AttendanceEvent::Corrected { reason, .. }
        | AttendanceEvent::Annulled { reason, .. }
        | AttendanceEvent::JustificationDecided {
            outcome: JustificationOutcome::Refused { reason }, ..
        }
        | AttendanceEvent::Classified { reason, .. }
        | AttendanceEvent::ClassificationConfirmed { reason, .. } => Some(reason),
        AttendanceEvent::ClassificationContested { grounds, .. } => Some(grounds),
        AttendanceEvent::GroundVerified {
            outcome: registro_domain::attendance::Verification::Rejected { reason },
            ..
        } => Some(reason),
        AttendanceEvent::AbsenceRecorded { .. }
        | AttendanceEvent::EntryRecorded { .. }
        | AttendanceEvent::ExitRecorded { .. }
        | AttendanceEvent::Restamped { .. }
        | AttendanceEvent::JustificationSubmitted { .. }
        | AttendanceEvent::JustificationDecided { .. }
        | AttendanceEvent::JustificationWithdrawn { .. }
        | AttendanceEvent::GroundVerified { .. }
        | AttendanceEvent::AdmittedWithReserve { .. }
        | AttendanceEvent::Foretold { .. }
        | AttendanceEvent::ActivityRecorded { .. }
        | AttendanceEvent::RecoveryMissed { .. }
        | AttendanceEvent::HoursExcused { .. }
        | AttendanceEvent::ExcuseRevoked { .. } => None,
    }
}

/// A fact of a day in a few words: "assenza per l'intera giornata".
pub fn fact(fact: &Fact) -> String {
    match fact {
        Fact::Absence { scope: AbsenceScope::WholeDay } => "assenza per l'intera giornata".to_owned(),
        Fact::Absence { scope: AbsenceScope::Hours(periods) } => {
            let periods: Vec<String> = periods.iter().map(PeriodNumber::to_string).collect();
            format!("assenza alla {} ora", periods.join(", "))
        }
        Fact::Entry { at, admitted_from, ground } => {
            let admitted = if at == admitted_from {
                String::new()
            } else {
                format!(", ammissione in classe dalle {}", italian_time(*admitted_from))
            };
            format!("ingresso alle {}{admitted}{}", italian_time(*at), late_ground(*ground))
        }
        Fact::Activity { hours: done, .. } => format!("attività della scuola, {}", hours(usize::from(*done))),
        Fact::RecoveryMissed { subject, hours: missed } => {
            format!("assenza dal corso di recupero di {subject}, {}", hours(usize::from(*missed)))
        }
        Fact::Exit { at, reason, collection } => {
            format!("uscita alle {} ({}){}", italian_time(*at), exit_reason(*reason), with_whom(*collection))
        }
    }
}

fn lost(missed: &[MissedHour]) -> String {
    match missed.len() {
        0 => "nessuna ora persa nel giorno".to_owned(),
        1 => "1 ora persa nel giorno".to_owned(),
        number => format!("{number} ore perse nel giorno"),
    }
}

fn late_ground(ground: Ground) -> &'static str {
    match ground {
        Ground::None => "",
        Ground::Transport => " (trasporto pubblico)",
        Ground::Family => " (motivi della famiglia)",
    }
}

fn exit_reason(reason: ExitReason) -> &'static str {
    match reason {
        ExitReason::Family => "motivi della famiglia",
        ExitReason::Health => "motivi di salute",
        ExitReason::Malaise => "malessere",
        ExitReason::Urgent => "urgenza",
    }
}

fn with_whom(collection: Collection) -> &'static str {
    match collection {
        Collection::AdultStudent => ", da maggiorenne",
        Collection::Guardian { .. } => ", con chi esercita la responsabilità",
        Collection::Delegate { .. } => ", con una persona delegata",
        Collection::Relative { .. } => ", con un parente delegato",
    }
}

/// In Italian, as the form offers it.
pub fn justification_ground(ground: JustificationGround) -> &'static str {
    match ground {
        JustificationGround::Health => "motivi di salute",
        JustificationGround::Family => "motivi di famiglia",
        JustificationGround::Transport => "trasporti",
        JustificationGround::Other => "altro motivo",
    }
}
