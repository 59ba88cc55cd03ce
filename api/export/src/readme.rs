//! What a person finds who opens the bag.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::tables::ALL;

pub(crate) const NAME: &str = "data/LEGGIMI.md";

/// In Italian. `rows` are those of each table.
pub(crate) fn text(school: Option<&str>, rows: &BTreeMap<&'static str, u64>) -> String {
    let school = school.unwrap_or("una scuola");
    let mut text = format!(
        "# Registro elettronico: {school}\n\n\
         Questa cartella è una borsa BagIt 1.0 (RFC 8493): ogni file ha la sua impronta in `manifest-sha256.txt`. Contiene \
         dati personali in chiaro, anche di minori: si custodisce cifrata e si cancella quando non serve più.\n\n\
         | che cosa | dove |\n|---|---|\n\
         | tutti gli eventi, in ordine, uno per riga (CloudEvents 1.0.2 in JSON Lines) | `data/events/` |\n\
         | le tabelle (CSV), descritte in `data/datapackage.json` (Frictionless Data Package) | `data/tables/` |\n\
         | le stesse tabelle per chi analizza (Parquet) | `data/parquet/` |\n\
         | iscrizioni e voti in OneRoster 1.2 (CSV) | `data/oneroster/` |\n\
         | assenze e disciplina come scambio Ed-Fi (XML) | `data/ed-fi/` |\n\
         | quello che serve a SIDI e ANS; a Unica e Pago In Rete | `data/sidi/`, `data/unica/` |\n\
         | il libro mastro con le firme, se la scuola lo tiene | `data/ledger/` |\n\
         | le chiavi dei dati, chiuse con la frase detta a chi riceve | `data/keys/` |\n\
         | fin dove arriva, e le radici del libro mastro | `data/export.json` |\n\n\
         Le tabelle dicono come il registro stava dopo l'ultimo evento. Di un dato cancellato resta l'involucro; di un \
         procedimento tolto dal fascicolo, solo che lo fu. Dei dati il cui trattamento è limitato (GDPR, art. 18: la tabella \
         `restrictions` dice quali) chi riceve la scuola non fa altro che conservarli. Nelle celle CSV di testo che un foglio di calcolo eseguirebbe \
         (cominciano per `=`, `+`, `-`, `@`, tabulazione o a capo) è anteposto un apostrofo.\n\n\
         La cartella si rimette in un registro vuoto con `registro import --from CARTELLA`.\n\n## Le tabelle\n\n\
         | tabella | righe | che cosa |\n|---|---|---|\n"
    );
    for table in ALL {
        let count = rows.get(table.name).copied().unwrap_or_default();
        // A String takes any text.
        let _ = writeln!(text, "| `{}` | {count} | {} |", table.name, table.title);
    }
    text
}
