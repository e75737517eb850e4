//! ISO 7064 hybrid system MOD 37,36, the check of a license identifier (GB/T 36904).

/// The check character of `payload`, or nothing when it holds a character outside `0-9 A-Z`.
///
/// For an identifier the payload is type, issuer, serial and version run together, without dots and without the root.
#[must_use]
pub fn check_mod_37_36(payload: &str) -> Option<char> {
    let mut product = 36_u32;
    for character in payload.chars() {
        let sum = (product + value(character)?) % 36;
        product = (2 * if sum == 0 { 36 } else { sum }) % 37;
    }
    character((37 - product) % 36)
}

fn value(character: char) -> Option<u32> {
    // `to_digit` takes lower case too, which the standard's alphabet has not.
    if character.is_ascii_lowercase() { None } else { character.to_digit(36) }
}

fn character(value: u32) -> Option<char> {
    char::from_digit(value, 36).map(|digit| digit.to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::check_mod_37_36;

    /// The check character printed in an identifier, and the one computed over the rest of it.
    fn printed_and_computed(identifier: &str) -> (char, char) {
        let own = identifier.strip_prefix("1.2.156.3005.2.").expect("root");
        let (payload, check) = own.rsplit_once('.').expect("check");
        (check.parse().expect("one character"), check_mod_37_36(&payload.replace('.', "")).expect("alphabet"))
    }

    #[test]
    fn published_identifiers_agree() {
        for identifier in [
            "1.2.156.3005.2.11100000000013338W032.11220000013544541J.2430599.001.F",
            "1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U",
            "1.2.156.3005.2.11100000000013338W009.11330105002500287C.2025052201.002.0",
            "1.2.156.3005.2.11100000MB03271699022.340100.000000016.001.9",
            "1.2.156.3005.2.11100000000019713D013.11210000MB0000001M.20231101000000000001.001.G",
            "1.2.156.3005.2.11100000000019713D008.11210000MB0000001M.20231101000000000001.001.9",
            "1.2.156.3005.2.11100000000019713D071.11210000MB0000001M.20231101000000000001.001.C",
        ] {
            let (printed, computed) = printed_and_computed(identifier);
            assert_eq!(printed, computed, "{identifier}");
        }
    }

    #[test]
    fn a_published_example_with_a_wrong_character_is_told_apart() {
        let example = "1.2.156.3005.2.11100000000013661B006.113700000045046442.209FA4E88F9E4C878F3E9BED2CE7EA49.001.M";
        assert_eq!(printed_and_computed(example), ('M', 'D'));
    }

    #[test]
    fn the_root_is_not_part_of_the_payload() {
        let with_root = "12156300521110000000001971 3D01311210000MB0000001M20231101000000000001001".replace(' ', "");
        assert_ne!(check_mod_37_36(&with_root), Some('G'));
    }

    #[test]
    fn characters_outside_the_alphabet_have_no_check() {
        for payload in ["a", "1.2", "Ａ", "1 2", "证", "\u{0}"] {
            assert_eq!(check_mod_37_36(payload), None, "{payload:?}");
        }
    }

    #[test]
    fn every_single_substitution_and_adjacent_swap_is_found() {
        let payload = "11100000000019713D01311210000MB0000001M20231101000000000001001";
        let check = check_mod_37_36(payload);
        let characters: Vec<char> = payload.chars().collect();
        for (place, &original) in characters.iter().enumerate() {
            for replacement in ('0'..='9').chain('A'..='Z').filter(|&other| other != original) {
                let mut altered = characters.clone();
                altered[place] = replacement;
                assert_ne!(check_mod_37_36(&altered.iter().collect::<String>()), check, "{place} {replacement}");
            }
        }
        for place in 1..characters.len() {
            if characters[place] == characters[place - 1] {
                continue;
            }
            let mut altered = characters.clone();
            altered.swap(place, place - 1);
            assert_ne!(check_mod_37_36(&altered.iter().collect::<String>()), check, "swap at {place}");
        }
    }
}
