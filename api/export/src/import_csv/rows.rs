//! The rows of a file: what each asks of the register.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};

use jiff::civil::Date;
use registro::cli::Failure;
use registro::commands::Command;
use registro::commands::absence::RecordAbsence;
use registro::commands::grade::{EnterGrades, Given};
use registro::commands::people::{Act, People};
use registro_domain::assessment::{GradeKind, Tenths};
use registro_domain::calendar::SchoolYear;
use registro_domain::ids::{PeriodNumber, PersonId, SubjectCode};
use registro_projections::directory::Directory;
use uuid::Uuid;

use super::{Refused, Repeated, What};

/// What the whole of a mark counts.
const WHOLE: u16 = 100;

pub(super) struct Row {
    pub(super) line: u64,
    /// What the other register calls the student.
    pub(super) theirs: String,
    says: Says,
}

#[derive(Debug)]
enum Says {
    Student {
        given_name: String,
        family_name: String,
        born_on: Date,
        label: String,
        from: Date,
        hours: Option<u16>,
    },
    Absence {
        on: Date,
        periods: Option<BTreeSet<PeriodNumber>>,
    },
    Grade {
        subject: SubjectCode,
        on: Date,
        kind: GradeKind,
        value: Tenths,
        teacher: PersonId,
    },
}

/// A command, and the teacher whose act it is, if it is one's.
pub(super) struct Asked {
    pub(super) command: Command,
    pub(super) teacher: Option<PersonId>,
}

/// The rows that can be read, which of them say nothing new, and why the others cannot be read.
pub(super) struct Sheet {
    pub(super) rows: Vec<Row>,
    pub(super) repeated: Vec<Repeated>,
    pub(super) refused: Vec<Refused>,
}

pub(super) fn read(what: What, bytes: &[u8]) -> Result<Sheet, Failure> {
    // A spreadsheet may put a mark before the first name.
    let bytes = bytes.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(bytes);
    let mut csv = csv::ReaderBuilder::new().trim(csv::Trim::All).flexible(true).from_reader(bytes);
    let columns: HashMap<String, usize> =
        csv.headers()?.iter().enumerate().map(|(at, name)| (name.to_lowercase(), at)).collect();
    let wanted: &[&str] = match what {
        What::Students => &["id", "cognome", "nome", "data_nascita", "classe", "dal"],
        What::Absences => &["id", "giorno"],
        What::Grades => &["id", "disciplina", "giorno", "tipo", "voto", "docente"],
    };
    if let Some(missing) = wanted.iter().find(|name| !columns.contains_key(**name)) {
        return Err(format!("manca la colonna «{missing}»").into());
    }
    let (mut rows, mut repeated, mut refused) = (Vec::new(), Vec::new(), Vec::new());
    // What each row says, however its days and hours are written.
    let mut known: HashMap<String, u64> = HashMap::new();
    for (number, record) in (2_u64..).zip(csv.records()) {
        let line = record.as_ref().ok().and_then(|record| record.position()).map_or(number, |at| at.line());
        let read = record.map_err(|error| format!("la riga non si legge: {error}"));
        let read = read.and_then(|record| {
            let cell = |name: &str| columns.get(name).and_then(|at| record.get(*at)).unwrap_or_default();
            row(what, line, &cell)
        });
        match read {
            Ok(row) => match known.entry(format!("{}\0{:?}", row.theirs, row.says)) {
                Entry::Occupied(first) => repeated.push(Repeated { line, first: *first.get() }),
                Entry::Vacant(new) => {
                    new.insert(line);
                    rows.push(row);
                }
            },
            Err(why) => refused.push(Refused { line, why }),
        }
    }
    Ok(Sheet { rows, repeated, refused })
}

fn row<'a>(what: What, line: u64, cell: &dyn Fn(&str) -> &'a str) -> Result<Row, String> {
    let theirs = cell("id").to_owned();
    if theirs.is_empty() {
        return Err("manca l'identificativo dello studente".to_owned());
    }
    let says = match what {
        What::Students => Says::Student {
            given_name: cell("nome").to_owned(),
            family_name: cell("cognome").to_owned(),
            born_on: day(cell("data_nascita"))?,
            label: cell("classe").to_owned(),
            from: day(cell("dal"))?,
            hours: match cell("monte_ore") {
                "" => None,
                hours => Some(hours.parse().map_err(|_| format!("«{hours}» non è un numero di ore"))?),
            },
        },
        What::Absences => Says::Absence { on: day(cell("giorno"))?, periods: periods(cell("ore"))? },
        What::Grades => Says::Grade {
            subject: SubjectCode(cell("disciplina").to_owned()),
            on: day(cell("giorno"))?,
            kind: kind(cell("tipo"))?,
            value: cell("voto").parse().map_err(|error| format!("{error}"))?,
            teacher: teacher(cell("docente"))?,
        },
    };
    Ok(Row { line, theirs, says })
}

/// `2025-11-12` or `12/11/2025`.
fn day(typed: &str) -> Result<Date, String> {
    let wrong = || format!("«{typed}» non è un giorno: si scrive 2025-11-12 o 12/11/2025");
    if let Ok(day) = typed.parse() {
        return Ok(day);
    }
    let parts: Vec<&str> = typed.split('/').collect();
    let [day, month, year] = parts[..] else { return Err(wrong()) };
    let (Ok(day), Ok(month), Ok(year)) = (day.parse(), month.parse(), year.parse()) else {
        return Err(wrong());
    };
    Date::new(year, month, day).map_err(|_| wrong())
}

fn periods(typed: &str) -> Result<Option<BTreeSet<PeriodNumber>>, String> {
    if typed.is_empty() {
        return Ok(None);
    }
    let hours = typed.split([' ', ';']).filter(|hour| !hour.is_empty());
    let hours: Result<BTreeSet<PeriodNumber>, String> = hours
        .map(|hour| hour.parse().map(PeriodNumber).map_err(|_| format!("«{hour}» non è un'ora di lezione")))
        .collect();
    hours.map(Some)
}

fn kind(typed: &str) -> Result<GradeKind, String> {
    match typed.to_lowercase().as_str() {
        "scritto" => Ok(GradeKind::Written),
        "orale" => Ok(GradeKind::Oral),
        "pratico" => Ok(GradeKind::Practical),
        _ => Err(format!("«{typed}» non è un tipo di voto: scritto, orale o pratico")),
    }
}

fn teacher(typed: &str) -> Result<PersonId, String> {
    typed.parse::<Uuid>().map(PersonId).map_err(|_| format!("«{typed}» non è l'identificativo di un docente"))
}

impl Row {
    /// The command, as far as the directory is needed for it.
    pub(super) fn asked(&self, student: PersonId, directory: &Directory) -> Result<Asked, String> {
        let known = directory.person(student);
        if known.is_none() && !matches!(self.says, Says::Student { .. }) {
            return Err(format!("lo studente «{}» non è stato importato da questa provenienza", self.theirs));
        }
        match &self.says {
            Says::Student { given_name, family_name, born_on, label, from, hours } => {
                let year = SchoolYear::containing(*from);
                let class = directory.school.classes.iter().find(|(_, class)| {
                    class.year == year && class.label.as_str().eq_ignore_ascii_case(label)
                });
                let (class, of_it) =
                    class.ok_or_else(|| format!("la classe «{label}» del {year} non c'è"))?;
                let annual_hours = hours.unwrap_or(of_it.annual_hours);
                let register = Act::Register {
                    given_name: given_name.clone(),
                    family_name: family_name.clone(),
                    born_on: *born_on,
                };
                let enrol = Act::Enrol { class: *class, from: *from, annual_hours };
                let command = Command::People(People { person: student, acts: vec![register, enrol] });
                Ok(Asked { command, teacher: None })
            }
            Says::Absence { on, periods } => {
                let absence = RecordAbsence { student, on: *on, periods: periods.clone() };
                Ok(Asked { command: Command::RecordAbsence(absence), teacher: None })
            }
            Says::Grade { subject, on, kind, value, teacher } => {
                let class = known.and_then(|profile| profile.class_on(*on));
                let class = class.ok_or_else(|| format!("{on}: lo studente non è in una classe"))?;
                let command = Command::EnterGrades(EnterGrades {
                    class,
                    subject: subject.clone(),
                    on: *on,
                    kind: *kind,
                    weight: WHOLE,
                    counts: true,
                    test: None,
                    publish: false,
                    grades: vec![Given { student, value: *value, comment: None }],
                });
                Ok(Asked { command, teacher: Some(*teacher) })
            }
        }
    }
}
