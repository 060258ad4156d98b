//! A bureau's draft of the next trust bundle: whatever it says, only what an officer of the bureau signed is read as one.

use crate::World;
use crate::world::NOW;
use hezheng_core::ids::Hash;
use hezheng_keys::authoring::{Book, VerifiedDraft};

/// Panics where a promise is broken.
pub fn body(bytes: &[u8]) {
    let world = World::get();
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let bundle = world.trust.bundle().expect("a bundle is held");
    let Ok(read) = VerifiedDraft::check(text, (bundle, Hash::of(&[&world.bundle])), NOW) else { return };
    let own = VerifiedDraft::check(&world.draft, (bundle, Hash::of(&[&world.bundle])), NOW).expect("it was signed");
    assert_eq!(read, own, "a draft that no officer signed is read as one");
    let book = Book::of_bundle(bundle.body());
    let next = read.draft().entered_in(&book, NOW).expect("it asks for what a bureau may");
    assert_ne!(next, book, "what was asked for is entered");
}
