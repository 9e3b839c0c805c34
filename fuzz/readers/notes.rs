//! The head of a note that a browser encrypted, and of a key it wrapped.

use bandeng_core::vault;

pub(crate) fn read(bytes: &[u8]) -> bool {
    for keys in [1, 2, 9] {
        let _ = vault::check_sealed(bytes, 1 << 20, keys, "/body");
    }
    let _ = vault::check_wrapped(bytes, "/wrapped");
    let _ = vault::check_passkey(bytes, "/passkey");
    vault::inspect(bytes).is_some()
}
