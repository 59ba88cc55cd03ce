//! The auditor's policy (C2SP tlog-policy): whose signature counts, and how many witnesses it takes.
//!
//! ```text
//! log <public key of the school>
//! witness <name> <public key>
//! group <name> <any|all|number> <name>…
//! quorum <name|none>
//! ```

use std::collections::BTreeMap;

use crate::note::{Key, Note};

#[derive(Debug, Default)]
pub(crate) struct Policy {
    pub(crate) log: Option<Key>,
    members: BTreeMap<String, Member>,
    quorum: Option<String>,
}

#[derive(Debug)]
enum Member {
    Witness(Key),
    Group { at_least: usize, of: Vec<String> },
}

impl Policy {
    /// Only a key: no witness is asked for.
    pub(crate) fn of_key(key: Key) -> Self {
        Self { log: Some(key), ..Self::default() }
    }

    /// What is wrong with it, in Italian, if it cannot be used.
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        let mut policy = Self::default();
        for (number, line) in (1..).zip(text.lines()) {
            let words: Vec<&str> = line.split_whitespace().collect();
            let understood = match words.as_slice() {
                [] => true,
                [first, ..] if first.starts_with('#') => true,
                ["log", key, ..] => {
                    policy.log = Key::read(key);
                    policy.log.is_some()
                }
                ["witness", name, key, ..] => {
                    Key::read(key).is_some_and(|key| policy.name(name, Member::Witness(key)))
                }
                ["group", name, how_many, of @ ..] => policy.group(name, how_many, of),
                ["quorum", "none"] => true,
                ["quorum", name] => {
                    policy.quorum = Some((*name).to_owned());
                    policy.members.contains_key(*name)
                }
                _ => false,
            };
            if !understood {
                return Err(format!("la riga {number} della politica non si capisce: {line}"));
            }
        }
        if policy.log.is_some() {
            Ok(policy)
        } else {
            Err("la politica non nomina la chiave (log …)".into())
        }
    }

    /// A name stands for one member only.
    fn name(&mut self, name: &str, member: Member) -> bool {
        self.members.insert(name.to_owned(), member).is_none()
    }

    fn group(&mut self, name: &str, how_many: &str, of: &[&str]) -> bool {
        let at_least = match how_many {
            "any" => 1,
            "all" => of.len(),
            number => number.parse().unwrap_or(0),
        };
        let known = of.iter().all(|member| self.members.contains_key(*member));
        let possible = 0 < at_least && at_least <= of.len() && known;
        possible && self.name(name, Member::Group { at_least, of: of.iter().map(|m| (*m).into()).collect() })
    }

    pub(crate) fn asks_for_witnesses(&self) -> bool {
        self.quorum.is_some()
    }

    /// Whether enough witnesses have cosigned. A group names only what stands before it, so this ends.
    pub(crate) fn is_witnessed(&self, note: &Note) -> bool {
        self.quorum.as_ref().is_none_or(|quorum| self.agrees(quorum, note))
    }

    fn agrees(&self, name: &str, note: &Note) -> bool {
        match self.members.get(name) {
            Some(Member::Witness(key)) => key.has_signed(note),
            Some(Member::Group { at_least, of }) => {
                *at_least <= of.iter().filter(|member| self.agrees(member, note)).count()
            }
            None => false,
        }
    }
}
