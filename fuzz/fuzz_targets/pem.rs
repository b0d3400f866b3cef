//! Fuzzes the PEM reader: no text makes it panic, and whatever it reads it can write and read again.

#![no_main]

use chancery_pki::pem_text;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    match pem_text::read(text) {
        Ok(blocks) => {
            assert!(!blocks.is_empty(), "a text without blocks is an error");
            for block in blocks {
                assert!(!block.der.is_empty(), "an empty block is an error");
                let again = pem_text::read_one(&pem_text::write(&block.label, &block.der), &[&block.label]);
                assert_eq!(again.as_ref().map(|b| &b.der), Ok(&block.der));
            }
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});
