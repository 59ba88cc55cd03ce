//! A small witness of the tests' own, written from the text of C2SP tlog-witness, for machines without another one. It
//! keeps one log in memory.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signer, SigningKey};
use registro_eventlog::ledger::note::{Checkpoint, Verifier};
use registro_eventlog::ledger::tree::{Hash, empty_root, extends};
use sha2::{Digest, Sha256};

const NAME: &str = "small.witness.example";

struct Witness {
    log: Verifier,
    key: SigningKey,
    seen: Mutex<(u64, Hash)>,
}

/// Starts it for one log. Its address and its key.
pub(super) async fn start(log: Verifier) -> (SocketAddr, String) {
    let key = SigningKey::from_bytes(&[42; 32]);
    let public = [&[4], key.verifying_key().as_bytes().as_slice()].concat();
    let hash: String = key_id(&key).iter().map(|byte| format!("{byte:02x}")).collect();
    let witness = Witness { log, key, seen: Mutex::new((0, empty_root())) };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = Router::new().route("/add-checkpoint", post(add_checkpoint)).with_state(Arc::new(witness));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (address, format!("{NAME}+{hash}+{}", STANDARD.encode(public)))
}

fn key_id(key: &SigningKey) -> [u8; 4] {
    let named = [NAME.as_bytes(), b"\n", &[4], key.verifying_key().as_bytes().as_slice()].concat();
    Sha256::digest(named)[..4].try_into().unwrap()
}

async fn add_checkpoint(State(witness): State<Arc<Witness>>, body: String) -> (StatusCode, String) {
    let answer = |status: StatusCode| (status, String::new());
    let Some((head, note)) = body.split_once("\n\n") else { return answer(StatusCode::BAD_REQUEST) };
    let mut lines = head.lines();
    let old = lines.next().and_then(|line| line.strip_prefix("old ")?.parse::<u64>().ok());
    let proof: Option<Vec<Hash>> = lines.map(|line| STANDARD.decode(line).ok()?.try_into().ok()).collect();
    let (Some(old), Some(proof)) = (old, proof) else { return answer(StatusCode::BAD_REQUEST) };
    let Ok(new) = Checkpoint::open(note, &witness.log) else { return answer(StatusCode::FORBIDDEN) };
    if new.size < old {
        return answer(StatusCode::BAD_REQUEST);
    }
    let mut seen = witness.seen.lock().unwrap();
    if seen.0 != old {
        return (StatusCode::CONFLICT, format!("{}\n", seen.0));
    }
    if 0 < old && !extends((seen.0, &seen.1), (new.size, &new.root), &proof) {
        return answer(StatusCode::UNPROCESSABLE_ENTITY);
    }
    *seen = (new.size, new.root);
    let time = 1_760_000_000u64;
    let message = format!("cosignature/v1\ntime {time}\n{}", new.text());
    let signature = witness.key.sign(message.as_bytes()).to_bytes();
    let line = [&key_id(&witness.key)[..], &time.to_be_bytes(), &signature].concat();
    (StatusCode::OK, format!("\u{2014} {NAME} {}\n", STANDARD.encode(line)))
}
