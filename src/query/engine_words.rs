//! What the engine says of a query, in the words of this program: its own name types, plans and rules of its inside.

/// What a message of the engine has, and what is wrong in plain words.
const WORDS: &[(&str, &str)] = &[
    (
        "Aggregate functions are not allowed in the WHERE clause",
        "an aggregate function is in SELECT or HAVING, not in WHERE",
    ),
    (
        "HAVING clause references",
        "HAVING names a column that is neither in GROUP BY nor in an aggregate function",
    ),
    (
        "must appear in select list",
        "with SELECT DISTINCT, ORDER BY names columns of SELECT alone",
    ),
    (
        "Operator DIV",
        "the operator of whole quotients is not supported; FLOOR(a / b) gives them",
    ),
    ("Unsupported binary operator", "there is no such operator"),
    ("is not yet supported", "there is no such operator"),
    (
        "Unsupported SQL unary operator",
        "there is no such operator",
    ),
    (
        "Unsupported SQL type",
        "there is no such type; use BIGINT, DOUBLE, TEXT, BOOLEAN or DATE",
    ),
    (
        "should only return one column",
        "a subquery in IN, ANY or ALL or as a value has one column",
    ),
    (
        "Too many columns!",
        "a subquery in IN, ANY or ALL or as a value has one column",
    ),
    (
        "same number of columns",
        "both sides of UNION, INTERSECT or EXCEPT have the same number of columns",
    ),
    (
        "different number of columns",
        "both sides of UNION, INTERSECT or EXCEPT have the same number of columns",
    ),
    (
        "Order by column out of bounds",
        "a position in ORDER BY is that of a column of SELECT, from 1",
    ),
    (
        "Order by index starts at 1",
        "a position in ORDER BY is that of a column of SELECT, from 1",
    ),
    (
        "Cannot find column with position",
        "a position in GROUP BY is that of a column of SELECT, from 1",
    ),
    ("LIMIT must be", "LIMIT is a whole number from 0"),
    ("OFFSET must be", "OFFSET is a whole number from 0"),
    (
        "to be an integer or null",
        "LIMIT and OFFSET are whole numbers from 0",
    ),
    (
        "specified more than once",
        "WITH gives one name to two queries",
    ),
    (
        "names given as column alias",
        "a list of column names has a name for each column",
    ),
    (
        "across values list",
        "the rows of VALUES have the same number of values, of the same types",
    ),
    ("SELECT * with no tables", "SELECT * needs a table in FROM"),
    (
        "WITHIN GROUP is only supported",
        "WITHIN GROUP is for percentile_cont and mode",
    ),
    (
        "NULLS are not permitted",
        "IGNORE NULLS is for LEAD, LAG, FIRST_VALUE, LAST_VALUE and NTH_VALUE",
    ),
    (
        "FILTER clause can only be used",
        "FILTER is for aggregate functions",
    ),
    (
        "is not defined!",
        "OVER names a window that WINDOW does not define",
    ),
    ("is defined multiple times", "WINDOW defines one name twice"),
    ("QUALIFY clause requires", "QUALIFY needs a window function"),
    (
        "non-boolean",
        "a condition is true or false, and this one is neither",
    ),
    (
        "must be boolean type",
        "a condition is true or false, and this one is neither",
    ),
    (
        "Cannot coerce arithmetic",
        "this arithmetic does not take values of these types; convert them with CAST",
    ),
    (
        "Cannot get result type",
        "this arithmetic does not take values of these types; convert them with CAST",
    ),
    ("Negation only supports", "only a number has a sign"),
    ("Unary operator '+'", "only a number has a sign"),
    (
        "logical boolean operation",
        "AND, OR and NOT take what is true or false",
    ),
    (
        "Cannot infer common",
        "values of these types cannot be compared or joined; convert them with CAST",
    ),
    (
        "Can not find compatible types",
        "values of these types cannot be compared; convert them with CAST",
    ),
    (
        "isn't a common type",
        "values of these types cannot be compared; convert them with CAST",
    ),
    (
        "can't cast to",
        "values of these types cannot be compared; convert them with CAST",
    ),
    (
        "Cannot automatically convert",
        "values of these types cannot be compared; convert them with CAST",
    ),
    (
        "Incompatible inputs for Union",
        "columns of UNION, INTERSECT or EXCEPT are of the same types on both sides",
    ),
    (
        "UNION Column",
        "columns of UNION, INTERSECT or EXCEPT are of the same types on both sides",
    ),
    (
        "Unsupported CAST",
        "a value of this type cannot be converted to that type",
    ),
    ("Invalid escape character", "ESCAPE takes one character"),
];

/// What says that a function is called with arguments that it does not take; its name stands in single quotes.
const ARGUMENTS: &[&str] = &[
    "failed to match any signature",
    "No function matches",
    "Failed to coerce arguments",
    "does not support zero arguments",
    "arguments but received",
    "argument but received",
    "expects Numeric",
    "expects String",
    "expected at least one argument",
    "could not coerce",
    "is not comparable",
    "not coercible to",
];

/// A message of the engine in plain words, where they are known.
pub(super) fn plain_words(message: &str) -> Option<&'static str> {
    let known = |(has, _): &&(&str, &str)| message.contains(has);
    WORDS.iter().find(known).map(|(_, plain)| *plain)
}

/// The function that is called with arguments that it does not take.
pub(super) fn miscalled_function(message: &str) -> Option<&str> {
    ARGUMENTS
        .iter()
        .any(|words| message.contains(words))
        .then(|| message.split('\'').nth(1))?
}

/// The name that two columns of a SELECT have, where the engine shows it; empty where they have none.
pub(super) fn name_of_two(message: &str) -> Option<&str> {
    let shown = message
        .strip_prefix("Projections require unique expression names")
        .or_else(|| message.strip_prefix("Windows require unique expression names"))
        .or_else(|| message.strip_prefix("Aggregations require unique expression names"))?;
    let expression = shown.split('"').nth(1).unwrap_or_default();
    let name = match expression.rsplit_once(" AS ") {
        Some((_, name)) => name,
        None => expression.rsplit('.').next().unwrap_or_default(),
    };
    let is_name = name.chars().all(|c| c.is_alphanumeric() || c == '_');
    Some(if is_name { name } else { "" })
}
