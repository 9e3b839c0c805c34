//! The header of an age file, as far as it can be read without a key (C2SP age, version 1).

/// By how many keys of which kind a file can be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// Public keys (`X25519`).
    pub x25519: usize,
    /// The work factor of a passphrase (`scrypt`).
    pub scrypt: Option<u8>,
    /// Values drawn by passkeys (`age-encryption.org/fido2prf`).
    pub passkeys: usize,
}

/// Longer headers are nobody's: a hundred keys fit.
const LONGEST: usize = 16 * 1024;

/// The payload has at least its nonce, one character and the mark of its last part.
const SHORTEST_PAYLOAD: usize = 16 + 1 + 16;

/// Reads the header; none if this is no age file, or holds a kind of key that is not used here. Stanzas that programs put in
/// to keep others from growing rigid (`…-grease`) count for nothing.
pub fn inspect(file: &[u8]) -> Option<Envelope> {
    let mut rest = file.strip_prefix(b"age-encryption.org/v1\n")?;
    let mut found = Envelope { x25519: 0, scrypt: None, passkeys: 0 };
    loop {
        let line = take_line(&mut rest, file.len())?;
        if let Some(mac) = line.strip_prefix("--- ") {
            let whole = mac.len() == 43 && base64(mac) && rest.len() >= SHORTEST_PAYLOAD;
            return whole.then_some(found);
        }
        let mut words = line.strip_prefix("-> ")?.split(' ');
        let (kind, arguments) = (words.next()?, words.collect::<Vec<_>>());
        match (kind, &arguments[..]) {
            ("X25519", [share]) if share.len() == 43 && base64(share) => found.x25519 += 1,
            ("scrypt", [salt, work]) if salt.len() == 22 && base64(salt) && found.scrypt.is_none() => {
                found.scrypt = Some(work.parse().ok().filter(|work| *work < 64)?);
            }
            ("age-encryption.org/fido2prf", [nonce]) if base64(nonce) => found.passkeys += 1,
            (grease, _) if grease.ends_with("-grease") => {}
            _ => return None,
        }
        // The body: full lines of 64 characters, and one that is shorter, which may be empty.
        while take_body_line(&mut rest, file.len())? == 64 {}
    }
}

fn take_line<'a>(rest: &mut &'a [u8], whole: usize) -> Option<&'a str> {
    let end = rest.iter().take(1024).position(|byte| *byte == b'\n')?;
    let (line, behind) = rest.split_at_checked(end)?;
    *rest = behind.get(1..)?;
    (whole - rest.len() <= LONGEST).then_some(())?;
    std::str::from_utf8(line).ok()
}

fn take_body_line(rest: &mut &[u8], whole: usize) -> Option<usize> {
    let line = take_line(rest, whole)?;
    (line.len() <= 64 && base64(line)).then_some(line.len())
}

fn base64(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHARE: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    fn file(stanzas: &str) -> Vec<u8> {
        let mut file = format!("age-encryption.org/v1\n{stanzas}--- {SHARE}\n").into_bytes();
        file.extend_from_slice(&[7; 33]);
        file
    }

    #[test]
    fn keys_are_counted_by_kind_and_grease_is_not() {
        let one = format!("-> X25519 {SHARE}\n{SHARE}\n");
        let grease = format!("-> q-grease a b\n{}\n\n", "A".repeat(64));
        let found = inspect(&file(&format!("{one}{grease}{one}"))).expect("a file");
        assert_eq!(found, Envelope { x25519: 2, scrypt: None, passkeys: 0 });
        let wrapped = inspect(&file(&format!("-> scrypt {} 18\n{SHARE}\n", "A".repeat(22)))).expect("a file");
        assert_eq!(wrapped, Envelope { x25519: 0, scrypt: Some(18), passkeys: 0 });
    }

    #[test]
    fn what_is_no_file_of_ours_is_none() {
        let one = format!("-> X25519 {SHARE}\n{SHARE}\n");
        for stanzas in ["", &one] {
            assert!(inspect(&file(stanzas)).is_some());
        }
        let whole = file(&one);
        for cut in 0..whole.len() - 1 {
            assert_eq!(inspect(&whole[..cut]), None, "cut at {cut}");
        }
        for stanzas in [
            "-> ssh-ed25519 x y\nAAAA\n".to_owned(),
            format!("-> X25519 {}!\n{SHARE}\n", &SHARE[1..]),
            format!("-> X25519\n{SHARE}\n"),
            format!("-> scrypt {} 18\n\n-> scrypt {} 18\n\n", "A".repeat(22), "A".repeat(22)),
            format!("-> scrypt {} 99\n\n", "A".repeat(22)),
            one.repeat(300),
            "她说……\n".to_owned(),
        ] {
            assert_eq!(inspect(&file(&stanzas)), None, "{stanzas}");
        }
        assert_eq!(inspect("她单独说的话".as_bytes()), None);
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_break_it(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..300)) {
            let mut file = b"age-encryption.org/v1\n-> ".to_vec();
            file.extend(bytes);
            let _ = inspect(&file);
        }
    }
}
