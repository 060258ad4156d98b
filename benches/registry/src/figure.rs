//! A figure: what was measured, in one line, as the peers' scripts print theirs.

use std::fmt;

/// One measurement, run several times.
#[derive(Clone, Debug)]
pub(crate) struct Figure {
    pub(crate) name: String,
    pub(crate) runs: Vec<f64>,
    pub(crate) unit: &'static str,
    pub(crate) note: String,
}

impl Figure {
    pub(crate) fn new(name: impl Into<String>, runs: Vec<f64>, unit: &'static str, note: impl Into<String>) -> Self {
        Self { name: name.into(), runs, unit, note: note.into() }
    }

    /// The middle of the runs.
    pub(crate) fn median(&self) -> f64 {
        median(&self.runs)
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let runs: Vec<String> = self.runs.iter().map(|run| number(*run)).collect();
        write!(f, "{}, {} {}, runs {}", self.name, number(self.median()), self.unit, runs.join(" "))?;
        if self.note.is_empty() { Ok(()) } else { write!(f, "; {}", self.note) }
    }
}

/// The middle value; 0 of none.
pub(crate) fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(0.0)
}

/// With as many digits as say something.
pub(crate) fn number(value: f64) -> String {
    if value >= 100.0 { format!("{value:.0}") } else { format!("{value:.2}") }
}

/// Everything measured so far. Each figure is printed as soon as there is one, so that a run that ends early left something.
#[derive(Default)]
pub(crate) struct Figures(Vec<Figure>);

impl Figures {
    pub(crate) fn add(&mut self, figure: Figure) {
        println!("{figure}");
        self.0.push(figure);
    }

    /// The figure of this name.
    pub(crate) fn find(&self, name: &str) -> Option<&Figure> {
        self.0.iter().find(|figure| figure.name == name)
    }
}
