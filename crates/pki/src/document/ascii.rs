//! The two text encodings of PDF streams (ISO 32000-2 sections 7.4.2 and 7.4.3).

/// Hexadecimal digits up to `>`.
pub fn hex(bytes: &[u8]) -> Vec<u8> {
    let digits: Vec<u8> = bytes
        .iter()
        .take_while(|byte| **byte != b'>')
        .filter_map(|byte| char::from(*byte).to_digit(16))
        .filter_map(|digit| u8::try_from(digit).ok())
        .collect();
    digits
        .chunks(2)
        .map(|pair| pair.iter().fold(0, |sum, digit| (sum << 4) | digit) << (4 * (2 - pair.len())))
        .collect()
}

/// Base 85 up to `~>`; what is no digit is passed over.
pub fn base85(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() / 5 * 4 + 4);
    let mut group: Vec<u8> = Vec::with_capacity(5);
    for byte in bytes.iter().take_while(|byte| **byte != b'~') {
        match byte {
            b'z' if group.is_empty() => out.extend([0; 4]),
            b'!'..=b'u' => group.push(byte - b'!'),
            _ => {}
        }
        if group.len() == 5 {
            out.extend(word(&group).to_be_bytes());
            group.clear();
        }
    }
    if group.len() > 1 {
        let kept = group.len() - 1;
        group.resize(5, 84);
        out.extend(word(&group).to_be_bytes().iter().take(kept));
    }
    out
}

fn word(group: &[u8]) -> u32 {
    group.iter().fold(0_u32, |sum, digit| sum.wrapping_mul(85).wrapping_add(u32::from(*digit)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_texts() {
        assert_eq!(base85(b"87cURD]i,\"Ebo80~>"), b"Hello World!");
        assert_eq!(base85(b"87cUR\nz~>"), b"Hell\0\0\0\0");
        assert_eq!(base85(b"87cURDZ~>"), b"Hello");
        assert_eq!(hex(b"48 65 6C6c 6F>zz"), b"Hello");
        assert_eq!(hex(b"4865 7>"), b"Hep");
    }
}
