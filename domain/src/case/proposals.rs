//! What the table proposes: a minimum and a maximum, a heavier letter for what is repeated. Proposals only: a person
//! charges, a body decides, and nothing here does either.

use jiff::civil::Date;

use super::{Block, CaseSummary, Item, Letter, Sanction, Standing};
use crate::calendar::SchoolYear;
use crate::ids::CaseId;
use crate::norm::Norm;
use crate::regulation::Regulation;

/// The table gives no longest removal for the letter p.
const UNLIMITED: Sanction = Sanction::CommunityRemoval { days: u16::MAX };

/// What the table gives for a letter.
///
/// Norm: A7-01, A7-05.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Band {
    pub least: Sanction,
    pub most: Sanction,
    /// Whether the student may be kept out of trips and activities too.
    pub exclusions: bool,
    pub repair: bool,
}

impl Band {
    pub fn of(letter: Letter, regulation: &Regulation, on: Date) -> Band {
        let short = regulation.short_removal(on);
        let long = regulation.class_council_removal(on);
        let (least, most) = match letter.block() {
            Block::Admonition => (Sanction::OralReprimand, Sanction::Admonition),
            Block::WrittenAdmonition => (Sanction::WrittenAdmonition, Sanction::WrittenAdmonition),
            Block::ShortRemoval => (Sanction::Removal { days: 1 }, Sanction::Removal { days: short }),
            Block::Removal => (Sanction::Removal { days: short + 1 }, Sanction::Removal { days: long }),
            Block::CommunityRemoval if letter == Letter::P => {
                (Sanction::CommunityRemoval { days: long + 1 }, UNLIMITED)
            }
            Block::CommunityRemoval => {
                let until_end =
                    |excluded_from_scrutiny| Sanction::UntilEndOfLessons { excluded_from_scrutiny };
                (until_end(false), until_end(true))
            }
            Block::ExamSession => (Sanction::ExcludedFromSession, Sanction::ExcludedFromSession),
        };
        let exclusions = match letter.block() {
            Block::WrittenAdmonition | Block::ShortRemoval | Block::Removal => true,
            Block::Admonition | Block::CommunityRemoval | Block::ExamSession => false,
        };
        Band { least, most, exclusions, repair: letter == Letter::F }
    }

    /// Why a sanction is not of the band, in Italian.
    pub fn against(&self, sanction: Sanction, letter: Letter) -> Option<String> {
        let (weight, least, most) = (weight(sanction), weight(self.least), weight(self.most));
        let said = sanction.italian();
        if weight < least {
            Some(format!("{said}: meno del minimo per la lettera {letter} ({})", self.least.italian()))
        } else if most < weight {
            Some(format!("{said}: più del massimo per la lettera {letter} ({})", self.most_in_italian()))
        } else {
            let of_its_kind = [self.least, self.most].iter().any(|of| same_kind(*of, sanction));
            (!of_its_kind).then(|| format!("{said}: non è tra le sanzioni della lettera {letter}"))
        }
    }

    fn most_in_italian(&self) -> String {
        if self.most == UNLIMITED {
            return "allontanamento più lungo, in giorni".to_owned();
        }
        self.most.italian()
    }

    /// As the proposal shows it: from the least to the most, and what may go with it.
    pub fn italian(&self) -> String {
        let mut said = if self.least == self.most {
            self.least.italian()
        } else {
            format!("da {} a {}", self.least.italian(), self.most_in_italian())
        };
        if self.repair {
            said.push_str(", con riparazione o risarcimento del danno");
        }
        if self.exclusions {
            said.push_str("; possibile esclusione da uscite, viaggi e attività");
        }
        said
    }
}

/// Heavier is more.
fn weight(sanction: Sanction) -> u32 {
    match sanction {
        Sanction::OralReprimand => 0,
        Sanction::Admonition => 1,
        Sanction::WrittenAdmonition => 2,
        Sanction::Removal { days } | Sanction::CommunityRemoval { days } => 3 + u32::from(days),
        Sanction::UntilEndOfLessons { excluded_from_scrutiny } => 1 << 20 | u32::from(excluded_from_scrutiny),
        Sanction::ExcludedFromSession => 1 << 21,
    }
}

fn same_kind(one: Sanction, other: Sanction) -> bool {
    std::mem::discriminant(&one) == std::mem::discriminant(&other)
}

/// The earlier sanctions that a charge of something repeated rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grounds {
    pub rests_on: Vec<CaseId>,
    /// How many it needs.
    pub needs: u16,
    pub norm: Norm,
}

impl Grounds {
    pub fn is_enough(&self) -> bool {
        usize::from(self.needs) <= self.rests_on.len()
    }
}

/// What an item that charges a repetition rests on, among the student's other cases; none, of another item. The four
/// notes of l are counted where notes are.
///
/// Norm: A7-02: after the third admonition; A7-04: one earlier sanction, final and annulled by nobody, same year.
pub fn grounds(
    item: Item,
    fact_on: Date,
    others: &[CaseSummary],
    regulation: &Regulation,
) -> Option<Grounds> {
    let (block, admonitions) = match item {
        Item::D => (Block::Admonition, true),
        Item::H1 => (Block::WrittenAdmonition, false),
        Item::L1 => (Block::ShortRemoval, false),
        Item::Q => (Block::CommunityRemoval, false),
        Item::A1
        | Item::A2
        | Item::A3
        | Item::A4
        | Item::B1
        | Item::B2
        | Item::C1
        | Item::C2
        | Item::E1
        | Item::E2
        | Item::E3
        | Item::F
        | Item::G
        | Item::Hi2
        | Item::Hi3
        | Item::Hi4
        | Item::L2
        | Item::M
        | Item::N
        | Item::O
        | Item::P
        | Item::R => return None,
    };
    let year = SchoolYear::containing(fact_on);
    let earlier = others.iter().filter(|case| {
        case.charge.block() == block
            && case.decided_on.is_some_and(|decided| decided <= fact_on)
            && SchoolYear::containing(case.fact_on) == year
            && if admonitions { is_admonished(case) } else { case.counts() }
    });
    let rests_on = earlier.map(|case| case.case).collect();
    Some(if admonitions {
        Grounds { rests_on, needs: regulation.admonitions_before_letter_d(fact_on), norm: Norm::AsLetterD }
    } else {
        Grounds { rests_on, needs: 1, norm: Norm::Relapse }
    })
}

/// An admonition that nobody annulled, and that nobody is disputing now (interpretation 0032).
fn is_admonished(case: &CaseSummary) -> bool {
    let admonished = case.measure.as_ref().is_some_and(|measure| measure.sanction == Sanction::Admonition);
    admonished && matches!(case.standing, Standing::Appealable { .. } | Standing::Final)
}

/// A heavier letter under which a fact may be charged: a person does it, or does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    pub item: Item,
    pub grounds: Grounds,
}

/// The heavier letters under which a fact reported under an item may be charged.
pub fn proposals(
    item: Item,
    fact_on: Date,
    others: &[CaseSummary],
    regulation: &Regulation,
) -> Vec<Proposal> {
    let blocks: Vec<Block> = item.letters().iter().map(|letter| letter.block()).collect();
    let heavier = [
        (Block::Admonition, Item::D),
        (Block::WrittenAdmonition, Item::H1),
        (Block::ShortRemoval, Item::L1),
        (Block::CommunityRemoval, Item::Q),
    ];
    let of_its_block =
        heavier.into_iter().filter(|(block, heavier)| blocks.contains(block) && *heavier != item);
    let found = of_its_block.filter_map(|(_, item)| {
        Some(Proposal { item, grounds: grounds(item, fact_on, others, regulation)? })
    });
    found.filter(|proposal| proposal.grounds.is_enough()).collect()
}
