//! The tokens of a text in SQL, and where a name first appears among them.

use super::error::LineColumn;
use datafusion::sql::sqlparser::dialect::GenericDialect;
use datafusion::sql::sqlparser::keywords::Keyword;
use datafusion::sql::sqlparser::tokenizer::{
    Location, Token, TokenWithSpan, Tokenizer, TokenizerError,
};

/// The tokens of a text, blanks and comments left out.
pub(super) fn tokens(text: &str) -> Result<Vec<TokenWithSpan>, TokenizerError> {
    let tokens = Tokenizer::new(&GenericDialect {}, text).tokenize_with_location()?;
    let is_kept = |token: &TokenWithSpan| !matches!(token.token, Token::Whitespace(_) | Token::EOF);
    Ok(tokens.into_iter().filter(is_kept).collect())
}

/// A location as a fact; the tokenizer has 0 for one that it does not know.
pub(super) const fn position(location: Location) -> Option<LineColumn> {
    if location.line == 0 {
        return None;
    }
    Some(LineColumn {
        line: location.line,
        column: location.column,
    })
}

/// Where a name appears first.
pub(super) fn position_of(tokens: &[TokenWithSpan], name: &str) -> Option<LineColumn> {
    let is_it = |token: &&TokenWithSpan| {
        matches!(&token.token, Token::Word(word) if word.value.eq_ignore_ascii_case(name))
            || matches!(&token.token, Token::SingleQuotedString(text) if text == name)
    };
    tokens
        .iter()
        .find(is_it)
        .and_then(|token| position(token.span.start))
}

/// Whether a token is the dot between a table and its column.
pub(super) fn is_dot(token: &TokenWithSpan) -> bool {
    token.token == Token::Period
}

/// How many tokens can nest an expression: operators, keywords and parentheses.
pub(super) fn operators(tokens: &[TokenWithSpan]) -> usize {
    tokens
        .iter()
        .filter(|token| is_operator(&token.token))
        .count()
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "every token but values, names and what separates them can nest an expression"
)]
fn is_operator(token: &Token) -> bool {
    match token {
        Token::Word(word) => word.keyword != Keyword::NoKeyword,
        Token::Comma | Token::Number(..) | Token::SingleQuotedString(_) => false,
        _ => true,
    }
}
