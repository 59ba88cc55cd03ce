//! A case under any sequence of acts, those of appeals, complaints and courts among them: no state that the law forbids is
//! reached, something lawful is always left to do until the case is over, and the linter says what the articles say.

mod articles;
mod linter;
mod moves;
mod strategies;

use jiff::ToSpan;
use proptest::prelude::*;
use proptest::strategy::ValueTree;

use super::*;
use moves::Move;
use strategies::{any_move, any_run};

/// A case with all that was recorded of it, and the hour it is.
#[derive(Clone, Debug)]
struct Machine {
    case: Case,
    events: Vec<CaseEvent>,
    now: DateTime,
}

impl Machine {
    fn started() -> Machine {
        let mut machine =
            Machine { case: Case::default(), events: Vec::new(), now: when("2025-11-04T09:00") };
        machine.ask(report("2025-11-03", Letter::M));
        machine
    }

    /// The ordinary way, up to one of its stages.
    fn after(stages: usize) -> Machine {
        let mut machine = Machine::started();
        let removal = together(Body::ClassCouncil, Letter::M, Sanction::Removal { days: 4 });
        let ordinary = [
            ("2025-11-05T09:00", charge_with(Letter::M)),
            ("2025-11-05T09:05", offer_hearing("2025-11-10T11:00")),
            ("2025-11-05T09:10", inform_parents()),
            ("2025-11-10T11:00", hear()),
            ("2025-11-10T11:30", offer_conversion()),
            ("2025-11-10T12:00", convene(Body::ClassCouncil, "2025-11-14T15:00")),
            ("2025-11-14T16:00", deliberate(removal)),
            ("2025-11-17T10:00", communicate(letter(DECIDED, &DAYS, Some("2025-12-02")))),
        ];
        for (at, command) in ordinary.into_iter().take(stages) {
            machine.now = when(at);
            machine.ask(command);
        }
        machine
    }

    fn decide(&self, command: Command) -> Result<Vec<CaseEvent>, Rejection> {
        let request = Request { at: self.now, now: self.now, holidays: Holidays::national(), command };
        super::super::decide(&self.case, &request, &ADOPTED)
    }

    /// Records what is allowed; passes over what is not.
    fn ask(&mut self, command: Command) {
        for event in self.decide(command).unwrap_or_default() {
            self.case = evolve(std::mem::take(&mut self.case), &event);
            self.events.push(event);
        }
    }

    fn wait(&mut self, hours: i64) {
        self.now = self.now.saturating_add(hours.hours());
    }

    fn last_decided(&self) -> Option<(FactNumber, &Deliberation)> {
        self.events.iter().rev().find_map(|event| {
            if let CaseEvent::Deliberated { heading, deliberation } = event {
                Some((heading.number, deliberation))
            } else {
                None
            }
        })
    }

    fn play(&mut self, moves: &[(i64, Move)]) {
        for (hours, asked) in moves {
            self.wait(*hours);
            let command = asked.command(self);
            self.ask(command);
        }
    }
}

/// One act of any kind, or some of those that follow each other when things go on.
fn some_moves() -> impl Strategy<Value = Vec<(i64, Move)>> {
    let hours = || prop_oneof![16 => Just(1i64), 3 => Just(25), 1 => Just(75), 1 => Just(280)];
    let one = any_move().prop_map(|asked| vec![asked]);
    let some = prop_oneof![2 => one, 3 => any_run()];
    let timed = some.prop_flat_map(move |run| {
        let waits = prop::collection::vec(hours(), run.len());
        waits.prop_map(move |waits| waits.into_iter().zip(run.clone()).collect::<Vec<_>>())
    });
    prop::collection::vec(timed, 1..10).prop_map(|runs| runs.concat())
}

/// Most cases start where there is something to dispute.
fn some_stage() -> impl Strategy<Value = usize> {
    prop_oneof![0usize..9, Just(8)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn no_sequence_of_acts_reaches_what_the_law_forbids(stages in some_stage(), moves in some_moves()) {
        let mut machine = Machine::after(stages);
        machine.play(&moves);
        prop_assert_eq!(articles::forbidden(&machine.events), None);
        // Folded again, and read back from what is stored, it is the same case.
        let stored: Vec<CaseEvent> = machine.events.iter().map(|event| {
            serde_json::from_value(serde_json::to_value(event).expect("plain data")).expect("read back")
        }).collect();
        prop_assert_eq!(stored.iter().fold(Case::default(), evolve), machine.case);
    }

    #[test]
    fn something_lawful_is_left_to_do_or_the_case_is_over(stages in some_stage(), moves in some_moves()) {
        let mut machine = Machine::after(stages);
        machine.play(&moves);
        machine.wait(24);
        let open = moves::every_next(&machine)
            .into_iter()
            .any(|command| machine.decide(command).is_ok_and(|events| !events.is_empty()));
        prop_assert_eq!(open, !articles::is_over(&machine.events), "{:#?}", machine.events.last());
    }

    #[test]
    fn the_linter_says_what_the_articles_say(stages in some_stage(), moves in some_moves()) {
        let mut machine = Machine::after(stages);
        machine.play(&moves);
        let today = machine.now.date();
        let cycles = looked_at(&machine.case, &today.to_string(), &[]);
        prop_assert_eq!(linter::said(&cycles), linter::expected(&machine.events, today));
    }

    #[test]
    fn a_repeated_act_is_passed_over_or_refused(stages in some_stage(), moves in some_moves(), again in any_move()) {
        let mut machine = Machine::after(stages);
        machine.play(&moves);
        let command = again.command(&machine);
        machine.ask(command.clone());
        let twice = machine.decide(command.clone());
        // What says the same of the same moment adds nothing.
        prop_assert!(twice.is_err() || twice == Ok(vec![]), "{command:?} {twice:?}");
    }
}

/// The stages are allowed as they are written: the machine does start where it says.
#[test]
fn the_ordinary_way_is_walked_whole() {
    for stages in 0..9 {
        assert_eq!(Machine::after(stages).events.len(), stages + 1);
    }
}

/// The acts that are asked for do happen: each of the kinds that a case may store.
#[test]
fn the_machine_reaches_every_kind_of_act() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut reached: BTreeSet<String> = BTreeSet::new();
    for _ in 0..1500 {
        let (stages, moves) =
            (some_stage(), some_moves()).new_tree(&mut runner).expect("some moves").current();
        let mut machine = Machine::after(stages);
        machine.play(&moves);
        let kind = |event: &CaseEvent| {
            let stored = serde_json::to_value(event).expect("plain data");
            stored.as_object().and_then(|event| event.keys().next().cloned()).expect("a kind")
        };
        reached.extend(machine.events.iter().map(kind));
    }
    assert_eq!(reached.len(), 36, "{reached:?}");
}
