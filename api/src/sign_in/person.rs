//! Whom a provider speaks of: by the `codice fiscale`, and never by the name that the provider has for her.

use jiff::civil::Date;
use registro_domain::assurance;
use registro_domain::ids::PersonId;
use registro_domain::people::FiscalCode;
use registro_projections::directory::Directory;
use serde_json::{Map, Value};

use super::refused::{Forged, Refused};
use super::settings::Wanted;
use crate::actor::{Agent, Capacity};
use crate::refusal::Refusal;
use crate::register::Register;

/// Before the number, as eIDAS writes whose it is: the Italian tax office's.
const OF_ITALY: &str = "TINIT-";

/// Who is too young for this service is not let in, also when she is known.
pub fn is_old_enough(wanted: &Wanted, claims: &Map<String, Value>, today: Date) -> Result<(), Refused> {
    let min_age = wanted.section.min_age;
    if min_age <= 0 {
        return Ok(());
    }
    let born_on = claims.get(&wanted.section.birth_claim).and_then(Value::as_str);
    let born_on: Date = born_on.and_then(|written| written.parse().ok()).ok_or(Forged::Subject)?;
    Ok(assurance::is_old_enough(born_on, today, min_age)?)
}

/// The code that a provider states.
pub fn fiscal_code(wanted: &Wanted, claims: &Map<String, Value>) -> Result<FiscalCode, Refused> {
    let stated =
        claims.get(&wanted.section.fiscal_claim).and_then(Value::as_str).ok_or(Refused::NoFiscalCode)?;
    let code = stated.strip_prefix(OF_ITALY).unwrap_or(stated);
    FiscalCode::new(code).map_err(|_| Refused::NoFiscalCode)
}

/// Who is linked to a code.
pub(crate) async fn linked(
    register: &Register,
    directory: &Directory,
    code: &FiscalCode,
) -> Result<PersonId, Refusal> {
    let key = register.fiscal_key(code).await?;
    Ok(directory.linked_to(key).ok_or(Refused::NotLinked)?)
}

/// The capacities that a person has on a day, in the order in which they are offered.
pub fn capacities(directory: &Directory, person: PersonId, on: Date) -> Vec<Capacity> {
    let holds = |capacity: &Capacity| {
        let (capacity, session) = (*capacity, uuid::Uuid::nil());
        Agent { person, capacity, assurance: 0, session }.holds(directory, on)
    };
    Capacity::ALL.into_iter().filter(holds).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn wanted(more: &str) -> Wanted {
        let section =
            toml::from_str(&format!("issuer = 'https://i'\nclient-id = 'r'\n{more}")).expect("a section");
        Wanted::new(Some("https://r"), section).expect("valid")
    }

    /// E-09
    #[test]
    fn who_is_too_young_is_not_let_in() {
        let today = Date::constant(2025, 11, 11);
        let told = |wanted: &Wanted, born: &str| {
            let claims = json!({ "birthdate": born });
            is_old_enough(wanted, claims.as_object().expect("an object"), today)
                .map_err(|refused| refused.name())
        };
        let fourteen = wanted("min-age = 14");
        for (born, expected) in
            [("2011-11-11", Ok(())), ("2011-11-12", Err("too-young")), ("11/11/1970", Err("invalid-answer"))]
        {
            assert_eq!(told(&fourteen, born), expected, "{born}");
        }
        assert_eq!(told(&wanted(""), "2007-11-12"), Err("too-young"), "by default one is of age");
        assert_eq!(told(&wanted("min-age = 0"), ""), Ok(()));
    }

    /// E-07
    #[test]
    fn the_code_is_taken_from_its_claim_with_or_without_what_stands_before_it() {
        let wanted = wanted("fiscal-claim = 'cf'");
        let told =
            |stated: Value| fiscal_code(&wanted, json!({ "cf": stated }).as_object().expect("an object"));
        for stated in ["TINIT-MRTMTT25D09F205Z", "MRTMTT25D09F205Z"] {
            assert_eq!(
                told(json!(stated)).map(|code| code.as_str().to_owned()).ok().as_deref(),
                Some("MRTMTT25D09F205Z")
            );
        }
        for stated in [json!("TINDE-MRTMTT25D09F205Z"), json!("MRTMTT25D09F205A"), json!(7), Value::Null] {
            assert!(matches!(told(stated), Err(Refused::NoFiscalCode)));
        }
    }
}
