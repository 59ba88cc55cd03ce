//! Attendance, in Italian.

use std::collections::BTreeSet;

use registro_domain::attendance::{
    AbsenceKind, AbsenceScope, Activity, AttendanceEvent, Collection, Evidence, ExitReason, Fact, Ground,
    JustificationGround, JustificationOutcome, Term, Verification,
};
use registro_domain::hours::MissedHour;
use registro_domain::ids::{FactNumber, PeriodNumber};
use registro_domain::text::{Text, italian_day, italian_time, on_day};
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
        AttendanceEvent::JustificationSubmitted { number, by, ground, evidence, term, .. } => format!(
            "giustificazione del fatto n. {number} presentata da {} ({}){}{}",
            directory.name(by.person()),
            justification_ground(*ground),
            brought(*evidence),
            late(*term)
        ),
        AttendanceEvent::JustificationDecided { number, outcome, .. } => match outcome {
            JustificationOutcome::Accepted => format!("giustificazione del fatto n. {number} accolta"),
            JustificationOutcome::Refused { .. } => {
                format!("giustificazione del fatto n. {number} respinta")
            }
        },
        AttendanceEvent::JustificationWithdrawn { number, by, .. } => {
            format!("giustificazione del fatto n. {number} ritirata da {}", directory.name(by.person()))
        }
        AttendanceEvent::GroundVerified { number, outcome, .. } => match outcome {
            Verification::Accepted => format!("motivo dell'ingresso n. {number} verificato"),
            Verification::Rejected { .. } => format!("motivo dell'ingresso n. {number} non accolto"),
        },
        AttendanceEvent::AdmittedWithReserve { facts, justify_by, .. } => format!(
            "ammissione con riserva: da giustificare entro {} {}",
            on_day(*justify_by),
            numbered(facts)
        ),
        AttendanceEvent::Classified { number, kind, .. } => match kind {
            AbsenceKind::Collective => format!("assenza n. {number} dichiarata collettiva"),
            AbsenceKind::Individual => format!("assenza n. {number} dichiarata individuale"),
        },
        AttendanceEvent::ClassificationContested { number, by, .. } => {
            format!("classificazione dell'assenza n. {number} contestata da {}", directory.name(by.person()))
        }
        AttendanceEvent::ClassificationConfirmed { number, .. } => {
            format!("classificazione dell'assenza n. {number} confermata dopo la contestazione")
        }
        AttendanceEvent::Foretold { on, until, by, ground, .. } => format!(
            "assenza dal {} al {} comunicata prima da {} ({})",
            italian_day(*on),
            italian_day(*until),
            directory.name(by.person()),
            justification_ground(*ground)
        ),
        AttendanceEvent::ActivityRecorded { activity, away, hours, turns, missed, .. } => {
            let at = fact(&Fact::Activity { activity: *activity, away: away.clone(), hours: *hours });
            let turned = turns.map_or(String::new(), |turned| format!(", al posto del fatto n. {turned}"));
            format!("{at}{turned}, {}", lost(missed))
        }
        AttendanceEvent::RecoveryMissed { subject, hours, .. } => {
            fact(&Fact::RecoveryMissed { subject: subject.clone(), hours: *hours })
        }
        AttendanceEvent::HoursExcused { hours: excused, .. } => {
            format!("deroga: {} tolte dalle assenze", hours(usize::from(*excused)))
        }
        AttendanceEvent::ExcuseRevoked { hours: excused, .. } => {
            format!("deroga revocata: {} contate di nuovo", hours(usize::from(*excused)))
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
        AttendanceEvent::JustificationWithdrawn { .. } => ("Giustificazione ritirata", "file"),
        AttendanceEvent::GroundVerified { outcome: Verification::Accepted, .. } => {
            ("Motivo verificato", "check")
        }
        AttendanceEvent::GroundVerified { outcome: Verification::Rejected { .. }, .. } => {
            ("Motivo non accolto", "close")
        }
        AttendanceEvent::AdmittedWithReserve { .. } => ("Ammissione con riserva", "clock"),
        AttendanceEvent::Classified { .. } => ("Classificazione", "pencil"),
        AttendanceEvent::ClassificationContested { .. } => ("Contestazione", "file"),
        AttendanceEvent::ClassificationConfirmed { .. } => ("Contestazione esaminata", "check"),
        AttendanceEvent::Foretold { .. } => ("Assenza comunicata prima", "file"),
        AttendanceEvent::ActivityRecorded { .. } => ("Attività della scuola", "check"),
        AttendanceEvent::RecoveryMissed { .. } => ("Assenza da un corso di recupero", "close"),
        AttendanceEvent::HoursExcused { .. } => ("Deroga", "check"),
        AttendanceEvent::ExcuseRevoked { .. } => ("Deroga revocata", "close"),
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
        AttendanceEvent::GroundVerified { outcome: Verification::Rejected { reason }, .. } => Some(reason),
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
            format!("assenza alla {} ora", ordinals(periods))
        }
        Fact::Entry { at, admitted_from, ground } => {
            let admitted = if at == admitted_from {
                String::new()
            } else {
                format!(", ammissione in classe dalle {}", italian_time(*admitted_from))
            };
            format!("ingresso alle {}{admitted}{}", italian_time(*at), late_ground(*ground))
        }
        Fact::Activity { activity: at, away, hours: done } => {
            let away = match away {
                AbsenceScope::WholeDay => "per l'intera giornata".to_owned(),
                AbsenceScope::Hours(periods) => format!("alla {} ora", ordinals(periods)),
            };
            format!("{} {away}, {} valide come frequenza", activity(*at), hours(usize::from(*done)))
        }
        Fact::RecoveryMissed { subject, hours: missed } => {
            format!("assenza dal corso di recupero di {subject}, {}", hours(usize::from(*missed)))
        }
        Fact::Exit { at, reason, collection } => {
            format!("uscita alle {} ({}){}", italian_time(*at), exit_reason(*reason), with_whom(*collection))
        }
    }
}

fn ordinals(periods: &BTreeSet<PeriodNumber>) -> String {
    periods.iter().map(PeriodNumber::to_string).collect::<Vec<_>>().join(", ")
}

/// "il fatto n. 3", "i fatti n. 3, 5".
fn numbered(facts: &[FactNumber]) -> String {
    let numbers: Vec<String> = facts.iter().map(FactNumber::to_string).collect();
    format!("{} n. {}", if facts.len() == 1 { "il fatto" } else { "i fatti" }, numbers.join(", "))
}

fn activity(activity: Activity) -> &'static str {
    match activity {
        Activity::Trip { .. } => "uscita o viaggio d'istruzione",
        Activity::Citizenship => "attività di cittadinanza attiva e solidale",
        Activity::Reflection => "attività di riflessione a scuola",
        Activity::School => "attività della scuola",
    }
}

fn lost(missed: &[MissedHour]) -> String {
    match missed.len() {
        0 => "nessuna ora persa nel giorno".to_owned(),
        1 => "1 ora persa nel giorno".to_owned(),
        number => format!("{number} ore perse nel giorno"),
    }
}

fn brought(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::None => "",
        Evidence::InPerson => ", di persona a scuola",
        Evidence::Certificate => ", con un certificato",
    }
}

fn late(term: Term) -> String {
    match term {
        Term::InTime => String::new(),
        Term::Late { due } => format!(", oltre il termine del {}", italian_day(due)),
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
