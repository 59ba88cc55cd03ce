//! Files as one file (POSIX ustar), uncompressed: what it holds can be read for as long as bytes can.

use crate::bag::File;

const BLOCK: usize = 512;

/// A name that the format has no room for.
#[derive(Debug, thiserror::Error)]
#[error("the path {0:?} is too long for a tar file")]
pub struct TooLong(pub String);

/// The archive of these files below a folder of this name. The same files give the same bytes.
pub fn tar(folder: &str, files: &[File]) -> Result<Vec<u8>, TooLong> {
    let mut archive = Vec::new();
    for (path, bytes) in files {
        let path = format!("{folder}/{path}");
        archive.extend_from_slice(&header(&path, bytes.len()).ok_or(TooLong(path))?);
        archive.extend_from_slice(bytes);
        archive.resize(archive.len().next_multiple_of(BLOCK), 0);
    }
    archive.resize(archive.len() + 2 * BLOCK, 0);
    Ok(archive)
}

fn header(path: &str, size: usize) -> Option<[u8; BLOCK]> {
    let mut block = [0; BLOCK];
    let mut put = |at: usize, longest: usize, text: &str| -> Option<()> {
        let field = block.get_mut(at..at + longest)?;
        field.get_mut(..text.len())?.copy_from_slice(text.as_bytes());
        Some(())
    };
    let (prefix, name) = split(path)?;
    put(0, 100, name)?;
    put(100, 8, "0000644\0")?;
    put(108, 8, "0000000\0")?;
    put(116, 8, "0000000\0")?;
    put(124, 12, &format!("{size:011o}\0"))?;
    // No instant: the bag says when it was made.
    put(136, 12, "00000000000\0")?;
    put(148, 8, "        ")?;
    put(156, 1, "0")?;
    put(257, 8, "ustar\x0000")?;
    put(345, 155, prefix)?;
    let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
    block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    Some(block)
}

/// A long path stands in two fields, divided at one of its folders.
fn split(path: &str) -> Option<(&str, &str)> {
    if path.len() <= 100 {
        return Some(("", path));
    }
    let divided = path.match_indices('/').map(|(at, _)| (&path[..at], &path[at + 1..]));
    divided.into_iter().find(|(prefix, name)| prefix.len() <= 155 && name.len() <= 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_stands_after_its_header_in_whole_blocks() {
        let archive = tar("prove", &[("a.txt".to_owned(), b"uno".to_vec())]).expect("short names");
        assert_eq!(archive.len(), 4 * BLOCK);
        assert!(archive.starts_with(b"prove/a.txt\0"));
        assert_eq!(&archive[124..136], b"00000000003\0");
        assert_eq!(&archive[257..265], b"ustar\x0000");
        let mut sum: u32 = archive[..BLOCK].iter().map(|byte| u32::from(*byte)).sum();
        sum = sum - archive[148..156].iter().map(|byte| u32::from(*byte)).sum::<u32>() + 8 * 32;
        assert_eq!(&archive[148..156], format!("{sum:06o}\0 ").as_bytes());
        assert_eq!(&archive[BLOCK..BLOCK + 4], b"uno\0");
        assert!(tar("prove", &[("x".repeat(101), Vec::new())]).is_err());
        let long = tar("prove", &[(format!("chiavi/{}", "x".repeat(95)), Vec::new())]).expect("two fields");
        assert!(long.starts_with(b"xxxxx") && long[95] == 0 && long[345..].starts_with(b"prove/chiavi\0"));
    }
}
