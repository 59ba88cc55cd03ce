//! A made-up school year: invented people send their commands day by day, as those of a school would.
//!
//! Nothing is written but through the register's one door. The same plan gives the same commands with the same ids at
//! the same instants, so a year that was stopped goes on where it was, and ends as if it had never been.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use jiff::civil::{Date, DateTime};
use registro_domain::calendar::Week;
use registro_domain::regulation::Regulation;
use registro_eventlog::event::SchoolId;
use registro_eventlog::log::{EventLog, LogError};

use self::assumptions::Assumptions;
pub use self::cast::Part;
use self::council::Councils;
use self::day::Simulation;
use self::ids::Ids;
use self::institute::Institute;
use self::scrutinies::LATER_DAYS;
use self::wave::{Planned, Wave, in_turns};
use crate::clock::{self, SimulatedClock};
use crate::refusal::Refusal;
use crate::register::{Outcome, Register, Request};

mod afterwards;
mod appeals;
pub mod assumptions;
mod board;
mod cases;
mod cast;
mod collective;
mod contested;
mod council;
mod day;
mod doors;
mod draw;
mod errands;
pub mod figures;
mod followups;
mod foretold;
mod grades;
mod guarantee;
mod ids;
mod institute;
mod justifications;
mod lessons;
pub mod links;
mod material;
mod measures;
mod memory;
mod notes;
mod outings;
mod people;
mod permissions;
mod phones;
mod presence;
mod scrutinies;
mod setup;
mod staffing;
mod stories;
mod timetable;
mod wave;

/// What makes one simulated year differ from another. It is always 2025/26, with the calendar of Lazio.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    pub students: u32,
    pub classes: u32,
    pub seed: u64,
    pub week: Week,
    /// Nothing is sent that people would send after this (at the school's wall clock). The year is the same with any
    /// other end, and can go on from it.
    pub until: Option<DateTime>,
    pub assumptions: Assumptions,
}

impl Plan {
    /// A whole year with lessons on six days a week.
    pub fn new(students: u32, classes: u32, seed: u64) -> Self {
        let assumptions = Assumptions::default();
        Self { students, classes, seed, week: Week::SixDays, until: None, assumptions }
    }

    pub fn school_id(&self) -> SchoolId {
        self.ids().school()
    }

    /// Name, value and basis of everything that the year rests on.
    pub fn assumptions(&self) -> Vec<(&'static str, String, &'static str)> {
        let week = match self.week {
            Week::FiveDays => "cinque giorni",
            Week::SixDays => "sei giorni",
        };
        let mut lines = vec![
            ("studenti", self.students.to_string(), "media per istituto: 2.619.287 / 2.583 (2024/25)"),
            ("classi", self.classes.to_string(), "media per istituto: 124.500 / 2.583 (2022/23)"),
            ("seme", self.seed.to_string(), "scelta"),
            ("settimana", week.to_owned(), "calendario del Lazio 2025/26"),
        ];
        lines.extend(self.assumptions.lines());
        lines
    }

    fn ids(&self) -> Ids {
        let lines = self.assumptions().into_iter().map(|(name, value, _)| format!("{name}={value}"));
        Ids::of(&lines.collect::<Vec<_>>().join("\n"))
    }
}

/// How far a simulation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The day that is being lived.
    pub day: Date,
    /// Days with something to do: a few in September before the lessons, then the lesson days.
    pub days_done: u32,
    pub days_total: u32,
    /// Sent so far, by this run.
    pub commands: u64,
    /// Refused so far, whether expected or not.
    pub refused: u64,
}

/// What a run did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Commands sent by this run.
    pub sent: u64,
    /// Commands that the log had already, since the day was begun before.
    pub repeated: u64,
    /// Commands after which nothing had to be written. Of this simulator's there are none.
    pub nothing_to_do: u64,
    /// Mistakes that people make, refused as they should be: how often, by command and mistake.
    pub refused_as_expected: BTreeMap<String, u64>,
    /// Refusals that nobody planned, by command and reason: each is an error of the simulator.
    pub refused: BTreeMap<String, u64>,
    /// Commands sent, by name.
    pub commands: BTreeMap<&'static str, u64>,
    /// Events in the school's log now, of this run and of those before.
    pub events: u64,
    /// Whether the year, or the plan's `until`, was reached.
    pub finished: bool,
    pub took: Duration,
}

#[derive(Debug, thiserror::Error)]
pub enum SimulationError {
    #[error("cannot read what the made-up school is made of")]
    Material(#[from] toml::de::Error),
    #[error(transparent)]
    Log(#[from] LogError),
    #[error("the register does not answer")]
    Register(#[source] Refusal),
    #[error("a simulated school needs at least one class and one student")]
    Nobody,
}

/// Sends what has not been sent yet, in order of time, until the plan's end or until told to stop.
///
/// Goes on with the day on which the log ends: what the log has of it is answered as repeated. Sets the clock, which
/// has to be the log's.
pub async fn run(
    log: Arc<dyn EventLog>,
    clock: Arc<SimulatedClock>,
    plan: &Plan,
    progress: &mut (dyn FnMut(&Progress) + Send),
    stop: &AtomicBool,
) -> Result<Report, SimulationError> {
    if plan.students == 0 || plan.classes == 0 {
        return Err(SimulationError::Nobody);
    }
    let regulation = Regulation::adopted();
    let institute = Institute::plan(plan, &regulation)?;
    if 0 < institute.unplaced_hours {
        tracing::warn!(
            hours = institute.unplaced_hours,
            "hours of the week without a place in the timetable"
        );
    }
    let school = plan.school_id();
    log.open_school(school, true).await?;
    let register = Register::open(log, school, Arc::clone(&clock) as _, regulation.clone().into()).await;
    let register = register.map_err(SimulationError::Register)?;
    let begun = register.head().map(|head| clock::wall(head.recorded_at).date());

    let councils = Councils::new(institute.dice);
    let mut run = Run { register, clock, plan, begun, stop, report: Report::default(), councils };
    let began = Instant::now();
    run.report.finished = run.year(&institute, &regulation, progress).await?;
    run.report.events = run.register.head().map_or(0, |head| head.position.0 + 1);
    run.report.took = began.elapsed();
    Ok(run.report)
}

struct Run<'a> {
    register: Register,
    clock: Arc<SimulatedClock>,
    plan: &'a Plan,
    /// The day on which the log ended.
    begun: Option<Date>,
    stop: &'a AtomicBool,
    report: Report,
    councils: Councils,
}

/// Whether there is more to send.
enum Ended {
    No,
    /// Everything that the plan asks for is sent.
    Finished,
    Stopped,
}

impl Run<'_> {
    /// Whether it came to its end.
    async fn year(
        &mut self,
        institute: &Institute,
        regulation: &Regulation,
        progress: &mut (dyn FnMut(&Progress) + Send),
    ) -> Result<bool, SimulationError> {
        let mut simulation = Simulation::begin(self.plan, institute, regulation);
        let mut before = Vec::new();
        for wave in setup::waves(institute, regulation) {
            let on = wave.at.date();
            if before.last().is_none_or(|(day, _)| *day != on) {
                before.push((on, Vec::new()));
            }
            if let Some((_, waves)) = before.last_mut() {
                waves.push(wave);
            }
        }
        let total = before.len() + institute.days.len() + LATER_DAYS.len();
        let days = (0..institute.days.len()).map(Ok).chain(LATER_DAYS.map(Err));
        let lessons = days.map(|day| match day {
            // Days lived before are only remembered: what they left to do, and how facts are numbered.
            Ok(index) => (institute.days[index], simulation.lesson_day(index)),
            Err(on) => (on, simulation.later_day(on)),
        });
        for (done, (day, waves)) in before.into_iter().chain(lessons).enumerate() {
            if self.begun.is_some_and(|begun| day < begun) {
                continue;
            }
            let count = |days: usize| u32::try_from(days).unwrap_or(u32::MAX);
            for wave in waves {
                match self.wave(wave).await? {
                    Ended::No => {}
                    Ended::Finished => return Ok(true),
                    Ended::Stopped => return Ok(false),
                }
                progress(&Progress {
                    day,
                    days_done: count(done),
                    days_total: count(total),
                    commands: self.report.sent,
                    refused: self
                        .report
                        .refused
                        .values()
                        .chain(self.report.refused_as_expected.values())
                        .sum(),
                });
            }
        }
        Ok(true)
    }

    async fn wave(&mut self, wave: Wave) -> Result<Ended, SimulationError> {
        if self.plan.until.is_some_and(|until| until < wave.at) {
            return Ok(Ended::Finished);
        }
        let commands = self.found(wave.at, wave.commands).await.map_err(SimulationError::Register)?;
        for turn in in_turns(commands) {
            if self.stop.load(Ordering::Relaxed) {
                return Ok(Ended::Stopped);
            }
            self.clock.set(clock::instant(wave.at));
            self.send(turn).await?;
        }
        Ok(Ended::No)
    }

    /// What is to be sent, once the councils that sit have found out what they have to say.
    async fn found(&mut self, at: DateTime, commands: Vec<Planned>) -> Result<Vec<Planned>, Refusal> {
        let moment = (at.date(), clock::instant(at));
        let mut found = Vec::with_capacity(commands.len());
        for mut planned in commands {
            let Some((class, ask)) = &planned.ask else {
                found.push(planned);
                continue;
            };
            if let Some(command) = self.councils.command(&self.register, *class, ask, moment).await? {
                planned.request.command = command;
                found.push(planned);
            }
        }
        Ok(found)
    }

    async fn send(&mut self, turn: Vec<Planned>) -> Result<(), SimulationError> {
        let (requests, mistakes): (Vec<Request>, Vec<Option<&str>>) =
            turn.into_iter().map(|planned| (planned.request, planned.mistake)).unzip();
        let outcomes = self.register.execute_together(&requests).await;
        for ((request, mistake), outcome) in requests.iter().zip(mistakes).zip(outcomes) {
            let name = wave::name(&request.command);
            self.report.sent += 1;
            *self.report.commands.entry(name).or_default() += 1;
            match outcome {
                Ok(Outcome::Recorded(appended)) => self.report.repeated += u64::from(appended.repeated),
                Ok(Outcome::NothingToDo) => self.report.nothing_to_do += 1,
                Err(refusal @ Refusal::Unavailable(_)) => return Err(SimulationError::Register(refusal)),
                Err(refusal) => {
                    let report = &mut self.report;
                    let count = match mistake {
                        Some(mistake) => report.refused_as_expected.entry(format!("{name}: {mistake}")),
                        None => report.refused.entry(format!("{name}: {refusal}")),
                    };
                    *count.or_default() += 1;
                }
            }
        }
        Ok(())
    }
}
