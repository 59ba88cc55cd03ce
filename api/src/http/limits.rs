//! How many requests one may send: each session, and each address from which nobody says who is asking.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};
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
use registro_domain::ids::PersonId;
use uuid::Uuid;

use super::Schools;
use crate::identity;
use crate::problem::Problem;
use crate::sign_in::assurance::Proof;

const LIMIT: HeaderName = HeaderName::from_static("x-ratelimit-limit");
const REMAINING: HeaderName = HeaderName::from_static("x-ratelimit-remaining");
const RESET: HeaderName = HeaderName::from_static("x-ratelimit-reset");
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const MINUTE: u32 = 60;
/// After so many requests, those who have not been heard of for long are forgotten.
const SWEEP: u32 = 4_096;

/// Who is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Sender {
    Session(Uuid),
    /// A program, whichever of its tokens it brings.
    Program(PersonId),
    Address(IpAddr),
    /// In the same process.
    Unknown,
}

/// The counts of all senders.
#[derive(Clone)]
pub struct Limits {
    counts: Option<Arc<Counts>>,
    /// Who tells the address of whoever asked them.
    proxies: Arc<[IpAddr]>,
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
        Self { counts, proxies: [].into() }
    }

    /// Behind these, the address of a request is the last in `X-Forwarded-For`. What others say there is not believed.
    pub fn behind(self, proxies: Vec<IpAddr>) -> Self {
        Self { proxies: proxies.into(), ..self }
    }

    fn address(&self, headers: &HeaderMap, peer: Option<IpAddr>) -> Option<IpAddr> {
        let peer = peer?;
        let told = || headers.get_all(FORWARDED_FOR).iter().next_back()?.to_str().ok()?.rsplit(',').next();
        let client = self.proxies.contains(&peer.to_canonical()).then(told).flatten();
        let address = client.and_then(|written| written.trim().parse().ok()).unwrap_or(peer);
        Some(network(address.to_canonical()))
    }
}

/// Whoever has an address of IPv6 has its network's 64 bits of them.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(six) => IpAddr::V6(Ipv6Addr::from_bits(six.to_bits() & !u128::from(u64::MAX))),
    }
}

/// What is loaded with a page is not counted, nor what a monitoring system asks, nor the provider that ends sessions.
fn is_counted(path: &str) -> bool {
    let freely = ["/metrics", "/accesso/uscita"];
    !path.starts_with("/static/") && !path.starts_with("/health/") && !freely.contains(&path)
}

/// Counts a request, and refuses those that are too many.
pub(crate) async fn count(
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
    let headers = request.headers().clone();
    let address = limits.address(&headers, address.map(|ConnectInfo(address)| address.ip()));
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
    let known = match schools.of(headers) {
        Ok(web) => identity::identify(&web, headers).await.ok().map(|known| (known.proof, known.agent)),
        Err(_) => None,
    };
    match (known, address) {
        (Some((Proof::Program { .. }, agent)), _) => Sender::Program(agent.person),
        (Some((Proof::Person { .. }, agent)), _) => Sender::Session(agent.session),
        (None, Some(address)) => Sender::Address(address),
        (None, None) => Sender::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(proxies: &[&str], peer: &str, forwarded: &[&str]) -> String {
        let parsed = |written: &&str| written.parse().expect("an address");
        let limits = Limits::per_minute(1).behind(proxies.iter().map(parsed).collect());
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append(FORWARDED_FOR, value.parse().expect("a header"));
        }
        limits.address(&headers, Some(parsed(&peer))).expect("an address").to_string()
    }

    #[test]
    fn only_a_proxy_that_is_known_tells_an_address() {
        assert_eq!(address(&[], "10.0.0.1", &["192.0.2.7"]), "10.0.0.1");
        assert_eq!(address(&["10.0.0.1"], "10.0.0.1", &["192.0.2.7"]), "192.0.2.7");
        // What the client wrote itself comes first.
        assert_eq!(address(&["10.0.0.1"], "10.0.0.1", &["198.51.100.9, 192.0.2.7"]), "192.0.2.7");
        assert_eq!(address(&["10.0.0.1"], "10.0.0.1", &["198.51.100.9", "192.0.2.7"]), "192.0.2.7");
        assert_eq!(address(&["10.0.0.1"], "::ffff:10.0.0.1", &["192.0.2.7"]), "192.0.2.7");
        for nothing in [&[][..], &[""], &["unknown"]] {
            assert_eq!(address(&["10.0.0.1"], "10.0.0.1", nothing), "10.0.0.1");
        }
    }

    #[test]
    fn addresses_of_one_network_are_one_sender() {
        assert_eq!(address(&[], "2001:db8:1:2:3:4:5:6", &[]), address(&[], "2001:db8:1:2::9", &[]));
        assert_ne!(address(&[], "2001:db8:1:2::9", &[]), address(&[], "2001:db8:1:3::9", &[]));
    }
}
