//! A BagIt 1.0 bag (RFC 8493): files, with a manifest of their hashes and one of the files that say so.

use sha2::{Digest, Sha256};

/// A file of a bag: its path from the bag's folder, with `/`, and its bytes.
pub type File = (String, Vec<u8>);

const DECLARATION: &[u8] = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";

/// The bag of these files, whose paths are below `data/`, in the order of their paths. The same files give the same bag.
pub fn bag(payload: Vec<File>, info: &[(&str, String)]) -> Vec<File> {
    let mut payload: Vec<File> =
        payload.into_iter().map(|(path, bytes)| (format!("data/{path}"), bytes)).collect();
    payload.sort();
    let bytes: usize = payload.iter().map(|(_, bytes)| bytes.len()).sum();
    let mut said: String =
        info.iter().map(|(name, value)| format!("{name}: {}\n", value.replace(['\r', '\n'], " "))).collect();
    said.push_str(&format!("Payload-Oxum: {bytes}.{}\n", payload.len()));
    let tags = vec![
        ("bag-info.txt".to_owned(), said.into_bytes()),
        ("bagit.txt".to_owned(), DECLARATION.to_vec()),
        ("manifest-sha256.txt".to_owned(), manifest(&payload)),
    ];
    let tagmanifest = ("tagmanifest-sha256.txt".to_owned(), manifest(&tags));
    tags.into_iter().chain([tagmanifest]).chain(payload).collect()
}

/// A line for each file: its hash, two spaces, its path.
fn manifest(files: &[File]) -> Vec<u8> {
    let line = |(path, bytes): &File| {
        // What would end the line, or be taken for an escape, is escaped.
        let path = path.replace('%', "%25").replace('\n', "%0A").replace('\r', "%0D");
        format!("{}  {path}\n", sha256(bytes))
    };
    files.iter().map(line).collect::<String>().into_bytes()
}

/// In hex.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bag_says_what_is_in_it_and_of_which_bytes() {
        let files = bag(
            vec![("b.txt".to_owned(), b"due".to_vec()), ("a 50%.txt".to_owned(), b"uno".to_vec())],
            &[("Source-Organization", "Scuola\ndi prova".to_owned())],
        );
        let text = |name: &str| {
            let (_, bytes) = files.iter().find(|(path, _)| path == name).expect("a file of the bag");
            String::from_utf8(bytes.clone()).expect("text")
        };
        let paths: Vec<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(
            paths,
            [
                "bag-info.txt",
                "bagit.txt",
                "manifest-sha256.txt",
                "tagmanifest-sha256.txt",
                "data/a 50%.txt",
                "data/b.txt"
            ]
        );
        assert_eq!(text("bagit.txt"), "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n");
        assert_eq!(text("bag-info.txt"), "Source-Organization: Scuola di prova\nPayload-Oxum: 6.2\n");
        assert_eq!(
            text("manifest-sha256.txt"),
            format!("{}  data/a 50%25.txt\n{}  data/b.txt\n", sha256(b"uno"), sha256(b"due"))
        );
        let listed: Vec<String> =
            text("tagmanifest-sha256.txt").lines().map(|line| line[66..].to_owned()).collect();
        assert_eq!(listed, ["bag-info.txt", "bagit.txt", "manifest-sha256.txt"]);
    }
}
