//! The index, as text: that a foreign schema takes it is tried with `xmllint` where the extract is tested whole.

use super::pindex::Index;

#[test]
fn the_index_says_what_is_in_the_folder_and_escapes_names() {
    let index = Index {
        year: 2025,
        ledger: "registro.example/x/2025".to_owned(),
        school: ("Liceo \"Volta\" & C.".to_owned(), "RMPS000001".to_owned()),
        signer: "Ada <DS>".to_owned(),
        at: "2026-09-01T10:00:00Z".parse().expect("an instant"),
    };
    let files = [("eventi.jsonl", "aa"), ("libro-mastro/2025/checkpoint", "bb"), ("LEGGIMI.txt", "cc")];
    let files: Vec<(String, String)> = files.map(|(path, hash)| (path.to_owned(), hash.to_owned())).to_vec();
    let xml = index.xml(&files);
    for (path, hash) in &files {
        assert!(
            xml.contains(&format!("<sincro:Path>{path}</sincro:Path>")) && xml.contains(&format!(">{hash}<"))
        );
    }
    assert!(xml.contains("Liceo &quot;Volta&quot; &amp; C.") && xml.contains("Ada &lt;DS&gt;"));
    assert_eq!(xml.matches("<sincro:FileGroup>").count(), 2);
    assert!(xml.contains("Non se ne dichiara la conformità"));
}
