//! The nation's 8:05: roll calls of many schools over HTTP, against the real program, each answer durable.
//!
//! The schools are furnished in the log first; then `registro serve` is started on it, as an operator would, and
//! connections that are kept open send the rolls of one day after the other, each as fast as it is answered.
//! `tests/bench/nation` prepares a PostgreSQL server, if that is the engine.

use std::path::PathBuf;
use std::process::{Child, Command as Process, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use clap::Parser;
use jiff::civil::{Date, date};
use registro::actor::{Agent, Capacity};
use registro::commands::Command;
use registro::commands::people::{Act as PersonAct, People};
use registro::commands::roll_call::RollCall;
use registro::commands::school::{Act as SchoolAct, School};
use registro::identity::Keys;
use registro::register::{Register, Request};
use registro_domain::calendar::{SchoolYear, Week, lazio_2025_26};
use registro_domain::ids::{ClassId, PeriodNumber, PersonId, SubjectCode};
use registro_domain::people::Office;
use registro_domain::regulation::Regulation;
use registro_domain::school::Slot;
use registro_eventlog::event::{CommandId, SchoolId};
use registro_eventlog::log::{EventLog, SystemClock};
use registro_eventlog::postgres::{Address, PostgresLog, migrate};
use registro_eventlog::sqlite::SqliteLog;
use tokio::io::BufReader;
use tokio::net::TcpStream;
use uuid::Uuid;

mod talk;

use talk::{ask, look, send};

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Calls the rolls of many schools.
#[derive(Parser)]
#[command(args_override_self = true)]
struct Options {
    /// The program that serves
    #[arg(long, default_value = "target/release/registro")]
    program: PathBuf,
    /// Where the files are made
    #[arg(long)]
    folder: PathBuf,
    /// An empty PostgreSQL database, as its owner; without it the log is a SQLite file
    #[arg(long, requires = "serving")]
    owner: Option<String>,
    /// The same database, as the role `serving`
    #[arg(long)]
    serving: Option<String>,
    #[arg(long, default_value_t = 300)]
    schools: u32,
    /// Of each school
    #[arg(long, default_value_t = 4)]
    classes: u32,
    /// Of each class; two of them are absent every day
    #[arg(long, default_value_t = 20)]
    students: u32,
    /// Each day every class calls its roll once
    #[arg(long, default_value_t = 12)]
    days: usize,
    #[arg(long, default_value_t = 64)]
    connections: usize,
    /// Hours of a day whose roll every class calls
    #[arg(long, default_value_t = 1)]
    hours: u8,
    /// Answer when the read models show it, not only when it is durable
    #[arg(long)]
    seen: bool,
    /// Pages and answers that are read after each roll
    #[arg(long, default_value_t = 0)]
    reads: usize,
    /// Stop after so many seconds
    #[arg(long)]
    seconds: Option<u64>,
}

/// The class of a school, with who calls its roll.
struct Class {
    id: ClassId,
    token: String,
    students: Vec<PersonId>,
}

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let mut options = Options::parse();
    // The server runs in the folder: what it makes beside a log that is no file is there too.
    options.folder = options.folder.canonicalize()?;
    options.program = options.program.canonicalize()?;
    let secret = [7; 32];
    let key = options.folder.join("key");
    std::fs::write(&key, secret)?;
    let keys = Keys::from_secret(&secret)?;
    let (log, address): (Arc<dyn EventLog>, String) = match (&options.owner, &options.serving) {
        (Some(owner), Some(serving)) => {
            migrate(&owner.parse::<Address>()?, "serving").await?;
            (Arc::new(PostgresLog::open(&serving.parse()?, Arc::new(SystemClock)).await?), serving.clone())
        }
        (None | Some(_), _) => {
            let path = options.folder.join("log.db");
            (
                Arc::new(SqliteLog::open(&path, Arc::new(SystemClock)).await?),
                format!("sqlite://{}", path.display()),
            )
        }
    };
    let begun = Instant::now();
    let mut classes = Vec::new();
    for _ in 0..options.schools {
        classes.extend(furnish(&log, &keys, &options).await?);
    }
    log.close().await;
    drop(log);
    println!(
        "{} schools, {} classes furnished in {:.1} s",
        options.schools,
        classes.len(),
        begun.elapsed().as_secs_f64()
    );

    let begun = Instant::now();
    let (server, at) = serve(&options, &address, &key).await?;
    println!("serving after {:.1} s, with {}", begun.elapsed().as_secs_f64(), memory(&server, "VmRSS:")?);
    let before = recorded(&at).await?;
    let done = call_rolls(&options, Arc::new(classes), &at).await;
    let (most, end, after) = (memory(&server, "VmHWM:"), memory(&server, "VmRSS:"), recorded(&at).await);
    stop(server)?;
    let Done { mut times, mut reads, events, took } = done?;
    let (after, end) = (after?, end?);
    if after != before + events {
        return Err(format!("{events} events were acknowledged, {} are there", after - before).into());
    }
    println!("every one of {events} events acknowledged is there; {end} at the end");
    reads.sort();
    if let Some(slowest) = reads.last() {
        let at = |share: f64| reads.get((reads.len() as f64 * share) as usize).copied().unwrap_or_default();
        let rate = reads.len() as f64 / took.as_secs_f64();
        let (half, most) = (at(0.5).as_secs_f64() * 1e3, at(0.99).as_secs_f64() * 1e3);
        let slowest = slowest.as_secs_f64() * 1e3;
        println!(
            "{} read, {rate:.0}/s, p50 {half:.1} ms, p99 {most:.1} ms, most {slowest:.1} ms",
            reads.len()
        );
    }
    times.sort();
    let at = |share: f64| {
        times.get((times.len() as f64 * share) as usize).copied().unwrap_or_default().as_secs_f64() * 1e3
    };
    println!(
        "| engine | answered when | commands | commands/s | p50 ms | p99 ms | most ms | server's memory |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    println!(
        "| {} | {} | {} | {:.0} | {:.1} | {:.1} | {:.1} | {} |",
        if options.owner.is_some() { "PostgreSQL" } else { "SQLite" },
        if options.seen { "durable and seen" } else { "durable" },
        times.len(),
        times.len() as f64 / took.as_secs_f64(),
        at(0.5),
        at(0.99),
        times.last().copied().unwrap_or_default().as_secs_f64() * 1e3,
        most?,
    );
    Ok(())
}

/// Opens a school with its classes, their teachers and their students.
async fn furnish(log: &Arc<dyn EventLog>, keys: &Keys, options: &Options) -> Result<Vec<Class>, Failure> {
    let school = SchoolId(Uuid::new_v4());
    log.open_school(school, true).await?;
    let regulation = Arc::new(Regulation::adopted());
    let from = date(2025, 9, 1);
    let bell = regulation.bell_schedule(from).clone();
    let register = Register::open(Arc::clone(log), school, Arc::new(SystemClock), regulation).await?;
    let principal = PersonId(Uuid::new_v4());
    let subject = SubjectCode("MAT".into());
    let mut acts = vec![
        SchoolAct::Found { name: "Istituto di prova".into(), mechanographic_code: "RMIS000000".into() },
        SchoolAct::PublishCalendar { calendar: lazio_2025_26(Week::SixDays) },
        SchoolAct::SetBellSchedule { bell, from },
        SchoolAct::ListSubject { subject: subject.clone(), name: "Matematica".into() },
    ];
    let office = PersonAct::AssignOffice { office: Office::Principal, from, until: None };
    let mut people = vec![person(principal, date(1970, 1, 1), office)];
    let mut classes = Vec::new();
    for number in 0..options.classes {
        let (class, teacher) = (ClassId(Uuid::new_v4()), PersonId(Uuid::new_v4()));
        acts.push(SchoolAct::OpenClass {
            class,
            year: SchoolYear(2025),
            label: format!("{}A", number + 1),
            track: "liceo".into(),
            annual_hours: 1056,
        });
        let slots = (1..=6).flat_map(|weekday| (1..=6).map(move |period| (weekday, period)));
        let week = slots.map(|(weekday, period)| Slot {
            weekday,
            period: PeriodNumber(period),
            subject: subject.clone(),
            teachers: vec![teacher],
        });
        acts.push(SchoolAct::SetTimetable { class, from, week: week.collect() });
        let (subject, weekly_hours) = (subject.clone(), 18);
        let chair = PersonAct::AssignChair { class, subject, weekly_hours, from, until: None };
        people.push(person(teacher, date(1980, 1, 1), chair));
        let mut students = Vec::new();
        for _ in 0..options.students {
            let student = PersonId(Uuid::new_v4());
            let enrol = PersonAct::Enrol { class, from, annual_hours: 1056 };
            people.push(person(student, date(2010, 5, 5), enrol));
            students.push(student);
        }
        let agent =
            Agent { person: teacher, capacity: Capacity::Teacher, assurance: 2, session: Uuid::new_v4() };
        classes.push(Class { id: class, token: keys.mint(school, agent)?, students });
    }
    let agent =
        Agent { person: principal, capacity: Capacity::Principal, assurance: 2, session: Uuid::new_v4() };
    let request = |command| Request {
        id: CommandId::fresh(),
        agent,
        command,
        seen: None,
        correlation: None,
        confirmed: true,
    };
    register.execute(&request(Command::School(School { acts }))).await?;
    let requests: Vec<Request> = people.into_iter().map(|person| request(Command::People(person))).collect();
    for outcome in register.execute_together(&requests).await {
        outcome?;
    }
    Ok(classes)
}

fn person(person: PersonId, born_on: Date, act: PersonAct) -> People {
    let (given_name, family_name) = ("Nome".to_owned(), "Prova".to_owned());
    People { person, acts: vec![PersonAct::Register { given_name, family_name, born_on }, act] }
}

/// Starts the program, and waits until it says where it listens.
async fn serve(options: &Options, log: &str, key: &std::path::Path) -> Result<(Child, String), Failure> {
    let mut server = Process::new(&options.program)
        .args(["serve", "--listen", "127.0.0.1:0", "--requests-per-minute", "0", "--log", log, "--token-key"])
        .arg(key)
        .arg("--read")
        .arg(format!("sqlite://{}", options.folder.join("read.db").display()))
        .current_dir(&options.folder)
        .stdout(Stdio::piped())
        .spawn()?;
    let output = server.stdout.take().ok_or("the program says nothing")?;
    let line = tokio::task::spawn_blocking(move || {
        use std::io::BufRead as _;
        let mut line = String::new();
        std::io::BufReader::new(output).read_line(&mut line).map(|_| line)
    });
    let line = line.await??;
    match line.trim().split_once("http://") {
        Some((_, at)) => Ok((server, at.to_owned())),
        None => Err("the program did not start".into()),
    }
}

fn stop(mut server: Child) -> Result<(), Failure> {
    Process::new("kill").arg(server.id().to_string()).status()?;
    server.wait()?;
    Ok(())
}

/// A figure of a process's memory: its resident set, or the largest so far.
fn memory(server: &Child, figure: &str) -> Result<String, Failure> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.id()))?;
    let line = status.lines().find_map(|line| line.strip_prefix(figure)).ok_or("no such figure")?;
    let kilobytes: u64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(format!("{} MB", kilobytes / 1024))
}

/// What came of it.
struct Done {
    times: Vec<Duration>,
    reads: Vec<Duration>,
    /// Events that were acknowledged.
    events: u64,
    took: Duration,
}

/// Events in the logs of all schools.
async fn recorded(at: &str) -> Result<u64, Failure> {
    let mut connection = BufReader::new(TcpStream::connect(at).await?);
    let (_, text) = ask(&mut connection, "GET /metrics HTTP/1.1\r\nhost: registro\r\n\r\n").await?;
    let lines = text.lines().filter(|line| line.starts_with("registro_log_events{"));
    Ok(lines.filter_map(|line| line.rsplit(' ').next()?.parse::<f64>().ok()).sum::<f64>() as u64)
}

/// Each roll once, hour by hour, on connections that wait for an answer before they send again.
async fn call_rolls(options: &Options, classes: Arc<Vec<Class>>, at: &str) -> Result<Done, Failure> {
    let calendar = lazio_2025_26(Week::SixDays);
    let holidays = calendar.holidays();
    let hours = calendar
        .lesson_days(&holidays)
        .filter(|day| date(2025, 11, 10) <= *day)
        .take(options.days)
        .flat_map(|day| (1..=options.hours).map(move |hour| (day, PeriodNumber(hour))));
    let hours: Arc<Vec<(Date, PeriodNumber)>> = Arc::new(hours.collect());
    let next = Arc::new(AtomicUsize::new(0));
    let path = if options.seen { "/api/v1/roll-calls" } else { "/api/v1/roll-calls?wait=false" };
    let (begun, reads_each) = (Instant::now(), options.reads);
    let until = options.seconds.map(|seconds| begun + Duration::from_secs(seconds));
    let mut tasks = Vec::new();
    for _ in 0..options.connections {
        let (classes, hours, next) = (Arc::clone(&classes), Arc::clone(&hours), Arc::clone(&next));
        let connection = TcpStream::connect(at).await?;
        connection.set_nodelay(true)?;
        tasks.push(tokio::spawn(async move {
            let mut connection = BufReader::new(connection);
            let (mut times, mut reads, mut events) = (Vec::new(), Vec::new(), 0);
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                let class = &classes[number % classes.len()];
                let hour =
                    hours.get(number / classes.len()).filter(|_| until.is_none_or(|at| Instant::now() < at));
                let Some((day, hour)) = hour else { return Ok((times, reads, events)) };
                let body = serde_json::to_string(&roll(class, *day, *hour, number))?;
                let sent = Instant::now();
                events += send(&mut connection, path, &class.token, &body).await?;
                times.push(sent.elapsed());
                for read in 0..reads_each {
                    let sent = Instant::now();
                    look(&mut connection, class, *day, number + read).await?;
                    reads.push(sent.elapsed());
                }
            }
        }));
    }
    let mut done = Done { times: Vec::new(), reads: Vec::new(), events: 0, took: Duration::ZERO };
    for task in tasks {
        let ended: Result<(Vec<Duration>, Vec<Duration>, u64), Failure> = task.await?;
        let (times, reads, events) = ended?;
        done.times.extend(times);
        done.reads.extend(reads);
        done.events += events;
    }
    Ok(Done { took: begun.elapsed(), ..done })
}

fn roll(class: &Class, on: Date, period: PeriodNumber, number: usize) -> RollCall {
    let absent = [number, number + 7].into_iter().filter_map(|student| {
        let count = class.students.len();
        class.students.get(student.checked_rem(count)?).copied()
    });
    let absent = absent.collect();
    RollCall { class: class.id, on, period, substitutes: None, absent, late: Vec::new() }
}
