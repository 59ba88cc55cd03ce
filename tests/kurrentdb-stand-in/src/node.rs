//! One node: a port, the services on it, and what it shares with the other nodes.

use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex};

use futures::StreamExt;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::transport::{Certificate, Identity, Server, ServerTlsConfig};

use crate::Terms;
use crate::connection::Connection;
use crate::faults::Faults;
use crate::protocol::event_store::client::gossip::gossip_server::GossipServer;
use crate::protocol::event_store::client::server_features::server_features_server::ServerFeaturesServer;
use crate::protocol::event_store::client::streams::streams_server::StreamsServer;
use crate::service::Service;
use crate::store::Store;

/// How often subscriptions were ended, one way and the other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ended {
    pub(crate) errors: usize,
    pub(crate) silently: usize,
}

/// What the nodes have in common.
pub(crate) struct Shared {
    pub(crate) terms: Terms,
    pub(crate) store: Mutex<Store>,
    /// How many events there are.
    pub(crate) news: watch::Sender<usize>,
    pub(crate) subscriptions: watch::Sender<Ended>,
    pub(crate) faults: Faults,
    pub(crate) leader: AtomicUsize,
    ports: Mutex<Vec<u16>>,
}

impl Shared {
    pub(crate) fn new(terms: Terms) -> Self {
        Self {
            terms,
            store: Mutex::default(),
            news: watch::Sender::new(0),
            subscriptions: watch::Sender::new(Ended::default()),
            faults: Faults::default(),
            leader: AtomicUsize::new(0),
            ports: Mutex::default(),
        }
    }

    pub(crate) fn hosts(&self) -> Vec<u16> {
        self.ports.lock().unwrap().clone()
    }
}

pub(crate) struct Node {
    task: JoinHandle<()>,
    cuts: watch::Sender<usize>,
}

impl Node {
    pub(crate) async fn start(shared: Arc<Shared>, number: usize, port: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        {
            let mut ports = shared.ports.lock().unwrap();
            if ports.len() == number {
                ports.push(port);
            }
        }
        let cuts = watch::Sender::new(0);
        let (heard, mut server) = (cuts.subscribe(), Server::builder());
        if let Some(tls) = &shared.terms.tls {
            // Of the process, and there may be one already.
            let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
            let mut config = ServerTlsConfig::new().identity(Identity::from_pem(&tls.certificate, &tls.key));
            if let Some(clients) = &tls.clients {
                config = config.client_ca_root(Certificate::from_pem(clients));
            }
            server = server.tls_config(config).unwrap();
        }
        let connections = TcpListenerStream::new(listener).map(move |stream| {
            let stream = stream?;
            stream.set_nodelay(true)?;
            Ok::<_, std::io::Error>(Connection::new(stream, heard.clone()))
        });
        let service = Service { shared, number, cuts: cuts.clone() };
        let router = server
            .add_service(StreamsServer::new(service.clone()))
            .add_service(GossipServer::new(service.clone()))
            .add_service(ServerFeaturesServer::new(service));
        let task = tokio::spawn(async move {
            router.serve_with_incoming(connections).await.unwrap();
        });
        Self { task, cuts }
    }

    /// Takes no more connections and cuts those it has.
    pub(crate) async fn stop(&mut self) {
        self.task.abort();
        let _ = (&mut self.task).await;
        self.cuts.send_modify(|cuts| *cuts += 1);
        // A connection has a task of its own, which ends when it notices.
        while 0 < self.cuts.receiver_count() {
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        }
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.task.abort();
        self.cuts.send_modify(|cuts| *cuts += 1);
    }
}
