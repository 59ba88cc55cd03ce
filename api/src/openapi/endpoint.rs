//! An address of the API: what answers there, and what the document says of it. Both come from the handler's own
//! signature: what it takes from a request, and what it answers.

use std::future::Future;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::handler::Handler;
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::{MethodRouter, get};
use axum::{Extension, Json};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::{parameter, shape, shown};
use crate::commands::Command;
use crate::http::page::{self, Page, Paged};
use crate::http::record::{self, record};
use crate::http::{Schools, Web};
use crate::identity::Session;
use crate::problem::Problem;

/// An address with one method.
pub struct Endpoint {
    /// As the router spells it.
    pub path: &'static str,
    pub route: MethodRouter<Schools>,
    pub operation: Operation,
}

/// What the document says of it.
pub struct Operation {
    pub method: &'static str,
    /// What programs call it.
    pub id: &'static str,
    pub summary: &'static str,
    /// Nobody needs to say who is asking.
    pub public: bool,
    /// Some of what is there is only for who says who is asking.
    pub partly_open: bool,
    pub parameters: Vec<Value>,
    /// The command that is sent, by its name.
    pub body: Option<(String, Value)>,
    pub answers: Vec<Answered>,
    /// What the answers refer to, by name.
    pub schemas: Vec<(String, Value)>,
    /// A command is conditional, and told by its own key.
    pub writes: bool,
    /// The answer is a page of a list.
    pub pages: bool,
}

/// An answer that is no problem.
pub struct Answered {
    pub status: u16,
    pub what: &'static str,
    pub media: &'static str,
    pub schema: Value,
}

impl Operation {
    fn new(method: &'static str, id: &'static str, summary: &'static str) -> Self {
        Self {
            method,
            id,
            summary,
            public: true,
            partly_open: false,
            parameters: Vec::new(),
            body: None,
            answers: Vec::new(),
            schemas: Vec::new(),
            writes: false,
            pages: false,
        }
    }
}

impl Operation {
    /// The parameters of its query, by name.
    pub fn in_query(&self) -> Arc<[String]> {
        let asked = self.parameters.iter().filter(|parameter| parameter["in"] == "query");
        asked.filter_map(|parameter| Some(parameter["name"].as_str()?.to_owned())).collect()
    }
}

/// An address that is read.
pub fn read<H, M, T>(path: &'static str, id: &'static str, handler: H, summary: &'static str) -> Endpoint
where
    H: Handler<M, Schools> + Told<T>,
    M: 'static,
{
    let mut operation = Operation::new("get", id, summary);
    H::tell(&mut operation);
    parameter::name_in_path(&mut operation.parameters, path);
    if !operation.public {
        operation.parameters.extend([parameter::at_least(), parameter::if_none_match()]);
        let what = "What was answered with this tag still holds.";
        operation.answers.push(Answered { status: 304, what, media: "", schema: Value::Null });
    }
    Endpoint { path, route: get(handler), operation }
}

/// An address that a command is sent to.
pub fn write<T>(path: &'static str, as_command: fn(T) -> Command, summary: &'static str) -> Endpoint
where
    T: DeserializeOwned + Send + 'static,
{
    write_to::<T>(path, record(as_command), summary)
}

/// The same, where what is sent is not yet the command.
pub fn write_to<T: DeserializeOwned>(
    path: &'static str,
    route: MethodRouter<Schools>,
    summary: &'static str,
) -> Endpoint {
    let name = std::any::type_name::<T>().rsplit("::").next().unwrap_or_default();
    let mut operation = Operation::new("post", name, summary);
    Session::asks(&mut operation);
    Query::<record::Options>::asks(&mut operation);
    operation.parameters.extend(parameter::of_commands());
    operation.body = Some((name.to_owned(), parameter::in_body(shape::of::<T>())));
    operation.writes = true;
    let (told, schemas) = shown::of::<record::Answer>("record");
    operation.schemas = schemas;
    for (status, what) in [
        (200, "It was so already: nothing was recorded."),
        (201, "Recorded, durably, at these positions; or it had been, if the key was sent before."),
    ] {
        operation.answers.push(Answered { status, what, media: "application/json", schema: told.clone() });
    }
    Endpoint { path, route, operation }
}

impl Endpoint {
    /// An answer that is no JSON.
    pub fn answers_with(mut self, media: &'static str, what: &'static str) -> Self {
        let form = if media.starts_with("text/") { json!({ "type": "string" }) } else { json!({}) };
        self.operation.answers.push(Answered { status: 200, what, media, schema: form });
        self
    }

    /// Open to all, but for something that only some may read.
    pub fn open_in_part(mut self) -> Self {
        self.operation.partly_open = true;
        self
    }

    /// A page of a list, by who builds the response by hand.
    pub fn pages(mut self) -> Self {
        self.operation.pages = true;
        self
    }

    /// What is answered by who builds the response by hand.
    pub fn answers<A: ToSchema>(mut self) -> Self {
        tell_json::<A>(&mut self.operation);
        self
    }
}

fn tell_json<A: ToSchema>(operation: &mut Operation) {
    let module = std::any::type_name::<A>().trim_start_matches("alloc::vec::Vec<");
    let module = module.rsplit("::").nth(1).unwrap_or_default();
    let (schema, schemas) = shown::of::<A>(module);
    operation.schemas.extend(schemas);
    operation.answers.push(Answered { status: 200, what: "The answer.", media: "application/json", schema });
}

/// What a handler takes from a request.
pub trait Asks {
    fn asks(operation: &mut Operation);
}

impl Asks for Web {
    fn asks(_operation: &mut Operation) {}
}

impl Asks for State<Schools> {
    fn asks(_operation: &mut Operation) {}
}

impl Asks for HeaderMap {
    fn asks(_operation: &mut Operation) {}
}

impl Asks for Bytes {
    fn asks(_operation: &mut Operation) {}
}

impl Asks for Session {
    fn asks(operation: &mut Operation) {
        operation.public = false;
    }
}

impl Asks for Page {
    fn asks(operation: &mut Operation) {
        operation.parameters.extend(parameter::in_query(&shape::of::<page::Asked>()));
    }
}

impl<T> Asks for Option<Extension<T>> {
    fn asks(_operation: &mut Operation) {}
}

impl<T: DeserializeOwned> Asks for Path<T> {
    fn asks(operation: &mut Operation) {
        operation.parameters.extend(parameter::in_path(shape::of::<T>()));
    }
}

impl<T: DeserializeOwned> Asks for Query<T> {
    fn asks(operation: &mut Operation) {
        operation.parameters.extend(parameter::in_query(&shape::of::<T>()));
    }
}

/// What a handler answers.
pub trait Answers {
    fn answers(operation: &mut Operation);
}

impl<A: ToSchema> Answers for Result<Json<A>, Problem> {
    fn answers(operation: &mut Operation) {
        tell_json::<A>(operation);
    }
}

/// A page, and where the next one begins.
impl<A: ToSchema + Serialize> Answers for Result<Paged<A>, Problem> {
    fn answers(operation: &mut Operation) {
        tell_json::<A>(operation);
        if let Some(answered) = operation.answers.last_mut() {
            let next = json!({
                "type": "object",
                "properties": { "next": { "type": "string", "description": "The `cursor` of the page after this one." } },
            });
            answered.schema = json!({ "allOf": [answered.schema.take(), next] });
        }
        operation.pages = true;
    }
}

/// Built by hand: the table says what it is.
impl Answers for Result<Response, Problem> {
    fn answers(_operation: &mut Operation) {}
}

/// A handler that can be told: `T` is what it takes.
pub trait Told<T> {
    fn tell(operation: &mut Operation);
}

impl<F, A> Told<()> for F
where
    F: Fn() -> A,
    A: Future<Output: Answers>,
{
    fn tell(operation: &mut Operation) {
        A::Output::answers(operation);
    }
}

impl<F, A, T1: Asks> Told<(T1,)> for F
where
    F: Fn(T1) -> A,
    A: Future<Output: Answers>,
{
    fn tell(operation: &mut Operation) {
        T1::asks(operation);
        A::Output::answers(operation);
    }
}

impl<F, A, T1: Asks, T2: Asks> Told<(T1, T2)> for F
where
    F: Fn(T1, T2) -> A,
    A: Future<Output: Answers>,
{
    fn tell(operation: &mut Operation) {
        T1::asks(operation);
        T2::asks(operation);
        A::Output::answers(operation);
    }
}

impl<F, A, T1: Asks, T2: Asks, T3: Asks> Told<(T1, T2, T3)> for F
where
    F: Fn(T1, T2, T3) -> A,
    A: Future<Output: Answers>,
{
    fn tell(operation: &mut Operation) {
        T1::asks(operation);
        T2::asks(operation);
        T3::asks(operation);
        A::Output::answers(operation);
    }
}

impl<F, A, T1: Asks, T2: Asks, T3: Asks, T4: Asks> Told<(T1, T2, T3, T4)> for F
where
    F: Fn(T1, T2, T3, T4) -> A,
    A: Future<Output: Answers>,
{
    fn tell(operation: &mut Operation) {
        T1::asks(operation);
        T2::asks(operation);
        T3::asks(operation);
        T4::asks(operation);
        A::Output::answers(operation);
    }
}

impl<F, A, T1: Asks, T2: Asks, T3: Asks, T4: Asks, T5: Asks> Told<(T1, T2, T3, T4, T5)> for F
where
    F: Fn(T1, T2, T3, T4, T5) -> A,
    A: Future<Output: Answers>,
{
    fn tell(operation: &mut Operation) {
        T1::asks(operation);
        T2::asks(operation);
        T3::asks(operation);
        T4::asks(operation);
        T5::asks(operation);
        A::Output::answers(operation);
    }
}
