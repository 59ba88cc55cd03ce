//! The table of infractions (`tabella delle infrazioni`): letters, items, and the block that each belongs to.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A letter of the table. There is no j and no k: the alphabet is the Italian one.
///
/// Norm: reg. istituto, art. 37, c. 8, as reconstructed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Letter {
    A,
    B,
    C1,
    C2,
    D,
    E,
    F,
    G,
    H,
    I,
    L,
    M,
    N,
    O,
    P,
    Q,
    R,
}

/// An item of a letter. The four of the block h-i do not say which of the two letters they stand under, so the item is
/// kept beside the letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Item {
    /// Disturbs the lesson.
    A1,
    /// Homework not done, material missing.
    A2,
    /// Delays and absences without justification, patchy attendance.
    A3,
    /// Falsified written tests, electronic copying.
    A4,
    /// Damage to goods of the school, of mates, of staff.
    B1,
    /// Hygiene of the premises.
    B2,
    /// Phone in breach of art. 20.
    C1,
    /// Smoking.
    C2,
    /// Facts of a, b, c repeated.
    D,
    E1,
    E2,
    E3,
    F,
    G,
    /// Relapse of d, e, f, g.
    H1,
    /// Serious and continuous disturbance.
    Hi2,
    /// Results or documents altered.
    Hi3,
    /// Voluntary damage.
    Hi4,
    /// Relapse of h, i.
    L1,
    /// A fair number of disciplinary notes.
    L2,
    M,
    N,
    O,
    P,
    Q,
    R,
}

/// What a fact is charged as: a letter and an item that stand together in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Charge {
    letter: Letter,
    item: Item,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
struct Written {
    letter: Letter,
    item: Item,
}

/// The item does not stand under that letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("la voce {item} non sta sotto la lettera {letter} della tabella")]
pub struct NotInTheTable {
    pub letter: Letter,
    pub item: Item,
}

/// Letters that share sanctions and bodies: rows of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Block {
    /// a, b, c1, c2: reprimand, admonition.
    Admonition,
    /// d, e, f, g: written admonition, exclusions, repair.
    WrittenAdmonition,
    /// h, i: removal with reflection at school.
    ShortRemoval,
    /// l, m, n, o: removal with active citizenship.
    Removal,
    /// p, q: removal from the school community.
    CommunityRemoval,
    /// r: the exam session.
    ExamSession,
}

impl Charge {
    pub fn new(letter: Letter, item: Item) -> Result<Charge, NotInTheTable> {
        if item.letters().contains(&letter) {
            Ok(Charge { letter, item })
        } else {
            Err(NotInTheTable { letter, item })
        }
    }

    pub fn letter(self) -> Letter {
        self.letter
    }

    pub fn item(self) -> Item {
        self.item
    }

    pub fn block(self) -> Block {
        self.letter.block()
    }
}

impl Item {
    pub const ALL: [Item; 26] = [
        Item::A1,
        Item::A2,
        Item::A3,
        Item::A4,
        Item::B1,
        Item::B2,
        Item::C1,
        Item::C2,
        Item::D,
        Item::E1,
        Item::E2,
        Item::E3,
        Item::F,
        Item::G,
        Item::H1,
        Item::Hi2,
        Item::Hi3,
        Item::Hi4,
        Item::L1,
        Item::L2,
        Item::M,
        Item::N,
        Item::O,
        Item::P,
        Item::Q,
        Item::R,
    ];

    /// The letters that it may stand under.
    pub fn letters(self) -> &'static [Letter] {
        match self {
            Item::A1 | Item::A2 | Item::A3 | Item::A4 => &[Letter::A],
            Item::B1 | Item::B2 => &[Letter::B],
            Item::C1 => &[Letter::C1],
            Item::C2 => &[Letter::C2],
            Item::D => &[Letter::D],
            Item::E1 | Item::E2 | Item::E3 => &[Letter::E],
            Item::F => &[Letter::F],
            Item::G => &[Letter::G],
            Item::H1 => &[Letter::H],
            Item::Hi2 | Item::Hi3 | Item::Hi4 => &[Letter::H, Letter::I],
            Item::L1 | Item::L2 => &[Letter::L],
            Item::M => &[Letter::M],
            Item::N => &[Letter::N],
            Item::O => &[Letter::O],
            Item::P => &[Letter::P],
            Item::Q => &[Letter::Q],
            Item::R => &[Letter::R],
        }
    }

    /// What it is, as the table says it, in our words.
    pub fn italian(self) -> &'static str {
        match self {
            Item::A1 => "disturbo della lezione",
            Item::A2 => "compiti non svolti o materiale mancante",
            Item::A3 => "ritardi e assenze ingiustificati",
            Item::A4 => "verifica falsificata o copiata",
            Item::B1 => "danni a beni della scuola o di altri",
            Item::B2 => "mancato rispetto dell'igiene dei locali",
            Item::C1 => "uso del telefono contro l'art. 20",
            Item::C2 => "fumo nei locali e nelle pertinenze",
            Item::D => "fatti delle lettere a, b, c ripetuti",
            Item::E1 => "frequenza irregolare delle lezioni",
            Item::E2 => "assenze ingiustificate frequenti",
            Item::E3 => "ritardo abituale",
            Item::F => "danni a strutture o sussidi didattici",
            Item::G => "offese o comportamenti violenti, intimidatori o discriminatori",
            Item::H1 => "recidiva delle lettere d, e, f, g",
            Item::Hi2 => "disturbo grave e continuato",
            Item::Hi3 => "alterazione di risultati o documenti",
            Item::Hi4 => "danneggiamento volontario",
            Item::L1 => "recidiva delle lettere h, i",
            Item::L2 => "congruo numero di note disciplinari",
            Item::M => "offese o violenze gravi e ripetute, condotte pericolose",
            Item::N => "alcol o droghe durante le attività",
            Item::O => "gravi infrazioni civili o penali",
            Item::P => "atti di violenza di particolare gravità con allarme sociale",
            Item::Q => "recidiva degli atti della lettera p",
            Item::R => "gravi irregolarità nella sessione d'esame",
        }
    }
}

impl Letter {
    pub const ALL: [Letter; 17] = [
        Letter::A,
        Letter::B,
        Letter::C1,
        Letter::C2,
        Letter::D,
        Letter::E,
        Letter::F,
        Letter::G,
        Letter::H,
        Letter::I,
        Letter::L,
        Letter::M,
        Letter::N,
        Letter::O,
        Letter::P,
        Letter::Q,
        Letter::R,
    ];

    /// Whether it is outside the list of letters that the regulation lets be appealed, from i to q. The law knows no such
    /// list: the appeal is admitted, and this is told.
    ///
    /// Norm: reg. istituto, art. 40, c. 1; DPR 249/1998, art. 5, c. 1 (A9-02, A10-C2).
    pub fn is_outside_school_list(self) -> bool {
        self < Letter::I || Letter::Q < self
    }

    pub fn block(self) -> Block {
        match self {
            Letter::A | Letter::B | Letter::C1 | Letter::C2 => Block::Admonition,
            Letter::D | Letter::E | Letter::F | Letter::G => Block::WrittenAdmonition,
            Letter::H | Letter::I => Block::ShortRemoval,
            Letter::L | Letter::M | Letter::N | Letter::O => Block::Removal,
            Letter::P | Letter::Q => Block::CommunityRemoval,
            Letter::R => Block::ExamSession,
        }
    }
}

impl fmt::Display for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&format!("{self:?}").to_lowercase())
    }
}

impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&format!("{self:?}").to_lowercase())
    }
}

impl fmt::Display for Charge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "lett. {}, {}", self.letter, self.item.italian())
    }
}

impl TryFrom<Written> for Charge {
    type Error = NotInTheTable;

    fn try_from(written: Written) -> Result<Self, NotInTheTable> {
        Charge::new(written.letter, written.item)
    }
}

impl From<Charge> for Written {
    fn from(charge: Charge) -> Self {
        Written { letter: charge.letter, item: charge.item }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_stands_only_under_its_letters() {
        assert!(Charge::new(Letter::H, Item::Hi3).is_ok());
        assert!(Charge::new(Letter::I, Item::Hi3).is_ok());
        let refused = Charge::new(Letter::L, Item::Hi3).expect_err("not under l");
        assert_eq!(refused.to_string(), "la voce hi3 non sta sotto la lettera l della tabella");
        assert!(serde_json::from_str::<Charge>(r#"{"letter":"c1","item":"c2"}"#).is_err());
    }
}
