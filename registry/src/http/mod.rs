//! HTTP: bounds and decodes what comes, asks the service, writes what it answers. Nothing is decided here.

mod answer;
mod catalogue;
mod console;
mod corrections;
mod desk;
mod forward;
mod handlers;
mod incoming;
mod intake;
mod log;
mod openapi;
mod own_certificates;
mod pages;
pub(crate) mod problem;
mod trainee;
mod verify_batch;
pub(crate) mod visitors;

use crate::assets::Assets;
use crate::nodes::REFRESH;
use crate::service::Service;
use crate::store::AuthorityNumber;
use answer::no_sniffing;
use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::{get, post};
use std::sync::Arc;

/// Where an authority is served.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Mount {
    /// The path of its base URL; empty, or beginning with a slash and ending without.
    pub(crate) path: String,
    pub(crate) authority: AuthorityNumber,
}

/// What a handler below an authority's base URL knows.
#[derive(Clone)]
pub(crate) struct At {
    pub(crate) service: Arc<Service>,
    pub(crate) authority: AuthorityNumber,
}

/// The whole service.
pub(crate) fn app(service: &Arc<Service>, mounts: &[Mount], assets: Assets) -> Router {
    let mut app = Router::new();
    for mount in mounts {
        let at = At { service: Arc::clone(service), authority: mount.authority };
        let forwarding = forward::Forwarding { at: at.clone(), mount: mount.path.clone() };
        let writes = middleware::from_fn_with_state(forwarding, forward::writes);
        let visitors = middleware::from_fn_with_state(Arc::clone(service), visitors::count);
        let routes = authority_routes().route_layer(writes).route_layer(visitors).with_state(at);
        app = if mount.path.is_empty() { app.merge(routes) } else { app.nest(&mount.path, routes) };
    }
    let pages = pages::Pages { service: Arc::clone(service), assets };
    let root = Router::new()
        .route("/health/live", get(pages::live))
        .route("/health/ready", get(pages::ready))
        .route("/metrics", get(pages::metrics))
        .route("/config.json", get(pages::config))
        .route("/catalogue", get(catalogue::bureaus))
        .fallback(pages::file)
        .with_state(pages);
    let nodes = Router::new().route(REFRESH, post(forward::refresh)).with_state(Arc::clone(service));
    app.merge(root)
        .merge(nodes)
        .method_not_allowed_fallback(|| async { problem::Problem::of(problem::METHOD_NOT_ALLOWED) })
        .layer(middleware::from_fn_with_state(intake::Intake::new(), intake::admit))
        .layer(middleware::map_response(no_sniffing))
        .layer(middleware::from_fn_with_state(Arc::clone(service), log_request))
}

fn authority_routes() -> Router<At> {
    Router::new()
        .route("/v1/reservations", post(handlers::reserve))
        .route("/v1/certificates", post(handlers::register))
        .route("/v1/certificates/batch", post(handlers::register_batch))
        .route("/v1/receipts", post(handlers::receipt))
        .route("/v1/corrections", post(corrections::file))
        .route("/v1/corrections/collect", post(corrections::collect))
        .route("/v1/corrections/withdraw", post(corrections::withdraw))
        .route("/v1/corrections/open", post(corrections::open))
        .route("/v1/certificates/explain", post(desk::explain))
        .route("/v1/certificates/mine", post(own_certificates::list))
        .route("/v1/certificates/pdf", post(own_certificates::pdf))
        .route("/v1/classes", post(desk::file_class))
        .route("/v1/classes/printable", post(own_certificates::unprintable))
        .route("/v1/classes/mine", post(desk::classes_of))
        .route("/v1/classes/withdraw", post(desk::withdraw_class))
        .route("/v1/classes/results", post(desk::file_results))
        .route("/v1/classes/open", post(desk::open_classes))
        .route("/v1/classes/accept", post(desk::accept_class))
        .route("/v1/classes/return", post(desk::return_class))
        .route("/v1/programmes", get(desk::programmes).post(desk::change_programme))
        .route("/v1/programmes.csv", get(desk::programmes_table))
        .route("/v1/institutions", get(desk::institutions).post(desk::change_institution))
        .route("/v1/institutions.csv", get(desk::institutions_table))
        .route("/v1/policy", get(desk::policy).post(desk::change_policy))
        .route("/catalogue/programmes", get(catalogue::programmes))
        .route("/catalogue/institutions", get(catalogue::institutions))
        .route("/v1/flags/open", post(desk::open_flags))
        .route("/v1/flags/decide", post(desk::decide_flag))
        .route("/v1/held/open", post(desk::open_held))
        .route("/v1/held/approve", post(desk::approve_held))
        .route("/v1/held/refuse", post(desk::refuse_held))
        .route("/v1/audit", post(desk::audit))
        .route("/v1/corrections/waiting", post(console::corrections))
        .route("/v1/search", post(console::search))
        .route("/v1/search/person", post(console::seek_person))
        .route("/v1/certificates/story", post(console::story))
        .route("/v1/certificates/person", post(console::read_person))
        .route("/v1/counts", post(console::counts))
        .route("/v1/versions", post(console::versions))
        .route("/v1/notices", post(console::publish_notice))
        .route("/v1/notices/preview", post(console::notice))
        .route("/v1/notices/file", post(console::notice_file))
        .route("/v1/notices/{class}", get(console::public_notice))
        .route("/v1/orders/preview", post(console::preview))
        .route("/v1/orders/drafts", post(console::file_order))
        .route("/v1/orders/drafts/open", post(console::orders))
        .route("/v1/orders/drafts/decide", post(console::decide_order))
        .route("/v1/orders", post(handlers::give_order))
        .route("/v1/orders/{hash}", get(handlers::order))
        .route("/v1/trust-bundle", get(handlers::trust_bundle).put(handlers::take_bundle))
        .route("/v1/snapshot", get(handlers::snapshot))
        .route("/v1/pack", get(handlers::pack))
        .route("/v1/verify", post(handlers::verify))
        .route("/v1/verify/batch", post(verify_batch::verify_batch))
        .route("/v1/lookup", get(handlers::lookup))
        .route("/v1/match", post(handlers::match_person))
        .route("/v1/me/pdf", post(trainee::pdf))
        .route("/v1/me/list", post(trainee::list))
        .route("/v1/me/report", post(trainee::report))
        .route("/v1/me/share", post(trainee::share))
        .route("/v1/me/unshare", post(trainee::unshare))
        .route("/v1/shared", post(trainee::shared))
        .route("/v1/status-lists/{shard}", get(log::status_list))
        .route("/v1/consistency/{old}/{new}", get(log::consistency))
        .route("/v1/openapi.json", get(openapi::openapi))
        .route("/checkpoint", get(log::checkpoint))
        .route("/tile/{*path}", get(log::tile))
}

/// The path of a base URL, where it can be served.
pub(crate) fn mount_path(base_url: &str) -> Option<String> {
    let rest = base_url.strip_prefix("https://").or_else(|| base_url.strip_prefix("http://"))?;
    let path = rest.find('/').map_or("", |start| rest.get(start..).unwrap_or_default());
    let is_plain = path.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~/".contains(&b));
    let is_whole = !path.ends_with('/') && !path.contains("//") && !path.contains("/.");
    let taken = [
        "/health",
        "/assets",
        "/c",
        "/catalogue",
        "/me",
        "/s",
        "/institution",
        "/bureau",
        "/config.json",
        "/sw.js",
        "/v1",
        "/nodes",
    ];
    let is_taken = taken.contains(&path);
    (is_plain && is_whole && !is_taken).then(|| path.into())
}

/// Counts each request, and has one line for each that was refused: the route as it is written above, never what a client
/// filled into it.
async fn log_request(State(service): State<Arc<Service>>, request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let response = next.run(request).await;
    let route = route.as_deref().unwrap_or("(page)");
    let status = response.status().as_u16();
    service.metrics.answered(route, status);
    if status < 400 {
        tracing::debug!(%method, route, status, "request");
    } else {
        tracing::info!(%method, route, status, "request");
    }
    response
}

#[cfg(test)]
mod tests {
    use super::mount_path;

    #[test]
    fn an_authority_is_served_under_the_path_of_its_base_url() {
        for (base_url, path) in [
            ("http://127.0.0.1:8080/130100", Some("/130100")),
            ("https://hrss.example.cn", Some("")),
            ("https://hrss.example.cn/a/b", Some("/a/b")),
            ("https://hrss.example.cn/", None),
            ("https://hrss.example.cn/{a}", None),
            ("https://hrss.example.cn/a/../b", None),
            ("https://hrss.example.cn/health", None),
            ("ftp://hrss.example.cn", None),
        ] {
            assert_eq!(mount_path(base_url).as_deref(), path, "{base_url}");
        }
    }
}
