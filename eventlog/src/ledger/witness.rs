//! Witnesses (C2SP tlog-witness): others who sign that they saw the ledger grow, and only grow.

use std::collections::HashMap;
use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use reqwest::{Client, StatusCode};
use tokio::task::JoinHandle;

use super::LedgerError;
use super::note::{self, NoteError, Use, Verifier, decimal};
use super::shelf::{Published, Shelf};
use super::signer::Ledger;

/// How long a witness may take to answer.
const PATIENCE: Duration = Duration::from_secs(20);
/// Before a witness that failed is asked again.
const PAUSE: Duration = Duration::from_secs(60);
/// A witness that has seen more than we think says so once; then it must agree.
const TRIES: u32 = 2;

/// Somebody who is asked to cosign.
#[derive(Clone, Debug)]
pub struct Witness {
    pub verifier: Verifier,
    /// What `/add-checkpoint` is added to.
    pub url: String,
}

impl Witness {
    /// The witnesses of a policy (C2SP tlog-policy) whose address it gives: `witness <name> <key> <address>`.
    pub fn of_policy(policy: &str) -> Result<Vec<Self>, NoteError> {
        let mut witnesses = Vec::new();
        for line in policy.lines() {
            let words: Vec<&str> = line.split_whitespace().collect();
            if let ["witness", _, key, url] = words.as_slice() {
                let verifier = Verifier::parse(key)?;
                if verifier.purpose != Use::Cosignature {
                    return Err(NoteError::Key((*key).to_owned()));
                }
                witnesses.push(Self { verifier, url: url.trim_end_matches('/').to_owned() });
            }
        }
        Ok(witnesses)
    }
}

/// Why a witness has not cosigned.
#[derive(Debug, thiserror::Error)]
pub enum WitnessError {
    #[error("the witness cannot be reached")]
    Unreachable(#[from] reqwest::Error),
    /// It has cosigned a longer ledger than this one: ours is older than what it was.
    #[error("the witness has seen {seen} entries, the ledger holds {held}")]
    Ahead { seen: u64, held: u64 },
    /// 422: what we hold does not continue what it saw.
    #[error("the witness says that the ledger does not continue what it has seen")]
    Fork,
    #[error("the witness answers {0}")]
    Refused(StatusCode),
    #[error("the witness answers with what is no cosignature of its own")]
    NoCosignature,
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

/// Asks a witness for its cosignature, given what it is believed to have seen. Its line, and what it has seen now.
pub async fn cosign(
    client: &Client,
    witness: &Witness,
    shelf: &Shelf,
    published: &Published,
    believed: u64,
) -> Result<String, WitnessError> {
    let mut seen = believed;
    for _ in 0..TRIES {
        let held = published.checkpoint.size;
        if held < seen {
            return Err(WitnessError::Ahead { seen, held });
        }
        let proof = shelf.consistency(published.year, seen, held)?;
        let mut body = format!("old {seen}\n");
        proof.iter().for_each(|hash| body.extend([&BASE64.encode(hash), "\n"]));
        body.extend(["\n", &published.note]);
        let answer = client
            .post(format!("{}/add-checkpoint", witness.url))
            .timeout(PATIENCE)
            .body(body)
            .send()
            .await?;
        match answer.status() {
            StatusCode::OK => return cosignature(witness, published, &answer.text().await?),
            StatusCode::CONFLICT => {
                let size = answer.text().await?;
                seen = decimal(size.trim_end()).ok_or(WitnessError::Refused(StatusCode::CONFLICT))?;
            }
            StatusCode::UNPROCESSABLE_ENTITY => return Err(WitnessError::Fork),
            status => return Err(WitnessError::Refused(status)),
        }
    }
    Err(WitnessError::Refused(StatusCode::CONFLICT))
}

/// The witness's line of an answer, if it is a good signature of what was sent.
fn cosignature(witness: &Witness, published: &Published, lines: &str) -> Result<String, WitnessError> {
    let text = published.checkpoint.text();
    for line in lines.lines() {
        let alone = format!("{text}\n{line}\n");
        let known = std::slice::from_ref(&witness.verifier);
        if note::open(&alone, known).is_ok_and(|opened| !opened.by.is_empty()) {
            return Ok(format!("{line}\n"));
        }
    }
    Err(WitnessError::NoCosignature)
}

/// Has every checkpoint cosigned by every witness, as it is signed, until the ledger stops.
pub fn follow(ledger: Ledger, witnesses: Vec<Witness>) -> JoinHandle<()> {
    tokio::spawn(async move {
        let client = Client::new();
        let mut signed = ledger.watch();
        let mut seen: HashMap<(String, i16), u64> = HashMap::new();
        loop {
            signed.mark_unchanged();
            let failed = turn(&client, &ledger, &witnesses, &mut seen).await;
            let woken = async {
                if failed {
                    tokio::time::timeout(PAUSE, signed.changed()).await.unwrap_or(Ok(()))
                } else {
                    signed.changed().await
                }
            };
            if woken.await.is_err() {
                return;
            }
        }
    })
}

/// Whether something must be tried again.
async fn turn(
    client: &Client,
    ledger: &Ledger,
    witnesses: &[Witness],
    seen: &mut HashMap<(String, i16), u64>,
) -> bool {
    let published = match ledger.shelf().published() {
        Ok(published) => published,
        Err(error) => {
            tracing::error!("the ledger cannot be read for its witnesses: {error}");
            return true;
        }
    };
    let mut failed = false;
    for published in &published {
        for witness in witnesses {
            if published.is_signed_by(&witness.verifier) {
                continue;
            }
            let place = (witness.verifier.name.clone(), published.year);
            let believed = seen.get(&place).copied().unwrap_or_default();
            match cosign(client, witness, ledger.shelf(), published, believed).await {
                Ok(line) => {
                    seen.insert(place, published.checkpoint.size);
                    ledger.add_cosignature(published, line);
                }
                Err(error @ (WitnessError::Ahead { .. } | WitnessError::Fork)) => {
                    tracing::error!(
                        "{}: {error}: look at it before anything else is done",
                        witness.verifier.name
                    );
                    failed = true;
                }
                Err(error) => {
                    tracing::warn!("{} has not cosigned: {error}", witness.verifier.name);
                    failed = true;
                }
            }
        }
    }
    failed
}
