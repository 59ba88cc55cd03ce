//! The table of the words, by the alphabet.

use super::{Term, term};

pub const TERMS: &[Term] = &[
    term(
        "accesso ai documenti",
        &["B4-05"],
        "Vedere gli atti della scuola per un interesse diretto, concreto e attuale.",
    ),
    term(
        "adempimento",
        &[],
        "Ciò che qualcuno deve fare, per chi, entro quando e per quale norma. Si ricava dagli atti e se ne va con l’atto che lo adempie.",
    ),
    term(
        "allontanamento",
        &["A7-01", "A8-02"],
        "Non poter stare alle lezioni, o a scuola, per alcuni giorni. Lo decide un organo collegiale, e ha un piano di attività.",
    ),
    term(
        "ammissione con riserva",
        &["A3-03"],
        "Chi rientra senza giustificazione entra lo stesso in classe, con un ultimo giorno per portarla.",
    ),
    term("ammonizione", &["A7-01"], "Il richiamo, a voce o per iscritto: la sanzione più lieve."),
    term(
        "ammonizione del sindaco",
        &["B5-04"],
        "Il richiamo del sindaco a chi risponde di un minorenne che non frequenta. Il registro lo annota e non ne fa seguire nulla.",
    ),
    term(
        "appello",
        &["A12-01"],
        "Chi è assente e chi è in ritardo in un’ora di lezione: chi non è nominato è in classe.",
    ),
    term("archiviazione", &[], "Il fatto non è contestato: il procedimento finisce senza sanzione."),
    term(
        "assenza collettiva",
        &["A4-01"],
        "L’assenza della classe come tale: non si giustifica e conta nelle ore. La dichiara una persona, e ciascuno può contestarla per sé.",
    ),
    term(
        "assenza ingiustificata",
        &["A3-04"],
        "Il termine per giustificare è passato. Lo dice il calendario, non un atto: una giustificazione tardiva accolta lo cambia.",
    ),
    term(
        "attività della scuola",
        &["A5-04", "A5-08", "A5-09"],
        "Un viaggio, o ciò che si fa presso un ente o a scuola al posto delle lezioni: le ore svolte valgono come frequenza.",
    ),
    term("autogiustificazione", &["A3-07"], "Da quando compie diciotto anni lo studente giustifica da sé."),
    term(
        "cancellazione",
        &["C4-02", "C4-03"],
        "I dati diventano illeggibili perché si distrugge la chiave che li cifra. Ciò che la legge fa conservare non si cancella su richiesta.",
    ),
    term(
        "conflitto sul regolamento",
        &["A9-15"],
        "La domanda, all’Organo di garanzia, su come si applica una regola: nulla si sospende.",
    ),
    term(
        "consiglio di classe in composizione allargata",
        &["B1-06"],
        "Il consiglio con genitori e studenti, tutti convocati, che decide gli allontanamenti fino a quindici giorni.",
    ),
    term(
        "consultazione motivata",
        &["C5-02"],
        "Il motivo che registra chi legge ciò che non è il suo lavoro di ogni giorno: per chi, fino a quando.",
    ),
    term(
        "contestazione",
        &["A4-04"],
        "Chi può giustificare dice che un’assenza detta collettiva era dello studente soltanto; una persona risponde.",
    ),
    term(
        "contestazione di addebito",
        &["B1-07", "B4-02"],
        "Il fatto preciso e la regola che avrebbe violato, comunicati prima di qualunque decisione.",
    ),
    term(
        "contraddittorio",
        &["A8-01"],
        "Nessuno è sanzionato senza essere stato invitato a dire le proprie ragioni; chi non vuole può rinunciare.",
    ),
    term(
        "controinteressato",
        &["DPR184-3"],
        "Chi si riconoscerebbe in un documento chiesto da altri: è avvisato e può opporsi entro dieci giorni.",
    ),
    term(
        "conversione",
        &["B1-05"],
        "La sanzione può diventare un’attività per la comunità della scuola: è sempre offerta.",
    ),
    term(
        "copia dei dati",
        &["C3-01"],
        "Tutto ciò che il registro ha di una persona, dato a lei: le altre non vi si riconoscono.",
    ),
    term(
        "credito scolastico",
        &["B2-05"],
        "I punti degli ultimi tre anni, entro la fascia della media dei voti, che contano per l’esame di Stato.",
    ),
    term(
        "deroga",
        &["A5-05", "A5-10"],
        "Ore di assenza documentate che non contano verso il limite. Il documento può dire di salute o di fede: lo vede solo chi deve.",
    ),
    term(
        "elaborato di cittadinanza attiva",
        &["B2-03", "B2-04"],
        "Lo scritto chiesto a chi ha sei in comportamento; nell’ultimo anno si discute all’esame.",
    ),
    term(
        "elusione dell'obbligo di istruzione",
        &["B5-01"],
        "Più di quindici giorni senza motivo in tre mesi, prima dei sedici anni: il dirigente avverte chi ne risponde, poi il sindaco.",
    ),
    term(
        "errore scusabile",
        &["B4-01"],
        "Un ricorso fuori termine, quando la comunicazione non diceva il termine: si accetta, e lo giudicano persone.",
    ),
    term(
        "esclusione dallo scrutinio",
        &["A5-07"],
        "Si propone quando le ore frequentate sono meno di tre quarti. La decide una persona, mai il registro.",
    ),
    term(
        "esonero dalle tasse",
        &["A11-01", "A11-05"],
        "Non pagare le tasse scolastiche, per merito o per reddito: chiede otto in comportamento e nessuna sospensione lunga.",
    ),
    term(
        "espunzione",
        &["B1-12"],
        "Per ordine di un giudice nessuno legge più l’atto: resta scritto solo quale ordine l’ha tolto.",
    ),
    term(
        "fascicolo del comportamento",
        &["B2-01"],
        "Ciò che il consiglio legge dell’anno di uno studente prima di votare il comportamento.",
    ),
    term(
        "fonogramma",
        &["A3-08", "A3-09"],
        "La telefonata alla famiglia messa per iscritto, con un numero di protocollo, nel fascicolo dello studente.",
    ),
    term(
        "giudizio sospeso",
        &["DPR122-4", "B2-03"],
        "L’ammissione è rinviata finché non si recuperano le materie, o non si supera l’elaborato.",
    ),
    term(
        "giustificazione",
        &["A3-01", "A3-11"],
        "La famiglia, o lo studente maggiorenne, dice il motivo dell’assenza o del ritardo; la scuola lo accoglie o no. Le ore mancate restano contate anche se giustificate.",
    ),
    term(
        "giustificazione tardiva",
        &["A3-06"],
        "Portata dopo la riserva: l’assenza resta ingiustificata finché una persona non la accoglie.",
    ),
    term("limitazione", &["C4-05"], "I dati si mostrano solo a chi la legge indica, finché non si decide."),
    term(
        "limite delle assenze",
        &["A5-01"],
        "L’anno è valido con almeno tre quarti dell’orario annuale personalizzato: si può mancare un quarto delle ore, tolte quelle in deroga.",
    ),
    term(
        "modo di contare le ore",
        &["A5-03"],
        "Come i minuti mancati diventano ore di assenza. La scuola ne adotta uno; gli altri si calcolano a confronto.",
    ),
    term(
        "monte ore annuale personalizzato",
        &["A5-02"],
        "Le ore di lezione dell’anno per quello studente: il numero su cui si misurano le assenze.",
    ),
    term(
        "motivo del ritardo",
        &["A1-03"],
        "Il mezzo pubblico o una ragione della famiglia, detta all’ingresso: vale finché qualcuno, verificando, non dice il contrario.",
    ),
    term(
        "norma",
        &[],
        "La regola applicata da un atto: il regolamento d’istituto o la legge, con l’articolo.",
    ),
    term(
        "nota disciplinare",
        &["A12-04"],
        "Fatti scritti da un docente su uno studente. Non è una sanzione.",
    ),
    term(
        "opposizione del maggiorenne",
        &["B6-02"],
        "Lo studente maggiorenne non vuole che i genitori siano informati: essi leggono solo ciò che avevano già.",
    ),
    term(
        "Organo di garanzia",
        &["A9-07", "A9-08"],
        "Due docenti, uno studente, un genitore e chi presiede: decide i ricorsi entro dieci giorni, e non sanziona.",
    ),
    term("pagella", &["A12-11"], "Il documento con i voti di un periodo: vale come quello di carta."),
    term(
        "PEI, PDP, PFP",
        &["A12-03"],
        "Piani scritti per uno studente: educativo individualizzato, didattico personalizzato, progetto formativo personalizzato. Dicono di salute o di vita privata: nel registro non si nominano.",
    ),
    term(
        "permesso",
        &["A2-01"],
        "Entrare dopo o uscire prima, chiesto in anticipo e concesso da una persona.",
    ),
    term(
        "piano delle attività",
        &["B1-08", "B1-10"],
        "Che cosa fa lo studente nelle ore di un allontanamento, a scuola o presso un ente.",
    ),
    term("presa visione", &["A12-05"], "Chi ha ricevuto un avviso dichiara di averlo letto."),
    term(
        "procedimento disciplinare",
        &[],
        "Il cammino di un fatto e di uno studente: segnalazione, contestazione, ascolto, decisione, ricorso.",
    ),
    term(
        "proposta di voto",
        &["B2-07"],
        "Il voto che un docente, o per il comportamento il coordinatore, porta al consiglio, che decide.",
    ),
    term("reclamo", &["B1-14"], "Dopo l’Organo di garanzia, al direttore dell’Ufficio scolastico regionale."),
    term(
        "registro degli accessi",
        &["C3-02"],
        "Chi ha letto i dati di chi, quali, quando e perché: annotato prima di rispondere.",
    ),
    term(
        "registro delle attività di trattamento",
        &[],
        "Che cosa si fa con i dati personali, perché, per quanto, chi li vede.",
    ),
    term(
        "responsabilità genitoriale",
        &["B6-01"],
        "Chi agisce per un minorenne, e vede i suoi dati, in un dato giorno. Un giudice può limitarla.",
    ),
    term(
        "rettifica",
        &["B7-05"],
        "Un nuovo atto che dice quale altro corregge, con autore e motivo. Il valore di prima resta leggibile.",
    ),
    term(
        "riammissione",
        &["A4-02"],
        "Come la classe rientra dopo un’assenza collettiva, secondo ciò che dice il dirigente.",
    ),
    term(
        "ricorso",
        &["A9-01"],
        "Chi vi ha interesse chiede all’Organo di garanzia di rivedere una sanzione, entro quindici giorni dalla comunicazione. Intanto la sanzione è sospesa.",
    ),
    term("rinvio", &["A9-12"], "La sanzione è annullata e torna all’organo che aveva deciso."),
    term(
        "riparazione del danno",
        &["A8-07"],
        "Rimettere a posto o ripagare ciò che si è rotto, fuori dalle lezioni, dove la tabella lo prevede.",
    ),
    term("ritardo", &["A1-02"], "Ogni ingresso dopo l’inizio delle lezioni, qualunque ne sia il motivo."),
    term(
        "sanzione definitiva",
        &[],
        "Una sanzione contro cui non si può più ricorrere, o il cui ricorso è deciso.",
    ),
    term(
        "sanzione sospesa",
        &["A9-04"],
        "Dal ricorso in poi la sanzione non si esegue; i giorni già eseguiti restano eseguiti.",
    ),
    term(
        "scarto",
        &["F-1"],
        "Eliminare ciò che è d’archivio: si propone e va autorizzato, nulla se ne va da solo.",
    ),
    term(
        "scrutinio",
        &["B2-07", "DPR122-4"],
        "La seduta del consiglio di classe che dà i voti di un periodo. Il registro prepara gli elementi; il consiglio vota.",
    ),
    term(
        "seduta deserta",
        &["A9-10"],
        "Una seduta a cui non è venuta la maggioranza dei componenti: non può decidere.",
    ),
    term("segnalazione", &["A8-10"], "Un fatto riferito da chiunque: non è ancora un’accusa."),
    term(
        "silenzio, conferma",
        &["A9-07"],
        "Se l’Organo di garanzia non decide in tempo, la sanzione è confermata.",
    ),
    term(
        "silenzio rifiuto",
        &["B4-05"],
        "Trenta giorni senza risposta valgono come un rifiuto, contro cui si può ricorrere.",
    ),
    term(
        "sub iudice",
        &["B2-07"],
        "Una sanzione contro cui si è fatto ricorso: si mostra, e non conta come definitiva.",
    ),
    term(
        "uscita anticipata",
        &["A2-04"],
        "Uscire prima della fine delle lezioni: di norma al termine di un’ora, e il minorenne con un genitore o con chi ne ha delega.",
    ),
    term(
        "verbale",
        &[],
        "Il resoconto di una seduta. Senza il suo numero di protocollo lo scrutinio non è chiuso.",
    ),
    term(
        "veste",
        &[],
        "In quale ruolo agisce chi è entrato: dirigente, docente, genitore. Si sceglie fra quelli che si hanno quel giorno.",
    ),
    term(
        "vigilanza sulla frequenza",
        &["A3-10"],
        "Ciò che la scuola fa nell’anno per seguire le assenze: il controllo di ogni mese, le regole dopo un’assenza collettiva, la segnalazione dei minorenni.",
    ),
    term(
        "violazione dei dati",
        &["C5-04"],
        "Dati persi, cambiati o visti da chi non doveva. Si annota sempre; se c’è un rischio si notifica entro settantadue ore.",
    ),
    term(
        "voto di comportamento",
        &["B2-01", "B2-02", "B2-03"],
        "Il voto in decimi su come si è stati a scuola nell’anno intero, con i motivi a verbale. Sotto sei non si è ammessi; con sei il giudizio è sospeso.",
    ),
];
