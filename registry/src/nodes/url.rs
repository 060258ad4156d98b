//! The address at which a node is reached.

use axum::http::Uri;
use axum::http::uri::Authority;

/// Where a node is reached by the others: `http://HOST:PORT`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct NodeUrl(Authority);

impl NodeUrl {
    /// Reads one.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let uri: Uri = text.parse().ok()?;
        let is_plain = uri.scheme_str() == Some("http") && matches!(uri.path(), "" | "/") && uri.query().is_none();
        let authority = uri.authority().filter(|authority| is_plain && !authority.as_str().contains('@'))?;
        Some(Self(authority.clone()))
    }

    /// The host and port.
    pub(crate) fn authority(&self) -> &Authority {
        &self.0
    }
}

impl std::fmt::Display for NodeUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "http://{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_is_reached_at_a_host_and_port_alone() {
        for (url, authority) in [
            ("http://10.0.0.1:8080", Some("10.0.0.1:8080")),
            ("http://node-1.internal/", Some("node-1.internal")),
            ("http://[::1]:8080", Some("[::1]:8080")),
            ("https://10.0.0.1:8080", None),
            ("http://10.0.0.1:8080/130100", None),
            ("http://user@10.0.0.1", None),
            ("10.0.0.1:8080", None),
            ("", None),
        ] {
            assert_eq!(NodeUrl::parse(url).as_ref().map(|url| url.authority().as_str()), authority, "{url}");
        }
    }
}
