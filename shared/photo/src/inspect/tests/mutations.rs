use proptest::prelude::*;

use super::*;

fn valid_files() -> Vec<Vec<u8>> {
    let turned = with_segment(&jpeg(96, 72), 0xE1, &exif(3));
    vec![turned, progressive_jpeg(96, 72), png(96, 72)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever happens to a file, inspection ends, and what it keeps of it it accepts.
    #[test]
    fn mutated_files_never_panic(
        which in 0..3_usize,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..4_u8), 1..12),
    ) {
        let mut bytes = valid_files().swap_remove(which);
        for (at, byte, how) in changes {
            let at = at.index(bytes.len());
            match how {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                2 => { bytes.remove(at); }
                _ => bytes.truncate(at.max(8)),
            }
        }
        let inspection = inspect(&bytes, &vehicle_rule());
        prop_assert_eq!(inspection.verdict == Verdict::Accept, inspection.derivatives.is_some());
        if let Some(derivatives) = inspection.derivatives {
            let rule = PhotoRule { width_min: 1, height_min: 1, aspect_min_thousandths: 900, ..vehicle_rule() };
            prop_assert_eq!(inspect(&derivatives.picture, &rule).verdict, Verdict::Accept);
        }
    }

    #[test]
    fn arbitrary_bytes_behind_a_signature_never_panic(png: bool, tail in prop::collection::vec(any::<u8>(), 0..400)) {
        let start: &[u8] = if png { &png_file::SIGNATURE } else { &[0xFF, 0xD8, 0xFF] };
        let inspection = inspect(&[start, &tail].concat(), &vehicle_rule());
        prop_assert_eq!(inspection.verdict, Verdict::Return);
    }
}
