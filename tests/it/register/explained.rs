//! The words of the law, explained: a page that is open to all, and the way to it from the pages that use them.

use axum::body::Body;
use axum::http::{Request, header};
use registro::actor::Capacity;
use registro::glossary::TERMS;

use super::support::{GIULIA, MOTHER, PRINCIPAL, School};

#[tokio::test]
async fn every_word_is_explained_to_whoever_asks() {
    let school = School::open().await;
    let request = Request::get("/glossario").body(Body::empty()).expect("a request");
    let (status, page) = school.page(request).await;
    assert_eq!(status, 200, "{page}");
    for term in TERMS {
        assert!(page.contains(&format!("<dt id=\"{}\">", term.slug())), "{}", term.name);
    }
    assert!(page.contains("DPR 249/1998, art. 5, c. 1"), "where it stands: {page}");
    // Whoever asks without a name is shown nobody's menu.
    assert!(!page.contains("rg-nav") && !page.contains("/esci"), "{page}");
}

#[tokio::test]
async fn a_page_leads_from_its_words_to_what_they_mean() {
    let school = School::open().await;
    let read = async |path: &str, person, capacity| {
        let token = school.token(person, capacity);
        let request = Request::get(path).header(header::AUTHORIZATION, format!("Bearer {token}"));
        let (status, page) = school.page(request.body(Body::empty()).expect("a request")).await;
        assert_eq!(status, 200, "{path}: {page}");
        page
    };
    let family = read(&format!("/studenti/{GIULIA}"), MOTHER, Capacity::Guardian).await;
    assert!(family.contains("<a href=\"/glossario#giustificazione\">giustificazione</a>"), "{family}");
    let desk = read("/organo-di-garanzia", PRINCIPAL, Capacity::Principal).await;
    assert!(desk.contains("class=\"rg-term\" href=\"/glossario#organo-di-garanzia\""), "{desk}");
    assert!(desk.contains("Che cosa vuol dire: Organo di garanzia"), "{desk}");
    // The way to all of them is at the foot of every page.
    assert!(desk.contains("<a href=\"/glossario\">Glossario</a>"), "{desk}");
}
