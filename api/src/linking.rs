//! How the register knows a `codice fiscale` again that it does not keep: by its hash, under a key of the school's own.

use registro_domain::people::{FiscalCode, FiscalKey};
use registro_eventlog::seal::Scope;

use crate::refusal::Refusal;
use crate::register::Register;

/// The class of keys that hash: they seal nothing, and no erasure asks for them.
const CLASS: &str = "identificazione";
const CONTEXT: &[u8] = b"registro/fiscal-code/v1\0";

/// The scope of the school's key for hashes of one kind.
pub fn scope(of: &str) -> Scope {
    Scope { owner: None, class: CLASS, part: of.to_owned() }
}

impl Register {
    /// What is kept of a code. Another school has another key, and so another hash.
    pub async fn fiscal_key(&self, code: &FiscalCode) -> Result<FiscalKey, Refusal> {
        let Some(keys) = &self.keys else {
            let why = "senza il deposito delle chiavi un codice fiscale non si collega a nessuno";
            return Err(Refusal::NotAllowed(why.to_owned()));
        };
        let scope = scope("codici-fiscali");
        let parts = [CONTEXT, self.school.0.as_bytes(), code.as_str().as_bytes()];
        Ok(FiscalKey(keys.hashed(self.school, &scope, &parts).await?))
    }
}
