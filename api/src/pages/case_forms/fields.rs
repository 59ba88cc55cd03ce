//! The fields that several forms share.

use jiff::civil::Date;
use registro_domain::case::{Charge, Intent, Item, Sanction};
use registro_domain::ids::PersonId;

use crate::identity::Session;
use crate::pages::sent::stored;
use crate::pages::views_cases::{Field, Kind};
use crate::pages::views_duties::Chosen;

pub(crate) fn line(name: &'static str, label: &'static str) -> Field {
    Field { name, label, required: true, ..Field::default() }
}

pub(crate) fn text(name: &'static str, label: &'static str) -> Field {
    Field { kind: Kind::Text, ..line(name, label) }
}

pub(crate) fn day(name: &'static str, label: &'static str, on: Date) -> Field {
    Field { kind: Kind::Day, value: on.to_string(), ..line(name, label) }
}

pub(crate) fn moment(name: &'static str, label: &'static str) -> Field {
    Field { kind: Kind::Moment, ..line(name, label) }
}

pub(crate) fn number(name: &'static str, label: &'static str, value: impl ToString) -> Field {
    Field { kind: Kind::Number, value: value.to_string(), ..line(name, label) }
}

pub(crate) fn optional(field: Field) -> Field {
    Field { required: false, ..field }
}

pub(crate) fn tick(name: &'static str, label: &'static str, ticked: bool) -> Field {
    Field { kind: Kind::Tick(ticked), ..optional(line(name, label)) }
}

pub(crate) fn one(name: &'static str, label: &'static str, choices: Vec<Chosen>) -> Field {
    Field { kind: Kind::One(choices), ..line(name, label) }
}

pub(crate) fn many(name: &'static str, label: &'static str, choices: Vec<Chosen>) -> Field {
    Field { kind: Kind::Many(choices), ..optional(line(name, label)) }
}

pub(crate) fn choice(value: impl ToString, label: impl ToString) -> Chosen {
    Chosen { value: value.to_string(), label: label.to_string(), selected: false }
}

pub(crate) fn nothing(label: &str) -> Chosen {
    choice("", label)
}

pub(crate) fn protocol() -> Field {
    line("protocol", "Numero di protocollo (per esempio 4711/2025)")
}

/// Every letter and item that stand together in the table.
pub(crate) fn charge_field(charged: Option<Charge>) -> Field {
    let pairs =
        Item::ALL.into_iter().flat_map(|item| item.letters().iter().map(move |letter| (*letter, item)));
    let mut pairs: Vec<_> = pairs.collect();
    pairs.sort();
    let choices = pairs.into_iter().map(|(letter, item)| Chosen {
        value: format!("{}|{}", stored(&letter), stored(&item)),
        label: format!("lett. {letter}: {}", item.italian()),
        selected: charged.is_some_and(|charge| (charge.letter(), charge.item()) == (letter, item)),
    });
    one("charge", "Lettera e voce della tabella", choices.collect())
}

pub(crate) fn intent_field() -> Field {
    let choices = [
        (Intent::Deliberate, "intenzionale"),
        (Intent::GrossNegligence, "colpa grave"),
        (Intent::Negligence, "colpa"),
    ];
    let choices = choices.into_iter().map(|(intent, label)| choice(stored(&intent), label));
    one("intent", "Grado della responsabilità", choices.collect())
}

/// The sanctions that have no days.
pub(crate) fn light_sanctions() -> Vec<Chosen> {
    let light = [Sanction::OralReprimand, Sanction::Admonition, Sanction::WrittenAdmonition];
    light.into_iter().map(|sanction| choice(stored(&sanction), sanction.italian())).collect()
}

pub(crate) fn exclusions_field() -> Field {
    let choices = vec![
        choice("trips", "uscite, visite e viaggi"),
        choice("extra-curricular", "attività extracurricolari e sportive"),
    ];
    many("exclusions", "Esclusioni", choices)
}

/// People by name.
pub(crate) fn people(
    session: &Session,
    people: impl IntoIterator<Item = PersonId>,
    selected: bool,
) -> Vec<Chosen> {
    let mut named: Vec<Chosen> = people
        .into_iter()
        .map(|person| Chosen { value: person.to_string(), label: session.name(person), selected })
        .collect();
    named.sort_by(|one, other| one.label.cmp(&other.label));
    named
}
