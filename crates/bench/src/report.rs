//! The lines of the report: figure, goal, whether it is met.

/// What was measured.
#[derive(Default)]
pub struct Report(Vec<String>);

impl Report {
    /// A figure without a goal.
    pub fn fact(&mut self, name: &str, value: &str) {
        self.line(format!("{name:<58} {value:>16}"));
    }

    /// A figure with its goal.
    pub fn goal(&mut self, name: &str, value: &str, goal: &str, met: bool) {
        let verdict = if met { "met" } else { "MISSED" };
        self.line(format!("{name:<58} {value:>16}   goal {goal:<14} {verdict}"));
    }

    fn line(&mut self, line: String) {
        eprintln!("{line}");
        self.0.push(line);
    }

    /// Prints everything once more, together.
    pub fn print(&self) {
        println!("\n{}", self.0.join("\n"));
    }
}
