//! Time stamps by `openssl ts` as the authority, behind a small server: what is asked is what it answers, and what it
//! answers it verifies.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use registro_eventlog::ledger::stamping::{self, Authority, Stamped};
use registro_eventlog::ledger::timestamp;
use sha2::{Digest, Sha256};

use super::lab::{Lab, SCHOOL};

const A_DAY: i64 = 86_400;
const CONFIG: &str = "
[req]
distinguished_name = dn
prompt = no
[dn]
CN = Autorità di prova
[tsa]
default_tsa = tsa_here
[tsa_here]
serial = serial
crypto_device = builtin
signer_cert = tsa.crt
signer_key = tsa.key
signer_digest = sha256
default_policy = 1.3.6.1.4.1.99999.1
digests = sha256
accuracy = secs:1
clock_precision_digits = 3
ordering = no
tsa_name = no
ess_cert_id_chain = no
";

/// `openssl` in the authority's folder.
fn openssl(folder: &Path, arguments: &[&str]) -> String {
    let done = Command::new("openssl").args(arguments).current_dir(folder).output().expect("openssl runs");
    assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr)
}

struct Stamper {
    folder: PathBuf,
    /// Away while this is false.
    at_work: AtomicBool,
    /// Answers with what it answered first, whatever it is asked.
    repeats: AtomicBool,
}

async fn authority(folder: PathBuf) -> (Arc<Stamper>, String) {
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("openssl.cnf"), CONFIG).unwrap();
    fs::write(folder.join("serial"), "01\n").unwrap();
    let new =
        ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
    let named = ["-config", "openssl.cnf", "-keyout", "tsa.key", "-out", "tsa.crt"];
    openssl(&folder, &[&new[..], &named, &["-addext", "extendedKeyUsage=critical,timeStamping"]].concat());
    let stamper = Arc::new(Stamper { folder, at_work: true.into(), repeats: false.into() });
    let router = Router::new().route("/", post(reply)).with_state(Arc::clone(&stamper));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (stamper, url)
}

async fn reply(State(stamper): State<Arc<Stamper>>, headers: HeaderMap, query: Bytes) -> Response {
    if !stamper.at_work.load(Ordering::SeqCst) || headers[CONTENT_TYPE] != timestamp::QUERY {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let answer = stamper.folder.join("answer.tsr");
    if !stamper.repeats.load(Ordering::SeqCst) {
        fs::write(stamper.folder.join("query.tsq"), &query).unwrap();
        let asked = openssl(&stamper.folder, &["ts", "-query", "-in", "query.tsq", "-text"]);
        assert!(asked.contains("sha256") && asked.contains("Certificate required: yes"), "{asked}");
        let reply =
            ["ts", "-reply", "-config", "openssl.cnf", "-queryfile", "query.tsq", "-out", "answer.tsr"];
        openssl(&stamper.folder, &reply);
    }
    ([(CONTENT_TYPE, timestamp::REPLY)], fs::read(answer).unwrap()).into_response()
}

/// Waits until as many days as this have a stamp.
async fn until_stamped(ledger: &registro_eventlog::ledger::signer::Ledger, days: usize) -> Vec<Stamped> {
    let all = || -> Vec<Stamped> {
        let years = ledger.shelf().published().unwrap();
        years.iter().flat_map(|published| ledger.shelf().stamped(published.year).unwrap()).collect()
    };
    let waited = async {
        while all().iter().filter(|stamped| stamped.stamp.is_some()).count() < days {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), waited).await.expect("stamped");
    all()
}

#[tokio::test]
async fn each_days_last_checkpoint_is_stamped_and_openssl_verifies_it() {
    let lab = Lab::of(SCHOOL);
    let (stamper, url) = authority(lab.path("authority")).await;
    let log = lab.log("log.db").await;
    let ledger = lab.ledger(&log).await.unwrap();
    let by = Authority { url: url.clone(), qualified: false };
    let following = stamping::follow(ledger.clone(), by, lab.clock.clone(), Duration::from_millis(30));

    // Two checkpoints of 31 August, then one of 1 September, in another shard.
    for commands in [20, 5] {
        lab.grow(&*log, commands, "x").await;
        ledger.checkpoint_now().await.unwrap();
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    lab.clock.forward(A_DAY);
    lab.grow(&*log, 5, "x").await;
    ledger.checkpoint_now().await.unwrap();
    let first = until_stamped(&ledger, 1).await;
    assert_eq!(first[0].day.to_string(), "2025-08-31");

    // While the authority is away the register goes on; it is asked again.
    stamper.at_work.store(false, Ordering::SeqCst);
    lab.clock.forward(A_DAY);
    tokio::time::sleep(Duration::from_millis(200)).await;
    lab.keep("now.txt");
    let waiting = lab.verify(&["--tiles", lab.ledger_folder().to_str().unwrap(), "--checkpoint", "now.txt"]);
    assert!(waiting.says.contains("non è ancora arrivata"), "{}", waiting.says);
    // Whatever it answers must be over what was asked.
    stamper.repeats.store(true, Ordering::SeqCst);
    stamper.at_work.store(true, Ordering::SeqCst);
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(until_stamped(&ledger, 1).await.iter().filter(|day| day.stamp.is_some()).count(), 1);
    stamper.repeats.store(false, Ordering::SeqCst);
    let all = until_stamped(&ledger, 2).await;
    following.abort();
    ledger.close().await;

    for stamped in &all {
        let year = if stamped.day.month() == 8 { 2024 } else { 2025 };
        let folder = lab.ledger_folder().join(format!("{year}/timestamps"));
        let (checkpoint, token) =
            (folder.join(format!("{}.checkpoint", stamped.day)), folder.join(format!("{}.tsr", stamped.day)));
        let (stamp, who) = stamped.stamp.as_ref().unwrap();
        let hash: [u8; 32] = Sha256::digest(fs::read(&checkpoint).unwrap()).into();
        assert_eq!((stamp.imprint, who.url.as_str(), who.qualified), (hash, url.as_str(), false));
        let verify = ["ts", "-verify", "-CAfile", "tsa.crt", "-data"];
        let files = [checkpoint.to_str().unwrap(), "-in", token.to_str().unwrap()];
        let said = openssl(&stamper.folder, &[&verify[..], &files].concat());
        assert!(said.contains("Verification: OK"), "{said}");
        let text = openssl(&stamper.folder, &["ts", "-reply", "-in", token.to_str().unwrap(), "-text"]);
        assert!(text.contains("Policy OID: 1.3.6.1.4.1.99999.1"), "{text}");
    }

    let tiles = lab.ledger_folder();
    let ask = ["--tiles", tiles.to_str().unwrap(), "--checkpoint", "now.txt"];
    let told = lab.verify(&ask);
    assert_eq!(told.code, 0, "{}", told.says);
    assert!(
        told.says.contains("la marca temporale del 2025-08-31 (non qualificata, di http"),
        "{}",
        told.says
    );
    assert!(told.says.contains("la firma dell'autorità sulle marche temporali"), "{}", told.says);

    // A stamp beside another checkpoint, and a checkpoint of another history beside a stamp.
    let august = tiles.join("2024/timestamps");
    let september = tiles.join("2025/timestamps");
    let stamps: Vec<PathBuf> = fs::read_dir(&september).unwrap().map(|entry| entry.unwrap().path()).collect();
    let other = stamps.iter().find(|path| path.extension().is_some_and(|of| of == "tsr")).unwrap();
    let genuine = fs::read(august.join("2025-08-31.tsr")).unwrap();
    fs::copy(other, august.join("2025-08-31.tsr")).unwrap();
    let swapped = lab.verify(&ask);
    assert_eq!(swapped.code, 1, "{}", swapped.says);
    assert!(swapped.says.contains("non è di questo checkpoint"), "{}", swapped.says);
    fs::write(august.join("2025-08-31.tsr"), genuine).unwrap();
    let note = fs::read_to_string(august.join("2025-08-31.checkpoint")).unwrap();
    fs::write(august.join("2025-08-31.checkpoint"), note.replacen("\n75\n", "\n74\n", 1)).unwrap();
    let forged = lab.verify(&ask);
    assert_eq!(forged.code, 1, "{}", forged.says);
}
