//! The keys of a measurement, each made from its label: INSECURE, as everybody can make them.

use hezheng_keys::PrivateKey;
use hezheng_keys::insecure::insecure_private_key;

pub(crate) fn key(label: &str) -> PrivateKey {
    insecure_private_key(&format!("bench {label}"))
}
