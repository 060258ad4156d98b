//! Forwarding: a request that writes goes to the elected node as it came, and its answer comes back as it was given.
//!
//! A request is forwarded once: it is marked, and a node that is not elected refuses what is marked. What fails on the way
//! is answered like a store that does not write: sent again, it changes nothing that was done.

use crate::limits::{FORWARD_CONNECT_SECS, FORWARD_SECS, FORWARDED_ANSWER_BYTES};
use crate::nodes::relay::{drain, relay};
use crate::nodes::url::NodeUrl;
use crate::nodes::{Elected, Node, Nodes};
use crate::refusal::{Refusal, Unavailable};
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::header::{
    CONNECTION, CONTENT_LENGTH, EXPECT, HOST, PROXY_AUTHENTICATE, PROXY_AUTHORIZATION, TE, TRAILER, TRANSFER_ENCODING,
    UPGRADE,
};
use axum::http::uri::{PathAndQuery, Scheme};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use axum::response::Response;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use std::time::Duration;

/// Marks a request that another node forwarded.
pub(crate) const FORWARDED: HeaderName = HeaderName::from_static("hezheng-forwarded");
/// Where a node is asked to make the snapshots that are due.
pub(crate) const REFRESH: &str = "/nodes/refresh";

/// What speaks of one connection and not of the request (RFC 9110 section 7.6.1), or is made anew for it.
const OF_THE_CONNECTION: [HeaderName; 10] = [
    CONNECTION,
    CONTENT_LENGTH,
    EXPECT,
    HOST,
    PROXY_AUTHENTICATE,
    PROXY_AUTHORIZATION,
    TE,
    TRAILER,
    TRANSFER_ENCODING,
    UPGRADE,
];

pub(super) type NodeClient = Client<HttpConnector, Body>;

pub(super) fn client() -> NodeClient {
    let mut connector = HttpConnector::new();
    connector.set_connect_timeout(Some(Duration::from_secs(FORWARD_CONNECT_SECS)));
    connector.set_nodelay(true);
    Client::builder(TokioExecutor::new()).build(connector)
}

impl Nodes {
    /// The answer of the elected node to a request, whose path is this one.
    pub(crate) async fn forward(&self, request: Request, path: PathAndQuery) -> Result<Response, Refusal> {
        match (self, self.elected()) {
            (Self::Shared(node), Elected::There(elected)) if !request.headers().contains_key(FORWARDED) => {
                node.forward(request, path, &elected).await
            }
            _ => {
                drain(request.into_body()).await;
                Err(Unavailable::Store.into())
            }
        }
    }

    /// Has the elected node make the snapshots that are due.
    pub(crate) async fn refresh(&self) -> Result<(), Refusal> {
        let mut request = Request::new(Body::empty());
        *request.method_mut() = Method::POST;
        let answer = self.forward(request, PathAndQuery::from_static(REFRESH)).await?;
        if answer.status() == StatusCode::NO_CONTENT { Ok(()) } else { Err(Unavailable::Store.into()) }
    }
}

impl Node {
    async fn forward(&self, request: Request, path: PathAndQuery, elected: &NodeUrl) -> Result<Response, Refusal> {
        let uri =
            Uri::builder().scheme(Scheme::HTTP).authority(elected.authority().clone()).path_and_query(path).build();
        let (mut parts, body) = request.into_parts();
        parts.uri = uri.map_err(|_| Unavailable::Store)?;
        keep_end_to_end(&mut parts.headers);
        parts.headers.insert(FORWARDED, HeaderValue::from_static("1"));
        let (body, reading) = relay(body);
        let asking = async {
            let response =
                self.client.request(Request::from_parts(parts, body)).await.map_err(|error| error.to_string())?;
            let (parts, body) = response.into_parts();
            let body = to_bytes(Body::new(body), FORWARDED_ANSWER_BYTES).await.map_err(|error| error.to_string())?;
            Ok((parts, body))
        };
        let mut other = self.other.subscribe();
        let answering = async {
            tokio::select! {
                answer = asking => answer,
                // It may be silent for ever: once it is not elected nothing is to be had from it.
                _ = other.wait_for(|now| now.as_ref() != Some(elected)) => Err("it is not the elected one any more".into()),
                () = tokio::time::sleep(Duration::from_secs(FORWARD_SECS)) => Err("it did not answer in time".into()),
            }
        };
        let (answer, ()): (Result<_, String>, ()) = tokio::join!(answering, reading);
        let (mut parts, body) = answer.map_err(|error| {
            tracing::warn!(node = %elected, error, "the elected node did not answer a request that was sent on to it");
            Unavailable::Store
        })?;
        keep_end_to_end(&mut parts.headers);
        Ok(Response::from_parts(parts, Body::from(body)))
    }
}

fn keep_end_to_end(headers: &mut HeaderMap) {
    let named: Vec<HeaderName> = headers
        .get_all(CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|name| name.trim().parse().ok())
        .collect();
    for name in named.iter().chain(&OF_THE_CONNECTION) {
        headers.remove(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_speaks_of_the_connection_stays_behind_and_all_else_goes_on() {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("connection", "keep-alive, x-hop"),
            ("x-hop", "1"),
            ("transfer-encoding", "chunked"),
            ("host", "a.test"),
            ("signature", "sig1=:AA==:"),
            ("content-digest", "sha-256=:AA==:"),
        ] {
            headers.append(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        keep_end_to_end(&mut headers);
        let names: Vec<&str> = headers.keys().map(HeaderName::as_str).collect();
        assert_eq!(names, ["signature", "content-digest"]);
    }
}
