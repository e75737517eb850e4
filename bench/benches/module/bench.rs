//! The verifier as the officers' page has it, a WebAssembly module in V8, beside the same requests to the same code built
//! for this machine. After `cargo run -- demo`: `cargo bench --manifest-path bench/Cargo.toml --bench module`; it needs `node`.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark, with files of the demonstration"
)]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use data_encoding::BASE64;
use jiff::{SignedDuration, Timestamp};
use seal::SignedStatusList;
use serde_json::{Map, Value, json};

/// Built with this benchmark: the pages, which it depends on by way of the local service, bring it.
const MODULE: &str = "bench/target/verifier-module/wasm32-unknown-unknown/browser/browser.wasm";
const KIND: &str = "demo-out/013";
const TIMES: usize = 200;

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let lists = lists(&root().join("demo-out/lists"));
    println!("{:<10} {:>12} {:>12} {:>12} {:>8}  verdict", "", "native, ms", "first, ms", "V8, ms", "ratio");
    for (name, bytes) in shown() {
        let mut request = lists.clone();
        request.insert(name.to_owned(), bytes);
        let request = serde_json::to_vec(&request).unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, &request).unwrap();
        let (native, verdict) = native(&request);
        let [first, median] = in_v8(&path);
        println!("{name:<10} {native:>12.3} {first:>12.3} {median:>12.3} {:>8.1}  {verdict}", median / native);
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// What one may show: a code, a photograph of it, the file.
fn shown() -> [(&'static str, Value); 3] {
    let own = |name: &str| std::fs::read(root().join(KIND).join(name)).unwrap();
    let base64 = |bytes: Vec<u8>| Value::from(BASE64.encode(&bytes));
    let code = String::from_utf8(own("code.txt")).unwrap();
    [
        ("code", code.trim().into()),
        ("picture", base64(photograph(&own("code.png")))),
        ("file", base64(own("license.ofd"))),
    ]
}

/// Root, lists and a moment a minute after the newest of them.
fn lists(folder: &Path) -> Map<String, Value> {
    let read = |name: &str| std::fs::read(folder.join(name)).unwrap();
    let pem = String::from_utf8(read("root.pem")).unwrap();
    let der: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let status: Vec<Vec<u8>> = names.filter(|name| name.starts_with("status-210000")).map(|name| read(&name)).collect();
    let as_of = |list: &Vec<u8>| -> Timestamp { SignedStatusList::read(list).unwrap().unverified().unwrap().as_of };
    let now = status.iter().map(as_of).max().unwrap() + SignedDuration::from_mins(1);
    let status: Vec<String> = status.iter().map(|list| BASE64.encode(list)).collect();
    let lists = json!({ "root": der, "trust": BASE64.encode(&read("trust-list.bin")), "status": status, "now": now });
    lists.as_object().unwrap().clone()
}

/// Median, and what was answered.
fn native(request: &[u8]) -> (f64, String) {
    let answer: Value = serde_json::from_slice(&browser::answer(request)).unwrap();
    let mut took: Vec<Duration> = (0..TIMES)
        .map(|_| {
            let began = Instant::now();
            std::hint::black_box(browser::answer(std::hint::black_box(request)));
            began.elapsed()
        })
        .collect();
    took.sort();
    (took[TIMES / 2].as_secs_f64() * 1e3, answer["verdict"].as_str().unwrap_or("none").to_owned())
}

/// The first call's time, which compiles, and the median of the later ones.
fn in_v8(request: &Path) -> [f64; 2] {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/module/module.mjs");
    let told = Command::new("node").arg(script).arg(root().join(MODULE)).arg(request).arg(TIMES.to_string()).output();
    let told = told.unwrap();
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    serde_json::from_slice(&told.stdout).unwrap()
}

/// A frame of 1280 by 720 pixels: the code on a grey desk, turned by half a radian.
#[allow(clippy::as_conversions, reason = "pixels of a small picture")]
fn photograph(code: &[u8]) -> Vec<u8> {
    let (width, height, side) = (1280_u32, 720_u32, 420.0);
    let mut reader = png::Decoder::new(std::io::Cursor::new(code)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    let bits = usize::from(info.bit_depth as u8);
    let dark = |column: f64, row: f64| {
        let (x, y) = ((column * f64::from(info.width)) as usize, (row * f64::from(info.height)) as usize);
        let byte = pixels[y * info.line_size + x * bits / 8];
        (byte << (x * bits % 8)).leading_zeros() > 0
    };
    let (sine, cosine) = 0.5_f64.sin_cos();
    let pixel = |at: u32| {
        let (x, y) = (f64::from(at % width) - 640.0, f64::from(at / width) - 360.0);
        let (u, v) = ((x * cosine + y * sine) / side + 0.5, (y * cosine - x * sine) / side + 0.5);
        let inside = (0.0..1.0).contains(&u) && (0.0..1.0).contains(&v);
        if !inside {
            122
        } else if dark(u, v) {
            38
        } else {
            232
        }
    };
    let mut bytes = vec![];
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Grayscale);
    let picture: Vec<u8> = (0..width * height).map(pixel).collect();
    encoder.write_header().unwrap().write_image_data(&picture).unwrap();
    bytes
}
