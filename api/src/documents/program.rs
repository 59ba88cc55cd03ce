//! The program beside this one that makes a PDF/A of a document. It is built apart, since a typesetter is long to build
//! (decision 0026); where it is not there, the page shows the same document to be printed.

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use super::Document;
use crate::cli::beside::place;

const NAME: &str = "registro-documents";
/// How the program is built, for whoever runs the server.
pub const BUILT_BY: &str =
    "cargo build --release --manifest-path api/documents/Cargo.toml --target-dir target";
/// Each of them takes a core.
static AT_ONCE: Semaphore = Semaphore::const_new(2);
const LONGEST: Duration = Duration::from_secs(60);
const LARGEST_BYTES: u64 = 64 << 20;

#[derive(Debug, thiserror::Error)]
pub enum NotMade {
    #[error("il programma {NAME} non è accanto a registro: si costruisce con {BUILT_BY}")]
    NoProgram,
    #[error("il modello del documento non si scrive")]
    Model(#[source] serde_json::Error),
    #[error("il programma {NAME} non parte o non risponde")]
    Io(#[from] io::Error),
    #[error("il programma {NAME} non ha finito in {} secondi", LONGEST.as_secs())]
    TooLong,
    #[error("il programma {NAME} non ha composto il documento: il motivo è nel giornale del server")]
    Refused,
}

/// Where the program is, if it is there.
fn beside() -> Option<PathBuf> {
    place(NAME).ok().filter(|path| path.is_file())
}

pub fn is_there() -> bool {
    beside().is_some()
}

/// The file of a document.
pub async fn pdf(document: &Document) -> Result<Vec<u8>, NotMade> {
    let program = beside().ok_or(NotMade::NoProgram)?;
    let model = serde_json::to_vec_pretty(document).map_err(NotMade::Model)?;
    // Never closed: the static lives as long as the process.
    let _turn = AT_ONCE.acquire().await.map_err(io::Error::other)?;
    spawn_blocking(move || run(&program, model)).await.map_err(io::Error::other)?
}

fn run(program: &Path, model: Vec<u8>) -> Result<Vec<u8>, NotMade> {
    let mut child = Command::new(program).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    let (Some(mut stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(NotMade::Refused);
    };
    // A program that reads nothing and ends breaks the pipe: its exit says what there is to say.
    thread::spawn(move || stdin.write_all(&model));
    let (tell, told) = mpsc::channel();
    thread::spawn(move || {
        let mut file = Vec::new();
        let read = stdout.take(LARGEST_BYTES).read_to_end(&mut file);
        tell.send(read.map(|_| file))
    });
    let file = told.recv_timeout(LONGEST);
    if file.is_err() {
        child.kill()?;
    }
    let ended = child.wait()?;
    let file = file.map_err(|_| NotMade::TooLong)??;
    if ended.success() { Ok(file) } else { Err(NotMade::Refused) }
}
