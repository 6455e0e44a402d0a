"""Workbooks and Parquet files byte by byte: what no library would write."""

import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def workbook(path, sheet, strings=None, styles=None, packing=zipfile.ZIP_DEFLATED):
    """A workbook of one sheet; each part is an iterable of bytes."""
    relations = f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    parts = {
        "[Content_Types].xml": [
            f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>'.encode()
        ],
        "_rels/.rels": [
            f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'.encode()
        ],
        "xl/workbook.xml": [
            f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="doses" sheetId="1" r:id="rId1"/></sheets></workbook>'.encode()
        ],
        "xl/_rels/workbook.xml.rels": [
            f'<Relationships xmlns="{PACKAGE}/relationships">{relations}</Relationships>'.encode()
        ],
        "xl/worksheets/sheet1.xml": sheet,
    }
    if strings is not None:
        parts["xl/sharedStrings.xml"] = strings
    if styles is not None:
        parts["xl/styles.xml"] = styles
    with zipfile.ZipFile(path, "w", packing, compresslevel=6) as archive:
        for name, pieces in parts.items():
            with archive.open(name, "w", force_zip64=True) as part:
                for piece in pieces:
                    part.write(piece)


def text_cell(place, text):
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def sheet(*rows):
    """The pieces of a sheet, from those of its rows."""
    yield f'<worksheet xmlns="{MAIN}"><sheetData>'.encode()
    for row in rows:
        if isinstance(row, bytes):
            yield row
        else:
            yield from row
    yield b"</sheetData></worksheet>"


DOSES_HEAD = "".join(
    text_cell(f"{column}1", name)
    for column, name in zip("ABCD", ["course_id", "cycle", "dose_number", "status"])
)
DOSES = [
    f'<row r="1">{DOSES_HEAD}</row>'.encode(),
    f'<row r="2">{text_cell("A2", "C1")}<c r="B2"><v>1</v></c><c r="C2"><v>1</v></c>{text_cell("D2", "given")}</row>'.encode(),
]


def varint(value):
    value &= (1 << 64) - 1
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def zigzag(value):
    return varint(value << 1 ^ value >> 63)


def binary(text):
    data = text if isinstance(text, bytes) else text.encode()
    return varint(len(data)) + data


def listed(kind, items):
    size = len(items)
    head = bytes([size << 4 | kind]) if size < 15 else bytes([0xF0 | kind]) + varint(size)
    return head + b"".join(items)


I32, I64, BINARY, LIST, STRUCT = 5, 6, 8, 9, 12


def struct(*fields):
    """A structure in Thrift's compact protocol: of each field its number, its type and its bytes."""
    out, last = bytearray(), 0
    for number, kind, data in fields:
        out += bytes([number - last << 4 | kind]) + data
        last = number
    return bytes(out) + b"\0"


def number(field, value):
    return field, I32, zigzag(value)


def long(field, value):
    return field, I64, zigzag(value)


def data_page(packed, unpacked, values, encoding, more=()):
    header = struct(number(1, values), number(2, encoding), number(3, 3), number(4, 3), *more)
    return struct(number(1, 0), number(2, unpacked), number(3, len(packed)), (5, STRUCT, header)) + packed


def dictionary_page(packed, unpacked, values):
    header = struct(number(1, values), number(2, 0))
    return struct(number(1, 2), number(2, unpacked), number(3, len(packed)), (7, STRUCT, header)) + packed


def column_of(name, rows, pages, codec=0, has_dictionary=False, first=0, kind=6):
    return dict(name=name, rows=rows, pages=pages, codec=codec, has_dictionary=has_dictionary, first=first, kind=kind)


def parquet(path, rows, columns, footer=None):
    """A Parquet file of one row group: of each column the name, the bytes of its pages, its codec, and whether the first
    page, of so many bytes, is a dictionary."""
    with open(path, "wb") as file:
        file.write(b"PAR1")
        chunks = []
        for column in columns:
            start, size = file.tell(), 0
            for page in column["pages"]:
                file.write(page)
                size += len(page)
            fields = [
                number(1, column["kind"]),
                (2, LIST, listed(I32, [zigzag(0), zigzag(8)])),
                (3, LIST, listed(BINARY, [binary(column["name"])])),
                number(4, column["codec"]),
                long(5, rows),
                long(6, size),
                long(7, size),
                long(9, start + (column["first"] if column["has_dictionary"] else 0)),
            ]
            if column["has_dictionary"]:
                fields.append(long(11, start))
            chunks.append(struct(long(2, start), (3, STRUCT, struct(*fields))))
        elements = [struct((4, BINARY, binary("schema")), number(5, len(columns)))]
        for column in columns:
            is_text = [number(6, 0)] if column["kind"] == 6 else []
            elements.append(struct(number(1, column["kind"]), number(3, 0), (4, BINARY, binary(column["name"])), *is_text))
        group = struct((1, LIST, listed(STRUCT, chunks)), long(2, 1000), long(3, rows))
        metadata = struct(
            number(1, 1),
            (2, LIST, listed(STRUCT, elements)),
            long(3, rows),
            (4, LIST, listed(STRUCT, [group])),
        )
        if footer:
            footer(file, metadata)
            return
        file.write(metadata + len(metadata).to_bytes(4, "little") + b"PAR1")


def plain(text):
    data = text.encode()
    return len(data).to_bytes(4, "little") + data


def repeated(name, text, rows):
    """A column of one text in each row, by its dictionary."""
    value = plain(text)
    first = dictionary_page(value, len(value), 1)
    run = b"\1" + varint(rows << 1) + b"\0"
    return column_of(name, rows, [first, data_page(run, len(run), rows, 8)], has_dictionary=True, first=len(first))


def zstd_of_one_byte(byte, size):
    """A frame of zstd that repeats a byte: four bytes for each 128 KiB."""
    out = bytearray(b"\x28\xb5\x2f\xfd\x00\x58")
    block = 1 << 17
    while size > 0:
        here = min(block, size)
        size -= here
        out += (int(size == 0) | 1 << 1 | here << 3).to_bytes(3, "little") + bytes([byte])
    return bytes(out)


def snappy_of_one_byte(byte, size):
    """A text of snappy that repeats a byte: three bytes for each 64."""
    out = bytearray(varint(size) + b"\0" + bytes([byte]))
    copies, rest = divmod(size - 1, 64)
    out += b"\xfe\1\0" * copies
    if rest:
        out += bytes([rest - 1 << 2 | 2]) + b"\1\0"
    return bytes(out)
