//! The program beside this one that makes a PDF/A of a document. It is built apart, since a typesetter is long to build
//! (decision 0026); where it is not there, the page shows the same document to be printed.

use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

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
/// Of a document.
const LIMITS: Limits = Limits { longest: Duration::from_secs(60), largest: 64 << 20 };
/// Of what the program says when it makes none.
const LARGEST_REASON: u64 = 16 << 10;
/// All that the program sees of this one's environment, which holds passphrases: what a system needs to start anything.
const ENVIRONMENT: [&str; 2] = ["LD_LIBRARY_PATH", "SystemRoot"];

/// How long the program may take, and how many bytes a model and a file may have.
#[derive(Clone, Copy, Debug)]
struct Limits {
    longest: Duration,
    largest: u64,
}

#[derive(Debug, thiserror::Error)]
pub enum NotMade {
    #[error("il programma {NAME} non è accanto a registro: si costruisce con {BUILT_BY}")]
    NoProgram,
    #[error("il modello del documento non si scrive")]
    Model(#[source] serde_json::Error),
    #[error("il programma {NAME} non parte o non risponde")]
    Io(#[from] io::Error),
    #[error("il programma {NAME} non ha finito in {} secondi", .0.as_secs())]
    TooLong(Duration),
    /// It will say the same however often it is asked.
    #[error("il documento non si compone come PDF/A: {0}")]
    Refused(String),
    #[error(
        "il documento non si compone come PDF/A: il suo contenuto occupa {bytes} byte, più dei {most} che si compongono"
    )]
    ModelTooLarge { bytes: u64, most: u64 },
    #[error("il documento non si compone come PDF/A: il file supererebbe {0} byte")]
    FileTooLarge(u64),
}

impl NotMade {
    /// Whether another try would end alike: what the document says is the reason.
    pub fn is_for_good(&self) -> bool {
        match self {
            NotMade::Refused(_) | NotMade::ModelTooLarge { .. } | NotMade::FileTooLarge(_) => true,
            NotMade::NoProgram | NotMade::Model(_) | NotMade::Io(_) | NotMade::TooLong(_) => false,
        }
    }
}

/// Where the program is, if it is there.
fn beside() -> Option<PathBuf> {
    place(NAME).ok().filter(|path| path.is_file())
}

pub fn is_there() -> bool {
    beside().is_some()
}

/// The file of a document.
pub(crate) async fn pdf(document: &Document) -> Result<Vec<u8>, NotMade> {
    let program = beside().ok_or(NotMade::NoProgram)?;
    let model = serde_json::to_vec_pretty(document).map_err(NotMade::Model)?;
    // Never closed: the static lives as long as the process.
    let _turn = AT_ONCE.acquire().await.map_err(io::Error::other)?;
    spawn_blocking(move || run(Command::new(program), model, LIMITS)).await.map_err(io::Error::other)?
}

fn run(mut program: Command, model: Vec<u8>, limits: Limits) -> Result<Vec<u8>, NotMade> {
    let (bytes, most) = (model.len() as u64, limits.largest);
    if most < bytes {
        return Err(NotMade::ModelTooLarge { bytes, most });
    }
    let until = Instant::now() + limits.longest;
    let kept = ENVIRONMENT.iter().filter_map(|name| Some((name, std::env::var_os(name)?)));
    program.env_clear().envs(kept).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = Running(program.spawn()?);
    // All three were asked for just above.
    let (Some(mut stdin), Some(stdout), Some(stderr)) =
        (child.0.stdin.take(), child.0.stdout.take(), child.0.stderr.take())
    else {
        return Err(io::Error::from(io::ErrorKind::BrokenPipe).into());
    };
    // A program that reads nothing and ends breaks the pipe: its exit says what there is to say.
    thread::spawn(move || stdin.write_all(&model));
    let file = read(stdout, most + 1);
    let reason = read(stderr, LARGEST_REASON);
    let too_long = |_| NotMade::TooLong(limits.longest);
    let file = file.recv_timeout(until.saturating_duration_since(Instant::now())).map_err(too_long)??;
    if most < file.len() as u64 {
        return Err(NotMade::FileTooLarge(most));
    }
    let ended = child.wait(until)?.ok_or(NotMade::TooLong(limits.longest))?;
    if ended.success() {
        return Ok(file);
    }
    let reason = reason.recv_timeout(until.saturating_duration_since(Instant::now())).map_err(too_long)??;
    Err(NotMade::Refused(said(&String::from_utf8_lossy(&reason))))
}

/// Reads so many bytes of what a program writes, and lets the rest go by, so that it is not held up.
fn read(mut from: impl Read + Send + 'static, most: u64) -> Receiver<io::Result<Vec<u8>>> {
    let (tell, told) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let read = from.by_ref().take(most).read_to_end(&mut bytes);
        let enough = bytes.len() as u64 == most;
        let _ = tell.send(read.map(|_| bytes)); // Whoever asked may have given up.
        if enough {
            let _ = io::copy(&mut from, &mut io::sink());
        }
    });
    told
}

/// What the program said, as one sentence.
fn said(reason: &str) -> String {
    const LONGEST: usize = 500;
    let lines = reason.lines().map(|line| {
        let line = line.trim();
        line.strip_prefix(NAME).map_or(line, |line| line.trim_start_matches(':').trim())
    });
    let sentence = lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("; ");
    match sentence.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &sentence[..end]),
        None if sentence.is_empty() => format!("{NAME} non dice perché"),
        None => sentence,
    }
}

/// A program at work. However this ends, it ends too, and nothing is left of it.
struct Running(Child);

impl Running {
    /// How it ended; None if it has not by then.
    fn wait(&mut self, until: Instant) -> io::Result<Option<ExitStatus>> {
        loop {
            let ended = self.0.try_wait()?;
            if ended.is_some() || until < Instant::now() {
                return Ok(ended);
            }
            thread::sleep(Duration::from_millis(2));
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // One that has ended already was waited for, or is now.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[cfg(all(test, unix))]
mod tests;
