//! Steps with their time, the table at the end, and the one line that machines read.

use std::time::{Duration, Instant};

use anyhow::Result;

enum Outcome {
    Passed,
    Failed(String),
    Skipped(String),
}

struct Step {
    name: String,
    outcome: Outcome,
    took: Duration,
}

/// Collects steps. A failed step does not end the run: whoever waits for the whole wants to see every failure.
#[derive(Default)]
pub(crate) struct Report {
    steps: Vec<Step>,
}

impl Report {
    pub(crate) fn step(&mut self, name: &str, work: impl FnOnce() -> Result<()>) -> bool {
        println!("\n── {name}");
        let start = Instant::now();
        let outcome = match work() {
            Ok(()) => Outcome::Passed,
            Err(error) => {
                eprintln!("{name}: {error:#}");
                Outcome::Failed(first_line(&format!("{error:#}")))
            }
        };
        let passed = matches!(outcome, Outcome::Passed);
        self.steps.push(Step { name: name.to_owned(), outcome, took: start.elapsed() });
        passed
    }

    /// A step that cannot be tried because one before it failed: that is a failure, not a pass.
    pub(crate) fn blocked(&mut self, name: &str, by: &str) {
        self.push(name, Outcome::Failed(format!("not tried: {by} failed")));
    }

    /// A step that nobody asked for.
    pub(crate) fn skipped(&mut self, name: &str, why: &str) {
        self.push(name, Outcome::Skipped(why.to_owned()));
    }

    fn push(&mut self, name: &str, outcome: Outcome) {
        self.steps.push(Step { name: name.to_owned(), outcome, took: Duration::ZERO });
    }

    pub(crate) fn has_failed(&self, name: &str) -> bool {
        self.steps.iter().any(|step| step.name == name && matches!(step.outcome, Outcome::Failed(_)))
    }

    fn counts(&self) -> (usize, usize) {
        self.steps.iter().fold((0, 0), |(passed, failed), step| match step.outcome {
            Outcome::Passed => (passed + 1, failed),
            Outcome::Failed(_) => (passed, failed + 1),
            Outcome::Skipped(_) => (passed, failed),
        })
    }

    /// Prints the table and the last line; says whether everything passed.
    pub(crate) fn finish(&self) -> bool {
        print!("\n{}", self.table());
        let (passed, failed) = self.counts();
        println!("{passed} passed, {failed} failed");
        failed == 0
    }

    fn table(&self) -> String {
        let width = self.steps.iter().map(|step| step.name.chars().count()).max().unwrap_or(0);
        self.steps
            .iter()
            .map(|step| {
                let (word, note) = match &step.outcome {
                    Outcome::Passed => ("ok", String::new()),
                    Outcome::Failed(why) => ("FAILED", format!("  {why}")),
                    Outcome::Skipped(why) => ("skipped", format!("  {why}")),
                };
                let took = human(step.took);
                format!("{:width$}  {word:<7}  {took:>8}{note}\n", step.name)
            })
            .collect()
    }
}

/// `0.4 s`, `12.3 s`, `4 min 05 s`.
pub(crate) fn human(took: Duration) -> String {
    if took < Duration::from_mins(1) {
        return format!("{:.1} s", took.as_secs_f64());
    }
    let seconds = took.as_secs();
    format!("{} min {:02} s", seconds / 60, seconds % 60)
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blocked_step_counts_as_failed_and_a_skipped_one_not_at_all() {
        let mut report = Report::default();
        assert!(report.step("one", || Ok(())));
        assert!(!report.step("two", || anyhow::bail!("no\nmore")));
        report.blocked("three", "two");
        report.skipped("four", "not asked for");
        assert_eq!(report.counts(), (1, 2));
        let table = report.table();
        assert!(table.contains("two    FAILED"), "{table}");
        assert!(table.contains("not tried: two failed"), "{table}");
        assert!(!table.contains("more"), "{table}");
    }

    #[test]
    fn times_read_well() {
        assert_eq!(human(Duration::from_millis(420)), "0.4 s");
        assert_eq!(human(Duration::from_secs(245)), "4 min 05 s");
    }
}
