//! Who a notice is for: the facts of that day, the same for the preview and for the publication.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use registro_domain::ids::{ClassId, PersonId};
use registro_domain::notice::{Audience, Recipient, Role};
use registro_domain::people::{Office, Profile};
use registro_domain::regulation::Regulation;
use registro_domain::text::Text;
use registro_domain::text::names::Named;
use registro_projections::directory::Directory;

use crate::actor::Agent;
use crate::policy::Asking;

/// One of an audience, and as what she is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub role: Role,
    pub recipient: Recipient,
}

/// Who is who on the day of a notice.
#[derive(Clone, Copy)]
pub struct Day<'a> {
    pub directory: &'a Directory,
    pub regulation: &'a Regulation,
    pub on: Date,
}

/// By person: a parent who teaches is there once, with the role in which she was met first.
type Members = BTreeMap<PersonId, (Role, BTreeSet<PersonId>)>;

impl<'a> Day<'a> {
    /// Norm: C6, B6-01, B6-02; interpretation 0020. `student` is whom the notice identifies.
    pub fn members(self, audience: &Audience, student: Option<PersonId>) -> Vec<Member> {
        let mut members = Members::new();
        match audience {
            Audience::School { roles } => self.of_classes(&mut members, None, roles),
            Audience::Classes { classes, roles } => self.of_classes(&mut members, Some(classes), roles),
            Audience::Family { student } => {
                if let Some(profile) = self.directory.person(*student) {
                    self.family_of(&mut members, profile);
                }
            }
            Audience::Persons { persons } => {
                for profile in persons.iter().filter_map(|person| self.directory.person(*person)) {
                    self.one(&mut members, profile, student);
                }
            }
        }
        members
            .into_iter()
            .map(|(person, (role, answers_for))| Member {
                role,
                recipient: Recipient { person, answers_for: answers_for.into_iter().collect() },
            })
            .collect()
    }

    fn of_classes(self, members: &mut Members, classes: Option<&[ClassId]>, roles: &[Role]) {
        let within = |class: ClassId| classes.is_none_or(|classes| classes.contains(&class));
        for profile in self.directory.people() {
            let studies = profile.class_on(self.on).is_some_and(within);
            if studies && roles.contains(&Role::Students) {
                let herself = self.of_age(profile).then_some(profile.person);
                add(members, profile.person, Role::Students, herself);
            }
            if studies && roles.contains(&Role::Guardians) {
                self.guardians_of(members, profile);
            }
            if roles.contains(&Role::Teachers) && self.teaches(profile, within) {
                add(members, profile.person, Role::Teachers, Some(profile.person));
            }
            if roles.contains(&Role::Offices) && self.holds_an_office(profile) {
                add(members, profile.person, Role::Offices, Some(profile.person));
            }
        }
    }

    fn family_of(self, members: &mut Members, profile: &Profile) {
        if self.of_age(profile) {
            add(members, profile.person, Role::Students, Some(profile.person));
        }
        self.guardians_of(members, profile);
    }

    /// A parent answers for a minor; of an adult she is only told, if she may be.
    fn guardians_of(self, members: &mut Members, profile: &Profile) {
        let answers_for = (!self.of_age(profile)).then_some(profile.person);
        for guardian in self.told(profile).into_iter().filter(|told| *told != profile.person) {
            add(members, guardian, Role::Guardians, answers_for);
        }
    }

    fn one(self, members: &mut Members, profile: &Profile, student: Option<PersonId>) {
        let person = profile.person;
        let about = student.and_then(|student| self.directory.person(student));
        if profile.class_on(self.on).is_some() {
            add(members, person, Role::Students, self.of_age(profile).then_some(person));
        } else if let Some(about) = about {
            let answers_for = (!self.of_age(about)).then_some(about.person);
            add(members, person, Role::Guardians, answers_for);
        } else if self.teaches(profile, |_| true) {
            add(members, person, Role::Teachers, Some(person));
        } else if self.holds_an_office(profile) {
            add(members, person, Role::Offices, Some(person));
        } else {
            add(members, person, Role::Guardians, Some(person));
        }
    }

    /// A student, and whoever may be told of her.
    pub fn family(self, student: PersonId) -> BTreeSet<PersonId> {
        let told = self.directory.person(student).map(|profile| self.told(profile));
        told.into_iter().flatten().chain([student]).collect()
    }

    /// Whether a person may answer for a student, or for herself.
    pub fn answers(self, person: PersonId, student: PersonId) -> bool {
        let Some(profile) = self.directory.person(student) else { return false };
        let studies = profile.class_on(self.on).is_some();
        if person == student {
            return !studies || self.of_age(profile);
        }
        !self.of_age(profile) && profile.guardians_on(self.on).any(|guardian| guardian == person)
    }

    /// The enrolled students whom a text names, with the words that name them.
    ///
    /// Norm: A12-04, C6.
    pub fn named(self, texts: &[&Text]) -> BTreeMap<PersonId, String> {
        let texts: Vec<Named<'_>> = texts.iter().map(|text| Named::new(text.as_str())).collect();
        let students = self.directory.people().filter(|profile| profile.class_on(self.on).is_some());
        let named = students.filter_map(|profile| {
            let (given, family) = (profile.given_name.as_str(), profile.family_name.as_str());
            let words = texts.iter().find_map(|text| text.in_full(given, family))?;
            Some((profile.person, words.to_owned()))
        });
        named.collect()
    }

    /// Words of a text that are family names of students of these classes, but for one student.
    pub fn family_names(self, text: &Text, classes: &[ClassId], but: Option<PersonId>) -> BTreeSet<String> {
        let named = Named::new(text.as_str());
        let students = classes.iter().flat_map(|class| self.directory.class_on(*class, self.on));
        let others = students.filter(|profile| Some(profile.person) != but);
        others
            .filter_map(|profile| named.by_family_name(profile.family_name.as_str()))
            .map(str::to_owned)
            .collect()
    }

    /// The question of who may read what, asked by somebody that day.
    pub fn asked_by(self, agent: Agent) -> Asking<'a> {
        let Day { directory, regulation, on } = self;
        Asking { agent, directory, at: on.at(0, 0, 0, 0), regulation }
    }

    /// Whether a teacher may write to a person: her students, who is told of them, and whoever works in the school.
    pub fn may_be_written_to(self, teacher: Agent, person: PersonId) -> bool {
        let Some(profile) = self.directory.person(person) else { return false };
        let sees = |student| self.asked_by(teacher).may_see_student(student);
        self.teaches(profile, |_| true)
            || self.holds_an_office(profile)
            || (profile.class_on(self.on).is_some() && sees(person))
            || self
                .directory
                .children_of(person)
                .any(|child| sees(child.person) && self.told(child).contains(&person))
    }

    fn told(self, profile: &Profile) -> Vec<PersonId> {
        profile.told_on(self.on, self.regulation)
    }

    fn of_age(self, profile: &Profile) -> bool {
        profile.is_of_age(self.on, self.regulation)
    }

    fn teaches(self, profile: &Profile, within: impl Fn(ClassId) -> bool) -> bool {
        profile.chairs_on(self.on).any(|chair| within(chair.class))
            || profile.holds_office(self.on, |office| match office {
                Office::Coordinator { class } => within(class),
                Office::Principal
                | Office::Secretariat
                | Office::Dpo
                | Office::Auditor
                | Office::Deputy
                | Office::SiteLead
                | Office::Technician
                | Office::Support => false,
            })
    }

    fn holds_an_office(self, profile: &Profile) -> bool {
        profile.holds_office(self.on, |office| match office {
            Office::Principal | Office::Secretariat | Office::Deputy | Office::SiteLead => true,
            Office::Coordinator { .. }
            | Office::Dpo
            | Office::Auditor
            | Office::Technician
            | Office::Support => false,
        })
    }
}

fn add(members: &mut Members, person: PersonId, role: Role, answers_for: Option<PersonId>) {
    members.entry(person).or_insert_with(|| (role, BTreeSet::new())).1.extend(answers_for);
}

/// Whether nobody of an audience is a student or answers for one.
pub fn staff_only(audience: &Audience, members: &[Member]) -> bool {
    let staff = |role: &Role| matches!(role, Role::Teachers | Role::Offices);
    match audience {
        Audience::School { roles } | Audience::Classes { roles, .. } => roles.iter().all(staff),
        Audience::Family { .. } => false,
        Audience::Persons { .. } => members.iter().all(|member| staff(&member.role)),
    }
}
