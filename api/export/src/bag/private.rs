//! Files and folders that nobody else may read: what is in a bag is in the clear.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use registro::last_seen::sync_folder;

/// Makes a folder and those above it that are not there.
pub(crate) fn folder(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// A new file, or an empty one in place of what was there.
pub(crate) fn file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// A file that is whole and durable, or what was there before.
pub(crate) fn durable(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    let mut new = file(Path::new(&beside))?;
    new.write_all(bytes)?;
    new.sync_all()?;
    fs::rename(&beside, path)?;
    sync_folder(path)
}
