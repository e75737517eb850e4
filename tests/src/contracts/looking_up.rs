//! Shares of look-ups, and what was verified how often.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use license::{caller::CallerId, caller::Role, division::Division, kind::Kind, verdict::Verdict, verified};
use lifecycle::port::{Clock, Draw, Drawn, Index, Limits, Verifications};
use verified::{VerifiedLeaf, Way};

use super::World;

fn draw(world: &World, whose: &CallerId, count: u32) -> Draw {
    let window = world.clock.now();
    Draw { whose: whose.clone(), window, ends: window + SignedDuration::from_mins(10), count, count_max: 30 }
}

async fn caller(world: &World, text: &str) -> CallerId {
    world.aws.index().await.unwrap().caller_id(text)
}

#[tokio::test]
async fn a_share_is_drawn_to_its_last_and_not_beyond() {
    let world = World::new().await;
    let limits = world.aws.limits();
    let (one, other) = (caller(&world, "address|192.0.2.1").await, caller(&world, "address|192.0.2.2").await);
    for (count, drawn) in
        [(10, Drawn::Within), (21, Drawn::Over), (20, Drawn::Within), (1, Drawn::Over), (31, Drawn::Over)]
    {
        assert_eq!(limits.draw(&draw(&world, &one, count)).await, Ok(drawn), "{count}");
    }
    assert_eq!(limits.draw(&draw(&world, &other, 30)).await, Ok(Drawn::Within), "another's share is its own");
    let later = Draw { window: world.clock.now() + SignedDuration::from_mins(10), ..draw(&world, &one, 30) };
    assert_eq!(limits.draw(&later).await, Ok(Drawn::Within), "and so is the next window");
}

#[tokio::test]
async fn draws_at_once_never_pass_the_share_together() {
    let world = World::new().await;
    let whose = caller(&world, "officer|sub-1").await;
    let (one, other) = (world.aws.limits(), world.other_process().await.limits());
    let draw = draw(&world, &whose, 7);
    let draws = (0..10).map(|n| if n % 2 == 0 { one.draw(&draw) } else { other.draw(&draw) });
    let drawn = futures::future::join_all(draws).await;
    assert_eq!(drawn.iter().filter(|drawn| **drawn == Ok(Drawn::Within)).count(), 4, "{drawn:?}");
}

#[tokio::test]
async fn a_share_names_nobody_and_goes() {
    let world = World::new().await;
    let whose = caller(&world, "address|192.0.2.1").await;
    world.clock.turn(SignedDuration::from_hours(-48));
    world.aws.limits().draw(&draw(&world, &whose, 1)).await.unwrap();
    let scan = world.stores.dynamodb().scan().table_name(local::stores::COUNTS_TABLE).send().await.unwrap();
    assert!(!format!("{:?}", scan.items()).contains("192.0.2"), "{:?}", scan.items());
    assert_eq!(world.stores.sweep_expired().unwrap(), 1);
}

#[tokio::test]
async fn what_was_verified_adds_up_by_city_kind_and_day() {
    let world = World::new().await;
    let counts = world.aws.verifications();
    let city = Division::parse("210100").unwrap();
    let of =
        |found, day: &str| VerifiedLeaf::of(found, day.parse().unwrap(), (Role::Public, Way::Code, Verdict::Valid));
    let found = Some((city, Kind::VehicleCertificate));
    let sums = [(of(found, "2026-11-24"), 2), (of(found, "2026-11-25"), 1), (of(None, "2026-11-25"), 5)];
    counts.tally(&sums).await.unwrap();
    counts.tally(&sums[1..2]).await.unwrap();
    let read = async |of, from: &str, until: &str| {
        let sums = counts.tallied(of, from.parse().unwrap(), until.parse().unwrap()).await.unwrap();
        sums.into_iter().map(|(leaf, n)| (format!("{} {}", leaf.day, leaf.measure), n)).collect::<BTreeMap<_, _>>()
    };
    let measure = "verified.public.code.valid";
    let expected = [(format!("2026-11-24 {measure}"), 2), (format!("2026-11-25 {measure}"), 2)];
    assert_eq!(read(found, "2026-11-24", "2026-11-25").await, expected.into());
    assert_eq!(read(found, "2026-11-26", "2026-11-30").await, BTreeMap::new());
    assert_eq!(read(None, "2026-11-01", "2026-11-30").await, [(format!("2026-11-25 {measure}"), 5)].into());
    assert_eq!(read(Some((city, Kind::BusinessLicense)), "2026-11-01", "2026-11-30").await, BTreeMap::new());
}
