//! The one table: each target, what we came to, what it is held against, and the ratio.

use crate::figure::{Figure, Figures, number};

/// A line of the table: a figure of ours, what it is divided by, and what is asked of the ratio or of the figure itself.
struct Row {
    what: &'static str,
    ours: &'static str,
    against: Against,
    target: &'static str,
}

enum Against {
    /// Another figure.
    Figure(&'static str),
    /// Nothing: the figure is held against the target itself.
    Itself,
}

use Against::{Figure as Of, Itself};

const ROWS: [Row; 35] = [
    row("register, 1 connection", "register apart c1", Of("fastify register apart c1"), "-"),
    row("register, 8 connections", "register apart c8", Of("fastify register apart c8"), "-"),
    row("register, 32 connections", "register apart c32", Of("fastify register apart c32"), "5 x Fastify + SQLite"),
    row("register, 32 connections, both cores for all", "register shared c32", Of("postgresql insert c32"), "-"),
    row("batches of 500, server on core 0", "batch apart c4", Of("postgresql insert c32"), "0.5 x PostgreSQL's rows"),
    row(
        "batches of 500, both cores for all",
        "batch shared c4",
        Of("postgresql insert c32"),
        "0.5 x PostgreSQL's rows",
    ),
    row("look up, 1 connection", "look up apart c1", Of("hello apart c1"), "-"),
    row("look up, 8 connections", "look up apart c8", Of("hello apart c8"), "-"),
    row("look up, 32 connections", "look up apart c32", Of("hello apart c32"), "0.5 x hello world"),
    row("look up, against Fastify + SQLite", "look up apart c32", Of("fastify look up apart c32"), "-"),
    row("verify, 32 connections", "verify apart c32", Of("hello apart c32"), "-"),
    row("registrations and look-ups in turn", "register and look up apart c32", Of("register apart c32"), "-"),
    row(
        "snapshot 1 M, 0.1 %, random: the set",
        "snapshot random 1M 0.1% set",
        Of("snapshot random 1M 0.1% entropy"),
        "at most 1.02",
    ),
    row(
        "snapshot 1 M, 0.1 %, random: whole, signed",
        "snapshot random 1M 0.1% size",
        Of("snapshot random 1M 0.1% entropy"),
        "-",
    ),
    row(
        "snapshot 1 M, 0.1 %, classes: whole, signed",
        "snapshot classes 1M 0.1% size",
        Of("snapshot classes 1M 0.1% entropy"),
        "below 1",
    ),
    row(
        "snapshot 1 M, 1 %, random: the set",
        "snapshot random 1M 1% set",
        Of("snapshot random 1M 1% entropy"),
        "at most 1.02",
    ),
    row(
        "snapshot 1 M, 1 %, random: whole, signed",
        "snapshot random 1M 1% size",
        Of("snapshot random 1M 1% entropy"),
        "-",
    ),
    row(
        "snapshot 1 M, 1 %, classes: whole, signed",
        "snapshot classes 1M 1% size",
        Of("snapshot classes 1M 1% entropy"),
        "below 1",
    ),
    row(
        "snapshot 10 M, 0.1 %, random: the set",
        "snapshot random 10M 0.1% set",
        Of("snapshot random 10M 0.1% entropy"),
        "at most 1.02",
    ),
    row(
        "snapshot 10 M, 0.1 %, random: whole, signed",
        "snapshot random 10M 0.1% size",
        Of("snapshot random 10M 0.1% entropy"),
        "-",
    ),
    row(
        "snapshot 10 M, 0.1 %, classes: whole, signed",
        "snapshot classes 10M 0.1% size",
        Of("snapshot classes 10M 0.1% entropy"),
        "below 1",
    ),
    row(
        "snapshot 10 M, 1 %, random: the set",
        "snapshot random 10M 1% set",
        Of("snapshot random 10M 1% entropy"),
        "at most 1.02",
    ),
    row(
        "snapshot 10 M, 1 %, random: whole, signed",
        "snapshot random 10M 1% size",
        Of("snapshot random 10M 1% entropy"),
        "-",
    ),
    row(
        "snapshot 10 M, 1 %, classes: whole, signed",
        "snapshot classes 10M 1% size",
        Of("snapshot classes 10M 1% entropy"),
        "below 1",
    ),
    row("snapshot 10 M, 1 %: taken natively", "snapshot random 10M 1% take", Itself, "-"),
    row("start with 1 M certificates", "start at 1M", Itself, "below 1,000 ms"),
    row("start with 1 M certificates after a kill -9", "start after kill at 1M", Itself, "-"),
    row("registration at 100 k against 10 k", "register at 10k", Of("register at 100k"), "at most 1.5 x the cost"),
    row("registration at 1 M against 10 k", "register at 10k", Of("register at 1M"), "at most 1.5 x the cost"),
    row("look-up at 100 k against 10 k", "look up at 10k", Of("look up at 100k"), "at most 1.5 x the cost"),
    row("look-up at 1 M against 10 k", "look up at 10k", Of("look up at 1M"), "at most 1.5 x the cost"),
    row("memory at 10 k", "memory at 10k", Itself, "-"),
    row("memory at 1 M", "memory at 1M", Itself, "-"),
    row("store at 10 k", "store at 10k", Itself, "-"),
    row("store at 1 M", "store at 1M", Itself, "-"),
];

const fn row(what: &'static str, ours: &'static str, against: Against, target: &'static str) -> Row {
    Row { what, ours, against, target }
}

/// The table in Markdown. What was not measured in this run has no line.
pub(crate) fn table(figures: &Figures) -> String {
    let mut text = String::from("| what | ours | against | ratio | target |\n|---|---|---|---|---|\n");
    for row in &ROWS {
        let Some(ours) = figures.find(row.ours) else { continue };
        let (against, ratio) = match row.against {
            Itself => ("-".into(), "-".into()),
            Of(name) => match figures.find(name) {
                None => ("not in this run".into(), "-".into()),
                Some(against) => (shown(against), format!("{:.3}", ours.median() / against.median())),
            },
        };
        text.push_str(&format!("| {} | {} | {against} | {ratio} | {} |\n", row.what, value(ours), row.target));
    }
    if let Some(curve) = on_paper(figures) {
        text.push_str(&curve);
    }
    text
}

/// Ten million, drawn on from what was measured: both costs and the store's bytes grow with each tenfold as they did in
/// the last one; a step that came out cheaper than none is the machine's noise and counts as none. It was not run.
fn on_paper(figures: &Figures) -> Option<String> {
    let of = |what: &str, size: &str| Some(figures.find(&format!("{what} at {size}"))?.median());
    let drawn_on = |what: &str| Some((of(what, "100k")? / of(what, "1M")?, of(what, "10k")?, of(what, "1M")?));
    let cost = |what: &str| {
        let (tenfold, first, last) = drawn_on(what)?;
        Some(format!("{:.2} x the cost at 10 k", first / last * tenfold.max(1.0)))
    };
    let bytes = of("store", "1M")? * 10.0;
    Some(format!(
        "\n10 M certificates, on paper (the step from 100 k to 1 M taken once more; not run): a registration {}, a look-up {}, a store of {} MB.\n",
        cost("register")?,
        cost("look up")?,
        number(bytes)
    ))
}

fn value(figure: &Figure) -> String {
    format!("{} {}", number(figure.median()), figure.unit)
}

fn shown(figure: &Figure) -> String {
    format!("{}: {}", figure.name, value(figure))
}
