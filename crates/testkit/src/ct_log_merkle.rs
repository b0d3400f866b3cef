//! The Merkle tree of a log (RFC 6962 section 2.1).

use aws_lc_rs::digest::{SHA256, digest};

/// A node or leaf of the tree.
pub(crate) type Hash = [u8; 32];

fn sha256(parts: &[&[u8]]) -> Hash {
    let mut out = [0; 32];
    out.copy_from_slice(digest(&SHA256, &parts.concat()).as_ref());
    out
}

/// The hash of a leaf.
pub(crate) fn leaf(entry: &[u8]) -> Hash {
    sha256(&[&[0], entry])
}

/// The hash of a tree over these leaves.
pub(crate) fn root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => sha256(&[]),
        [one] => *one,
        more => {
            let (left, right) = more.split_at(split(more.len()));
            sha256(&[&[1], &root(left), &root(right)])
        }
    }
}

/// The audit path of a leaf, from its neighbour up (section 2.1.1).
pub(crate) fn path(index: usize, leaves: &[Hash]) -> Vec<Hash> {
    if leaves.len() <= 1 {
        return Vec::new();
    }
    let middle = split(leaves.len());
    let (left, right) = leaves.split_at(middle);
    let (mut path, other) =
        if index < middle { (path(index, left), right) } else { (path(index - middle, right), left) };
    path.push(root(other));
    path
}

/// The largest power of two below `count`, which is two at least.
fn split(count: usize) -> usize {
    let mut power = 1;
    while power * 2 < count {
        power *= 2;
    }
    power
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_leads_to_the_root() {
        for count in 1..=9 {
            let leaves: Vec<Hash> = (0..count).map(|n: u8| leaf(&[n])).collect();
            for (index, hash) in leaves.iter().enumerate() {
                // The check of RFC 9162 section 2.1.3.2, other than the way the path was made.
                let (mut place, mut last, mut sum) = (index, leaves.len() - 1, *hash);
                for neighbour in path(index, &leaves) {
                    if place % 2 == 1 || place == last {
                        sum = sha256(&[&[1], &neighbour, &sum]);
                        while place % 2 == 0 && place != 0 {
                            (place, last) = (place / 2, last / 2);
                        }
                    } else {
                        sum = sha256(&[&[1], &sum, &neighbour]);
                    }
                    (place, last) = (place / 2, last / 2);
                }
                assert_eq!((sum, last), (root(&leaves), 0), "leaf {index} of {count}");
            }
        }
    }
}
