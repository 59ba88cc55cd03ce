//! A disk that keeps what was synced, and of the rest whatever it likes: what a power cut may leave.

use std::collections::BTreeMap;
use std::path::Path;

use super::trace::Call;
use crate::seed::Seed;

/// A sector is written whole or not at all.
const SECTOR: usize = 512;

/// What happened to the files of the folder, and what the clients were told.
pub(super) enum Step {
    /// A new file under this name.
    Create(String),
    Unlink(String),
    Write(String, usize, Vec<u8>),
    Truncate(String, usize),
    /// What was asked before this line is on the disk.
    Sync(String, usize),
    /// Names of the folder that were given or taken before this line are on the disk.
    SyncFolder(usize),
    /// A client was told that events up to this position are recorded.
    Acknowledged(u64),
}

/// The steps of a trace, each with the line at which it counts.
pub(super) fn steps(calls: &[Call], folder: &Path, mut names: Vec<String>) -> Vec<(usize, Step)> {
    let folder = folder.canonicalize().expect("a folder");
    let name_of = |path: &str| {
        let path = Path::new(path);
        // Paths may be given in relation to the folder, in which the process runs.
        let inside = path.parent() == Some(&folder) || path.parent() == Some(Path::new(""));
        let name = path.file_name()?.to_str()?;
        (inside && matters(name)).then(|| name.to_owned())
    };
    let mut steps = Vec::new();
    for call in calls {
        let file = || call.file().as_deref().and_then(name_of);
        match call.name.as_str() {
            _ if !call.succeeded() => {}
            "openat" if call.arguments.contains("O_CREAT") => {
                let asked = call.quoted().first().map(|path| String::from_utf8_lossy(path).into_owned());
                if let Some(name) = asked.as_deref().and_then(name_of).filter(|name| !names.contains(name)) {
                    names.push(name.clone());
                    steps.push((call.began, Step::Create(name)));
                }
            }
            "unlink" | "unlinkat" => {
                let asked = call.quoted().first().map(|path| String::from_utf8_lossy(path).into_owned());
                if let Some(name) = asked.as_deref().and_then(name_of) {
                    names.retain(|known| *known != name);
                    steps.push((call.began, Step::Unlink(name)));
                }
            }
            "pwrite64" => {
                if let Some(name) = file() {
                    steps.push((call.began, Step::Write(name, call.last_number(), call.quoted().concat())));
                }
            }
            "ftruncate" => {
                if let Some(name) = file() {
                    steps.push((call.began, Step::Truncate(name, call.last_number())));
                }
            }
            "fsync" | "fdatasync" => {
                if call.file().is_some_and(|path| Path::new(&path) == folder) {
                    steps.push((call.ended, Step::SyncFolder(call.began)));
                } else if let Some(name) = file() {
                    steps.push((call.ended, Step::Sync(name, call.began)));
                }
            }
            "sendto" | "write" | "writev" => {
                let sent = String::from_utf8_lossy(&call.quoted().concat()).into_owned();
                let told = sent.split("\"last\":").nth(1).filter(|_| sent.contains("\"position\""));
                let digits =
                    told.map(|told| told.chars().take_while(char::is_ascii_digit).collect::<String>());
                if let Some(last) = digits.and_then(|digits| digits.parse().ok()) {
                    steps.push((call.began, Step::Acknowledged(last)));
                }
            }
            "rename" | "renameat" | "renameat2" => {
                let quoted = call.quoted();
                let paths = quoted.iter().map(|path| String::from_utf8_lossy(path));
                assert!(
                    paths.filter_map(|path| name_of(&path)).next().is_none(),
                    "the model knows no renaming: {call:?}"
                );
            }
            _ => {}
        }
    }
    steps.sort_by_key(|(line, _)| *line);
    steps
}

/// The index of the write-ahead file is made anew, and the lock is of the process. What is read, and how far the log was
/// seen to go, are written beside it.
fn matters(name: &str) -> bool {
    let beside = ["log.access", "log.seen.json", "log.ledger"].iter().any(|other| name.starts_with(other));
    name.starts_with("log.") && !beside && !name.ends_with("-shm") && !name.ends_with(".lock")
}

enum Change {
    Write(usize, Vec<u8>),
    Truncate(usize),
}

#[derive(Default)]
struct File {
    durable: Vec<u8>,
    pending: Vec<(usize, Change)>,
}

#[derive(Default)]
pub(super) struct Disk {
    files: Vec<File>,
    /// What the process sees under each name.
    names: BTreeMap<String, usize>,
    /// What stands under each name for certain, and what was made of it since.
    durable: BTreeMap<String, usize>,
    pending: Vec<(usize, String, Option<usize>)>,
}

impl Disk {
    /// A folder that has stood for long.
    pub(super) fn of(folder: &Path) -> Self {
        let mut disk = Self::default();
        for file in std::fs::read_dir(folder).expect("a folder").flatten() {
            let name = file.file_name().to_string_lossy().into_owned();
            if matters(&name) {
                let durable = std::fs::read(file.path()).expect("a file");
                disk.names.insert(name, disk.files.len());
                disk.files.push(File { durable, pending: Vec::new() });
            }
        }
        disk.durable = disk.names.clone();
        disk
    }

    pub(super) fn names(&self) -> Vec<String> {
        self.names.keys().cloned().collect()
    }

    pub(super) fn apply(&mut self, line: usize, step: &Step) {
        match step {
            Step::Create(name) => {
                self.names.insert(name.clone(), self.files.len());
                self.pending.push((line, name.clone(), Some(self.files.len())));
                self.files.push(File::default());
            }
            Step::Unlink(name) => {
                self.names.remove(name);
                self.pending.push((line, name.clone(), None));
            }
            Step::Write(name, at, bytes) => self.change(line, name, Change::Write(*at, bytes.clone())),
            Step::Truncate(name, length) => self.change(line, name, Change::Truncate(*length)),
            Step::Sync(name, before) => {
                let Some(file) = self.names.get(name).map(|file| &mut self.files[*file]) else { return };
                let since = file.pending.iter().position(|(line, _)| before <= line);
                for (_, change) in file.pending.drain(..since.unwrap_or(file.pending.len())) {
                    make(&mut file.durable, &change);
                }
            }
            Step::SyncFolder(before) => {
                let since = self.pending.iter().position(|(line, ..)| before <= line);
                for (_, name, file) in self.pending.drain(..since.unwrap_or(self.pending.len())) {
                    name_it(&mut self.durable, &name, file);
                }
            }
            Step::Acknowledged(_) => {}
        }
    }

    fn change(&mut self, line: usize, name: &str, change: Change) {
        let file = *self.names.get(name).unwrap_or_else(|| panic!("{name} is written and was never there"));
        self.files[file].pending.push((line, change));
    }

    /// The files after a power cut now. Each name has gone some of its way; of what was not synced, a file has nothing,
    /// everything, the beginning, or any part, some of it torn.
    pub(super) fn cut(&self, seed: &mut Seed) -> BTreeMap<String, Vec<u8>> {
        let mut names = self.durable.clone();
        let mut steps = BTreeMap::<&str, Vec<Option<usize>>>::new();
        for (_, name, file) in &self.pending {
            steps.entry(name).or_default().push(*file);
        }
        for (name, steps) in steps {
            for file in &steps[..seed.below(steps.len() + 1)] {
                name_it(&mut names, name, *file);
            }
        }
        let mut contents = BTreeMap::new();
        for (name, file) in names {
            let file = &self.files[file];
            let mut bytes = file.durable.clone();
            let manner = seed.below(5);
            let whole = seed.below(file.pending.len() + 1);
            for (number, (_, change)) in file.pending.iter().enumerate() {
                match manner {
                    0 => break,
                    1 => make(&mut bytes, change),
                    2 if number < whole => make(&mut bytes, change),
                    2 if number == whole => tear(&mut bytes, change, seed),
                    2 => break,
                    _ => match seed.below(3) {
                        0 => {}
                        1 => make(&mut bytes, change),
                        _ => tear(&mut bytes, change, seed),
                    },
                }
            }
            contents.insert(name, bytes);
        }
        contents
    }
}

fn name_it(names: &mut BTreeMap<String, usize>, name: &str, file: Option<usize>) {
    match file {
        Some(file) => names.insert(name.to_owned(), file),
        None => names.remove(name),
    };
}

fn make(bytes: &mut Vec<u8>, change: &Change) {
    match change {
        Change::Write(at, written) => {
            bytes.resize(bytes.len().max(at + written.len()), 0);
            bytes[*at..at + written.len()].copy_from_slice(written);
        }
        Change::Truncate(length) => bytes.resize(*length, 0),
    }
}

/// The beginning or the end of a write, to the edge of a sector; if it is within one, half of it all the same.
fn tear(bytes: &mut Vec<u8>, change: &Change, seed: &mut Seed) {
    let Change::Write(at, written) = change else { return make(bytes, change) };
    let edges = (at + 1..at + written.len()).filter(|place| place % SECTOR == 0).collect::<Vec<_>>();
    let edge = if edges.is_empty() { at + written.len() / 2 } else { edges[seed.below(edges.len())] };
    let (beginning, end) = written.split_at(edge - at);
    if seed.below(2) == 0 {
        make(bytes, &Change::Write(*at, beginning.to_vec()));
    } else {
        make(bytes, &Change::Write(edge, end.to_vec()));
    }
}
