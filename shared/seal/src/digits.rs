//! Bytes as decimal digits: the whole payload is one big-endian number, written with as many digits as the largest
//! number of its length needs. A QR code packs digits at 3⅓ bits each, 0.4 % over the bytes themselves, and an address
//! carries them unchanged.

/// Longest payload that is read, in bytes; room for later formats.
pub(crate) const BYTES_MAX: usize = 250;
const GROUP_DIGITS: usize = 9;
const GROUP: u64 = 1_000_000_000;

/// How many digits a payload of so many bytes has: ⌈8 · length · log₁₀ 2⌉.
pub(crate) const fn digit_count(length: usize) -> usize {
    length.saturating_mul(2_408_240).div_ceil(1_000_000)
}

/// Writes the bytes, leading zeros included.
pub(crate) fn encode(bytes: &[u8]) -> String {
    let mut number = bytes.to_vec();
    let count = digit_count(bytes.len());
    let mut groups: Vec<String> =
        (0..count.div_ceil(GROUP_DIGITS)).map(|_| format!("{:09}", divide(&mut number))).collect();
    groups.reverse();
    let digits = groups.concat();
    let padding = digits.len().saturating_sub(count);
    digits.get(padding..).unwrap_or_default().to_owned()
}

/// Reads the bytes back. `None` when a character is no digit, when no payload has this many digits, or when the number
/// is too large for its length: so every payload has exactly one text.
pub(crate) fn decode(digits: &str) -> Option<Vec<u8>> {
    if !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let length = (1..=BYTES_MAX).find(|length| digit_count(*length) == digits.len())?;
    let mut number = vec![0; length];
    for group in digits.as_bytes().chunks(GROUP_DIGITS) {
        let value: u64 = std::str::from_utf8(group).ok()?.parse().ok()?;
        let overflow = multiply_add(&mut number, 10_u64.checked_pow(u32::try_from(group.len()).ok()?)?, value);
        if overflow != 0 {
            return None;
        }
    }
    Some(number)
}

/// Divides by 10⁹ and gives the remainder.
fn divide(number: &mut [u8]) -> u64 {
    number.iter_mut().fold(0, |remainder, byte| {
        let value = (remainder << 8) | u64::from(*byte);
        // below 256, because the remainder was below the divisor
        *byte = low_byte(value / GROUP);
        value % GROUP
    })
}

/// number × factor + carry; gives what does not fit.
fn multiply_add(number: &mut [u8], factor: u64, carry: u64) -> u64 {
    number.iter_mut().rev().fold(carry, |carry, byte| {
        let value = u64::from(*byte).saturating_mul(factor).saturating_add(carry);
        *byte = low_byte(value);
        value >> 8
    })
}

const fn low_byte(value: u64) -> u8 {
    let [low, ..] = value.to_le_bytes();
    low
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn known_numbers() {
        for (bytes, digits) in [
            (&[0][..], "000"),
            (&[255], "255"),
            (&[1, 0], "00256"),
            (&[0, 0, 0, 0], "0000000000"),
            (&[255, 255, 255, 255], "4294967295"),
            (&[1, 2, 3, 4, 5, 6, 7, 8, 9], "0018591708106338011145"),
        ] {
            assert_eq!(encode(bytes), digits);
            assert_eq!(decode(digits).as_deref(), Some(bytes));
        }
    }

    #[test]
    fn other_texts_are_refused() {
        for text in ["", "1", "12", "256", "999", "0000", "65536", "+12", "1 2", "１２３", "12a", "4294967296"] {
            assert_eq!(decode(text), None, "{text}");
        }
        assert_eq!(decode(&"0".repeat(digit_count(BYTES_MAX + 1))), None);
    }

    #[test]
    fn every_length_has_its_own_count_that_just_fits_the_largest_number() {
        for length in 1..=BYTES_MAX {
            let largest = encode(&vec![255; length]);
            assert_eq!(largest.len(), digit_count(length));
            assert!(!largest.starts_with('0'), "one digit fewer would not do for {length} bytes");
            assert!(digit_count(length) < digit_count(length + 1));
            assert_eq!(decode(&largest), Some(vec![255; length]));
        }
    }

    proptest! {
        #[test]
        fn reading_undoes_writing(bytes in prop::collection::vec(any::<u8>(), 1..140)) {
            prop_assert_eq!(decode(&encode(&bytes)), Some(bytes));
        }

        #[test]
        fn a_text_that_is_read_is_the_one_that_is_written(digits in "[0-9]{1,40}") {
            if let Some(bytes) = decode(&digits) {
                prop_assert_eq!(encode(&bytes), digits);
            }
        }
    }
}
