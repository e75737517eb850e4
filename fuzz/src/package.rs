//! An OFD package: what is opened is within the bounds, and opens the same when it is packed anew.

use super::samples::zipped;

/// # Panics
/// Where the promise is broken.
pub fn run(data: &[u8]) {
    let Ok(opened) = document::read(data) else {
        return;
    };
    assert!(opened.files.len() <= document::ENTRIES_MAX);
    let inflated: usize = opened.files.iter().map(|file| file.bytes.len()).sum();
    assert!(inflated <= document::INFLATED_BYTES_MAX);
    let mut paths: Vec<String> = opened.files.iter().map(|file| file.path.to_ascii_lowercase()).collect();
    for path in &paths {
        assert!(path.split('/').all(|part| !matches!(part, "" | "." | "..")), "a path leaves the package");
    }
    paths.sort();
    assert!(paths.windows(2).all(|pair| pair[0] != pair[1]), "two files of one path");
    assert!(
        document::read(&zipped(&opened.files)).is_ok_and(|again| again == opened),
        "packed anew it reads otherwise"
    );
}
