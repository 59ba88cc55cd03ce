//! Serves the stand-in on a port (the first argument, or one of its choice) until it is stopped.

use kurrentdb_stand_in::{StandIn, Terms};

#[tokio::main]
async fn main() {
    let port = std::env::args().nth(1).map_or(Ok(0), |port| port.parse());
    let Ok(port) = port else {
        eprintln!("usage: kurrentdb-stand-in [port]");
        std::process::exit(2);
    };
    let stand_in = StandIn::with(Terms { port, ..Terms::default() }, 1).await;
    println!("A stand-in, which forgets everything when it ends: {}", stand_in.url());
    std::future::pending().await
}
