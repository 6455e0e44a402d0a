-- What an engine is known to answer wrongly, or not at all, each with the answer of SQL. tests/engine_shapes.rs holds that DataFusion
-- alone is still wrong, so that an upgrade says where a rewrite can go, and that the program answers as written; shapes.py that DuckDB does.
--
-- NAME: what it is
-- answer: rows between `;`, cells between `,`, sorted as text | refused: what the message has
-- alone: wrong (rows, but not these), fails (no rows), right (DataFusion has it right: the rewrite serves another shape)

-- not_in_constant: NOT IN of a constant and a subquery with an absent value
-- answer:
-- alone: wrong
WITH o AS (SELECT * FROM (VALUES (1, 1), (2, 2), (3, 2), (NULL, 1)) AS t(id, g)),
     i AS (SELECT * FROM (VALUES (1, 1), (NULL, 2)) AS u(id, g))
SELECT id, g FROM o WHERE 3 NOT IN (SELECT id FROM i);

-- not_in_correlated: NOT IN of a subquery that compares with the outer row by <
-- answer: 1,1;2,2;3,2;NULL,1
-- alone: wrong
WITH o AS (SELECT * FROM (VALUES (1, 1), (2, 2), (3, 2), (NULL, 1)) AS t(id, g)),
     i AS (SELECT * FROM (VALUES (1, 1), (NULL, 2)) AS u(id, g))
SELECT id, g FROM o WHERE o.id NOT IN (SELECT i.id FROM i WHERE i.g < o.g);

-- not_in_equal: NOT IN of a subquery with an equality to the outer row
-- answer: 2,2
-- alone: fails
WITH o AS (SELECT * FROM (VALUES (1, 1), (2, 2), (NULL, 1)) AS t(id, g)),
     i AS (SELECT * FROM (VALUES (1, 1), (5, 2)) AS u(id, g))
SELECT id, g FROM o WHERE o.id NOT IN (SELECT i.id FROM i WHERE i.g = o.g);

-- not_in_or: NOT IN under OR
-- answer: 2
-- alone: wrong
SELECT id FROM (VALUES (1, 1), (2, 2), (NULL, 1)) AS t(id, g) WHERE id NOT IN (SELECT x FROM (VALUES (1), (NULL)) AS u(x)) OR g = 2;

-- not_in_is_null: IS NULL of NOT IN
-- answer: 2;NULL
-- alone: wrong
SELECT id FROM (VALUES (1, 1), (2, 2), (NULL, 1)) AS t(id, g) WHERE (id NOT IN (SELECT x FROM (VALUES (1), (NULL)) AS u(x))) IS NULL;

-- not_any: NOT of = ANY under OR
-- answer: 2
-- alone: right
SELECT id FROM (VALUES (1, 1), (2, 2), (NULL, 1)) AS t(id, g)
WHERE NOT (id = ANY (SELECT x FROM (VALUES (1), (NULL)) AS u(x))) OR g = 2;

-- any_of_same_table: ANY over the table of the query around it
-- answer: 2
-- alone: wrong
WITH t AS (SELECT * FROM (VALUES (1), (2), (3)) AS v(x)) SELECT count(*) AS n FROM t WHERE x > ANY (SELECT x FROM t);

-- all_of_same_table: ALL over the table of the query around it
-- answer: 1
-- alone: wrong
WITH t AS (SELECT * FROM (VALUES (1), (2), (3)) AS v(x)) SELECT count(*) AS n FROM t WHERE x >= ALL (SELECT x FROM t);

-- full_join_using: the common column of FULL JOIN
-- answer: 1,10,NULL;4,NULL,400
-- alone: wrong
WITH a(k, x) AS (VALUES (1, 10)), b(k, y) AS (VALUES (4, 400)) SELECT k, x, y FROM a FULL JOIN b USING (k);

-- right_join_using: the common column of RIGHT JOIN
-- answer: 4,NULL,400
-- alone: wrong
WITH a(k, x) AS (VALUES (1, 10)), b(k, y) AS (VALUES (4, 400)) SELECT k, x, y FROM a RIGHT JOIN b USING (k);

-- natural_full_join: the common column of NATURAL FULL JOIN
-- refused: JOIN whose common column
-- alone: wrong
WITH a(k, x) AS (VALUES (1, 10)), b(k, y) AS (VALUES (4, 400)) SELECT k FROM a NATURAL FULL JOIN b;

-- full_join_using_all: every column of FULL JOIN with USING
-- refused: JOIN whose common column
-- alone: wrong
WITH a(k, x) AS (VALUES (1, 10)), b(k, y) AS (VALUES (4, 400)) SELECT * FROM a FULL JOIN b USING (k);

-- except_all: EXCEPT ALL takes away as many rows as there are
-- answer: 1;1;2
-- alone: wrong
SELECT x FROM (VALUES (1), (1), (2), (2), (2)) AS a(x) EXCEPT ALL SELECT x FROM (VALUES (2), (2)) AS b(x);

-- intersect_all: INTERSECT ALL keeps as many rows as both sides have
-- answer: 2;2
-- alone: wrong
SELECT x FROM (VALUES (1), (1), (2), (2), (2)) AS a(x) INTERSECT ALL SELECT x FROM (VALUES (2), (2)) AS b(x);

-- exists_aggregate: EXISTS of an aggregate, which always has a row
-- answer: 3
-- alone: wrong
SELECT count(*) AS n FROM (VALUES (1), (2), (3)) AS t(id) WHERE EXISTS (SELECT max(x) FROM (VALUES (1)) AS u(x) WHERE x = t.id);

-- in_aggregate: IN of an aggregate over no rows
-- answer: 3
-- alone: wrong
SELECT id FROM (VALUES (1), (2), (3)) AS t(id) WHERE 0 IN (SELECT count(*) FROM (VALUES (1), (2)) AS u(x) WHERE x = t.id);

-- lead_ignore_nulls: the second value that is not absent
-- answer: 1,30;2,40;3,70;4,80;5,80;6,80;7,NULL;8,NULL;9,NULL
-- alone: wrong
SELECT id, LEAD(v, 2 IGNORE NULLS) OVER (ORDER BY id) AS after_next
FROM (VALUES (1, 10), (2, 20), (3, 30), (4, 40), (5, NULL), (6, NULL), (7, 70), (8, 80), (9, NULL)) AS t(id, v);

-- lag_ignore_nulls: the second value before that is not absent
-- answer: 1,NULL;2,NULL;3,NULL;4,10;5,30
-- alone: right
SELECT id, LAG(v, 2 IGNORE NULLS) OVER (ORDER BY id) AS before_last
FROM (VALUES (1, 10), (2, NULL), (3, 30), (4, 40), (5, NULL)) AS t(id, v);

-- percentile_weight: a percentile with more than six decimals
-- answer: 333333333.3
-- alone: wrong
SELECT round(percentile_cont(0.3333333333) WITHIN GROUP (ORDER BY x), 1) AS p
FROM (VALUES (CAST(0 AS DOUBLE)), (CAST(1000000000 AS DOUBLE))) AS t(x);

-- two_columns_of_one_name: an answer with two columns of one name
-- refused: two columns are named `x`
-- alone: right
SELECT a.x, b.x FROM (VALUES (1, 10)) AS a(k, x) JOIN (VALUES (1, 11)) AS b(k, x) ON a.k = b.k;

-- column_of_two: a name that two columns of a derived table have
-- refused: two columns are named `x`
-- alone: right
SELECT x FROM (SELECT a.x, b.x FROM (VALUES (1, 10)) AS a(k, x) JOIN (VALUES (1, 11)) AS b(k, x) ON a.k = b.k) AS s;

-- whole_numbers: / of two whole numbers
-- answer: 3.5,-3.5
-- alone: wrong
SELECT 7 / 2 AS a, -7 / 2 AS b;

-- descending: absent values come last in either direction
-- answer: 2
-- alone: wrong
SELECT r FROM (SELECT x, row_number() OVER (ORDER BY x DESC) AS r FROM (VALUES (1), (NULL)) AS t(x)) AS q WHERE x IS NULL;

-- distinct_from_and: IS DISTINCT FROM binds before AND
-- answer: 0
-- alone: wrong
SELECT count(*) AS n FROM (VALUES (TRUE, TRUE, FALSE)) AS t(a, b, c) WHERE a IS DISTINCT FROM b AND c;

-- mode: the most frequent value
-- answer: 3
-- alone: fails
SELECT mode(x) AS m FROM (VALUES (1), (NULL), (3), (3)) AS t(x);

-- exists_value: EXISTS as a value
-- answer: 1,true;2,false;3,false
-- alone: fails
SELECT o.id, EXISTS (SELECT 1 FROM (VALUES (1)) AS i(id) WHERE i.id = o.id) AS is_there FROM (VALUES (1), (2), (3)) AS o(id);

-- in_value: IN as a value
-- answer: 1,true;2,NULL;NULL,NULL
-- alone: fails
SELECT id, id IN (SELECT x FROM (VALUES (1), (NULL)) AS u(x)) AS v FROM (VALUES (1), (2), (NULL)) AS t(id);

-- first_of_subquery: a subquery with LIMIT 1 that reads the outer row
-- answer: 1,1;2,2;3,NULL
-- alone: fails
SELECT t.id, (SELECT x FROM (VALUES (1), (2)) AS u(x) WHERE x = t.id LIMIT 1) AS v FROM (VALUES (1), (2), (3)) AS t(id);

-- count_up_to: a subquery that compares with the outer row by <=
-- answer: 1,1;2,2;3,2
-- alone: fails
SELECT t.id, (SELECT count(*) FROM (VALUES (1), (2)) AS u(x) WHERE x <= t.id) AS n FROM (VALUES (1), (2), (3)) AS t(id);

-- common_column_of_three: a common column of three tables
-- answer: 1,10,11,12;2,20,NULL,22
-- alone: fails
SELECT k, x, y, z FROM (VALUES (1, 10), (2, 20)) AS a(k, x) LEFT JOIN (VALUES (1, 11)) AS b(k, y) USING (k)
LEFT JOIN (VALUES (1, 12), (2, 22)) AS c(k, z) USING (k);

-- absent_keys_beside_a_cross_join: keys that match where both are absent, and a cross join
-- answer: 1,10;2,20
-- alone: wrong
SELECT a.x, b.y FROM (VALUES (1, NULL), (2, 5)) AS a(x, k) JOIN (VALUES (10, NULL), (20, 5)) AS b(y, k) ON a.k IS NOT DISTINCT FROM b.k
CROSS JOIN (VALUES (7)) AS c(z);

-- absent_keys_beside_an_equality: keys that match where both are absent, and keys that do not
-- answer: 2,20,200
-- alone: wrong
SELECT a.x, b.y, c.z FROM (VALUES (1, NULL), (2, 5)) AS a(x, k) JOIN (VALUES (10, NULL, 1), (20, 5, NULL)) AS b(y, k, m) ON a.k = b.k
JOIN (VALUES (100, 1), (200, NULL)) AS c(z, m) ON b.m IS NOT DISTINCT FROM c.m;

-- grouped_again_after_a_join_of_groups: groups of joined groups, grouped again by both keys
-- answer: a,1;a,2;b,1;b,2
-- alone: wrong
SELECT item, sum(n) AS n FROM (SELECT i.item, v.place, count(*) + v.place - 1 AS n
FROM (SELECT DISTINCT o AS item FROM (VALUES ('a'), ('b'), ('a')) AS t(o)) AS i CROSS JOIN (VALUES (2), (1)) AS v(place) GROUP BY i.item, v.place) AS c
GROUP BY item, place;

-- distinct_pairs_of_joined_groups: pairs of keys of joined groups, counted
-- answer: 4
-- alone: wrong
SELECT count(*) AS n FROM (SELECT DISTINCT item, place FROM (SELECT i.item, v.place, count(*) AS n
FROM (SELECT DISTINCT o AS item FROM (VALUES ('a'), ('b'), ('a')) AS t(o)) AS i CROSS JOIN (VALUES (2), (1)) AS v(place) GROUP BY i.item, v.place) AS c) AS d;

-- rows_beside_joined_groups: a join to joined groups, of which no column is named
-- answer: a;a;b;b
-- alone: wrong
SELECT t.o FROM (VALUES ('a'), ('b')) AS t(o) LEFT JOIN (SELECT i.item, v.place, count(*) AS n
FROM (SELECT DISTINCT o AS item FROM (VALUES ('a'), ('b'), ('a')) AS u(o)) AS i CROSS JOIN (VALUES (2), (1)) AS v(place) GROUP BY i.item, v.place) AS c ON c.item = t.o;

-- order_of_joined_groups: the first of joined groups by both keys
-- answer: a,1,1
-- alone: wrong
SELECT i.item, v.place, count(*) AS n FROM (SELECT DISTINCT o AS item FROM (VALUES ('a'), ('b'), ('a')) AS t(o)) AS i
CROSS JOIN (VALUES (2), (1)) AS v(place) GROUP BY i.item, v.place ORDER BY i.item, v.place LIMIT 1;

-- grouped_again_by_a_column_and_more: groups of joined groups by a column and what is computed, grouped again
-- answer: a,2;a,3;b,2;b,3
-- alone: wrong
SELECT item, sum(n) AS n FROM (SELECT i.item, v.place + 1 AS later, count(*) + v.place AS n
FROM (SELECT DISTINCT o AS item FROM (VALUES ('a'), ('b'), ('a')) AS t(o)) AS i CROSS JOIN (VALUES (2), (1)) AS v(place) GROUP BY i.item, v.place + 1, v.place) AS c
GROUP BY item, later;
