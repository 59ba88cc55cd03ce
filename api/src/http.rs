//! The register over HTTP: a list of routes. JSON for programs under `/api/v1`, pages in Italian for people.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::HeaderValue;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::trace::TraceLayer;

use crate::access;
use crate::app::App;
use crate::commands::Command;
use crate::identity::Keys;
use crate::pages;
use crate::problem::{self, Problem};

pub use schools::{Schools, Web};

use record::record;

pub mod accesses;
pub mod appeals;
pub mod breaches;
pub mod cases;
pub mod class_day;
pub mod classes;
pub mod conduct;
pub mod counting;
pub mod dashboard;
pub mod data_requests;
pub mod devices;
pub mod duties;
pub mod erasures;
pub mod event;
pub mod fiscal_code_links;
pub mod grades;
pub mod guarantee_body;
pub mod history;
pub mod ledger;
pub mod metrics;
pub mod notice_audiences;
pub mod notices;
pub mod permissions;
pub mod processing;
pub mod proof;
pub mod query;
pub mod record;
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
pub mod transfer_file;
pub mod why;

/// Bytes of a request's body.
pub(crate) const LARGEST_BODY: usize = 256 * 1024;
/// Everything that a page loads comes from this server; the styles carry some images and a font inside.
const CONTENT_POLICY: &str = "default-src 'self'; img-src 'self' data:; font-src 'self' data:; \
                              base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Everything that the registers of these schools answer, each to its own people.
pub fn router(apps: impl IntoIterator<Item = Arc<App>>, keys: Keys) -> Router {
    let schools = Schools::new(apps, keys);
    Router::new()
        .route("/status", get(status::get))
        .route("/metrics", get(metrics::get))
        .route("/static/{*path}", get(statics::get))
        .nest("/api/v1", commands().merge(answers()))
        .merge(for_people())
        .fallback(async || Problem::unknown_path())
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        // A request from another site has no effect. One that says nothing of where it comes from is no browser's:
        // it brings a token of its own, not a cookie that somebody else made it send.
        .layer(CsrfLayer::new())
        .layer(CatchPanicLayer::custom(problem::after_panic))
        // What an answer tells of whom is recorded before it leaves; if it cannot be, nothing does.
        .layer(from_fn(access::layer::record))
        .layer(from_fn_with_state(schools.clone(), problem::present))
        .layer(from_fn_with_state(schools.clone(), status::say_if_incomplete))
        .layer(header(CONTENT_SECURITY_POLICY, CONTENT_POLICY))
        .layer(header(X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(header(REFERRER_POLICY, "no-referrer"))
        .layer(header(CACHE_CONTROL, "no-store"))
        // What failed is logged where it failed, once.
        .layer(TraceLayer::new_for_http().make_span_with(statics::span).on_failure(()))
        .with_state(schools)
}

fn commands() -> Router<Schools> {
    Router::new()
        .route("/roll-calls", record(Command::RollCall))
        .route("/signatures", record(Command::Sign))
        .route("/topic-corrections", record(Command::CorrectTopic))
        .route("/signature-annulments", record(Command::AnnulSignature))
        .route("/homework", record(Command::AssignHomework))
        .route("/absences", record(Command::RecordAbsence))
        .route("/entries", record(Command::RecordEntry))
        .route("/exits", record(Command::RecordExit))
        .route("/justifications", record(Command::Justify))
        .route("/justification-decisions", record(Command::DecideJustification))
        .route("/permissions", record(Command::RequestPermission))
        .route("/permission-decisions", record(Command::DecidePermission))
        .route("/permission-withdrawals", record(Command::WithdrawPermission))
        .route("/planned-tests", record(Command::PlanTest))
        .route("/test-cancellations", record(Command::CallOffTest))
        .route("/derogation-requests", record(Command::RequestDerogation))
        .route("/derogation-decisions", record(Command::DecideDerogation))
        .route("/derogation-revocations", record(Command::RevokeDerogation))
        .route("/activities", record(Command::RecordActivity))
        .route("/recovery-absences", record(Command::RecordRecoveryAbsence))
        .route("/justification-withdrawals", record(Command::WithdrawJustification))
        .route("/ground-verifications", record(Command::VerifyGround))
        .route("/collective-absences", record(Command::DeclareCollective))
        .route("/classifications", record(Command::Classify))
        .route("/contests", record(Command::Contest))
        .route("/contest-decisions", record(Command::DecideContest))
        .route("/foretold-absences", record(Command::Foretell))
        .route("/corrections", record(Command::Correct))
        .route("/annulments", record(Command::Annul))
        .route("/transfers", record(Command::Transfer))
        .route("/devices", record(Command::Device))
        .route("/conduct", record(Command::Conduct))
        .route("/grade-entries", record(Command::EnterGrades))
        .route("/test-hand-backs", record(Command::HandBackTest))
        .route("/grades", record(Command::Grade))
        .route("/case-acts", record(Command::Case))
        .route("/contacts", record(Command::Contact))
        .route("/vigilance", record(Command::Vigilance))
        .route("/disclosure-requests", record(Command::RequestDisclosure))
        .route("/disclosure-objections", record(Command::ObjectToDisclosure))
        .route("/disclosure-objection-withdrawals", record(Command::WithdrawObjection))
        .route("/notices", record(Command::Publish).get(notices::list))
        .route("/family-notices", record(Command::TellFamily))
        .route("/notice-corrections", record(Command::CorrectNotice))
        .route("/notice-withdrawals", record(Command::WithdrawNotice))
        .route("/acknowledgements", record(Command::Acknowledge))
        .route("/answers", record(Command::Answer))
        .route("/people", record(Command::People))
        .route("/fiscal-code-links", post(fiscal_code_links::post))
        .route("/school", record(Command::School))
        .route("/scrutinies", record(Command::Scrutiny))
        .route("/appeals", record(Command::Appeal).get(appeals::pending))
        .route("/guarantee-body", record(Command::GuaranteeBody).get(guarantee_body::get))
        .route("/erasures", record(Command::Erasure).get(erasures::list))
        .route("/data-requests", record(Command::DataRequest).get(data_requests::list))
        .route("/breaches", record(Command::Breach).get(breaches::list))
        .route("/rule-conflicts", record(Command::RuleConflict).get(rule_conflicts::list))
}

fn answers() -> Router<Schools> {
    Router::new()
        .route("/people/{id}/sealed-data", get(erasures::of_person))
        .route("/data-requests/{id}", get(data_requests::get))
        .route("/data-requests/{id}/dossier", get(data_requests::dossier))
        .route("/data-requests/{id}/dossier/{file}", get(data_requests::dossier_file))
        .route("/processing-activities", get(processing::get))
        .route("/students/{id}", get(student::get))
        .route("/students/{id}/accesses", get(accesses::of_student))
        .route("/access-log", get(accesses::get))
        .route("/sign-ins", get(sign_ins::get))
        .route("/access-log/anomalies", get(breaches::anomalies))
        .route("/students/{id}/why", get(why::get))
        .route("/students/{id}/history", get(history::get))
        .route("/students/{id}/devices", get(devices::of_student))
        .route("/students/{id}/transfer-file", get(transfer_file::get))
        .route("/students/{id}/cases", get(cases::of_student))
        .route("/cases", get(cases::of_school))
        .route("/cases/{id}", get(cases::get))
        .route("/students/{id}/conduct", get(conduct::of_student))
        .route("/students/{id}/grades", get(grades::of_student))
        .route("/classes/{id}/grades", get(grades::of_class))
        .route("/grade-changes", get(grades::changes))
        .route("/devices/held", get(devices::held))
        .route("/students/{id}/permissions", get(permissions::of_student))
        .route("/permissions/pending", get(permissions::pending))
        .route("/classes", get(classes::get))
        .route("/classes/{id}/days/{date}", get(class_day::get))
        .route("/classes/{id}/scrutinies", get(scrutinies::of_class))
        .route("/classes/{id}/scrutinies/{period}", get(scrutinies::get))
        .route("/classes/{id}/scrutinies/{period}/dossiers", get(scrutinies::dossiers))
        .route("/students/{id}/results", get(results::get))
        .route("/students/{id}/report-cards/{period}", get(results::card))
        .route("/students/{id}/fee-exemption", get(results::exemption))
        .route("/notices/published", get(notices::published))
        .route("/notices/{id}", get(notices::get))
        .route("/notice-audiences", get(notice_audiences::get))
        .route("/dashboard", get(dashboard::get))
        .route("/duties", get(duties::get))
        .route("/reports/counting", get(counting::get))
        .route("/reports/sessions", get(sessions::get))
        .route("/events/{position}", get(event::get))
        .route("/events/{position}/receipt", get(proof::get))
        .route("/ledger/checkpoint", get(ledger::checkpoint))
        .route("/ledger/public-key", get(ledger::public_key))
        .route("/ledger/{year}/{*path}", get(ledger::file))
        .route("/schools/{school}/ledger/{*path}", get(ledger::of_school))
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
        .route("/cancellazioni", get(pages::erasures::get).post(pages::erasures::post))
        .route("/cancellazioni/{id}", get(pages::erasures::one_file).post(pages::erasures::act))
        .route("/trattamenti", get(pages::processing::get))
        .route("/violazioni", get(pages::breaches::get))
        .route("/accessi/anomalie", get(pages::breaches::anomalies))
        .route("/bacheca", get(pages::board::get).post(pages::compose::publish))
        .route("/bacheca/nuova", get(pages::compose::get))
        .route("/bacheca/anteprima", post(pages::compose::show))
        .route("/bacheca/{id}", get(pages::notice::get))
        .route("/bacheca/{id}/presa-visione", post(pages::notice::acknowledge))
        .route("/bacheca/{id}/risposta", post(pages::notice::answer))
        .route("/bacheca/{id}/rettifica", post(pages::notice::correct))
        .route("/bacheca/{id}/ritiro", post(pages::notice::withdraw))
        .route("/casi/{id}/ricorso", get(pages::appeal::get).post(pages::appeal::post))
        .route("/organo-di-garanzia", get(pages::guarantee::get).post(pages::guarantee::post))
        .route(
            "/organo-di-garanzia/conflitti/{id}",
            get(pages::rule_conflict::get).post(pages::rule_conflict::post),
        )
        .route("/eventi/{position}", get(pages::event::get))
        .route("/prove", get(pages::proofs::get))
}

/// A header of every answer that has not its own.
fn header(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}
