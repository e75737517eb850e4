//! Processor time of one verification by code in the function `verify`, as Lambda runs it: the event's text in, the
//! answer's text out. `cargo bench --manifest-path bench/Cargo.toml --bench handler`; what came out stands in
//! docs/BENCHMARKS.md.
//!
//! The handler, the AWS SDK and its connections have a runtime of one thread, and it is that thread's processor time
//! that is counted, the kernel's share included. The stores and the rest of the service run in other threads.

#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark, with a service of its own")]

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use aws::Aws;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use edge::{Function, LogSink};
use jiff::{Timestamp, civil::Date};
use license::{division::Division, kind::Kind, verified::VerifiedLeaf};
use lifecycle::{error::Fault, port::Verifications};
use local::cli::SealKey;
use rustix::time::{ClockId, clock_gettime};
use seal::Algorithm;
use serde_json::{Value, json};
use tokio::runtime::Runtime;

// the keys are those of the seal's own tests; no crate may hold them but for tests
#[path = "../../../shared/seal/src/ses/samples.rs"]
#[allow(dead_code, reason = "the tests of the seal itself use more of it")]
mod office;
mod service;

use service::{License, Running};

const TIMES: usize = 2000;
const WARM_UP: usize = 200;

fn main() {
    let bare = bare_of_aws_lc_rs();
    println!("{:<72} {:>9} {:>7}", "processor time, median", "µs", "× bare");
    tell("a bare P-256 verification of aws-lc-rs", bare, bare);
    for (name, key) in [("SM2", SealKey::Sm2), ("P-256", SealKey::P256)] {
        handler(name, key, bare);
    }
}

fn handler(name: &str, key: SealKey, bare: Duration) {
    let running = Running::start(key);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let shown = runtime.block_on(License::issued(&running));
    let altered = altered(&shown.code);
    for (counted, count) in [(true, "counted"), (false, "count left out")] {
        let function = runtime.block_on(function(&running.aws, counted));
        let measure = |what: &str, code: &str, wanted: u64| {
            let event = event(code);
            let took = median(|| assert_eq!(answered(&runtime, &function, &event), wanted));
            tell(&format!("{name}: {what}, {count}"), took, bare);
        };
        measure("handler, with the look-up", &shown.code, 0);
        measure("handler, without it (altered signature)", &altered, 5);
        measure("handler, neither look-up nor signature (no code)", "HTTPS://X/#12", 5);
    }
    by_lists(name, &shown, bare);
}

/// The same code judged by the lists that the service published.
fn by_lists(name: &str, shown: &License, bare: Duration) {
    let (lists, now) = (shown.lists(), Timestamp::now());
    assert_eq!(verifier::judge(&shown.code, &lists, now).verdict, verifier::Verdict::Valid);
    let took = median(|| drop(verifier::judge(black_box(&shown.code), &lists, now)));
    tell(&format!("{name}: judged by open lists alone"), took, bare);
    tell(
        &format!("{name}: the lists opened (trust list and {})", shown.status.len()),
        median(|| drop(shown.lists())),
        bare,
    );
}

async fn function(aws: &Aws, counted: bool) -> Function {
    let mut verify = aws.verify().await.unwrap();
    if !counted {
        verify.verifications = Arc::new(Uncounted);
    }
    verify::function(verify, aws.index().await.unwrap()).log(Arc::new(Nowhere))
}

/// The code of GB/T 36906 in the answer.
fn answered(runtime: &Runtime, function: &Function, event: &str) -> u64 {
    let event: Value = serde_json::from_str(event).unwrap();
    let answer = runtime.block_on(function.handle(event)).unwrap();
    let answer = black_box(answer.to_string());
    let answer: Value = serde_json::from_str(&answer).unwrap();
    serde_json::from_str::<Value>(answer["body"].as_str().unwrap()).unwrap()["code"].as_u64().unwrap()
}

fn event(code: &str) -> String {
    let mut event: Value = serde_json::from_str(include_str!("../../../tests/testdata/events/http-api.json")).unwrap();
    let path = "/v1/public/verifications";
    event["rawPath"] = path.into();
    event["rawQueryString"] = "".into();
    event["routeKey"] = format!("POST {path}").into();
    event["headers"]["content-type"] = "application/json".into();
    event["requestContext"]["http"]["path"] = path.into();
    event["requestContext"].as_object_mut().unwrap().remove("authorizer");
    event["body"] = json!({ "code": code }).to_string().into();
    event.to_string()
}

/// The last digit changed: a signature that does not hold.
fn altered(code: &str) -> String {
    let (most, last) = code.split_at(code.len() - 1);
    format!("{most}{}", if last == "1" { 2 } else { 1 })
}

fn bare_of_aws_lc_rs() -> Duration {
    let key = office::TestKey::new(Algorithm::EcdsaP256Sha256, 7);
    let message = [7; 83];
    let signature = key.sign(&seal::digest_for(&key.public(), &message)).to_bytes();
    let public = key.public();
    let point = public.spki_der().last_chunk::<65>().unwrap();
    median(|| UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, black_box(point)).verify(&message, &signature).unwrap())
}

fn median(mut work: impl FnMut()) -> Duration {
    (0..WARM_UP).for_each(|_| work());
    let mut took: Vec<Duration> = (0..TIMES)
        .map(|_| {
            let began = processor();
            work();
            processor() - began
        })
        .collect();
    took.sort();
    took[TIMES / 2]
}

/// What this thread has used.
fn processor() -> Duration {
    let used = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(used.tv_sec.try_into().unwrap(), used.tv_nsec.try_into().unwrap())
}

fn tell(what: &str, took: Duration, bare: Duration) {
    let times = took.as_secs_f64() / bare.as_secs_f64();
    println!("{what:<72} {:>9.1} {times:>7.1}", took.as_secs_f64() * 1e6);
}

/// Lambda's log is a pipe; here it is nothing.
struct Nowhere;

impl LogSink for Nowhere {
    fn write(&self, line: &str) {
        black_box(line);
    }
}

/// The counting of verifications left out, so that the one call to the store is the look-up.
struct Uncounted;

#[async_trait]
impl Verifications for Uncounted {
    async fn tally(&self, _sums: &[(VerifiedLeaf, i64)]) -> Result<(), Fault> {
        Ok(())
    }

    async fn tallied(
        &self,
        _of: Option<(Division, Kind)>,
        _from: Date,
        _until: Date,
    ) -> Result<Vec<(VerifiedLeaf, i64)>, Fault> {
        Ok(vec![])
    }
}
