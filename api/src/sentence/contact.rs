//! What families and authorities were told, in Italian.

use registro_domain::contact::{Authority, Channel, ContactEvent};
use registro_domain::duty::DutyKind;
use registro_domain::text::{Text, italian_time};
use registro_projections::directory::Directory;

pub(super) fn sentence(event: &ContactEvent, directory: &Directory) -> String {
    match event {
        ContactEvent::FamilyTold { duty, channel, .. } => {
            format!("famiglia informata {}, {}", matter(*duty), how(channel, directory))
        }
        ContactEvent::FonogrammaProtocolled { number, protocol, .. } => {
            format!("il fonogramma n. {number} ha il protocollo {protocol}")
        }
        ContactEvent::AuthorityInformed { authority, duty, protocol, .. } => {
            format!("informati {} {} (protocollo {protocol})", authority_name(*authority), matter(*duty))
        }
        ContactEvent::MayorsWarning { protocol, .. } => {
            format!("ammonizione del sindaco (protocollo {protocol})")
        }
        ContactEvent::AbsencesFlagged { .. } => {
            "assenze poco motivate segnalate al dirigente scolastico".to_owned()
        }
        ContactEvent::ProposalConsidered { duty, outcome, .. } => {
            format!("valutazione {}: {outcome}", matter(*duty))
        }
    }
}

pub(super) fn heading(event: &ContactEvent) -> (&'static str, &'static str) {
    match event {
        ContactEvent::FamilyTold { channel: Channel::Phone { .. }, .. } => ("Fonogramma", "user"),
        ContactEvent::FamilyTold {
            channel: Channel::Notice { .. } | Channel::Letter { .. } | Channel::InPerson { .. },
            ..
        } => ("Famiglia informata", "user"),
        ContactEvent::FonogrammaProtocolled { .. } => ("Fonogramma protocollato", "check"),
        ContactEvent::AuthorityInformed { .. } => ("Autorità informata", "file"),
        ContactEvent::MayorsWarning { .. } => ("Ammonizione del sindaco", "file"),
        ContactEvent::AbsencesFlagged { .. } => ("Assenze segnalate", "file"),
        ContactEvent::ProposalConsidered { .. } => ("Proposta valutata", "check"),
    }
}

/// The reason that the author gave.
pub(super) fn reason(event: &ContactEvent) -> Option<&Text> {
    match event {
        ContactEvent::AbsencesFlagged { reason, .. } => Some(reason),
        ContactEvent::FamilyTold { .. }
        | ContactEvent::FonogrammaProtocolled { .. }
        | ContactEvent::AuthorityInformed { .. }
        | ContactEvent::MayorsWarning { .. }
        | ContactEvent::ProposalConsidered { .. } => None,
    }
}

fn how(channel: &Channel, directory: &Directory) -> String {
    match channel {
        Channel::Notice { .. } => "in bacheca".to_owned(),
        Channel::Phone { at, told, protocol } => {
            let protocol = protocol.as_ref().map_or_else(
                || "fonogramma ancora senza protocollo".to_owned(),
                |protocol| format!("fonogramma, protocollo {protocol}"),
            );
            format!("al telefono con {} alle {} ({protocol})", directory.name(*told), italian_time(*at))
        }
        Channel::Letter { protocol } => format!("per lettera (protocollo {protocol})"),
        Channel::InPerson { told } => format!("a voce con {}", directory.name(*told)),
    }
}

fn authority_name(authority: Authority) -> &'static str {
    match authority {
        Authority::SocialServices => "i servizi sociali del Comune",
        Authority::Carabinieri => "i Carabinieri",
        Authority::Mayor => "gli uffici del sindaco",
    }
}

/// What a contact was about, with its preposition.
pub fn matter(duty: DutyKind) -> &'static str {
    match duty {
        DutyKind::Justify | DutyKind::CheckOnReturn | DutyKind::DecideJustification => {
            "della giustificazione"
        }
        DutyKind::DecideContest | DutyKind::SetReadmissionRule | DutyKind::ConsiderTrips => {
            "dell'assenza collettiva"
        }
        DutyKind::VerifyGround => "del motivo del ritardo",
        DutyKind::TellOfFifthDelay | DutyKind::JustifyToPrincipal => "del quinto ritardo",
        DutyKind::ConsiderDelays => "dei ritardi oltre il quinto",
        DutyKind::DecidePermission => "del permesso",
        DutyKind::ConsiderEarlyExits => "delle uscite anticipate",
        DutyKind::TellOfThreeUnjustified => "di tre assenze ingiustificate",
        DutyKind::ConsiderLetter => "delle assenze poco motivate",
        DutyKind::TellOfTenDays | DutyKind::InformSocialServices | DutyKind::InformCarabinieri => {
            "di dieci giorni di assenza ingiustificata"
        }
        DutyKind::TellOfHoursLeft => "delle ore di assenza",
        DutyKind::ConsiderExclusion => "della validità dell'anno",
        DutyKind::DecideDerogation => "della deroga",
        DutyKind::TellOfTruancy | DutyKind::InformMayor => "dell'obbligo di istruzione",
        DutyKind::ConsiderQuarterUnjustified => "di un quarto dell'orario senza giustificazione",
        DutyKind::ProtocolFonogramma => "del fonogramma",
        DutyKind::DecideBag | DutyKind::TellOfDevice | DutyKind::ReturnDevice => "del telefono",
        DutyKind::ConsiderLongAbsence => "di un'assenza lunga non preannunciata",
        DutyKind::ConsiderNotes => "delle note disciplinari dell'anno",
        DutyKind::TellOfSeparation | DutyKind::ConsiderSeparation => {
            "dell'allontanamento temporaneo dalla classe"
        }
        DutyKind::HandBackTest => "della verifica da restituire",
        DutyKind::InformCouncil
        | DutyKind::CommunicateSanction
        | DutyKind::DepositMinutes
        | DutyKind::AssessActivity => "del procedimento disciplinare",
        DutyKind::AnswerDataRequest | DutyKind::AnswerDocumentRequest | DutyKind::AnswerAccessibility => {
            "di una richiesta"
        }
        DutyKind::NotifyBreach | DutyKind::TellOfBreach => "di una violazione dei dati",
        DutyKind::ReviewAttendance => "del controllo mensile",
        DutyKind::ReportMinors => "dei minori iscritti",
    }
}
