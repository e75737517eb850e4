//! What one verification costs: codes decoded and verified, a status list of two million made, verified and asked.
//! `cargo bench --manifest-path bench/Cargo.toml`; what came out stands in docs/BENCHMARKS.md. The baseline is a bare
//! verification of P-256 by aws-lc-rs in the same run.

#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark, with inputs of its own making")]

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use divan::{Bencher, black_box};
use seal::{Algorithm, List as _, PackedStates, ShownCode, SignedStatusList};

// the keys are those of the seal's own tests; no crate may hold them but for tests
#[path = "../../../shared/seal/src/ses/samples.rs"]
#[allow(dead_code, reason = "the tests of the seal itself use more of it")]
mod office;
mod samples;

use samples::{display_code, key, license_code, list, message, now, shards, sign};

#[global_allocator]
static ALLOCATOR: divan::AllocProfiler = divan::AllocProfiler::system();

const ALGORITHMS: [Algorithm; 2] = [Algorithm::Sm2Sm3, Algorithm::EcdsaP256Sha256];
/// Licenses of a province.
const LICENSES: u32 = 2_000_000;
const NAMED: [&str; 2] = ["1 % ended", "30 % not activated"];

fn main() {
    sizes();
    divan::main();
}

/// Bytes are no measure of time: they are printed once.
fn sizes() {
    for name in NAMED {
        let whole = signed(name).len();
        let shards: Vec<usize> = shards(LICENSES).map(|count| signed_list(name, count).len()).collect();
        let (largest, all) = (shards.iter().max().unwrap(), shards.iter().sum::<usize>());
        println!("{LICENSES} licenses, {name}: {whole} bytes; 15 shards: largest {largest}, together {all}");
    }
}

fn signed(name: &str) -> Vec<u8> {
    signed_list(name, LICENSES)
}

fn signed_list(name: &str, count: u32) -> Vec<u8> {
    let key = key(Algorithm::Sm2Sm3);
    let message = list(name, count).to_bytes().unwrap();
    SignedStatusList::complete(&message, &sign(&key, &message), &key.public()).unwrap()
}

/// The baseline: nothing decoded, nothing judged.
#[divan::bench]
fn bare_p256_of_aws_lc_rs(bencher: Bencher) {
    let key = key(Algorithm::EcdsaP256Sha256);
    let signature = sign(&key, message()).to_bytes();
    let public = key.public();
    let point = public.spki_der().last_chunk::<65>().unwrap();
    bencher.bench_local(|| {
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, black_box(point))
            .verify(black_box(message()), &signature)
            .unwrap();
    });
}

/// The same, with the library that is used.
#[divan::bench(args = ALGORITHMS)]
fn bare_signature(bencher: Bencher, algorithm: Algorithm) {
    let key = key(algorithm);
    let (public, signature) = (key.public(), sign(&key, message()));
    bencher.bench_local(|| public.verify(black_box(message()), black_box(&signature)).unwrap());
}

#[divan::bench(args = ALGORITHMS)]
fn license_code_decoded(bencher: Bencher, algorithm: Algorithm) {
    let text = license_code(&key(algorithm));
    bencher.bench_local(|| seal::read(black_box(&text)).unwrap());
}

#[divan::bench(args = ALGORITHMS)]
fn license_code_decoded_and_verified(bencher: Bencher, algorithm: Algorithm) {
    let key = key(algorithm);
    let (text, public) = (license_code(&key), key.public());
    bencher.bench_local(|| match seal::read(black_box(&text)).unwrap() {
        ShownCode::License(code) => code.verify(&public).unwrap().issuer_number,
        ShownCode::Display(_) => 0,
    });
}

#[divan::bench(args = ALGORITHMS)]
fn display_code_decoded(bencher: Bencher, algorithm: Algorithm) {
    let text = display_code(&key(algorithm));
    bencher.bench_local(|| seal::read(black_box(&text)).unwrap());
}

#[divan::bench(args = ALGORITHMS)]
fn display_code_decoded_and_verified(bencher: Bencher, algorithm: Algorithm) {
    let key = key(algorithm);
    let (text, public) = (display_code(&key), key.public());
    bencher.bench_local(|| match seal::read(black_box(&text)).unwrap() {
        ShownCode::Display(code) => code.verify(&public, now()).unwrap().0.issuer_number,
        ShownCode::License(_) => 0,
    });
}

/// A key as it stands in the trust list, made ready to check with.
#[divan::bench(args = ALGORITHMS)]
fn public_key_read(bencher: Bencher, algorithm: Algorithm) {
    let spki = key(algorithm).public().spki_der().to_vec();
    bencher.bench_local(|| seal::PublicKey::from_spki_der(black_box(&spki)).unwrap());
}

/// Two million states put at their places.
#[divan::bench(args = NAMED)]
fn list_built(bencher: Bencher, name: &str) {
    bencher.bench_local(|| list(black_box(name), LICENSES));
}

/// Written and compressed, up to what is signed.
#[divan::bench(args = NAMED)]
fn list_compressed(bencher: Bencher, name: &str) {
    let list = list(name, LICENSES);
    bencher.bench_local(|| black_box(&list).to_bytes().unwrap());
}

/// Read, its signature checked, inflated.
#[divan::bench(args = NAMED)]
fn list_verified(bencher: Bencher, name: &str) {
    let (bytes, public) = (signed(name), key(Algorithm::Sm2Sm3).public());
    bencher.bench_local(|| SignedStatusList::read(black_box(&bytes)).unwrap().verify(&public).unwrap());
}

/// One license asked for, of a list that is open; a thousand at once, for one is below the clock.
#[divan::bench(args = NAMED)]
fn thousand_places_looked_up(bencher: Bencher, name: &str) {
    let list = list(name, LICENSES);
    bencher.bench_local(|| (0..1000_u32).filter(|place| list.state(black_box(place * 1999)).is_some()).count());
}

/// Empty states of two million: what building costs without putting anything.
#[divan::bench]
fn empty_states() -> PackedStates {
    PackedStates::new(black_box(LICENSES)).unwrap()
}
