//! The register over HTTP: a list of routes. JSON for programs under `/api/v1`, pages in Italian for people.

use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use axum::http::HeaderValue;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use axum::{Extension, Router};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::trace::TraceLayer;

use crate::access;
use crate::app::App;
use crate::identity::Keys;
use crate::pages;
use crate::problem::{self, Problem};

pub use limits::Limits;
pub use schools::{Schools, Web};

use measured::Measured;

pub mod access_decisions;
pub mod accesses;
pub mod acts;
pub mod appeals;
pub mod asked;
pub mod breaches;
pub mod caller;
pub mod cases;
pub mod class_day;
pub mod classes;
pub mod conduct;
pub mod consultations;
pub mod counting;
pub mod dashboard;
pub mod data_requests;
pub mod devices;
pub mod documents;
pub mod duties;
pub mod envelopes;
pub mod erasures;
pub mod event;
pub mod evidence;
pub mod feed;
pub mod fiscal_code_links;
pub mod grades;
pub mod guarantee_body;
pub mod health;
pub mod history;
pub mod ledger;
pub mod limits;
pub mod measured;
pub mod metrics;
pub mod notice_audiences;
pub mod notices;
pub mod page;
pub mod permissions;
pub mod processing;
pub mod proof;
pub mod query;
pub mod record;
pub mod replay;
pub mod results;
pub mod rule_conflicts;
pub mod schools;
pub mod scrutinies;
pub mod sessions;
pub mod sight;
pub mod sign_ins;
pub mod statics;
pub mod status;
pub mod student;
pub mod table;
pub mod tags;
pub mod transfer_file;
pub mod why;

/// Bytes of a request's body.
pub(crate) const LARGEST_BODY: usize = 256 * 1024;
/// Everything that a page loads comes from this server; the styles carry some images and a font inside.
const CONTENT_POLICY: &str = "default-src 'self'; img-src 'self' data:; font-src 'self' data:; \
                              base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Everything that the registers of these schools answer, each to its own people, as often as they ask.
pub fn router(apps: impl IntoIterator<Item = Arc<App>>, keys: Keys) -> Router {
    limited_router(apps, keys, Limits::per_minute(0))
}

/// The same, to each as often as she may ask.
pub fn limited_router(apps: impl IntoIterator<Item = Arc<App>>, keys: Keys, limits: Limits) -> Router {
    let schools = Schools::new(apps, keys);
    let measured = Measured::default();
    Router::new()
        .route("/metrics", get(metrics::get))
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        .route("/static/{*path}", get(statics::get))
        .merge(for_programs(&schools))
        .merge(for_people())
        .fallback(async || Problem::unknown_path())
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        // A request from another site has no effect. One that says nothing of where it comes from is no browser's:
        // it brings a token of its own, not a cookie that somebody else made it send.
        .layer(CsrfLayer::new())
        .layer(CatchPanicLayer::custom(problem::after_panic))
        // What an answer tells of whom is recorded before it leaves; if it cannot be, nothing does.
        .layer(from_fn(access::layer::record))
        .layer(from_fn(tags::tag))
        .layer(from_fn_with_state((limits, schools.clone()), limits::count))
        .layer(from_fn_with_state(schools.clone(), problem::present))
        .layer(from_fn_with_state(schools.clone(), status::say_if_incomplete))
        .layer(header(CONTENT_SECURITY_POLICY, CONTENT_POLICY))
        .layer(header(X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(header(REFERRER_POLICY, "no-referrer"))
        .layer(header(CACHE_CONTROL, "no-store"))
        .layer(from_fn_with_state(measured.clone(), measured::measure))
        .layer(Extension(measured))
        // What failed is logged where it failed, once.
        .layer(
            TraceLayer::new_for_http()
                .make_span_with(measured::span)
                .on_response(measured::answered)
                .on_failure(()),
        )
        .with_state(schools)
}

/// The table of addresses as a router.
fn for_programs(schools: &Schools) -> Router<Schools> {
    table::of_programs().into_iter().fold(Router::new(), |router, endpoint| {
        let known = endpoint.operation.in_query();
        let route = endpoint
            .route
            .layer(from_fn_with_state(schools.clone(), asked::wait))
            .layer(from_fn_with_state(known, asked::only_known));
        router.route(endpoint.path, route)
    })
}

fn for_people() -> Router<Schools> {
    Router::new()
        .route("/", get(pages::home::get))
        .route("/accesso", get(pages::sign_in::get).post(pages::sign_in::post))
        .route("/accesso/avvia", get(pages::sign_in::start::get))
        .route("/accesso/ritorno", get(pages::sign_in::back::get))
        .route("/accesso/veste", get(pages::sign_in::capacity::get).post(pages::sign_in::capacity::post))
        .route("/accesso/uscita", post(pages::sign_in::leave::by_provider))
        .route("/esci", post(pages::sign_in::leave::post))
        .route("/esci/ovunque", post(pages::sign_in::leave::everywhere))
        .route("/cruscotto", get(pages::dashboard::get))
        .route("/adempimenti", get(pages::duties::get).post(pages::duty_form::post))
        .route("/controllo-mensile", get(pages::review::get).post(pages::review::post))
        .route("/permessi", get(pages::permissions::get).post(pages::permissions::post))
        .route("/elenchi/{name}", get(pages::lists::get))
        .route("/elenchi/voti-mancanti", get(pages::lists::missing_grades))
        .route("/perche", get(pages::day_why::get))
        .route("/appello", get(pages::roll_call::get).post(pages::roll_call::post))
        .route("/appello/firma", post(pages::roll_call::signing::post))
        .route("/rapporti/conteggi", get(pages::counting::get))
        .route("/classi", get(pages::classes::get))
        .route("/classi/{id}", get(pages::class_day::get))
        .route("/classi/{id}/voti", get(pages::class_grades::get).post(pages::class_grades::post))
        .route("/voti", get(pages::my_grades::get))
        .route("/classi/{id}/studenti", get(pages::classes::students))
        .route("/classi/{id}/scrutinio/{periodo}", get(pages::scrutiny::get).post(pages::scrutiny::post))
        .route("/classi/{id}/fascicolo-comportamento", get(pages::behaviour_dossier::get))
        .route("/studenti/{id}/scrutini", get(pages::results::get))
        .route("/studenti/{id}/pagella/{periodo}", get(pages::results::card))
        .route("/studenti/{id}/pagella/{periodo}/pdf", get(pages::documents::card_as_file))
        .route("/studenti/{id}/certificato", get(pages::documents::certificate))
        .route("/studenti/{id}/certificato/pdf", get(pages::documents::certificate_as_file))
        .route("/studenti/{id}", get(pages::student::get))
        .route("/studenti/{id}/voti", get(pages::grades::get).post(pages::grades::post))
        .route("/studenti/{id}/note", get(pages::conduct::get).post(pages::conduct::post))
        .route("/studenti/{id}/provvedimenti", get(pages::measures::get).post(pages::measures::post))
        .route("/casi", get(pages::cases::list))
        .route("/casi/{id}", get(pages::cases::get).post(pages::cases::post))
        .route("/studenti/{id}/storia", get(pages::history::get))
        .route("/studenti/{id}/giorni/{date}", get(pages::student_day::get).post(pages::student_day::post))
        .route("/studenti/{id}/ore", get(pages::student_lists::hours))
        .route("/studenti/{id}/fatti", get(pages::student_lists::facts))
        .route("/studenti/{id}/giustificazioni", post(pages::justify::submit))
        .route("/studenti/{id}/giustificazioni/ritiro", post(pages::justify::withdraw))
        .route("/studenti/{id}/permessi", post(pages::ask_permission::submit))
        .route("/studenti/{id}/permessi/ritiro", post(pages::ask_permission::withdraw))
        .route("/studenti/{id}/assenze-previste", post(pages::foretell::submit))
        .route("/studenti/{id}/contestazioni", post(pages::contest::submit))
        .route("/studenti/{id}/informazione", post(pages::disclosure::submit))
        .route("/studenti/{id}/esiti", post(pages::justify::decide))
        .route("/accessi", get(pages::accesses::get))
        .route("/richieste", get(pages::requests::get).post(pages::requests::post))
        .route("/richieste/{id}", get(pages::request::get).post(pages::request::post))
        .route("/richieste/{id}/copia", get(pages::own_data::get))
        .route("/richieste/{id}/copia/pdf", get(pages::documents::copy_as_file))
        .route("/cancellazioni", get(pages::erasures::get).post(pages::erasures::post))
        .route("/cancellazioni/{id}", get(pages::erasures::one_file).post(pages::erasures::act))
        .route("/trattamenti", get(pages::processing::get))
        .route("/trattamenti/informativa/famiglie", get(pages::processing::to_families))
        .route("/trattamenti/informativa/famiglie/pdf", get(pages::processing::to_families_as_file))
        .route("/trattamenti/informativa/personale", get(pages::processing::to_staff))
        .route("/trattamenti/informativa/personale/pdf", get(pages::processing::to_staff_as_file))
        .route("/trattamenti/valutazione", get(pages::processing::impact))
        .route("/trattamenti/valutazione/pdf", get(pages::processing::impact_as_file))
        .route("/glossario", get(pages::glossary::get))
        .route("/accessibilita", get(pages::accessibility::get).post(pages::accessibility::post))
        .route("/violazioni", get(pages::breaches::get).post(pages::breaches::post))
        .route("/violazioni/{id}", get(pages::breaches::one_file).post(pages::breaches::act))
        .route("/accessi/anomalie", get(pages::anomalies::get))
        .route("/consultazioni", get(pages::consultations::get).post(pages::consultations::post))
        .route("/bacheca", get(pages::board::get).post(pages::compose::publish))
        .route("/bacheca/nuova", get(pages::compose::get))
        .route("/bacheca/anteprima", post(pages::compose::show))
        .route("/bacheca/{id}", get(pages::notice::get))
        .route("/bacheca/{id}/presa-visione", post(pages::notice::acknowledge))
        .route("/bacheca/{id}/risposta", post(pages::notice::answer))
        .route("/bacheca/{id}/rettifica", post(pages::notice::correct))
        .route("/bacheca/{id}/ritiro", post(pages::notice::withdraw))
        .route("/casi/{id}/prove", get(evidence::get))
        .route("/casi/{id}/ricorso", get(pages::appeal::get).post(pages::appeal::post))
        .route("/organo-di-garanzia", get(pages::guarantee::get).post(pages::guarantee::post))
        .route(
            "/organo-di-garanzia/conflitti/{id}",
            get(pages::rule_conflict::get).post(pages::rule_conflict::post),
        )
        .route("/eventi/{position}", get(pages::event::get))
        .route("/eventi/{position}/documento", get(pages::documents::of_act))
        .route("/eventi/{position}/documento/pdf", get(pages::documents::of_act_as_file))
        .route("/ispezione", get(pages::inspection::get))
        .route("/ispezione/studenti/{id}", get(pages::replay::student))
        .route("/ispezione/classi/{id}", get(pages::replay::class))
        .route("/ispezione/casi/{id}", get(pages::replay::case))
        .route("/prove", get(pages::proofs::get))
}

/// A header of every answer that has not its own.
fn header(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}
