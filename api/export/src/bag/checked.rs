//! A bag that came from elsewhere: nothing of it is believed before its hashes are.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{Read, Take};
use std::path::{Component, Path, PathBuf};

use registro::cli::Failure;
use sha2::{Digest, Sha256};

use super::{DECLARATION, hex};

/// A bag whose files are those that were put in it.
pub(crate) struct Checked {
    folder: PathBuf,
    files: BTreeSet<String>,
}

/// A tag file larger than this is none.
const TAG_FILE: u64 = 16 << 20;
/// No file is read at once that is larger.
const IN_MEMORY: u64 = 1 << 30;
/// More files than any school has.
const MOST_FILES: usize = 200_000;

impl Checked {
    /// Checks every file of a folder: none missing, none more, none changed; in all no larger than `most` bytes.
    pub(crate) fn open(
        folder: &Path,
        most: u64,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Self, Failure> {
        if !folder.is_dir() {
            return Err(format!(
                "{} non è una cartella: un archivio va prima aperto, con un programma di cui ci si fida",
                folder.display()
            )
            .into());
        }
        // Before anything is read: no link, nothing that is no file, and no more than there may be.
        let there = files_under(folder)?;
        let bytes = there.values().fold(0_u64, |sum, size| sum.saturating_add(*size));
        if most < bytes {
            return Err(format!("la borsa è di {bytes} byte, più dei {most} ammessi (--most)").into());
        }
        let tag_file = |name: &str| tag_file(folder, name, there.get(name).copied());
        let declared = tag_file("bagit.txt")?;
        if declared.replace("\r\n", "\n") != DECLARATION {
            return Err("bagit.txt: non è una borsa BagIt 1.0 in UTF-8".into());
        }
        let tags = manifest(&tag_file("tagmanifest-sha256.txt")?, "tagmanifest-sha256.txt")?;
        for (name, said) in &tags {
            check(folder, name, said, there.get(name).copied(), &mut |_| {})?;
        }
        let payload = manifest(&tag_file("manifest-sha256.txt")?, "manifest-sha256.txt")?;
        for name in payload.keys() {
            if !name.starts_with("data/") {
                return Err(format!("manifest-sha256.txt: {name} non sta in data/").into());
            }
        }
        for needed in ["bagit.txt", "bag-info.txt", "manifest-sha256.txt"] {
            if !tags.contains_key(needed) {
                return Err(format!("tagmanifest-sha256.txt: manca {needed}").into());
            }
        }
        for name in there.keys() {
            let known =
                payload.contains_key(name) || tags.contains_key(name) || name == "tagmanifest-sha256.txt";
            if !known {
                return Err(format!("{name}: il file non è nell'elenco della borsa").into());
            }
        }
        let mut read = 0;
        for (name, said) in &payload {
            check(folder, name, said, there.get(name).copied(), &mut |more| {
                read += more;
                progress(read, bytes);
            })?;
        }
        Ok(Self { folder: folder.to_owned(), files: payload.into_keys().collect() })
    }

    /// The path of a file that the bag lists.
    pub(crate) fn path(&self, name: &str) -> Option<PathBuf> {
        self.files.contains(name).then(|| self.folder.join(name))
    }

    pub(crate) fn read(&self, name: &str) -> Result<String, Failure> {
        let path = self.path(name).ok_or_else(|| format!("{name}: manca nella borsa"))?;
        if TAG_FILE < fs::metadata(&path)?.len() {
            return Err(format!("{name}: troppo grande").into());
        }
        Ok(fs::read_to_string(path)?)
    }

    /// The bytes of a file, if the bag has it.
    pub(crate) fn bytes(&self, name: &str) -> Result<Option<Vec<u8>>, Failure> {
        let Some(path) = self.path(name) else { return Ok(None) };
        if IN_MEMORY < fs::metadata(&path)?.len() {
            return Err(format!("{name}: troppo grande").into());
        }
        Ok(Some(fs::read(path).map_err(|error| format!("{name}: non si legge ({error})"))?))
    }

    /// The files in a folder of the bag, in order.
    pub(crate) fn under(&self, folder: &str) -> Vec<String> {
        self.files.iter().filter(|name| name.starts_with(folder)).cloned().collect()
    }
}

/// A file of at most so many bytes as its folder says: what grows while it is read is read no further.
fn opened(folder: &Path, name: &str, size: Option<u64>) -> Result<Take<File>, Failure> {
    let size = size.ok_or_else(|| format!("{name}: manca nella borsa"))?;
    let file = File::open(folder.join(name)).map_err(|error| format!("{name}: non si legge ({error})"))?;
    Ok(file.take(size))
}

fn tag_file(folder: &Path, name: &str, size: Option<u64>) -> Result<String, Failure> {
    if size.is_some_and(|size| TAG_FILE < size) {
        return Err(format!("{name}: troppo grande").into());
    }
    let mut text = String::new();
    let read = opened(folder, name, size)?.read_to_string(&mut text);
    read.map_err(|error| format!("{name}: non si legge ({error})"))?;
    Ok(text)
}

/// Names with their hashes, from the text of a file.
fn manifest(text: &str, name: &str) -> Result<BTreeMap<String, String>, Failure> {
    let mut files = BTreeMap::new();
    for line in text.lines() {
        let wrong = || format!("{name}: la riga «{line}» non è un'impronta con un nome");
        let (hash, file) = line.split_once([' ', '\t']).ok_or_else(wrong)?;
        let file = file.trim_start_matches([' ', '\t', '*']);
        let inside = Path::new(file).components().all(|part| matches!(part, Component::Normal(_)));
        if !inside || file.contains(['\\', '%']) {
            return Err(format!("{name}: {file} non è il nome di un file della borsa").into());
        }
        if files.insert(file.to_owned(), hash.to_ascii_lowercase()).is_some() {
            return Err(format!("{name}: {file} c'è due volte").into());
        }
    }
    Ok(files)
}

/// Every file with its size; a link, or anything else that is no file, is refused.
fn files_under(folder: &Path) -> Result<BTreeMap<String, u64>, Failure> {
    let mut files = BTreeMap::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(next) = waiting.pop() {
        for entry in fs::read_dir(&next)? {
            let entry = entry?;
            let (path, kind) = (entry.path(), entry.file_type()?);
            let name = path.strip_prefix(folder)?.to_str().ok_or("un nome che non è UTF-8")?.to_owned();
            if kind.is_dir() {
                waiting.push(path);
            } else if kind.is_file() {
                if MOST_FILES <= files.len() {
                    return Err(format!("la borsa ha più di {MOST_FILES} file").into());
                }
                files.insert(name, entry.metadata()?.len());
            } else {
                return Err(format!("{name}: non è un file").into());
            }
        }
    }
    Ok(files)
}

fn check(
    folder: &Path,
    name: &str,
    said: &str,
    size: Option<u64>,
    progress: &mut dyn FnMut(u64),
) -> Result<(), Failure> {
    let mut file = opened(folder, name, size)?;
    let (mut hash, mut buffer) = (Sha256::new(), vec![0; 1 << 16]);
    loop {
        let read = file.read(&mut buffer).map_err(|error| format!("{name}: non si legge ({error})"))?;
        if read == 0 {
            break;
        }
        hash.update(&buffer[..read]);
        progress(read as u64);
    }
    if hex(&hash.finalize()) == said {
        Ok(())
    } else {
        Err(format!("{name}: il file non è quello che fu messo nella borsa").into())
    }
}
