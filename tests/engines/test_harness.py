"""The harness finds what it is there to find."""
import os
import re
import tempfile
import unittest

from agree import COLUMNS, complaints
from library import BadHeader, Query, read_library, read_query, views_of
from same import differences

HEADER = ("-- Title: T\n-- One row per: r\n-- Reads: courses\n-- Counts: c\n--   and more\n-- Out of: o\n-- Agrees with: a.b\n"
          "-- Source: s\n-- Parameters: days integer 30: how long; name text x: who\n")


def query_of(text, name="folder/stem"):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, name.split("/")[1] + ".sql")
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)
        return read_query(path, name)


class Headers(unittest.TestCase):
    def test_a_header_is_read_with_its_continued_lines_and_parameters(self):
        q = query_of(HEADER + "SELECT 1\n")
        self.assertEqual(q.header["Counts"], "c and more")
        self.assertEqual(q.agrees_with, ["a.b"])
        self.assertEqual(q.parameters, [("days", "integer", 30), ("name", "text", "x")])

    def test_a_missing_key_a_semicolon_and_another_statement_are_refused(self):
        for text in (HEADER.replace("-- Source: s\n", "") + "SELECT 1\n", HEADER + "SELECT 1;\n", HEADER + "DELETE FROM courses\n"):
            with self.assertRaises(BadHeader):
                query_of(text)

    def test_a_view_stands_after_those_it_reads(self):
        def q(stem, reads):
            return Query("f/" + stem, stem, {"Reads": reads, "Agrees with": "none", "Parameters": "none"}, "SELECT 1")
        library = {x.name: x for x in (q("a", "b, courses"), q("b", "c"), q("c", "courses"), q("z", "a"))}
        self.assertEqual([v.stem for v in views_of(library)], ["c", "b", "a"])

    def test_every_file_of_the_library_names_what_it_reads_and_nothing_else(self):
        for q in read_library().values():
            read = set(re.findall(r"\b(?:FROM|JOIN)\s+([a-z_]+)", q.sql)) - set(re.findall(r"\b([a-z_]+) AS \(\n", q.sql))
            self.assertEqual(read, set(q.reads), q.name)

    def test_no_line_of_the_library_quotes_an_identifier_or_ends_a_statement(self):
        for q in read_library().values():
            without_texts = re.sub(r"'[^']*'", "''", q.sql)
            self.assertNotIn('"', without_texts, q.name)
            self.assertNotIn(";", without_texts, q.name)


class Agreement(unittest.TestCase):
    def setUp(self):
        self.query = Query("f/q", "q", {"Agrees with": "m.x", "Parameters": "none"}, "SELECT 1")
        self.key = ("m.x", "course", "overall", "all", "all", "proportion")
        self.results = {("m.x", "course", "overall"): {self.key: (0.5, 1.0, 2.0)}, ("m.x", "patient", "overall"): {}}

    def told(self, *rows):
        return complaints(self.query, COLUMNS, rows, self.results)

    def test_the_right_row_is_taken(self):
        self.assertEqual(self.told((*self.key, 0.5, 1, 2)), [])

    def test_a_wrong_number_a_missing_and_a_surplus_row_are_told(self):
        self.assertIn("differs", self.told((*self.key, 0.5 + 1e-6, 1, 2))[0])
        self.assertIn("differs", self.told((*self.key, 0.5, 1, 3))[0])
        self.assertIn("differs", self.told((*self.key, None, 1, 2))[0])
        self.assertIn("missing", self.told()[0])
        self.assertIn("twice", self.told((*self.key, 0.5, 1, 2), (*self.key, 0.5, 1, 2))[0])

    def test_a_row_of_a_measure_that_was_not_collected_is_told(self):
        other = ("m.x", "patient", *self.key[2:])
        self.assertIn("surplus", self.told((*self.key, 0.5, 1, 2), (*other, None, 0, 0))[0])


class Sameness(unittest.TestCase):
    def test_order_values_and_absent_values_count(self):
        rows = [("a", 1.5, None, True), ("b", 2, "x", False)]
        program = [["a", "1.5", "", "true"], ["b", "2", "x", "false"]]
        names = ["p", "q", "r", "s"]
        self.assertEqual(differences(names, rows, names, program, ordered=True), [])
        self.assertEqual(len(differences(names, rows, names, program[::-1], ordered=True)), 2)
        self.assertEqual(differences(names, rows, names, program[::-1], ordered=False), [])
        self.assertEqual(len(differences(names, rows, names, [program[0], ["b", "2.001", "x", "false"]], ordered=True)), 1)
        self.assertEqual(len(differences(names, rows, names, program[:1], ordered=True)), 1)


if __name__ == "__main__":
    unittest.main()
