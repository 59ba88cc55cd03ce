//! How many requests one may send: each session, and each address from which nobody says who is asking.

use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};
use uuid::Uuid;

use super::Schools;
use crate::identity;
use crate::problem::Problem;

const LIMIT: HeaderName = HeaderName::from_static("x-ratelimit-limit");
const REMAINING: HeaderName = HeaderName::from_static("x-ratelimit-remaining");
const RESET: HeaderName = HeaderName::from_static("x-ratelimit-reset");
const MINUTE: u32 = 60;
/// After so many requests, those who have not been heard of for long are forgotten.
const SWEEP: u32 = 4_096;

/// Who is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Sender {
    Session(Uuid),
    Address(IpAddr),
    /// In the same process.
    Unknown,
}

/// The counts of all senders.
#[derive(Clone)]
pub struct Limits {
    counts: Option<Arc<Counts>>,
}

struct Counts {
    limiter: RateLimiter<Sender, HashMapStateStore<Sender>, DefaultClock, StateInformationMiddleware>,
    per_minute: NonZeroU32,
    asked: AtomicU32,
}

impl Limits {
    /// As many in a minute, and all of them at once; none is no limit.
    pub fn per_minute(requests: u32) -> Self {
        let counts = NonZeroU32::new(requests).map(|per_minute| {
            let limiter = RateLimiter::hashmap(Quota::per_minute(per_minute)).with_middleware();
            Arc::new(Counts { limiter, per_minute, asked: AtomicU32::new(0) })
        });
        Self { counts }
    }
}

/// What is loaded with a page is not counted, nor what a monitoring system asks.
fn is_counted(path: &str) -> bool {
    !path.starts_with("/static/") && !path.starts_with("/health/") && path != "/metrics"
}

/// Counts a request, and refuses those that are too many.
pub async fn count(
    State((limits, schools)): State<(Limits, Schools)>,
    request: Request,
    next: Next,
) -> Response {
    let Some(counts) = limits.counts.as_ref().filter(|_| is_counted(request.uri().path())) else {
        return next.run(request).await;
    };
    if counts.asked.fetch_add(1, Ordering::Relaxed) % SWEEP == SWEEP - 1 {
        counts.limiter.retain_recent();
    }
    let address = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let (headers, address) = (request.headers().clone(), address.map(|ConnectInfo(address)| address.ip()));
    let sender = sender(&schools, &headers, address).await;
    let (remaining, wait, response) = match counts.limiter.check_key(&sender) {
        Ok(state) => (state.remaining_burst_capacity(), None, next.run(request).await),
        Err(not_until) => {
            let wait = not_until.wait_time_from(DefaultClock::default().now());
            (0, Some(wait), Problem::too_many().into_response())
        }
    };
    told(response, counts.per_minute.get(), remaining, wait)
}

fn told(mut response: Response, limit: u32, remaining: u32, wait: Option<Duration>) -> Response {
    // A full minute's worth comes back in a minute.
    let reset = limit.saturating_sub(remaining).saturating_mul(MINUTE).div_ceil(limit);
    let headers = response.headers_mut();
    for (name, value) in [(LIMIT, limit), (REMAINING, remaining), (RESET, reset)] {
        headers.insert(name, HeaderValue::from(value));
    }
    if let Some(wait) = wait {
        headers.insert(RETRY_AFTER, HeaderValue::from(wait.as_secs() + 1));
    }
    response
}

/// Only who is known counts by herself: who makes tokens up is counted by her address.
async fn sender(schools: &Schools, headers: &HeaderMap, address: Option<IpAddr>) -> Sender {
    let session = match schools.of(headers) {
        Ok(web) => identity::identify(&web, headers).await.ok().map(|session| session.agent.session),
        Err(_) => None,
    };
    match (session, address) {
        (Some(session), _) => Sender::Session(session),
        (None, Some(address)) => Sender::Address(address),
        (None, None) => Sender::Unknown,
    }
}
