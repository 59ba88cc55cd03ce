//! The acts of an erasure, in Italian.

use registro_domain::erasure::{ErasureEvent, Exception, Ground, RestrictionGround};
use registro_domain::text::Text;

pub(super) fn sentence(event: &ErasureEvent) -> String {
    match event {
        ErasureEvent::Requested { targets, ground, protocol, .. } => {
            let paper = protocol.map(|number| format!(", prot. {number}")).unwrap_or_default();
            format!("chiesta la cancellazione di {} dati: {}{paper}", targets.len(), asked(*ground))
        }
        ErasureEvent::Restricted { ground, .. } => {
            format!("dati limitati (GDPR, art. 18): {}", restricted(*ground))
        }
        ErasureEvent::RestrictionLifted { .. } => "limitazione dei dati tolta".to_owned(),
        ErasureEvent::Assessed { authorisation, .. } => {
            let paper = authorisation.map(|number| format!(", scarto autorizzato prot. {number}"));
            format!("cancellazione valutata ammissibile{}", paper.unwrap_or_default())
        }
        ErasureEvent::Approved { keys, .. } => {
            format!("cancellazione approvata: {} chiavi da distruggere", keys.len())
        }
        ErasureEvent::Refused { exception, .. } => {
            format!("cancellazione rifiutata: {}", kept(*exception))
        }
        ErasureEvent::Executed { keys, .. } => {
            format!("cancellazione eseguita: {keys} chiavi distrutte, i dati non si leggono più")
        }
    }
}

/// Why data are to be erased.
pub fn asked(ground: Ground) -> &'static str {
    match ground {
        Ground::NoLongerNeeded => "non servono più",
        Ground::ConsentWithdrawn => "il consenso è revocato",
        Ground::ObjectionUpheld => "l'opposizione è accolta",
        Ground::Unlawful => "sono trattati illecitamente",
        Ground::Order => "lo ordina un'autorità",
    }
}

/// Why data are restricted.
pub fn restricted(ground: RestrictionGround) -> &'static str {
    match ground {
        RestrictionGround::AccuracyContested => "ne è contestata l'esattezza",
        RestrictionGround::Unlawful => "il trattamento è illecito",
        RestrictionGround::NeededForClaims => "servono all'interessato per un diritto in giudizio",
        RestrictionGround::ObjectionPending => "l'opposizione è da decidere",
    }
}

/// Why data are not erased.
pub fn kept(exception: Exception) -> &'static str {
    match exception {
        Exception::PublicTask => {
            "vanno conservati per legge o per un compito pubblico (art. 17, par. 3, lett. b)"
        }
        Exception::Archiving => {
            "vanno conservati in archivio nel pubblico interesse (art. 17, par. 3, lett. d)"
        }
        Exception::LegalClaims => "servono per un diritto in giudizio (art. 17, par. 3, lett. e)",
        Exception::NoGround => "non ricorre nessuno dei motivi dell'art. 17, par. 1",
    }
}

pub(super) fn heading(event: &ErasureEvent) -> (&'static str, &'static str) {
    match event {
        ErasureEvent::Requested { .. } => ("Cancellazione chiesta", "file"),
        ErasureEvent::Restricted { .. } => ("Dati limitati", "lock"),
        ErasureEvent::RestrictionLifted { .. } => ("Limitazione tolta", "unlocked"),
        ErasureEvent::Assessed { .. } => ("Cancellazione valutata", "file"),
        ErasureEvent::Approved { .. } => ("Cancellazione approvata", "check"),
        ErasureEvent::Refused { .. } => ("Cancellazione rifiutata", "close"),
        ErasureEvent::Executed { .. } => ("Cancellazione eseguita", "delete"),
    }
}

pub(super) fn reason(event: &ErasureEvent) -> Option<&Text> {
    match event {
        ErasureEvent::Requested { reasons, .. }
        | ErasureEvent::RestrictionLifted { reasons, .. }
        | ErasureEvent::Assessed { reasons, .. }
        | ErasureEvent::Refused { reasons, .. } => Some(reasons),
        ErasureEvent::Restricted { .. } | ErasureEvent::Approved { .. } | ErasureEvent::Executed { .. } => {
            None
        }
    }
}
