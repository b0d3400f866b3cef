//! Documents by their content: what is a scan passes, what only looks like one does not (F2).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use chancery_domain::review::{DocumentError, DocumentKind, DocumentLimits, ReviewRules};
use chancery_pki::document::check;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use std::io::Write;

fn limits(sm2: bool) -> DocumentLimits {
    // A smaller budget than the rules', so that the bombs below are quickly made.
    let limits = ReviewRules::compiled_in().unwrap().documents.limits(sm2);
    DocumentLimits { pdf_unpacked_bytes_max: 1 << 20, ..limits }
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A PDF of one page, padded to more than a kilobyte, with further objects.
fn pdf(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut file = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec();
    file.extend(b"1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n");
    file.extend(b"2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n");
    file.extend(b"3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>\nendobj\n");
    for object in objects {
        file.extend(object);
    }
    file.extend(format!("% {}\n", "x".repeat(1_200)).bytes());
    file.extend(b"trailer\n<</Root 1 0 R/Size 4>>\nstartxref\n9\n%%EOF\n");
    file
}

fn stream(dictionary: &str, data: &[u8]) -> Vec<u8> {
    let mut object = format!("9 0 obj\n<<{dictionary}/Length {}>>\nstream\n", data.len()).into_bytes();
    object.extend(data);
    object.extend(b"\nendstream\nendobj\n");
    object
}

fn jpeg(width: u16, height: u16) -> Vec<u8> {
    let mut file = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00".to_vec();
    file.extend(b"\xff\xc0\x00\x0b\x08");
    file.extend(height.to_be_bytes());
    file.extend(width.to_be_bytes());
    file.extend(b"\x01\x01\x11\x00");
    file.extend(b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00");
    file.extend(vec![0x55; 1_200]);
    file.extend(b"\xff\xd9");
    file
}

fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut chunk = u32::try_from(data.len()).unwrap().to_be_bytes().to_vec();
    chunk.extend(kind);
    chunk.extend(data);
    chunk.extend([0; 4]);
    chunk
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut header = width.to_be_bytes().to_vec();
    header.extend(height.to_be_bytes());
    header.extend([8, 2, 0, 0, 0]);
    file.extend(chunk(b"IHDR", &header));
    file.extend(chunk(b"IDAT", &[7; 1_200]));
    file.extend(chunk(b"IEND", b""));
    file
}

fn gif(frames: usize) -> Vec<u8> {
    let mut file = b"GIF89a\x10\x00\x10\x00\x80\x00\x00".to_vec();
    file.extend([0; 6]);
    for _ in 0..frames {
        file.extend(b"\x21\xf9\x04\x00\x00\x00\x00\x00");
        file.extend(b"\x2c\x00\x00\x00\x00\x10\x00\x10\x00\x00\x02");
        for _ in 0..5 {
            file.push(255);
            file.extend([1; 255]);
        }
        file.push(0);
    }
    file.push(0x3b);
    file
}

// F2: the kinds by hierarchy: GIF only for SM2, PNG not for SM2.
#[test]
fn each_kind_is_taken_where_it_belongs() {
    for (file, kind, international, sm2) in [
        (jpeg(600, 800), DocumentKind::Jpeg, true, true),
        (png(600, 800), DocumentKind::Png, true, false),
        (gif(1), DocumentKind::Gif, false, true),
        (pdf(&[]), DocumentKind::Pdf, true, true),
    ] {
        for (taken, limits) in [(international, limits(false)), (sm2, limits(true))] {
            match check(&file, &limits) {
                Ok(found) => assert!(taken && found == kind, "{kind:?}"),
                Err(error) => {
                    assert!(!taken, "{kind:?}: {error}");
                    assert!(matches!(error, DocumentError::KindNotTaken { .. }), "{error}");
                }
            }
        }
    }
}

// F2: more than 1 KB and at most 1.4 MB, to the octet.
#[test]
fn sizes_to_the_octet() {
    let limits = limits(false);
    let padded = |length: usize| {
        let mut file = jpeg(600, 800);
        let end = file.split_off(file.len() - 2);
        file.resize(length - 2, 0x55);
        file.extend(end);
        file
    };
    let mut small = jpeg(600, 800);
    small.drain(40..40 + small.len() - 1_024);
    assert!(matches!(check(&small, &limits), Err(DocumentError::TooSmall { bytes: 1_024, .. })));
    assert!(check(&padded(1_300), &limits).is_ok());
    assert!(check(&padded(1_468_006), &limits).is_ok());
    assert!(matches!(check(&padded(1_468_007), &limits), Err(DocumentError::TooLarge { .. })));
}

// F2: a renamed executable, an archive or a page is none of the kinds, whatever it is called.
#[test]
fn something_else_is_no_letter() {
    for begin in
        [&b"MZ\x90\x00"[..], b"\x7fELF", b"PK\x03\x04", b"<html>", b"#!/bin/sh\n", b"\0\0\0 ftypheic"]
    {
        let mut file = begin.to_vec();
        file.extend(vec![b'x'; 4_000]);
        assert!(matches!(check(&file, &limits(false)), Err(DocumentError::Unknown { .. })));
    }
    for magic in [&b"\xff\xd8\xff\xe0"[..], b"\x89PNG\r\n\x1a\n", b"GIF89a", b"%PDF-1.7\n"] {
        let mut file = magic.to_vec();
        file.extend(b"MZ\x90\x00");
        file.extend(vec![b'x'; 4_000]);
        for sm2 in [false, true] {
            let error = check(&file, &limits(sm2)).expect_err("an executable behind a magic number");
            assert!(
                matches!(error, DocumentError::Damaged { .. } | DocumentError::KindNotTaken { .. })
                    || matches!(error, DocumentError::Bomb { .. }),
                "{error}"
            );
        }
    }
    let mut polyglot = png(600, 800);
    polyglot.extend(b"PK\x03\x04");
    assert!(matches!(check(&polyglot, &limits(false)), Err(DocumentError::Damaged { .. })));
}

// F2: what can do things when it is opened.
#[test]
fn active_and_encrypted_pdfs_are_refused() {
    for object in [
        "5 0 obj\n<</S/JavaScript/JS(app.alert(1))>>\nendobj\n",
        "5 0 obj\n<</S/J#61vaScript>>\nendobj\n",
        "5 0 obj\n<</S/Launch/F(cmd.exe)>>\nendobj\n",
        "5 0 obj\n<</Names<</EmbeddedFiles 6 0 R>>>>\nendobj\n",
        "5 0 obj\n<</Type/EmbeddedFile/Length 0>>\nstream\n\nendstream\nendobj\n",
        "5 0 obj\n<</AcroForm<</XFA 6 0 R>>>>\nendobj\n",
        "5 0 obj\n<</S/SubmitForm/F(http://x)>>\nendobj\n",
    ] {
        let error = check(&pdf(&[object.as_bytes().to_vec()]), &limits(false)).expect_err(object);
        assert!(matches!(error, DocumentError::Active { .. }), "{object}: {error}");
    }
    let encrypted = pdf(&[b"trailer\n<</Encrypt 7 0 R>>\n".to_vec()]);
    assert_eq!(check(&encrypted, &limits(false)), Err(DocumentError::Encrypted));
    // Inside of a packed stream of objects nothing hides either.
    let hidden = deflated(b"10 0 <</S/JavaScript/JS(x)>>");
    let packed = pdf(&[stream("/Type/ObjStm/N 1/First 5/Filter/FlateDecode", &hidden)]);
    assert!(matches!(check(&packed, &limits(false)), Err(DocumentError::Active { .. })));
    // In a string or a comment the word means nothing.
    assert!(
        check(&pdf(&[b"5 0 obj\n<</Title(no /JavaScript here)>>\nendobj\n% /JS\n".to_vec()]), &limits(false))
            .is_ok()
    );
}

// F2: PDF bombs: streams that unpack to far more, packed twice, too many objects or pages, huge pictures.
#[test]
fn pdf_bombs_are_refused() {
    let limits = limits(false);
    let bomb = deflated(&vec![0; limits.pdf_unpacked_bytes_max + 1]);
    assert!(bomb.len() < 5_000);
    let most = limits.pdf_unpacked_bytes_max as u64;
    let found = check(&pdf(&[stream("/Filter/FlateDecode", &bomb)]), &limits);
    assert_eq!(found, Err(DocumentError::Bomb { what: "bytes in its streams", most }));
    // Two halves together are as much as one.
    let half = stream("/Filter/FlateDecode", &deflated(&vec![0; limits.pdf_unpacked_bytes_max / 2 + 1]));
    assert!(check(&pdf(std::slice::from_ref(&half)), &limits).is_ok());
    assert!(matches!(check(&pdf(&[half.clone(), half]), &limits), Err(DocumentError::Bomb { .. })));
    // A length that lies does not hide the rest.
    let mut lying = stream("/Filter/FlateDecode", &bomb);
    let text = format!("/Length {}", bomb.len());
    let at = lying.windows(text.len()).position(|w| w == text.as_bytes()).unwrap();
    lying.splice(at..at + text.len(), b"/Length 3".iter().copied());
    assert!(matches!(check(&pdf(&[lying]), &limits), Err(DocumentError::Bomb { .. })));
    let twice = stream("/Filter[/FlateDecode/FlateDecode]", &deflated(&bomb));
    assert!(matches!(check(&pdf(&[twice]), &limits), Err(DocumentError::Bomb { .. })));
    let picture = stream("/Subtype/Image/Width 100000/Height 100000/Filter/JBIG2Decode", b"x");
    assert!(matches!(check(&pdf(&[picture]), &limits), Err(DocumentError::Bomb { what: "pixels", .. })));
    let many: Vec<Vec<u8>> =
        (0..limits.pdf_objects_max).map(|n| format!("{n} 0 obj\nnull\nendobj\n").into_bytes()).collect();
    assert!(matches!(check(&pdf(&many), &limits), Err(DocumentError::Bomb { what: "objects", .. })));
    let claimed = stream("/Type/ObjStm/N 99999999/First 5", b"10 0 null");
    assert!(matches!(check(&pdf(&[claimed]), &limits), Err(DocumentError::Bomb { what: "objects", .. })));
    let pages = vec![b"6 0 obj\n<</Type/Page>>\nendobj\n".to_vec(); limits.pdf_pages_max];
    assert!(matches!(check(&pdf(&pages), &limits), Err(DocumentError::Bomb { what: "pages", .. })));
}

#[test]
fn pictures_beyond_measure_are_refused() {
    let limits = limits(false);
    assert!(matches!(check(&png(1 << 30, 1 << 30), &limits), Err(DocumentError::Bomb { .. })));
    assert!(matches!(check(&jpeg(60_000, 60_000), &limits), Err(DocumentError::Bomb { .. })));
    assert!(matches!(check(&jpeg(0, 800), &limits), Err(DocumentError::Damaged { .. })));
    let sm2 = self::limits(true);
    assert!(check(&gif(sm2.frames_max), &sm2).is_ok());
    assert!(matches!(check(&gif(sm2.frames_max + 1), &sm2), Err(DocumentError::Bomb { .. })));
}

#[test]
fn damage_is_told_and_never_a_panic() {
    let limits_of = [limits(false), limits(true)];
    for whole in
        [jpeg(600, 800), png(600, 800), gif(2), pdf(&[stream("/Filter/FlateDecode", &deflated(b"hello"))])]
    {
        for limits in &limits_of {
            for cut in (1_100..whole.len()).step_by(29) {
                // A file that is cut has lost its end.
                let error = check(&whole[..cut], limits).err();
                assert!(error.is_some() || cut + 1 >= whole.len(), "cut at {cut}");
            }
            for at in (0..whole.len()).step_by(11) {
                let mut changed = whole.clone();
                changed[at] ^= 0xff;
                let _ = check(&changed, limits);
            }
        }
    }
}

#[test]
fn text_encodings_are_undone_before_unpacking() {
    let packed = deflated(&vec![0; 2 << 20]);
    let text: String = packed.iter().map(|byte| format!("{byte:02x}")).collect();
    let hex = stream("/Filter[/ASCIIHexDecode/FlateDecode]", format!("{text}>").as_bytes());
    let found = check(&pdf(&[hex]), &limits(false));
    assert!(matches!(found, Err(DocumentError::Bomb { .. })), "{found:?}");
}
