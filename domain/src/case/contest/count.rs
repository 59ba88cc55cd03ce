//! How the votes of the Organo di garanzia are counted.

use std::collections::{BTreeMap, BTreeSet};

use super::super::Ballot;
use crate::ids::PersonId;
use crate::norm::Norm;
use crate::regulation::VoteForm;

/// What was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted<V> {
    pub outcome: V,
    /// By the president's vote, with as many on either side.
    pub tie_broken: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotCounted {
    #[error("i presenti sono {present} e i voti {votes}: chi è presente vota, e nessuno si astiene")]
    NotEveryVote { present: usize, votes: usize },
    #[error("votano i presenti, ciascuno una volta")]
    NotThePresent,
    #[error("il voto è palese: si dice chi ha votato che cosa")]
    MustBeOpen,
    #[error("il voto è segreto: si dicono solo i totali")]
    MustBeSecret,
    #[error("a parità di voti si dice quello del presidente, che prevale")]
    CastingVoteUntold,
    #[error("nessuna proposta ha la maggioranza dei presenti: si vota di nuovo")]
    NoMajority,
}

impl NotCounted {
    pub fn name(self) -> &'static str {
        match self {
            NotCounted::NotEveryVote { .. } => "not-every-vote",
            NotCounted::NotThePresent => "not-the-present",
            NotCounted::MustBeOpen => "vote-must-be-open",
            NotCounted::MustBeSecret => "vote-must-be-secret",
            NotCounted::CastingVoteUntold => "casting-vote-untold",
            NotCounted::NoMajority => "no-majority",
        }
    }

    pub fn norm(self) -> Norm {
        match self {
            NotCounted::MustBeOpen | NotCounted::MustBeSecret => Norm::GuaranteeVoteForm,
            NotCounted::NotEveryVote { .. }
            | NotCounted::NotThePresent
            | NotCounted::CastingVoteUntold
            | NotCounted::NoMajority => Norm::GuaranteeVote,
        }
    }
}

/// The majority of those present; with as many on either side, the side of the president.
///
/// Norm: reg. istituto, art. 40, II, c. 1 and 3 (A9-11): whoever is present votes, for there is no abstention; open or
/// secret as the school reads the text (A10-C12).
pub fn counted<V: Copy + Ord>(
    ballot: &Ballot<V>,
    present: &[PersonId],
    president: PersonId,
    form: VoteForm,
) -> Result<Counted<V>, NotCounted> {
    let (totals, casting) = match (ballot, form) {
        (Ballot::Open(_), VoteForm::Secret) => return Err(NotCounted::MustBeSecret),
        (Ballot::Secret { .. }, VoteForm::Open) => return Err(NotCounted::MustBeOpen),
        (Ballot::Open(votes), VoteForm::Open) => open(votes, present, president)?,
        (Ballot::Secret { totals, casting }, VoteForm::Secret) => {
            let mut summed: BTreeMap<V, usize> = BTreeMap::new();
            for (vote, how_many) in totals {
                *summed.entry(*vote).or_default() += usize::from(*how_many);
            }
            (summed, *casting)
        }
    };
    let votes: usize = totals.values().sum();
    if votes != present.len() {
        return Err(NotCounted::NotEveryVote { present: present.len(), votes });
    }
    if let Some((outcome, _)) = totals.iter().find(|(_, cast)| votes < *cast * 2) {
        return Ok(Counted { outcome: *outcome, tie_broken: false });
    }
    let halves: BTreeSet<V> =
        totals.iter().filter(|(_, cast)| *cast * 2 == votes && 0 < votes).map(|(vote, _)| *vote).collect();
    match casting {
        _ if halves.is_empty() => Err(NotCounted::NoMajority),
        None => Err(NotCounted::CastingVoteUntold),
        Some(vote) if halves.contains(&vote) => Ok(Counted { outcome: vote, tie_broken: true }),
        Some(_) => Err(NotCounted::NoMajority),
    }
}

type Totals<V> = (BTreeMap<V, usize>, Option<V>);

/// The totals of an open vote, and the president's.
fn open<V: Copy + Ord>(
    votes: &[(PersonId, V)],
    present: &[PersonId],
    president: PersonId,
) -> Result<Totals<V>, NotCounted> {
    if votes.len() != present.len() {
        return Err(NotCounted::NotEveryVote { present: present.len(), votes: votes.len() });
    }
    let voters: BTreeSet<PersonId> = votes.iter().map(|(voter, _)| *voter).collect();
    if voters != present.iter().copied().collect() {
        return Err(NotCounted::NotThePresent);
    }
    let mut totals = BTreeMap::new();
    for (_, vote) in votes {
        *totals.entry(*vote).or_default() += 1;
    }
    Ok((totals, votes.iter().find(|(voter, _)| *voter == president).map(|(_, vote)| *vote)))
}
