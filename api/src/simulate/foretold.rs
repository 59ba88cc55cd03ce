//! What a plan says of its year before the register has a word in it.

use std::collections::BTreeMap;

use jiff::civil::DateTime;
use registro_domain::ids::PersonId;
use registro_domain::regulation::Regulation;

use super::cast::Part;
use super::day::Simulation;
use super::institute::Institute;
use super::{Plan, SimulationError};

impl Plan {
    /// Who has which part in the stories of the year. In a small school nobody has some of them.
    pub fn cast(&self) -> Result<BTreeMap<Part, PersonId>, SimulationError> {
        let institute = Institute::plan(self, &Regulation::adopted())?;
        Ok(institute.cast.parts().map(|(part, student)| (part, institute.student(student))).collect())
    }

    /// How many facts there are about the attendance of each student after the last day of the plan, as the simulator
    /// numbers them without asking.
    pub fn facts_of_attendance(&self) -> Result<BTreeMap<PersonId, u32>, SimulationError> {
        let regulation = Regulation::adopted();
        let institute = Institute::plan(self, &regulation)?;
        let mut simulation = Simulation::begin(self, &institute, &regulation);
        let until = self.until.map(DateTime::date);
        for (index, day) in institute.days.iter().enumerate() {
            if until.is_none_or(|until| *day <= until) {
                simulation.lesson_day(index);
            }
        }
        let pupils = simulation.memory.pupils.iter().enumerate();
        Ok(pupils.map(|(student, pupil)| (institute.student(student), pupil.length)).collect())
    }
}
