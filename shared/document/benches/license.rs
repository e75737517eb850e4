//! What one license costs: drawn, sealed, checked, copied. `cargo bench -p document`; what came out stands in
//! docs/BENCHMARKS.md. Each group has a baseline in the same run.

#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark, with inputs of its own making")]

use std::io::{Cursor, Write};

use divan::{Bencher, black_box};
use document::{CopyFor, CopyForm, DocumentInput, Package, PreparedOfd, SealOrder, Template};
use license::kind::Kind;
use seal::ses::Trust;
use seal::{Algorithm, Signature};
use zip::write::SimpleFileOptions;

// the office with its made-up keys is the seal's own sample; no crate may hold it but for tests
#[path = "../../seal/src/ses/samples.rs"]
#[allow(dead_code, reason = "the tests of the seal itself use more of it")]
mod office;

use office::{Office, noon, office};

#[global_allocator]
static ALLOCATOR: divan::AllocProfiler = divan::AllocProfiler::system();

const KINDS: [&str; 3] = ["008", "013", "071"];
const ALGORITHMS: [Algorithm; 2] = [Algorithm::Sm2Sm3, Algorithm::EcdsaP256Sha256];

const VIEWING: CopyFor = CopyFor::Viewing { made_at: jiff::Timestamp::UNIX_EPOCH, standing: None };
const MESSAGE: &[u8] = b"a license code or the digest of a certificate";

fn main() {
    divan::main();
}

fn input(kind: &str) -> DocumentInput {
    document::sample(Template::of(Kind::parse(kind).unwrap(), 1).unwrap())
}

fn prepared(package: Package, office: &Office) -> PreparedOfd {
    let place = Template::of(Kind::VehicleCertificate, 1).unwrap().seal_place();
    let order = SealOrder { seal: &office.seal, signer: &office.signer, place, signed_at: noon() };
    document::prepare(package, &order).unwrap()
}

fn signed(prepared: &PreparedOfd, office: &Office) -> Signature {
    office.signer_key.sign(&prepared.digest())
}

fn sealed(kind: &str, office: &Office) -> Vec<u8> {
    let prepared = prepared(document::render(&input(kind)).unwrap(), office);
    let signature = signed(&prepared, office);
    prepared.complete(&signature).unwrap()
}

/// Laid out, the font cut down, written: the files of the OFD before its seal.
#[divan::bench(args = KINDS)]
fn draw_ofd(bencher: Bencher, kind: &str) {
    let input = input(kind);
    bencher.bench_local(|| document::render(black_box(&input)).unwrap());
}

/// The plain way: the whole font goes into the package.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn baseline_whole_font_deflated(bencher: Bencher) {
    let font = include_bytes!("../data/NotoSerifSC-Regular.ttf");
    bencher.bench_local(|| {
        let mut zip = zip::ZipWriter::new(Cursor::new(vec![]));
        zip.start_file("font.ttf", SimpleFileOptions::default()).unwrap();
        zip.write_all(black_box(font)).unwrap();
        zip.finish().unwrap().into_inner().len()
    });
}

/// Everything that is sealed but the signature, which KMS makes.
#[divan::bench(args = ALGORITHMS)]
fn seal_prepare(bencher: Bencher, algorithm: Algorithm) {
    let (office, package) = (office(algorithm, 20), document::render(&input("013")).unwrap());
    bencher.with_inputs(|| package.clone()).bench_local_values(|package| prepared(package, &office));
}

/// The signature put in, the files packed, and all of it read back and checked.
#[divan::bench(args = ALGORITHMS)]
fn seal_complete(bencher: Bencher, algorithm: Algorithm) {
    let (office, package) = (office(algorithm, 20), document::render(&input("013")).unwrap());
    let prepared = prepared(package, &office);
    let signature = signed(&prepared, &office);
    bencher.with_inputs(|| prepared.clone()).bench_local_values(|prepared| prepared.complete(&signature).unwrap());
}

/// One signature checked: three are in every sealed file and its signer's certificate.
#[divan::bench(args = ALGORITHMS)]
fn baseline_one_signature_checked(bencher: Bencher, algorithm: Algorithm) {
    let office = office(algorithm, 20);
    let key = office.signer.key();
    let signature = office.signer_key.sign(&seal::digest_for(key, MESSAGE));
    bencher.bench_local(|| key.verify(black_box(MESSAGE), &signature).is_ok());
}

#[divan::bench(args = ALGORITHMS)]
fn verify_file(bencher: Bencher, algorithm: Algorithm) {
    let office = office(algorithm, 20);
    let (file, trust) = (sealed("013", &office), Trust::new([office.authority.clone()]));
    bencher.bench_local(|| document::verify(black_box(&file), &trust, noon()).code());
}

#[divan::bench(args = KINDS)]
fn copy_pdf(bencher: Bencher, kind: &str) {
    let file = sealed(kind, &office(Algorithm::Sm2Sm3, 20));
    bencher.bench_local(|| document::copy(black_box(&file), CopyForm::Pdf, &VIEWING).unwrap());
}

#[divan::bench(args = KINDS, sample_count = 20)]
fn copy_png(bencher: Bencher, kind: &str) {
    let file = sealed(kind, &office(Algorithm::Sm2Sm3, 20));
    bencher.bench_local(|| document::copy(black_box(&file), CopyForm::Png, &VIEWING).unwrap());
}

/// An empty page of the same size, encoded: what a PNG costs before anything is drawn on it.
#[divan::bench(sample_count = 20)]
fn baseline_empty_png(bencher: Bencher) {
    bencher.bench_local(|| {
        let mut bytes = vec![];
        let mut encoder = png::Encoder::new(&mut bytes, 1754, 1241);
        encoder.set_color(png::ColorType::Rgb);
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(black_box(&vec![255; 1754 * 1241 * 3])).unwrap();
        writer.finish().unwrap();
        bytes.len()
    });
}
