//! What a typed text must not give away: a list of words, and where they count.
//!
//! A list understands nothing. It refuses what is surely out of place and asks about the rest, and who writes answers
//! for what is written; see `docs/interpretations/0017`.

use serde::{Deserialize, Serialize};

use super::lexicon;
use super::links::{PermittedHosts, links};
use super::words::words;
use crate::norm::Norm;

/// Where a text is typed, which decides what may be in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// What was taught or is to be studied: history has its religions and biology its illnesses.
    Lesson,
    /// A reason, a request, an outcome, a message to one family: it is about somebody.
    Person,
    /// A comment on a grade or the reason of its change: as of a person, and nothing of her conduct.
    Grade,
    /// A notice to families or to students.
    Board,
    /// A notice to teachers and offices only.
    Staff,
}

/// What a word gives away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Category {
    Health,
    Religion,
    Politics,
    Union,
    Ethnicity,
    SexualLife,
    /// `Situazioni personali delicate`.
    Delicate,
    Offence,
    Discipline,
    /// How somebody behaved, where only what she knows counts.
    Conduct,
    Advertising,
    ThirdPartyLink,
    /// A family name of a student, which may be another word.
    StudentName,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Refused until its author confirms it.
    Warn,
    Block,
}

/// Words of a text that must not be there, or that deserve a second look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The field, as people call it.
    pub what: &'static str,
    pub category: Category,
    pub severity: Severity,
    /// As they were typed.
    pub words: String,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    #[error("{what}: «{words}» non si può scrivere nel registro, perché {why}", what = .0.what, words = .0.words, why = .0.category.why())]
    Blocked(Finding),
    #[error("da confermare: {}", doubts(.0))]
    ToConfirm(Vec<Finding>),
}

impl Category {
    /// Norm: A12-02 (extraneous content), A12-03 (special categories), A12-04 (facts, soberly), C6 (named by allusion), A7-07 (no conduct
    /// in a grade).
    pub fn norm(self) -> Norm {
        match self {
            Category::Health
            | Category::Religion
            | Category::Politics
            | Category::Union
            | Category::Ethnicity
            | Category::SexualLife
            | Category::Delicate => Norm::NoSpecialCategories,
            Category::Offence => Norm::SoberWords,
            Category::Discipline | Category::StudentName => Norm::NobodyNamedToMany,
            Category::Conduct => Norm::ConductNotInGrades,
            Category::Advertising | Category::ThirdPartyLink => Norm::NoExtraneousContent,
        }
    }

    fn why(self) -> &'static str {
        match self {
            Category::Health => "è un dato di salute: basta indicare «motivi di salute», senza altro",
            Category::Religion => "rivela le convinzioni religiose di una persona",
            Category::Politics => "rivela le opinioni politiche di una persona",
            Category::Union => "rivela l'appartenenza sindacale di una persona",
            Category::Ethnicity => "rivela l'origine di una persona, o la offende",
            Category::SexualLife => "rivela la vita sessuale di una persona",
            Category::Delicate => {
                "racconta una situazione personale delicata: basta indicare «motivi di famiglia»"
            }
            Category::Offence => "è un giudizio: si scrivono i fatti",
            Category::Discipline => "accenna a un fatto disciplinare davanti a molti",
            Category::Conduct => "riguarda il comportamento, che non incide sul voto di una materia",
            Category::Advertising => "è pubblicità",
            Category::ThirdPartyLink => "porta a un sito che non è tra quelli ammessi",
            Category::StudentName => "è il cognome di uno studente, che non va fatto riconoscere ad altri",
        }
    }
}

impl Rejection {
    /// The stable name of the refusal. Programs depend on it: none is ever renamed.
    pub fn name(&self) -> &'static str {
        match self {
            Rejection::Blocked(_) => "blocked",
            Rejection::ToConfirm(_) => "to-confirm",
        }
    }

    pub fn norm(&self) -> Norm {
        match self {
            Rejection::Blocked(finding) => finding.category.norm(),
            Rejection::ToConfirm(findings) => {
                findings.first().map_or(Norm::OnlyRegisterFunctions, |finding| finding.category.norm())
            }
        }
    }
}

fn doubts(findings: &[Finding]) -> String {
    let doubt = |finding: &Finding| {
        format!("{}, «{}»: forse {}", finding.what, finding.words, finding.category.why())
    };
    findings.iter().map(doubt).collect::<Vec<_>>().join("; ")
}

/// Everything that is found in a text, the gravest first, then in the order of the text.
///
/// Norm: A12-02, A12-03, A12-04.
pub fn lint(what: &'static str, text: &str, place: Place, hosts: &PermittedHosts) -> Vec<Finding> {
    let elsewhere = links(text)
        .filter(|link| !link.host.as_deref().is_some_and(|host| hosts.permit(host)))
        .map(|link| Finding {
            what,
            category: Category::ThirdPartyLink,
            severity: Severity::Block,
            words: link.typed.to_owned(),
        });
    let mut findings: Vec<Finding> = elsewhere.chain(looked_up(what, text, place)).collect();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    findings
}

fn looked_up(what: &'static str, text: &str, place: Place) -> Vec<Finding> {
    let words = words(text);
    let mut findings = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let rest = &words[at..];
        let here = lexicon::entries(place).iter().filter_map(|entry| Some((entry, entry.begins(rest)?)));
        // "Per influenza" says more than "influenza": where words overlap the gravest counts, then the longest.
        match here.max_by_key(|(entry, length)| (entry.severity, *length)) {
            Some((entry, length)) => {
                let words = text[rest[0].from..rest[length - 1].to].to_owned();
                let (category, severity) = (entry.category, entry.severity);
                findings.push(Finding { what, category, severity, words });
                at += length;
            }
            None => at += 1,
        }
    }
    findings
}

#[cfg(test)]
mod tests;
