//! Made-up fiscal codes: valid to look at, and of nobody, since no place on earth has a code that begins with X.

use std::sync::Arc;

use jiff::civil::Date;
use registro_domain::ids::PersonId;
use registro_domain::people::{FiscalCode, check_letter};
use registro_domain::regulation::Regulation;
use registro_eventlog::log::EventLog;
use registro_eventlog::seal::KeyStore;
use uuid::Uuid;

use super::institute::Institute;
use super::{Plan, SimulationError};
use crate::actor::{Agent, Capacity};
use crate::clock::SimulatedClock;
use crate::commands::Command;
use crate::commands::fiscal_code_link::LinkFiscalCode;
use crate::refusal::Refusal;
use crate::register::{Register, Request};

/// People linked in one go.
const AT_ONCE: usize = 200;
const CONSONANTS: &[u8] = b"BCDFGLMNPRSTVZ";
const MONTHS: &[u8] = b"ABCDEHLMPRST";
/// Last digits written as letters, as where two people would have the same code.
const LETTERS: &[u8] = b"LMNPQRSTUV";

/// Links everybody of a simulated school who is not linked yet, at the clock's instant. Returns how many.
pub async fn link_everybody(
    log: Arc<dyn EventLog>,
    keys: Arc<KeyStore>,
    clock: Arc<SimulatedClock>,
    plan: &Plan,
) -> Result<usize, SimulationError> {
    let regulation = Regulation::adopted();
    let secretary = Institute::plan(plan, &regulation)?.secretary(0);
    let register = Register::open(log, plan.school_id(), clock, regulation.into()).await;
    let register = register.map_err(SimulationError::Register)?.sealed_by(keys);
    let directory = register.directory().await.map_err(SimulationError::Register)?;
    let ids = plan.ids();
    let agent = Agent {
        person: secretary,
        capacity: Capacity::Secretariat,
        assurance: 2,
        session: ids.session(secretary, register.today()),
    };
    if !agent.holds(&directory, register.today()) {
        return Ok(0); // The year has not got that far.
    }
    let mut requests = Vec::new();
    for person in directory.people().filter(|person| person.fiscal_key.is_none()) {
        let Ok(code) = FiscalCode::new(&made_up(person.person, person.born_on)) else { continue };
        let code = register.fiscal_key(&code).await.map_err(SimulationError::Register)?;
        let command = Command::LinkFiscalCode(LinkFiscalCode { person: person.person, code });
        let id = ids.fiscal_code_link(person.person);
        requests.push(Request { id, agent, command, seen: None, correlation: None, confirmed: false });
    }
    for some in requests.chunks(AT_ONCE) {
        for outcome in register.execute_together(some).await {
            outcome.map_err(|refusal: Refusal| SimulationError::Register(refusal))?;
        }
    }
    Ok(requests.len())
}

/// Always the same for the same person.
pub fn made_up(person: PersonId, born_on: Date) -> String {
    let bytes = Uuid::new_v5(&person.0, b"codice fiscale").into_bytes();
    let pick = |among: &[u8], by: usize| char::from(among[by % among.len()]);
    let mut code: String = bytes[..6].iter().map(|byte| pick(CONSONANTS, usize::from(*byte))).collect();
    code += &format!("{:02}", born_on.year().rem_euclid(100));
    code.push(pick(MONTHS, usize::from(born_on.month().unsigned_abs()) - 1));
    code += &format!("{:02}X{:02}", born_on.day(), bytes[9] % 100);
    let last = usize::from(bytes[10]);
    code.push(if bytes[11].is_multiple_of(16) { pick(LETTERS, last) } else { pick(b"0123456789", last) });
    code.push(char::from(check_letter(code.as_bytes())));
    code
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn made_up_codes_have_the_form_of_real_ones_and_differ() {
        let born_on = Date::constant(2010, 5, 8);
        let codes: std::collections::BTreeSet<String> = (0..2_000_u128)
            .map(|n| made_up(PersonId(Uuid::new_v5(&Uuid::nil(), &n.to_be_bytes())), born_on))
            .collect();
        assert_eq!(codes.len(), 2_000);
        assert!(codes.iter().all(|code| FiscalCode::new(code).is_ok()), "{codes:?}");
        assert!(codes.iter().any(|code| !code.as_bytes()[14].is_ascii_digit()));
        assert!(codes.iter().all(|code| code[..].contains("10E08X")));
    }
}
