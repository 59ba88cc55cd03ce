//! The index, as text: that a foreign schema takes it is tried with `xmllint` where the extract is tested whole.

use registro_eventlog::event::Position;

use super::missing;
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

#[test]
fn what_is_signed_and_not_held_is_named() {
    let places = |numbers: &[u64]| numbers.iter().copied().map(Position).collect::<Vec<_>>();
    let signed = places(&[4, 5, 6, 7]);
    let told = |held: &[u64]| missing(&signed, places(held).into_iter());
    assert_eq!(told(&[4, 5, 6, 7]), None);
    // The last of them too, which nothing after it gives away.
    for (held, named) in
        [(&[4, 5, 6][..], "mancano: 7"), (&[5, 7][..], "mancano: 4, 6"), (&[][..], "mancano: 4, 5, 6, 7")]
    {
        let told = told(held).expect("something is missing");
        assert!(told.ends_with(named) && told.contains("di 4 eventi"), "{told}");
    }
    assert!(told(&[4, 6, 5, 7]).expect("another order").contains("l'ordine è un altro"));
}
