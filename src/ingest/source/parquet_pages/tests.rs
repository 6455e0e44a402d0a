//! Headers of pages that claim more than any honest ones, byte by byte.

use super::*;
use flate2::Compression as Level;
use flate2::write::GzEncoder;
use parquet::basic::GzipLevel;
use parquet::file::metadata::RowGroupMetaData;
use parquet::schema::parser::parse_message_type;
use parquet::schema::types::SchemaDescriptor;
use std::io::Write;
use std::sync::Arc;

fn varint(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value >= 0x80 {
        bytes.push(value.to_le_bytes()[0] | 0x80);
        value >>= 7;
    }
    bytes.push(value.to_le_bytes()[0]);
    bytes
}

/// A number of a structure, whose field is the next one.
fn number(value: i64) -> Vec<u8> {
    [
        vec![0x15],
        varint(((value << 1) ^ (value >> 63)).cast_unsigned()),
    ]
    .concat()
}

/// A page, with what its header says: type, bytes unpacked, values and encoding.
fn page(kind: i64, unpacked: i64, packed: &[u8], values: i64, encoding: i64) -> Vec<u8> {
    let sizes = [number(kind), number(unpacked), number(packed.len() as i64)].concat();
    let field = if kind == 2 { 0x4c } else { 0x2c };
    let header = [vec![field], number(values), number(encoding), vec![0, 0]].concat();
    [sizes, header, packed.to_vec()].concat()
}

/// How many rows of a file of these pages are decoded at a time, or what is wrong.
fn rows(kind: &str, codec: Compression, pages: &[u8], values: i64) -> Result<usize, String> {
    let schema = format!("message schema {{ REQUIRED {kind} a; }}");
    let schema = Arc::new(parse_message_type(&schema).unwrap());
    let schema = Arc::new(SchemaDescriptor::new(schema));
    let chunk = ColumnChunkMetaData::builder(schema.column(0))
        .set_compression(codec)
        .set_data_page_offset(4)
        .set_total_compressed_size(pages.len() as i64)
        .set_num_values(values)
        .build()
        .unwrap();
    let group = RowGroupMetaData::builder(schema)
        .set_num_rows(values)
        .add_column_metadata(chunk)
        .build()
        .unwrap();
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(b"PAR1").unwrap();
    file.write_all(pages).unwrap();
    rows_at_a_time(file, &[group]).map_err(|error| error.to_string())
}

const TEXT: &str = "BYTE_ARRAY";
const TOO_MUCH: &str = "the pages of a row group need more than 256 MiB at a time";
const BROKEN: &str = "not a whole Parquet file";

fn refused(what: &str) -> Result<usize, String> {
    Err(what.to_owned())
}

#[test]
fn pages_that_claim_more_than_they_may_are_not_read() {
    let plain = Compression::UNCOMPRESSED;
    let honest = page(0, 1000, &[0; 1000], 100, 0);
    assert_eq!(rows(TEXT, plain, &honest, 100), Ok(256));
    let claims = page(0, i64::from(i32::MAX), &[0; 100], 100, 0);
    assert_eq!(
        rows(TEXT, Compression::SNAPPY, &claims, 100),
        refused(TOO_MUCH)
    );
    let negative = page(0, -1, &[0; 100], 100, 0);
    assert_eq!(rows(TEXT, plain, &negative, 100), refused(BROKEN));
    // A dictionary becomes as many values as it claims.
    for (kind, bytes, most) in [("INT64", 800, 100), ("INT32", 400, 100), (TEXT, 400, 100)] {
        let dictionary = |values| {
            page(
                2,
                bytes,
                &vec![0; usize::try_from(bytes).unwrap()],
                values,
                0,
            )
        };
        let pages = |values| [dictionary(values), honest.clone()].concat();
        assert_eq!(rows(kind, plain, &pages(most), 100), Ok(256), "{kind}");
        let too_many = rows(kind, plain, &pages(most + 1), 100);
        assert_eq!(too_many, refused(BROKEN), "{kind}");
    }
    // A column that ends in the middle of a page, and one with a statistic that claims 2^62 bytes.
    assert_eq!(rows(TEXT, plain, &honest[..500], 100), refused(BROKEN));
    let statistic = [vec![0x5c, 0x18], varint(1 << 62), vec![0, 0]].concat();
    let header = [number(0), number(9), number(9), statistic].concat();
    assert_eq!(rows(TEXT, plain, &header, 100), refused(BROKEN));
    // What follows the last row is not read, whatever it is.
    let followed = [honest.clone(), vec![0xff; 40]].concat();
    assert_eq!(rows(TEXT, plain, &followed, 100), Ok(256));
    assert_eq!(rows(TEXT, plain, &followed, 101), refused(BROKEN));
}

#[test]
fn long_rows_are_decoded_a_few_at_a_time() {
    let plain = Compression::UNCOMPRESSED;
    let long = |values, encoding| page(0, 4 << 20, &vec![0; 4 << 20], values, encoding);
    assert_eq!(rows(TEXT, plain, &long(4, 0), 4), Ok(64));
    assert_eq!(rows(TEXT, plain, &long(100_000, 0), 100_000), Ok(256));
    // In this encoding each value may repeat nearly all of the one before it.
    let repeats = Encoding::DELTA_BYTE_ARRAY as i64;
    assert_eq!(rows(TEXT, plain, &long(100_000, repeats), 100_000), Ok(16));
}

#[test]
fn a_page_that_unpacks_to_more_than_its_header_says_is_not_read() {
    let gzip = Compression::GZIP(GzipLevel::default());
    let mut packed = GzEncoder::new(Vec::new(), Level::best());
    packed.write_all(&vec![0; 64 << 20]).unwrap();
    let packed = packed.finish().unwrap();
    let honest = page(0, 64 << 20, &packed, 100_000, 0);
    assert_eq!(rows(TEXT, gzip, &honest, 100_000), Ok(256));
    let lies = page(0, 1000, &packed, 100, 0);
    assert_eq!(rows(TEXT, gzip, &lies, 100), refused(BROKEN));
    // The library takes what is no block of LZ4 for a frame, and unpacks whatever comes.
    let frame = page(0, 1000, b"\x04\x22\x4d\x18 and more", 100, 0);
    let said = rows(TEXT, Compression::LZ4, &frame, 100).unwrap_err();
    assert!(
        said.starts_with("it is packed with LZ4 in frames"),
        "{said}"
    );
    let block = page(0, 1000, b"\0\0\x03\xe8\0\0\0\x05 abcd", 100, 0);
    assert_eq!(rows(TEXT, Compression::LZ4, &block, 100), Ok(256));
}

#[test]
fn metadata_longer_than_any_are_not_read() {
    let check = |length: u32| {
        let mut file = tempfile::tempfile().unwrap();
        file.set_len(u64::from(length)).unwrap();
        file.seek(SeekFrom::End(0)).unwrap();
        file.write_all(&length.to_le_bytes()).unwrap();
        file.write_all(b"PAR1").unwrap();
        check_metadata(&mut file).map_err(|error| Limit::of(&error))
    };
    assert_eq!(check(16 << 20), Ok(()));
    assert_eq!(check((16 << 20) + 1), Err(Some(Limit::ParquetMetadata)));
}
