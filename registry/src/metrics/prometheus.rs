//! What is counted, and how things stand, as Prometheus reads it (text format 0.0.4). Labels are routes as they are written in
//! `http`, codes of authorities and codes of warnings: nothing that a client sent.

use crate::console::DeskWaiting;
use crate::service::Service;
use crate::store::AuthorityNumber;
use std::fmt::Write;
use std::sync::PoisonError;
use std::sync::atomic::Ordering;

/// Everything, as Prometheus reads it; with what waits at each desk, where the store said so.
pub(crate) fn text(service: &Service, desks: &[(AuthorityNumber, DeskWaiting)]) -> String {
    let (metrics, view, now) = (&service.metrics, service.view(), service.now());
    let mut page = Page::default();
    page.family("hezheng_requests_total", "counter", "Requests answered.");
    for ((route, status), count) in metrics.requests.lock().unwrap_or_else(PoisonError::into_inner).iter() {
        page.sample("hezheng_requests_total", &[("route", route), ("status", &status.to_string())], *count);
    }
    for (name, counter, help) in [
        ("hezheng_commits_total", &metrics.commits, "Durable commits."),
        ("hezheng_commits_failed_total", &metrics.failed_commits, "Commits that failed, or whose outcome is unknown."),
        ("hezheng_commit_microseconds_total", &metrics.commit_micros, "Time spent in deciding and committing."),
        ("hezheng_carried_out_total", &metrics.carried_out, "Requests that commits carried out."),
    ] {
        page.family(name, "counter", help);
        page.sample(name, &[], counter.load(Ordering::Relaxed));
    }
    page.family("hezheng_log_entries", "gauge", "Entries in the log.");
    for served in service.served.iter() {
        page.sample("hezheng_log_entries", &[("authority", served.code.as_str())], view.size(served.number).0);
    }
    page.family("hezheng_desk_waiting", "gauge", "What waits for officers.");
    for served in service.served.iter() {
        let Some((_, waiting)) = desks.iter().find(|(authority, _)| *authority == served.number) else { continue };
        for (what, count) in
            [("classes", waiting.classes), ("flags", waiting.flags), ("orders", waiting.orders), ("held", waiting.held)]
        {
            let labels = [("authority", served.code.as_str()), ("what", what)];
            page.sample("hezheng_desk_waiting", &labels, count);
        }
    }
    page.family("hezheng_snapshot_age_seconds", "gauge", "Age of the newest snapshot.");
    for served in service.served.iter() {
        if let Some(snapshot) = view.evidence.snapshot(&served.code) {
            let labels = [("authority", served.code.as_str())];
            page.sample("hezheng_snapshot_age_seconds", &labels, now.secs_since(snapshot.body().as_of));
        }
    }
    if let Some(bundle) = view.trust.bundle() {
        page.family("hezheng_trust_bundle_expires_seconds", "gauge", "Seconds until the trust bundle expires.");
        page.sample("hezheng_trust_bundle_expires_seconds", &[], bundle.body().expires.secs_since(now));
    }
    page.family("hezheng_warning", "gauge", "1 for each thing to see to; at: Unix time when it ends or was due.");
    for warning in service.warnings() {
        let authority = warning.authority.as_ref().map_or("", |code| code.as_str());
        let labels = [("code", warning.kind.code()), ("authority", authority), ("at", &warning.at.0.to_string())];
        page.sample("hezheng_warning", &labels, 1);
    }
    page.0
}

#[derive(Default)]
struct Page(String);

impl Page {
    fn family(&mut self, name: &str, kind: &str, help: &str) {
        let _ = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    fn sample(&mut self, name: &str, labels: &[(&str, &str)], value: u64) {
        let labels: Vec<String> = labels.iter().map(|(name, value)| format!("{name}=\"{value}\"")).collect();
        let labels = if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join(",")) };
        let _ = writeln!(self.0, "{name}{labels} {value}");
    }
}
