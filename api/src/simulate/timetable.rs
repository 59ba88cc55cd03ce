//! The weekly timetable: no teacher in two classes at once, no class without its hours.
//!
//! Hours are placed one by one where both are free. Where no such hour is left, an alternating chain of hours is
//! exchanged (the proof of Kőnig's theorem on colouring the edges of a bipartite graph, restricted to open hours).

use super::draw::Dice;

/// The hours that a teacher has with a class in one subject.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lesson {
    pub(crate) class: usize,
    pub(crate) teacher: usize,
    pub(crate) hours: u8,
}

/// Places of the week, day after day, by period: `None` is free.
#[derive(Clone, Debug)]
pub(crate) struct Grid {
    pub(crate) periods: usize,
    /// The lesson of a class in a place.
    pub(crate) classes: Vec<Vec<Option<usize>>>,
    /// The lesson of a teacher in a place.
    pub(crate) teachers: Vec<Vec<Option<usize>>>,
    /// Hours for which no place was found.
    pub(crate) unplaced: u32,
}

/// `open` says in which places of the week a class has lessons.
pub(crate) fn arrange(
    open: &[Vec<bool>],
    lessons: &[Lesson],
    teachers: usize,
    periods: usize,
    dice: Dice,
) -> Grid {
    let places = open.first().map_or(0, Vec::len);
    let mut grid = Grid {
        periods,
        classes: vec![vec![None; places]; open.len()],
        teachers: vec![vec![None; places]; teachers],
        unplaced: 0,
    };
    let mut load = vec![0_u32; teachers];
    for lesson in lessons {
        if let Some(load) = load.get_mut(lesson.teacher) {
            *load += u32::from(lesson.hours);
        }
    }
    let mut order: Vec<usize> = (0..lessons.len()).collect();
    order.sort_by_key(|index| (std::cmp::Reverse(load[lessons[*index].teacher]), *index));
    for index in order {
        for _ in 0..lessons[index].hours {
            if !grid.place(open, lessons, index, dice) && !grid.exchange(open, lessons, index) {
                grid.unplaced += 1;
            }
        }
    }
    grid
}

impl Grid {
    /// Where both are free, best on a day without the same lesson.
    fn place(&mut self, open: &[Vec<bool>], lessons: &[Lesson], index: usize, dice: Dice) -> bool {
        let Lesson { class, teacher, .. } = lessons[index];
        let both_free = |place: &usize| {
            open[class][*place]
                && self.classes[class][*place].is_none()
                && self.teachers[teacher][*place].is_none()
        };
        let same_day = |place: usize| {
            let day = place / self.periods * self.periods;
            let today = &self.classes[class][day..day + self.periods];
            today.iter().filter(|lesson| **lesson == Some(index)).count()
        };
        let whim = |place: usize| dice.draw("place", index as u64, place as u64).below(1_000_000);
        let best = (0..open[class].len())
            .filter(both_free)
            .min_by_key(|place| (same_day(*place).saturating_sub(1), same_day(*place), whim(*place)));
        let Some(place) = best else { return false };
        self.set(lessons, index, place);
        true
    }

    /// Frees the teacher in a place where the class is free, by exchanging two places along a chain.
    fn exchange(&mut self, open: &[Vec<bool>], lessons: &[Lesson], index: usize) -> bool {
        let Lesson { class, teacher, .. } = lessons[index];
        let places = open[class].len();
        for here in (0..places).filter(|place| open[class][*place]) {
            if self.classes[class][here].is_some() {
                continue;
            }
            for there in (0..places).filter(|place| *place != here) {
                if self.teachers[teacher][there].is_some() {
                    continue;
                }
                if let Some(chain) = self.chain(open, lessons, teacher, here, there) {
                    for (lesson, from) in &chain {
                        self.classes[lessons[*lesson].class][*from] = None;
                        self.teachers[lessons[*lesson].teacher][*from] = None;
                    }
                    for (lesson, from) in chain {
                        self.set(lessons, lesson, if from == here { there } else { here });
                    }
                    self.set(lessons, index, here);
                    return true;
                }
            }
        }
        false
    }

    /// The lessons alternately `here` and `there`, from a teacher on; none if a class would leave its open hours.
    fn chain(
        &self,
        open: &[Vec<bool>],
        lessons: &[Lesson],
        mut teacher: usize,
        here: usize,
        there: usize,
    ) -> Option<Vec<(usize, usize)>> {
        let mut chain = Vec::new();
        while let Some(lesson) = self.teachers[teacher][here] {
            let class = lessons[lesson].class;
            if !open[class][there] {
                return None;
            }
            chain.push((lesson, here));
            let Some(next) = self.classes[class][there] else { break };
            chain.push((next, there));
            teacher = lessons[next].teacher;
        }
        Some(chain)
    }

    fn set(&mut self, lessons: &[Lesson], index: usize, place: usize) {
        self.classes[lessons[index].class][place] = Some(index);
        self.teachers[lessons[index].teacher][place] = Some(index);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use registro_domain::calendar::Week;
    use registro_domain::regulation::Regulation;

    use crate::simulate::Plan;
    use crate::simulate::institute::Institute;

    #[test]
    fn no_teacher_is_in_two_classes_at_once_and_no_class_has_a_gap() {
        let regulation = Regulation::adopted();
        for (students, classes, week) in
            [(1014, 48, Week::SixDays), (1014, 48, Week::FiveDays), (84, 4, Week::SixDays)]
        {
            let plan = Plan { week, ..Plan::new(students, classes, 1) };
            let institute = Institute::plan(&plan, &regulation).expect("a school");
            assert_eq!(institute.unplaced_hours, 0);
            let mut taken = BTreeSet::new();
            for class in &institute.classes {
                for (weekday, day) in class.week.iter().enumerate() {
                    for (number, hour) in (1..).zip(day) {
                        assert_eq!(hour.period.0, number, "{} on day {weekday}", class.label);
                        for teacher in &hour.teachers {
                            assert!(
                                taken.insert((weekday, hour.period, *teacher)),
                                "{teacher} in two classes"
                            );
                        }
                    }
                }
                let hours: usize = class.week.iter().map(Vec::len).sum();
                assert_eq!(u16::try_from(hours * 33), Ok(class.annual_hours), "{}", class.label);
            }
        }
    }
}
