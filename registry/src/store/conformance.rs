//! What every store must do: one suite, run against each (architecture: ports are defined by promise).

use crate::store::StoreError;
use crate::store::port::{Changes, CommitNumber, Pair, Store, Table};
use crate::store::schema::{ENTRIES, HEADS};

/// Opens an empty store; called again it opens the same one.
pub(super) trait Opener {
    fn open(&self) -> Box<dyn Store>;
}

impl<F: Fn() -> Box<dyn Store>> Opener for F {
    fn open(&self) -> Box<dyn Store> {
        self()
    }
}

/// A promise, checked on a store of its own.
type Part = fn(&dyn Opener);

/// Runs the suite; each part has a store of its own.
pub(super) fn run(mut new: impl FnMut() -> Box<dyn Opener>) {
    let parts: [(&str, Part); 10] = [
        ("an empty store has had no commit", is_empty),
        ("what is committed is there, after opening again too", keeps),
        ("a commit after another one than the last is refused and writes nothing", compares_and_swaps),
        ("what is immutable stays, and the commit is refused whole", keeps_what_is_immutable),
        ("what may be replaced may be taken away, and what is immutable may not", takes_away),
        ("the same value written again is no change", takes_the_same_again),
        ("a state read before a commit does not see it", reads_one_commit),
        ("ranges are ascending, end before their end, and stop at their limit", ranges),
        ("many values come in the order asked", many),
        ("a copy gets the number of the commit it is a copy of", gets_a_number),
    ];
    for (promise, check) in parts {
        println!("{promise}");
        check(new().as_ref());
    }
}

fn changes(pairs: &[(Table, &[u8], &[u8])]) -> Changes {
    let mut changes = Changes::default();
    pairs.iter().for_each(|(table, key, value)| changes.put(*table, key.to_vec(), value.to_vec()));
    changes
}

fn pair(key: &[u8], value: &[u8]) -> Pair {
    (key.into(), value.into())
}

fn is_empty(opener: &dyn Opener) {
    let store = opener.open();
    let state = store.read().unwrap();
    assert_eq!(state.number(), CommitNumber(0));
    assert_eq!(state.get(HEADS, b"a").unwrap(), None);
    assert_eq!(state.last(HEADS, b"a"..b"z").unwrap(), None);
}

fn keeps(opener: &dyn Opener) {
    let store = opener.open();
    let number = store.commit(CommitNumber(0), &changes(&[(HEADS, b"a", b"1"), (ENTRIES, b"", b"")])).unwrap();
    assert_eq!(number, CommitNumber(1));
    store.commit(number, &changes(&[(HEADS, b"a", b"2")])).unwrap();
    drop(store);
    let store = opener.open();
    let state = store.read().unwrap();
    assert_eq!(state.number(), CommitNumber(2));
    assert_eq!(state.get(HEADS, b"a").unwrap().unwrap(), b"2");
    assert_eq!(state.get(ENTRIES, b"").unwrap().unwrap(), b"");
}

fn compares_and_swaps(opener: &dyn Opener) {
    let store = opener.open();
    let first = store.commit(CommitNumber(0), &changes(&[(HEADS, b"a", b"1")])).unwrap();
    for wrong in [CommitNumber(0), CommitNumber(2)] {
        let refused = store.commit(wrong, &changes(&[(HEADS, b"a", b"2"), (HEADS, b"b", b"2")]));
        assert!(matches!(refused, Err(StoreError::Overtaken)), "{refused:?}");
    }
    let state = store.read().unwrap();
    assert_eq!((state.number(), state.get(HEADS, b"a").unwrap()), (first, Some(b"1".to_vec())));
    assert_eq!(state.get(HEADS, b"b").unwrap(), None);
}

fn keeps_what_is_immutable(opener: &dyn Opener) {
    let store = opener.open();
    let first = store.commit(CommitNumber(0), &changes(&[(ENTRIES, b"a", b"1")])).unwrap();
    let refused = store.commit(first, &changes(&[(HEADS, b"a", b"2"), (ENTRIES, b"a", b"2"), (ENTRIES, b"b", b"2")]));
    assert!(matches!(refused, Err(StoreError::Immutable("entries"))), "{refused:?}");
    let state = store.read().unwrap();
    assert_eq!((state.number(), state.get(ENTRIES, b"a").unwrap()), (first, Some(b"1".to_vec())));
    assert_eq!((state.get(HEADS, b"a").unwrap(), state.get(ENTRIES, b"b").unwrap()), (None, None));
    drop(state);
    store.commit(first, &changes(&[(ENTRIES, b"b", b"3")])).unwrap();
}

fn takes_away(opener: &dyn Opener) {
    let store = opener.open();
    let pairs = changes(&[(HEADS, b"a", b"1"), (HEADS, b"b", b"1"), (ENTRIES, b"a", b"1")]);
    let first = store.commit(CommitNumber(0), &pairs).unwrap();
    let mut taking = changes(&[(HEADS, b"c", b"1")]);
    taking.remove(HEADS, b"a".to_vec());
    taking.remove(HEADS, b"never there".to_vec());
    let second = store.commit(first, &taking).unwrap();
    let mut refused = changes(&[(HEADS, b"d", b"1")]);
    refused.remove(ENTRIES, b"a".to_vec());
    let refused = store.commit(second, &refused);
    assert!(matches!(refused, Err(StoreError::Immutable("entries"))), "{refused:?}");
    drop(store);
    let store = opener.open();
    let state = store.read().unwrap();
    assert_eq!(state.range(HEADS, b"a"..b"z", 9).unwrap(), [pair(b"b", b"1"), pair(b"c", b"1")]);
    assert_eq!(state.get(ENTRIES, b"a").unwrap().unwrap(), b"1");
}

fn takes_the_same_again(opener: &dyn Opener) {
    let store = opener.open();
    let first = store.commit(CommitNumber(0), &changes(&[(ENTRIES, b"a", b"1")])).unwrap();
    store.commit(first, &changes(&[(ENTRIES, b"a", b"1")])).unwrap();
}

fn reads_one_commit(opener: &dyn Opener) {
    let store = opener.open();
    let first = store.commit(CommitNumber(0), &changes(&[(HEADS, b"a", b"1")])).unwrap();
    let before = store.read().unwrap();
    assert_eq!(before.number(), first);
    store.commit(first, &changes(&[(HEADS, b"a", b"2"), (HEADS, b"b", b"2")])).unwrap();
    assert_eq!(before.number(), first);
    assert_eq!(before.get(HEADS, b"a").unwrap().unwrap(), b"1");
    assert_eq!(before.range(HEADS, b"a"..b"z", 9).unwrap(), [pair(b"a", b"1")]);
    assert_eq!(store.read().unwrap().get(HEADS, b"b").unwrap().unwrap(), b"2");
}

fn ranges(opener: &dyn Opener) {
    let store = opener.open();
    let keys: [&[u8]; 6] = [b"b", b"a", b"ab", b"\xff\xff", b"c", b""];
    let pairs = keys.map(|key| (ENTRIES, key, key));
    store.commit(CommitNumber(0), &changes(&pairs)).unwrap();
    let state = store.read().unwrap();
    let range = |from: &[u8], until: &[u8], limit| -> Vec<Vec<u8>> {
        state.range(ENTRIES, from..until, limit).unwrap().into_iter().map(|(key, _)| key).collect()
    };
    assert_eq!(range(b"a", b"c", 9), [b"a".to_vec(), b"ab".to_vec(), b"b".to_vec()]);
    assert_eq!(range(b"a", b"c", 2), [b"a".to_vec(), b"ab".to_vec()]);
    assert_eq!(range(b"", b"\xff\xff\xff", 9).len(), 6);
    for (from, until) in [(&b"c"[..], &b"a"[..]), (b"b", b"b"), (b"d", b"e")] {
        assert!(range(from, until, 9).is_empty());
        assert_eq!(state.last(ENTRIES, from..until).unwrap(), None);
    }
    assert_eq!(state.last(ENTRIES, b"a"..b"c").unwrap(), Some(pair(b"b", b"b")));
    assert_eq!(state.last(ENTRIES, b"a"..b"b\0").unwrap(), Some(pair(b"b", b"b")));
}

fn many(opener: &dyn Opener) {
    let store = opener.open();
    store.commit(CommitNumber(0), &changes(&[(HEADS, b"a", b"1"), (HEADS, b"b", b"2")])).unwrap();
    let state = store.read().unwrap();
    let keys = [b"b".to_vec(), b"x".to_vec(), b"a".to_vec(), b"b".to_vec()];
    let found = state.get_many(HEADS, &keys).unwrap();
    assert_eq!(found, [Some(b"2".to_vec()), None, Some(b"1".to_vec()), Some(b"2".to_vec())]);
    assert!(state.get_many(HEADS, &[]).unwrap().is_empty());
    let ranges = [b"b".to_vec()..b"z".to_vec(), b"z".to_vec()..b"a".to_vec(), b"a".to_vec()..b"z".to_vec()];
    let found = state.ranges(HEADS, &ranges, 9).unwrap();
    assert_eq!(found, [vec![pair(b"b", b"2")], vec![], vec![pair(b"a", b"1"), pair(b"b", b"2")]]);
    assert_eq!(state.ranges(HEADS, &ranges, 1).unwrap()[2], [pair(b"a", b"1")]);
    assert!(state.ranges(HEADS, &[], 9).unwrap().is_empty());
}

fn gets_a_number(opener: &dyn Opener) {
    let store = opener.open();
    let first = store.commit(CommitNumber(0), &changes(&[(HEADS, b"a", b"1")])).unwrap();
    let refused = store.commit_as(CommitNumber(0), CommitNumber(70), &changes(&[(HEADS, b"a", b"2")]));
    assert!(matches!(refused, Err(StoreError::Overtaken)), "{refused:?}");
    store.commit_as(first, CommitNumber(70), &changes(&[(HEADS, b"a", b"3")])).unwrap();
    drop(store);
    let store = opener.open();
    let state = store.read().unwrap();
    assert_eq!((state.number(), state.get(HEADS, b"a").unwrap().unwrap()), (CommitNumber(70), b"3".to_vec()));
    drop(state);
    assert_eq!(store.commit(CommitNumber(70), &changes(&[(HEADS, b"a", b"4")])).unwrap(), CommitNumber(71));
}

#[test]
fn the_embedded_store_keeps_every_promise() {
    run(|| {
        let folder = tempfile::tempdir().unwrap();
        Box::new(move || {
            Box::new(super::embedded::Embedded::open(&folder.path().join("store")).unwrap()) as Box<dyn Store>
        })
    });
}

#[test]
fn the_twin_in_memory_keeps_every_promise() {
    run(|| {
        let store = super::memory::Memory::default();
        Box::new(move || Box::new(store.clone()) as Box<dyn Store>)
    });
}

#[test]
fn the_store_on_postgresql_keeps_every_promise() {
    run(|| {
        let database = hezheng_postgres_server::PostgresServer::shared().database();
        Box::new(move || Box::new(super::postgres::tests::elected(&database)) as Box<dyn Store>)
    });
}
