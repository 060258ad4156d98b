//! Every bit of what is signed, changed; every beginning of it; and its CBOR with members left out, doubled and in another order.
//! Nothing of it is ever valid, and each has a reason. `--nocapture` shows how often each reason came.

use hezheng_core::cbor::{Head, Reader, Writer};
use hezheng_core::statement::UnverifiedStatement;
use hezheng_core::status::order::UnverifiedOrder;
use hezheng_core::status::snapshot::{Snapshot, SnapshotRefusal};
use hezheng_core::trust::{BundleRefusal, Trust};
use hezheng_core::verify::Outcome;
use hezheng_hostile::World;
use hezheng_hostile::world::{LEAF, NOW, REGISTERED, USCC, claims, public, register, statement};
use std::collections::BTreeMap;

/// How often each reason came.
#[derive(Default)]
struct Reasons(BTreeMap<String, usize>);

impl Reasons {
    fn count(&mut self, reason: impl Into<String>) {
        *self.0.entry(reason.into()).or_default() += 1;
    }

    /// Shows the table and gives how many there were.
    fn show(self, what: &str) -> usize {
        println!("{what}:");
        self.0.iter().for_each(|(reason, count)| println!("  {reason:<28} {count:>6}"));
        self.0.values().sum()
    }
}

/// The bytes with each bit changed, one at a time.
fn with_each_bit_changed(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    (0..bytes.len() * 8).map(|bit| {
        let mut changed = bytes.to_vec();
        changed[bit / 8] ^= 1 << (bit % 8);
        changed
    })
}

/// The bytes cut at every length.
fn beginnings(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    (0..bytes.len()).map(|length| bytes[..length].to_vec())
}

/// One CBOR item, and those within it: within byte strings too, where they hold an item.
#[derive(Clone, PartialEq)]
enum Item {
    Plain(Vec<u8>),
    Wrapped(Box<Item>),
    Tagged(u64, Box<Item>),
    Array(Vec<Item>),
    /// Keys and values in turn.
    Map(Vec<(Item, Item)>),
}

impl Item {
    fn read(reader: &mut Reader<'_>) -> Self {
        let mut ahead = reader.clone();
        match ahead.head().expect("an item") {
            Head::Array(length) => {
                *reader = ahead;
                Self::Array((0..length).map(|_| Self::read(reader)).collect())
            }
            Head::Map(length) => {
                *reader = ahead;
                Self::Map((0..length).map(|_| (Self::read(reader), Self::read(reader))).collect())
            }
            Head::Tag(number) => {
                *reader = ahead;
                Self::Tagged(number, Box::new(Self::read(reader)))
            }
            Head::Bytes(length) => {
                let content = ahead.content(length).expect("a string");
                let is_structure = matches!(content.first(), Some(0x80..=0xD7));
                if is_structure && hezheng_core::cbor::check_item(content).is_ok() {
                    *reader = ahead;
                    return Self::Wrapped(Box::new(Self::read(&mut Reader::new(content))));
                }
                Self::Plain(reader.item().expect("an item").to_vec())
            }
            _ => Self::Plain(reader.item().expect("an item").to_vec()),
        }
    }

    fn write(&self, writer: &mut Writer) {
        match self {
            Self::Plain(bytes) => drop(writer.raw(bytes)),
            Self::Wrapped(item) => drop(writer.bytes(&item.bytes())),
            Self::Tagged(number, item) => {
                writer.tag(*number);
                item.write(writer);
            }
            Self::Array(items) => {
                writer.array(items.len());
                items.iter().for_each(|item| item.write(writer));
            }
            Self::Map(pairs) => {
                writer.map(pairs.len());
                pairs.iter().for_each(|(key, value)| {
                    key.write(writer);
                    value.write(writer);
                });
            }
        }
    }

    fn bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        self.write(&mut writer);
        writer.into_bytes()
    }

    /// This item with one member, here or further in, left out, doubled, or changed for the one behind it; and null in its place.
    fn variants(&self) -> Vec<Self> {
        let mut variants = vec![Self::Plain(vec![0xF6])];
        match self {
            Self::Plain(_) => {}
            Self::Wrapped(item) => {
                variants.push((**item).clone());
                variants.extend(item.variants().into_iter().map(|item| Self::Wrapped(Box::new(item))));
            }
            Self::Tagged(number, item) => {
                variants.push((**item).clone());
                variants.push(Self::Tagged(number + 1, item.clone()));
                variants.push(Self::Tagged(*number, Box::new(self.clone())));
                variants.extend(item.variants().into_iter().map(|item| Self::Tagged(*number, Box::new(item))));
            }
            Self::Array(items) => {
                variants.extend(rearranged(items).into_iter().map(Self::Array));
                variants.extend(within(items, |item| item.variants()).into_iter().map(Self::Array));
            }
            Self::Map(pairs) => {
                variants.extend(rearranged(pairs).into_iter().map(Self::Map));
                let inner = |(key, value): &(Self, Self)| {
                    value.variants().into_iter().map(|value| (key.clone(), value)).collect()
                };
                variants.extend(within(pairs, inner).into_iter().map(Self::Map));
            }
        }
        variants
    }
}

/// The members with one left out, with one twice, and with two neighbours in the other order.
fn rearranged<T: Clone + PartialEq>(members: &[T]) -> Vec<Vec<T>> {
    let mut all = Vec::new();
    for place in 0..members.len() {
        let mut without = members.to_vec();
        without.remove(place);
        all.push(without);
        let mut doubled = members.to_vec();
        doubled.insert(place, members[place].clone());
        all.push(doubled);
        if place + 1 < members.len() {
            let mut other_order = members.to_vec();
            other_order.swap(place, place + 1);
            all.push(other_order);
        }
    }
    // Two equal neighbours change nothing.
    all.retain(|changed| changed != members);
    all
}

/// The members with one of them in each of its variants.
fn within<T: Clone>(members: &[T], variants: impl Fn(&T) -> Vec<T>) -> Vec<Vec<T>> {
    let places = members.iter().enumerate();
    let changed = places.flat_map(|(place, member)| variants(member).into_iter().map(move |variant| (place, variant)));
    changed
        .map(|(place, variant)| {
            let mut members = members.to_vec();
            members[place] = variant;
            members
        })
        .collect()
}

fn rearrangements(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> + use<> {
    let item = Item::read(&mut Reader::new(bytes));
    assert_eq!(item.bytes(), bytes, "what is taken apart can be put together");
    // A member that is null already can be changed for null.
    let original = bytes.to_vec();
    item.variants().into_iter().map(|variant| variant.bytes()).filter(move |variant| *variant != original)
}

/// Judges what was made of a certificate: never valid, whoever looks at it.
fn judge_statements(what: &str, changed: impl Iterator<Item = Vec<u8>>) -> usize {
    let (world, mut reasons) = (World::get(), Reasons::default());
    for bytes in changed {
        let report = world.judge(&bytes);
        assert_ne!(report.outcome, Outcome::Valid, "{what}: {bytes:02x?}");
        reasons.count(report.reason.expect("what is not valid has a reason").code());
    }
    reasons.show(what)
}

#[test]
fn a_registered_statement_with_any_bit_changed_is_never_valid() {
    let registered = &World::get().registered;
    let count = judge_statements("a registered statement, every bit", with_each_bit_changed(registered));
    assert_eq!(count, registered.len() * 8);
}

#[test]
fn a_statement_with_its_receipt_and_any_bit_changed_is_never_valid() {
    let proved = &World::get().proved;
    let count = judge_statements("a statement with its receipt, every bit", with_each_bit_changed(proved));
    assert_eq!(count, proved.len() * 8);
}

#[test]
fn a_statement_cut_short_is_malformed() {
    for bytes in beginnings(&World::get().proved) {
        assert!(UnverifiedStatement::decode(&bytes).is_err(), "{} bytes", bytes.len());
    }
    judge_statements("a statement with its receipt, every length", beginnings(&World::get().proved));
}

#[test]
fn a_statement_whose_members_are_left_out_doubled_or_in_another_order_is_never_valid() {
    let world = World::get();
    // The receipt may be left out or given again: the certificate is the same, and no more than it was.
    let harmless = |bytes: &Vec<u8>| {
        *bytes == world.registered
            || hezheng_core::statement::with_receipts(&world.registered, &[&world.receipt, &world.receipt]).as_ref()
                == Ok(bytes)
    };
    let changed: Vec<_> = rearrangements(&world.proved).filter(|bytes| !harmless(bytes)).collect();
    assert!(changed.len() > 150, "{}", changed.len());
    judge_statements("a statement with its receipt, members rearranged", changed.into_iter());
}

#[test]
fn the_countersignature_of_another_statement_registers_nothing() {
    let world = World::get();
    let other = statement("issuer0", USCC[0], "13010020260007000043", &claims());
    let other = register(&other, "issuer0", "countersign0", REGISTERED, LEAF);
    let (Item::Tagged(_, ours), Item::Tagged(_, theirs)) =
        (Item::read(&mut Reader::new(&world.registered)), Item::read(&mut Reader::new(&other)))
    else {
        panic!("both are tagged")
    };
    let (Item::Array(mut ours), Item::Array(mut theirs)) = (*ours, *theirs) else { panic!("both are arrays") };
    for place in 0..4 {
        std::mem::swap(&mut ours[place], &mut theirs[place]);
        let (ours, theirs) =
            [&ours, &theirs].map(|items| Item::Tagged(18, Box::new(Item::Array(items.clone())))).into();
        // Exchanged are their protected headers; then their registrations too; then their claims, which are the same but
        // for the number; and in the end, with the signatures, all.
        let is_all = place == 3;
        for bytes in [ours.bytes(), theirs.bytes()] {
            let outcome = world.judge(&bytes).outcome;
            assert_eq!(outcome == Outcome::Valid, is_all, "exchanged up to {place}");
        }
    }
}

#[test]
fn a_trust_bundle_with_any_bit_changed_is_never_taken() {
    let (world, mut reasons) = (World::get(), Reasons::default());
    let roots = Trust::in_roots(&[public("root"), public("root2")]);
    assert!(roots.after(&world.bundle).is_ok());
    let changed = with_each_bit_changed(&world.bundle).chain(beginnings(&world.bundle));
    for bytes in changed.chain(rearrangements(&world.bundle)) {
        let refusal = roots.after(&bytes).expect_err("a bundle that was changed counts");
        reasons.count(match refusal {
            BundleRefusal::Malformed(_) => "malformed".into(),
            other => format!("{other:?}"),
        });
    }
    assert!(reasons.show("a trust bundle") > world.bundle.len() * 9);
}

#[test]
fn a_snapshot_with_any_bit_changed_is_never_acceptable() {
    let (world, mut reasons) = (World::get(), Reasons::default());
    let bundle = world.trust.bundle().expect("a bundle is held");
    let changed = with_each_bit_changed(&world.snapshot).chain(beginnings(&world.snapshot));
    for bytes in changed.chain(rearrangements(&world.snapshot)) {
        let refusal = Snapshot::accept(&bytes, bundle, NOW).expect_err("a snapshot that was changed counts");
        reasons.count(match refusal {
            SnapshotRefusal::Malformed(_) => "malformed".into(),
            other => format!("{other:?}"),
        });
    }
    assert!(reasons.show("a snapshot") > world.snapshot.len() * 9);
}

#[test]
fn an_order_with_any_bit_changed_is_never_in_force() {
    let (world, mut reasons) = (World::get(), Reasons::default());
    let bundle = world.trust.bundle().expect("a bundle is held");
    let whole = UnverifiedOrder::decode(&world.order).expect("it was drafted");
    assert!(whole.verify(bundle, NOW).is_ok());
    let changed = with_each_bit_changed(&world.order).chain(beginnings(&world.order));
    for bytes in changed.chain(rearrangements(&world.order)) {
        let reason = match UnverifiedOrder::decode(&bytes) {
            Err(_) => "malformed",
            Ok(order) => order.verify(bundle, NOW).expect_err("an order that was changed is in force").code(),
        };
        reasons.count(reason);
    }
    assert!(reasons.show("an order") > world.order.len() * 9);
}
