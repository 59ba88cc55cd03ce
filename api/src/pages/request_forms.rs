//! The forms of a request, and what they are sent as.

use registro_domain::ids::PersonId;
use registro_domain::request::{
    Channel, Claim, DataRequest, ExtensionCause, Ground, Link, Outcome, Standing,
};

use super::act_forms::{form, returning};
use super::case_forms::fields::{choice, day, line, nothing, number, one, optional, text};
use super::requests::named;
use super::sent::{Sent, incomplete, stored};
use super::views_cases::{ActForm, Field};
use super::views_duties::Chosen;
use super::views_family::Returned;
use crate::actor::Capacity;
use crate::commands::data_request::{Act, Shown};
use crate::identity::Session;
use crate::refusal::Refusal;
use crate::sentence;

pub(super) const RECEIVE: &str = "receive";

/// Every act that has a form, and every field that comes back as it was written.
const ACTS: [&str; 12] = [
    RECEIVE, "verify", "extend", "notify", "oppose", "link", "reveal", "redact", "answer", "refuse",
    "withdraw", "close",
];
const FIELDS: [&str; 19] = [
    "claim",
    "channel",
    "identity",
    "cause",
    "outcome",
    "ground",
    "opponent",
    "person",
    "applicant",
    "received_on",
    "wording",
    "interest",
    "protocol",
    "reasons",
    "party",
    "notified_on",
    "position",
    "words",
    "erasure",
];

const CLAIMS: [Claim; 8] = [
    Claim::Access,
    Claim::Rectification,
    Claim::Erasure,
    Claim::Restriction,
    Claim::Portability,
    Claim::Objection,
    Claim::Documents,
    Claim::Accessibility,
];
const CHANNELS: [Channel; 4] = [Channel::Counter, Channel::Pec, Channel::Email, Channel::Letter];
const GROUNDS: [Ground; 15] = [
    Ground::ManifestlyUnfounded,
    Ground::Excessive,
    Ground::NotIdentified,
    Ground::NotEntitled,
    Ground::Judgement,
    Ground::Accurate,
    Ground::MustBeKept,
    Ground::NoCause,
    Ground::PublicTask,
    Ground::CompellingGrounds,
    Ground::NoInterest,
    Ground::Excluded,
    Ground::NotIndispensable,
    Ground::NotHeld,
    Ground::DisproportionateBurden,
];

/// What was written, to be shown again.
pub(super) fn written(sent: &Sent) -> Vec<(&'static str, String)> {
    sent.written_in(&FIELDS)
}

/// The form that it came from.
pub(super) fn form_of(sent: &Sent) -> &'static str {
    sent.form_among(&ACTS, "da-fare")
}

pub(super) fn to_receive(session: &Session, returned: Option<&Returned>) -> Vec<ActForm> {
    let claims = CLAIMS.map(|claim| choice(stored(&claim), sentence::claim(claim)));
    let channels = CHANNELS.map(|channel| choice(stored(&channel), sentence::channel(channel)));
    let fields = vec![
        one("claim", "Che cosa si chiede", claims.to_vec()),
        line("person", "Di chi sono i dati, o chi riguarda il documento (cognome e nome)"),
        optional(line("applicant", "Chi chiede (cognome e nome), se è una persona della scuola")),
        one("channel", "Come è arrivata", channels.to_vec()),
        day("received_on", "Quando è arrivata", session.today),
        text("wording", "Che cosa chiede, in breve"),
        optional(line("interest", "Per i documenti: l’interesse di chi chiede")),
        optional(line("protocol", "Numero di protocollo (per esempio 4711/2025)")),
        identity(true),
    ];
    let form = form(RECEIVE, "Registra una richiesta", "Registra la richiesta", fields);
    returning(vec![form], returned)
}

fn identity(may_be_unknown: bool) -> Field {
    let mut choices =
        vec![choice("document", "documento mostrato"), choice("digital-signature", "firma digitale")];
    if may_be_unknown {
        choices.push(nothing("non ancora: il termine non decorre"));
    }
    let field = one("identity", "Come si sa chi è", choices);
    if may_be_unknown { optional(field) } else { field }
}

pub(super) fn received(session: &Session, sent: &Sent) -> Result<Act, Refusal> {
    Ok(Act::Receive {
        person: named(session, &sent.text("person")?)?,
        claim: sent.value("claim")?,
        channel: sent.value("channel")?,
        received_on: sent.value("received_on")?,
        applicant: applicant(session, sent)?,
        wording: sent.text("wording")?,
        interest: sent.some_text("interest"),
        protocol: sent.some_value("protocol")?,
        identity: sent.some_value("identity")?,
    })
}

fn applicant(session: &Session, sent: &Sent) -> Result<Option<PersonId>, Refusal> {
    sent.get("applicant").map(|typed| named(session, typed)).transpose()
}

/// The act that a form of one request makes.
pub(super) fn act(session: &Session, sent: &Sent) -> Result<Act, Refusal> {
    let reasons = || sent.text("reasons");
    Ok(match form_of(sent) {
        "verify" => Act::VerifyIdentity {
            applicant: applicant(session, sent)?,
            identity: sent.value::<Shown>("identity")?,
        },
        "extend" => Act::Extend { cause: sent.value("cause")?, reasons: reasons()? },
        "notify" => Act::NotifyCounterInterested {
            party: named(session, &sent.text("party")?)?,
            notified_on: sent.value("notified_on")?,
        },
        "oppose" => Act::Oppose {
            party: sent.value("opponent")?,
            opposed_on: sent.value("opposed_on")?,
            reasons: reasons()?,
        },
        "link" => match (sent.some_value("erasure")?, sent.get("position")) {
            (Some(erasure), _) => Act::Link { to: Link::Erasure(erasure) },
            (None, Some(_)) => Act::Link { to: Link::Correction(position(sent)?) },
            (None, None) => return Err(incomplete()),
        },
        "reveal" => Act::RevealReaders { reasons: reasons()? },
        "redact" => {
            Act::Redact { position: position(sent)?, words: sent.text("words")?, reasons: reasons()? }
        }
        "answer" => Act::Answer { outcome: sent.value("outcome")?, reasons: reasons()? },
        "refuse" => Act::Refuse {
            ground: sent.value("ground")?,
            reasons: reasons()?,
            protocol: sent.some_value("protocol")?,
        },
        "withdraw" => Act::Withdraw { reasons: reasons()? },
        "close" => Act::Close {},
        _ => return Err(incomplete()),
    })
}

fn position(sent: &Sent) -> Result<u64, Refusal> {
    sent.get("position").and_then(|typed| typed.parse().ok()).ok_or_else(incomplete)
}

/// What may be done of a request by who looks at it.
pub(super) fn of(session: &Session, request: &DataRequest, returned: Option<&Returned>) -> Vec<ActForm> {
    let answers = matches!(session.agent.capacity, Capacity::Dpo | Capacity::Principal);
    let Some(asked) = &request.received else { return Vec::new() };
    let reasons = || text("reasons", "Motivi");
    let mut forms = Vec::new();
    match request.standing(session.today) {
        Standing::Closed => return Vec::new(),
        Standing::Ended => forms.push(form("close", "Chiudi la richiesta", "Chiudi", Vec::new())),
        Standing::Unidentified => {
            let applicant = optional(line("applicant", "Chi chiede (cognome e nome)"));
            let fields = vec![applicant, identity(false)];
            forms.push(form("verify", "Verifica chi chiede", "Registra la verifica", fields));
            if answers {
                forms.push(refusal(asked.claim));
            }
        }
        Standing::Open { .. } | Standing::Overdue { .. } | Standing::SilentlyRefused { .. } => {
            if answers {
                forms.extend(links(asked.claim));
                forms.push(form(
                    "answer",
                    "Rispondi",
                    "Registra la risposta",
                    vec![one("outcome", "Esito", outcomes(asked.claim)), reasons()],
                ));
                forms.push(refusal(asked.claim));
            }
            if asked.claim.is_for_documents() {
                forms.extend(counter_interested(session, request));
            } else if answers && request.extended.is_none() {
                let causes = vec![
                    choice(stored(&ExtensionCause::Complex), "richiesta complessa"),
                    choice(stored(&ExtensionCause::Numerous), "molte richieste"),
                ];
                let fields = vec![one("cause", "Perché", causes), reasons()];
                forms.push(form("extend", "Proroga il termine di due mesi", "Proroga", fields));
            }
            if answers && matches!(asked.claim, Claim::Access | Claim::Portability) {
                let fields = vec![
                    number("position", "Numero dell’atto", ""),
                    line("words", "Parole da omettere, come sono scritte"),
                    reasons(),
                ];
                forms.push(form("redact", "Ometti parole che riguardano altri", "Ometti", fields));
            }
            if session.agent.capacity == Capacity::Dpo
                && matches!(asked.claim, Claim::Access | Claim::Portability)
                && !request.readers_revealed
            {
                let title = "Indica per nome chi ha consultato i dati";
                forms.push(form("reveal", title, "Rivela i nomi", vec![reasons()]));
            }
            forms.push(form("withdraw", "Chi ha chiesto ci ripensa", "Registra il ritiro", vec![reasons()]));
        }
    }
    returning(forms, returned)
}

fn links(claim: Claim) -> Option<ActForm> {
    let field = match claim {
        Claim::Rectification => {
            number("position", "Numero dell’atto che corregge, o che aggiunge una dichiarazione", "")
        }
        Claim::Erasure | Claim::Restriction | Claim::Objection => {
            line("erasure", "Identificativo del procedimento di cancellazione o limitazione")
        }
        Claim::Access | Claim::Portability | Claim::Documents | Claim::Accessibility => return None,
    };
    Some(form("link", "Indica dove è stato fatto quanto chiesto", "Collega", vec![field]))
}

fn outcomes(claim: Claim) -> Vec<Chosen> {
    let outcomes: &[Outcome] = match claim {
        Claim::Portability => &[Outcome::CopyInstead],
        Claim::Access
        | Claim::Rectification
        | Claim::Erasure
        | Claim::Restriction
        | Claim::Objection
        | Claim::Documents
        | Claim::Accessibility => &[Outcome::Granted, Outcome::PartlyGranted],
    };
    outcomes.iter().map(|outcome| choice(stored(outcome), sentence::outcome(*outcome))).collect()
}

fn refusal(claim: Claim) -> ActForm {
    let grounds = GROUNDS.into_iter().filter(|ground| ground.answers(claim));
    let grounds = grounds.map(|ground| choice(stored(&ground), sentence::ground(ground))).collect();
    let mut fields = vec![one("ground", "Perché si rifiuta", grounds), text("reasons", "Motivi")];
    if claim.is_for_documents() {
        fields
            .push(optional(line("protocol", "Se il documento è stato scartato: numero dell’autorizzazione")));
    }
    form("refuse", "Rifiuta", "Registra il rifiuto", fields)
}

fn counter_interested(session: &Session, request: &DataRequest) -> Vec<ActForm> {
    let fields = vec![
        line("party", "Chi è (cognome e nome)"),
        day("notified_on", "Quando è stato avvisato", session.today),
    ];
    let mut forms = vec![form("notify", "Avvisa un controinteressato", "Registra l’avviso", fields)];
    let silent = request.parties.iter().filter(|party| party.opposition.is_none());
    let silent: Vec<Chosen> = silent.map(|party| choice(party.person, session.name(party.person))).collect();
    if !silent.is_empty() {
        let fields = vec![
            one("opponent", "Chi si oppone", silent),
            day("opposed_on", "Quando", session.today),
            text("reasons", "Motivi"),
        ];
        forms.push(form("oppose", "Registra un’opposizione", "Registra l’opposizione", fields));
    }
    forms
}
