//! Who is in which class and what she was graded, as OneRoster 1.2 has it (CSV, bulk): a class is a subject taught to a class
//! of ours.

mod grades;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use registro::cli::Failure;
use registro_domain::calendar::SchoolYear;
use registro_domain::ids::{ClassId, PersonId, SubjectCode};
use registro_domain::people::{Profile, Relation};

use super::school_year;
use super::sheet::Sheet;
use crate::bag::Bag;
use crate::tables::Source;

const FILES: [(&str, bool); 21] = [
    ("academicSessions", true),
    ("categories", true),
    ("classes", true),
    ("classResources", false),
    ("courses", true),
    ("courseResources", false),
    ("demographics", false),
    ("enrollments", true),
    ("lineItemLearningObjectiveIds", false),
    ("lineItems", true),
    ("lineItemScoreScales", false),
    ("orgs", true),
    ("resources", false),
    ("resultLearningObjectiveIds", false),
    ("results", true),
    ("resultScoreScales", false),
    ("roles", true),
    ("scoreScales", false),
    ("userProfiles", false),
    ("userResources", false),
    ("users", true),
];

/// A subject taught to a class of ours.
type Course = (ClassId, SubjectCode);

pub(super) async fn export(source: &Source<'_>, bag: &Bag) -> Result<(), Failure> {
    let org = source.app.register.school.0.to_string();
    let mut taught: BTreeSet<Course> = BTreeSet::new();
    for profile in source.people() {
        taught.extend(profile.chairs.iter().map(|held| (held.what.class, held.what.subject.clone())));
    }
    grades::export(source, bag, &mut taught).await?;
    manifest(bag)?;
    organisation(source, bag, &org)?;
    sessions(source, bag)?;
    courses(source, bag, &org, &taught)?;
    people(source, bag, &org)?;
    enrolments(source, bag, &org, &taught)
}

fn name(file: &str) -> String {
    format!("data/oneroster/{file}.csv")
}

fn of_course((class, subject): &Course) -> String {
    format!("{class}-{subject}")
}

fn manifest(bag: &Bag) -> Result<(), Failure> {
    let mut sheet = Sheet::create(bag, &name("manifest"), "propertyName,value")?;
    sheet.put(&["manifest.version", "1.0"])?;
    sheet.put(&["oneroster.version", "1.2"])?;
    for (file, there) in FILES {
        sheet.put(&[&format!("file.{file}"), if there { "bulk" } else { "absent" }])?;
    }
    sheet.put(&["source.systemName", "registro"])?;
    sheet.put(&["source.systemCode", env!("CARGO_PKG_VERSION")])?;
    sheet.finish(bag)
}

fn organisation(source: &Source<'_>, bag: &Bag, org: &str) -> Result<(), Failure> {
    let header = "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId";
    let mut sheet = Sheet::create(bag, &name("orgs"), header)?;
    let (called, code) = match &source.directory.school.name {
        Some((called, code)) => (called.as_str(), code.as_str()),
        None => ("scuola", ""),
    };
    sheet.put(&[org, "", "", called, "school", code, ""])?;
    sheet.finish(bag)
}

/// A school year, and the one term that it is here.
fn sessions(source: &Source<'_>, bag: &Bag) -> Result<(), Failure> {
    let header = "sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear";
    let mut sheet = Sheet::create(bag, &name("academicSessions"), header)?;
    let years: BTreeSet<SchoolYear> =
        source.directory.school.classes.values().map(|class| class.year).collect();
    for year in years {
        let (first, last): (Date, Date) = (year.first_day(), year.last_day());
        let (first, last, ends) = (first.to_string(), last.to_string(), (year.0 + 1).to_string());
        let (id, title) = (format!("year-{}", year.0), school_year(year.0));
        sheet.put(&[&id, "", "", &title, "schoolYear", &first, &last, "", &ends])?;
        let term = format!("term-{}", year.0);
        sheet.put(&[&term, "", "", &title, "term", &first, &last, &id, &ends])?;
    }
    sheet.finish(bag)
}

fn courses(source: &Source<'_>, bag: &Bag, org: &str, taught: &BTreeSet<Course>) -> Result<(), Failure> {
    let school = &source.directory.school;
    let header = "sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,subjectCodes";
    let mut sheet = Sheet::create(bag, &name("courses"), header)?;
    let codes: BTreeSet<&SubjectCode> = taught.iter().map(|(_, subject)| subject).collect();
    for code in codes {
        let title = title(source, code);
        sheet.put(&[&format!("subject-{code}"), "", "", "", &title, &code.0, "", org, &title, ""])?;
    }
    sheet.finish(bag)?;
    let header = "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,\
                  schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods";
    let mut sheet = Sheet::create(bag, &name("classes"), header)?;
    for course in taught {
        let (class, code) = course;
        let Some(known) = school.classes.get(class) else { continue };
        let subject = title(source, code);
        sheet.put(&[
            &of_course(course),
            "",
            "",
            &format!("{} {subject}", known.label),
            "",
            &format!("subject-{code}"),
            known.label.as_str(),
            "scheduled",
            "",
            org,
            &format!("term-{}", known.year.0),
            &subject,
            "",
            "",
        ])?;
    }
    sheet.finish(bag)
}

fn title(source: &Source<'_>, code: &SubjectCode) -> String {
    source.directory.school.subjects.get(code).map_or_else(|| code.0.clone(), |name| name.to_string())
}

/// Students, teachers and who answers for students. Nobody signs in with what is here.
fn people(source: &Source<'_>, bag: &Bag, org: &str) -> Result<(), Failure> {
    let mut roles: BTreeMap<PersonId, BTreeSet<&str>> = BTreeMap::new();
    for profile in source.people() {
        let of_hers = roles.entry(profile.person).or_default();
        if !profile.enrolments.is_empty() {
            of_hers.insert("student");
        }
        if !profile.chairs.is_empty() {
            of_hers.insert("teacher");
        }
        for held in &profile.guardians {
            roles.entry(held.guardian).or_default().insert(match held.relation {
                Relation::Mother | Relation::Father => "parent",
                Relation::Tutor => "guardian",
            });
        }
    }
    let header = "sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,middleName,\
                  identifier,email,sms,phone,agentSourcedIds,grades,password,userMasterIdentifier,resourceSourcedIds,\
                  preferredGivenName,preferredMiddleName,preferredFamilyName,primaryOrgSourcedId,pronouns";
    let mut users = Sheet::create(bag, &name("users"), header)?;
    let header = "sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,\
                  userProfileSourcedId";
    let mut of_users = Sheet::create(bag, &name("roles"), header)?;
    for (person, held) in &roles {
        let Some(profile) = source.person(*person).filter(|_| !held.is_empty()) else { continue };
        users.put(&user(source, profile, org).each_ref().map(String::as_str))?;
        for (number, role) in held.iter().enumerate() {
            let kind = if number == 0 { "primary" } else { "secondary" };
            let (id, user) = (format!("{person}-{role}"), person.to_string());
            of_users.put(&[&id, "", "", &user, kind, role, "", "", org, ""])?;
        }
    }
    users.finish(bag)?;
    of_users.finish(bag)
}

fn user(source: &Source<'_>, profile: &Profile, org: &str) -> [String; 23] {
    let agents = profile.guardians.iter().filter(|held| source.person(held.guardian).is_some());
    let agents: Vec<String> = agents.map(|held| held.guardian.to_string()).collect();
    let mut cells: [String; 23] = Default::default();
    cells[0] = profile.person.to_string();
    cells[3] = "true".to_owned();
    cells[4] = profile.person.to_string();
    cells[6] = profile.given_name.to_string();
    cells[7] = profile.family_name.to_string();
    cells[13] = agents.join(",");
    cells[21] = org.to_owned();
    cells
}

fn enrolments(source: &Source<'_>, bag: &Bag, org: &str, taught: &BTreeSet<Course>) -> Result<(), Failure> {
    let header = "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,\
                  beginDate,endDate";
    let mut sheet = Sheet::create(bag, &name("enrollments"), header)?;
    let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    for profile in source.people() {
        let person = profile.person.to_string();
        for (number, enrolment) in profile.enrolments.iter().enumerate() {
            let of_class = taught.range((enrolment.class, SubjectCode(String::new()))..);
            for course in of_class.take_while(|(class, _)| *class == enrolment.class) {
                let course = of_course(course);
                let id = format!("{person}-{course}-{number}");
                let (from, until) = (enrolment.from.to_string(), day(enrolment.until));
                sheet.put(&[&id, "", "", &course, org, &person, "student", "false", &from, &until])?;
            }
        }
        for (number, held) in profile.chairs.iter().enumerate() {
            let course = of_course(&(held.what.class, held.what.subject.clone()));
            let id = format!("{person}-{course}-teacher-{number}");
            let (from, until) = (held.from.to_string(), day(held.until));
            sheet.put(&[&id, "", "", &course, org, &person, "teacher", "false", &from, &until])?;
        }
    }
    sheet.finish(bag)
}
