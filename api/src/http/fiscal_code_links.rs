//! A person is linked to her `codice fiscale`: from here on only its hash goes further.

use axum::body::Bytes;
use axum::extract::Query;
use axum::http::HeaderMap;
use axum::response::Response;
use registro_domain::ids::PersonId;
use registro_domain::people::{FiscalCode, Rejection};
use registro_projections::signed_in::Whose;
use serde::Deserialize;

use super::record::{Options, answer, carry_out, strict_json};
use super::{Web, query};
use crate::commands::Command;
use crate::commands::fiscal_code_link::LinkFiscalCode;
use crate::identity::Session;
use crate::problem::Problem;
use crate::refusal::Refusal;
use crate::sign_in::message::What;
use crate::sign_in::session::told;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    person: PersonId,
    fiscal_code: String,
}

/// `POST /api/v1/fiscal-code-links`.
pub(crate) async fn post(
    web: Web,
    session: Session,
    Query(options): Query<Options>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let (id, seen) = (query::command_id(&headers)?, query::seen(&headers)?);
    let Link { person, fiscal_code } = strict_json(&headers, &body)?;
    let code = FiscalCode::new(&fiscal_code).map_err(|invalid| Refusal::from(Rejection::from(invalid)))?;
    let code = web.app.register.fiscal_key(&code).await?;
    let command = Command::LinkFiscalCode(LinkFiscalCode { person, code });
    let outcome = carry_out(&web, &session, id, command, seen, options.wait).await?;
    // Whoever came in by the code of before may have been somebody else.
    let ended = web.app.store.sign_out_all(&Whose::Person(web.app.register.school, person.0)).await?;
    for row in ended {
        web.app.keep(&told(What::SignedOut, &row)).await?;
    }
    Ok(answer(outcome))
}
