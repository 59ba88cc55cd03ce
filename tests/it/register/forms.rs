//! The forms of the pages let nobody do what the interface for programs does not let her do: each is sent by everybody, beside the
//! same act sent as JSON.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use uuid::Uuid;

use super::authorisation::{World, acts};

/// A form: where it is sent, the act that it is, as [`acts`] names it, and its fields but for the command's own number.
fn forms(world: &World) -> Vec<(String, &'static str, String)> {
    let places = &world.places;
    let (student, class, case, notice) =
        (&places["studenti"], &places["classi"], &places["casi"], &places["notices"]);
    let (on, subject) = (&places["date"], &places["subject"]);
    let of_student = |path: &str| format!("/studenti/{student}{path}");
    let of_class = |path: &str| format!("/classi/{class}{path}");
    let of_case = |path: &str| format!("/casi/{case}{path}");
    let of_notice = |path: &str| format!("/bacheca/{notice}{path}");
    let fact = |more: &str| format!("&number=0&on={on}{more}");
    vec![
        (of_student("/giustificazioni"), "giustifica", fact("&ground=family")),
        (of_student("/giustificazioni/ritiro"), "ritira una giustificazione", fact("")),
        (of_student("/esiti"), "esamina una giustificazione", fact("&outcome=accepted&reason=")),
        (
            of_student("/permessi"),
            "chiede un permesso",
            "&on=2026-03-05&at=11:00&way=early-exit&reason=family&read=true".to_owned(),
        ),
        (of_student("/permessi/ritiro"), "ritira un permesso", fact("")),
        (
            of_student("/assenze-previste"),
            "preannuncia un'assenza",
            "&from=2026-03-09&until=2026-03-16&ground=family".to_owned(),
        ),
        (of_student("/contestazioni"), "contesta la qualifica", fact("&grounds=era+malata")),
        (
            of_student("/informazione"),
            "chiede di essere informato del figlio adulto",
            "&act=richiesta".to_owned(),
        ),
        (
            of_student("/note"),
            "scrive una nota",
            format!("&act=write&on={on}&period=1&kind=educational&text=Non+ha+il+libro."),
        ),
        (
            of_student("/note"),
            "rettifica una nota",
            "&act=rectify&year=2025&number=0&text=Non+ha+il+quaderno.&reason=errore".to_owned(),
        ),
        (of_student("/note"), "annulla una nota", "&act=annul&year=2025&number=0&reason=errore".to_owned()),
        (
            of_student("/note"),
            "aggiunge una dichiarazione",
            "&act=state&year=2025&number=0&text=Lo+avevo+dimenticato.".to_owned(),
        ),
        (of_student("/note"), "annota un atto positivo", format!("&act=praise&on={on}&text=Ha+aiutato.")),
        (
            of_student("/voti"),
            "corregge un voto",
            "&year=2025&number=0&act=correct&value=6,5&text=errore+di+somma".to_owned(),
        ),
        (
            of_student("/voti"),
            "aggiunge una dichiarazione a un voto",
            "&year=2025&number=0&act=state&text=Chiedo+chiarimenti.".to_owned(),
        ),
        (
            of_class("/voti"),
            "dà voti",
            format!("&subject={subject}&on={on}&kind=orale&weight=100&v-{student}=7"),
        ),
        (
            of_student("/provvedimenti"),
            "segnala un fatto",
            format!("&act=report&case={}&charge=m%7Cm&on={on}&facts=Ha+lasciato+l%27aula.", Uuid::new_v4()),
        ),
        (of_case(""), "archivia un caso", "&act=dismiss&reason=non+provato".to_owned()),
        (
            of_case(""),
            "contesta l'addebito",
            "&act=charge&charge=m%7Cm&facts=Ha+lasciato+l%27aula.&protocol=12/2026".to_owned(),
        ),
        (
            of_case("/ricorso"),
            "ricorre",
            "&act=file&of=0&grounds=merits&text=Non+%C3%A8+andata+cos%C3%AC.".to_owned(),
        ),
        (
            of_case("/ricorso"),
            "convoca l'organo",
            "&act=convene&appeal=0&sits_at=2026-03-05T15:00:00".to_owned(),
        ),
        (of_class("/scrutinio/finale"), "propone i voti", format!("&act=propose&subject={subject}")),
        (
            of_class("/scrutinio/finale"),
            "convoca lo scrutinio",
            "&act=open&covers_from=2026-02-01&covers_to=2026-06-08&sits_on=2026-06-10".to_owned(),
        ),
        (
            "/cancellazioni".to_owned(),
            "chiede una cancellazione",
            format!("&act=ask&person={student}&target=&ground=unlawful&reasons=illecito"),
        ),
        (
            "/richieste".to_owned(),
            "registra una richiesta ricevuta",
            format!(
                "&person={student}&claim=access&channel=pec&received_on=2026-02-26&wording=chiedo+i+miei+dati\
                 &protocol=88/2026&applicant={student}&identity=digital-signature"
            ),
        ),
        (
            "/violazioni".to_owned(),
            "registra una violazione",
            "&act=record&aware_at=2026-02-26T09:00&kinds=integrity&what=un+voto+cambiato&people=1".to_owned(),
        ),
        (of_notice("/presa-visione"), "prende visione", String::new()),
        (of_notice("/ritiro"), "ritira un avviso", "&reason=errore".to_owned()),
        (of_notice("/rettifica"), "rettifica un avviso", "&title=Avviso&body=Altro&reason=errore".to_owned()),
    ]
}

/// She passed the door: it was done, it was so already, or a rule of the school speaks against it.
fn is_let_in(status: StatusCode) -> bool {
    status.is_success()
        || status.is_redirection()
        || [StatusCode::UNPROCESSABLE_ENTITY, StatusCode::CONFLICT, StatusCode::PRECONDITION_FAILED]
            .contains(&status)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_lets_nobody_in_whom_the_same_act_does_not() {
    let world = World::open().await;
    let (acts, mut beyond, mut closed) = (acts(&world), Vec::new(), BTreeSet::new());
    for (path, what, fields) in forms(&world) {
        let (address, _, body) = acts.iter().find(|(_, name, _)| *name == what).expect("the act");
        closed.insert(what);
        for asker in &world.askers {
            let as_json = world.send(asker, address, body).await;
            let as_form = world.submit(asker, &path, &fields).await;
            assert!(!as_form.is_server_error(), "{path} by {}: {as_form}", asker.short);
            assert_ne!(as_form, StatusCode::BAD_REQUEST, "{path} by {}: its fields are others", asker.short);
            if is_let_in(as_form) {
                closed.remove(what);
                if !is_let_in(as_json) {
                    beyond.push(format!("{}: {what}, {path}: {as_form}, {address}: {as_json}", asker.short));
                }
            }
        }
    }
    assert!(beyond.is_empty(), "{beyond:#?}");
    assert!(closed.is_empty(), "these forms let nobody in at all: {closed:?}");
}
