//! `GET v1/openapi.json`: the requests of docs/API.md for other people's tools (OpenAPI 3.1). The page is written by hand:
//! most bodies are CBOR and COSE, which no generator could derive from our types; a test holds it to the routes.

use crate::http::At;
use crate::http::answer;
use crate::http::handlers::Answer;
use crate::http::problem::{self, Problem};
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Value, json};

const PAGE: &str = include_str!("openapi.json");

pub(super) async fn openapi(State(at): State<At>) -> Answer {
    let view = at.service.view();
    let listed = at.service.listed(&view, at.authority).ok_or(Problem::of(problem::SERVICE_KEY))?;
    let mut page: Value = serde_json::from_str(PAGE).unwrap_or_default();
    if let Some(servers) = page.get_mut("servers") {
        *servers = json!([{"url": listed.base_url, "description": listed.name}]);
    }
    Ok(answer::json(StatusCode::OK, &page))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The routes below an authority's base URL, as `http` writes them.
    fn routes() -> Vec<String> {
        let source = include_str!("mod.rs");
        let table = source.split("fn authority_routes()").nth(1).unwrap().split("\n}").next().unwrap();
        let routes = table.split(".route(\"").skip(1).map(|rest| rest.split('"').next().unwrap().replace("{*", "{"));
        routes.collect()
    }

    #[test]
    fn every_route_is_described_and_nothing_else() {
        let page: Value = serde_json::from_str(PAGE).unwrap();
        let mut described: Vec<String> = page["paths"].as_object().unwrap().keys().cloned().collect();
        let mut routes = routes();
        described.sort();
        routes.sort();
        assert_eq!(described, routes);
    }
}
