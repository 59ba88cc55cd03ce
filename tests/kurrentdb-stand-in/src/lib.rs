//! A stand-in for KurrentDB, for tests: the server's side of its protocol (version 1), in memory, with faults at will.
//!
//! It is no KurrentDB. It keeps nothing on a disk, knows no rights beyond one password, and its nodes share their data
//! without electing anybody. What it does know is what the log rests on, by the rules of the real server: appends at an
//! exact place, retries told by the ids of the events, reads of one stream and of all, filtered subscriptions that
//! catch up, who is the leader.

#![expect(clippy::unwrap_used, reason = "a stand-in that cannot go on fails the test that it serves")]

mod answers;
mod connection;
mod faults;
mod node;
pub mod protocol;
mod service;
mod store;

use std::sync::Arc;
use std::sync::atomic::Ordering;

pub use self::faults::When;
use self::node::{Node, Shared};

/// One or several nodes on ports of this machine, with the same data.
pub struct StandIn {
    shared: Arc<Shared>,
    nodes: Vec<Node>,
}

/// What a stand-in asks of its clients.
#[derive(Clone, Default)]
pub struct Terms {
    /// A user and a password.
    pub credentials: Option<(String, String)>,
    pub tls: Option<Tls>,
    /// A port of its own choice if 0.
    pub port: u16,
}

/// Certificates and key, in PEM.
#[derive(Clone)]
pub struct Tls {
    pub certificate: String,
    pub key: String,
    /// Who vouches for the certificates that clients must show, if they must.
    pub clients: Option<String>,
}

impl StandIn {
    pub async fn single() -> Self {
        Self::with(Terms::default(), 1).await
    }

    /// Several nodes, of which the first leads.
    pub async fn cluster(nodes: usize) -> Self {
        Self::with(Terms::default(), nodes).await
    }

    pub async fn with(terms: Terms, count: usize) -> Self {
        let shared = Arc::new(Shared::new(terms.clone()));
        let mut nodes = Vec::new();
        for number in 0..count {
            nodes.push(Node::start(Arc::clone(&shared), number, terms.port).await);
        }
        Self { shared, nodes }
    }

    /// The addresses of all nodes, as a log is told them.
    pub fn url(&self) -> String {
        let hosts: Vec<_> = self.shared.hosts().iter().map(|port| format!("127.0.0.1:{port}")).collect();
        let user = self.shared.terms.credentials.as_ref().map_or(String::new(), |(u, p)| format!("{u}:{p}@"));
        format!(
            "kurrentdb://{user}{}?tls={}&discoveryInterval=10",
            hosts.join(","),
            self.shared.terms.tls.is_some()
        )
    }

    /// The next append to a stream whose name begins like this goes wrong: the connection is cut before it is stored, or
    /// when it is stored and nobody has been told.
    pub fn cut_at(&self, stream: &str, when: When) {
        self.shared.faults.cut_at(stream, when);
    }

    /// How many connections were cut by [`StandIn::cut_at`].
    pub fn cuts(&self) -> usize {
        self.shared.faults.cuts()
    }

    /// Waits before an append to a stream whose name begins like this is stored, until [`StandIn::let_go`].
    pub fn hold_at(&self, stream: &str) {
        self.shared.faults.hold_at(stream);
    }

    /// How many appends are being held.
    pub fn held(&self) -> usize {
        self.shared.faults.held()
    }

    pub fn let_go(&self) {
        self.shared.faults.let_go();
    }

    /// Ends every subscription, with an error as the real server does.
    pub fn end_subscriptions(&self) {
        self.shared.subscriptions.send_modify(|ended| ended.errors += 1);
    }

    /// Ends every subscription as if that were no error, which sends the client into a circle.
    pub fn end_subscriptions_without_error(&self) {
        self.shared.subscriptions.send_modify(|ended| ended.silently += 1);
    }

    /// Another node leads from now on.
    pub fn lead(&self, node: usize) {
        self.shared.leader.store(node, Ordering::SeqCst);
    }

    /// Stops all nodes and cuts their connections. What was stored stays.
    pub async fn stop(&mut self) {
        for node in &mut self.nodes {
            node.stop().await;
        }
    }

    /// Starts them again, on the ports they had.
    pub async fn start(&mut self) {
        let ports = self.shared.hosts();
        self.nodes.clear();
        for (number, port) in ports.into_iter().enumerate() {
            self.nodes.push(Node::start(Arc::clone(&self.shared), number, port).await);
        }
    }

    /// Forgets the last events of a stream, as a backup that is put back does.
    pub fn forget(&self, stream: &str, events: usize) {
        self.shared.store.lock().unwrap().forget(stream, events);
    }

    /// The names of all streams and how many events each one has.
    pub fn streams(&self) -> Vec<(String, usize)> {
        self.shared.store.lock().unwrap().streams()
    }
}
