//! The lot. Whoever knows the seed and the list can repeat it with nothing but SHA-256.

use sha2::{Digest, Sha256};

use crate::kernel::chain::hex;

/// A file's ticket in a draw: SHA-256 of the seed, a line break and the matter's code, in hexadecimal.
pub fn ticket(seed: &str, code: &str) -> String {
    hex(&Sha256::digest(format!("{seed}\n{code}")))
}

/// Draws `n` of these codes: those with the smallest tickets, in that order. The order of the list does not matter, and
/// a code that stands in it twice has one ticket.
pub fn draw(seed: &str, codes: &[String], n: usize) -> Vec<String> {
    let mut tickets: Vec<(String, &String)> = codes.iter().map(|code| (ticket(seed, code), code)).collect();
    tickets.sort_unstable();
    tickets.dedup();
    tickets.into_iter().take(n).map(|(_, code)| code.clone()).collect()
}

/// A seed somebody names: dice thrown before witnesses, a lottery's number.
pub fn seed_is_sound(seed: &str) -> bool {
    let length = seed.chars().count();
    (4..=64).contains(&length) && !seed.chars().any(|c| c.is_control() || c.is_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(n: usize) -> Vec<String> {
        (0..n).map(|i| format!("62060226{i:08}")).collect()
    }

    #[test]
    fn the_same_seed_draws_the_same_files_whatever_the_order_of_the_list() {
        let list = codes(500);
        let mut turned = list.clone();
        turned.reverse();
        turned.push(list[7].clone());
        let drawn = draw("2026-0302-7781", &list, 20);
        assert_eq!(drawn.len(), 20);
        assert_eq!(drawn, draw("2026-0302-7781", &turned, 20));
        assert_ne!(drawn, draw("2026-0302-7782", &list, 20));
        assert_eq!(draw("2026", &codes(3), 20).len(), 3);
    }

    #[test]
    fn every_file_is_drawn_about_as_often_as_any_other() {
        let list = codes(50);
        let mut drawn = vec![0_u32; list.len()];
        for round in 0..2_000 {
            for code in draw(&format!("seed-{round}"), &list, 10) {
                drawn[list.iter().position(|c| *c == code).unwrap()] += 1;
            }
        }
        // 400 expected, with a deviation of 18.
        assert!(drawn.iter().all(|n| (310..=490).contains(n)), "{drawn:?}");
    }

    #[test]
    fn a_ticket_is_what_anybody_can_calculate() {
        // printf '1234\nA' | sha256sum
        assert_eq!(ticket("1234", "A"), "d65b3308bcf7ca14f7b56319a3eb0db19c4402813d7dd34839cbd4dcd6790802");
        assert!(seed_is_sound("7-12-31-08") && !seed_is_sound("7") && !seed_is_sound("7 12 31"));
    }
}
