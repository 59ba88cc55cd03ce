//! A refusal as HTTP tells it: `application/problem+json` (RFC 9457) to programs, a page in Italian to people.
//!
//! Nobody else knows status codes. A handler answers with a [`Problem`]; `present` gives it the form that the
//! request asks for, and makes a problem of every other error on the way out.

mod kind;
mod resend;
mod step_up;

use std::any::Any;

use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{
    ACCEPT, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, LOCATION, RETRY_AFTER, WWW_AUTHENTICATE,
};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use registro_domain::assurance;
use registro_domain::norm::Norm;
use registro_projections::store::StoreError;
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::Schools;
use crate::identity;
use crate::pages;
use crate::refusal::Refusal;
use crate::sign_in::refused::Refused;

/// Seconds after which what failed may work again.
const RETRY_SECONDS: &str = "5";

/// What its author may send again, confirmed.
const TO_CONFIRM: &str = "urn:registro:problem:text:to-confirm";
/// Nobody is known to ask.
const UNIDENTIFIED: &str = "urn:registro:problem:unidentified";
/// Somebody is known, who may act in several capacities.
const TO_CHOOSE: &str = "urn:registro:problem:sign-in:capacity-to-choose";

/// Why a request came to nothing, ready to be told.
#[derive(Clone, Debug, Serialize)]
pub struct Problem {
    /// A stable URN, `urn:registro:problem:…`.
    #[serde(rename = "type")]
    pub kind: String,
    pub title: &'static str,
    #[serde(serialize_with = "as_number")]
    pub status: StatusCode,
    /// In Italian, for people.
    pub detail: String,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "as_cited")]
    pub norm: Option<Norm>,
    /// What was recorded since the version that the author of the request had seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changed: Option<Vec<Change>>,
}

/// A norm as it is cited to programs.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct CitedNorm {
    pub row: &'static str,
    pub citation: &'static str,
    pub says: &'static str,
}

/// Something recorded by somebody else meanwhile.
#[derive(Clone, Debug, Serialize)]
pub struct Change {
    pub position: u64,
    pub version: u64,
    pub kind: String,
    pub who: String,
    pub capacity: String,
    pub when: Timestamp,
    pub what: String,
}

fn as_number<S: serde::Serializer>(status: &StatusCode, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u16(status.as_u16())
}

fn as_cited<S: serde::Serializer>(norm: &Option<Norm>, serializer: S) -> Result<S::Ok, S::Error> {
    norm.map(CitedNorm::from).serialize(serializer)
}

impl From<Norm> for CitedNorm {
    fn from(norm: Norm) -> Self {
        let authority = norm.authority();
        Self { row: authority.row, citation: authority.citation, says: authority.says }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let status = match &refusal {
            Refusal::School(_)
            | Refusal::People(_)
            | Refusal::Lesson(_)
            | Refusal::Attendance(_)
            | Refusal::OfStudent { .. }
            | Refusal::OfGraded { .. }
            | Refusal::Permission(_)
            | Refusal::Derogation(_)
            | Refusal::Device(_)
            | Refusal::Conduct(_)
            | Refusal::Assessment(_)
            | Refusal::Contact(_)
            | Refusal::Vigilance(_)
            | Refusal::Notice(_)
            | Refusal::Receipt(_)
            | Refusal::Scrutiny(_)
            | Refusal::Case(_)
            | Refusal::GuaranteeBody(_)
            | Refusal::RuleConflict(_)
            | Refusal::Erasure(_)
            | Refusal::Request(_)
            | Refusal::Breach(_)
            | Refusal::Consultation(_)
            | Refusal::Text(_)
            | Refusal::Words(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Refusal::Malformed(_) => StatusCode::BAD_REQUEST,
            Refusal::Unidentified => StatusCode::UNAUTHORIZED,
            Refusal::SignIn(refused) => of_sign_in(refused),
            Refusal::NotAllowed(_) => StatusCode::FORBIDDEN,
            Refusal::NotFound(_) => StatusCode::NOT_FOUND,
            Refusal::Conflict { .. } => StatusCode::PRECONDITION_FAILED,
            Refusal::CommandReused => StatusCode::CONFLICT,
            // What it says is the reason: to try again is no use.
            Refusal::Document(why) if why.is_for_good() => StatusCode::UNPROCESSABLE_ENTITY,
            Refusal::Document(why) => {
                report(why);
                StatusCode::SERVICE_UNAVAILABLE
            }
            Refusal::Unavailable(source) => {
                report(&**source);
                StatusCode::SERVICE_UNAVAILABLE
            }
        };
        Self {
            kind: format!("urn:registro:problem:{}", kind::of(&refusal)),
            title: title(status),
            status,
            detail: refusal.to_string(),
            norm: refusal.norm(),
            changed: None,
        }
    }
}

fn of_sign_in(refused: &Refused) -> StatusCode {
    match refused {
        Refused::NotEnough(assurance::Rejection::LowLevel { .. } | assurance::Rejection::NotFresh { .. }) => {
            StatusCode::UNAUTHORIZED
        }
        Refused::NotAwaited | Refused::Forged(_) => StatusCode::BAD_REQUEST,
        Refused::ByProvider(_)
        | Refused::NoFiscalCode
        | Refused::NotLinked
        | Refused::NotEnough(assurance::Rejection::TooYoung { .. })
        | Refused::NoCapacity
        | Refused::CapacityToChoose
        | Refused::NeedsAPerson
        | Refused::ReadsOnly => StatusCode::FORBIDDEN,
        Refused::Provider(error) => {
            report(error);
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        Refusal::from(error).into()
    }
}

/// The whole chain, once.
fn report(error: &(dyn std::error::Error + 'static)) {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    let chain = causes.fold(error.to_string(), |chain, cause| format!("{chain}: {cause}"));
    tracing::error!("a request could not be answered: {chain}");
}

impl Problem {
    /// A conflict, with what was recorded meanwhile. Without a stated version nobody's premise failed: the register
    /// was too busy to decide three times in a row.
    pub fn conflict(refusal: Refusal, stated: bool, changed: Vec<Change>) -> Self {
        let status = if stated { StatusCode::PRECONDITION_FAILED } else { StatusCode::CONFLICT };
        Self { status, title: title(status), changed: Some(changed), ..Self::from(refusal) }
    }

    /// An error that no refusal stands for: an unknown path, a method not served, a body too large.
    fn of_status(status: StatusCode) -> Self {
        let (name, detail) = match status.as_u16() {
            400 => ("malformed", "la richiesta non si legge"),
            403 => ("cross-site", "la richiesta viene da un altro sito: non ha effetto"),
            404 => ("not-found", "l'indirizzo chiesto non si trova"),
            405 => ("method-not-allowed", "l'indirizzo esiste, ma non con questo metodo"),
            413 => ("too-large", "la richiesta supera i 256 KiB"),
            429 => ("too-many", "troppe richieste in poco tempo: si riprova fra poco"),
            414 => ("address-too-long", "l'indirizzo chiesto supera i 32 KiB"),
            415 => ("not-json", "il corpo della richiesta non ha il formato atteso"),
            status if status < 500 => ("malformed", "la richiesta non si può accogliere così com'è"),
            _ => ("internal", "il registro ha incontrato un errore: è stato annotato"),
        };
        let kind = format!("urn:registro:problem:{name}");
        let detail = detail.to_owned();
        Self { kind, title: title(status), status, detail, norm: None, changed: None }
    }

    /// Whether its author may send it again, confirmed.
    pub fn waits_for_confirmation(&self) -> bool {
        self.kind == TO_CONFIRM
    }

    /// The body of the request is too large.
    fn too_large() -> Self {
        Self::of_status(StatusCode::PAYLOAD_TOO_LARGE)
    }

    /// The body of the request is not JSON.
    pub fn not_json() -> Self {
        Self::of_status(StatusCode::UNSUPPORTED_MEDIA_TYPE)
    }

    /// The address is too long.
    pub fn too_long() -> Self {
        Self::of_status(StatusCode::URI_TOO_LONG)
    }

    /// More requests than one may send in a minute.
    pub fn too_many() -> Self {
        Self::of_status(StatusCode::TOO_MANY_REQUESTS)
    }

    /// The read models did not see in time what the answer was to wait for.
    pub fn not_yet_seen() -> Self {
        let status = StatusCode::SERVICE_UNAVAILABLE;
        let kind = "urn:registro:problem:not-yet-seen".to_owned();
        let detail =
            "quanto si aspettava di leggere non si può ancora leggere: si riprova fra poco".to_owned();
        Self { kind, title: title(status), status, detail, norm: None, changed: None }
    }

    /// Nothing is served here.
    pub fn unknown_path() -> Self {
        Self::of_status(StatusCode::NOT_FOUND)
    }

    fn json(&self) -> Response {
        let body = serde_json::to_vec(self).unwrap_or_default();
        (self.status, [(CONTENT_TYPE, "application/problem+json")], body).into_response()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.json();
        response.extensions_mut().insert(self);
        response
    }
}

fn title(status: StatusCode) -> &'static str {
    match status.as_u16() {
        400 => "Richiesta non leggibile",
        401 => "Serve l'accesso",
        403 => "Atto non consentito",
        404 => "Non trovato",
        405 => "Metodo non ammesso",
        409 => "In contrasto con quanto già registrato",
        412 => "Il registro è cambiato nel frattempo",
        413 => "Richiesta troppo grande",
        414 => "Indirizzo troppo lungo",
        415 => "Formato non accettato",
        422 => "Le regole non lo consentono",
        429 => "Troppe richieste",
        503 => "Servizio non disponibile",
        status if status < 500 => "Richiesta non accolta",
        _ => "Errore interno",
    }
}

/// A refusal that its own page tells already, with what the person had written.
#[derive(Clone, Copy, Debug)]
struct Shown;

/// A page that tells a refusal itself: `present` leaves it as it is.
pub fn shown(status: StatusCode, page: impl IntoResponse) -> Response {
    let mut response = (status, page).into_response();
    response.extensions_mut().insert(Shown);
    response
}

/// Gives every error the form that its reader can use.
pub(crate) async fn present(State(schools): State<Schools>, request: Request, next: Next) -> Response {
    let template = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let (method, uri, headers) = (request.method().clone(), request.uri().clone(), request.headers().clone());
    let (request, sent) = match resend::kept(request).await {
        Ok(kept) => kept,
        Err(problem) => return problem.json(),
    };
    let mut response = next.run(request).await;
    let status = response.status();
    let is_error = status.is_client_error() || status.is_server_error();
    if !is_error || response.extensions().get::<Shown>().is_some() {
        return response;
    }
    let problem = response.extensions_mut().remove().unwrap_or_else(|| Problem::of_status(status));
    let page = wants_page(&uri, &headers);
    if page && problem.kind == UNIDENTIFIED && schools.lets_people_in() {
        return way_through("/accesso", &method, &uri);
    }
    if page && problem.kind == TO_CHOOSE {
        return way_through("/accesso/veste", &method, &uri);
    }
    // Who names no school is told as programs are: there is no page without one.
    let web = schools.of(&headers).ok().filter(|_| page);
    let mut told = if let Some(web) = web {
        let session = identity::identify(&web, &headers).await.ok();
        let again =
            sent.filter(|_| problem.waits_for_confirmation()).map(|form| resend::confirmed(&uri, form));
        let sign_in_again = step_up::link(&problem, &web, &uri, template.as_deref());
        let page = pages::problem::page(&web, session.as_ref(), &problem, again, sign_in_again);
        (problem.status, [(CACHE_CONTROL, "no-store")], page).into_response()
    } else {
        problem.json()
    };
    if problem.status == StatusCode::UNAUTHORIZED {
        told.headers_mut().insert(WWW_AUTHENTICATE, step_up::challenge(&problem, &schools));
    }
    if problem.status == StatusCode::SERVICE_UNAVAILABLE {
        told.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static(RETRY_SECONDS));
    }
    // What was said beside the body still holds: the methods allowed, how many requests are left.
    for (name, value) in response.headers() {
        if name != CONTENT_LENGTH && !told.headers().contains_key(name) {
            told.headers_mut().insert(name, value.clone());
        }
    }
    told
}

fn wants_page(uri: &Uri, headers: &HeaderMap) -> bool {
    let for_programs = uri.path().starts_with("/api/") || uri.path() == "/status";
    let accepts = headers.get(ACCEPT).is_none_or(|accept| {
        accept.to_str().is_ok_and(|accept| accept.contains("text/html") || accept.contains("*/*"))
    });
    !for_programs && accepts
}

/// The way to the page asked for goes through another one.
fn way_through(page: &'static str, method: &Method, uri: &Uri) -> Response {
    let asked = uri.path_and_query().map_or("/", |path| path.as_str());
    let location = if *method == Method::GET && asked != "/" {
        let asked = pages::address::encoded(asked);
        HeaderValue::from_str(&format!("{page}?return_to={asked}"))
    } else {
        Ok(HeaderValue::from_static(page))
    };
    let location = location.unwrap_or(HeaderValue::from_static(page));
    (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response()
}

/// A bug of ours, told without its words: they may hold somebody's data.
pub fn after_panic(_panic: Box<dyn Any + Send + 'static>) -> Response {
    tracing::error!("a request ended in a panic");
    Problem::of_status(StatusCode::INTERNAL_SERVER_ERROR).into_response()
}
