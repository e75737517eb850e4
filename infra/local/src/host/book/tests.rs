//! Visibility, receive counts, dead letters and replay, through restarts; the hours are moved by hand.

use super::{Book, Place, RetryPolicy};

const POLICY: RetryPolicy =
    RetryPolicy { visibility_ms: 30_000, receives_max: 3, backoff_ms: 100, backoff_ms_max: 250 };

fn book() -> (tempfile::TempDir, Book) {
    let folder = tempfile::tempdir().unwrap();
    let book = Book::open(folder.path()).unwrap();
    (folder, book)
}

fn place<'a>(subscriber: &'a str, shard: &'a str, sequence: &'a str) -> Place<'a> {
    Place { subscriber, shard, sequence }
}

fn bodies(book: &Book, max: u32, now_ms: i64) -> Vec<String> {
    let received = book.receive("issue", max, &POLICY, now_ms).unwrap();
    received.into_iter().map(|message| message.body).collect()
}

#[test]
fn a_received_message_is_hidden_until_its_time() {
    let (_folder, book) = book();
    for body in ["a", "b", "c"] {
        book.send("issue", body, 0).unwrap();
    }
    book.send("other", "d", 0).unwrap();
    assert_eq!(bodies(&book, 2, 0), ["a", "b"]);
    assert_eq!(bodies(&book, 10, 0), ["c"]);
    assert_eq!(bodies(&book, 10, 29_999), Vec::<String>::new());
    assert_eq!(book.next_visible_ms("issue").unwrap(), Some(30_000));
    let again = book.receive("issue", 10, &POLICY, 30_000).unwrap();
    assert_eq!(again.len(), 3);
    assert!(again.iter().all(|message| message.receives == 2 && message.first_received_ms == 0));
    book.delete(&again[0]).unwrap();
    assert_eq!(bodies(&book, 10, 60_000), ["b", "c"]);
}

#[test]
fn a_failure_waits_longer_each_time_and_ends_as_a_dead_letter() {
    let (_folder, book) = book();
    book.send("issue", "a", 0).unwrap();
    for (now_ms, visible_ms) in [(0, Some(100)), (100, Some(300)), (300, None)] {
        assert!(bodies(&book, 1, now_ms - 1).is_empty());
        let message = book.receive("issue", 1, &POLICY, now_ms).unwrap().remove(0);
        book.give_back(&message, "no seal key", &POLICY, now_ms).unwrap();
        assert_eq!(book.next_visible_ms("issue").unwrap(), visible_ms);
    }
    assert!(bodies(&book, 1, 1_000_000).is_empty());
    let state = book.queues().unwrap().remove(0);
    assert_eq!((state.waiting, state.dead), (0, 1));
    assert_eq!(state.reason.as_deref(), Some("no seal key"));

    assert_eq!(book.replay("other", 2_000_000).unwrap(), 0);
    assert_eq!(book.replay("issue", 2_000_000).unwrap(), 1);
    let replayed = book.receive("issue", 1, &POLICY, 2_000_000).unwrap().remove(0);
    assert_eq!((replayed.body.as_str(), replayed.receives), ("a", 1));
}

#[test]
fn a_message_that_kills_its_worker_ends_as_a_dead_letter() {
    let (folder, mut book) = book();
    book.send("issue", "a", 0).unwrap();
    for _ in 0..3 {
        assert_eq!(bodies(&book, 1, 10).len(), 1);
        book = Book::open(folder.path()).unwrap();
        assert!(bodies(&book, 1, 10).is_empty());
        book.show_all(10).unwrap();
    }
    assert!(bodies(&book, 1, 10).is_empty());
    assert_eq!(book.queues().unwrap()[0].dead, 1);
}

#[test]
fn the_wait_is_bounded() {
    let cases = [(0, 100), (1, 100), (2, 200), (3, 250), (64, 250), (u32::MAX, 250)];
    for (tries, wait_ms) in cases {
        assert_eq!(POLICY.wait_ms(tries), wait_ms, "{tries}");
    }
}

#[test]
fn a_pipe_queues_and_moves_on_together() {
    let (folder, book) = book();
    assert_eq!(book.position("p", "s").unwrap(), None);
    book.pipe(place("p", "s", "12"), "issue", &["a".to_owned(), "b".to_owned()], 0).unwrap();
    book.pipe(place("p", "s", "19"), "issue", &[], 0).unwrap();
    let book = Book::open(folder.path()).unwrap();
    assert_eq!(book.position("p", "s").unwrap().as_deref(), Some("19"));
    assert_eq!(book.position("p", "t").unwrap(), None);
    assert_eq!(bodies(&book, 10, 0), ["a", "b"]);
}

#[test]
fn failures_are_counted_for_the_record_at_hand() {
    let (folder, book) = book();
    assert_eq!(book.count_failure(place("statistics", "s", "5")).unwrap(), 1);
    let book_again = Book::open(folder.path()).unwrap();
    assert_eq!(book_again.count_failure(place("statistics", "s", "5")).unwrap(), 2);
    assert_eq!(book.count_failure(place("statistics", "s", "6")).unwrap(), 1);
    assert!(book.has_failed("statistics", "s").unwrap());
    book.save_position(place("statistics", "s", "6")).unwrap();
    assert!(!book.has_failed("statistics", "s").unwrap());
    book.pass_over(place("statistics", "s", "7"), "{}", "poison", 0).unwrap();
    assert_eq!(book.position("statistics", "s").unwrap().as_deref(), Some("7"));
    assert_eq!(book.queues().unwrap()[0].dead, 1);
}

#[test]
fn an_intent_ends_in_an_event_or_in_nothing() {
    let (folder, book) = book();
    let (first, second) = (book.intend("uploads", "a").unwrap(), book.intend("uploads", "b").unwrap());
    let book = Book::open(folder.path()).unwrap();
    assert_eq!(book.intents().unwrap().len(), 2);
    assert_eq!(book.intent(second).unwrap().key, "b");
    book.settle(first, Some(("issue", "event")), 0).unwrap();
    book.settle(second, None, 0).unwrap();
    assert!(book.intents().unwrap().is_empty());
    assert_eq!(bodies(&book, 10, 0), ["event"]);
    assert!(book.intent(first).is_err());
}

#[test]
fn bodies_and_keys_are_not_printed() {
    let (_folder, book) = book();
    book.send("issue", "plate", 0).unwrap();
    let message = book.receive("issue", 1, &POLICY, 0).unwrap().remove(0);
    let id = book.intend("uploads", "plate").unwrap();
    let printed = format!("{message:?} {:?}", book.intent(id).unwrap());
    assert!(!printed.contains("plate"), "{printed}");
}
