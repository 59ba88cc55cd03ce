//! The Organo di garanzia as it would sit: who presides, who is on it, who may not judge a student.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use registro_domain::calendar::SchoolYear;
use registro_domain::case::contest::Panel;
use registro_domain::case::{Appeal, Decision, Seat};
use registro_domain::guarantee_body::Seated;
use registro_domain::ids::{FactNumber, PersonId};
use registro_domain::people::{Office, Profile};
use registro_domain::regulation::Regulation;
use registro_projections::cases::CaseFile;
use registro_projections::directory::Directory;

use crate::app::App;
use crate::http::sight::hides_case;
use crate::identity::Session;
use crate::policy::{About, Matter};
use crate::refusal::Refusal;

/// Who presides on a day: whom the principal delegated, or the principal.
///
/// Norm: reg. istituto, art. 40, c. 5 (A9-08).
pub fn president(directory: &Directory, on: Date, regulation: &Regulation) -> Option<PersonId> {
    let delegate = directory.guarantee_body(on, regulation).and_then(|(_, body)| body.delegate(on));
    let principal = || {
        let holds = |profile: &&Profile| profile.holds_office(on, |office| office == Office::Principal);
        directory.people().find(holds).map(|profile| profile.person)
    };
    delegate.or_else(principal)
}

/// Who is on the body that day.
pub fn roster(directory: &Directory, on: Date, regulation: &Regulation) -> Vec<Seated> {
    directory.guarantee_body(on, regulation).map(|(_, body)| body.roster(on)).unwrap_or_default()
}

/// The body as it would sit on a case of a student.
pub fn panel(directory: &Directory, student: &Profile, on: Date, regulation: &Regulation) -> Option<Panel> {
    Some(Panel {
        president: president(directory, on, regulation)?,
        roster: roster(directory, on, regulation),
        family: family(directory, student),
        others: BTreeMap::new(),
    })
}

/// Who answers for a student or did, and their other children.
pub fn family(directory: &Directory, student: &Profile) -> BTreeSet<PersonId> {
    let guardians: BTreeSet<PersonId> = student.guardians.iter().map(|held| held.guardian).collect();
    let children = guardians.iter().flat_map(|guardian| directory.children_of(*guardian));
    let children: BTreeSet<PersonId> = children.map(|child| child.person).collect();
    guardians.into_iter().chain(children).filter(|person| *person != student.person).collect()
}

/// As what a person may sit on the body, by what she is at school that day.
pub fn seats_of(directory: &Directory, person: PersonId, on: Date) -> Vec<Seat> {
    let Some(profile) = directory.person(person) else { return Vec::new() };
    let leads = |office| matches!(office, Office::Deputy | Office::SiteLead | Office::Coordinator { .. });
    let teaches = profile.chairs_on(on).next().is_some();
    let mut children = directory.children_of(person);
    let answers = children.any(|child| child.guardians_on(on).any(|guardian| guardian == person));
    let mut seats = Vec::new();
    if teaches || profile.holds_office(on, leads) {
        seats.push(Seat::Teacher);
    }
    if profile.class_on(on).is_some() {
        seats.push(Seat::Student);
    }
    if answers {
        seats.push(Seat::Parent);
    }
    seats
}

/// Whether a person sits on an appeal of this case that is still pending: she reads the case as long as she does.
pub fn sits_on(file: &CaseFile, person: PersonId, today: Date) -> bool {
    let mut appeals = file.case.appeals.values();
    appeals.any(|appeal| {
        appeal.is_pending(today) && appeal.members().iter().any(|member| member.person == person)
    })
}

/// How an appeal stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// So many days are left to decide it, today included if it is the last.
    Pending {
        days_left: i32,
    },
    /// The ten days passed in silence (A9-07).
    Silent,
    Decided,
    Withdrawn,
    /// What it was about was annulled otherwise.
    WithoutObject,
}

/// How an appeal of a case stands on a day.
pub fn stage(file: &CaseFile, appeal: &Appeal, today: Date) -> Stage {
    let decision = file.case.decisions.get(&appeal.filing.said.of);
    if appeal.withdrawn.is_some() {
        Stage::Withdrawn
    } else if appeal.ruling.is_some() {
        Stage::Decided
    } else if !decision.is_some_and(Decision::stands) {
        Stage::WithoutObject
    } else if appeal.is_pending(today) {
        Stage::Pending { days_left: (appeal.filing.said.decide_by - today).get_days() }
    } else {
        Stage::Silent
    }
}

/// Whether something is still to be done about an appeal: to decide it, to tell its outcome, to number it.
pub fn awaits(file: &CaseFile, appeal: &Appeal, today: Date) -> bool {
    let told = || appeal.communicated.iter().any(|act| act.said.to.contains(&appeal.filing.said.by));
    match stage(file, appeal, today) {
        Stage::Pending { .. } => true,
        Stage::Silent | Stage::Decided => {
            !told() || to_resume(file, today).is_some_and(|of| of == appeal.filing.said.of)
        }
        Stage::Withdrawn => to_resume(file, today).is_some_and(|of| of == appeal.filing.said.of),
        Stage::WithoutObject => false,
    }
}

/// The sanction that was suspended and may be taken up again: it stands, and no appeal is pending.
///
/// Norm: reg. istituto, art. 40, c. 2-3 (A9-04, A9-07).
pub fn to_resume(file: &CaseFile, today: Date) -> Option<FactNumber> {
    let decision = file.case.in_force().filter(|it| it.stayed_by.is_some() && it.is_to_be_executed())?;
    let mut appeals = file.case.appeals.values().filter(|it| it.filing.said.of == decision.number);
    (!appeals.any(|appeal| appeal.is_pending(today))).then_some(decision.number)
}

/// Who reads the appeals of the school, whoever sits on the body.
pub fn reads_all(session: &Session) -> bool {
    session.asking().may_read(Matter::Case, &About::school())
}

/// Whether somebody may look at the body's desk at all: who reads everything, and who is on the body.
pub fn may_look(session: &Session) -> bool {
    let Session { agent, directory, today, regulation, .. } = session;
    reads_all(session)
        || president(directory, *today, regulation) == Some(agent.person)
        || roster(directory, *today, regulation).iter().any(|seated| seated.person == agent.person)
}

/// This school year and the one before: what began in June is waited for in September.
pub fn recent_years(today: Date) -> [SchoolYear; 2] {
    let this = SchoolYear::containing(today);
    [SchoolYear(this.0.saturating_sub(1)), this]
}

/// The appeals of these cases about which something is to be done, that the person may read: the one that must be decided first comes
/// first.
pub fn open_appeals<'a>(
    session: &Session,
    files: impl IntoIterator<Item = &'a CaseFile>,
) -> Vec<(&'a CaseFile, FactNumber)> {
    let (today, me) = (session.today, session.agent.person);
    let presides = president(&session.directory, today, &session.regulation) == Some(me);
    let reads = |file: &&CaseFile| {
        presides || sits_on(file, me, today) || (reads_all(session) && !hides_case(session, file))
    };
    let mut open: Vec<(Date, FactNumber, &CaseFile)> = Vec::new();
    for file in files.into_iter().filter(reads) {
        let appeals = file.case.appeals.iter().filter(|(_, appeal)| awaits(file, appeal, today));
        open.extend(appeals.map(|(number, appeal)| (appeal.filing.said.decide_by, *number, file)));
    }
    open.sort_by_key(|(decide_by, number, _)| (*decide_by, *number));
    open.into_iter().map(|(_, number, file)| (file, number)).collect()
}

impl App {
    /// The cases in which something may be waited for.
    pub async fn recent_cases(&self, today: Date) -> Result<Vec<CaseFile>, Refusal> {
        let mut files = Vec::new();
        for year in recent_years(today) {
            files.extend(self.cases_of_year(year).await?);
        }
        Ok(files)
    }

    /// The recent cases with an appeal about which something is to be done, see [`open_appeals`].
    pub async fn open_appeals(&self, session: &Session) -> Result<Vec<(CaseFile, FactNumber)>, Refusal> {
        let files = self.recent_cases(session.today).await?;
        Ok(open_appeals(session, &files).into_iter().map(|(file, number)| (file.clone(), number)).collect())
    }
}
