//! The acts of a request about data or documents, in Italian.

use registro_domain::request::{
    Channel, Claim, ExtensionCause, Ground, Identity, Link, Outcome, RemedyBefore, RequestEvent, Standing,
    Title,
};
use registro_domain::text::{Text, on_day};
use registro_projections::directory::Directory;

pub(super) fn sentence(event: &RequestEvent, directory: &Directory) -> String {
    match event {
        RequestEvent::Received { claim: asked, channel: by, received_on, protocol, clock, .. } => {
            let paper = protocol.map(|number| format!(", prot. {number}")).unwrap_or_default();
            let term = match clock {
                Some(clock) => format!("risposta entro {}", on_day(clock.answer_by)),
                None => "chi chiede è da identificare".to_owned(),
            };
            let (claim, channel, day) = (claim(*asked), channel(*by), on_day(*received_on));
            format!("richiesta di {claim}, {channel}, {day}{paper}: {term}")
        }
        RequestEvent::IdentityVerified { title: by, identity: how, clock, .. } => {
            let (title, how) = (title(*by), identity(*how));
            format!("chi chiede è identificato ({how}), {title}: risposta entro {}", on_day(clock.answer_by))
        }
        RequestEvent::Extended { cause, answer_by, .. } => {
            format!("termine prorogato ({}): risposta entro {}", because(*cause), on_day(*answer_by))
        }
        RequestEvent::CounterInterestedNotified { party, opposes_by, .. } => {
            format!(
                "avvisato il controinteressato {}: si oppone entro {}",
                directory.name(*party),
                on_day(*opposes_by)
            )
        }
        RequestEvent::Opposed { party, .. } => {
            format!("il controinteressato {} si oppone", directory.name(*party))
        }
        RequestEvent::Linked { to, .. } => match to {
            Link::Erasure(erasure) => format!("se ne occupa il procedimento di cancellazione {erasure}"),
            Link::Correction(position) => format!("se ne occupa l'atto {position} del registro"),
        },
        RequestEvent::ReadersRevealed { .. } => {
            "nel fascicolo chi ha consultato i dati è indicato per nome".to_owned()
        }
        RequestEvent::Redacted { position, .. } => {
            format!("nel fascicolo si omettono parole dell'atto {position} che riguardano altri")
        }
        RequestEvent::Answered { outcome: done, .. } => format!("risposta data: {}", outcome(*done)),
        RequestEvent::Refused { ground: why, remedies, .. } => {
            let remedies: Vec<_> = remedies.iter().map(|it| remedy(it.before)).collect();
            format!("richiesta rifiutata: {}; si può andare {}", ground(*why), remedies.join(" o "))
        }
        RequestEvent::Withdrawn { .. } => "richiesta ritirata da chi l'ha fatta".to_owned(),
        RequestEvent::Closed { .. } => "richiesta chiusa".to_owned(),
    }
}

/// How a request stands, in Italian.
pub fn stands(standing: Standing) -> String {
    match standing {
        Standing::Unidentified => "chi chiede è da identificare".to_owned(),
        Standing::Open { answer_by } => format!("aperta, risposta entro {}", on_day(answer_by)),
        Standing::Overdue { answer_by } => format!("SCADUTA: risposta dovuta entro {}", on_day(answer_by)),
        Standing::SilentlyRefused { answer_by, appeal_by } => format!(
            "silenzio oltre {}: vale come rifiuto, si ricorre entro {}",
            on_day(answer_by),
            on_day(appeal_by)
        ),
        Standing::Ended => "decisa".to_owned(),
        Standing::Closed => "chiusa".to_owned(),
    }
}

pub fn claim(claim: Claim) -> &'static str {
    match claim {
        Claim::Access => "accesso ai propri dati (GDPR, art. 15)",
        Claim::Rectification => "rettifica (GDPR, art. 16)",
        Claim::Erasure => "cancellazione (GDPR, art. 17)",
        Claim::Restriction => "limitazione (GDPR, art. 18)",
        Claim::Portability => "portabilità (GDPR, art. 20)",
        Claim::Objection => "opposizione (GDPR, art. 21)",
        Claim::Documents => "accesso ai documenti (L. 241/1990)",
        Claim::Accessibility => "segnalazione di accessibilità (L. 4/2004)",
    }
}

pub fn channel(channel: Channel) -> &'static str {
    match channel {
        Channel::Counter => "allo sportello",
        Channel::Pec => "per PEC",
        Channel::Email => "per posta elettronica",
        Channel::Letter => "per lettera",
        Channel::Register => "dal registro",
    }
}

pub fn title(title: Title) -> &'static str {
    match title {
        Title::Herself => "per i propri dati",
        Title::Responsible => "per il minore di cui ha la responsabilità",
        Title::Interested => "per un interesse proprio",
        Title::Nobody => "senza un titolo che risulti",
    }
}

fn identity(identity: Identity) -> String {
    match identity {
        Identity::Session(level) => format!("accesso SPID o CIE di livello {level}"),
        Identity::Document => "documento mostrato".to_owned(),
        Identity::DigitalSignature => "firma digitale".to_owned(),
    }
}

fn because(cause: ExtensionCause) -> &'static str {
    match cause {
        ExtensionCause::Complex => "richiesta complessa",
        ExtensionCause::Numerous => "molte richieste",
    }
}

pub fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Granted => "accolta",
        Outcome::PartlyGranted => "accolta in parte",
        Outcome::CopyInstead => {
            "la portabilità non si applica (art. 20, par. 3), si dà la copia dell'art. 15"
        }
    }
}

/// Why a request is refused.
pub fn ground(ground: Ground) -> &'static str {
    match ground {
        Ground::ManifestlyUnfounded => "è manifestamente infondata (art. 12, par. 5)",
        Ground::Excessive => "è eccessiva (art. 12, par. 5)",
        Ground::NotIdentified => "chi chiede non si è fatto identificare (art. 12, par. 2)",
        Ground::NotEntitled => "chi chiede non è l'interessato né lo rappresenta",
        Ground::Judgement => "un giudizio si impugna e non si rettifica",
        Ground::Accurate => "il dato è esatto",
        Ground::MustBeKept => "il dato va conservato (art. 17, par. 3)",
        Ground::NoCause => "non ricorre nessuno dei casi previsti",
        Ground::PublicTask => "la portabilità non si applica ai compiti pubblici (art. 20, par. 3)",
        Ground::CompellingGrounds => "prevalgono motivi legittimi cogenti (art. 21)",
        Ground::NoInterest => "manca un interesse diretto, concreto e attuale (art. 22)",
        Ground::Excluded => "il documento è escluso dall'accesso (art. 24)",
        Ground::NotIndispensable => "i dati di altri non sono strettamente indispensabili (art. 24, c. 7)",
        Ground::DisproportionateBurden => "sarebbe un onere sproporzionato (L. 4/2004, art. 3-ter)",
        Ground::NotHeld => "il documento è stato scartato con autorizzazione (art. 22, c. 6)",
    }
}

/// Where one may go against a refusal.
pub fn remedy(before: RemedyBefore) -> &'static str {
    match before {
        RemedyBefore::Garante => "al Garante per la protezione dei dati personali",
        RemedyBefore::Court => "al giudice ordinario",
        RemedyBefore::Tar => "al TAR",
        RemedyBefore::DigitalOmbudsman => "al Difensore civico per il digitale",
        RemedyBefore::Commission => "alla Commissione per l'accesso ai documenti amministrativi",
    }
}

pub(super) fn heading(event: &RequestEvent) -> (&'static str, &'static str) {
    match event {
        RequestEvent::Received { .. } => ("Richiesta ricevuta", "mail"),
        RequestEvent::IdentityVerified { .. } => ("Identità verificata", "user"),
        RequestEvent::Extended { .. } => ("Termine prorogato", "clock"),
        RequestEvent::CounterInterestedNotified { .. } => ("Controinteressato avvisato", "mail"),
        RequestEvent::Opposed { .. } => ("Opposizione", "warning-circle"),
        RequestEvent::Linked { .. } => ("Atto collegato", "link"),
        RequestEvent::ReadersRevealed { .. } => ("Nomi rivelati", "user"),
        RequestEvent::Redacted { .. } => ("Omissione", "pencil"),
        RequestEvent::Answered { .. } => ("Risposta data", "check"),
        RequestEvent::Refused { .. } => ("Richiesta rifiutata", "close"),
        RequestEvent::Withdrawn { .. } => ("Richiesta ritirata", "close"),
        RequestEvent::Closed { .. } => ("Richiesta chiusa", "check"),
    }
}

pub(super) fn reason(event: &RequestEvent) -> Option<&Text> {
    match event {
        RequestEvent::Extended { reasons, .. }
        | RequestEvent::Opposed { reasons, .. }
        | RequestEvent::ReadersRevealed { reasons, .. }
        | RequestEvent::Redacted { reasons, .. }
        | RequestEvent::Answered { reasons, .. }
        | RequestEvent::Refused { reasons, .. }
        | RequestEvent::Withdrawn { reasons, .. } => Some(reasons),
        RequestEvent::Received { .. }
        | RequestEvent::IdentityVerified { .. }
        | RequestEvent::CounterInterestedNotified { .. }
        | RequestEvent::Linked { .. }
        | RequestEvent::Closed { .. } => None,
    }
}
