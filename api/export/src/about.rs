//! What an export says of itself: which school, up to which event, with which roots.

use registro::cli::Failure;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::bag::Checked;
use crate::shards::Shard;

pub(crate) const NAME: &str = "data/export.json";
const KIND: &str = "registro-export.v2";

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct About {
    pub kind: String,
    pub school: Uuid,
    pub synthetic: bool,
    /// The position of the last event.
    pub last: u64,
    pub events: u64,
    /// Of those, whose data are sealed, and whose records are not told: nobody goes on with either without the keys.
    pub sealed: u64,
    pub withheld: u64,
    /// Whether positions count the events, from 0 without gaps.
    pub counted: bool,
    /// The name of the ledger, which stands in what links its years.
    pub ledger: String,
    pub shards: Vec<Shard>,
    pub fingerprints: Fingerprints,
}

/// How the fingerprints of commands stand in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Fingerprints {
    Plain,
    /// Under a key of the school's, which is among its keys.
    Masked,
}

impl About {
    pub(crate) fn kind() -> String {
        KIND.to_owned()
    }

    pub(crate) fn of(bag: &Checked) -> Result<Self, Failure> {
        #[derive(Deserialize)]
        struct Of {
            kind: String,
        }
        let (text, wrong) = (bag.read(NAME)?, |error| format!("{NAME}: {error}"));
        let Of { kind } = serde_json::from_str(&text).map_err(wrong)?;
        if kind != KIND {
            return Err(format!("{NAME}: «{kind}» non è un'esportazione che si conosca").into());
        }
        Ok(serde_json::from_str(&text).map_err(wrong)?)
    }
}
