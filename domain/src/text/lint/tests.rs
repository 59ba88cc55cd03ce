//! What may be typed where: the worked examples of the rule sheet, and what must not be mistaken for them.

use super::*;
use crate::regulation::Regulation;
use crate::school::tests::day;

fn found(text: &str, place: Place) -> Vec<(Category, Severity, String)> {
    let regulation = Regulation::adopted();
    let findings = lint("motivo", text, place, regulation.permitted_link_hosts(day("2025-11-12")));
    findings.into_iter().map(|found| (found.category, found.severity, found.words)).collect()
}

fn severity(text: &str, place: Place) -> Option<Severity> {
    found(text, place).into_iter().map(|(_, severity, _)| severity).max()
}

/// A12-03: "assente per gastroenterite" is blocked; that it is for health may be said.
#[test]
fn a_diagnosis_is_refused_and_the_class_of_the_reason_is_not() {
    assert_eq!(
        found("assente per gastroenterite", Place::Person),
        [(Category::Health, Severity::Block, "gastroenterite".to_owned())]
    );
    for generic in [
        "motivi di salute",
        "assente per motivi di salute",
        "motivi di famiglia",
        "altro",
        "ritardo del treno",
    ] {
        assert_eq!(found(generic, Place::Person), [], "{generic}");
    }
}

/// A12-03, A5-10: the papers that say that a student is certified.
#[test]
fn certifications_are_refused_however_they_are_written() {
    for typed in [
        "come da PEI",
        "P.D.P.",
        "vedi il p.e.i",
        "usufruisce della 104",
        "L. 104/92",
        "l.104",
        "alunno DSA",
        "bes",
        "permessi 104",
        "convocato il GLO",
        "Disabilità",
        "disabili",
    ] {
        assert_eq!(severity(typed, Place::Person), Some(Severity::Block), "{typed}");
    }
    assert_eq!(found("aula 104", Place::Person), [(Category::Health, Severity::Warn, "104".to_owned())]);
    assert_eq!(severity("aula 1041, pag. 104b", Place::Person), None);
}

/// A12-03: what is generic enough only if it is meant.
#[test]
fn a_doubt_is_put_to_who_writes() {
    for typed in
        ["visita medica", "Visite mediche", "per dolori", "lutto in famiglia", "cambio di cittadinanza"]
    {
        assert_eq!(severity(typed, Place::Person), Some(Severity::Warn), "{typed}");
    }
    assert_eq!(
        found("mancato rientro: influenza, per influenza", Place::Person),
        [
            (Category::Health, Severity::Block, "per influenza".to_owned()),
            (Category::Health, Severity::Warn, "influenza".to_owned()),
        ]
    );
}

/// A12-03: each of the categories that the regulation names.
#[test]
fn each_forbidden_category_is_known() {
    for (typed, category) in [
        ("ha la bronchite", Category::Health),
        ("digiuna per il Ramadan", Category::Religion),
        ("famiglia musulmana", Category::Religion),
        ("è un comunista", Category::Politics),
        ("sindacalista", Category::Union),
        ("gli zingari", Category::Ethnicity),
        ("carriera alias", Category::SexualLife),
        ("i genitori separati litigano", Category::Delicate),
        ("padre detenuto", Category::Delicate),
    ] {
        let first = found(typed, Place::Person).into_iter().next();
        assert_eq!(
            first.map(|(it, severity, _)| (it, severity)),
            Some((category, Severity::Block)),
            "{typed}"
        );
        assert_eq!(category.norm(), Norm::NoSpecialCategories);
    }
}

/// A12-03: what is taught is no datum of anybody.
#[test]
fn a_lesson_may_be_about_anything() {
    for topic in [
        "Il fascismo e la Chiesa: i Patti lateranensi",
        "Il diabete e le malattie del sistema immunitario",
        "Insegnamento della religione: l'Islam e l'ebraismo",
        "L'epilessia, la depressione e l'autismo: cenni",
        "La legge 300 e i sindacati; la sinistra storica",
        "Apparato riproduttore e vita sessuale",
        "L'idiota di Dostoevskij",
        "Shoah e deportazione di ebrei, rom e omosessuali",
        "Esercizi pag. 104",
    ] {
        assert_eq!(found(topic, Place::Lesson), [], "{topic}");
    }
    // Who in the class is ill or certified is no topic.
    for topic in ["verifica con alunni DSA", "PDP di due studenti", "alunni assenti per febbre"] {
        assert_eq!(severity(topic, Place::Lesson), Some(Severity::Block), "{topic}");
    }
    assert_eq!(severity("misure dispensative", Place::Lesson), Some(Severity::Warn));
}

/// A12-04: "è un maleducato" is a judgement: who writes is asked.
#[test]
fn a_judgement_is_put_to_who_writes() {
    for typed in ["è un maleducato", "è una maleducata", "sono maleducati", "Maleducate!", "È MALEDUCATO"]
    {
        let expected = Category::Offence;
        assert!(
            matches!(&found(typed, Place::Person)[..], [(it, Severity::Warn, _)] if *it == expected),
            "{typed}"
        );
    }
    assert_eq!(Category::Offence.norm(), Norm::SoberWords);
    // Facts are not judgements, and a word is not another that begins like it.
    for typed in ["ha lasciato l'aula senza permesso alle 10:20", "educazione fisica", "bullone", "asintoto"]
    {
        assert_eq!(found(typed, Place::Person), [], "{typed}");
    }
}

/// A7-07, B1-01: how a student behaves has no part in the grade of a subject: who writes so is asked.
#[test]
fn conduct_in_a_grade_is_put_to_who_writes() {
    for typed in [
        "abbassato per il comportamento in classe",
        "chiacchierava",
        "due punti in meno, disturba",
        "dopo la nota disciplinare",
        "per i continui ritardi",
        "è un maleducato",
    ] {
        let first = found(typed, Place::Grade).into_iter().next();
        let first = first.map(|(category, severity, _)| (category, severity));
        assert_eq!(first, Some((Category::Conduct, Severity::Warn)), "{typed}");
    }
    assert_eq!(Category::Conduct.norm(), Norm::ConductNotInGrades);
    for typed in ["errore di calcolo nel terzo esercizio", "la disciplina è nota", "non distingue le cause"]
    {
        assert_eq!(found(typed, Place::Grade), [], "{typed}");
    }
    // A grade is about a person: what may not be said of one is refused here too.
    assert_eq!(severity("ha la bronchite", Place::Grade), Some(Severity::Block));
    assert_eq!(severity("comportamento", Place::Person), None);
}

/// A12-02: `https://shop…` is refused wherever it is typed.
#[test]
fn a_link_to_a_shop_is_refused_in_every_place() {
    for place in [Place::Lesson, Place::Person, Place::Board, Place::Staff] {
        let expected = (Category::ThirdPartyLink, Severity::Block, "https://shop.example.com/x".to_owned());
        assert_eq!(found("Libri su https://shop.example.com/x.", place), [expected]);
        assert_eq!(found("Orario su https://www.scuola.edu.it/orario", place), []);
    }
    assert_eq!(severity("Sconto del 20% ai soci", Place::Board), Some(Severity::Warn));
    assert_eq!(Category::Advertising.norm(), Norm::NoExtraneousContent);
}

/// C6: a notice speaks of the school in general; of certifications only teachers are reminded.
#[test]
fn a_notice_to_many_is_looked_at_as_such() {
    for (typed, board, staff) in [
        ("Pediculosi: indicazioni alle famiglie", Some(Severity::Warn), Some(Severity::Warn)),
        ("Consegna dei PDP entro il 30 novembre", Some(Severity::Block), Some(Severity::Warn)),
        ("Calendario dei GLO", Some(Severity::Block), Some(Severity::Warn)),
        ("Una nota disciplinare in 3B", Some(Severity::Warn), Some(Severity::Warn)),
        ("Orario dell'insegnamento della religione", None, None),
        ("Sospensione delle lezioni il 7 aprile", None, None),
        ("Assemblea sindacale del 12 marzo", Some(Severity::Warn), None),
        ("Adozione dei libri di testo; certificazioni linguistiche", None, None),
    ] {
        assert_eq!((severity(typed, Place::Board), severity(typed, Place::Staff)), (board, staff), "{typed}");
    }
    assert_eq!(Category::Discipline.norm(), Norm::NobodyNamedToMany);
}

/// The refusal says which word, why, and under which norm.
#[test]
fn a_refusal_says_which_word_and_why() {
    let regulation = Regulation::adopted();
    let hosts = regulation.permitted_link_hosts(day("2025-11-12"));
    let finding = lint("motivo", "ha la Bronchite", Place::Person, hosts).remove(0);
    let refusal = Rejection::Blocked(finding);
    assert_eq!(
        refusal.to_string(),
        "motivo: «Bronchite» non si può scrivere nel registro, perché è un dato di salute: basta indicare «motivi di \
         salute», senza altro"
    );
    assert_eq!((refusal.name(), refusal.norm()), ("blocked", Norm::NoSpecialCategories)); // A12-03
    let doubts = Rejection::ToConfirm(lint("motivo", "è un maleducato in lutto", Place::Person, hosts));
    assert_eq!(
        doubts.to_string(),
        "da confermare: motivo, «maleducato»: forse è un giudizio: si scrivono i fatti; motivo, «lutto»: forse racconta \
         una situazione personale delicata: basta indicare «motivi di famiglia»"
    );
    assert_eq!((doubts.name(), doubts.norm()), ("to-confirm", Norm::SoberWords)); // A12-04
}
