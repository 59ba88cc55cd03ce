//! Which keys were to be destroyed, as the log says.

use std::collections::{HashMap, HashSet};

use super::{KeyId, Policy};
use crate::event::{Position, SchoolId};
use crate::log::{EventLog, Filter, LogError};

/// By school.
#[derive(Default)]
pub(super) struct Destroyed(tokio::sync::Mutex<HashMap<SchoolId, Condemned>>);

#[derive(Default)]
struct Condemned {
    /// The feed is read as far as it was needed.
    read: Option<Position>,
    keys: HashSet<KeyId>,
}

const PAGE: usize = 1_000;

/// Every key that an event of the log condemned.
pub async fn condemned(
    log: &dyn EventLog,
    policy: &dyn Policy,
    school: SchoolId,
) -> Result<HashSet<KeyId>, LogError> {
    let (mut keys, mut read) = (HashSet::new(), None);
    loop {
        let page = log.read_all(school, read, PAGE, Filter::Categories(policy.destructions())).await?;
        let Some(last) = page.last() else { return Ok(keys) };
        read = Some(last.position);
        keys.extend(page.iter().flat_map(|recorded| policy.condemned(recorded)));
    }
}

impl Destroyed {
    /// Those of these keys that an event of the log condemned.
    pub(super) async fn among(
        &self,
        log: &dyn EventLog,
        policy: &dyn Policy,
        school: SchoolId,
        keys: &HashSet<KeyId>,
    ) -> Result<HashSet<KeyId>, LogError> {
        let mut known = self.0.lock().await;
        let known = known.entry(school).or_default();
        while !keys.is_subset(&known.keys) {
            let page =
                log.read_all(school, known.read, PAGE, Filter::Categories(policy.destructions())).await?;
            let Some(last) = page.last() else { break };
            known.read = Some(last.position);
            known.keys.extend(page.iter().flat_map(|recorded| policy.condemned(recorded)));
        }
        Ok(keys.intersection(&known.keys).copied().collect())
    }
}
